// Fetches and decodes the tables of the search in search/data/tables/ and the papers' data in api/v1/, for search-engine.js.
// generator/exports/search_records.py writes the tables.

import { isShort, lookupKeyOf, stemOf } from "./search-words.js";

const SEPARATOR = " · "; // between paragraphs and notes; generator/exports/search_records.py has it, too

// The name of the file of a part of a sorted table, by the part's beginning, as `search_records.file_of` makes it.
const fileOf = (beginning) => {
  const hash = (base) => {
    let value = base;
    for (let place = 0; place < beginning.length; place += 1) value = Math.imul(value ^ beginning.charCodeAt(place), 0x01000193) >>> 0;
    return value.toString(16).padStart(8, "0");
  };
  return `${hash(0x811c9dc5)}${hash(0x9e3779b9)}.json`;
};

// The numbers that are stored as their first and the steps to the others: `_steps` in generator/exports/search_records.py.
const summed = (steps) => {
  let number = 0;
  return new Set(steps.map((step) => (number += step)));
};

const facetsOf = (table) =>
  Object.fromEntries(
    Object.entries(table).map(([facet, values]) => [
      facet,
      values.map(([value, label, steps]) => ({ value, label, papers: summed(steps) })),
    ]),
  );

export class Tables {
  // `root` is the site's address.
  constructor(root) {
    this.root = root;
    this.fetched = new Map();
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

  // The part of a sorted table that has a key, {} if there is none.
  async part(folder, key) {
    const manifest = await this.table("manifest.json");
    const beginning = manifest[folder].findLast((each) => each <= key);
    return beginning === undefined ? {} : this.table(`${folder}/${fileOf(beginning)}`);
  }

  // The papers with a term in their `titles` or `authors`, or a word that begins with it in their titles (`beginnings`), and
  // the `pages` with it in their names.
  async named(term) {
    const stem = stemOf(term);
    const table = await this.part("names", stem);
    const [titles, authors, pages] = Object.hasOwn(table, stem) ? table[stem] : [[], [], []];
    const longer = isShort(stem) ? [] : Object.keys(table).filter((word) => word !== stem && word.startsWith(stem));
    const beginnings = new Set(longer.flatMap((word) => [...summed(table[word][0])]));
    return { titles: summed(titles), authors: summed(authors), beginnings, pages };
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

  // The record of a number: its page's address, title, authors and text, and the slug of a paper.
  async record(number) {
    const manifest = await this.table("manifest.json");
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
    this.decodedFacets ??= facetsOf(await this.table("facets.json"));
    return this.decodedFacets;
  }
}

// The day of a paper's newest digest. For each day, `days` has the days since the one before, or 1970, and its papers.
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
export const languageOf = ({ languages = [] }, number) => {
  let left = number;
  for (let place = 0; place < languages.length; place += 2) {
    left -= languages[place + 1];
    if (left < 0) return languages[place];
  }
  return "";
};
