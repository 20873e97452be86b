// Makes hits of papers and pages, with the sought words marked, for search-engine.js. search-results.js shows them.

import { excerptOf, keyOf, lookupKeyOf, marked } from "./search-words.js";

const NAMED = 3; // of a paper's authors

// The hit of a page. `name` is the text that it was looked up by, shown if it is another name of the page.
export const placeHit = ([kind, title, address, papers], name) => ({
  address,
  paper: null,
  kind,
  title: [[title, true]],
  facts: [
    name && !address.startsWith("digests/") && lookupKeyOf(name) !== lookupKeyOf(title) ? psWords.t("also called {name}", { name }) : "",
    psWords.n("{n} paper", "{n} papers", papers),
  ].filter(Boolean).join(" · "),
  day: "",
  excerpt: [],
  lacks: "",
});

export const hitOf = ({ address, title, slug, authors, text }, day, sought) => ({
  address,
  paper: slug ? { slug, title, by: firstOf(authors), day } : null, // as the shelf keeps it
  kind: slug ? "" : psWords.t("Page"),
  title: marked(title, sought),
  facts: shortened(authors, sought),
  day,
  excerpt: excerptOf(text, sought),
});

const firstOf = (names) => {
  const first = names.slice(0, NAMED).join(", ");
  return names.length > NAMED ? psWords.t("{names} and others", { names: first }) : first;
};

// How well a name fits the query: its whole words count more than those that only begin with a sought term.
const fitting = (name, sought) => {
  const parts = keyOf(name).split(" ");
  const points = (wanted) => (parts.includes(wanted) ? 2 : Number(parts.some((part) => part.startsWith(wanted))));
  return sought.reduce((sum, wanted) => sum + points(wanted), 0);
};

// Three of the authors, in their order: those who fit the query, then the first of the others.
const shortened = (names, sought) => {
  const fits = names.map((name) => fitting(name, sought));
  const best = Math.max(...fits);
  const isSought = (place) => best > 0 && fits[place] === best;
  const places = [...names.keys()].sort((one, other) => isSought(other) - isSought(one) || one - other);
  const shown = places.slice(0, NAMED).sort((one, other) => one - other);
  const parts = shown.map((place, nth) => (place === (shown[nth - 1] ?? -1) + 1 ? "" : "… ") + names[place]);
  const joined = parts.join(", ");
  const more = names.length - NAMED;
  return more > 0 ? psWords.n("{names} and {n} more", "{names} and {n} more", more, { names: joined }) : joined;
};
