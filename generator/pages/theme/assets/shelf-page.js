// The shelf's own page: what is on the shelf with notes, order and citations, suggestions, what is followed, and backups.

import { element } from "./elements.js";
import { ROOT, button, change, erase, fetchJson, fetchNewest, fetchText, saved, whenChanged } from "./shelf.js";
import { fetchCitations, joined } from "./citations.js";
import {
  bibtexOf, fragmentOf, isOnShelf, merged, moved, opml, parsed, sharedIn, suggested, unseen, withFollow, withNote, withPaper,
  withoutPaper, written,
} from "./shelf-state.js"; // prettier-ignore

const { t, n } = psWords;
const FORMATS = { bib: "BibTeX", ris: "RIS", json: "CSL-JSON" };

const pageOf = (slug) => new URL(/\.html$/.test(location.pathname) ? `papers/${slug}.html` : `papers/${slug}/`, ROOT);

const save = (name, text) => {
  const link = element("a", { download: name, href: URL.createObjectURL(new Blob([text], { type: "application/octet-stream" })) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
};

const recordOf = (slug) => fetchJson(`api/v1/papers/${slug}.json`);

const byline = ({ authors = [], organisation = "" }) => {
  const names = authors.slice(0, 3).join(", ");
  return [authors.length > 3 ? t("{names} and others", { names }) : names, organisation].filter(Boolean).join(" · ");
};

const asPaper = ({ slug, title, appearances, ...record }) => ({
  slug, title, by: byline(record), day: appearances.map(({ date }) => date).sort().at(-1),
}); // prettier-ignore

// The citations of papers in one format. Entries of BibTeX are in the files of their days. Returns a list with null for
// each paper that has none.
const cited = (papers, ending) =>
  ending !== "bib"
    ? fetchCitations(papers.map(({ slug }) => slug), ending)
    : Promise.all(
        papers.map(async ({ slug, day }) => {
          try {
            const at = day || asPaper(await recordOf(slug)).day;
            return bibtexOf(await fetchText(`digests/${at}/papers.bib`), slug) ?? null;
          } catch {
            return null;
          }
        }),
      );

const section = (title, ...children) => element("section", {}, element("h2", { textContent: title }), ...children);
const facts = (text = "") => element("p", { className: "ps-facts", textContent: text, attributes: { role: "status" } });

class ShelfPage {
  constructor(place) {
    this.chosen = new Set(); // slugs
    this.items = new Map(); // by slug, so that notes keep the focus while the shelf changes
    this.status = facts();
    this.list = element("ol", { className: "ps-shelf-list" });
    this.empty = element("p", { textContent: t("Nothing is on your shelf yet. Press the star of a paper, or the key s on its page.") });
    this.all = element("input", { type: "checkbox" });
    this.all.addEventListener("change", () => this.chooseAll(this.all.checked));
    this.tools = element(
      "p",
      { className: "ps-ways" },
      element("label", { className: "ps-shelf-all" }, this.all, " ", t("Choose all")),
      ...Object.entries(FORMATS).map(([ending, label]) => button(label, () => this.cite(ending))),
      button(t("Print"), () => print()),
      button(t("Link to share"), () => this.share()),
    );
    this.shared = element("section", { hidden: true });
    place.replaceChildren(
      element("p", { textContent: t("Your shelf is kept in this browser alone. Nothing of it is sent anywhere; make a backup to take it elsewhere.") }),
      this.shared,
      section(t("On the shelf"), this.empty, this.tools, this.status, this.list),
      this.suggestions(),
      this.follows(),
      this.backups(),
      this.keys(),
    );
    whenChanged(() => this.show());
    this.showShared();
  }

  get papers() {
    return saved().shelf;
  }

  // The papers that were chosen, or all if none was.
  get selection() {
    const chosen = this.papers.filter(({ slug }) => this.chosen.has(slug));
    return chosen.length ? chosen : this.papers;
  }

  show() {
    const papers = this.papers;
    this.empty.hidden = papers.length > 0;
    this.tools.hidden = !papers.length;
    for (const slug of this.items.keys()) {
      if (papers.some((paper) => paper.slug === slug)) continue;
      this.items.get(slug).remove();
      this.items.delete(slug);
      this.chosen.delete(slug);
    }
    papers.forEach((paper, place) => {
      if (!this.items.has(paper.slug)) this.items.set(paper.slug, this.item(paper));
      const item = this.items.get(paper.slug);
      const note = item.querySelector("textarea");
      if (note !== document.activeElement) note.value = paper.note;
      item.querySelector(".ps-shelf-note").textContent = paper.note;
      if (this.list.children[place] !== item) this.list.insertBefore(item, this.list.children[place] ?? null);
    });
    this.showChosen();
  }

  showChosen() {
    const { size } = this.chosen;
    for (const [slug, item] of this.items) {
      item.classList.toggle("ps-unchosen", size > 0 && !this.chosen.has(slug));
      item.querySelector("input").checked = this.chosen.has(slug);
    }
    this.all.checked = size > 0 && size === this.items.size;
    this.all.indeterminate = size > 0 && size < this.items.size;
    const count = this.items.size;
    this.status.textContent = !count ? "" : size ? t("{number} of {papers} chosen", { number: size, papers: n("{n} paper", "{n} papers", count) }) : n("{n} paper", "{n} papers", count);
  }

  chooseAll(isOn) {
    this.chosen = new Set(isOn ? this.items.keys() : []);
    this.showChosen();
  }

  item(paper) {
    const { slug, title, by } = paper;
    const choose = element("input", { type: "checkbox", attributes: { "aria-label": t("Choose {title}", { title }) } });
    choose.addEventListener("change", () => {
      this.chosen[choose.checked ? "add" : "delete"](slug);
      this.showChosen();
    });
    const note = element("textarea", { rows: 3, attributes: { "aria-label": t("Private note on {title}", { title }) } });
    note.addEventListener("input", () => change((state) => withNote(state, slug, note.value)));
    const move = (label, places, text) => {
      const made = button(label, () => {
        change((state) => moved(state, slug, places));
        made.focus();
      });
      made.setAttribute("aria-label", text);
      return made;
    };
    const editing = element("details", { open: false }, element("summary", { textContent: t("Private note") }), note);
    return element(
      "li",
      {},
      choose,
      element(
        "div",
        {},
        element("p", { className: "ps-shelf-title" }, element("a", { href: pageOf(slug), textContent: title })),
        element("p", { className: "ps-facts", textContent: by }),
        element("p", { className: "ps-shelf-note" }),
        element("p", { className: "ps-shelf-address", textContent: pageOf(slug).href }),
        editing,
      ),
      element(
        "span",
        { className: "ps-shelf-order" },
        move("↑", -1, t("Move up: {title}", { title })),
        move("↓", 1, t("Move down: {title}", { title })),
        button("×", () => change((state) => withoutPaper(state, slug)), {
          ariaLabel: t("Take off the shelf: {title}", { title }),
        }),
      ),
    );
  }

  async cite(ending) {
    const papers = this.selection;
    this.status.textContent = t("Fetching the citations…");
    const records = await cited(papers, ending);
    const found = records.filter(Boolean);
    if (found.length) save(`shelf.${ending}`, joined(found, ending));
    const without = papers.filter((_, place) => !records[place]).map(({ title }) => title);
    const saves = n("Saved {n} citation.", "Saved {n} citations.", found.length);
    const missing = without.length ? [t("Not found: {titles}", { titles: without.join("; ") })] : [];
    this.status.textContent = [saves, ...missing].join(" ");
  }

  async share() {
    const address = new URL(fragmentOf(this.selection.map(({ slug }) => slug)), new URL(location.pathname, location.origin));
    const link = element("a", { href: address, textContent: address.href });
    try {
      await navigator.clipboard.writeText(address.href);
      this.status.replaceChildren(t("The link is copied. It has the papers, not your notes:"), " ", link);
    } catch {
      this.status.replaceChildren(t("Copy this link. It has the papers, not your notes:"), " ", link);
    }
  }

  // Papers that the address shares.
  async showShared() {
    const slugs = sharedIn(location.hash);
    if (!slugs.length) return;
    const answers = await Promise.allSettled(slugs.map(recordOf));
    const papers = answers.flatMap(({ value }) => (value ? [asPaper(value)] : []));
    const list = element("ul", { className: "ps-shelf-list" }, ...papers.map((paper) => this.found(paper, paper.by)));
    const add = button(n("Put {n} paper on your shelf", "Put all {n} papers on your shelf", papers.length), () => {
      change((state) => papers.reduce(withPaper, state));
      history.replaceState(history.state, "", location.pathname);
      this.shared.hidden = true;
    });
    this.shared.replaceChildren(
      element("h2", { textContent: n("Shared with you: {n} paper", "Shared with you: {n} papers", papers.length) }),
      ...(papers.length ? [element("p", { className: "ps-ways" }, add)] : []),
      ...(papers.length < slugs.length ? [facts(n("{n} paper is not in this archive.", "{n} papers are not in this archive.", slugs.length - papers.length))] : []),
      list,
    );
    this.shared.hidden = false;
  }

  // A paper that is not on the shelf, with a button to put it there.
  found(paper, remark) {
    const keep = button(t("Keep"), async () => {
      if (isOnShelf(saved(), paper.slug)) return change((state) => withoutPaper(state, paper.slug));
      const whole = paper.day ? paper : await recordOf(paper.slug).then(asPaper, () => paper);
      change((state) => withPaper(state, whole));
    });
    keep.setAttribute("aria-label", t("On the shelf: {title}", { title: paper.title }));
    whenChanged(() => keep.setAttribute("aria-pressed", isOnShelf(saved(), paper.slug)));
    const title = element("p", { className: "ps-shelf-title" }, element("a", { href: pageOf(paper.slug), textContent: paper.title }));
    return element("li", {}, element("div", {}, title, element("p", { className: "ps-facts", textContent: remark })), element("span", { className: "ps-shelf-order" }, keep));
  }

  suggestions() {
    const status = facts();
    const list = element("ul", { className: "ps-shelf-list" });
    const find = async () => {
      status.textContent = t("Looking for papers…");
      try {
        const papers = await this.forYou();
        list.replaceChildren(
          ...papers.map(({ words, ...paper }) => this.found(paper, t("Because of: {words}", { words: words.join(", ") }))),
        );
        status.textContent = papers.length ? "" : t("Nothing new is close to your shelf. Keep more papers, and ask again.");
      } catch {
        status.textContent = t("The suggestions could not be loaded.");
      }
    };
    const about = element("p", { textContent: t("New papers that you have not read and that use the same words as those on your shelf.") });
    const made = section(t("For you"), about, element("p", { className: "ps-ways" }, button(t("Find papers for me"), find)), status, list);
    whenChanged(() => (made.hidden = !this.papers.length));
    return made;
  }

  async forYou() {
    const { shelf, read } = saved();
    const known = new Set([...read, ...shelf.map(({ slug }) => slug)]);
    const slugs = shelf.map(({ slug }) => slug);
    const candidates = await fetchJson("shelf/candidates.json");
    const isCandidate = new Set(candidates.papers.map(([slug]) => slug));
    const partOf = (slug) => candidates.parts.findLastIndex((first) => first <= slug) + 1;
    const parts = new Set(slugs.filter((slug) => !isCandidate.has(slug)).map(partOf));
    parts.delete(0);
    const others = await Promise.all([...parts].map((number) => fetchJson(`shelf/profiles-${number}.json`)));
    return suggested(slugs, candidates, others, (slug) => known.has(slug));
  }

  follows() {
    const list = element("ul", { className: "ps-shelf-list" });
    const status = facts();
    const take = async (together) => {
      const { pairs } = await fetchNewest().catch(() => ({ pairs: [] }));
      const title = document.querySelector("[data-ps-shelf]").dataset.psShelf;
      const { text, feeds, without } = opml(saved(), { title, root: ROOT, pairs, together });
      if (feeds) save("follows.opml", text);
      const saves = n("Saved {n} feed.", "Saved {n} feeds.", feeds);
      const none = t("No two tags that you follow have a feed together: the curator lists such pairs.");
      const lacking = without.length ? [t("Without a feed: {titles}", { titles: without.join("; ") })] : [];
      status.textContent = together && !feeds ? none : [saves, ...lacking].join(" ");
    };
    const tools = element(
      "p",
      { className: "ps-ways" },
      button(t("OPML: papers on either"), () => take(false)),
      button(t("OPML: papers on both"), () => take(true)),
    );
    const none = element("p", { textContent: t("You follow nothing yet. Tags, authors, organisations and searches have a button “Follow”.") });
    let newest = null;
    const show = () => {
      const state = saved();
      const counts = newest ? unseen(state, newest).followed : new Map();
      none.hidden = state.follows.length > 0;
      tools.hidden = !state.follows.length;
      list.replaceChildren(...state.follows.map((follow) => this.follow(follow, counts.get(follow.address) ?? 0)));
    };
    whenChanged(show);
    const count = async () => {
      newest = await fetchNewest();
      show();
    };
    count().catch(() => {}); // without numbers, the list is still there
    return section(t("You follow"), none, tools, status, list);
  }

  follow(follow, count) {
    const { address, title, feed } = follow;
    const parts = [
      ...(count ? [element("strong", { textContent: n("{n} new", "{n} new", count) })] : []),
      ...(feed ? [element("a", { href: new URL(feed, ROOT), textContent: t("Feed") })] : []),
    ].flatMap((part, place) => (place ? [" · ", part] : [part]));
    const stop = button(t("Unfollow"), () => change((state) => withFollow(state, follow, false)));
    stop.setAttribute("aria-label", t("Unfollow {title}", { title }));
    const link = element("p", { className: "ps-shelf-title" }, element("a", { href: new URL(address, ROOT), textContent: title }));
    return element("li", {}, element("div", {}, link, element("p", { className: "ps-facts" }, ...parts)), element("span", { className: "ps-shelf-order" }, stop));
  }

  backups() {
    const status = facts();
    const file = element("input", { type: "file", accept: ".json,application/json", hidden: true });
    file.addEventListener("change", async () => {
      try {
        const other = parsed(await file.files[0].text());
        if (change((state) => merged(state, other)))
          status.textContent = n("Imported {n} paper.", "Imported {n} papers.", other.shelf.length);
      } catch {
        status.textContent = t("This file is no backup of a shelf, or is of a later version.");
      }
      file.value = "";
    });
    const really = button(t("Erase all of it"), () => {
      erase();
      really.hidden = true;
      status.textContent = t("Everything is erased.");
    }, { hidden: true }); // prettier-ignore
    const tools = element(
      "p",
      { className: "ps-ways" },
      button(t("Save a backup"), () => save("shelf-backup.json", written(saved()))),
      button(t("Import a backup"), () => file.click()),
      button(t("Erase…"), () => (really.hidden = !really.hidden)),
      really,
      file,
    );
    const about = element("p", { textContent: t("A backup has the shelf with your notes, what you have read, and what you follow. Importing one adds it to what is here.") });
    return section(t("Backup"), about, tools, status);
  }

  // papershelf.js reads the choice whenever a key is pressed.
  keys() {
    const box = element("input", { type: "checkbox", checked: localStorage.getItem("psKeys") !== "off" });
    box.addEventListener("change", () => localStorage.setItem("psKeys", box.checked ? "on" : "off"));
    const about = element("p", { textContent: t("s puts a paper on your shelf, j and k go through a list, o opens a paper, / opens the search.") });
    return section(t("Keys"), about, element("p", {}, element("label", {}, box, " ", t("Use single keys"))));
  }
}

export const mount = (place) => new ShelfPage(place);
