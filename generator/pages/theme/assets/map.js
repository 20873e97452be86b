// The map of the archive: points on a canvas, and beside it the list of what is in view.

const { t, n } = psWords;
const PER_PAGE = 20;
const MOST_ZOOM = 40;
const PADDING = 24;
const REACH = 16; // pixels from a point at which a pointer is on it
const CALM = matchMedia("(prefers-reduced-motion: reduce)");

// A shape for each coloured tag, as corners around 0,0. Points without a coloured tag are smaller discs.
const regular = (corners, turn) =>
  Array.from({ length: corners }, (_, at) => {
    const angle = (2 * Math.PI * at) / corners + turn;
    return [Math.cos(angle), Math.sin(angle)];
  });
const cross = (turn) =>
  Array.from({ length: 12 }, (_, at) => {
    // Four arms of three corners each, 0.36 to either side of their middles.
    const arm = (Math.PI / 2) * Math.floor(at / 3) + turn;
    const [along, aside] = [[1, -0.36], [1, 0.36], [0.36, 0.36]][at % 3];
    return [along * Math.cos(arm) - aside * Math.sin(arm), along * Math.sin(arm) + aside * Math.cos(arm)];
  });
const grown = (shape, by) => shape.map(([right, down]) => [right * by, down * by]);
const DISC = regular(24, 0);
const SHAPES = [
  DISC,
  regular(4, Math.PI / 4),
  grown(regular(3, -Math.PI / 2), 1.3),
  grown(regular(4, 0), 1.15),
  grown(cross(0), 1.15),
  grown(regular(3, Math.PI / 2), 1.3),
  grown(cross(Math.PI / 4), 1.15),
  regular(6, 0),
];

const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

const button = (label, text, act) => {
  const made = element("button", { type: "button", textContent: text, title: label });
  if (text !== label) made.setAttribute("aria-label", label);
  made.addEventListener("click", act);
  return made;
};

const swatch = (number) => {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const polygon = document.createElementNS(space, "polygon");
  svg.setAttribute("viewBox", "-1.3 -1.3 2.6 2.6");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add(`ps-map-colour-${number + 1}`);
  polygon.setAttribute("points", SHAPES[number].map((corner) => corner.join(",")).join(" "));
  svg.append(polygon);
  return svg;
};

// ---- What is on the page --------------------------------------------------------------------------------------------

const pointsOf = ({ of: folder, places }) =>
  places.map(([slug, title, x, y, numbers, papers]) => ({
    title,
    x,
    y,
    numbers,
    papers,
    label: papers > 1 || folder === "tags" ? `${title} (${papers.toLocaleString(psWords.locale)})` : title,
    address: `../${folder}/${slug}/`,
    folded: title.toLocaleLowerCase(psWords.locale),
  }));

// Builds the map's elements and adds them to the page. `act` has the methods that its buttons call.
function build(folder, name, act) {
  const canvas = element("canvas", { tabIndex: 0 });
  const tip = element("div", { className: "ps-map-tip", hidden: true });
  const said = element("p", { className: "ps-map-said" });
  const help = element("p", { id: "ps-map-help", className: "ps-facts" });
  const query = element("input", { type: "search", autocomplete: "off" });
  const count = element("p", { className: "ps-facts" });
  const list = element("ol", { className: "ps-map-rows" });
  const newer = button(t("Previous"), t("Previous"), () => act.turn(-1));
  const older = button(t("Next"), t("Next"), () => act.turn(1));
  const pages = element("div", { className: "ps-map-pages" }, newer, older);
  const legend = element("div", { className: "ps-map-legend" });
  const probes = Array.from({ length: 1 + SHAPES.length }, (_, number) =>
    element("i", { className: `ps-map-colour-${number}`, hidden: true }),
  );
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label", name);
  canvas.setAttribute("aria-describedby", help.id);
  said.setAttribute("aria-live", "polite");
  count.setAttribute("role", "status");
  help.textContent =
    folder === "tags"
      ? t(
          "Drag to move, scroll or pinch to zoom, click to open. Keys: arrows go to the next tag, Enter opens it, " +
            "+ and − zoom, Shift with arrows moves the map, 0 shows all.",
        )
      : t(
          "Drag to move, scroll or pinch to zoom, click to open. Keys: arrows go to the next paper, Enter opens it, " +
            "+ and − zoom, Shift with arrows moves the map, 0 shows all.",
        );
  legend.setAttribute("role", "group");
  legend.setAttribute("aria-label", t("Show only papers with these tags"));

  const zooms = element(
    "div",
    { className: "ps-map-zoom" },
    button(t("Zoom in"), "+", () => act.zoom(1.6)),
    button(t("Zoom out"), "−", () => act.zoom(1 / 1.6)),
    button(t("Reset"), t("Reset"), () => act.reset()),
  );
  const plane = element("div", { className: "ps-map-plane" }, canvas, tip);
  const find = element("p", { className: "ps-filter" }, element("label", {}, `${t("Find")} `, query));
  const heading = element("h2", { textContent: t("In view") });
  const aside = element("section", { className: "ps-map-list" }, heading, find, count, list, pages);
  act.container.append(element("div", { className: "ps-map-main" }, zooms, plane, legend, help, said), aside, ...probes);
  return { canvas, tip, said, query, count, list, newer, older, pages, legend, probes, plane };
}

// The part of the map that is shown: where its points are on the screen, and which are in view.
class View {
  constructor(points) {
    const ends = (values) => [Math.min(...values), Math.max(...values)];
    [this.left, this.right] = ends(points.map((point) => point.x));
    [this.top, this.bottom] = ends(points.map((point) => point.y));
    this.home = { x: (this.left + this.right) / 2, y: (this.top + this.bottom) / 2, zoom: 1 };
    [this.at, this.width, this.height] = [this.home, 0, 0];
  }

  get scale() {
    const across = (this.width - 2 * PADDING) / Math.max(this.right - this.left, 1);
    const down = (this.height - 2 * PADDING) / Math.max(this.bottom - this.top, 1);
    return this.at.zoom * Math.min(across, down);
  }

  onScreen(point) {
    const { scale } = this;
    return [(point.x - this.at.x) * scale + this.width / 2, (point.y - this.at.y) * scale + this.height / 2];
  }

  has(point, margin = 0) {
    const [x, y] = this.onScreen(point);
    return x >= margin && y >= margin && x <= this.width - margin && y <= this.height - margin;
  }

  // What there is to see, never farther than all of it.
  limited({ x, y, zoom }) {
    const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
    const zoomed = clamp(zoom, 1, MOST_ZOOM);
    if (zoomed === 1) return this.home;
    return { x: clamp(x, this.left, this.right), y: clamp(y, this.top, this.bottom), zoom: zoomed };
  }

  // Zoomed so that what is at x, y stays there.
  zoomed(factor, x, y) {
    const zoom = Math.min(Math.max(this.at.zoom * factor, 1), MOST_ZOOM);
    const before = this.scale, after = (before / this.at.zoom) * zoom;
    const move = 1 / before - 1 / after;
    return { x: this.at.x + (x - this.width / 2) * move, y: this.at.y + (y - this.height / 2) * move, zoom };
  }

  moved(right, down) {
    return { x: this.at.x - right / this.scale, y: this.at.y - down / this.scale, zoom: this.at.zoom };
  }
}

class ArchiveMap {
  constructor(data, container) {
    this.container = container;
    [this.folder, this.tags, this.points] = [data.of, data.tags, pointsOf(data)];
    this.view = new View(this.points);
    this.current = null; // the point that is pointed at
    this.chosen = new Set(); // numbers of tags
    [this.page, this.shown, this.colours] = [0, [], []];
    [this.drawing, this.listing, this.moving] = [0, 0, 0];
    Object.assign(this, build(this.folder, t("Map of {points}", { points: this.noun(this.points.length) }), this));
    this.hearKeys();
    this.hearPointers();
    this.query.addEventListener("input", () => this.changed());
    this.fillLegend();
    this.dress();
    this.follow();
  }

  noun(number) {
    return this.folder === "tags" ? n("{n} tag", "{n} tags", number) : n("{n} paper", "{n} papers", number);
  }

  isWanted(point) {
    const words = this.query.value.trim().toLocaleLowerCase(psWords.locale);
    return (!this.chosen.size || point.numbers.some((number) => this.chosen.has(number))) && point.folded.includes(words);
  }

  radius(point) {
    if (this.folder === "tags") return Math.min(3 + Math.sqrt(point.papers), 22);
    const crowd = this.points.length > 800 ? 0.8 : 1;
    return (point.numbers.length ? 4.5 : 3) * Math.min(this.view.at.zoom ** 0.3, 2) * crowd;
  }

  // The number of the tag from which a point has its colour and shape, undefined without one.
  number(point) {
    return point.numbers.find((each) => this.chosen.has(each)) ?? point.numbers[0];
  }

  // ---- The drawing --------------------------------------------------------------------------------------------------

  draw() {
    this.drawing = 0;
    const context = this.canvas.getContext("2d");
    const ratio = devicePixelRatio || 1;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.view.width, this.view.height);
    const order = this.points.map((point) => [this.isWanted(point), point]);
    const rank = ([is, point]) => (is ? 2 : 0) + (point.numbers.length ? 1 : 0);
    for (const [is, point] of order.sort((one, other) => rank(one) - rank(other))) {
      context.globalAlpha = is ? (this.folder === "tags" ? 0.75 : 0.9) : 0.12;
      context.fillStyle = this.colours[(this.number(point) ?? -1) + 1];
      this.outline(context, point, this.radius(point));
      context.fill();
      context.strokeStyle = this.ground;
      context.lineWidth = 0.75;
      context.stroke();
    }
    context.globalAlpha = 1;
    if (this.folder === "tags") this.drawNames(context);
    if (!this.current) return;
    context.strokeStyle = this.ink;
    context.lineWidth = 2;
    this.outline(context, this.current, this.radius(this.current) + 4, DISC);
    context.stroke();
  }

  outline(context, point, size, shape = SHAPES[this.number(point)] ?? DISC) {
    const [x, y] = this.view.onScreen(point);
    context.beginPath();
    for (const [right, down] of shape) context.lineTo(x + right * size, y + down * size);
    context.closePath();
  }

  // The names of the largest tags, as many as do not overlap.
  drawNames(context) {
    const taken = [];
    context.font = `13px ${getComputedStyle(this.container).fontFamily}`;
    context.textAlign = "center";
    context.lineJoin = "round";
    context.lineWidth = 3;
    context.strokeStyle = this.ground;
    context.fillStyle = this.ink;
    const meets = (one, other) => one[0] < other[2] && one[2] > other[0] && one[1] < other[3] && one[3] > other[1];
    const largest = this.points.filter((point) => this.view.has(point) && this.isWanted(point));
    for (const point of largest.sort((one, other) => other.papers - one.papers)) {
      const [x, y] = this.view.onScreen(point);
      const half = context.measureText(point.title).width / 2 + 4;
      const box = [x - half, y - 10, x + half, y + 10];
      if (box[0] < 0 || box[2] > this.view.width || taken.some((other) => meets(box, other))) continue;
      taken.push(box);
      context.strokeText(point.title, x, y + 4);
      context.fillText(point.title, x, y + 4);
    }
  }

  redraw() {
    this.drawing ||= requestAnimationFrame(() => this.draw());
  }

  changed() {
    this.redraw();
    clearTimeout(this.listing);
    this.listing = setTimeout(() => this.fillList(), 120);
    this.placeTip();
  }

  // ---- The list of what is in view ----------------------------------------------------------------------------------

  fillList() {
    this.shown = this.points.filter((point) => this.view.has(point) && this.isWanted(point));
    this.page = 0;
    this.fillPage();
  }

  fillPage() {
    const from = this.page * PER_PAGE;
    this.count.textContent = t("{points} of {total}", {
      points: this.noun(this.shown.length),
      total: this.points.length.toLocaleString(psWords.locale),
    });
    this.list.start = from + 1;
    this.list.replaceChildren(...this.shown.slice(from, from + PER_PAGE).map((point) => this.row(point)));
    this.newer.disabled = this.page === 0;
    this.older.disabled = from + PER_PAGE >= this.shown.length;
    this.pages.hidden = this.shown.length <= PER_PAGE;
  }

  row(point) {
    const link = element("a", { href: point.address, textContent: point.label });
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

  fillLegend() {
    for (const [at, [, label]] of this.tags.entries()) {
      const toggle = element("button", { type: "button" }, swatch(at), label);
      toggle.setAttribute("aria-pressed", "false");
      toggle.addEventListener("click", () => {
        if (!this.chosen.delete(at)) this.chosen.add(at);
        toggle.setAttribute("aria-pressed", String(this.chosen.has(at)));
        this.changed();
      });
      this.legend.append(toggle);
    }
    this.legend.hidden = !this.tags.length;
  }

  // ---- The point that is pointed at ---------------------------------------------------------------------------------

  select(point) {
    if (point === this.current) return;
    this.current = point;
    for (const row of this.list.children) row.className = row.point === point ? "ps-map-current" : "";
    const tags = point ? point.numbers.map((each) => this.tags[each][1]) : [];
    this.tip.textContent = point ? [point.label, ...tags].join(" · ") : "";
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
      const distance = Math.hypot(px - x, py - y) - (this.folder === "tags" ? this.radius(point) : 0);
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
    this.said.textContent = found.label;
    if (!this.view.has(found, PADDING)) this.glide({ x: found.x, y: found.y, zoom: this.view.at.zoom });
  }

  open(point) {
    location.assign(point.address);
  }

  // ---- What moves it ------------------------------------------------------------------------------------------------

  look(at) {
    this.view.at = this.view.limited(at);
    this.canvas.classList.toggle("ps-map-zoomed", this.view.at.zoom > 1);
    this.changed();
  }

  glide(to) {
    cancelAnimationFrame(this.moving);
    if (CALM.matches) return this.look(to);
    const from = this.view.at, begun = performance.now();
    const step = (now) => {
      const done = Math.min((now - begun) / 200, 1), part = done * (2 - done);
      const between = (name) => from[name] + (to[name] - from[name]) * part;
      this.look({ x: between("x"), y: between("y"), zoom: between("zoom") });
      if (done < 1) this.moving = requestAnimationFrame(step);
    };
    this.moving = requestAnimationFrame(step);
  }

  zoom(factor) {
    const point = this.current && this.view.has(this.current) ? this.current : this.view.at;
    this.glide(this.view.zoomed(factor, ...this.view.onScreen(point)));
  }

  reset() {
    this.glide(this.view.home);
  }

  hearKeys() {
    const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    this.canvas.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const arrow = arrows[event.key];
      if (arrow && event.shiftKey) {
        const far = Math.min(this.view.width, this.view.height) / 4;
        this.look(this.view.moved(-arrow[0] * far, -arrow[1] * far));
      } else if (arrow) this.step(...arrow);
      else if (event.key === "+" || event.key === "=") this.zoom(1.6);
      else if (event.key === "-") this.zoom(1 / 1.6);
      else if (event.key === "0") this.reset();
      else if (event.key === "Escape") this.select(null);
      else if (event.key === "Enter" && this.current) this.open(this.current);
      else return;
      event.preventDefault();
    });
  }

  at(event) {
    const box = this.canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  hearPointers() {
    const { canvas } = this;
    const fingers = new Map();
    let travelled = 0;
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      canvas.setPointerCapture(event.pointerId);
      fingers.set(event.pointerId, this.at(event));
      travelled = fingers.size > 1 ? Infinity : 0;
    });
    canvas.addEventListener("pointermove", (event) => {
      const before = fingers.get(event.pointerId), now = this.at(event);
      if (!before) return this.hover(...now);
      const old = [...fingers.values()];
      fingers.set(event.pointerId, now);
      travelled += Math.hypot(now[0] - before[0], now[1] - before[1]);
      if (old.length === 2) this.pinch(old, [...fingers.values()]);
      else if (travelled > 4) this.look(this.view.moved(now[0] - before[0], now[1] - before[1]));
    });
    const lift = (event) => {
      if (!fingers.delete(event.pointerId) || event.type === "pointercancel" || travelled > 4) return;
      const point = this.nearest(...this.at(event));
      // A finger cannot hover: its first touch shows the title, the second opens.
      if (point && (event.pointerType !== "touch" || point === this.current)) this.open(point);
      else this.select(point);
    };
    canvas.addEventListener("pointerup", lift);
    canvas.addEventListener("pointercancel", lift);
    canvas.addEventListener("pointerleave", (event) => {
      // A finger that is lifted leaves, too: what it chose stays.
      if (event.pointerType !== "touch" && !fingers.size) this.select(null);
    });
    canvas.addEventListener("wheel", (event) => {
      if (event.deltaY > 0 && this.view.at.zoom === 1) return; // nothing to zoom out of: the page scrolls
      event.preventDefault();
      this.look(this.view.zoomed(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.002)), ...this.at(event)));
    }, { passive: false });
  }

  hover(x, y) {
    const point = this.nearest(x, y);
    this.canvas.classList.toggle("ps-map-on", point !== null);
    this.select(point);
  }

  // Two fingers, where they were and where they are: the map stays under both.
  pinch(old, now) {
    const middle = ([[x, y], [otherX, otherY]]) => [(x + otherX) / 2, (y + otherY) / 2];
    const size = ([[x, y], [otherX, otherY]]) => Math.hypot(x - otherX, y - otherY) || 1;
    const [[x, y], [toX, toY]] = [middle(old), middle(now)];
    this.look(this.view.zoomed(size(now) / size(old), x, y));
    this.look(this.view.moved(toX - x, toY - y));
  }

  // ---- What it looks like -------------------------------------------------------------------------------------------

  dress() {
    const style = getComputedStyle(this.plane);
    [this.ink, this.ground] = [style.color, style.backgroundColor];
    this.colours = this.probes.map((probe) => getComputedStyle(probe).color);
    this.changed();
  }

  measure() {
    const { canvas, view } = this, ratio = devicePixelRatio || 1;
    [view.width, view.height] = [canvas.clientWidth, canvas.clientHeight];
    [canvas.width, canvas.height] = [Math.round(view.width * ratio), Math.round(view.height * ratio)];
    this.changed();
  }

  // Follows changes of the window's size and of colours.
  follow() {
    new ResizeObserver(() => this.measure()).observe(this.canvas);
    // Once another page is loaded in place of this one, the map is gone.
    const schemes = new MutationObserver(() => (this.container.isConnected ? this.dress() : schemes.disconnect()));
    for (const node of [document.documentElement, document.body]) schemes.observe(node, { attributes: true });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.dress());
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
