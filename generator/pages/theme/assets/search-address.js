// The search as a value, { query, order, chosen }, and as an address: ?q=…&tag=…&year=…&not=tag:…&order=newest

import { FACETS } from "./search-facets.js";

export const ROOT = new URL("../", import.meta.url);
const { t } = psWords;
export const ORDERS = {
  relevance: t("Best match"),
  newest: t("Newest first"),
  oldest: t("Oldest first"),
  votes: t("Most votes"),
};
export const EMPTY = { query: "", order: "relevance", chosen: [] };

export const fromAddress = (parameters) => ({
  query: parameters.get("q") ?? "",
  order: Object.hasOwn(ORDERS, parameters.get("order")) ? parameters.get("order") : "relevance",
  chosen: [...parameters].flatMap(([name, value]) => {
    const [, facet, rest] = name === "not" ? (value.match(/^([a-z]+):(.+)$/) ?? []) : ["", name, value];
    return Object.hasOwn(FACETS, facet) && rest ? [{ facet, value: rest, not: name === "not" }] : [];
  }),
});

export const toAddress = ({ query, order, chosen }) => {
  const parameters = new URLSearchParams();
  if (query.trim()) parameters.set("q", query.trim());
  for (const { facet, value, not } of chosen) parameters.append(not ? "not" : facet, not ? `${facet}:${value}` : value);
  if (order !== "relevance") parameters.set("order", order);
  const text = String(parameters);
  return new URL(text ? `search/?${text}` : "search/", ROOT);
};
