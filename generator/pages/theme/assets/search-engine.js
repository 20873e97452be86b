// What the search finds. Runs as a worker of search.js; the site's tables and Pagefind's indexes are in search/data/.
// Papers are told by number, oldest first, which is the order of Pagefind's pages, too: see generator/search.py.

const LETTERS = {
  ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", ł: "l", þ: "th", ı: "i", ħ: "h", ς: "σ",
}; // prettier-ignore

// What a title, id or name is looked up by. `key_of` in generator/search.py does just the same.
export const keyOf = (text) => {
  const lowered = text.normalize("NFKD").toLowerCase().replace(/[ßæœøđðłþıħς]/g, (letter) => LETTERS[letter]);
  const letters = lowered.normalize("NFKD").replace(/\p{M}/gu, "");
  return letters.replace(/[^\p{L}\p{N}]+/gu, " ").trim() || text.trim();
};

// Other ways to write an id or a name: arXiv:2401.10000v2, https://doi.org/10.1000/182, Lovelace, Ada.
const ARXIV = /^(?:https?:\/\/)?(?:arxiv\.org\/(?:abs|pdf)\/|arxiv:?\s*)?(\d{4}\.\d{4,5}|[a-z.-]+\/\d{7})(?:v\d+)?(?:\.pdf)?$/i;
const DOI = /^(?:https?:\/\/)?(?:(?:dx\.)?doi\.org\/|doi:?\s*)(10\..+)$/i;
const INVERTED = /^([^,]+),\s*([^,]+)$/;

const keysOf = (query) => {
  const [, id] = query.match(ARXIV) ?? query.match(DOI) ?? [];
  const [, family, given] = query.match(INVERTED) ?? [];
  return [...new Set([query, id, family && `${given} ${family}`].filter(Boolean).map(keyOf))];
};

// What nearly every paper has finds nothing, and Pagefind would fetch some 50 KB for each.
const COMMON = new Set("a an and are as at be by for from in is of on or that the this to with".split(" "));

// Pagefind indexes `tree-search` as one word and as two, `GPT-4o` as one: a word with a digit stays whole.
const wordsOf = (query) => {
  if (/^".+"$/.test(query)) return query;
  const word = (text) => text.replace(/[^\p{L}\p{N}\p{M}]+/gu, /\p{N}/u.test(text) ? "" : " ");
  const words = query.split(/\s+/).map(word).filter((each) => each.trim());
  const telling = words.filter((each) => !COMMON.has(each.toLowerCase()));
  return (telling.length ? telling : words).join(" ").trim();
};

// Of these, a paper must have all that are wanted; of the others, which it has one of, any.
const MANY_PER_PAPER = new Set(["tag"]);

const NAMED = 3; // of a paper's authors
const FEW = 2; // results of a word that may be mistyped
const EXCERPT = 36; // words
const LEAD = 12; // words of an excerpt before the first that is marked

// generator/search_index.py gives these to Pagefind beside a record's text, whose words weigh 1. Other spellings stand
// there once, however often their words are in the text, so they weigh more; what is spelt as asked for still comes first.
const WEIGHTS = { title: 8, authors: 4, ids: 4, title_spellings: 7.5, spellings: 2 };

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
    await pagefind.options({ excerptLength: EXCERPT, ranking: { metaWeights: WEIGHTS } });
    await pagefind.filters();
    return { pagefind, names: (await unpacked(lists.get(basePath))).match(/en_[0-9a-f]+/g) };
  };
  try {
    const first = await open(bases[0]); // and its program, which the others need
    return [first, ...(await Promise.all(bases.slice(1).map(open)))];
  } finally {
    self.fetch = fetch;
  }
};

const resultsOf = async (pagefind, words) => (await pagefind.search(words)).results;

// Whether an index has a word, or one that begins with it. Of one that it has not, Pagefind finds the longest word that
// this begins with: `graph` for `graphormer`. All results are then of that word, so one tells.
const knows = async (pagefind, word) => {
  if ((await resultsOf(pagefind, `"${word}"`)).length) return true;
  const [best] = await resultsOf(pagefind, word);
  if (!best) return false;
  const { content, meta } = await best.data();
  const wanted = keyOf(word);
  return keyOf([content, ...Object.values(meta)].join(" ")).split(" ").some((each) => each.startsWith(wanted));
};

export class Engine {
  // `root` is the site's address.
  constructor(root) {
    this.data = new URL("search/data/", root);
    this.fetched = new Map();
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

  // What Pagefind finds, best first and, of what is equally good, newest first: results by number. And the words that
  // none of its indexes has, which are mistyped, and passed over.
  async ranked(words) {
    const { indexes, manifest } = await this.start();
    const found = await Promise.all(
      indexes.map(async ({ pagefind, numbers }) => {
        const results = await resultsOf(pagefind, words);
        return results.map((result) => [numbers.get(result.id), result]);
      }),
    );
    const lacking = await this.lacking(words);
    const isUnknown = ({ places }) => places.length === indexes.length;
    // Where one index has a word, what the others find instead has other words.
    const unmeant = new Set(lacking.flatMap((each) => (isUnknown(each) ? [] : each.places)));
    const all = found.flatMap((results, place) => (unmeant.has(place) ? [] : results));
    const age = ageIn(manifest);
    const results = all.sort(([one, { score }], [other, { score: another }]) => another - score || age(one) - age(other));
    return { results, unknown: lacking.filter(isUnknown).map(({ word }) => word) };
  }

  // Each word with the places of the indexes that do not have it.
  async lacking(words) {
    const { indexes } = await this.start();
    const each = /^"/.test(words) ? [] : words.split(/\s+/);
    return Promise.all(
      each.map(async (word) => {
        const known = await Promise.all(indexes.map(({ pagefind }) => knows(pagefind, word)));
        return { word, places: [...known.keys()].filter((place) => !known[place]) };
      }),
    );
  }

  // The query as it may have been meant: with words put right that no paper has, or few, where the query finds hardly
  // anything. "" when there is nothing better to search for.
  async meant(query, words, { results, unknown }) {
    const all = words.split(/\s+/);
    if (/^"/.test(words) || (!unknown.length && results.length > (all.length > 1 ? 0 : FEW))) return "";
    const keys = (unknown.length ? unknown : all).map(keyOf).filter((key) => /^\p{L}{4,}$/u.test(key));
    if (!keys.length) return "";
    const known = await this.table("words.json");
    const right = new Map(keys.map((key) => [key, nearest(key, known)]).filter(([, word]) => word));
    if (!right.size) return "";
    const meant = query.replace(/[\p{L}\p{M}\p{N}]+/gu, (part) => right.get(keyOf(part)) ?? part);
    const better = await this.ranked(wordsOf(meant));
    return better.results.length > (unknown.length ? 0 : results.length) ? meant : "";
  }

  // A record's text as Pagefind keeps it, for those that its search did not give.
  async record(number) {
    const { indexes } = await this.start();
    const place = indexes.findLastIndex(({ first }) => first <= number);
    const name = indexes[place].names[number - indexes[place].first];
    const answer = await fetch(new URL(`indexes/${place}/fragment/${name}.pf_fragment`, this.data));
    const page = JSON.parse((await unpacked(answer)).slice("pagefind_dcd".length));
    const words = page.content.split(/\s+/).slice(0, EXCERPT);
    return { ...page, raw_url: page.url, excerpt: words.join(" ").replaceAll("<", "&lt;").replaceAll(">", "&gt;") };
  }

  // Each facet's values with the numbers of their papers.
  async facets() {
    this.decoded ??= decoded(await this.table("facets.json"));
    return this.decoded;
  }

  // Records and pages that the whole query names, in the order of their table.
  async named(query) {
    const { manifest } = await this.start();
    const found = [];
    for (const key of keysOf(query)) {
      const part = manifest.keys.findLastIndex((beginning) => beginning <= key);
      if (part < 0) continue; // in an empty archive
      const table = await this.table(`keys/${part}.json`);
      if (Object.hasOwn(table, key)) found.push(...table[key]);
    }
    return found;
  }

  // A search's answer: how many there are in `total`, the hits from `from` on, what else may have been `meant`, and the
  // facets if wanted.
  // `chosen` has { facet, value, not }; `order` is relevance, newest or oldest.
  async search({ query = "", chosen = [], order = "relevance", from = 0, count = 10, withFacets = false }) {
    const { manifest } = await this.start();
    const wanted = query.trim();
    const words = wordsOf(wanted);
    const [named, ranked, facets] = await Promise.all([
      wanted ? this.named(wanted) : [],
      words ? this.ranked(words) : { results: [], unknown: [] },
      withFacets || chosen.length ? this.facets() : {},
    ]);
    const results = new Map(ranked.results);
    const first = new Set(named.filter(Number.isInteger));
    const newest = manifest.papers - 1;
    const everything = wanted ? [] : Array.from({ length: manifest.papers }, (_, place) => newest - place);
    const numbered = [...new Set([...first, ...results.keys(), ...everything])];
    const kept = numbered.filter(choosing(chosen, facets));
    const sorted = inOrder(kept, first, order, manifest);
    const places = chosen.length ? [] : named.filter(Array.isArray);
    const before = sorted.filter((number) => first.has(number) && isTitled(named, number)).length;
    const entries = [...sorted.slice(0, before), ...places, ...sorted.slice(before)];
    const hits = entries.slice(from, from + count).map(async (entry) => {
      if (Array.isArray(entry)) return placeHit(entry);
      const page = results.has(entry) ? await results.get(entry).data() : await this.record(entry);
      return { ...hitOf(page, dayOf(manifest, entry), words), language: languageOf(manifest, entry) };
    });
    return {
      total: entries.length,
      hits: await Promise.all(hits),
      meant: words && !named.length && !from ? await this.meant(wanted, words, ranked) : "",
      facets: withFacets || chosen.length ? counted(facets, chosen, numbered) : null,
    };
  }
}

// How many letters must be put in, left out, changed or swapped with the next to make one word of another.
const edits = (one, other) => {
  let [before, last] = [[], [...Array(other.length + 1).keys()]];
  for (let row = 1; row <= one.length; row++) {
    const now = [row];
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1];
      now[column] = Math.min(now[column - 1] + 1, last[column] + 1, last[column - 1] + !isSame);
      const isSwapped = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      if (isSwapped) now[column] = Math.min(now[column], before[column - 2] + 1);
    }
    [before, last] = [last, now];
  }
  return last[other.length];
};

// The word nearest to a mistyped one, or "". `known` has words by how many papers have them: `_words` in
// generator/search.py. What is half a word is not mistyped, nor is a word, unless eight times as many papers have another.
const nearest = (key, known) => {
  const levels = known.map((words) => words.split(" ").filter(Boolean));
  const own = levels.findLastIndex((words) => words.some((word) => word.startsWith(key)));
  const most = key.length < 6 ? 1 : 2;
  let [best, least] = ["", Infinity];
  for (let level = levels.length - 1; level >= (own < 0 ? 0 : own + 3); level--) {
    for (const word of levels[level]) {
      if (Math.abs(word.length - key.length) > most) continue;
      const needed = edits(key, word);
      const far = needed + (word[0] === key[0] ? 0 : 0.5); // first letters are seldom wrong
      if (needed <= most && far < least) [best, least] = [word, far];
    }
  }
  return best;
};

// Whether a record stands before the first page in a table's list: then it is its title or id that was asked for.
const isTitled = (named, number) => {
  const place = named.findIndex(Array.isArray);
  return place < 0 || named.indexOf(number) < place;
};

const decoded = (table) =>
  Object.fromEntries(
    Object.entries(table).map(([facet, values]) => [
      facet,
      values.map(([value, label, steps]) => {
        let number = 0;
        return { value, label, papers: new Set(steps.map((step) => (number += step))) };
      }),
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

// What was named stays first in every order.
const inOrder = (numbers, first, order, manifest) => {
  if (order === "relevance") return numbers;
  const place = order === "newest" ? ageIn(manifest) : (number) => number;
  return numbers.sort((one, other) => first.has(other) - first.has(one) || place(one) - place(other));
};

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

const placeHit = ([kind, title, address, papers]) => ({
  address,
  kind,
  title: [[title, true]],
  facts: psWords.n("{n} paper", "{n} papers", papers),
  day: "",
  excerpt: [],
});

const hitOf = (page, day, words) => ({
  address: page.raw_url,
  kind: day ? "" : psWords.t("Page"),
  title: marked(page.meta.title ?? "", words),
  facts: shortened((page.meta.authors ?? "").split(", ").filter(Boolean), words),
  day,
  excerpt: hasText(page) ? inItsText(excerptOf(page, words), page.content) : [],
});

// Without a text of its own a record is found by one of these: see `_request` in generator/search_index.py.
const hasText = ({ content, meta, raw_url: address }) =>
  ![meta.title ?? "", address, "page"].some((each) => keyOf(each) === keyOf(textOf(content)));

// How well a name is what was asked for: its whole words count more than those that only begin so.
const fitting = (name, words) => {
  const parts = keyOf(name).split(" ");
  const points = (wanted) => (parts.includes(wanted) ? 2 : Number(parts.some((part) => part.startsWith(wanted))));
  return keyOf(words).split(" ").filter(Boolean).reduce((sum, wanted) => sum + points(wanted), 0);
};

// Three of the authors, in their order: those that were asked for and the first of the others.
const shortened = (names, words) => {
  const fits = names.map((name) => fitting(name, words));
  const best = Math.max(...fits);
  const isSought = (place) => best > 0 && fits[place] === best;
  const places = [...names.keys()].sort((one, other) => isSought(other) - isSought(one) || one - other);
  const shown = places.slice(0, NAMED).sort((one, other) => one - other);
  const told = shown.map((place, nth) => (place === (shown[nth - 1] ?? -1) + 1 ? "" : "… ") + names[place]);
  const joined = told.join(", ");
  const more = names.length - NAMED;
  return more > 0 ? psWords.n("{names} and {n} more", "{names} and {n} more", more, { names: joined }) : joined;
};

// A key as Americans spell it, roughly, which is enough to mark words: generator/spelling.py knows it better.
const spelt = (key) =>
  key
    .replace(/(?<=\w{3})is(?=e|ing|a[bt])/, "iz")
    .replace(/our/, "or")
    .replace(/lys(?=e|ing|a)/, "lyz")
    .replace(/ell(?=[eio])/, "el");

// A text's words, each with whether it begins like one that was asked for, in whichever spelling.
const marked = (text, words) => {
  const wanted = keyOf(words).split(" ").filter(Boolean);
  const isWanted = (part) =>
    wanted.some((each) => part.startsWith(each) || spelt(part).startsWith(spelt(each)));
  return text.split(/(\s+)/).map((word) => [word, word.trim() !== "" && keyOf(word).split(" ").some(isWanted)]);
};

// Pagefind's excerpt, or where it marks nothing the text around the first word that it did not know to be meant.
const excerptOf = ({ excerpt, content }, words) => {
  const parts = partsOf(excerpt);
  if (parts.some(([, isMarked]) => isMarked)) return parts;
  const whole = marked(textOf(content), words);
  const place = whole.findIndex(([, isMarked]) => isMarked);
  if (place < 0) return parts;
  const first = Math.max(0, place - 2 * LEAD); // between two words is a space
  return whole.slice(first, first + 2 * EXCERPT - 1);
};

// Pagefind's excerpt is text with `<mark>`s, in which only < and > are escaped.
const partsOf = (excerpt) =>
  excerpt
    .split(/<mark>(.*?)<\/mark>/)
    .map((text, place) => [text.replaceAll("&lt;", "<").replaceAll("&gt;", ">"), place % 2 === 1])
    .filter(([text]) => text);

const textOf = (content) => partsOf(content).map(([text]) => text).join("").replaceAll("\u200b", "");

// An excerpt that tells by dots where its text goes on.
const inItsText = (parts, content) => {
  const plain = (text) => text.replaceAll("\u200b", "").replace(/\s+/g, " ").trim();
  const excerpt = plain(parts.map(([text]) => text).join(""));
  const whole = plain(textOf(content));
  const before = whole.startsWith(excerpt) ? [] : [["…", false]];
  const after = whole.endsWith(excerpt) || /[.!?]$/.test(excerpt) ? [] : [["…", false]];
  return [...before, ...parts, ...after];
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
