// The data of the map as points, how they are found, and what colours them. Nothing here touches the page.

import { slugOf, withParents } from "./slugs.js";

export const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

const paperOf = (data) => ([title, given, x, y, day, votes, ...numbers], number) => {
  const tags = withParents(numbers, data.tags);
  const words = folded([title, ...tags.map((tag) => data.tags[tag][1])].join("\n"));
  const groups = data.groups.flatMap((tag, group) => (tags.includes(tag) ? [group] : []));
  return { number, title, slug: slugOf(title, given), x, y, day, votes, tags, groups, words, papers: 1 };
};

const tagOf = ([title, given, x, y, papers], number) => ({
  number, title, slug: slugOf(title, given), x, y, papers, day: 0, votes: 0, tags: [], groups: [], words: folded(title),
}); // prettier-ignore

// Papers, or tags, with their positions; regions with the levels at which they are shown; and pairs of points to join.
export const read = (data) => ({
  folder: data.of,
  points: data.places.map(data.of === "tags" ? tagOf : paperOf(data)),
  tags: data.tags ?? [],
  groups: data.groups ?? [],
  days: data.days ?? [],
  links: data.links ?? [],
  regions: (data.regions ?? []).map(([first, last, name, papers, x, y, left, top, right, bottom]) => ({
    first, last, name, papers, x, y, left, top, right, bottom,
  })), // prettier-ignore
});

// Whether a point has all words of a query.
export const matcher = (query) => {
  const words = folded(query).split(/\s+/).filter(Boolean);
  return (point) => words.every((word) => point.words.includes(word));
};

// ---- Colours -------------------------------------------------------------------------------------------------------

const STEPS = 5;

// The first values of at most five steps that have about as many of the points each.
const stepsOf = (values) => {
  const sorted = [...values].sort((one, other) => one - other);
  const begins = Array.from({ length: STEPS }, (_, step) => sorted[Math.floor((step * sorted.length) / STEPS)]);
  return [...new Set(begins)];
};

const stepAt = (begins, value) => begins.findLastIndex((begin) => value >= begin);

// A way to colour: classes with `label`, `colour` (the name of a variable of the style sheet) and, for some, `shape`, and
// `isAbove` if their points are larger and above the others; and the class of a point, -1 for points in grey. `chosen` has
// the numbers of groups that are asked for.
const byGroup = (data) => ({
  classes: data.groups.map((tag, group) => ({ label: data.tags[tag][1], colour: group + 1, shape: group })),
  classOf: (point, chosen) => point.groups.find((group) => chosen.has(group)) ?? point.groups[0] ?? -1,
});

const byStep = (values, labelOf) => {
  const begins = stepsOf(values);
  const first = STEPS - begins.length; // fewer steps are the strongest
  return {
    classes: begins.map((begin, step) => ({ label: labelOf(begin, begins[step + 1]), colour: `step-${first + step + 1}` })),
    classOf: (point) => stepAt(begins, values[point.number]),
  };
};

// The choice to colour the papers of a tag. No other way to colour begins like it, so that a tag may have the slug `age`.
export const choiceOf = (slug) => `tag-${slug}`;

const byTag = (data, number) => ({
  classes: [{ label: data.tags[number][1], colour: 1 }],
  classOf: (point) => (point.tags.includes(number) ? 0 : -1),
});

const byReading = ({ shelf, read, names }) => ({
  classes: [
    { label: names.shelf, colour: 2, shape: 4, isAbove: true },
    { label: names.unread, colour: 1 },
    { label: names.read, colour: 0 },
  ],
  classOf: ({ slug }) => (shelf.has(slug) ? 0 : read.has(slug) ? 2 : 1),
});

// The ways to colour that these points have: names of the choices, in their order.
export const choices = ({ folder, points, groups, days }) =>
  folder === "tags"
    ? []
    : [
        ...(groups.length ? ["subjects"] : []),
        ...(days.length > 1 ? ["age"] : []),
        ...(points.some(({ votes }) => votes) ? ["votes"] : []),
        "unread",
      ];

// `words` has functions that write the label of a range of days, given as numbers, and of votes; `reading` what the
// reader has read. Without a choice all points are grey.
export const colouring = (data, choice, { words, reading }) => {
  if (choice === "subjects") return byGroup(data);
  if (choice === "age") return byStep(data.points.map(({ day }) => -day), (begin, next) => words.days(-begin, next === undefined ? 0 : 1 - next));
  if (choice === "votes") return byStep(data.points.map(({ votes }) => votes), (begin, next) => words.votes(begin, next === undefined ? undefined : next - 1));
  if (choice === "unread") return byReading(reading());
  const number = data.tags.findIndex(([slug]) => slug && choiceOf(slug) === choice);
  return number < 0 ? { classes: [], classOf: () => -1 } : byTag(data, number);
};

// The papers on a saved shelf, and those that were read.
export const readingOf = (state, names) => ({
  names,
  shelf: new Set(state.shelf.map(({ slug }) => slug)),
  read: new Set(state.read),
});
