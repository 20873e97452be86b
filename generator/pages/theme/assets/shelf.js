// The shelf: papers that a reader keeps, has read and follows, in the reader's own browser. This script reads and writes it,
// and puts its buttons into pages; shelf-page.js is its own page, shelf-state.js what can be done with it.

import { element, button as plainButton, isTyping } from "./elements.js";
import {
  VERSION, empty, isFollowed, isOnShelf, keyOf, parsed, unseen, withFollow, withPaper, withRead, withSeen, withoutPaper,
} from "./shelf-state.js"; // prettier-ignore

export const ROOT = new URL("../", import.meta.url);
const { t, n } = psWords;
const KEY = `papershelf.shelf.v${VERSION} ${ROOT.pathname}`; // an origin may have several archives
const CHANGED = "ps-shelf";
const FEW = 200; // papers of a page whose buttons are made at once
const STAR = "M12 17.3 18.2 21l-1.7-7 5.5-4.7-7.2-.6L12 2 9.2 8.7 2 9.3 7.5 14l-1.7 7z";
const TICK = "M4.5 12.5 9.5 17.5 20 6.5";

export const button = (label, act, properties = {}) => plainButton(label, act, { className: "ps-action", ...properties });

const icon = (path) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const shape = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
};

// The shelf as it is saved: other tabs may have changed it. Throws an error if a later version of the script saved it.
export const saved = () => {
  const json = localStorage.getItem(KEY);
  try {
    return json ? parsed(json) : empty();
  } catch (error) {
    if (error.message === "later version") throw error;
    return empty();
  }
};

// Saves the shelf that `edit` makes of the saved one. Returns whether the browser has room for it; if not, a dialog says
// so, except `quietly`, for what a reader did not ask for.
export const change = (edit, { quietly = false } = {}) => {
  const shelf = JSON.stringify(edit(saved()));
  try {
    localStorage.setItem(KEY, shelf);
  } catch {
    if (!quietly)
      alert(t("The browser has no room left for your shelf: this change is not saved. Save a backup, then take papers off."));
    return false;
  }
  document.dispatchEvent(new Event(CHANGED));
  return true;
};

// Whether the browser keeps a shelf, and no later version of this script has it: else no button would work.
const isKept = () => {
  try {
    saved();
    localStorage.setItem(`${KEY} try`, "");
    localStorage.removeItem(`${KEY} try`);
    return true;
  } catch {
    return false;
  }
};

export const erase = () => {
  localStorage.removeItem(KEY);
  document.dispatchEvent(new Event(CHANGED));
};

// Calls `act` now and whenever the shelf changes, here or in another tab, until the page is replaced by another.
let updates = [];
export const whenChanged = (act) => {
  updates.push(act);
  act();
};
document.addEventListener(CHANGED, () => updates.forEach((act) => act()));
addEventListener("storage", ({ key }) => (key === KEY || key === null) && document.dispatchEvent(new Event(CHANGED)));

// A file of the site, fetched once, and again if that failed.
const fetched = new Map();
export const fetchText = (path) => {
  const fetchAgain = async () => {
    const answer = await fetch(new URL(path, ROOT));
    if (!answer.ok) throw new Error(answer.status);
    return answer.text();
  };
  if (!fetched.has(path)) fetched.set(path, fetchAgain());
  fetched.get(path).catch(() => fetched.delete(path));
  return fetched.get(path);
};
export const fetchJson = async (path) => JSON.parse(await fetchText(path));
export const fetchNewest = () => fetchJson("shelf/newest.json");

// The address of a page relative to the site, such as tags/search/, or tags/search.html where pages are files.
const pathOf = (url) => {
  const { origin, pathname } = new URL(url);
  const isHere = origin === ROOT.origin && pathname.startsWith(ROOT.pathname);
  return isHere ? pathname.slice(ROOT.pathname.length).replace(/\/index\.html$/, "/") : "";
};
const slugAt = (url) => pathOf(url).match(/^papers\/([a-z0-9-]+)(?:\/|\.html)$/)?.[1];
const dayIn = (place) =>
  [...place.querySelectorAll('a[href*="digests/"]')].map((link) => pathOf(link.href).match(/^digests\/(\d{4}-\d\d-\d\d)\W/)?.[1]).find(Boolean) ?? "";

const toggleStar = (paper) =>
  change((state) => (isOnShelf(state, paper.slug) ? withoutPaper(state, paper.slug) : withPaper(state, paper)));
const toggleRead = ({ slug }) => change((state) => withRead(state, slug, !state.read.includes(slug)));

// The buttons of a paper, and what shows its state on them. On its own page they have words.
const buttonsOf = (paper, hasWords = false) => {
  const star = button("", () => toggleStar(paper), { className: hasWords ? "ps-action" : "" });
  const tick = button("", () => toggleRead(paper), { className: hasWords ? "ps-action" : "" });
  for (const [made, path, word, label, hint] of [
    [star, STAR, t("Shelf"), t("On the shelf"), t("Keep on your shelf (key s)")],
    [tick, TICK, t("Read"), t("Read"), t("Mark as read")],
  ]) {
    made.append(icon(path), ...(hasWords ? [word] : []));
    made.setAttribute("aria-label", hasWords ? label : `${label}: ${paper.title}`);
    made.title = hint;
  }
  const show = () => {
    const state = saved();
    star.setAttribute("aria-pressed", isOnShelf(state, paper.slug));
    tick.setAttribute("aria-pressed", state.read.includes(paper.slug));
  };
  return { marks: element("span", { className: "ps-marks" }, star, tick), show };
};

const marksOf = (paper, hasWords = false) => {
  const { marks, show } = buttonsOf(paper, hasWords);
  whenChanged(show);
  return marks;
};

// The buttons of results of the search, which come and go while the page stays: each with its paper and what shows its
// state.
const ofResults = new WeakMap();

// The buttons of a result, or null if the browser keeps nothing.
export const marksOfResult = (paper) => {
  if (!isKept()) return null;
  const { marks, show } = buttonsOf(paper);
  ofResults.set(marks, { paper, show });
  show();
  return marks;
};
document.addEventListener(CHANGED, () => document.querySelectorAll(".ps-search .ps-marks").forEach((marks) => ofResults.get(marks)?.show()));

// The papers that the page lists: each with its item, the line of its title, and what the title ends with.
const listed = () => [...linked(), ...folded()];

// An item of a list begins with a link to its paper.
const linked = () =>
  [...document.querySelectorAll(".ps-list:not(.ps-list-index) li, #related ~ ul > li")].flatMap((item) => {
    const link = item.querySelector("a");
    const slug = link && link.closest("li") === item && slugAt(link.href);
    if (!slug) return [];
    const by = item.closest(".ps-list") ? item.querySelector(":scope > em, :scope > p > em:first-child") : null;
    const paper = { slug, title: link.textContent.trim(), by: by?.textContent.trim() ?? "", day: dayIn(item) };
    return [{ item, line: link.closest("p"), end: link, paper }];
  });

// A paper that is folded to a line: buttons are below, since the line is a button itself.
const folded = () =>
  [...document.querySelectorAll("details[data-ps-slug]")].map((item) => {
    const summary = item.querySelector("summary");
    const by = summary.querySelector("em");
    const title = summary.textContent.slice(0, by ? -by.textContent.length : undefined).trim();
    const paper = { slug: item.dataset.psSlug, title, by: by?.textContent.trim() ?? "", day: dayIn(item) };
    return { item, line: item.querySelector(":scope > p:last-of-type"), end: by ?? summary.lastChild, paper };
  });

let papers = []; // that the page lists
let isMounted = false;

const markItem = ({ item, line, end, paper }) => {
  if (line) line.append(" ", marksOf(paper));
  else ((item.closest(".ps-list") && item.querySelector(":scope > em")) || end).after(" ", marksOf(paper));
};

// On a page of thousands of papers, buttons are made when an item comes near the window.
const markPapers = () => {
  papers = listed();
  if (papers.length <= FEW) return papers.forEach(markItem);
  const byItem = new Map(papers.map((each) => [each.item, each]));
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target } of entries.filter(({ isIntersecting }) => isIntersecting)) {
        observer.unobserve(target);
        markItem(byItem.get(target));
      }
    },
    { rootMargin: "100% 0px" },
  );
  for (const item of byItem.keys()) observer.observe(item);
};

// Makes the buttons of papers that another script has listed, unless this one makes them for the whole page later.
export const markWithin = (list) => {
  if (!isMounted) return;
  const fresh = linked().filter(({ item }) => list.contains(item));
  papers.push(...fresh);
  fresh.forEach(markItem);
};

// A paper's own page: opening it marks the paper as read.
const markPage = () => {
  const slug = slugAt(location.href);
  const links = document.querySelector(".ps-head > .ps-links");
  if (!slug || !links) return null;
  const head = links.parentElement;
  const names = head.querySelector("p.ps-authors")?.textContent.split(", ") ?? [];
  const by = names.length > 3 ? t("{names} and others", { names: names.slice(0, 3).join(", ") }) : names.join(", ");
  const title = document.querySelector('meta[name="citation_title"]')?.content ?? head.querySelector("h1").textContent;
  const paper = { slug, title, by, day: dayIn(head) };
  if (!saved().read.includes(slug)) change((state) => withRead(state, slug, true), { quietly: true });
  links.after(element("p", { className: "ps-ways" }, marksOf(paper, true)));
  return paper;
};

// The paper that the key s is for: that of the page, or else of the list's item that has the focus.
const paperInFocus = (own) => {
  const item = document.activeElement?.closest("li, details[data-ps-slug], .ps-search-row");
  return papers.find((each) => each.item === item)?.paper ?? ofResults.get(item?.querySelector(".ps-marks"))?.paper ?? own;
};

// A button that follows a page or a search; `target` returns its address, title and feed.
const followButton = (target) => {
  const made = button("", () => {
    const follow = target();
    change((state) => withFollow(state, follow, !isFollowed(state, follow.address)));
  });
  const show = () => {
    const isOn = isFollowed(saved(), target().address);
    made.textContent = isOn ? t("Following") : t("Follow");
    made.setAttribute("aria-pressed", isOn);
  };
  whenChanged(show);
  return { made, show };
};

const followPage = () => {
  const address = pathOf(location.href);
  const heading = document.querySelector(".ps-head > h1");
  if (!heading || !/^(tags|authors|organisations|venues|collections)\/[^/]+(\/|\.html)$/.test(address)) return;
  const link = document.querySelector('link[type="application/rss+xml"]');
  const target = { address, title: heading.textContent.trim(), feed: link ? pathOf(link.href) : "" };
  heading.after(element("p", { className: "ps-ways" }, followButton(() => target).made));
};

// The search's page: what is searched for can be followed, beside the link to it.
const followSearch = async () => {
  const place = document.querySelector('[data-ps-search=""]');
  if (!place) return;
  const find = () => place.querySelector(".ps-search-share");
  if (!find()) {
    await new Promise((done) => {
      const observer = new MutationObserver(() => find() && done(observer.disconnect()));
      observer.observe(place, { childList: true, subtree: true });
    });
  }
  const share = find();
  const target = () => {
    const { pathname, search } = new URL(share.href);
    const chosen = [...new URLSearchParams(search)].filter(([name]) => name !== "order");
    const title = chosen.map(([name, value]) => (name === "q" ? `“${value}”` : `${name}: ${value}`)).join(" · ");
    return { address: pathname.slice(ROOT.pathname.length) + search, title, feed: "" };
  };
  const { made, show } = followButton(target);
  share.after(made);
  const update = () => {
    made.hidden = share.hidden;
    show();
  };
  new MutationObserver(update).observe(share, { attributes: true, attributeFilter: ["href", "hidden"] });
  update();
};

const sinceWords = (news, state) => {
  const papers = n("{n} paper since you were here", "{n} papers since you were here", news.papers);
  const days = n("{n} day", "{n} days", news.days);
  const parts = news.days > 1 ? [t("{days}, {papers}", { days, papers })] : [papers];
  if (state.follows.length) parts.push(t("{number} in what you follow", { number: news.inFollows }));
  return parts.join(", ");
};

// Shows the news since the reader was here: on the home page in all of the archive, elsewhere among the papers of the page.
const showNews = async () => {
  const isHome = document.getElementById("ps-since") || document.querySelector(".ps-list-home");
  const place = isHome ? document.querySelector(".ps-list-home") : document.querySelector(".ps-list");
  if (!isHome && !papers.length) return;
  const newest = await fetchNewest();
  if (!saved().seen) change((state) => withSeen(state, newest), { quietly: true });
  const line = document.getElementById("ps-since") ?? element("p", { id: "ps-since", className: "ps-facts" });
  const before = [...line.childNodes];
  if (!line.isConnected) place?.before(line);
  whenChanged(() => {
    const state = saved();
    const news = unseen(state, newest);
    const here = papers.filter(({ paper }) => news.keys.has(keyOf(paper.slug)));
    for (const mark of document.querySelectorAll(".ps-new")) mark.remove();
    for (const { end } of here) end.after(" ", element("span", { className: "ps-new", textContent: t("new") }));
    const count = isHome ? news.papers : here.length;
    line.hidden = !count && !before.length;
    if (!count) return line.replaceChildren(...before);
    const words = isHome ? sinceWords(news, state) : n("{n} of these papers is new since you were here", "{n} of these papers are new since you were here", count);
    const slugs = isHome ? null : here.map(({ paper }) => paper.slug);
    const seen = button(t("Mark as seen"), () => change((now) => withSeen(now, newest, slugs)));
    line.replaceChildren(element("span", {}, element("strong", { textContent: words })), " ", seen);
  });
};

// A link to the shelf in the header, which stays when another page is loaded in place of this one.
const linkShelf = () => {
  const search = document.querySelector(".ps-search-open") ?? document.querySelector(".md-header__inner > :last-child");
  const known = document.querySelector(".ps-shelf-open");
  const page = search?.href?.endsWith(".html") ? "shelf.html" : "shelf/"; // pages may be files
  const link = known ?? element("a", { className: "ps-shelf-open", href: new URL(page, ROOT) }, icon(STAR), element("span"));
  if (!known) search?.before(link);
  whenChanged(() => {
    const { length } = saved().shelf;
    link.setAttribute("aria-label", n("Your shelf, {n} paper", "Your shelf, {n} papers", length));
    link.lastChild.textContent = length || "";
  });
};

let ownPaper = null;

document.addEventListener("keydown", (event) => {
  const isModified = event.ctrlKey || event.metaKey || event.altKey;
  if (event.key !== "s" || isModified || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]") && !event.target.closest("dialog .ps-search-row")) return;
  const paper = paperInFocus(ownPaper);
  if (paper) toggleStar(paper);
});

export const mount = async () => {
  updates = [];
  if (!isKept()) return;
  isMounted = true;
  linkShelf();
  markPapers();
  ownPaper = markPage();
  followPage();
  followSearch();
  if (document.querySelector("[data-ps-shelf]")) (await import("./shelf-page.js")).mount(document.querySelector("[data-ps-shelf]"));
  try {
    await showNews();
  } catch {
    // Opened from a disk, a page may not read other files: it has no news then.
  }
};
