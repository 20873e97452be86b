// Lists of papers: order, papers with code, density, abstracts in place, and keys. Fetched only where a list is. The
// page has all papers in its own order without it.

import { element, isTyping } from "./elements.js";

const { t, n } = psWords;
const DENSITY = "psDensity";
const WITH_ABSTRACTS = 1000; // items that get an abstract; more would slow the page down

const styled = new Promise((resolve) => {
  const href = new URL("lists.css", import.meta.url).href;
  document.head.append(element("link", { rel: "stylesheet", href, onload: resolve, onerror: resolve }));
});

const titleOf = (item) => item.querySelector("a");

// The papers at the end of a list, each with its values, which the page has in the same order.
const papersOf = (list) => {
  const values = list.dataset.psPapers.split(" ");
  const items = [...list.querySelectorAll(":scope > :is(ul, ol) > li")].slice(-values.length);
  return items.map((item, place) => {
    const [votes, comments, published, code] = values[place].split(",");
    const links = [...item.querySelectorAll("a")].map(({ href }) => href);
    const day = links.map((href) => href.match(/\/digests\/(\d{4}-\d\d-\d\d)\//)?.[1]).find(Boolean) ?? "";
    return { item, place, parent: item.parentElement, votes: +votes, comments: +comments, published, code, day };
  });
};

const newestFirst = (key) => (one, other) => (one[key] < other[key] ? 1 : one[key] > other[key] ? -1 : one.place - other.place);
const mostFirst = (key) => (one, other) => other[key] - one[key] || one.place - other.place;
const COMPARE = {
  digest: newestFirst("day"),
  votes: mostFirst("votes"),
  comments: mostFirst("comments"),
  date: newestFirst("published"),
};

// The orders of a list. The first is its own: by digest, or a ranking.
const ordersOf = (papers) => {
  const isRanked = papers[0].parent.matches("ol");
  const isByDigest = !isRanked && papers.every(({ day }, place) => place === 0 || day <= papers[place - 1].day);
  const ranking = isRanked ? document.querySelector("h1").textContent : t("Most noticed");
  return {
    ...(isByDigest ? {} : { ranking }),
    ...(isByDigest || papers.some(({ day }) => day) ? { digest: t("Digest") } : {}),
    ...(papers.some(({ votes }) => votes) ? { votes: t("Votes") } : {}),
    ...(papers.some(({ comments }) => comments) ? { comments: t("Comments") } : {}),
    ...(papers.some(({ published }) => published) ? { date: t("Date of publication") } : {}),
  };
};

// Texts that lines of a list add to their titles in an order whose values they lack.
const VALUE = {
  comments: ({ comments }) => n("{n} comment", "{n} comments", comments),
  date: ({ published }) =>
    published.length === 10
      ? new Date(published).toLocaleDateString(psWords.locale, { dateStyle: "long", timeZone: "UTC" })
      : published,
};

// The parts between the controls and the end of the list: papers by month or day, and those most noticed before them.
const sectionsOf = (list, papers) => {
  const own = new Set(papers.map(({ parent }) => parent));
  const parts = [...list.children];
  const first = parts.findIndex((part) => own.has(part) || part.querySelector(":scope > li > p > a[href*='papers/']"));
  return parts.slice(/^H\d$/.test(parts[first - 1]?.tagName) ? first - 1 : first);
};

const choice = (label, options, chosen) => {
  const select = element("select", {}, ...Object.entries(options).map(([value, text]) => new Option(text, value)));
  select.value = chosen;
  return [element("label", {}, label, " ", select), select];
};

// A page of a long list has no more than its own papers: choosing an order there leads to the page of all.
const pageOfAll = () => {
  const all = document.querySelector(".ps-pages > span > :last-child");
  return all?.matches("a") ? all.href : "";
};

const arrange = (list, papers) => {
  const sections = sectionsOf(list, papers);
  const sorted = element(papers[0].parent.tagName === "OL" ? "ol" : "ul", { hidden: true });
  const orders = ordersOf(papers);
  const [own] = Object.keys(orders);
  const asked = new URLSearchParams(location.search);
  const order = Object.hasOwn(orders, asked.get("order")) ? asked.get("order") : own;
  const [orderLabel, orderSelect] = choice(t("Order"), orders, order);
  const code = element("input", { type: "checkbox", checked: asked.has("code") });
  const status = element("span");
  status.setAttribute("role", "status");

  const show = () => {
    const isOwn = orderSelect.value === own && !code.checked;
    for (const part of sections) part.hidden = !isOwn;
    sorted.hidden = isOwn;
    // A ranking keeps its numbers only in its own order.
    sorted.classList.toggle("ps-unranked", orderSelect.value !== own);
    const compare = COMPARE[orderSelect.value] ?? (() => 0);
    for (const paper of isOwn || orderSelect.value === own ? papers : [...papers].sort(compare)) {
      (isOwn ? paper.parent : sorted).append(paper.item);
      paper.item.hidden = code.checked && !paper.code;
      const value = paper.item.querySelector("p") ? "" : (VALUE[orderSelect.value]?.(paper) ?? "");
      if (value) paper.item.dataset.psValue = value;
      else delete paper.item.dataset.psValue;
    }
    const shown = papers.filter(({ item }) => !item.hidden).length;
    status.textContent = code.checked ? n("{n} paper", "{n} papers", shown) : "";
  };

  const choose = () => {
    const address = new URL(pageOfAll() || location.href);
    const set = (name, value) => (value ? address.searchParams.set(name, value) : address.searchParams.delete(name));
    set("order", orderSelect.value === own ? "" : orderSelect.value);
    set("code", code.checked ? "1" : "");
    if (pageOfAll()) {
      // Somebody who comes back finds the page in its own order.
      orderSelect.value = own;
      code.checked = false;
      return location.assign(address);
    }
    history.replaceState(history.state, "", address);
    show();
  };

  const coded = papers.filter((paper) => paper.code).length;
  const withCode = element("label", { hidden: coded === 0 || coded === papers.length }, code, " ", t("with code"));
  for (const control of [orderSelect, code]) control.addEventListener("change", choose);
  const density = list.querySelector("li > p") ? [densityChoice()] : [];
  sections[0].before(element("div", { className: "ps-tools" }, orderLabel, withCode, ...density, status), sorted);
  show();
};

const densityChoice = () => {
  const chosen = document.documentElement.dataset[DENSITY] ?? "full";
  const [label, select] = choice(t("Show"), { full: t("leads and tags"), compact: t("compact"), titles: t("titles") }, chosen);
  select.addEventListener("change", () => {
    document.documentElement.dataset[DENSITY] = select.value;
    try {
      localStorage.setItem(DENSITY, select.value);
    } catch {
      // A browser may keep nothing: the choice holds for this page.
    }
  });
  return label;
};

// The paragraphs of a paper's abstract, from its page, which has cleaned them.
const fetchAbstract = async (address) => {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(answer.status);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const paragraphs = [];
  for (let next = page.getElementById("abstract")?.nextElementSibling; next?.matches("p"); next = next.nextElementSibling) {
    paragraphs.push(document.importNode(next, true));
  }
  return paragraphs;
};

const addAbstract = ({ item }) => {
  const lead = [...item.children].find((line) => line.matches("p:not(:first-child)") && !line.querySelector("a, em"));
  if (item.querySelector("p") && !lead) return; // A card without a lead is of a paper without an abstract.
  // In a line the mark of what unfolds is enough.
  const summary = lead ? { textContent: t("Abstract") } : { ariaLabel: t("Abstract"), title: t("Abstract") };
  const abstract = element("details", { className: "ps-abstract" }, element("summary", summary));
  abstract.addEventListener("toggle", async () => {
    if (abstract.open && abstract.childElementCount === 1) {
      const failed = element("p", { textContent: t("The abstract could not be loaded: it is on the paper’s page.") });
      const none = element("p", { textContent: t("No abstract came with its digests.") });
      const paragraphs = await fetchAbstract(titleOf(item).href).catch(() => [failed]);
      abstract.append(...(paragraphs.length ? paragraphs : [none]));
    }
    if (lead) lead.hidden = abstract.open;
  });
  if (lead) lead.after(abstract);
  else item.append(abstract);
};

// j and k go to the next and the previous paper, o opens it.
const listenToKeys = (list) => {
  const act = (event) => {
    if (!list.isConnected) return document.removeEventListener("keydown", act);
    const isModified = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey;
    if (isTyping(event.target) || isModified || !"jko".includes(event.key) || document.querySelector("dialog[open]")) return;
    const items = [...list.querySelectorAll(":scope > :is(ul, ol) > li")].filter((item) => item.checkVisibility());
    const at = items.indexOf(document.activeElement.closest(".ps-list > * > li"));
    if (event.key === "o") return at >= 0 && titleOf(items[at]).click();
    const item = items[event.key === "j" ? at + 1 : Math.max(at - 1, 0)];
    if (!item) return;
    event.preventDefault();
    titleOf(item).focus({ preventScroll: true });
    item.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", act);
};

export const mount = async (list) => {
  await styled;
  const papers = papersOf(list);
  if (papers.length > 1) arrange(list, papers);
  if (papers.length <= WITH_ABSTRACTS) papers.forEach(addAbstract);
  listenToKeys(list);
};
