// Citations of papers in RIS and CSL-JSON, made of their records (api/v1/papers/SLUG.json). They are those that
// generator/exports/citations.py writes of the whole archive.

const ROOT = new URL("../", import.meta.url);
const AT_ONCE = 8; // requests

const RIS_TYPES = {
  article: "JOUR", inproceedings: "CONF", chapter: "CHAP", book: "BOOK", thesis: "THES", report: "RPRT", preprint: "MANSCPT",
  dataset: "DATA", software: "COMP",
}; // prettier-ignore
const CSL_TYPES = {
  article: "article-journal", inproceedings: "paper-conference", chapter: "chapter", book: "book", thesis: "thesis",
  report: "report", preprint: "article", dataset: "dataset", software: "software",
}; // prettier-ignore
const WITHDRAWN = /^(?:this (?:paper|article|work) (?:has been|was|is) )?(?:withdrawn|retracted)\b/i;
// The beginning of a paragraph that programs take for a line of RIS, such as the end of the record.
const TAG_OF_RIS = /^(?=[A-Z][A-Z0-9] {1,2}-)/gm;

const line = (text = "") => text.trim().split(/\s+/).join(" ");
const paragraphs = (text = "") => text.split("\n\n").map(line).join("\n\n");
const slashed = (date = "") => date.replaceAll("-", "/");
const kindOf = ({ type, venue, doi, arxiv }) => type || (venue || (doi && !arxiv) ? "article" : "preprint");

// Of a paper without any other address, that of its page; `site` is the address of the published site.
const addressOf = ({ url, arxiv, doi, slug }, site) => {
  if (url) return url;
  if (arxiv) return `https://arxiv.org/abs/${arxiv}`;
  if (doi) return `https://doi.org/${encodeURIComponent(doi).replace(/%(?:2F|3A|3B|5B|5D|2C|2B|24|3D|26|40)/g, decodeURIComponent)}`;
  return `${site}papers/${slug}/`;
};

// The record gives the parts of a name that is not a given name and a family name of one word.
const partsOf = (name, { name_parts: known = {} }) => {
  if (Object.hasOwn(known, name)) return known[name];
  const given = name.split(" ").slice(0, -1).join(" ");
  return given ? { family: name.slice(given.length + 1), given } : { literal: name };
};

const namesOf = (names, record, write) => (names ?? []).map((name) => write(partsOf(name, record)));

// The comma after a group's name keeps programs from splitting it.
const inverted = ({ family, given, particle, suffix, literal }) =>
  literal
    ? literal + (literal.includes(",") ? "" : ",")
    : [[particle, family].filter(Boolean).join(" "), given, suffix].filter(Boolean).join(", ");

const noteOf = ({ author_count: count, withdrawn, superseded_by: successor, code, project, remark = "" }) =>
  [
    count && `${count} author${count === 1 ? "" : "s"}`,
    withdrawn && !WITHDRAWN.test(line(remark)) && "withdrawn",
    successor && `superseded by ${line(successor)}`,
    code && `code: ${code}`,
    project && `project: ${project}`,
    line(remark),
  ]
    .filter(Boolean)
    .join("; ");

const hasOthers = ({ et_al: isOpen, authors = [] }) => isOpen && authors.length > 0;

// A record of RIS. `labels` are those of tags, by slug.
const ris = (record, site, labels) => {
  const { published, arxiv, pages = "" } = record;
  const kind = kindOf(record);
  const [first, last] = pages.split(/–(.*)/);
  const fields = [
    ["TY", RIS_TYPES[kind]],
    ["M3", kind === "preprint" && "preprint"],
    ["ID", record.citation_key ?? record.slug],
    ["TI", line(record.title)],
    ...namesOf(record.authors, record, inverted).map((name) => ["AU", name]),
    ["AU", hasOthers(record) && "et al."],
    ["AD", line(record.organisation)],
    ...namesOf(record.editors, record, inverted).map((name) => ["ED", name]),
    ["T2", line(record.venue)],
    ["VL", record.volume],
    ["IS", record.number],
    ["SP", first],
    ["EP", last],
    ["PB", line(record.publisher)],
    ["PY", published?.slice(0, 4)],
    ["DA", slashed(published)],
    ["DB", arxiv && "arXiv"],
    ["AN", arxiv && `arXiv:${arxiv}`],
    ["DO", record.doi],
    ["UR", addressOf(record, site)],
    ["L1", record.pdf],
    ...(record.tags ?? []).map((tag) => ["KW", line(labels.get(tag) ?? tag)]),
    ["N1", noteOf(record)],
    ["AB", paragraphs(record.abstract).replace(TAG_OF_RIS, "– ")],
  ];
  const written = fields.filter(([, value]) => value).map(([tag, value]) => `${tag}  - ${value}\n`);
  return `${written.join("")}ER  - \n`;
};

// An item of CSL-JSON.
const csl = (record, site) => {
  const { published, arxiv } = record;
  const item = {
    id: record.citation_key ?? record.slug,
    type: CSL_TYPES[kindOf(record)],
    title: line(record.title),
    author: [
      ...namesOf(record.authors, record, ({ particle, ...parts }) => ({ ...parts, "non-dropping-particle": particle })),
      ...(hasOthers(record) ? [{ literal: "others" }] : []),
    ],
    issued: published && { "date-parts": [published.split("-").map(Number)] },
    editor: namesOf(record.editors, record, ({ particle, ...parts }) => ({ ...parts, "non-dropping-particle": particle })),
    "container-title": line(record.venue),
    volume: record.volume,
    issue: record.number,
    page: record.pages?.replaceAll("–", "-"),
    publisher: line(record.publisher) || (arxiv && "arXiv"),
    number: arxiv && `arXiv:${arxiv}`,
    DOI: record.doi,
    URL: addressOf(record, site),
    note: noteOf(record),
    abstract: paragraphs(record.abstract),
  };
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value?.length !== 0 && value));
};

const fetchJson = async (path) => {
  const answer = await fetch(new URL(path, ROOT));
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
};

// The records of papers, null for each that cannot be fetched.
const fetchRecords = async (slugs) => {
  const records = new Array(slugs.length).fill(null);
  let next = 0;
  const work = async () => {
    while (next < slugs.length) {
      const place = next++;
      records[place] = await fetchJson(`api/v1/papers/${slugs[place]}.json`).catch(() => null);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return records;
};

// The citations of papers by their slugs in a format, "ris" or "json", null for each that cannot be fetched.
export const fetchCitations = async (slugs, ending) => {
  const [records, { site }] = await Promise.all([fetchRecords(slugs), fetchJson("api/v1/index.json")]);
  if (ending === "json") return records.map((record) => record && JSON.stringify(csl(record, site)));
  const { tags } = await fetchJson("api/v1/tags.json").catch(() => ({ tags: [] }));
  const labels = new Map(tags.map(({ slug, label }) => [slug, label]));
  return records.map((record) => record && ris(record, site, labels));
};

// The days of a week or a month, such as 2026-W17 or 2026-04, oldest first, each with the slugs of its papers.
export const fetchDays = async (span) => {
  const { digests } = await fetchJson("api/v1/digests.json");
  return digests.filter(({ date }) => date.startsWith(`${span}-`) || weekOf(date) === span).reverse();
};

// The ISO week of a day.
const weekOf = (date) => {
  const thursday = new Date(date);
  thursday.setUTCDate(thursday.getUTCDate() + 3 - ((thursday.getUTCDay() + 6) % 7));
  const year = thursday.getUTCFullYear();
  const week = 1 + Math.floor((thursday - Date.UTC(year, 0, 1)) / (7 * 24 * 60 * 60 * 1000));
  return `${year}-W${String(week).padStart(2, "0")}`;
};

// The BibTeX of days: a paper of several has one entry.
export const fetchBibtex = async (days) => {
  const texts = await Promise.all(
    days.map(async ({ date }) => {
      const answer = await fetch(new URL(`digests/${date}/papers.bib`, ROOT));
      if (!answer.ok) throw new Error(answer.status);
      return answer.text();
    }),
  );
  return [...new Set(texts.flatMap(entriesOf))];
};

const entriesOf = (bibtex) => bibtex.split(/\n\n(?=@)/).map((entry) => `${entry.trimEnd()}\n`);

// A file of citations.
export const joined = (citations, ending) => (ending === "json" ? `[\n${citations.join(",\n")}\n]\n` : citations.join("\n"));

// The slugs of the papers in a file of BibTeX: its entries have them in `ids` or, without a shorter key, as key.
export const slugsIn = (bibtex) =>
  entriesOf(bibtex).map((entry) => entry.match(/^ {2}ids = \{([^,}]+)/m)?.[1] ?? entry.match(/^@\w+\{(.+),/)?.[1]);
