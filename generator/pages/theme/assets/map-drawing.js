// Draws the map on a canvas: points, frames around those that were found, and names where there is room.

const FEW_IN_VIEW = 40; // points whose titles are written beside them
const LONGEST_TITLE = 36;
const MANY = 800; // points from which on they are smaller
const FONTS = [
  { weight: 700, wide: 18, narrow: 15 },
  { weight: 700, wide: 15, narrow: 13 },
  { weight: 600, wide: 13.5, narrow: 12.5 },
  { weight: 400, wide: 12.5, narrow: 12 },
]; // of the three levels of regions, and of points
const TITLE = 3;
const MARGIN = 120; // pixels around the window that are drawn with it, so that a map that moves need not be drawn again
const NARROW = 600;

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

export const shapeOf = ({ shape }) => SHAPES[shape] ?? DISC;

const shortened = (title) => {
  if (title.length <= LONGEST_TITLE) return title;
  const cut = title.slice(0, LONGEST_TITLE);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), LONGEST_TITLE / 2)).replace(/[\s,:;–—-]+$/, "")}…`;
};

const meets = (one, other) => one.left < other.right && one.right > other.left && one.top < other.bottom && one.bottom > other.top;

export class Drawing {
  constructor(canvas, data, view) {
    Object.assign(this, { canvas, data, view, context: canvas.getContext("2d"), sprites: new Map() });
    [this.classes, this.classAt, this.order, this.look] = [[], new Int8Array(data.points.length), data.points, null];
    this.layer = document.createElement("canvas"); // all points around the window
    [this.layerAt, this.wanted] = [null, []]; // the view it was drawn for, and those of its points that are wanted
  }

  // Takes a way to colour points; `look` has ink, ground and font, and the colours of the classes, those in grey first.
  dress({ classes }, classOf, look) {
    Object.assign(this, { classes, look });
    this.refresh();
    for (const point of this.data.points) this.classAt[point.number] = classOf(point);
    // Those in grey are below the others.
    const rank = ({ number }) => (this.classAt[number] < 0 ? 0 : classes[this.classAt[number]].isAbove ? 2 : 1);
    this.order = [...this.data.points].sort((one, other) => rank(one) - rank(other));
  }

  measure() {
    const { canvas, view } = this, ratio = devicePixelRatio || 1;
    [view.width, view.height] = [canvas.clientWidth, canvas.clientHeight];
    [canvas.width, canvas.height] = [Math.round(view.width * ratio), Math.round(view.height * ratio)];
    this.refresh();
  }

  // Has the points drawn again: others are wanted, or they look different.
  refresh() {
    this.layerAt = null;
  }

  radius(point) {
    if (this.data.folder === "tags") return Math.min(3 + Math.sqrt(point.papers), 22);
    const crowd = this.data.points.length > MANY ? 0.72 : 1;
    const shown = this.classes[this.classAt[point.number]];
    return (!shown ? 3.2 : shown.isAbove ? 7 : 4.5) * Math.min(this.view.at.zoom ** 0.3, 2) * crowd;
  }

  // `isFound` is null unless somebody looks for something; then points that were found have frames.
  draw({ isWanted, isFound, current }) {
    const { context, view, look } = this, ratio = devicePixelRatio || 1;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, view.width, view.height);
    this.drawLinks(current);
    this.drawPoints(isWanted);
    const { wanted } = this;
    if (isFound) this.drawFrames(wanted);
    this.drawNames(wanted, isFound !== null);
    if (!current) return;
    context.strokeStyle = look.ink;
    context.lineWidth = 2.5;
    context.beginPath();
    context.arc(...view.onScreen(current), this.radius(current) + 5, 0, 2 * Math.PI);
    context.stroke();
  }

  // Draws the points, or moves what was drawn of them.
  drawPoints(isWanted) {
    const { context, view, layerAt } = this;
    const right = layerAt ? (layerAt.x - view.at.x) * view.scale : Infinity;
    const down = layerAt ? (layerAt.y - view.at.y) * view.scale : Infinity;
    const isHere = layerAt?.zoom === view.at.zoom && Math.max(Math.abs(right), Math.abs(down)) <= MARGIN;
    if (!isHere) this.drawLayer(isWanted);
    const [x, y] = isHere ? [right - MARGIN, down - MARGIN] : [-MARGIN, -MARGIN];
    context.drawImage(this.layer, x, y, view.width + 2 * MARGIN, view.height + 2 * MARGIN);
  }

  drawLayer(isWanted) {
    const { layer, view } = this, ratio = devicePixelRatio || 1;
    [layer.width, layer.height] = [(view.width + 2 * MARGIN) * ratio, (view.height + 2 * MARGIN) * ratio];
    const context = layer.getContext("2d");
    context.scale(ratio, ratio);
    this.sprites.clear();
    this.layerAt = view.at;
    this.wanted = [];
    const others = [];
    for (const point of this.inReach()) (isWanted(point) ? this.wanted : others).push(point);
    context.globalAlpha = 0.16;
    this.stamp(context, others);
    context.globalAlpha = this.data.folder === "tags" ? 0.75 : 0.92;
    this.stamp(context, this.wanted);
  }

  inReach() {
    const { view } = this;
    const [left, top] = view.inMap(-MARGIN, -MARGIN), [right, bottom] = view.inMap(view.width + MARGIN, view.height + MARGIN);
    return this.order.filter(({ x, y }) => x >= left && x <= right && y >= top && y <= bottom);
  }

  // Draws points from pictures of their classes, which takes a tenth of the time of their outlines.
  stamp(context, points) {
    const { view, sprites, classAt } = this, { scale } = view;
    const right = MARGIN + view.width / 2 - view.at.x * scale, down = MARGIN + view.height / 2 - view.at.y * scale;
    for (const point of points) {
      const { picture, size } = sprites.get(this.keyOf(point)) ?? this.addSprite(point, classAt[point.number]);
      context.drawImage(picture, Math.round(point.x * scale + right - size / 2), Math.round(point.y * scale + down - size / 2), size, size);
    }
  }

  // Points with one key have one picture: at each zoom, those of a class; tags also differ in their size.
  keyOf(point) {
    return this.data.folder === "tags" ? point.papers : this.classAt[point.number];
  }

  addSprite(point, number) {
    const sprite = this.picture(this.classes[number] ?? {}, this.look.colours[number + 1], this.radius(point));
    this.sprites.set(this.keyOf(point), sprite);
    return sprite;
  }

  picture(shown, colour, radius) {
    const ratio = devicePixelRatio || 1, size = Math.ceil(2 * (1.4 * radius + 1));
    const picture = document.createElement("canvas");
    picture.width = picture.height = size * ratio;
    const context = picture.getContext("2d");
    context.scale(ratio, ratio);
    context.translate(size / 2, size / 2);
    context.beginPath();
    for (const [right, down] of shapeOf(shown)) context.lineTo(right * radius, down * radius);
    context.closePath();
    context.fillStyle = colour;
    context.fill();
    context.strokeStyle = this.look.ground;
    context.lineWidth = 0.75;
    context.stroke();
    return { picture, size };
  }

  drawLinks(current) {
    const { context, view, look, data } = this;
    context.strokeStyle = look.ink;
    for (const pair of data.links) {
      const ends = pair.map((number) => data.points[number]);
      const isCurrent = ends.includes(current);
      context.globalAlpha = isCurrent ? 0.8 : 0.25;
      context.lineWidth = isCurrent ? 1.6 : 1;
      context.beginPath();
      for (const end of ends) context.lineTo(...view.onScreen(end));
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  drawFrames(points) {
    const { context, view, look } = this;
    context.strokeStyle = look.ink;
    context.lineWidth = 1.5;
    context.beginPath();
    for (const point of points) {
      const [x, y] = view.onScreen(point), half = this.radius(point) + 3.5;
      context.rect(x - half, y - half, 2 * half, 2 * half);
    }
    context.stroke();
  }

  // ---- Names ----------------------------------------------------------------------------------------------------------

  // Writes the names of the regions of this zoom, the largest first, then titles of points, as many as do not overlap.
  drawNames(wanted, isFinding) {
    const { view, data } = this, { level } = view;
    const taken = [];
    const regions = data.regions.filter(({ first, last }) => first <= level && level <= last);
    for (const region of regions.sort((one, other) => other.papers - one.papers)) {
      const [x, y] = view.onScreen(region);
      if (view.has(region)) this.write(region.name.split(" · "), x, y, FONTS[level], taken);
    }
    const inView = wanted.length > MANY && data.folder === "papers" ? [] : wanted.filter((point) => view.has(point));
    if (data.folder === "tags") {
      for (const point of inView.sort((one, other) => other.papers - one.papers)) this.write([point.title], ...view.onScreen(point), FONTS[2], taken);
    } else if (inView.length <= FEW_IN_VIEW || (isFinding && wanted.length <= FEW_IN_VIEW)) {
      for (const point of inView) this.writeBeside(point, taken, isFinding ? 8 : 4);
    }
  }

  font({ weight, wide, narrow }) {
    const size = this.view.width < NARROW ? narrow : wide;
    this.context.font = `${weight} ${size}px ${this.look.font}`;
    return size;
  }

  // Writes lines around a place, unless they would meet what is there or leave the map.
  write(lines, x, y, font, taken) {
    const { context, view } = this;
    const height = this.font(font) * 1.2;
    const half = Math.max(...lines.map((line) => context.measureText(line).width)) / 2 + 5;
    const middle = Math.min(Math.max(x, half + 2), view.width - half - 2); // near an edge, names move inwards
    const box = { left: middle - half, right: middle + half, top: y - (lines.length * height) / 2 - 2, bottom: y + (lines.length * height) / 2 + 2 };
    if (Math.abs(middle - x) > half || box.top < 0 || box.bottom > view.height || taken.some((other) => meets(box, other))) return;
    taken.push(box);
    context.textAlign = "center";
    lines.forEach((line, number) => this.writeLine(line, middle, y + (number - (lines.length - 1) / 2) * height));
  }

  // Writes the title of a point to its right or, where there is no room, to its left.
  writeBeside(point, taken, away) {
    const { context, view } = this;
    const [x, y] = view.onScreen(point), gap = this.radius(point) + away, half = this.font(FONTS[TITLE]) * 0.65;
    const title = shortened(point.title), { width } = context.measureText(title);
    for (const [left, align] of [[x + gap, "left"], [x - gap - width, "right"]]) {
      const box = { left, right: left + width, top: y - half, bottom: y + half };
      if (box.left < 2 || box.right > view.width - 2 || box.top < 0 || box.bottom > view.height || taken.some((other) => meets(box, other))) continue;
      taken.push(box);
      context.textAlign = align;
      return this.writeLine(title, align === "left" ? left : left + width, y);
    }
  }

  writeLine(line, x, y) {
    const { context, look } = this;
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 4;
    context.strokeStyle = look.ground;
    context.fillStyle = look.ink;
    context.strokeText(line, x, y);
    context.fillText(line, x, y);
  }
}
