// Words as the search compares them, and excerpts that mark them. generator/exports/search_words.py does the same to
// titles and names: keyOf is its key_of, termsOf its terms, stemOf its stem, lookupKeyOf its lookup_key.

const LETTERS = {
  ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", ł: "l", þ: "th", ı: "i", ħ: "h", ς: "σ",
}; // prettier-ignore

const GREEK = {
  α: "alpha", β: "beta", γ: "gamma", δ: "delta", ε: "epsilon", ζ: "zeta", η: "eta", θ: "theta", ι: "iota", κ: "kappa",
  λ: "lambda", μ: "mu", ν: "nu", ξ: "xi", ο: "omicron", π: "pi", ρ: "rho", σ: "sigma", τ: "tau", υ: "upsilon", φ: "phi",
  χ: "chi", ψ: "psi", ω: "omega",
}; // prettier-ignore
const LONE_GREEK = /(?<![α-ω])[α-ω](?![α-ω])/g;

const GRAM = 4; // letters of scripts without spaces that are indexed together
const UNSPACED = /[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+/g;

// Nearly every paper has these, and Pagefind would fetch some 50 KB for each.
const COMMON = new Set("a an and are as at be by for from in is of on or that the this to with".split(" "));

export const isShort = (term) => term.length <= 3 && /^[\p{L}\p{N}]+$/u.test(term) && !term.match(UNSPACED);

export const keyOf = (text) => {
  const lowered = text.normalize("NFKD").toLowerCase().replace(/[ßæœøđðłþıħς]/g, (letter) => LETTERS[letter]);
  const letters = lowered.normalize("NFKD").replace(/\p{M}/gu, "");
  const latin = letters.replace(LONE_GREEK, (letter) => GREEK[letter] ?? letter);
  return latin.replace(/[^\p{L}\p{N}]+/gu, " ").trim() || text.trim();
};

const split = (word) => {
  const [, before, after] = word.match(/^(\p{L}{2,})2(\p{L}{2,})$/u) ?? [];
  if (before) return [before, "to", after];
  const parts = [];
  for (const run of word.match(/\p{L}+|[^\p{L}]+/gu)) {
    const last = parts.at(-1) ?? "";
    const isAlone = /^\p{L}{2,}$/u.test(run);
    const followsWord = last.length > 1 && /^\p{L}/u.test(last) && /\p{L}$/u.test(last);
    if (!last || isAlone || followsWord) parts.push(run);
    else parts[parts.length - 1] += run;
  }
  return parts;
};

export const termsOf = (text) =>
  keyOf(text.normalize("NFKD").replace(/(?<=[0-9])\.(?=[0-9])/g, ""))
    .split(" ")
    .filter(Boolean)
    .flatMap(split);

const ENDINGS = [
  [/(?:ies|ie)$/, "y"],
  [/(?<=[sxz]|[cs]h)es?$/, ""], // caches, cache
  [/(?<=s)is$/, ""], // analysis, as of analyses
  [/(?<!s)s$/, ""],
];

export const stemOf = (term) => {
  if (!/^[a-z]{4,}$/.test(term)) return term;
  const shorter = ENDINGS.map(([pattern, ending]) => term.replace(pattern, ending));
  return shorter.find((stem) => stem !== term && stem.length >= 3) ?? term;
};

export const lookupKeyOf = (text) => termsOf(text).map(stemOf).join(" ");

// The forms of a term to search for with Pagefind: singular and plural, in quotes if only the whole word counts. Without
// quotes, Pagefind also finds words that begin with it.
export const formsOf = (term) => {
  const forms = new Set();
  if (/ies$/.test(term)) forms.add(term).add(`${term.slice(0, -3)}y`);
  else if (/[^aeiou\P{L}]y$/u.test(term)) forms.add(term).add(`${term.slice(0, -1)}ies`);
  else if (/sis$/.test(term)) forms.add(term).add(`${term.slice(0, -2)}es`);
  else if (/(?:ss|us|is)$/.test(term) || !/^[a-z]{4,}$/.test(term)) forms.add(term);
  else if (/(?:[sxz]|ch|sh)es$/.test(term)) forms.add(term.slice(0, -1)).add(term.slice(0, -2));
  else if (/s$/.test(term)) forms.add(term.slice(0, -1));
  else forms.add(term);
  return [...forms].flatMap((form) => {
    if (!isShort(form)) return [form];
    return /^\p{L}+$/u.test(form) ? [`"${form}"`, `"${form}s"`] : [`"${form}"`];
  });
};

// The terms of a text that a paper must have: without common words, unless there are no others.
export const soughtIn = (text) => {
  const runs = text.toLowerCase().match(UNSPACED) ?? [];
  const grams = runs.flatMap((run) => run.match(new RegExp(`.{1,${GRAM}}`, "gu")));
  const terms = [...new Set([...termsOf(text.replace(UNSPACED, " ")), ...grams])].filter((term) => /[\p{L}\p{N}]/u.test(term));
  const rare = terms.filter((term) => !COMMON.has(term));
  return rare.length ? rare : terms;
};

// Ids inside addresses and as they are cited: https://huggingface.co/papers/2401.10000, arXiv:2401.10000v2, doi:10.1000/182.
const ARXIV = /(?:^|[/:.\s])(\d{4}\.\d{4,5}|(?:[a-z][a-z-]+(?:\.[a-z]{2})?)\/\d{7})(?:v\d+)?(?=$|[/?#.])/i;
const DOI = /\b(10\.\d{4,9}\/[^\s?#"<>]{1,500})/i;
const DOI_ENDS = /(?:v\d+)?(?:[./](?:full|pdf|abstract|html|epub|xml))*[.,;)]*$/i;

// The spellings by which to look up the id that a query is or that its address has, [] if there is none.
export const idsOf = (query) => {
  const address = query.split(/\s+/).find((part) => /:\/\/|^www\.|^[a-z.-]+\.(?:org|co|com|net)\//i.test(part));
  const text = address ?? (/^(?:(?:arxiv|doi):?\s*)?\S+$/i.test(query) ? query : "");
  const [, doi] = text.match(DOI) ?? [];
  const [, inDoi] = doi?.match(/^10\.48550\/arxiv\.(.+?)(?:v\d+)?$/i) ?? [];
  if (inDoi) return [inDoi];
  if (doi) return [...new Set([doi, doi.replace(DOI_ENDS, ""), decoded(doi)])];
  const [, arxiv] = text.match(ARXIV) ?? [];
  return arxiv ? [arxiv] : [];
};

const decoded = (text) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray %
  }
};

const OPERATORS = {
  tag: "tag", author: "author", org: "organisation", organisation: "organisation", organization: "organisation",
  venue: "venue", year: "year", digest: "digest", source: "source", has: "has",
}; // prettier-ignore

// The parts of a query: `text` to look up, its `words` without phrases, `sought` terms, `phrases`, excluded texts
// (`without`), and `limits` such as { name: "tag", value: "agents", not: false }.
export const parsed = (query) => {
  const asked = { text: "", phrases: [], without: [], limits: [] };
  const words = [];
  for (const [whole, minus, name, quoted, plain] of query.matchAll(/(?<!\S)(-?)(?:(\p{L}+):)?(?:"([^"]*)"|(\S+))/gu)) {
    const value = quoted ?? plain;
    const operator = Object.hasOwn(OPERATORS, name?.toLowerCase() ?? "") ? OPERATORS[name.toLowerCase()] : "";
    if (operator) asked.limits.push({ name: operator, value, not: minus === "-" });
    else if (minus && !name) asked.without.push(quoted ? `"${quoted}"` : value);
    else if (quoted && !name) asked.phrases.push(quoted);
    else words.push(whole);
  }
  asked.words = words.join(" ");
  asked.text = [...asked.phrases, asked.words].join(" ").trim();
  asked.sought = words.length ? soughtIn(asked.words) : [];
  return asked;
};

// A term in American spelling, roughly, which is enough to mark words; generator/text/spelling.py is exact.
const american = (term) =>
  term
    .replace(/(?<=\w{3})is(?=e|ing|a[bt])/, "iz")
    .replace(/our/, "or")
    .replace(/lys(?=e|ing|a)/, "lyz")
    .replace(/ell(?=[eio])/, "el");

// Returns a test of words: whether one is a sought term, or begins with one, in British or American spelling.
const matcher = (sought) => {
  const stems = new Set(sought.map((term) => stemOf(american(term))));
  const beginnings = [...sought].filter((term) => !isShort(term)).map((term) => american(formsOf(term)[0].replaceAll('"', "")));
  return (word) =>
    termsOf(word).some((term) => {
      const spelt = american(term);
      return stems.has(stemOf(spelt)) || beginnings.some((beginning) => spelt.startsWith(beginning));
    });
};

// A text as words and the parts between them, each with whether it is sought.
export const marked = (text, sought) => {
  const isSought = matcher(sought);
  const parts = [];
  for (const part of text.split(/([\p{L}\p{N}\p{M}]+(?:\.\p{N}+)*)/u)) {
    if (!part) continue;
    const isMarked = /[\p{L}\p{N}]/u.test(part) && isSought(part);
    if (parts.length && parts.at(-1)[1] === isMarked && !isMarked) parts.at(-1)[0] += part;
    else parts.push([part, isMarked]);
  }
  return parts;
};

const EXCERPT = 36; // words
const LEAD = 8; // words of an excerpt before the first that is marked

// The part of a text with the most sought words, with an ellipsis where the text goes on.
export const excerptOf = (text, sought) => {
  const words = text.split(/\s+/).filter(Boolean);
  const isSought = matcher(sought);
  const places = sought.length ? [...words.keys()].filter((place) => isSought(words[place])) : [];
  const around = (place) => new Set(places.filter((other) => other >= place && other < place + EXCERPT - LEAD).map((other) => keyOf(words[other])));
  let [first, most] = [0, 0];
  for (const place of places) {
    const { size } = around(place);
    if (size > most) [first, most] = [Math.max(0, place - LEAD), size];
  }
  if (first + EXCERPT > words.length) first = Math.max(0, words.length - EXCERPT);
  const parts = marked(words.slice(first, first + EXCERPT).join(" "), sought);
  const isWhole = first + EXCERPT >= words.length;
  return [...(first ? [["…", false]] : []), ...parts, ...(isWhole || /[.!?]$/.test(parts.at(-1)?.[0] ?? "") ? [] : [["…", false]])];
};

// The number of letters to insert, remove, change or swap with the next one, to turn one word into the other.
export const edits = (one, other) => {
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

// The word nearest to a mistyped one, or "". `known` has words grouped by how many papers have them: `_words` in
// generator/exports/search_tables.py. A word that one paper has is only replaced by one that eight or more have.
export const nearest = (key, known, isKnown) => {
  const levels = known.map((words) => words.split(" ").filter(Boolean));
  const most = key.length < 6 ? 1 : 2;
  let [best, shortest] = ["", Infinity];
  for (let level = levels.length - 1; level >= (isKnown ? 3 : 0); level--) {
    for (const word of levels[level]) {
      if (Math.abs(word.length - key.length) > most || word === key) continue;
      const needed = edits(key, word);
      const distance = needed + (word[0] === key[0] ? 0 : 0.5); // first letters are seldom wrong
      if (needed <= most && distance < shortest) [best, shortest] = [word, distance];
    }
  }
  return best;
};
