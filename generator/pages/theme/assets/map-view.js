// The part of the map that is shown, and its address. Nothing here touches the page.

const MOST_ZOOM = 40;
const PADDING = 28;
const FIT = 14; // the closest zoom that shows a group of points
const LEVELS = [1.9, 4.5]; // zooms at which the names of smaller regions take the place of those of larger ones

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const ends = (values) => values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);

export const extentOf = (points) => {
  const [[left, right], [top, bottom]] = [ends(points.map(({ x }) => x)), ends(points.map(({ y }) => y))];
  return { left, top, right, bottom };
};

// Where points are on the screen, and which are in view. `width` and `height` are those of the screen, in pixels.
export class View {
  constructor(points) {
    Object.assign(this, extentOf(points));
    this.home = { x: (this.left + this.right) / 2, y: (this.top + this.bottom) / 2, zoom: 1 };
    [this.at, this.width, this.height] = [this.home, 0, 0];
  }

  scaleFor({ left, top, right, bottom }) {
    const across = (this.width - 2 * PADDING) / Math.max(right - left, 1);
    const down = (this.height - 2 * PADDING) / Math.max(bottom - top, 1);
    return Math.max(Math.min(across, down), 0.01);
  }

  get scale() {
    return this.at.zoom * this.scaleFor(this);
  }

  // 0, 1 or 2: the level of the regions whose names are shown.
  get level() {
    return LEVELS.filter((zoom) => this.at.zoom >= zoom).length;
  }

  onScreen(point) {
    const { scale } = this;
    return [(point.x - this.at.x) * scale + this.width / 2, (point.y - this.at.y) * scale + this.height / 2];
  }

  inMap(x, y) {
    const { scale } = this;
    return [(x - this.width / 2) / scale + this.at.x, (y - this.height / 2) / scale + this.at.y];
  }

  has(point, margin = 0) {
    const [x, y] = this.onScreen(point);
    return x >= margin && y >= margin && x <= this.width - margin && y <= this.height - margin;
  }

  // A view within the limits: its middle on the map, and no farther away than all of it.
  limited({ x, y, zoom }) {
    const zoomed = clamp(zoom, 1, MOST_ZOOM);
    if (zoomed === 1) return this.home;
    return { x: clamp(x, this.left, this.right), y: clamp(y, this.top, this.bottom), zoom: zoomed };
  }

  // Zoomed so that what is at x, y on the screen stays there.
  zoomed(factor, x, y) {
    const zoom = clamp(this.at.zoom * factor, 1, MOST_ZOOM);
    const before = this.scale, after = (before / this.at.zoom) * zoom;
    const move = 1 / before - 1 / after;
    return { x: this.at.x + (x - this.width / 2) * move, y: this.at.y + (y - this.height / 2) * move, zoom };
  }

  moved(right, down) {
    return { x: this.at.x - right / this.scale, y: this.at.y - down / this.scale, zoom: this.at.zoom };
  }

  // The view that shows all of an extent. A single point is shown with its surroundings.
  fitting(extent) {
    const zoom = Math.min(this.scaleFor(extent) / this.scaleFor(this), FIT);
    return this.limited({ x: (extent.left + extent.right) / 2, y: (extent.top + extent.bottom) / 2, zoom });
  }
}

// ---- The address ---------------------------------------------------------------------------------------------------

const NEUTRAL = { at: "", find: "", colour: "", only: "" };

// The fragment of an address for what is shown: `x`, `y` and `zoom` unless all of the map is shown, and what else was
// chosen; "" for a map as it is at first.
export const fragmentOf = ({ view, home, ...chosen }) => {
  const parameters = new URLSearchParams();
  if (view !== home) for (const [name, value] of [["x", view.x], ["y", view.y], ["zoom", view.zoom]]) parameters.set(name, Number(value.toFixed(name === "zoom" ? 2 : 0)));
  for (const name of Object.keys(NEUTRAL)) if (chosen[name]) parameters.set(name, chosen[name]);
  return parameters.size ? `#${parameters}` : "";
};

// The choices in a fragment; `view` is null if it names none.
export const chosenIn = (fragment) => {
  const parameters = new URLSearchParams(fragment.slice(1));
  const [x, y, zoom] = ["x", "y", "zoom"].map((name) => Number.parseFloat(parameters.get(name)));
  const view = [x, y, zoom].every(Number.isFinite) ? { x, y, zoom } : null;
  const chosen = Object.keys(NEUTRAL).map((name) => [name, (parameters.get(name) ?? "").slice(0, 1_000)]);
  return { view, ...Object.fromEntries(chosen) };
};
