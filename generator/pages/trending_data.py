"""The data of trending papers by tag, for the script of their pages: what ranks them now, and what did a week ago."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from generator.archive.trending import HALF_LIFE, Trend, in_window, most_upvotes
from generator.exports.citations import compact_json
from generator.model import Tag
from generator.text.slugs import slug_in

PATH = "trending/papers.json"

SHOWN = 20
"""Papers of a tag that a window shows."""

_WEEK = 7


def papers(
    tags: Sequence[Tag],
    trends: Sequence[Trend],
    before: Sequence[Trend],
    windows: Sequence[int],
) -> str:
    """Return as JSON the papers that are among the first of a tag in a window, now or a week ago (`before`).

    `windows` are numbers of days, 0 for all papers with decay. A paper has title, slug (as `slug_in`), organisation or
    first author, upvotes, weight, age, and the numbers of its tags; then weight and age of a week ago, where these are
    not the same weight and a week less, or 0 if it was not there. `tags` has slug, label and the number of the parent,
    -1 without one.
    """
    number_of = {tag.slug: number for number, tag in enumerate(tags)}
    tags_of: defaultdict[str, list[int]] = defaultdict(list)
    for tag in tags:
        for paper in tag.papers:
            tags_of[paper.slug].append(number_of[tag.slug])
    shown = {slug for ranked in (trends, before) for slug in _first(ranked, windows, tags_of)}
    earlier = {trend.paper.slug: (trend.weight, trend.age) for trend in before}
    parents = [number_of.get(tag.parent, -1) for tag in tags]
    rows = [
        _row(trend, _without_parents(tags_of[trend.paper.slug], parents), earlier.get(trend.paper.slug, (0, 0)))
        for trend in trends
        if trend.paper.slug in shown
    ]
    head = {
        "half_life": HALF_LIFE,
        "shown": SHOWN,
        "tags": [[tag.slug, tag.label, parent] for tag, parent in zip(tags, parents, strict=True)],
    }
    # A line for each, so that a difference of two builds shows what changed.
    lines = ",\n".join(map(compact_json, rows))
    return f'{compact_json(head)[:-1]},\n"papers":[\n{lines}\n]}}\n'


def _first(trends: Sequence[Trend], windows: Iterable[int], tags_of: Mapping[str, Sequence[int]]) -> Iterator[str]:
    """Yield the slugs of the first papers of each tag in each window."""
    for days in windows:
        counts: Counter[int] = Counter()
        for trend in in_window(trends, days) if days else trends:
            slug = trend.paper.slug
            if trend.weight and any(counts[tag] < SHOWN for tag in tags_of.get(slug, ())):
                yield slug
            counts.update(tags_of.get(slug, ()) if trend.weight else ())


def _without_parents(numbers: Sequence[int], parents: Sequence[int]) -> list[int]:
    implied = {parents[number] for number in numbers}
    return [number for number in numbers if number not in implied]


def _row(trend: Trend, tags: Sequence[int], earlier: tuple[int, int]) -> list[object]:
    """Return a paper as `papers` describes it; `earlier` has its weight and age of a week ago."""
    paper = trend.paper
    title = paper.title.plain
    by = paper.organisation or next(iter(paper.authors), "")
    row: list[object] = [title, slug_in(title, paper.slug), by, most_upvotes(paper) or 0, trend.weight, trend.age, tags]
    if earlier != (trend.weight, trend.age - _WEEK):
        row += earlier if earlier[0] else [0]
    return row
