// The filters of the search: the fields with each facet's values, and the words for filters in use.

import { button, element } from "./elements.js";

const SHOWN_VALUES = 8; // of a facet, before others are looked for
const FOUND_VALUES = 50;
const { t, n } = psWords;
export const FACETS = {
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

// The fields of an answer's facets, in `element`. `inUse` returns the filters in use, as { facet, value, not }. `choose` is
// called with a value, { facet, value }, and false to want it, true to exclude it or null for neither.
export class Facets {
  constructor(inUse, choose) {
    this.inUse = inUse;
    this.choose = choose;
    this.facets = [];
    this.element = element("div");
  }

  // The words for a filter in use.
  wordsOf({ facet, value, not }) {
    const found = this.facets.find((each) => each.facet === facet)?.values.find((each) => each.value === value);
    const label = found?.label ?? value;
    return not ? WITHOUT[facet].replace("{value}", () => label) : `${FACETS[facet]}: ${label}`;
  }

  show(facets) {
    this.facets = facets;
    const focused = document.activeElement?.dataset?.psFocus;
    const kept = Object.fromEntries([...this.element.querySelectorAll("input")].map(({ name, value }) => [name, value]));
    // A single value that all papers have is no choice, and a value in the address that the archive lacks has no row.
    const isUseful = ({ facet, values }) =>
      values.length > (ALONE.has(facet) ? 0 : 1) || (values.length > 0 && this.inUse().some((each) => each.facet === facet));
    const fields = facets.filter(isUseful).map((each) => this.field(each, kept[each.facet] ?? ""));
    const none = element("p", { className: "ps-search-none", textContent: t("No filters for these results.") });
    this.element.replaceChildren(...(fields.length ? fields : [none]));
    if (focused) this.element.querySelector(`[data-ps-focus="${CSS.escape(focused)}"]`)?.focus();
  }

  field({ facet, values }, typed) {
    const list = element("ul");
    const isChosen = ({ value }) => this.inUse().some((each) => each.facet === facet && each.value === value);
    const byCount = MANY.has(facet) ? values.toSorted((one, other) => other.count - one.count) : values;
    const fill = (words) => {
      const wanted = words.trim().toLowerCase();
      const matching = byCount.filter(({ label, value }) => `${label} ${value}`.toLowerCase().includes(wanted));
      const shown = new Set([...byCount.filter(isChosen), ...matching.slice(0, wanted ? FOUND_VALUES : SHOWN_VALUES)]);
      list.replaceChildren(...[...shown].map((each) => this.row(facet, each)));
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

  row(facet, { value, label, count }) {
    const now = this.inUse().find((each) => each.facet === facet && each.value === value);
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
