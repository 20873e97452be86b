// The elements of the map's page, and how its words are written.

import { shapeOf } from "./map-drawing.js";
import { button as plainButton, element } from "./elements.js";

const { t, locale } = psWords;

export const button = (label, text, act) =>
  plainButton(text, act, { title: label, attributes: text === label ? {} : { "aria-label": label } });

export const swatch = (shown) => {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const polygon = document.createElementNS(space, "polygon");
  svg.setAttribute("viewBox", "-1.3 -1.3 2.6 2.6");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add(`ps-map-colour-${shown.colour}`);
  polygon.setAttribute("points", shapeOf(shown).map((corner) => corner.join(",")).join(" "));
  svg.append(polygon);
  return svg;
};

const dateOf = (day) => new Date(`${day}T00:00Z`);
export const rangeOfDays = (from, to) =>
  new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }).formatRange(dateOf(from), dateOf(to));
export const number = (value) => value.toLocaleString(locale);

// Builds the map's elements and adds them to the page. `act` has the methods that its buttons call.
export function build(folder, name, act) {
  const canvas = element("canvas", { tabIndex: 0, attributes: { role: "application", "aria-label": name, "aria-describedby": "ps-map-help" } });
  const tip = element("div", { className: "ps-map-tip", hidden: true });
  const said = element("p", { className: "ps-map-said", attributes: { "aria-live": "polite" } });
  const help = element("p", { id: "ps-map-help", className: "ps-facts" });
  const query = element("input", { type: "search", autocomplete: "off" });
  const found = element("p", { className: "ps-facts", attributes: { role: "status" } });
  const regions = element("ul", { className: "ps-map-regions" });
  const regionsHeading = element("h2", { id: "ps-map-regions", textContent: t("Regions") });
  const colours = element("select");
  const legend = element("div", { className: "ps-map-legend" });
  const count = element("p", { className: "ps-facts", attributes: { role: "status" } });
  const list = element("ol", { className: "ps-map-rows" });
  const newer = button(t("Previous"), t("Previous"), () => act.turn(-1));
  const older = button(t("Next"), t("Next"), () => act.turn(1));
  const pages = element("div", { className: "ps-map-pages" }, newer, older);
  const probe = element("i", { hidden: true });
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
  const zooms = element(
    "div",
    { className: "ps-map-zoom" },
    button(t("Zoom in"), "+", () => act.zoom(1.6)),
    button(t("Zoom out"), "−", () => act.zoom(1 / 1.6)),
    button(t("Reset"), t("Reset"), () => act.reset()),
  );
  const plane = element("div", { className: "ps-map-plane" }, canvas, tip);
  const find = element("p", { className: "ps-filter" }, element("label", {}, `${t("Find")} `, query));
  const colour = element("p", { className: "ps-filter ps-map-colour" }, element("label", {}, `${t("Colour")} `, colours));
  const ofRegions = element("div", {}, regionsHeading, regions);
  act.container.append(
    element("section", { className: "ps-map-first", attributes: { "aria-label": t("Find on the map") } }, find, found, ofRegions),
    element("div", { className: "ps-map-main" }, plane, element("div", { className: "ps-map-below" }, help, zooms), said),
    element("section", { className: "ps-map-list", attributes: { "aria-label": t("In view") } }, colour, legend, element("h2", { textContent: t("In view") }), count, list, pages),
    probe,
  );
  return { canvas, tip, said, query, found, regions, ofRegions, colour, colours, legend, count, list, newer, older, pages, plane, probe };
}
