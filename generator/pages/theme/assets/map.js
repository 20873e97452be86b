// The map of the archive: regions and points on a canvas, beside it how to find and colour them, and what is in view.

import { element } from "./elements.js";
import { choiceOf, choices, colouring, matcher, folded, read, readingOf } from "./map-data.js";
import { Drawing } from "./map-drawing.js";
import { hearKeys, hearPointers } from "./map-gestures.js";
import { build, button, number, rangeOfDays, swatch } from "./map-page.js";
import { View, chosenIn, extentOf, fragmentOf } from "./map-view.js";
import { saved } from "./shelf.js";

const { t, n } = psWords;
const PER_PAGE = 20;
const PADDING = 24;
const AROUND = 25; // the closest points, which are shown around one
const REACH = 16; // pixels from a point at which a pointer is on it
const TAGS_IN_TIP = 3;
const CALM = matchMedia("(prefers-reduced-motion: reduce)");
const WIDE = matchMedia("(width >= 60rem)");

class ArchiveMap {
  constructor(json, container) {
    this.container = container;
    this.data = read(json);
    [this.points, this.folder] = [this.data.points, this.data.folder];
    this.bySlug = new Map(this.points.map((point) => [point.slug, point]));
    this.view = new View(this.points);
    [this.current, this.pinned] = [null, null]; // the point that is pointed at, and the one that the address names
    [this.chosen, this.choice, this.classOf] = [new Set(), "", () => -1]; // numbers of groups, and the way to colour
    [this.page, this.shown, this.matches, this.matching] = [0, [], null, new Set()];
    [this.frame, this.listing, this.moving, this.remembering, this.finding] = [0, 0, 0, 0, 0];
    Object.assign(this, build(this.folder, t("Map of {points}", { points: this.noun(this.points.length) }), this));
    this.drawing = new Drawing(this.canvas, this.data, this.view);
    this.choices = choices(this.data);
    this.fillChoices();
    hearKeys(this);
    hearPointers(this);
    this.query.addEventListener("input", () => this.typed());
    this.colours.addEventListener("change", () => this.recolour(this.colours.value) || this.remember({ push: true }));
    this.drawing.measure();
    this.apply(chosenIn(location.hash), { glides: false });
    this.fillLists();
    this.follow();
  }

  noun(number) {
    return this.folder === "tags" ? n("{n} tag", "{n} tags", number) : n("{n} paper", "{n} papers", number);
  }

  isWanted(point) {
    const isChosen = !this.chosen.size || point.groups.some((group) => this.chosen.has(group));
    return isChosen && (this.matches === null || this.matching.has(point));
  }

  // ---- The drawing --------------------------------------------------------------------------------------------------

  redraw() {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.drawing.draw({ isWanted: (point) => this.isWanted(point), isFound: this.matches, current: this.current ?? this.pinned });
    });
  }

  changed() {
    this.redraw();
    clearTimeout(this.listing);
    this.listing = setTimeout(() => this.fillLists(), 120);
    this.placeTip();
  }

  // ---- What is in view ------------------------------------------------------------------------------------------------

  fillLists() {
    this.fillRegions();
    this.shown = this.points.filter((point) => this.view.has(point) && this.isWanted(point));
    this.page = 0;
    this.fillPage();
  }

  fillRegions() {
    const { level } = this.view;
    const shown = this.data.regions.filter((region) => region.first <= level && level <= region.last && this.view.has(region));
    this.ofRegions.hidden = !this.data.regions.length;
    const names = shown.map(({ name }) => name).join("\n");
    if (names === this.regions.dataset.names) return; // a button that has the focus keeps it
    this.regions.dataset.names = names;
    this.regions.replaceChildren(
      ...shown
        .sort((one, other) => other.papers - one.papers)
        .map((region) => {
          const open = button(region.name, region.name, () => this.enter(region));
          open.append(" ", element("span", { className: "ps-facts", textContent: number(region.papers) }));
          return element("li", {}, open);
        }),
    );
  }

  enter(region) {
    this.said.textContent = `${region.name}: ${this.noun(region.papers)}`;
    this.canvas.focus({ preventScroll: true });
    if (!WIDE.matches) this.plane.scrollIntoView({ block: "start", behavior: CALM.matches ? "auto" : "smooth" });
    this.go(this.view.fitting(region));
  }

  fillPage() {
    const from = this.page * PER_PAGE;
    this.count.textContent = t("{points} of {total}", { points: this.noun(this.shown.length), total: number(this.points.length) });
    this.list.start = from + 1;
    const points = this.shown.slice(from, from + PER_PAGE);
    const rows = [...this.list.children];
    // A link that has the focus keeps it.
    if (rows.length !== points.length || rows.some(({ point }, place) => point !== points[place])) {
      this.list.replaceChildren(...points.map((point) => this.row(point)));
    }
    this.newer.disabled = this.page === 0;
    this.older.disabled = from + PER_PAGE >= this.shown.length;
    this.pages.hidden = this.shown.length <= PER_PAGE;
  }

  labelOf(point) {
    return this.folder === "tags" ? `${point.title} (${number(point.papers)})` : point.title;
  }

  addressOf(point) {
    return new URL(`../${this.folder}/${point.slug}/`, location.href).href;
  }

  row(point) {
    const link = element("a", { href: this.addressOf(point), textContent: this.labelOf(point) });
    const row = element("li", { className: point === this.current ? "ps-map-current" : "" }, link);
    row.point = point;
    row.addEventListener("pointerenter", () => this.select(point));
    link.addEventListener("focus", () => this.select(point));
    return row;
  }

  turn(by) {
    this.page += by;
    this.fillPage();
    this.list.scrollTop = 0;
    const [wanted, other] = by > 0 ? [this.older, this.newer] : [this.newer, this.older];
    (wanted.disabled ? other : wanted).focus();
  }

  // ---- Colours --------------------------------------------------------------------------------------------------------

  fillChoices() {
    const labels = { subjects: t("Subjects"), age: t("Age"), votes: t("Votes"), unread: t("Unread") };
    const option = (value, textContent) => element("option", { value, textContent });
    const tags = this.data.tags.filter(([slug]) => slug && this.choices.length);
    this.colours.append(...this.choices.map((choice) => option(choice, labels[choice])));
    if (tags.length) this.colours.append(element("optgroup", { label: t("One tag") }, ...tags.map(([slug, label]) => option(choiceOf(slug), label))));
    this.colour.hidden = !this.choices.length;
  }

  colouring(choice) {
    const words = {
      days: (from, to) => rangeOfDays(this.data.days[from], this.data.days[to]),
      votes: (from, to) => (to === undefined ? t("{n} or more", { n: number(from) }) : from === to ? number(from) : `${number(from)}–${number(to)}`),
    };
    const names = { shelf: t("On your shelf"), unread: t("Unread"), read: t("Read") };
    const reading = () => {
      try {
        return readingOf(saved(), names);
      } catch {
        return readingOf({ shelf: [], read: [] }, names); // the browser keeps nothing
      }
    };
    return colouring(this.data, choice, { words, reading });
  }

  recolour(choice) {
    const isKnown = [...this.colours.options].some(({ value }) => value === choice);
    this.choice = isKnown ? choice : (this.choices[0] ?? "");
    this.colours.value = this.choice;
    if (this.choice !== "subjects") this.chosen.clear();
    const shown = this.colouring(this.choice);
    this.classes = shown.classes;
    this.classOf = (point) => shown.classOf(point, this.chosen);
    this.dress();
    this.fillLegend();
  }

  fillLegend() {
    const isFilter = this.choice === "subjects";
    const counts = this.classes.map(() => 0);
    for (const point of this.points) if (this.classOf(point) >= 0) counts[this.classOf(point)] += 1;
    const entries = this.classes.map((shown, at) => {
      if (!isFilter) return element("span", {}, swatch(shown), `${shown.label} `, element("span", { className: "ps-facts", textContent: number(counts[at]) }));
      const toggle = element("button", { type: "button" }, swatch(shown), shown.label);
      toggle.setAttribute("aria-pressed", String(this.chosen.has(at)));
      toggle.addEventListener("click", () => this.toggle(at, toggle));
      return toggle;
    });
    this.legend.replaceChildren(...entries);
    this.legend.hidden = !entries.length;
    this.legend.setAttribute("role", "group");
    this.legend.setAttribute("aria-label", isFilter ? t("Show only papers with these tags") : t("What the colours mean"));
  }

  toggle(group, control) {
    if (!this.chosen.delete(group)) this.chosen.add(group);
    control.setAttribute("aria-pressed", String(this.chosen.has(group)));
    this.dress();
    this.remember({ push: true });
  }

  // ---- Finding --------------------------------------------------------------------------------------------------------

  // Authors are fetched once somebody looks for something.
  async fetchAuthors() {
    const address = this.container.dataset.psAuthors;
    if (!address || this.hasAuthors) return;
    this.hasAuthors = true;
    try {
      const answer = await fetch(address);
      if (!answer.ok) throw new Error(answer.status);
      const { authors } = await answer.json();
      for (const point of this.points) point.words += `\n${folded(authors[point.number] ?? "")}`;
    } catch {
      this.hasAuthors = false; // without them, titles and tags are found
    }
  }

  match() {
    const query = this.query.value.trim();
    this.matches = query ? matcher(query) : null;
    this.matching = new Set(query ? this.points.filter(this.matches) : []);
    this.drawing.refresh();
    const { size } = this.matching;
    this.found.textContent = !query ? "" : !size ? t("Nothing matches") : this.folder === "tags" ? n("{n} tag found", "{n} tags found", size) : n("{n} paper found", "{n} papers found", size);
    this.changed();
  }

  typed() {
    const before = this.matches;
    this.pinned = null;
    this.select(null);
    this.match();
    clearTimeout(this.finding);
    this.finding = setTimeout(async () => {
      await this.fetchAuthors();
      this.match();
      this.go(this.matching.size ? this.view.fitting(extentOf([...this.matching])) : this.view.home, { push: before === null });
    }, 250);
  }

  // ---- The address ----------------------------------------------------------------------------------------------------

  fragment(view) {
    const [firstChoice] = this.choices;
    return fragmentOf({
      view,
      home: this.view.home,
      at: this.pinned?.slug ?? "",
      find: this.query.value.trim(),
      colour: this.choice === firstChoice ? "" : this.choice,
      only: [...this.chosen].map((group) => this.data.tags[this.data.groups[group]][1]).join("|"),
    });
  }

  // Writes what is shown to the address: as a page to come back to, or once all has been still for a while.
  remember({ push = false, view = this.view.at } = {}) {
    clearTimeout(this.remembering);
    const write = () => {
      const fragment = this.fragment(view);
      if (!this.container.isConnected || fragment === location.hash) return;
      history[push ? "pushState" : "replaceState"](history.state, "", location.pathname + location.search + fragment);
    };
    if (push) write();
    else this.remembering = setTimeout(write, 300);
  }

  async apply({ view, at, find, colour, only }, { glides = true } = {}) {
    this.pinned = this.bySlug.get(at) ?? null;
    this.query.value = find;
    const labels = only.split("|");
    this.chosen = new Set(this.data.groups.flatMap((tag, group) => (labels.includes(this.data.tags[tag][1]) ? [group] : [])));
    this.recolour(colour);
    const show = () => {
      this.match();
      const target = view ? this.view.limited(view) : this.pinned ? this.surroundings(this.pinned) : this.matching.size ? this.view.fitting(extentOf([...this.matching])) : this.view.home;
      if (glides) this.glide(target);
      else this.look(target);
    };
    show();
    this.select(this.pinned);
    if (!find) return;
    await this.fetchAuthors();
    show();
  }

  surroundings(point) {
    const distance = ({ x, y }) => Math.hypot(x - point.x, y - point.y);
    const closest = [...this.points].sort((one, other) => distance(one) - distance(other)).slice(0, AROUND);
    const reach = distance(closest.at(-1));
    return this.view.fitting({ left: point.x - reach, right: point.x + reach, top: point.y - reach, bottom: point.y + reach });
  }

  // ---- The point that is pointed at ---------------------------------------------------------------------------------

  select(point) {
    if (point === this.current) return;
    this.current = point;
    for (const row of this.list.children) row.className = row.point === point ? "ps-map-current" : "";
    const tags = point ? point.tags.slice(0, TAGS_IN_TIP).map((tag) => this.data.tags[tag][1]) : [];
    this.tip.textContent = point ? [this.labelOf(point), ...tags].join(" · ") : "";
    this.redraw();
    this.placeTip();
  }

  placeTip() {
    const { tip, view } = this;
    tip.hidden = !this.current || !view.has(this.current);
    if (tip.hidden) return;
    const [x, y] = view.onScreen(this.current);
    const room = view.width - tip.offsetWidth - 4;
    tip.style.left = `${Math.max(4, Math.min(x - tip.offsetWidth / 2, room))}px`;
    tip.style.top = `${y > tip.offsetHeight + 18 ? y - tip.offsetHeight - 14 : y + 14}px`;
  }

  nearest(x, y) {
    let found = null, shortest = REACH;
    for (const point of this.points) {
      const [px, py] = this.view.onScreen(point);
      const distance = Math.hypot(px - x, py - y) - (this.folder === "tags" ? this.drawing.radius(point) : 0);
      if (distance < shortest && this.isWanted(point)) [found, shortest] = [point, distance];
    }
    return found;
  }

  // Selects the closest point in a direction: one more to the side than twice ahead does not count.
  step(right, down) {
    const from = this.current && this.view.has(this.current) ? this.current : this.view.at;
    let found = null, shortest = Infinity;
    for (const point of this.points) {
      const ahead = (point.x - from.x) * right + (point.y - from.y) * down;
      const aside = Math.abs((point.x - from.x) * down) + Math.abs((point.y - from.y) * right);
      if (point === this.current || ahead <= 0 || aside > 2 * ahead || !this.isWanted(point)) continue;
      if (ahead + 2 * aside < shortest) [found, shortest] = [point, ahead + 2 * aside];
    }
    if (!found) return;
    this.select(found);
    this.said.textContent = this.labelOf(found);
    if (!this.view.has(found, PADDING)) this.glide({ x: found.x, y: found.y, zoom: this.view.at.zoom });
  }

  unselect() {
    this.pinned = null;
    this.select(null);
    this.remember();
    this.redraw();
  }

  open(point) {
    location.assign(this.addressOf(point));
  }

  // ---- What moves it ------------------------------------------------------------------------------------------------

  look(at) {
    this.view.at = this.view.limited(at);
    this.canvas.classList.toggle("ps-map-zoomed", this.view.at.zoom > 1);
    this.changed();
    this.remember();
  }

  // Goes to a view that back leads away from.
  go(target, { push = true } = {}) {
    const view = this.view.limited(target);
    this.remember({ push, view });
    this.glide(view);
  }

  halt() {
    cancelAnimationFrame(this.moving);
  }

  glide(to) {
    this.halt();
    if (CALM.matches) return this.look(to);
    const from = this.view.at, begun = performance.now();
    const step = (now) => {
      const done = Math.min(Math.max(now - begun, 0) / 250, 1), part = done * (2 - done);
      const between = (name) => from[name] + (to[name] - from[name]) * part;
      this.look(done < 1 ? { x: between("x"), y: between("y"), zoom: from.zoom * (to.zoom / from.zoom) ** part } : to);
      if (done < 1) this.moving = requestAnimationFrame(step);
    };
    this.moving = requestAnimationFrame(step);
  }

  zoom(factor) {
    const point = this.current && this.view.has(this.current) ? this.current : this.view.at;
    this.glide(this.view.zoomed(factor, ...this.view.onScreen(point)));
  }

  reset() {
    this.go(this.view.home);
  }

  hover(x, y) {
    const point = this.nearest(x, y);
    this.canvas.classList.toggle("ps-map-on", point !== null);
    this.select(point ?? this.pinned);
  }

  // ---- What it looks like -------------------------------------------------------------------------------------------

  dress() {
    const { color, backgroundColor, fontFamily } = getComputedStyle(this.plane);
    const colours = [{ colour: 0 }, ...this.classes].map(({ colour }) => {
      this.probe.className = `ps-map-colour-${colour}`;
      return getComputedStyle(this.probe).color;
    });
    const look = { ink: color, ground: backgroundColor, font: fontFamily, colours };
    this.drawing.dress({ classes: this.classes }, this.classOf, look);
    this.changed();
  }

  // Follows changes of the address, the window's size and colours, until another page is loaded in place of this one.
  follow() {
    const whileHere = (act) => () => this.container.isConnected && act();
    new ResizeObserver(whileHere(() => this.drawing.measure() ?? this.changed())).observe(this.canvas);
    addEventListener("popstate", whileHere(() => this.apply(chosenIn(location.hash))));
    addEventListener("pageshow", whileHere(() => this.choice === "unread" && this.recolour("unread")));
    const schemes = new MutationObserver(() => (this.container.isConnected ? this.dress() : schemes.disconnect()));
    for (const node of [document.documentElement, document.body]) schemes.observe(node, { attributes: true });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", whileHere(() => this.dress()));
  }
}

export const mount = async (container) => {
  try {
    const answer = await fetch(container.dataset.psMap);
    if (!answer.ok) throw new Error(answer.statusText);
    new ArchiveMap(await answer.json(), container);
  } catch (error) {
    console.info(error);
    const message = t("The map could not be loaded. Load the page again, or go by these lists instead.");
    const instead = document.querySelector(".ps-map-instead");
    instead.querySelector("p").prepend(element("strong", { role: "alert", textContent: message }), " ");
    instead.classList.add("ps-map-needed");
  }
};
