// Fetches and decodes the tables of the search in search/data/tables/ and the papers' data in api/v1/, for search-engine.js.
// generator/exports/search_tables.py makes the tables.

import { isShort, lookupKeyOf, stemOf } from "./search-words.js";

const SHARES = ["settled", "recent"]; // of the papers, each with tables of its own
const SEPARATOR = " · "; // between paragraphs and notes; generator/exports/search_records.py has it, too

// The name of the file of a part of a sorted table, by the part's beginning, as `search_tables.file_of` makes it.
const fileOf = (beginning) => {
  const hash = (base) => {
    let value = base;
    for (let place = 0; place < beginning.length; place += 1) value = Math.imul(value ^ beginning.charCodeAt(place), 0x01000193) >>> 0;
    return value.toString(16).padStart(8, "0");
  };
  return `${hash(0x811c9dc5)}${hash(0x9e3779b9)}.json`;
};

// The numbers that are stored as their first and the steps to the others: `_steps` in generator/exports/search_tables.py.
const summed = (steps) => {
  let number = 0;
  return steps.map((step) => (number += step));
};

// The rows of a key in parts of sorted tables.
const rowsIn = (parts, key) => parts.filter((part) => Object.hasOwn(part, key)).map((part) => part[key]);

const facetsOf = (table) =>
  Object.fromEntries(
    Object.entries(table).map(([facet, values]) => [
      facet,
      values.map(([value, label, steps]) => ({ value, label, papers: new Set(summed(steps)) })),
    ]),
  );

// The pages of one row in each share, with the papers that they have in all of them.
const joined = (pages) => {
  const found = new Map();
  for (const [kind, title, address, papers, ...key] of pages) {
    const others = found.get(`${address} ${key}`)?.[3] ?? 0;
    found.set(`${address} ${key}`, [kind, title, address, papers + others, ...key]);
  }
  return [...found.values()];
};

// The place of each paper, by number, among all from the one whose newest digest is the oldest.
const placesOf = ({ days, papers }) => {
  const runs = [];
  let [day, first] = [0, 0];
  for (let place = 0; place < days.length; place += 2) {
    day += days[place];
    runs.push({ day, first, end: (first += days[place + 1]) });
  }
  runs.sort((one, other) => one.day - other.day || one.first - other.first);
  const places = new Uint32Array(papers);
  let next = 0;
  for (const { first, end } of runs) for (let number = first; number < end; number += 1) places[number] = next++;
  return places;
};

export class Tables {
  // `root` is the site's address.
  constructor(root) {
    this.root = root;
    this.fetched = new Map();
  }

  // A JSON file of the site, fetched once.
  json(path, options = {}) {
    if (!this.fetched.has(path)) {
      const answer = fetch(new URL(path, this.root), options).then((response) => {
        if (!response.ok) throw new Error(`${response.url} answers ${response.status}`);
        return response.json();
      });
      answer.catch(() => this.fetched.delete(path));
      this.fetched.set(path, answer);
    }
    return this.fetched.get(path);
  }

  // A table. Its name stays when it changes, and Pagefind's indexes are always those of today, whose numbers it must have: so
  // the browser asks whether the one that it keeps is up to date.
  table(path) {
    return this.json(`search/data/tables/${path}`, { cache: "no-cache" });
  }

  // What the manifests have, those of shares in `shares`, and the `places` of papers.
  async manifest() {
    const [all, ...shares] = await Promise.all(["all", ...SHARES].map((share) => this.table(`${share}/manifest.json`)));
    this.joinedManifest ??= {
      ...all,
      shares,
      titles: shares.map(({ titles }) => titles).join(""),
      languages: shares.flatMap(({ titles, languages = ["", titles.length] }) => languages),
      places: placesOf(all),
    };
    return this.joinedManifest;
  }

  // The part of each share's sorted tables that may have a key.
  async parts(folder, key) {
    const { shares } = await this.manifest();
    return Promise.all(
      shares.map((manifest, place) => {
        const beginning = manifest[folder].findLast((each) => each <= key);
        return beginning === undefined ? {} : this.table(`${SHARES[place]}/${folder}/${fileOf(beginning)}`);
      }),
    );
  }

  // The papers with a term in their `titles` or `authors`, or a word that begins with it in their titles (`beginnings`), and
  // the `pages` with it in their names.
  async named(term) {
    const stem = stemOf(term);
    const parts = await this.parts("names", stem);
    const rows = rowsIn(parts, stem);
    const numbers = (steps) => new Set(steps.flatMap(summed));
    const longer = isShort(stem) ? [] : parts.flatMap(Object.entries).filter(([word]) => word !== stem && word.startsWith(stem));
    return {
      titles: numbers(rows.map(([titles]) => titles)),
      authors: numbers(rows.map(([, authors]) => authors)),
      beginnings: numbers(longer.map(([, [titles]]) => titles)),
      pages: joined(rows.flatMap(([, , pages]) => pages)),
    };
  }

  // Records and pages that have one of the texts as a name: tags, records by title and id, other pages, and papers by author
  // and by the name that their title begins with; then those that spell it otherwise. `age` sorts records.
  async called(texts, age) {
    const found = new Map();
    for (const key of new Set(texts.map(lookupKeyOf).filter(Boolean))) {
      const rows = rowsIn(await this.parts("keys", key), key);
      const targets = (group) => rows.flatMap((row) => row[group] ?? []);
      const records = (group) => targets(group).sort((one, other) => age(one) - age(other));
      for (const first of [0, 3]) {
        const pages = joined(targets(first + 1));
        const tags = pages.filter(([, , address]) => address.startsWith("tags/"));
        for (const target of [...tags, ...records(first), ...pages, ...records(first + 2)]) {
          found.set(Array.isArray(target) ? target[2] : target, target);
        }
      }
    }
    return [...found.values()];
  }

  // The record of a number: its page's address, title, authors and text, and the slug of a paper.
  async record(number) {
    const manifest = await this.manifest();
    let [part, place] = [0, number];
    while (place >= manifest.records[part]) place -= manifest.records[part++];
    const row = (await this.table(`all/records/${part}.json`))[place];
    if (!row.slug) return { ...row, authors: [] };
    const { title, authors = [], abstract = "" } = await this.json(`api/v1/papers/${row.slug}.json`);
    const text = [...abstract.split("\n\n"), row.notes].filter(Boolean).join(SEPARATOR);
    return { address: `papers/${row.slug}/`, title, slug: row.slug, authors, text };
  }

  // Each facet's values with the numbers of their papers.
  async facets() {
    this.decodedFacets ??= facetsOf(await this.table("all/facets.json"));
    return this.decodedFacets;
  }
}

// The day of a paper's newest digest. For each run of papers with one day, `days` has the days since that of the run before,
// or 1970, and the number of papers.
export const dayOf = ({ days }, number) => {
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
export const languageOf = ({ languages }, number) => {
  let left = number;
  for (let place = 0; place < languages.length; place += 2) {
    left -= languages[place + 1];
    if (left < 0) return languages[place];
  }
  return "";
};
