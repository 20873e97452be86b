// Opens Pagefind's indexes in search/data/indexes/, for search-engine.js. Pagefind is fetched by a changed `fetch`, which
// completes its lists of pages and reads the words of its chunks.

import { keyOf } from "./search-words.js";

// Weights of the fields that generator/site/pagefind.py adds to a record's text, whose words weigh 1. Fields of other
// spellings have a word once, however often it is in the text, and so they weigh more. Papers in the query's own spelling
// still come first.
const WEIGHTS = { title: 8, authors: 4, ids: 4, subjects: 3, title_spellings: 7.5, spellings: 2 };

const decoder = new TextDecoder();
const encoder = new TextEncoder();

const unpacked = async (answer) =>
  new Uint8Array(await new Response(answer.body.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer());

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
export const openIndexes = async (bases) => {
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
export const knows = async ({ words }, word) => {
  const wanted = keyOf(word);
  return (await Promise.all(words)).some((chunk) => chunk.some((other) => other.startsWith(wanted)));
};
