// A reader's shelf of one archive, as values: papers on the shelf, papers that were read, pages and searches that are
// followed, and how far the newest papers were seen. Nothing here touches the page or the storage; shelf.js does.

export const VERSION = 1;

const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const KEY = 6; // characters of a key in shelf/newest.json
const MOST = { text: 500, note: 20_000, papers: 5_000, read: 50_000, follows: 500, keys: 5_000 };
const DIGITS = 36;

// {shelf: [{slug, title, by, day, note}], read: [slug], follows: [{address, title, feed}], seen: {through, keys} or null}
// Addresses are relative to the site. Seen are papers of days before `from`, and those with these `keys`; `through` is the
// newest day at that time.
export const empty = () => ({ version: VERSION, shelf: [], read: [], follows: [], seen: null });

export const isSlug = (value) => typeof value === "string" && value.length <= MOST.text && SLUG.test(value);

const text = (value, most = MOST.text) => (typeof value === "string" ? value.slice(0, most) : "");
const isDay = (value) => /^\d{4}-\d{2}-\d{2}$/.test(value);
const list = (value, most) => (Array.isArray(value) ? value.slice(0, most) : []);
const unique = (items, nameOf = (item) => item) => {
  const byName = new Map();
  for (const item of items) if (!byName.has(nameOf(item))) byName.set(nameOf(item), item);
  return [...byName.values()];
};

// Whether an address is one below the site, as pages, feeds and searches have. A query may have two dots.
const isInside = (value) =>
  typeof value === "string" && value.length <= 2 * MOST.text && /^[a-z0-9][\w./~-]*(\?[^#\s]*)?$/i.test(value) && !/^[^?]*\.\./.test(value);

const paperOf = (value) => ({
  slug: value.slug,
  title: text(value.title) || value.slug,
  by: text(value.by),
  day: isDay(value.day) ? value.day : "",
  note: text(value.note, MOST.note),
});

const followOf = (value) => ({
  address: value.address,
  title: text(value.title) || value.address,
  feed: isInside(value.feed) ? value.feed : "",
});

// Reads a shelf that was saved, here or in a file, and leaves out what does not fit. Throws an error if the text is no
// shelf, or one of a later version.
export const parsed = (json) => {
  const value = JSON.parse(json);
  if (value === null || typeof value !== "object" || !Number.isInteger(value.version)) throw new Error("no shelf");
  if (value.version > VERSION) throw new Error("later version");
  const { seen } = value;
  return {
    version: VERSION,
    shelf: unique(list(value.shelf, MOST.papers).filter((each) => isSlug(each?.slug)), ({ slug }) => slug).map(paperOf),
    read: unique(list(value.read, MOST.read).filter(isSlug)),
    follows: unique(list(value.follows, MOST.follows).filter((each) => isInside(each?.address)), ({ address }) => address).map(followOf),
    seen: isDay(seen?.through)
      ? { through: seen.through, from: isDay(seen.from) ? seen.from : "", keys: list(seen.keys, MOST.keys).filter((key) => typeof key === "string" && key.length === KEY) }
      : null,
  };
};

export const written = (state) => `${JSON.stringify(state, null, 1)}\n`;

// Both shelves as one: the first's order, then what only the other has. Notes that differ are kept below each other.
export const merged = (one, other) => {
  const others = new Map(other.shelf.map((paper) => [paper.slug, paper]));
  const both = one.shelf.map((paper) => {
    const note = others.get(paper.slug)?.note ?? "";
    const isNew = note && !paper.note.includes(note);
    return isNew ? { ...paper, note: [paper.note, note].filter(Boolean).join("\n\n") } : paper;
  });
  const later = [one.seen, other.seen].filter(Boolean).sort((a, b) => (a.through < b.through ? 1 : -1))[0];
  return {
    version: VERSION,
    shelf: unique([...both, ...other.shelf], ({ slug }) => slug),
    read: unique([...one.read, ...other.read]),
    follows: unique([...one.follows, ...other.follows], ({ address }) => address),
    seen: later ? { ...later, keys: unique([...(one.seen?.keys ?? []), ...(other.seen?.keys ?? [])]) } : null,
  };
};

export const isOnShelf = (state, slug) => state.shelf.some((paper) => paper.slug === slug);

export const withPaper = (state, paper) =>
  isOnShelf(state, paper.slug) ? state : { ...state, shelf: [...state.shelf, paperOf(paper)] };

export const withoutPaper = (state, slug) => ({ ...state, shelf: state.shelf.filter((paper) => paper.slug !== slug) });

export const withNote = (state, slug, note) => ({
  ...state,
  shelf: state.shelf.map((paper) => (paper.slug === slug ? { ...paper, note } : paper)),
});

// Moves a paper by so many places, at most to an end.
export const moved = (state, slug, by) => {
  const from = state.shelf.findIndex((paper) => paper.slug === slug);
  const others = state.shelf.toSpliced(from, 1);
  return { ...state, shelf: others.toSpliced(Math.max(0, from + by), 0, state.shelf[from]) };
};

export const withRead = (state, slug, isRead) => ({
  ...state,
  read: [...state.read.filter((other) => other !== slug), ...(isRead ? [slug] : [])],
});

export const isFollowed = (state, address) => state.follows.some((follow) => follow.address === address);

export const withFollow = (state, follow, isOn) => ({
  ...state,
  follows: [...state.follows.filter(({ address }) => address !== follow.address), ...(isOn ? [followOf(follow)] : [])],
});

// The key of a name in shelf/newest.json: see generator/exports/shelf_data.py.
export const keyOf = (name) => {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  let digits = "";
  for (let place = 0; place < KEY; place++) {
    digits += (value % DIGITS).toString(DIGITS);
    value = Math.floor(value / DIGITS);
  }
  return digits;
};

const nothing = { through: "", from: "", keys: [] };

const keysIn = (row) => row.match(new RegExp(`.{${KEY}}`, "g")) ?? [];

// The keys that a paper must have for one to follow it: one for a page; for a search by tags, venues and organisations
// alone, one for each of these. Returns null for other searches, which only the search can answer.
export const subjectsOf = (address) => {
  const [path, query] = address.split("?");
  if (query === undefined) return [keyOf(path.replace(/\.html$/, "/"))];
  const chosen = [...new URLSearchParams(query)].filter(([name]) => name !== "order");
  const names = { tag: (value) => `tags/${value}/`, venue: (value) => `venue:${value}` };
  return chosen.length && chosen.every(([name]) => Object.hasOwn(names, name))
    ? chosen.map(([name, value]) => keyOf(names[name](value)))
    : null;
};

// The news in `newest` (shelf/newest.json) since it was last seen: `keys` of papers, `papers` and `days` with their
// numbers, `followed` with how many papers each followed address has, `inFollows` with how many have any. `isMore` is true
// if the archive may have had other days since.
export const unseen = (state, newest) => {
  const { through, from, keys } = state.seen ?? nothing;
  const known = new Set([...keys, ...state.read.map(keyOf), ...state.shelf.map(({ slug }) => keyOf(slug))]);
  const follows = state.follows.map(({ address }) => ({ address, subjects: subjectsOf(address) }));
  const found = { keys: new Set(), papers: 0, days: 0, inFollows: 0, followed: new Map() };
  for (const [day, number, rows] of newest.days.filter(([day]) => day >= from)) {
    const fresh = rows.map(keysIn).filter(([paper]) => !known.has(paper));
    const isBeyond = rows.length < number && day > through; // papers that the file has no room for
    const count = fresh.length + (isBeyond ? number - rows.length : 0);
    found.papers += count;
    found.days += count > 0;
    for (const [paper, ...subjects] of fresh) {
      found.keys.add(paper);
      const matching = follows.filter((follow) => follow.subjects?.every((subject) => subjects.includes(subject)));
      found.inFollows += matching.length > 0;
      for (const { address } of matching) found.followed.set(address, (found.followed.get(address) ?? 0) + 1);
    }
  }
  const oldest = newest.days.at(-1)?.[0] ?? "";
  return { ...found, isMore: through !== "" && through < oldest };
};

// Marks all of `newest` as seen, or only the papers with these slugs.
export const withSeen = (state, newest, slugs = null) => {
  const through = newest.days[0]?.[0];
  if (!through) return state;
  const current = newest.days.flatMap(([, , rows]) => rows.map((row) => row.slice(0, KEY)));
  const whole = newest.days.filter(([, number, rows]) => rows.length >= number);
  if (slugs === null) return { ...state, seen: { through, from: whole.at(-1)?.[0] ?? through, keys: current } };
  const kept = new Set(current);
  const seen = state.seen ?? nothing;
  return { ...state, seen: { ...seen, keys: unique([...seen.keys, ...slugs.map(keyOf)]).filter((key) => kept.has(key)) } };
};

const escaped = (value) =>
  value.replace(/[&<>"]/g, (char) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[char]);

// An OPML file of the feeds of followed pages. With `together`, it has the feeds of those pairs of them that have one
// (`pairs` of shelf/newest.json) instead. Returns the file's text, and the titles of what it lacks.
export const opml = (state, { title, root, pairs = [], together = false }) => {
  const byAddress = new Map(state.follows.map((follow) => [follow.address, follow]));
  const feeds = together
    ? pairs
        .filter(([addresses]) => addresses.every((address) => byAddress.has(address)))
        .map(([addresses, feed]) => ({ title: addresses.map((each) => byAddress.get(each).title).join(" + "), feed, address: addresses[0] }))
    : state.follows.filter(({ feed }) => feed);
  const outline = ({ title, feed, address }) =>
    `    <outline type="rss" version="RSS2" text="${escaped(title)}" title="${escaped(title)}" ` +
    `xmlUrl="${escaped(new URL(feed, root).href)}" htmlUrl="${escaped(new URL(address, root).href)}"/>\n`;
  const head = `<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n  <head><title>${escaped(title)}</title></head>\n`;
  return {
    text: `${head}  <body>\n${feeds.map(outline).join("")}  </body>\n</opml>\n`,
    feeds: feeds.length,
    without: together ? [] : state.follows.filter(({ feed }) => !feed).map((follow) => follow.title),
  };
};

// The fragment of an address that shares papers, and its slugs.
export const fragmentOf = (slugs) => `#share=${slugs.join(",")}`;

export const sharedIn = (fragment) => {
  const [, slugs] = fragment.match(/^#share=([a-z0-9,-]+)$/) ?? [];
  return unique((slugs?.split(",") ?? []).filter(isSlug)).slice(0, MOST.follows);
};

// The entry of a paper in a file of BibTeX, by its slug, which is in `ids` or, without a shorter key, the key.
export const bibtexOf = (bibtex, slug) => {
  const names = (entry) => entry.match(/^ {2}ids = \{(.+)\},$/m)?.[1].split(", ") ?? [];
  const key = (entry) => entry.match(/^@\w+\{(.+),/)?.[1];
  const entry = bibtex.split(/\n\n(?=@)/).find((entry) => [key(entry), ...names(entry)].includes(slug));
  return entry && `${entry.trimEnd()}\n`;
};

const SIMILAR = 0.04; // minimum sum of cosines for a suggestion; profiles are parts of vectors, and theirs are small
const WORDS = 4; // that are named
const SUGGESTED = 12;

const weightsIn = (row, from) => {
  const weights = new Map();
  for (let place = from; place < row.length; place += 2) weights.set(row[place], row[place + 1] / 100);
  return weights;
};

// The candidates nearest to the papers `slugs`: their cosines with each of these are added up. Returns slug, title and the
// words that contributed most, best first. `others` are the files of further profiles; papers for which `isKnown` is true are left out.
export const suggested = (slugs, { terms, papers }, others, isKnown) => {
  const profiles = new Map(others.flatMap(({ papers }) => papers.map((row) => [row[0], weightsIn(row, 1)])));
  for (const row of papers) profiles.set(row[0], weightsIn(row, 2));
  const wanted = new Map();
  for (const slug of slugs) {
    for (const [term, weight] of profiles.get(slug) ?? []) wanted.set(term, (wanted.get(term) ?? 0) + weight);
  }
  return papers
    .filter(([slug]) => !isKnown(slug))
    .map(([slug, title]) => {
      const parts = [...profiles.get(slug)]
        .map(([term, weight]) => [terms[term], weight * (wanted.get(term) ?? 0)])
        .filter(([, part]) => part > 0)
        .sort(([, one], [, other]) => other - one);
      return { slug, title, score: parts.reduce((sum, [, part]) => sum + part, 0), words: distinct(parts.map(([name]) => name)) };
    })
    .filter(({ score, words }) => score >= SIMILAR && (words.length > 1 || words[0]?.includes(" ")))
    .sort((one, other) => other.score - one.score || (one.slug < other.slug ? -1 : 1))
    .slice(0, SUGGESTED);
};

// The first names, of which none repeats a word of another.
const distinct = (names) => {
  const chosen = [];
  const words = new Set();
  for (const name of names) {
    const own = name.toLowerCase().split(/[\s-]+/).map((word) => word.replace(/s$/, ""));
    if (chosen.length === WORDS || own.some((word) => words.has(word))) continue;
    chosen.push(name);
    for (const word of own) words.add(word);
  }
  return chosen;
};
