// The search's interface: a dialog on every page, and the same form on the page search/ and on 404.html. search-engine.js
// answers queries; its answers are shown as text, never as HTML.

import { button, element } from "./elements.js";
import { marksOfResult } from "./shelf.js";

const ROOT = new URL("../", import.meta.url);
const PAUSE = 150; // milliseconds without a key before a search begins
const PER_PAGE = 8;
const SHOWN_VALUES = 8; // of a facet, before others are looked for
const FOUND_VALUES = 50;
const { t, n } = psWords;
const ORDERS = { relevance: t("Best match"), newest: t("Newest first"), oldest: t("Oldest first"), votes: t("Most votes") };
const FACETS = {
  tag: t("Tag"),
  year: t("Year"),
  venue: t("Venue"),
  digest: t("Digest"),
  source: t("Source"),
  organisation: t("Organisation"),
  code: t("Code"),
  notes: t("Notes"),
};
const MANY = new Set(["tag", "organisation", "venue"]); // facets whose values are listed by how many papers have them
const ALONE = new Set(["code", "notes"]); // facets with one value, which many papers lack
const WITHOUT = {
  tag: t("Without tag: {value}"),
  year: t("Without year: {value}"),
  venue: t("Without venue: {value}"),
  digest: t("Without digest: {value}"),
  source: t("Without source: {value}"),
  organisation: t("Without organisation: {value}"),
  code: t("Without code: {value}"),
  notes: t("Without notes: {value}"),
};
const FIND = {
  tag: t("Find a tag"),
  year: t("Find a year"),
  venue: t("Find a venue"),
  digest: t("Find a digest"),
  source: t("Find a source"),
  organisation: t("Find an organisation"),
  code: t("Find code"),
  notes: t("Find notes"),
};

const styled = new Promise((resolve) => {
  const href = new URL("search.css", import.meta.url).href;
  const link = element("link", { rel: "stylesheet", href, onload: resolve, onerror: resolve });
  // From the head, navigation.instant would remove it with the next page.
  document.body.append(link);
});

// The engine in its worker. Only the newest request is answered; those before it get null.
const engine = {
  id: 0,
  waiting: new Map(),
  ask(request) {
    this.worker ??= this.start();
    const id = ++this.id;
    for (const { stale } of this.waiting.values()) stale();
    this.waiting.clear();
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject, stale: () => resolve(null) });
      this.worker.postMessage({ id, root: ROOT.href, request });
    });
  },
  start() {
    const worker = new Worker(new URL("search-engine.js", import.meta.url), { type: "module" });
    const settle = (id, act) => {
      const asked = this.waiting.get(id);
      this.waiting.delete(id);
      if (asked) act(asked);
    };
    worker.addEventListener("message", ({ data: { id, answer, error } }) => {
      settle(id, ({ resolve, reject }) => (error ? reject(new Error(error)) : resolve(answer)));
    });
    worker.addEventListener("error", () => settle(this.id, ({ reject }) => reject(new Error("no worker"))));
    return worker;
  },
};

// The search of an address: ?q=…&tag=…&year=…&not=tag:…&order=newest
const fromAddress = (parameters) => ({
  query: parameters.get("q") ?? "",
  order: Object.hasOwn(ORDERS, parameters.get("order")) ? parameters.get("order") : "relevance",
  chosen: [...parameters].flatMap(([name, value]) => {
    const [, facet, rest] = name === "not" ? (value.match(/^([a-z]+):(.+)$/) ?? []) : ["", name, value];
    return Object.hasOwn(FACETS, facet) && rest ? [{ facet, value: rest, not: name === "not" }] : [];
  }),
});

const toAddress = ({ query, order, chosen }) => {
  const parameters = new URLSearchParams();
  if (query.trim()) parameters.set("q", query.trim());
  for (const { facet, value, not } of chosen) parameters.append(not ? "not" : facet, not ? `${facet}:${value}` : value);
  if (order !== "relevance") parameters.set("order", order);
  const text = String(parameters);
  return new URL(text ? `search/?${text}` : "search/", ROOT);
};

const marked = (parts) => parts.map(([text, isMarked]) => (isMarked ? element("mark", {}, text) : text));

const longDate = (day) =>
  new Intl.DateTimeFormat(psWords.locale, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).format(
    new Date(`${day}T00:00:00Z`),
  );

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
    this.hits = [];
    this.active = -1;
    this.build();
    if (isPage) wide.addEventListener("change", () => this.showFilters(wide.matches));
    if (state.query || state.chosen.length || this.filtersShown) this.run();
  }

  build() {
    const list = `${this.name}-list`;
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
        "aria-controls": list,
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
    this.facetFields = element("div");
    const fold = button(t("Show the results"), () => this.foldFilters(), { className: "ps-search-button ps-search-fold" });
    this.filters = element("div", { className: "ps-search-filters", id: `${this.name}-filters` }, this.facetFields, fold);
    this.list = element("div", { id: list, attributes: { role: "grid", "aria-label": t("Results") } });
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
        element("div", { className: "ps-search-found" }, this.list, this.more),
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
        const value = this.labelOf(each);
        const text = each.not ? WITHOUT[each.facet].replace("{value}", () => value) : `${FACETS[each.facet]}: ${value}`;
        const remove = button(`${text} ×`, () => this.choose(each, null), { className: "ps-search-chip" });
        remove.setAttribute("aria-label", t("{filter}. Remove this filter", { filter: text }));
        return element("li", {}, remove);
      }),
    );
    if (isEmpty) this.report(t("Type to search; or choose filters to browse."));
  }

  labelOf({ facet, value }) {
    const found = this.facets?.find((each) => each.facet === facet)?.values.find((each) => each.value === value);
    return found?.label ?? value;
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
    if (!engine.waiting.size) engine.ask(null).catch((error) => this.fail(error));
  }

  type() {
    this.state = { ...this.state, query: this.input.value };
    this.list.setAttribute("aria-busy", "true");
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
    this.list.setAttribute("aria-busy", "true");
    this.asked = this.state;
    this.describe();
    this.changed(this.state);
    this.running = this.ask(this.state, more);
  }

  async ask(state, more) {
    const isEmpty = !state.query.trim() && !state.chosen.length;
    if (isEmpty && !this.filtersShown) return this.show(state, { total: 0, hits: [], facets: null }, false, "");
    if (!more) this.report(t("Searching…"));
    const from = more ? this.hits.length : 0;
    const count = isEmpty ? 0 : Math.max(PER_PAGE, more ? 0 : (this.place?.shown ?? 0));
    const request = { ...state, from, count, withFacets: this.filtersShown };
    try {
      const answer = await engine.ask(request);
      if (answer) this.show(state, answer, more, isEmpty ? "" : undefined);
    } catch (error) {
      this.fail(error);
    }
  }

  show(state, answer, more, words) {
    const { total, hits, facets } = answer;
    this.answered = state;
    const rows = hits.map((hit, place) => this.row(hit, this.hits.length * more + place));
    this.hits = more ? [...this.hits, ...hits] : hits;
    if (more) this.list.append(...rows);
    else this.list.replaceChildren(...rows);
    this.list.setAttribute("aria-busy", this.state !== state); // more was typed while this was looked for
    this.activate(more ? this.active : -1);
    this.more.hidden = this.hits.length >= total || words === "";
    this.input.setAttribute("aria-expanded", this.hits.length > 0);
    if (facets) this.facets = facets;
    if (facets) this.showFacets();
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
    return { shown: this.hits.length, active: this.active, scroll: this.scroller().scrollTop };
  }

  // Restores it once the results are there.
  goBack() {
    const { active, scroll } = this.place ?? {};
    if (this.place) this.activate(active, false);
    if (this.place) this.scroller().scrollTop = scroll;
    this.place = null;
  }

  // The element that scrolls.
  scroller() {
    return this.form.closest("dialog") ? this.form.querySelector(".ps-search-body") : document.scrollingElement;
  }

  fail() {
    this.list.replaceChildren();
    this.list.setAttribute("aria-busy", "false");
    this.more.hidden = true;
    this.report(
      t(
        "The search cannot be loaded. Reload the page, or go on with tags and digests; " +
          "if this is your own archive, build it again and read it through a web server, such as papershelf serve.",
      ),
    );
  }

  // A result and, of a paper, its buttons.
  row(hit, place) {
    const facts = [hit.kind, hit.facts].filter(Boolean).join(" · ");
    const when = hit.day ? [element("time", { dateTime: hit.day, textContent: longDate(hit.day) })] : [];
    const own = hit.language ? { lang: hit.language, dir: "auto" } : {};
    const lacks = hit.lacks ? [` · ${t("without “{word}”", { word: hit.lacks })}`] : [];
    const link = element(
      "a",
      { href: new URL(hit.address, ROOT), className: "ps-search-hit", tabIndex: -1 },
      element("span", { className: "ps-search-title", ...own }, ...marked(hit.title)),
      element("span", { className: "ps-search-facts" }, facts, facts && when.length ? " · " : "", ...when, ...lacks),
      element("span", { className: "ps-search-excerpt", ...own }, ...marked(hit.excerpt)),
    );
    const marks = hit.paper && marksOfResult(hit.paper);
    const cell = { attributes: { role: "gridcell" } };
    const row = element(
      "div",
      { className: "ps-search-row", attributes: { role: "row", "aria-selected": "false" } },
      element("div", { id: `${this.name}-hit-${place}`, ...cell }, link),
      ...(marks ? [element("div", cell, marks)] : []),
    );
    for (const mark of marks?.children ?? []) mark.tabIndex = -1; // until the row is active
    row.addEventListener("pointermove", () => this.activate(place, false));
    return row;
  }

  activate(place, scroll = true) {
    const select = (row, isActive) => {
      row?.setAttribute("aria-selected", isActive);
      for (const mark of row?.querySelectorAll(".ps-marks > button") ?? []) mark.tabIndex = isActive ? 0 : -1;
    };
    select(this.list.children[this.active], false);
    this.active = place;
    const row = this.list.children[place];
    if (!row) return this.input.removeAttribute("aria-activedescendant");
    select(row, true);
    this.input.setAttribute("aria-activedescendant", row.firstChild.id);
    if (scroll) row.scrollIntoView({ block: "nearest" });
  }

  press(event) {
    if (event.isComposing) return;
    const last = this.hits.length - 1;
    const moves = { ArrowDown: Math.min(this.active + 1, last), ArrowUp: Math.max(this.active - 1, -1) };
    if (event.key in moves && last >= 0) {
      event.preventDefault();
      if (event.key === "ArrowDown" && this.active === last && !this.more.hidden) this.run(true);
      else this.activate(moves[event.key]);
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
    if (!this.isPage || this.active >= 0) return this.list.children[Math.max(this.active, 0)]?.querySelector("a").click();
    if (matchMedia("(pointer: coarse)").matches) this.input.blur(); // and with it the keyboard over the results
    this.status.scrollIntoView({ block: "nearest" });
  }

  showFacets() {
    const focused = document.activeElement?.dataset?.psFocus;
    const kept = Object.fromEntries(
      [...this.filters.querySelectorAll("input")].map(({ name, value }) => [name, value]),
    );
    // A single value that all papers have is no choice, and a value in the address that the archive lacks has no row.
    const isUseful = ({ facet, values }) =>
      values.length > (ALONE.has(facet) ? 0 : 1) ||
      (values.length > 0 && this.state.chosen.some((each) => each.facet === facet));
    const fields = this.facets.filter(isUseful).map((each) => this.facet(each, kept[each.facet] ?? ""));
    const none = element("p", { className: "ps-search-none", textContent: t("No filters for these results.") });
    this.facetFields.replaceChildren(...(fields.length ? fields : [none]));
    if (focused) this.filters.querySelector(`[data-ps-focus="${CSS.escape(focused)}"]`)?.focus();
  }

  facet({ facet, values }, typed) {
    const list = element("ul");
    const isChosen = ({ value }) => this.state.chosen.some((each) => each.facet === facet && each.value === value);
    const byCount = MANY.has(facet) ? values.toSorted((one, other) => other.count - one.count) : values;
    const fill = (words) => {
      const wanted = words.trim().toLowerCase();
      const matching = byCount.filter(({ label, value }) => `${label} ${value}`.toLowerCase().includes(wanted));
      const shown = new Set([...byCount.filter(isChosen), ...matching.slice(0, wanted ? FOUND_VALUES : SHOWN_VALUES)]);
      list.replaceChildren(...[...shown].map((each) => this.value(facet, each)));
      const left = matching.length - shown.size;
      if (left <= 0) return;
      const textContent = n("and {n} more: type to find", "and {n} more: type to find", left);
      list.append(element("li", { className: "ps-search-left", textContent }));
    };
    fill(typed);
    const field = element("fieldset", {}, element("legend", { textContent: FACETS[facet] }));
    if (values.length > SHOWN_VALUES) {
      const label = FIND[facet];
      const input = element("input", { type: "search", name: facet, value: typed, placeholder: label });
      input.setAttribute("aria-label", label);
      input.dataset.psFocus = facet;
      input.addEventListener("input", () => fill(input.value));
      input.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
      field.append(input);
    }
    field.append(list);
    return field;
  }

  value(facet, { value, label, count }) {
    const now = this.state.chosen.find((each) => each.facet === facet && each.value === value);
    const choice = (word, not) => {
      const isOn = now !== undefined && now.not === not;
      const made = button(word, () => this.choose({ facet, value }, isOn ? null : not), {
        attributes: { "aria-pressed": isOn, "aria-label": `${word} ${label}` },
      });
      made.dataset.psFocus = `${facet}:${value}:${not}`;
      return made;
    };
    const text = element("span", { textContent: label });
    const number = element("span", { className: "ps-search-count", textContent: count.toLocaleString(psWords.locale) });
    return element("li", {}, text, number, choice(t("with"), false), choice(t("without"), true));
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
    const { place = null, ...state } = left ?? { query: "", order: "relevance", chosen: [] };
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
    inDialog.list.addEventListener("click", ({ target }) => {
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
  const state = isMissing ? { query: wordsOfAddress(), order: "relevance", chosen: [] } : asked;
  const keep = (now) => history.replaceState(null, "", toAddress(now));
  const own = { changed: keep, isPage: true, place: history.state?.psSearch?.place ?? null };
  const search = new Search(state, isMissing ? {} : own);
  place.replaceChildren(search.form);
  if (isMissing) return;
  search.list.addEventListener("click", () => history.replaceState({ psSearch: { place: search.placed() } }, ""));
  if (!state.query) search.input.focus();
};
