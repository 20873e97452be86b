// The map of the archive: points on a canvas, and beside it the list of what is in view.

const container = document.querySelector("[data-ps-map]");
const instead = document.querySelector(".ps-map-instead");
const PER_PAGE = 20;
const MOST_ZOOM = 40;
const PADDING = 24;
const REACH = 16; // pixels from a point at which a pointer is on it
const CALM = matchMedia("(prefers-reduced-motion: reduce)");

// A shape for each coloured tag, as corners around 0,0: what has no colour of its own is a smaller disc.
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

function start({ of, tags, places }) {
  const points = places.map(([slug, title, x, y, numbers, papers]) => ({
    title,
    x,
    y,
    numbers,
    papers,
    label: papers > 1 || of === "tags" ? `${title} (${papers.toLocaleString("en")})` : title,
    address: `../${of}/${slug}/`,
    folded: title.toLocaleLowerCase("en"),
  }));
  const noun = (number) => `${number.toLocaleString("en")} ${number === 1 ? of.slice(0, -1) : of}`;

  // ---- What is on the page ------------------------------------------------------------------------------------------

  const canvas = element("canvas", { tabIndex: 0 });
  const tip = element("div", { className: "ps-map-tip", hidden: true });
  const said = element("p", { className: "ps-map-said" });
  const help = element("p", { id: "ps-map-help", className: "ps-facts" });
  const query = element("input", { type: "search", autocomplete: "off" });
  const count = element("p", { className: "ps-facts" });
  const list = element("ol", { className: "ps-map-rows" });
  const newer = button("Previous", "Previous", () => turn(-1));
  const older = button("Next", "Next", () => turn(1));
  const legend = element("div", { className: "ps-map-legend" });
  const probes = Array.from({ length: 1 + SHAPES.length }, (_, number) =>
    element("i", { className: `ps-map-colour-${number}`, hidden: true }),
  );
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label", `Map of ${noun(points.length)}`);
  canvas.setAttribute("aria-describedby", help.id);
  said.setAttribute("aria-live", "polite");
  count.setAttribute("role", "status");
  help.textContent =
    `Drag to move, scroll or pinch to zoom, click to open. Keys: arrows go to the next ${of.slice(0, -1)}, Enter ` +
    "opens it, + and − zoom, Shift with arrows moves the map, 0 shows all.";
  legend.setAttribute("role", "group");
  legend.setAttribute("aria-label", "Show only papers with these tags");

  const zooms = element(
    "div",
    { className: "ps-map-zoom" },
    button("Zoom in", "+", () => zoom(1.6)),
    button("Zoom out", "−", () => zoom(1 / 1.6)),
    button("Reset", "Reset", () => reset()),
  );
  const pages = element("div", { className: "ps-map-pages" }, newer, older);
  const plane = element("div", { className: "ps-map-plane" }, canvas, tip);
  const find = element("p", { className: "ps-filter" }, element("label", {}, "Find ", query));
  const heading = element("h2", { textContent: "In view" });
  const aside = element("section", { className: "ps-map-list" }, heading, find, count, list, pages);
  container.append(element("div", { className: "ps-map-main" }, zooms, plane, legend, help, said), aside, ...probes);

  // ---- What it shows ------------------------------------------------------------------------------------------------

  const ends = (values) => [Math.min(...values), Math.max(...values)];
  const [left, right] = ends(points.map((point) => point.x));
  const [top, bottom] = ends(points.map((point) => point.y));
  const home = { x: (left + right) / 2, y: (top + bottom) / 2, zoom: 1 };
  const state = { view: home, width: 0, height: 0, current: null, page: 0, chosen: new Set(), colours: [], shown: [] };
  let drawing = 0, listing = 0, moving = 0;

  const scale = () =>
    state.view.zoom *
    Math.min(
      (state.width - 2 * PADDING) / Math.max(right - left, 1),
      (state.height - 2 * PADDING) / Math.max(bottom - top, 1),
    );
  const onScreen = (point) => [
    (point.x - state.view.x) * scale() + state.width / 2,
    (point.y - state.view.y) * scale() + state.height / 2,
  ];
  const isInView = (point) => {
    const [x, y] = onScreen(point);
    return x >= 0 && y >= 0 && x <= state.width && y <= state.height;
  };
  const isWanted = (point) =>
    (!state.chosen.size || point.numbers.some((number) => state.chosen.has(number))) && point.folded.includes(wanted());
  const wanted = () => query.value.trim().toLocaleLowerCase("en");
  const radius = (point) =>
    of === "tags"
      ? Math.min(3 + Math.sqrt(point.papers), 22)
      : (point.numbers.length ? 4.5 : 3) * Math.min(state.view.zoom ** 0.3, 2) * (points.length > 800 ? 0.8 : 1);
  const number = (point) => point.numbers.find((each) => state.chosen.has(each)) ?? point.numbers[0];

  function draw() {
    drawing = 0;
    const context = canvas.getContext("2d");
    const ratio = devicePixelRatio || 1;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, state.width, state.height);
    const order = points.map((point) => [isWanted(point), point]);
    const rank = ([is, point]) => (is ? 2 : 0) + (point.numbers.length ? 1 : 0);
    for (const [is, point] of order.sort((one, other) => rank(one) - rank(other))) {
      context.globalAlpha = is ? (of === "tags" ? 0.75 : 0.9) : 0.12;
      context.fillStyle = state.colours[(number(point) ?? -1) + 1];
      paint(context, point, radius(point));
      context.fill();
      context.strokeStyle = state.ground;
      context.lineWidth = 0.75;
      context.stroke();
    }
    context.globalAlpha = 1;
    if (of === "tags") names(context);
    if (state.current) {
      context.strokeStyle = state.ink;
      context.lineWidth = 2;
      paint(context, state.current, radius(state.current) + 4, DISC);
      context.stroke();
    }
  }

  function paint(context, point, size, shape = SHAPES[number(point)] ?? DISC) {
    const [x, y] = onScreen(point);
    context.beginPath();
    for (const [right, down] of shape) context.lineTo(x + right * size, y + down * size);
    context.closePath();
  }

  // The names of the largest tags, as many as stand clear of each other.
  function names(context) {
    const taken = [];
    context.font = `13px ${getComputedStyle(container).fontFamily}`;
    context.textAlign = "center";
    context.lineJoin = "round";
    context.lineWidth = 3;
    context.strokeStyle = state.ground;
    context.fillStyle = state.ink;
    const meets = (one, other) => one[0] < other[2] && one[2] > other[0] && one[1] < other[3] && one[3] > other[1];
    const largest = points.filter((point) => isInView(point) && isWanted(point));
    for (const point of largest.sort((one, other) => other.papers - one.papers)) {
      const [x, y] = onScreen(point);
      const half = context.measureText(point.title).width / 2 + 4;
      const box = [x - half, y - 10, x + half, y + 10];
      if (box[0] < 0 || box[2] > state.width || taken.some((other) => meets(box, other))) continue;
      taken.push(box);
      context.strokeText(point.title, x, y + 4);
      context.fillText(point.title, x, y + 4);
    }
  }

  function changed() {
    drawing ||= requestAnimationFrame(draw);
    clearTimeout(listing);
    listing = setTimeout(fill, 120);
    placeTip();
  }

  function fill() {
    state.shown = points.filter((point) => isInView(point) && isWanted(point));
    state.page = 0;
    rows();
  }

  function rows() {
    const from = state.page * PER_PAGE;
    count.textContent = `${noun(state.shown.length)} of ${points.length.toLocaleString("en")}`;
    list.start = from + 1;
    list.replaceChildren(...state.shown.slice(from, from + PER_PAGE).map((point) => {
      const link = element("a", { href: point.address, textContent: point.label });
      const row = element("li", { className: point === state.current ? "ps-map-current" : "" }, link);
      row.point = point;
      row.addEventListener("pointerenter", () => select(point));
      link.addEventListener("focus", () => select(point));
      return row;
    }));
    newer.disabled = state.page === 0;
    older.disabled = from + PER_PAGE >= state.shown.length;
    pages.hidden = state.shown.length <= PER_PAGE;
  }

  function turn(by) {
    state.page += by;
    rows();
    list.scrollTop = 0;
    (by > 0 ? (older.disabled ? newer : older) : (newer.disabled ? older : newer)).focus();
  }

  // ---- What moves it ------------------------------------------------------------------------------------------------

  function select(point) {
    if (point === state.current) return;
    state.current = point;
    for (const row of list.children) row.className = row.point === point ? "ps-map-current" : "";
    tip.textContent = point ? [point.label, ...point.numbers.map((each) => tags[each][1])].join(" · ") : "";
    drawing ||= requestAnimationFrame(draw);
    placeTip();
  }

  function placeTip() {
    tip.hidden = !state.current || !isInView(state.current);
    if (tip.hidden) return;
    const [x, y] = onScreen(state.current);
    const room = state.width - tip.offsetWidth - 4;
    tip.style.left = `${Math.max(4, Math.min(x - tip.offsetWidth / 2, room))}px`;
    tip.style.top = `${y > tip.offsetHeight + 18 ? y - tip.offsetHeight - 14 : y + 14}px`;
  }

  function look(view) {
    const zoomed = Math.min(Math.max(view.zoom, 1), MOST_ZOOM);
    const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
    state.view = zoomed === 1 ? home : { x: clamp(view.x, left, right), y: clamp(view.y, top, bottom), zoom: zoomed };
    canvas.classList.toggle("ps-map-zoomed", zoomed > 1);
    changed();
  }

  function glide(view) {
    cancelAnimationFrame(moving);
    if (CALM.matches) return look(view);
    const from = state.view, begun = performance.now();
    const step = (now) => {
      const done = Math.min((now - begun) / 200, 1), part = done * (2 - done);
      const between = (name) => from[name] + (view[name] - from[name]) * part;
      look({ x: between("x"), y: between("y"), zoom: between("zoom") });
      if (done < 1) moving = requestAnimationFrame(step);
    };
    moving = requestAnimationFrame(step);
  }

  function zoomAt(factor, x, y) {
    const zoomed = Math.min(Math.max(state.view.zoom * factor, 1), MOST_ZOOM);
    const before = scale(), after = (before / state.view.zoom) * zoomed;
    const move = 1 / before - 1 / after;
    return {
      x: state.view.x + (x - state.width / 2) * move,
      y: state.view.y + (y - state.height / 2) * move,
      zoom: zoomed,
    };
  }

  const zoom = (factor) => {
    const point = state.current && isInView(state.current) ? state.current : state.view;
    glide(zoomAt(factor, ...onScreen(point)));
  };
  const reset = () => glide(home);
  const open = (point) => location.assign(point.address);

  const nearest = (x, y) => {
    let found = null, least = REACH;
    for (const point of points) {
      const [px, py] = onScreen(point);
      const distance = Math.hypot(px - x, py - y) - (of === "tags" ? radius(point) : 0);
      if (distance < least && isWanted(point)) [found, least] = [point, distance];
    }
    return found;
  };

  // The next point in a direction: near, and more ahead than beside.
  function step(right, down) {
    const from = state.current && isInView(state.current) ? state.current : state.view;
    let found = null, least = Infinity;
    for (const point of points) {
      const ahead = (point.x - from.x) * right + (point.y - from.y) * down;
      const beside = Math.abs((point.x - from.x) * down) + Math.abs((point.y - from.y) * right);
      if (point === state.current || ahead <= 0 || beside > 2 * ahead || !isWanted(point)) continue;
      if (ahead + 2 * beside < least) [found, least] = [point, ahead + 2 * beside];
    }
    if (!found) return;
    select(found);
    said.textContent = found.label;
    const [x, y] = onScreen(found);
    if (x < PADDING || y < PADDING || x > state.width - PADDING || y > state.height - PADDING)
      glide({ x: found.x, y: found.y, zoom: state.view.zoom });
  }

  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    if (arrow && event.shiftKey) {
      const far = Math.min(state.width, state.height) / 4;
      drag(-arrow[0] * far, -arrow[1] * far);
    } else if (arrow) step(...arrow);
    else if (event.key === "+" || event.key === "=") zoom(1.6);
    else if (event.key === "-") zoom(1 / 1.6);
    else if (event.key === "0") reset();
    else if (event.key === "Escape") select(null);
    else if (event.key === "Enter" && state.current) open(state.current);
    else return;
    event.preventDefault();
  });

  const drag = (right, down) =>
    look({ x: state.view.x - right / scale(), y: state.view.y - down / scale(), zoom: state.view.zoom });
  const fingers = new Map();
  let travelled = 0;
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const spread = () => {
    const [[x, y], [otherX, otherY]] = [...fingers.values()];
    return { x: (x + otherX) / 2, y: (y + otherY) / 2, size: Math.hypot(x - otherX, y - otherY) || 1 };
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, at(event));
    travelled = fingers.size > 1 ? Infinity : 0;
  });
  canvas.addEventListener("pointermove", (event) => {
    const [x, y] = at(event);
    const before = fingers.get(event.pointerId);
    if (!before) {
      const point = nearest(x, y);
      canvas.classList.toggle("ps-map-on", point !== null);
      return select(point);
    }
    const old = fingers.size === 2 ? spread() : null;
    fingers.set(event.pointerId, [x, y]);
    travelled += Math.hypot(x - before[0], y - before[1]);
    if (old) {
      const now = spread();
      look(zoomAt(now.size / old.size, old.x, old.y));
      drag(now.x - old.x, now.y - old.y);
    } else if (travelled > 4) {
      drag(x - before[0], y - before[1]);
    }
  });
  const lift = (event) => {
    if (!fingers.delete(event.pointerId) || event.type === "pointercancel" || travelled > 4) return;
    const point = nearest(...at(event));
    // A finger cannot hover: its first touch tells the title, the second opens.
    if (point && (event.pointerType !== "touch" || point === state.current)) open(point);
    else select(point);
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  canvas.addEventListener("pointerleave", (event) => {
    // A finger that is lifted leaves, too: what it chose stays.
    if (event.pointerType !== "touch" && !fingers.size) select(null);
  });
  canvas.addEventListener("wheel", (event) => {
    if (event.deltaY > 0 && state.view.zoom === 1) return; // nothing to zoom out of: the page scrolls
    event.preventDefault();
    look(zoomAt(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.002)), ...at(event)));
  }, { passive: false });
  query.addEventListener("input", changed);

  for (const [at, [, label]] of tags.entries()) {
    const toggle = element("button", { type: "button" }, swatch(at), label);
    toggle.setAttribute("aria-pressed", "false");
    toggle.addEventListener("click", () => {
      if (!state.chosen.delete(at)) state.chosen.add(at);
      toggle.setAttribute("aria-pressed", String(state.chosen.has(at)));
      changed();
    });
    legend.append(toggle);
  }
  legend.hidden = !tags.length;

  // ---- What it looks like -------------------------------------------------------------------------------------------

  function dress() {
    const style = getComputedStyle(plane);
    [state.ink, state.ground] = [style.color, style.backgroundColor];
    state.colours = probes.map((probe) => getComputedStyle(probe).color);
    changed();
  }
  new ResizeObserver(() => {
    const ratio = devicePixelRatio || 1;
    [state.width, state.height] = [canvas.clientWidth, canvas.clientHeight];
    [canvas.width, canvas.height] = [Math.round(state.width * ratio), Math.round(state.height * ratio)];
    changed();
  }).observe(canvas);
  const schemes = new MutationObserver(dress);
  for (const node of [document.documentElement, document.body]) schemes.observe(node, { attributes: true });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", dress);
  dress();
}

try {
  const answer = await fetch(container.dataset.psMap);
  if (!answer.ok) throw new Error(answer.statusText);
  start(await answer.json());
  instead.remove();
} catch (error) {
  console.info(error);
  const message = "The map could not be loaded. Load the page again, or go by these lists instead.";
  instead.querySelector("p").prepend(element("strong", { role: "alert", textContent: message }), " ");
  instead.classList.add("ps-map-needed");
}
