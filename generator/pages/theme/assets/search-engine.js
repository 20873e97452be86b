// The search's engine, which answers queries. Runs as a worker of search.js. It looks words up in Pagefind's indexes
// (search-indexes.js) and in tables (search-tables.js), ranks papers (search-ranking.js) and makes hits (search-hits.js).
// These modules import search-words.js alone, and this one imports all of them, so that they are fetched at once.
// Papers have numbers, by their first digests, in the order of Pagefind's pages: see generator/exports/search_records.py.

import { hitOf, placeHit } from "./search-hits.js";
import { knows, openIndexes } from "./search-indexes.js";
import { ageIn, arranged, papersFor, resembling } from "./search-ranking.js";
import { Tables, dayOf, languageOf } from "./search-tables.js";
import { formsOf, idsOf, keyOf, lookupKeyOf, nearest, parsed, soughtIn, termsOf } from "./search-words.js";

// Facets of which papers have several values. A paper must have all that are chosen; of other facets, one of them.
const MANY_PER_PAPER = new Set(["tag"]);

const HAVING = { code: "code", note: "notes" }; // facets of has:code and has:notes

export class Engine {
  // `root` is the site's address.
  constructor(root) {
    this.root = root;
    this.tables = new Tables(root);
    this.matches = new Map();
  }

  start() {
    this.started ??= this.load().catch((error) => {
      this.started = undefined;
      throw error;
    });
    return this.started;
  }

  async load() {
    const manifest = await this.tables.manifest();
    const lengths = manifest.indexes.filter(Boolean); // an empty archive has an index without pages
    const indexes = await openIndexes(lengths.map((_, place) => new URL(`search/data/indexes/${place}/`, this.root).href));
    let first = 0;
    indexes.forEach((index, place) => {
      index.first = first;
      first += lengths[place];
    });
    return { manifest, indexes };
  }

  // The papers that have a form of a word, with the scores of their texts.
  async scored(form) {
    const { indexes } = await this.start();
    const found = await Promise.all(
      indexes.map(async (index) => {
        const { results } = await index.pagefind.search(form);
        const isMeant = form.startsWith('"') || (await knows(index, form));
        return isMeant ? results.map(({ id, score }) => [index.first + Number(id), score]) : [];
      }),
    );
    return found.flat();
  }

  // The matches of a term: papers with their `scores`; those that have it in their `titles` or `authors`, or a word that
  // begins with it in their titles (`beginnings`); and the `pages` that have it in their names.
  matching(term) {
    if (!this.matches.has(term)) {
      const match = this.matched(term);
      match.catch(() => this.matches.delete(term));
      this.matches.set(term, match);
    }
    return this.matches.get(term);
  }

  async matched(term) {
    const [found, names] = await Promise.all([Promise.all(formsOf(term).map((form) => this.scored(form))), this.tables.named(term)]);
    const scores = new Map();
    for (const [number, score] of found.flat()) scores.set(number, Math.max(score, scores.get(number) ?? 0));
    const best = Math.max(0, ...scores.values()) || 1;
    for (const [number, score] of scores) scores.set(number, score / best);
    for (const number of [...names.titles, ...names.authors]) if (!scores.has(number)) scores.set(number, 0);
    return { term, scores, ...names };
  }

  // The papers that have a phrase, or all words of a text.
  async having(text) {
    const phrase = text.match(/^"(.+)"$/)?.[1];
    if (phrase) return new Set((await this.scored(`"${phrase}"`)).map(([number]) => number));
    const matches = await Promise.all(soughtIn(text).map((term) => this.matching(term)));
    return new Set([...(matches[0]?.scores.keys() ?? [])].filter((number) => matches.every(({ scores }) => scores.has(number))));
  }

  // The papers that a limit such as `tag:agents` allows: those of the values with that name or, if there is none, of the
  // values whose names have all its words.
  async within({ name, value }) {
    if (name === "author") return this.by(value);
    const facets = await this.tables.facets();
    const key = lookupKeyOf(value);
    const [facet, wanted] = name === "has" ? [HAVING[key], "yes"] : [name, key];
    const values = (facets[facet] ?? []).map((each) => ({ ...each, keys: [each.value, each.label].map(lookupKeyOf) }));
    const isNamed = ({ keys, value: own }) => keys.includes(wanted) || own === wanted;
    const words = wanted.split(" ");
    const hasWords = ({ keys }) => keys.some((other) => words.every((word) => other.split(" ").includes(word)));
    const chosen = values.some(isNamed) ? values.filter(isNamed) : values.filter(hasWords);
    return new Set(chosen.flatMap(({ papers }) => [...papers]));
  }

  // Records and pages that have one of the texts as a name.
  async called(texts) {
    return this.tables.called(texts, ageIn(await this.tables.manifest()));
  }

  // The papers of the author with that name or, if there is none, of authors whose names have all its words.
  async by(name) {
    const terms = termsOf(name);
    const sets = await Promise.all(terms.map(async (term) => (await this.tables.named(term)).authors));
    const all = new Set([...(sets[0] ?? [])].filter((number) => sets.every((papers) => papers.has(number))));
    const called = terms.length > 1 ? (await this.called([name])).filter((target) => all.has(target)) : [];
    return called.length ? new Set(called) : all;
  }

  // A suggestion for a query that seems mistyped, else "": the query with corrected words, or a name that resembles it. A
  // word is corrected if no paper has it or, where hardly anything is found, only one.
  async meant(query, { words }, matches, found) {
    const isMistyped = ({ scores, titles, authors, beginnings, pages, term }) =>
      /^\p{L}{4,}$/u.test(term) &&
      !titles.size && !authors.size && !beginnings.size && !pages.length &&
      (scores.size === 0 || (scores.size === 1 && found.length < 2)); // prettier-ignore
    const mistyped = matches.filter(isMistyped);
    const known = mistyped.length ? await this.tables.table("all/words.json") : [];
    const right = new Map(
      mistyped.map(({ term, scores }) => [term, nearest(term, known, scores.size > 0)]).filter(([, word]) => word),
    );
    if (right.size) {
      return query.replace(/[\p{L}\p{M}\p{N}]+/gu, (part) => right.get(keyOf(part)) ?? part);
    }
    return found.length || matches.length < 2 ? "" : resembling(soughtIn(words), matches);
  }

  // The parts of a query, and what is found for each: records and pages that it names (`called`), the matches of its words,
  // and a test of the papers that its phrases and limits allow.
  async lookUp(query, needsFacets) {
    const ids = idsOf(query);
    const asked = ids.length ? { ...parsed(""), text: ids[0] } : parsed(query);
    const [called, matches, facets] = await Promise.all([
      asked.text ? this.called(ids.length ? ids : [asked.text, inverted(asked.text)]) : [],
      Promise.all(asked.sought.map((term) => this.matching(term))),
      needsFacets ? this.tables.facets() : {},
    ]);
    return { ids, asked, called, matches, facets, allowed: await this.limited(asked) };
  }

  // The answer to a search: the `hits` from `from` on, how many there are in `total`, how many papers have all words
  // (`complete`) and how many lack one (`incomplete`), the query that may have been `meant`, whether the hits are those of
  // that query (`instead`), and the facets if wanted. `chosen` has { facet, value, not }; `order` is relevance, newest,
  // oldest or votes.
  async search(request) {
    const { query = "", chosen = [], order = "relevance", from = 0, count = 10, withFacets = false } = request;
    const { manifest } = await this.start();
    const needsFacets = withFacets || chosen.length > 0;
    const lookedUp = await this.lookUp(query.trim(), needsFacets);
    const { ids, asked, called, matches, facets } = lookedUp;
    const { numbers, first, complete, lacking } = papersFor(lookedUp, manifest);
    const isClear = ids.length || called.length || request.isMeant || (from && complete.length);
    const meant = isClear ? "" : await this.meant(query, asked, matches, complete);
    if (meant && !complete.length) {
      const instead = await this.search({ ...request, query: meant, isMeant: true });
      if (instead.total) return { ...instead, meant, instead: true };
    }
    const sorted = await this.ordered(numbers.filter(choosing(chosen, facets)), first, order);
    const { entries, places } = arranged(sorted, first, lookedUp, chosen.length > 0);
    const sought = [...asked.sought, ...asked.phrases.flatMap(soughtIn)];
    const hits = entries.slice(from, from + count).map(async (entry) => {
      if (Array.isArray(entry)) return placeHit(entry, places.includes(entry) ? asked.text : "");
      const lacks = first.has(entry) ? "" : (lacking.get(entry) ?? "");
      const hit = hitOf(await this.tables.record(entry), dayOf(manifest, entry), sought);
      return { ...hit, language: languageOf(manifest, entry), lacks };
    });
    const incomplete = sorted.filter((number) => lacking.has(number) && !first.has(number)).length;
    return {
      total: entries.length,
      complete: sorted.length - incomplete,
      incomplete,
      hits: await Promise.all(hits),
      meant: meant && complete.length ? meant : "",
      instead: false,
      facets: needsFacets ? counted(facets, chosen, numbers) : null,
    };
  }

  // Returns a test of papers' numbers: whether a paper has the phrases, is within the limits, and has no excluded text.
  async limited({ phrases, without, limits }) {
    const wanted = await Promise.all([
      ...phrases.map((phrase) => this.having(`"${phrase}"`)),
      ...limits.filter(({ not }) => !not).map((limit) => this.within(limit)),
    ]);
    const unwanted = await Promise.all([
      ...without.map((text) => this.having(text)),
      ...limits.filter(({ not }) => not).map((limit) => this.within(limit)),
    ]);
    return (number) => wanted.every((papers) => papers.has(number)) && !unwanted.some((papers) => papers.has(number));
  }

  // Papers in the order that was chosen, after those that the query names (`first`).
  async ordered(numbers, first, order) {
    if (order === "relevance") return numbers;
    const { manifest } = await this.start();
    const votes = order === "votes" ? await this.tables.table("all/votes.json") : [];
    const age = ageIn(manifest);
    const place = order === "oldest" ? (number) => manifest.places[number] ?? number : age;
    return numbers.sort(
      (one, other) =>
        first.has(other) - first.has(one) || (votes[other] ?? 0) - (votes[one] ?? 0) || place(one) - place(other),
    );
  }
}

// Lovelace, Ada is looked up as Ada Lovelace, too.
const inverted = (text) => text.replace(/^([^,]+),\s*([^,]+)$/, "$2 $1");

// Returns a test of papers' numbers: whether a paper has the chosen values, except those of the facet `but`, and none that
// is excluded.
const choosing = (chosen, facets, but = "") => {
  const papersOf = ({ facet, value }) => facets[facet]?.find((each) => each.value === value)?.papers ?? new Set();
  const unwanted = chosen.filter(({ not }) => not).map(papersOf);
  const positive = chosen.filter(({ facet, not }) => !not && facet !== but);
  const wanted = [...new Set(positive.map(({ facet }) => facet))].map((facet) => ({
    quantifier: MANY_PER_PAPER.has(facet) ? "every" : "some",
    sets: positive.filter((each) => each.facet === facet).map(papersOf),
  }));
  return (number) =>
    !unwanted.some((papers) => papers.has(number)) &&
    wanted.every(({ quantifier, sets }) => sets[quantifier]((papers) => papers.has(number)));
};

// Each facet's values that some result has, with the number of results if that value were chosen, too.
const counted = (facets, chosen, numbered) =>
  Object.entries(facets).map(([facet, values]) => {
    const open = new Set(numbered.filter(choosing(chosen, facets, MANY_PER_PAPER.has(facet) ? "" : facet)));
    const isChosen = (value) => chosen.some((each) => each.facet === facet && each.value === value);
    const found = values.map(({ value, label, papers }) => ({
      value,
      label,
      count: [...papers].filter((number) => open.has(number)).length,
    }));
    return { facet, values: found.filter(({ value, count }) => count || isChosen(value)) };
  });

if (typeof WorkerGlobalScope !== "undefined") {
  let engine;
  let newest = 0;
  self.addEventListener("message", async ({ data: { id, root, request } }) => {
    engine ??= new Engine(root);
    newest = id;
    try {
      const answer = request ? await engine.search(request) : await engine.start().then(() => null);
      if (id === newest) self.postMessage({ id, answer });
    } catch (error) {
      self.postMessage({ id, error: String(error) });
    }
  });
}
