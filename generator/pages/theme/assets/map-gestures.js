// Keys, pointers, fingers and the wheel on the map's canvas.

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const ZOOM = 1.6;
const STILL = 4; // pixels that a click may move

export const hearKeys = (map) => {
  const { canvas, view } = map;
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    if (arrow && event.shiftKey) {
      const far = Math.min(view.width, view.height) / 4;
      map.look(view.moved(-arrow[0] * far, -arrow[1] * far));
    } else if (arrow) map.step(...arrow);
    else if (event.key === "+" || event.key === "=") map.zoom(ZOOM);
    else if (event.key === "-") map.zoom(1 / ZOOM);
    else if (event.key === "0") map.reset();
    else if (event.key === "Escape") map.unselect();
    else if (event.key === "Enter" && map.current) map.open(map.current);
    else return;
    event.preventDefault();
  });
};

export const hearPointers = (map) => {
  const { canvas, view } = map;
  const fingers = new Map();
  let travelled = 0;
  const placeOf = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    map.halt();
    fingers.set(event.pointerId, placeOf(event));
    travelled = fingers.size > 1 ? Infinity : 0;
  });
  canvas.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId), now = placeOf(event);
    if (!before) return map.hover(...now);
    const old = [...fingers.values()];
    fingers.set(event.pointerId, now);
    travelled += Math.hypot(now[0] - before[0], now[1] - before[1]);
    if (old.length === 2) pinch(map, old, [...fingers.values()]);
    else if (travelled > STILL) map.look(view.moved(now[0] - before[0], now[1] - before[1]));
  });
  const lift = (event) => {
    if (!fingers.delete(event.pointerId) || event.type === "pointercancel" || travelled > STILL) return;
    const point = map.nearest(...placeOf(event));
    // A finger cannot hover: its first touch shows the title, the second opens.
    if (point && (event.pointerType !== "touch" || point === map.current)) map.open(point);
    else map.select(point);
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  canvas.addEventListener("pointerleave", (event) => {
    // A finger that is lifted leaves, too: what it chose stays.
    if (event.pointerType !== "touch" && !fingers.size) map.select(map.pinned);
  });
  const turn = (event) => {
    if (event.deltaY > 0 && view.at.zoom === 1) return; // nothing to zoom out of: the page scrolls
    event.preventDefault();
    map.halt();
    map.look(view.zoomed(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.002)), ...placeOf(event)));
  };
  canvas.addEventListener("wheel", turn, { passive: false });
};

// Two fingers, where they were and where they are: the map stays under both.
const pinch = (map, old, now) => {
  const middle = ([[x, y], [otherX, otherY]]) => [(x + otherX) / 2, (y + otherY) / 2];
  const size = ([[x, y], [otherX, otherY]]) => Math.hypot(x - otherX, y - otherY) || 1;
  const [[x, y], [toX, toY]] = [middle(old), middle(now)];
  map.look(map.view.zoomed(size(now) / size(old), x, y));
  map.look(map.view.moved(toX - x, toY - y));
};
