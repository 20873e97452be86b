// Trending papers of one tag. The page has those of all tags, with links to the pages of tags, without it.

import { button, element } from "./elements.js";
import { markWithin } from "./shelf.js";
import { slugOf, withParents } from "./slugs.js";

const { t, n } = psWords;
const ROOT = new URL("../", import.meta.url);

// Papers as they are now and as they were a week ago, with all their tags: see trending_data.py.
const read = ({ papers, tags, ...rest }) => ({
  ...rest,
  tags,
  papers: papers.map(([title, given, by, upvotes, weight, age, numbers, weightBefore = weight, ageBefore = age - 7]) => ({
    title, slug: slugOf(title, given), by, upvotes, weight, age, weightBefore, ageBefore, tags: withParents(numbers, tags),
  })), // prettier-ignore
});

// The first papers of a tag by `weight` and `age`: of the last `days` without decay, or all of them with it.
export const ranked = ({ papers, half_life: halfLife, shown }, tag, days, weight, age) => {
  const scoreOf = (paper) => paper[weight] * (days ? 1 : 2 ** (-paper[age] / halfLife));
  return papers
    .filter((paper) => paper.tags.includes(tag) && paper[weight] > 0 && (!days || paper[age] < days))
    .sort((one, other) => scoreOf(other) - scoreOf(one) || one[age] - other[age] || (one.slug < other.slug ? -1 : 1))
    .slice(0, shown);
};

const movement = (places, slug, place) => {
  if (!places.size) return "";
  const before = places.get(slug);
  if (before === undefined) return t("new");
  return before === place ? "" : before > place ? `↑ ${before - place}` : `↓ ${place - before}`;
};

// The list of a tag, each paper with its votes and how it moved in a week.
const listOf = (data, tag, days) => {
  const before = ranked(data, tag, days, "weightBefore", "ageBefore");
  const places = new Map(before.map(({ slug }, place) => [slug, place]));
  const rows = ranked(data, tag, days, "weight", "age").map((paper, place) => {
    const votes = paper.upvotes ? n("{n} upvote", "{n} upvotes", paper.upvotes) : "";
    const facts = [paper.by, votes, movement(places, paper.slug, place)].filter(Boolean).join(" · ");
    const link = element("a", { href: new URL(`papers/${paper.slug}/`, ROOT), textContent: paper.title });
    return element("li", {}, link, " ", ...(facts ? [element("em", { textContent: facts })] : []));
  });
  return element("ol", {}, ...rows);
};

const tagIn = (fragment) => new URLSearchParams(fragment.slice(1)).get("tag") ?? "";

export const mount = (place) => {
  const days = Number(place.dataset.psDays);
  const links = [...place.querySelectorAll(":scope > p a")];
  const windows = links.filter(({ pathname }) => /\/trending\/((month|year|all)\/)?(index\.html)?$/.test(pathname));
  const status = element("span", { attributes: { role: "status" } });
  const line = element("p", { className: "ps-tools ps-by-tag" });
  let list = null;
  let loading = null;

  const fetchData = async () => {
    const answer = await fetch(place.dataset.psTrending);
    if (!answer.ok) throw new Error(answer.status);
    return read(await answer.json());
  };

  // Shows the papers of a tag, or of all tags.
  const show = async (slug) => {
    const data = slug || loading ? await (loading ??= fetchData()) : null;
    const tag = data?.tags.findIndex(([other]) => other === slug) ?? -1;
    list?.remove();
    list = tag < 0 ? null : listOf(data, tag, days);
    for (const other of place.querySelectorAll(":scope > ol, .ps-tools:not(.ps-by-tag)")) other.hidden = list !== null;
    for (const link of windows) link.hash = list ? `#tag=${slug}` : "";
    if (data) choose(data, list ? slug : "");
    if (!list) return;
    place.append(list);
    markWithin(list);
  };

  // The choice of a tag, once tags are known, and a link to the page of the chosen one.
  const choose = (data, slug) => {
    const inUse = new Set(data.papers.flatMap(({ tags }) => tags));
    const options = data.tags.filter((tag, number) => inUse.has(number)).map(([value, textContent]) => element("option", { value, textContent }));
    const select = element("select", {}, element("option", { value: "", textContent: t("all tags") }), ...options);
    select.value = slug;
    select.addEventListener("change", () => go(select.value));
    const page = slug ? [element("a", { href: new URL(`tags/${slug}/`, ROOT), textContent: t("All of its papers") })] : [];
    const hadFocus = line.contains(document.activeElement);
    line.replaceChildren(element("label", {}, `${t("Tag")} `, select), ...page, status);
    if (hadFocus) select.focus();
    return select;
  };

  const report = async (slug) => {
    try {
      await show(slug);
      status.textContent = "";
    } catch {
      loading = null;
      status.textContent = t("The papers by tag could not be loaded.");
    }
  };

  const go = (slug) => {
    history.pushState(history.state, "", location.pathname + location.search + (slug ? `#tag=${slug}` : ""));
    report(slug);
  };

  const open = async () => {
    status.textContent = t("Loading …");
    loading ??= fetchData();
    await report("");
  };

  line.append(button(t("Choose a tag"), open, { className: "ps-action" }));
  line.append(status);
  place.querySelector(":scope > details").before(line);
  addEventListener("popstate", () => place.isConnected && report(tagIn(location.hash)));
  if (tagIn(location.hash)) report(tagIn(location.hash));
};
