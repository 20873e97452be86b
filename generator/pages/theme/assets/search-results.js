// The results of the search: a grid of hits, of which one may be active while the focus stays in the field.

import { element } from "./elements.js";
import { ROOT } from "./search-address.js";

const { t } = psWords;

const marked = (parts) => parts.map(([text, isMarked]) => (isMarked ? element("mark", {}, text) : text));

const longDate = (day) =>
  new Intl.DateTimeFormat(psWords.locale, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).format(
    new Date(`${day}T00:00:00Z`),
  );

// `input` is the field that the results belong to, and `name` the beginning of their ids. `marksOf` makes a paper's buttons.
export class Results {
  constructor(name, input, marksOf) {
    this.name = name;
    this.input = input;
    this.marksOf = marksOf;
    this.hits = [];
    this.active = -1; // the place of the active hit
    this.list = element("div", { id: `${name}-list`, attributes: { role: "grid", "aria-label": t("Results") } });
  }

  setBusy(isBusy) {
    this.list.setAttribute("aria-busy", isBusy);
  }

  // Shows hits, after those that are shown if `more` is set.
  show(hits, more) {
    const rows = hits.map((hit, place) => this.row(hit, this.hits.length * more + place));
    this.hits = more ? [...this.hits, ...hits] : hits;
    if (more) this.list.append(...rows);
    else this.list.replaceChildren(...rows);
    this.activate(more ? this.active : -1);
    this.input.setAttribute("aria-expanded", this.hits.length > 0);
  }

  clear() {
    this.list.replaceChildren();
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
    const marks = hit.paper && this.marksOf(hit.paper);
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

  // Opens the active hit, or else the first.
  open() {
    this.list.children[Math.max(this.active, 0)]?.querySelector("a").click();
  }
}
