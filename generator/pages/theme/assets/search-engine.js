// The search's engine, which answers queries. Runs as a worker of search.js, and reads the tables and Pagefind's indexes
// in search/data/, and the papers' data in api/v1/.
// Papers have numbers, oldest first, in the order of Pagefind's pages: see generator/exports/search_records.py.

import {
  edits, excerptOf, formsOf, idsOf, isShort, keyOf, lookupKeyOf, marked, nearest, parsed, soughtIn, stemOf, termsOf,
} from "./search-words.js"; // prettier-ignore

// Facets of which papers have several values. A paper must have all that are chosen; of other facets, one of them.
const MANY_PER_PAPER = new Set(["tag"]);

const HAVING = { code: "code", note: "notes" }; // facets of has:code and has:notes

const NAMED = 3; // of a paper's authors
const FEW = 5; // results, below which papers that lack one word are results, too
const PLACES = 3; // pages that the query names in part
const BEFORE_PLACES = 3; // papers before pages that the query names in small part

// Weights of the fields that generator/site/pagefind.py adds to a record's text, whose words weigh 1. Fields of other
// spellings have a word once, however often it is in the text, and so they weigh more. Papers in the query's own spelling
// still come first.
const WEIGHTS = { title: 8, authors: 4, ids: 4, subjects: 3, title_spellings: 7.5, spellings: 2 };

// Points for where a word is in a paper, added to the score of its text, which is at most 1.
const WORTH = { title: 1, beginning: 0.5, author: 0.6, wholeQuery: 0.35, wholeTitle: 0.3, vote: 0.04 };

const SEPARATOR = " · "; // between paragraphs and notes; generator/exports/search_records.py has it, too

const decoder = new TextDecoder();
const encoder = new TextEncoder();

const unpacked = async (answer) =>
  new Uint8Array(await new Response(answer.body.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer());

// The name of the file of a part of a sorted table, by the part's beginning, as `search_records.file_of` makes it.
const fileOf = (beginning) => {
  const hash = (base) => {
    let value = base;
    for (let place = 0; place < beginning.length; place += 1) value = Math.imul(value ^ beginning.charCodeAt(place), 0x01000193) >>> 0;
    return value.toString(16).padStart(8, "0");
  };
  return `${hash(0x811c9dc5)}${hash(0x9e3779b9)}.json`;
};

// The words of a chunk of an index, as keys. In CBOR (RFC 8949) a list of three, 0x83, begins each, and then a text: its
// length, with 0x60 or in a byte behind 0x78, and the word in UTF-8.
const wordsOf = (chunk) => {
  const words = [];
  for (let place = chunk.indexOf(0x83); place >= 0; place = chunk.indexOf(0x83, place + 1)) {
    const isLong = chunk[place + 1] === 0x78;
    const length = isLong ? chunk[place + 2] : chunk[place + 1] - 0x60;
    const begin = place + (isLong ? 3 : 2);
    if (isLong || (length > 0 && length < 24)) words.push(keyOf(decoder.decode(chunk.subarray(begin, begin + length))));
  }
  return words;
};

// Pagefind's list of pages with the place of each as its name, which generator/site/pagefind_chunks.py leaves empty: a
// list of two, 0x82, begins a page, and then its name, here 0x60, and its number of words in one to five bytes.
const named = (list) => {
  const isPage = (place) => list[place] === 0x82 && list[place + 1] === 0x60;
  let place = list.findIndex((_, at) => isPage(at));
  if (place < 0) return list;
  const bytes = [...list.subarray(0, place)];
  for (let number = 0; isPage(place); number++) {
    const name = encoder.encode(number);
    const end = place + 2 + ({ 0x18: 2, 0x19: 3, 0x1a: 5 }[list[place + 2]] ?? 1);
    bytes.push(0x82, 0x60 + name.length, ...name, ...list.subarray(place + 2, end));
    place = end;
  }
  return new Uint8Array([...bytes, ...list.subarray(place)]);
};

// Opens indexes of Pagefind, and returns each with the words of the chunks that it has fetched. Pagefind has no function
// that lists them, so they are read from what it fetches. All indexes are read by the same program, which is fetched once.
const opened = async (bases) => {
  if (!bases.length) return [];
  const { fetch } = self;
  const words = new Map(bases.map((base) => [base, []]));
  let isOpening = true;
  let program;
  self.fetch = async (address, ...more) => {
    const { href } = new URL(address, self.location.href);
    if (isOpening && href.includes("/wasm.")) {
      program ??= fetch(address, ...more);
      return (await program).clone();
    }
    const answer = await fetch(address, ...more);
    if (isOpening && href.endsWith(".pf_meta")) return new Response(named(await unpacked(answer)));
    if (href.endsWith(".pf_index")) words.get(new URL("..", href).href)?.push(unpacked(answer.clone()).then(wordsOf, () => []));
    return answer;
  };
  const { createInstance } = await import(new URL("pagefind.js", bases[0]));
  const open = async (basePath) => {
    const pagefind = createInstance({ basePath, noWorker: true });
    await pagefind.options({ ranking: { metaWeights: WEIGHTS } });
    await pagefind.filters();
    return { pagefind, words: words.get(basePath) };
  };
  try {
    const first = await open(bases[0]); // and its program, which the others need
    return [first, ...(await Promise.all(bases.slice(1).map(open)))];
  } finally {
    isOpening = false;
  }
};

// Whether an index has a word that begins with `word`, once it was searched for. If it has none, Pagefind searches for the
// longest prefix that is a word: `graph` for `graphormer`.
const knows = async ({ words }, word) => {
  const wanted = keyOf(word);
  return (await Promise.all(words)).some((chunk) => chunk.some((other) => other.startsWith(wanted)));
};

export class Engine {
  // `root` is the site's address.
  constructor(root) {
    this.root = root;
    this.fetched = new Map();
    this.matches = new Map();
  }

  // A JSON file of the site, fetched once.
  json(path) {
    if (!this.fetched.has(path)) {
      const answer = fetch(new URL(path, this.root)).then((response) => {
        if (!response.ok) throw new Error(`${response.url} answers ${response.status}`);
        return response.json();
      });
      answer.catch(() => this.fetched.delete(path));
      this.fetched.set(path, answer);
    }
    return this.fetched.get(path);
  }

  table(path) {
    return this.json(`search/data/tables/${path}`);
  }

  start() {
    this.started ??= this.load().catch((error) => {
      this.started = undefined;
      throw error;
    });
    return this.started;
  }

  async load() {
    const manifest = await this.table("manifest.json");
    const lengths = manifest.indexes.filter(Boolean); // an empty archive has an index without pages
    const indexes = await opened(lengths.map((_, place) => new URL(`search/data/indexes/${place}/`, this.root).href));
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
    const [found, names] = await Promise.all([Promise.all(formsOf(term).map((form) => this.scored(form))), this.named(term)]);
    const scores = new Map();
    for (const [number, score] of found.flat()) scores.set(number, Math.max(score, scores.get(number) ?? 0));
    const best = Math.max(0, ...scores.values()) || 1;
    for (const [number, score] of scores) scores.set(number, score / best);
    for (const number of [...names.titles, ...names.authors]) if (!scores.has(number)) scores.set(number, 0);
    return { term, scores, ...names };
  }

  async named(term) {
    const stem = stemOf(term);
    const table = await this.part("names", stem);
    const [titles, authors, pages] = Object.hasOwn(table, stem) ? table[stem] : [[], [], []];
    const longer = isShort(stem) ? [] : Object.keys(table).filter((word) => word !== stem && word.startsWith(stem));
    const beginnings = new Set(longer.flatMap((word) => [...summed(table[word][0])]));
    return { titles: summed(titles), authors: summed(authors), beginnings, pages };
  }

  // The part of a sorted table that has a key, {} if there is none.
  async part(folder, key) {
    const { manifest } = await this.start();
    const beginning = manifest[folder].findLast((each) => each <= key);
    return beginning === undefined ? {} : this.table(`${folder}/${fileOf(beginning)}`);
  }

  // Records and pages that have one of the texts as a name, in the order of their table.
  async called(texts) {
    const found = new Map();
    for (const key of new Set(texts.map(lookupKeyOf).filter(Boolean))) {
      const table = await this.part("keys", key);
      for (const target of Object.hasOwn(table, key) ? table[key] : []) found.set(String(target), target);
    }
    return [...found.values()];
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
    const facets = await this.facets();
    const key = lookupKeyOf(value);
    const [facet, wanted] = name === "has" ? [HAVING[key], "yes"] : [name, key];
    const values = (facets[facet] ?? []).map((each) => ({ ...each, keys: [each.value, each.label].map(lookupKeyOf) }));
    const isNamed = ({ keys, value: own }) => keys.includes(wanted) || own === wanted;
    const words = wanted.split(" ");
    const hasWords = ({ keys }) => keys.some((other) => words.every((word) => other.split(" ").includes(word)));
    const chosen = values.some(isNamed) ? values.filter(isNamed) : values.filter(hasWords);
    return new Set(chosen.flatMap(({ papers }) => [...papers]));
  }

  // The papers of the author with that name or, if there is none, of authors whose names have all its words.
  async by(name) {
    const terms = termsOf(name);
    const sets = await Promise.all(terms.map(async (term) => (await this.named(term)).authors));
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
    const known = mistyped.length ? await this.table("words.json") : [];
    const right = new Map(
      mistyped.map(({ term, scores }) => [term, nearest(term, known, scores.size > 0)]).filter(([, word]) => word),
    );
    if (right.size) {
      return query.replace(/[\p{L}\p{M}\p{N}]+/gu, (part) => right.get(keyOf(part)) ?? part);
    }
    return found.length || matches.length < 2 ? "" : resembling(soughtIn(words), matches);
  }

  // The record of a number: its page's address, title, authors and text, and the slug of a paper.
  async record(number) {
    const { manifest } = await this.start();
    let [part, place] = [0, number];
    while (place >= manifest.records[part]) place -= manifest.records[part++];
    const row = (await this.table(`records/${part}.json`))[place];
    if (!row.slug) return { ...row, authors: [] };
    const { title, authors = [], abstract = "" } = await this.json(`api/v1/papers/${row.slug}.json`);
    const text = [...abstract.split("\n\n"), row.notes].filter(Boolean).join(SEPARATOR);
    return { address: `papers/${row.slug}/`, title, slug: row.slug, authors, text };
  }

  // Each facet's values with the numbers of their papers.
  async facets() {
    this.decoded ??= decoded(await this.table("facets.json"));
    return this.decoded;
  }

  // The parts of a query, and what is found for each: records and pages that it names (`called`), the matches of its words,
  // and a test of the papers that its phrases and limits allow.
  async lookUp(query, needsFacets) {
    const ids = idsOf(query);
    const asked = ids.length ? { ...parsed(""), text: ids[0] } : parsed(query);
    const [called, matches, facets] = await Promise.all([
      asked.text ? this.called(ids.length ? ids : [asked.text, inverted(asked.text)]) : [],
      Promise.all(asked.sought.map((term) => this.matching(term))),
      needsFacets ? this.facets() : {},
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
      const hit = hitOf(await this.record(entry), dayOf(manifest, entry), sought);
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
    const votes = order === "votes" ? await this.table("votes.json") : [];
    const age = ageIn(manifest);
    const place = order === "oldest" ? (number) => number : age;
    return numbers.sort(
      (one, other) =>
        first.has(other) - first.has(one) || (votes[other] ?? 0) - (votes[one] ?? 0) || place(one) - place(other),
    );
  }
}

// The papers for a query, best first: those that it names (`first`), then those with all its words (`complete`) and, if
// these are few, those that lack one. `lacking` has the word that each lacks.
const papersFor = ({ ids, asked, called, matches, allowed }, manifest) => {
  const isEverything = !asked.sought.length && !ids.length;
  const newest = manifest.papers - 1;
  const everything = isEverything ? Array.from({ length: manifest.papers }, (_, place) => newest - place) : [];
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
const arranged = (sorted, first, { ids, asked, called, matches }, isFiltered) => {
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
const resembling = (terms, matches) => {
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

// Lovelace, Ada is looked up as Ada Lovelace, too.
const inverted = (text) => text.replace(/^([^,]+),\s*([^,]+)$/, "$2 $1");

// Whether a paper is listed before pages: by its title or id.
const isPaperFirst = (called) => Number.isInteger(called[0]);

// The numbers that are stored as their first and the steps to the others: `_steps` in generator/exports/search_records.py.
const summed = (steps) => {
  let number = 0;
  return new Set(steps.map((step) => (number += step)));
};

const decoded = (table) =>
  Object.fromEntries(
    Object.entries(table).map(([facet, values]) => [
      facet,
      values.map(([value, label, steps]) => ({ value, label, papers: summed(steps) })),
    ]),
  );

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

// Returns a sort key, smaller for newer papers. Records that are not papers have no date and come last.
const ageIn = ({ papers }) => (number) => (number < papers ? -number : number);

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

// The day of a paper's newest digest. For each day, `days` has the days since the one before, or 1970, and its papers.
const dayOf = ({ days }, number) => {
  let [day, left] = [0, number];
  for (let place = 0; place < days.length; place += 2) {
    day += days[place];
    left -= days[place + 1];
    if (left < 0) return new Date(day * 86_400_000).toISOString().slice(0, 10);
  }
  return "";
};

// The language of a paper, "" if it is that of the words around it. `languages` has each language with how many papers in
// a row have it.
const languageOf = ({ languages = [] }, number) => {
  let left = number;
  for (let place = 0; place < languages.length; place += 2) {
    left -= languages[place + 1];
    if (left < 0) return languages[place];
  }
  return "";
};

// The hit of a page. `name` is the text that it was looked up by, shown if it is another name of the page.
const placeHit = ([kind, title, address, papers], name) => ({
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

const hitOf = ({ address, title, slug, authors, text }, day, sought) => ({
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
