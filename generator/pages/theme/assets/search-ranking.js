// Combines the matches of a query's words into one order of papers and pages, for search-engine.js.

import { edits, lookupKeyOf, soughtIn, stemOf, termsOf } from "./search-words.js";

const FEW = 5; // results, below which papers that lack one word are results, too
const PLACES = 3; // pages that the query names in part
const BEFORE_PLACES = 3; // papers before pages that the query names in small part

// Points for where a word is in a paper, added to the score of its text, which is at most 1.
const WORTH = { title: 1, beginning: 0.5, author: 0.6, wholeQuery: 0.35, wholeTitle: 0.3, vote: 0.04 };

// Returns a sort key, smaller for newer papers. Records that are not papers have no date and come last.
export const ageIn = ({ places }) => (number) => (number in places ? -places[number] : number);

// The papers for a query, best first: those that it names (`first`), then those with all its words (`complete`) and, if
// these are few, those that lack one. `lacking` has the word that each lacks.
export const papersFor = ({ ids, asked, called, matches, allowed }, manifest) => {
  const isEverything = !asked.sought.length && !ids.length;
  const age = ageIn(manifest);
  const everything = isEverything ? [...manifest.places.keys()].sort((one, other) => age(one) - age(other)) : [];
  const ranked = isEverything ? { numbers: everything, lacking: new Map() } : rank(matches, manifest);
  const first = new Set(isEverything ? [] : called.filter((target) => Number.isInteger(target) && allowed(target)));
  const fits = ranked.numbers.filter(allowed);
  const complete = fits.filter((number) => !ranked.lacking.has(number));
  const isEnough = complete.length >= (matches.length > 2 ? FEW : 1) || first.size > 0;
  const numbers = [...new Set([...first, ...(isEnough ? complete : fits)])];
  return { numbers, first, complete, lacking: ranked.lacking };
};

// Sorted papers and the pages that the query names, as `entries` in the order of the results. `places` are the pages with
// exactly its name. A search with filters has no pages.
export const arranged = (sorted, first, { ids, asked, called, matches }, isFiltered) => {
  const isNarrowed = isFiltered || asked.limits.length || asked.without.length;
  const places = isNarrowed ? [] : called.filter(Array.isArray);
  const partly = isNarrowed || ids.length ? [] : partlyNamed(asked, matches, places);
  const named = sorted.filter((number) => first.has(number));
  const others = sorted.filter((number) => !first.has(number));
  const before = partly.some(({ share }) => share >= 0.5) ? 0 : BEFORE_PLACES;
  const entries = [
    ...(isPaperFirst(called) ? [...named, ...places] : [...places, ...named]),
    ...others.slice(0, before),
    ...partly.map(({ page }) => page),
    ...others.slice(before),
  ];
  return { entries, places };
};

// The papers with all words, then those that lack one, each by their points and then newest first. `lacking` has the word
// that a paper lacks.
const rank = (matches, manifest) => {
  const age = ageIn(manifest);
  const ranks = new Map();
  const lacking = new Map();
  const candidates = new Set(matches.flatMap(({ scores }) => [...scores.keys()]));
  for (const number of candidates) {
    const missing = matches.filter(({ scores }) => !scores.has(number));
    if (missing.length > (matches.length > 1 ? 1 : 0)) continue;
    if (missing.length) lacking.set(number, missing[0].term);
    ranks.set(number, worthOf(number, matches, manifest) - 10 * missing.length);
  }
  const numbers = [...ranks.keys()].sort((one, other) => ranks.get(other) - ranks.get(one) || age(one) - age(other));
  return { numbers, lacking };
};

const worthOf = (number, matches, { votes, titles }) => {
  let worth = 0;
  let inTitle = 0;
  for (const { scores, titles: named, beginnings, authors } of matches) {
    inTitle += named.has(number);
    worth += scores.get(number) ?? 0;
    worth += named.has(number) ? WORTH.title : beginnings.has(number) ? WORTH.beginning : 0;
    worth += authors.has(number) ? WORTH.author : 0;
  }
  const share = inTitle / (parseInt(titles[number], 36) || Infinity);
  return (
    worth / matches.length +
    WORTH.wholeQuery * (inTitle === matches.length) +
    WORTH.wholeTitle * share +
    WORTH.vote * (parseInt(votes[number], 16) || 0)
  );
};

// The name of a page that resembles the words: it has as many, each the same or nearly the same.
export const resembling = (terms, matches) => {
  const isNear = (one, other) => one === other || edits(one, other) <= (Math.min(one.length, other.length) < 6 ? 1 : 2);
  const pages = matches.flatMap((match) => match.pages);
  const fits = pages.filter(([, title]) => {
    const names = termsOf(title);
    return names.length === terms.length && terms.every((term, place) => isNear(term, names[place]));
  });
  const [best] = fits.sort(([, , , papers], [, , , others]) => others - papers);
  return best ? best[1] : "";
};

// Pages whose names have all words of the query, or whose words are all in the query with not many others.
const partlyNamed = ({ sought }, matches, places) => {
  const words = new Set(sought.map(stemOf));
  const known = new Set(places.map(([, , address]) => address));
  const shares = new Map();
  for (const page of matches.flatMap((match) => match.pages)) {
    const [, title, address, , key = lookupKeyOf(title)] = page;
    const name = new Set(soughtIn(key).map(stemOf));
    const common = [...name].filter((word) => words.has(word)).length;
    const share = common / (name.size + words.size - common);
    const isNamed = common === words.size || (common === name.size && share >= 0.5);
    if (isNamed && !known.has(address) && share > (shares.get(address)?.share ?? 0)) shares.set(address, { page, share });
  }
  const best = [...shares.values()].sort((one, other) => other.share - one.share || other.page[3] - one.page[3]);
  return best.slice(0, PLACES);
};

// Whether a paper is listed before pages: by its title or id.
const isPaperFirst = (called) => Number.isInteger(called[0]);
