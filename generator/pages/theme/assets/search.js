// The search's interface: a dialog on every page, and the same form on the page search/ and on 404.html. The form asks
// search-client.js for hits, which search-results.js shows as text, never as HTML; search-facets.js has its filters.
// This module imports all modules of the interface, so that they are fetched at once.

import { button, element } from "./elements.js";
import { EMPTY, ORDERS, fromAddress, toAddress } from "./search-address.js";
import { engine } from "./search-client.js";
import { Facets } from "./search-facets.js";
import { Results } from "./search-results.js";
import { marksOfResult } from "./shelf.js";

const PAUSE = 150; // milliseconds without a key before a search begins
const PER_PAGE = 8;
const { t, n } = psWords;

const styled = new Promise((resolve) => {
  const href = new URL("search.css", import.meta.url).href;
  const link = element("link", { rel: "stylesheet", href, onload: resolve, onerror: resolve });
  // From the head, navigation.instant would remove it with the next page.
  document.body.append(link);
});

// Where filters have room beside the results; search.css has the same width.
const wide = matchMedia("(width >= 45rem)");

let made = 0;

// The search's elements and their behaviour. `changed` is called with each state that is searched for. Filters are folded
// behind their button, unless `isPage` is set, as on the search's own page, and there is room beside the results. `place`,
// a value of `placed`, is restored when the results are there.
class Search {
  constructor(state, { changed = () => {}, isPage = false, place = null } = {}) {
    this.state = state;
    this.isPage = isPage;
    this.place = place;
    this.changed = changed;
    this.name = `ps-search-${++made}`;
    this.filtersShown = isPage && wide.matches;
    this.asked = null; // the state that is or was last searched for,
    this.answered = null; // and the one that the hits are the answer to
    this.running = null;
    this.build();
    if (isPage) wide.addEventListener("change", () => this.showFilters(wide.matches));
    if (state.query || state.chosen.length || this.filtersShown) this.run();
  }

  build() {
    this.input = element("input", {
      type: "search",
      value: this.state.query,
      placeholder: t("Title, author, arXiv id or words"),
      autocomplete: "off",
      spellcheck: false,
      attributes: {
        "aria-label": t("Search the archive"),
        role: "combobox",
        "aria-expanded": "false",
        "aria-haspopup": "grid",
        "aria-controls": `${this.name}-list`,
        "aria-autocomplete": "list",
        enterkeyhint: "search",
      },
    });
    this.input.addEventListener("input", () => this.type());
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.input.addEventListener("focus", () => this.warm(), { once: true });
    this.order = element("select", { attributes: { "aria-label": t("Order") } });
    this.order.append(...Object.entries(ORDERS).map(([value, textContent]) => element("option", { value, textContent })));
    this.order.value = this.state.order;
    this.order.addEventListener("change", () => this.set({ order: this.order.value }));
    this.toggle = button("", () => this.showFilters(!this.filtersShown), {
      className: "ps-search-button",
      attributes: { "aria-controls": `${this.name}-filters` },
    });
    this.chosen = element("ul", { className: "ps-search-chosen", attributes: { "aria-label": t("Filters in use") } });
    this.status = element("p", { className: "ps-search-status", attributes: { role: "status" } });
    this.share = element("a", { className: "ps-search-share", textContent: t("Link to this search") });
    this.facets = new Facets(() => this.state.chosen, (...choice) => this.choose(...choice));
    const fold = button(t("Show the results"), () => this.foldFilters(), { className: "ps-search-button ps-search-fold" });
    this.filters = element("div", { className: "ps-search-filters", id: `${this.name}-filters` }, this.facets.element, fold);
    this.results = new Results(this.name, this.input, marksOfResult);
    this.more = button(t("More results"), () => this.run(true), { className: "ps-search-button", hidden: true });
    this.form = element(
      "form",
      { className: "ps-search", attributes: { role: "search" } },
      element("div", { className: "ps-search-bar" }, this.input, this.order, this.toggle),
      this.chosen,
      element("div", { className: "ps-search-summary" }, this.status, this.share),
      element(
        "div",
        { className: "ps-search-body" },
        this.filters,
        element("div", { className: "ps-search-found" }, this.results.list, this.more),
      ),
    );
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.describe();
  }

  // Updates what depends on the state alone.
  describe() {
    this.filters.hidden = !this.filtersShown;
    this.toggle.setAttribute("aria-expanded", this.filtersShown);
    const { length: inUse } = this.state.chosen;
    this.toggle.textContent = inUse ? n("Filters: {n} on", "Filters: {n} on", inUse) : t("Filters");
    const isEmpty = !this.state.query.trim() && !this.state.chosen.length;
    this.share.hidden = isEmpty;
    this.share.href = toAddress(this.state);
    this.chosen.replaceChildren(
      ...this.state.chosen.map((each) => {
        const text = this.facets.wordsOf(each);
        const remove = button(`${text} ×`, () => this.choose(each, null), { className: "ps-search-chip" });
        remove.setAttribute("aria-label", t("{filter}. Remove this filter", { filter: text }));
        return element("li", {}, remove);
      }),
    );
    if (isEmpty) this.report(t("Type to search; or choose filters to browse."));
  }

  report(...parts) {
    this.status.replaceChildren(...parts);
  }

  // A sentence whose {query} is a link that searches for this query here.
  suggestion(sentence, query) {
    const state = { ...this.state, query };
    const link = element("a", { href: toAddress(state), textContent: query });
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.input.value = query;
      this.input.focus();
      this.set({ query });
    });
    const [before, after] = sentence.split("{query}");
    return [` ${before}`, link, after];
  }

  warm() {
    if (!engine.waiting.size) engine.ask(null).catch(() => this.fail());
  }

  type() {
    this.state = { ...this.state, query: this.input.value };
    this.results.setBusy(true);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.run(), PAUSE);
  }

  set(change) {
    this.state = { ...this.state, ...change };
    this.run();
  }

  // Makes a filter's value wanted (false), unwanted (true) or neither (null).
  choose({ facet, value }, not) {
    const others = this.state.chosen.filter((each) => each.facet !== facet || each.value !== value);
    this.set({ chosen: not === null ? others : [...others, { facet, value, not }] });
  }

  showFilters(shown) {
    this.filtersShown = shown;
    this.describe();
    if (shown) this.run();
  }

  foldFilters() {
    this.showFilters(false);
    this.toggle.focus();
  }

  // Searches for the state as it is; `more` adds to the hits that are shown, if they are the answer to it.
  run(more = false) {
    if (more && this.answered !== this.state) return;
    clearTimeout(this.timer);
    this.results.setBusy(true);
    this.asked = this.state;
    this.describe();
    this.changed(this.state);
    this.running = this.ask(this.state, more);
  }

  async ask(state, more) {
    const isEmpty = !state.query.trim() && !state.chosen.length;
    if (isEmpty && !this.filtersShown) return this.show(state, { total: 0, hits: [], facets: null }, false, "");
    if (!more) this.report(t("Searching…"));
    const from = more ? this.results.hits.length : 0;
    const count = isEmpty ? 0 : Math.max(PER_PAGE, more ? 0 : (this.place?.shown ?? 0));
    const request = { ...state, from, count, withFacets: this.filtersShown };
    try {
      const answer = await engine.ask(request);
      if (answer) this.show(state, answer, more, isEmpty ? "" : undefined);
    } catch {
      this.fail();
    }
  }

  show(state, answer, more, words) {
    const { total, hits, facets } = answer;
    this.answered = state;
    this.results.show(hits, more);
    this.results.setBusy(this.state !== state); // more was typed while this was looked for
    this.more.hidden = this.results.hits.length >= total || words === "";
    if (facets) this.facets.show(facets);
    this.describe();
    if (words !== "" && !more) this.report(...this.summary(answer));
    this.goBack();
  }

  // The number of hits of an answer, and how they match the words.
  summary({ total, complete, incomplete, meant, instead }) {
    if (instead) return this.suggestion(t("Nothing found. These are results for {query}."), meant);
    const suggested = meant ? this.suggestion(t("Did you mean {query}?"), meant) : [];
    if (!total) return [t("Nothing found. Try fewer or other words, or remove a filter."), ...suggested];
    if (!incomplete) return [n("{n} result", "{n} results", total) + (meant ? "." : ""), ...suggested];
    if (!complete) return [t("Nothing has all words. These papers lack one."), ...suggested];
    const having = n(
      "{n} paper has all words; those after it lack one.",
      "{n} papers have all words; those after them lack one.",
      complete,
    );
    return [having, ...suggested];
  }

  // Where a reader is among the results.
  placed() {
    const { hits, active } = this.results;
    return { shown: hits.length, active, scroll: this.scroller().scrollTop };
  }

  // Restores it once the results are there.
  goBack() {
    const { active, scroll } = this.place ?? {};
    if (this.place) this.results.activate(active, false);
    if (this.place) this.scroller().scrollTop = scroll;
    this.place = null;
  }

  // The element that scrolls.
  scroller() {
    return this.form.closest("dialog") ? this.form.querySelector(".ps-search-body") : document.scrollingElement;
  }

  fail() {
    this.results.clear();
    this.results.setBusy(false);
    this.more.hidden = true;
    this.report(
      t(
        "The search cannot be loaded. Reload the page, or go on with tags and digests; " +
          "if this is your own archive, build it again and read it through a web server, such as papershelf serve.",
      ),
    );
  }

  press(event) {
    if (event.isComposing) return;
    const { hits, active } = this.results;
    const last = hits.length - 1;
    const moves = { ArrowDown: Math.min(active + 1, last), ArrowUp: Math.max(active - 1, -1) };
    if (event.key in moves && last >= 0) {
      event.preventDefault();
      if (event.key === "ArrowDown" && active === last && !this.more.hidden) this.run(true);
      else this.results.activate(moves[event.key]);
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.enter();
    }
  }

  // Opens the active hit, or else the first, once the hits are the answer to the text in the field. On the search's own
  // page, it scrolls to the results instead unless a hit is active.
  async enter() {
    if (this.asked !== this.state) this.run();
    const asked = this.state;
    await this.running;
    if (this.answered !== asked || this.state !== asked) return;
    if (!this.isPage || this.results.active >= 0) return this.results.open();
    if (matchMedia("(pointer: coarse)").matches) this.input.blur(); // and with it the keyboard over the results
    this.status.scrollIntoView({ block: "nearest" });
  }
}

let dialog;
let inDialog;

const withoutPlace = () => {
  const { psDialog, ...rest } = history.state ?? {};
  if (psDialog) history.replaceState(rest, "");
};

// Opens the dialog; `typed` returns the text that was typed meanwhile. `left` is the state of this page's dialog when a
// result was opened.
export const open = async (typed = () => "", left = null) => {
  await styled;
  if (!dialog) {
    const { place = null, ...state } = left ?? EMPTY;
    inDialog = new Search(state, { place });
    const close = button(t("Close"), () => dialog.close(), { className: "ps-search-button" });
    inDialog.form.querySelector(".ps-search-bar").append(close);
    const keys = t("↑ ↓ to choose, Enter to open, Esc to close");
    dialog = element("dialog", { className: "ps-search-dialog", attributes: { "aria-label": t("Search") } }, inDialog.form);
    // Elsewhere, an element of the page around these words states their language.
    if (!document.documentElement.lang.startsWith(psWords.language)) {
      Object.assign(dialog, { lang: psWords.language, dir: psWords.direction });
    }
    dialog.append(element("p", { className: "ps-search-keys", textContent: keys }));
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault(); // else the first one only empties the field
      dialog.close();
    });
    dialog.addEventListener("close", withoutPlace);
    inDialog.results.list.addEventListener("click", ({ target }) => {
      if (!target.closest("a")) return;
      history.replaceState({ ...history.state, psDialog: { ...inDialog.state, place: inDialog.placed() } }, "");
    });
    document.body.append(dialog);
  }
  if (!dialog.open) dialog.showModal();
  inDialog.input.focus();
  inDialog.input.select();
  if (!typed()) return;
  inDialog.input.value = typed();
  inDialog.type();
};

// The words of a missing page's address, to search for.
const wordsOfAddress = () => {
  if (/\/404(\.html|\/)?$/.test(location.pathname)) return ""; // its own address, as hosts write it
  const last = (location.pathname.split("/").filter(Boolean).pop() ?? "").replace(/\.[a-z0-9]{1,5}$/i, "");
  try {
    return decodeURIComponent(last).replace(/[-_+\s]+/g, " ").trim();
  } catch {
    return last; // a stray %
  }
};

export const mount = async (place) => {
  await styled;
  const isMissing = place.dataset.psSearch === "missing";
  const asked = fromAddress(new URLSearchParams(location.search));
  const state = isMissing ? { ...EMPTY, query: wordsOfAddress() } : asked;
  const keep = (now) => history.replaceState(null, "", toAddress(now));
  const own = { changed: keep, isPage: true, place: history.state?.psSearch?.place ?? null };
  const search = new Search(state, isMissing ? {} : own);
  place.replaceChildren(search.form);
  if (isMissing) return;
  search.results.list.addEventListener("click", () => history.replaceState({ psSearch: { place: search.placed() } }, ""));
  if (!state.query) search.input.focus();
};
