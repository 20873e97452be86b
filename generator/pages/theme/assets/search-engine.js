// What the search finds. Runs as a worker of search.js; the site's tables and Pagefind's indexes are in search/data/.
// Papers have numbers, oldest first, in the order of Pagefind's pages: see generator/exports/search_records.py.

import {
  edits, excerptOf, formsOf, idsOf, isShort, keyOf, lookupKeyOf, marked, nearest, parsed, soughtIn, stemOf, termsOf,
} from "./search-words.js"; // prettier-ignore

// Of these, a paper must have all that are wanted; of the others, which it has one of, any.
const MANY_PER_PAPER = new Set(["tag"]);

const HAVING = { code: "code", note: "notes" }; // facets of has:code and has:notes

const NAMED = 3; // of a paper's authors
const FEW = 5; // results, below which papers that lack one word are results, too
const PLACES = 3; // pages that the query names in part
const BEFORE_PLACES = 3; // papers before pages that the query names in small part

// generator/site/pagefind.py gives these to Pagefind beside a record's text, whose words weigh 1. Other spellings stand
// there once, however often their words are in the text, so they weigh more; what is spelt as asked for still comes first.
const WEIGHTS = { title: 8, authors: 4, ids: 4, subjects: 3, title_spellings: 7.5, spellings: 2 };

// What a word's place in a paper is worth, beside the score of its text, which is 1 at most.
const WORTH = { title: 1, beginning: 0.5, author: 0.6, wholeQuery: 0.35, wholeTitle: 0.3, vote: 0.04 };

const unpacked = async (answer) =>
  new Response(answer.body.pipeThrough(new DecompressionStream("gzip"))).text();

// Indexes of Pagefind's, ready to be asked, each with its names for its pages in their order, which its interface does
// not tell: they stand in a list that it fetches when it starts, before any other name. (Its search for nothing would
// tell, but fetch the whole index.) One program reads all indexes, so it is fetched once.
const opened = async (bases) => {
  if (!bases.length) return [];
  const { fetch } = self;
  const lists = new Map();
  let program;
  self.fetch = async (address, ...more) => {
    const { href } = new URL(address, self.location.href);
    if (href.includes("/wasm.")) {
      program ??= fetch(address, ...more);
      return (await program).clone();
    }
    const answer = await fetch(address, ...more);
    if (href.endsWith(".pf_meta")) lists.set(new URL(".", href).href, answer.clone());
    return answer;
  };
  const { createInstance } = await import(new URL("pagefind.js", bases[0]));
  const open = async (basePath) => {
    const pagefind = createInstance({ basePath, noWorker: true });
    await pagefind.options({ ranking: { metaWeights: WEIGHTS } });
    await pagefind.filters();
    return { pagefind, names: (await unpacked(lists.get(basePath))).match(/und_[0-9a-f]+/g) };
  };
  try {
    const first = await open(bases[0]); // and its program, which the others need
    return [first, ...(await Promise.all(bases.slice(1).map(open)))];
  } finally {
    self.fetch = fetch;
  }
};

const resultsOf = async (pagefind, words) => (await pagefind.search(words)).results;

// Whether an index has a word that begins with one. Of a word that it has not, Pagefind finds the longest word that
// this begins with: `graph` for `graphormer`. All results are then of that word, so one tells.
const knows = async (pagefind, word, [best]) => {
  if (!best) return false;
  if ((await resultsOf(pagefind, `"${word}"`)).length) return true;
  const { content, meta } = await best.data();
  const wanted = keyOf(word);
  return keyOf([content, ...Object.values(meta)].join(" ")).split(" ").some((other) => other.startsWith(wanted));
};

export class Engine {
  // `root` is the site's address.
  constructor(root) {
    this.data = new URL("search/data/", root);
    this.fetched = new Map();
    this.matches = new Map();
  }

  // A JSON file of search/data/tables/, once.
  table(path) {
    if (!this.fetched.has(path)) {
      const answer = fetch(new URL(`tables/${path}`, this.data)).then((response) => {
        if (!response.ok) throw new Error(`${response.url} answers ${response.status}`);
        return response.json();
      });
      answer.catch(() => this.fetched.delete(path));
      this.fetched.set(path, answer);
    }
    return this.fetched.get(path);
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
    const indexes = await opened(lengths.map((_, place) => new URL(`indexes/${place}/`, this.data).href));
    let first = 0;
    indexes.forEach((index, place) => {
      index.first = first;
      index.names.length = lengths[place]; // behind them are names of parts
      index.numbers = new Map(index.names.map((name, number) => [name, index.first + number]));
      first += index.names.length;
    });
    return { manifest, indexes };
  }

  // The papers that a form of a word finds, with the scores of their texts.
  async scored(form) {
    const { indexes } = await this.start();
    const found = await Promise.all(
      indexes.map(async ({ pagefind, numbers }) => {
        const results = await resultsOf(pagefind, form);
        const isMeant = form.startsWith('"') || (await knows(pagefind, form, results));
        return isMeant ? results.map(({ id, score }) => [numbers.get(id), score]) : [];
      }),
    );
    return found.flat();
  }

  // What there is of a term: the papers with their `scores`, those whose `titles` or `authors` have it or, of titles, a
  // word that begins so (`beginnings`), and the `pages` that it names.
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
    const number = manifest[folder].findLastIndex((beginning) => beginning <= key);
    return number < 0 ? {} : this.table(`${folder}/${number}.json`);
  }

  // Records and pages that a whole text names, in the order of their table.
  async called(texts) {
    const found = new Map();
    for (const key of new Set(texts.map(lookupKeyOf).filter(Boolean))) {
      const table = await this.part("keys", key);
      for (const target of Object.hasOwn(table, key) ? table[key] : []) found.set(String(target), target);
    }
    return [...found.values()];
  }

  // The papers that have a phrase, or a word that must not be.
  async having(text) {
    const phrase = text.match(/^"(.+)"$/)?.[1];
    if (phrase) return new Set((await this.scored(`"${phrase}"`)).map(([number]) => number));
    const matches = await Promise.all(soughtIn(text).map((term) => this.matching(term)));
    return new Set([...(matches[0]?.scores.keys() ?? [])].filter((number) => matches.every(({ scores }) => scores.has(number))));
  }

  // The papers within a limit of the query, such as `tag:agents`: those of the values that are called so or, if none is,
  // of those whose names have all its words.
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

  // The papers of an author: of the one who is called so, or else of those whose names have all the words.
  async by(name) {
    const terms = termsOf(name);
    const sets = await Promise.all(terms.map(async (term) => (await this.named(term)).authors));
    const all = new Set([...(sets[0] ?? [])].filter((number) => sets.every((papers) => papers.has(number))));
    const called = terms.length > 1 ? (await this.called([name])).filter((target) => all.has(target)) : [];
    return called.length ? new Set(called) : all;
  }

  // A query as it may have been meant, "" if no word of it seems mistyped: with words put right that no paper has or,
  // where hardly anything is found, that one paper has and many have another; or a name that resembles it.
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

  // A record's text as Pagefind keeps it.
  async record(number) {
    const { indexes } = await this.start();
    const place = indexes.findLastIndex(({ first }) => first <= number);
    const name = indexes[place].names[number - indexes[place].first];
    const answer = await fetch(new URL(`indexes/${place}/fragment/${name}.pf_fragment`, this.data));
    return JSON.parse((await unpacked(answer)).slice("pagefind_dcd".length));
  }

  // Each facet's values with the numbers of their papers.
  async facets() {
    this.decoded ??= decoded(await this.table("facets.json"));
    return this.decoded;
  }

  // A search's answer: how many hits there are in `total`, of which papers are `complete` or, with a word too few,
  // `incomplete`, the `hits` from `from` on,
  // what else may have been `meant` (and whether it was searched for `instead`), and the facets if wanted.
  // `chosen` has { facet, value, not }; `order` is relevance, newest, oldest or votes.
  async search(request) {
    const { query = "", chosen = [], order = "relevance", from = 0, count = 10, withFacets = false } = request;
    const { manifest } = await this.start();
    const ids = idsOf(query.trim());
    const asked = ids.length ? { ...parsed(""), text: ids[0] } : parsed(query.trim());
    const [called, matches, facets] = await Promise.all([
      asked.text ? this.called(ids.length ? ids : [asked.text, inverted(asked.text)]) : [],
      Promise.all(asked.sought.map((term) => this.matching(term))),
      withFacets || chosen.length ? this.facets() : {},
    ]);
    const allowed = await this.limited(asked);
    const isEverything = !asked.sought.length && !ids.length;
    const newest = manifest.papers - 1;
    const everything = isEverything ? Array.from({ length: manifest.papers }, (_, place) => newest - place) : [];
    const ranked = isEverything ? { numbers: everything, lacking: new Map() } : rank(matches, manifest);
    const first = new Set(isEverything ? [] : called.filter((target) => Number.isInteger(target) && allowed(target)));
    const fits = ranked.numbers.filter(allowed);
    const complete = fits.filter((number) => !ranked.lacking.has(number));
    const isEnough = complete.length >= (matches.length > 2 ? FEW : 1) || first.size > 0;
    const numbered = [...new Set([...first, ...(isEnough ? complete : fits)])];
    const isClear = ids.length || called.length || request.isMeant || (from && complete.length);
    const meant = isClear ? "" : await this.meant(query, asked, matches, complete);
    if (meant && !complete.length) {
      const instead = await this.search({ ...request, query: meant, isMeant: true });
      if (instead.total) return { ...instead, meant, instead: true };
    }
    const kept = numbered.filter(choosing(chosen, facets));
    const sorted = await this.ordered(kept, first, order);
    const isNarrowed = chosen.length || asked.limits.length || asked.without.length;
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
    const hasAll = (number) => first.has(number) || !ranked.lacking.has(number);
    const sought = [...asked.sought, ...asked.phrases.flatMap(soughtIn)];
    const hits = entries.slice(from, from + count).map(async (entry) => {
      if (Array.isArray(entry)) return placeHit(entry, places.includes(entry) ? asked.text : "");
      const lacks = first.has(entry) ? "" : (ranked.lacking.get(entry) ?? "");
      return {
        ...hitOf(await this.record(entry), dayOf(manifest, entry), sought),
        language: languageOf(manifest, entry),
        lacks,
      };
    });
    return {
      total: entries.length,
      complete: sorted.filter(hasAll).length,
      incomplete: sorted.filter((number) => !hasAll(number)).length,
      hits: await Promise.all(hits),
      meant: meant && complete.length ? meant : "",
      instead: false,
      facets: withFacets || chosen.length ? counted(facets, chosen, numbered) : null,
    };
  }

  // A test of numbers: is a paper within the query's phrases and limits, and has it nothing that must not be?
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

  // What was named stays first in every order.
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

// Papers by what their words are worth, newest first of what is equally good: those with all words, then those that
// `lack` one, each with the word.
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

// The page whose name resembles the words: each word of one is a word of the other, or nearly.
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

// Pages whose names have all words of the query, or of whose names the query has all words and not many others.
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

// Numbers from the first and the steps to those that follow.
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

// A test of numbers: has a paper all that is wanted, and nothing that is not? What is wanted of `but` does not matter.
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

// Less is newer; records that are no papers have no date and come last.
const ageIn = ({ papers }) => (number) => (number < papers ? -number : number);

// Each facet's values that some result has, with how many there would be if it were wanted, too.
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

// The day of a paper's newest digest: `days` has steps in days since 1970, each with how many papers it has.
const dayOf = ({ days }, number) => {
  let [day, left] = [0, number];
  for (let place = 0; place < days.length; place += 2) {
    day += days[place];
    left -= days[place + 1];
    if (left < 0) return new Date(day * 86_400_000).toISOString().slice(0, 10);
  }
  return "";
};

// The language of a paper, "" for that of the words around it: each of `languages` has it in so many papers.
const languageOf = ({ languages = [] }, number) => {
  let left = number;
  for (let place = 0; place < languages.length; place += 2) {
    left -= languages[place + 1];
    if (left < 0) return languages[place];
  }
  return "";
};

// A page, and the other name that it was asked for by.
const placeHit = ([kind, title, address, papers], name) => ({
  address,
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

const hitOf = (page, day, sought) => ({
  address: page.url,
  kind: day ? "" : psWords.t("Page"),
  title: marked(page.meta.title ?? "", sought),
  facts: shortened((page.meta.authors ?? "").split(", ").filter(Boolean), sought),
  day,
  excerpt: hasText(page) ? excerptOf(page.content.replaceAll("\u200b", ""), sought) : [],
});

// Without a text of its own a record is found by one of these: see `_request` in generator/site/pagefind.py.
const hasText = ({ content, meta, url }) => ![meta.title ?? "", url, "page"].some((text) => keyOf(text) === keyOf(content));

// How well a name is what was asked for: its whole words count more than those that only begin so.
const fitting = (name, sought) => {
  const parts = keyOf(name).split(" ");
  const points = (wanted) => (parts.includes(wanted) ? 2 : Number(parts.some((part) => part.startsWith(wanted))));
  return sought.reduce((sum, wanted) => sum + points(wanted), 0);
};

// Three of the authors, in their order: those that were asked for and the first of the others.
const shortened = (names, sought) => {
  const fits = names.map((name) => fitting(name, sought));
  const best = Math.max(...fits);
  const isSought = (place) => best > 0 && fits[place] === best;
  const places = [...names.keys()].sort((one, other) => isSought(other) - isSought(one) || one - other);
  const shown = places.slice(0, NAMED).sort((one, other) => one - other);
  const told = shown.map((place, nth) => (place === (shown[nth - 1] ?? -1) + 1 ? "" : "… ") + names[place]);
  const joined = told.join(", ");
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
