// How files of data name papers and tags in few bytes.

// The slug of a title: all of its words, all but so many, or one that does not follow from it. See text/slugs.py.
export const slugOf = (title, given) => {
  if (typeof given === "string") return given;
  const words = title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").split("-");
  return words.slice(0, words.length - given).join("-");
};

// The tags of a paper by their numbers, and all that they are parts of. A tag has slug, label and the number of its parent.
export const withParents = (numbers, tags) => {
  const all = new Set(numbers);
  for (const number of all) if (tags[number][2] >= 0) all.add(tags[number][2]);
  return [...all];
};
