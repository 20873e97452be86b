"""Tags: their index, a page each with a chart, a redirect from each former address, and who has which as JSON."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from generator.exports import citations
from generator.model import Assignment, Paper, Tag
from generator.outputs import Output, output
from generator.pages import listing
from generator.pages.layout import Layout, announced
from generator.text.wording import counted, month

ASSIGNMENTS = "tags/assignments.json"

_MONTHS_IN_CHART = 36


def render(layout: Layout) -> Iterator[Output]:
    """The index, every tag's page and redirects, and the assignments."""
    archive = layout.archive
    spans, longest = _Spans.of(archive.papers), citations.longest_list(archive.tags)
    yield _index(layout)
    yield output(ASSIGNMENTS, _assignments, archive.assignments)
    feeds_with = _feeds_with(layout)
    for tag in archive.tags:
        yield from _pages(tag, feeds_with.get(tag.slug, []), spans, longest, layout)
        for slug in tag.former_slugs:
            yield layout.redirect(f"tags/{slug}/index.html", f"tags/{tag.slug}/")


def _assignments(assignments: Mapping[str, Sequence[Assignment]]) -> str:
    """The tags of every paper as JSON, so that the next build, and anyone else, can see what has moved."""
    tags_of = {slug: [assignment.tag for assignment in found] for slug, found in assignments.items()}
    return json.dumps(tags_of, sort_keys=True, indent=0) + "\n"


def _index(layout: Layout) -> Output:
    archive = layout.archive
    front = {"title": "Tags", "description": f"All tags of {archive.settings.site_name}."}
    letters = [(letter, list(tags)) for letter, tags in groupby(archive.tags, key=lambda tag: _letter(tag.label))]
    return layout.page("tags/index.md", "tags.html", front, letters=letters, roots=_roots(archive.tags))


def _roots(tags: Sequence[Tag]) -> list[Tag]:
    """The tags at the top of the tree: those without a parent, but with children."""
    return [tag for tag in tags if tag.children and not tag.parent]


def _letter(label: str) -> str:
    first = label[0].upper()
    return first if first.isalpha() else "#"


def _pages(
    tag: Tag, feeds_with: Sequence[tuple[str, str, str, bool]], spans: _Spans, longest: int, layout: Layout
) -> Iterator[Output]:
    channel = layout.feeds.by_tag.get(tag.slug)
    front = {
        "title": tag.label,
        "description": tag.description or f"{counted(len(tag.papers), 'paper')} on {tag.label}.",
        "feeds": announced([channel] if channel else []),
    }
    return listing.render_growing(
        layout,
        f"tags/{tag.slug}/",
        "tag.html",
        front,
        tag.papers,
        tag=tag,
        channel=channel,
        feeds_with=feeds_with,
        bars=spans.bars(tag.papers),
        at_most=min(longest, len(tag.papers)),
    )


def _feeds_with(layout: Layout) -> dict[str, list[tuple[str, str, str, bool]]]:
    """Each tag's feeds with another, by the other's label: this, its slug, the feed's address, and whether it is the
    first tag's page that stands for the feed.
    """
    labels = {tag.slug: tag.label for tag in layout.archive.tags}
    found: dict[str, list[tuple[str, str, str, bool]]] = defaultdict(list)
    for pair in layout.feeds.pairs:
        one, other = pair.tags
        found[one].append((labels[other], other, pair.rss, True))
        found[other].append((labels[one], one, pair.rss, False))
    return {slug: sorted(feeds) for slug, feeds in found.items()}


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: how many papers a span of time brought, and its height from 0 to 100."""

    label: str
    papers: int
    height: int


@dataclass(frozen=True, slots=True)
class _Spans:
    """The spans of time in every tag's chart: months, or years when the archive has more than three of them.

    `labels` has each by its first day, oldest first, and `begins` the first day of each paper's by slug.
    """

    labels: Mapping[dt.date, str]
    begins: Mapping[str, dt.date]

    @classmethod
    def of(cls, papers: Sequence[Paper]) -> _Spans:
        """The spans in which the papers first appeared."""
        if not papers:
            return cls({}, {})
        seen = {paper.slug: paper.first_seen for paper in papers}
        first, last = min(seen.values()), max(seen.values())
        if (last.year - first.year) * 12 + last.month - first.month >= _MONTHS_IN_CHART:
            labels = {begin: str(begin.year) for begin in _years(first, last)}
            return cls(labels, {slug: date.replace(month=1, day=1) for slug, date in seen.items()})
        labels = {begin: month(begin) for begin in _months(first, last)}
        return cls(labels, {slug: date.replace(day=1) for slug, date in seen.items()})

    def bars(self, papers: Sequence[Paper]) -> list[Bar]:
        """A bar for each span, the highest 100."""
        begins = Counter(self.begins[paper.slug] for paper in papers)
        most = max(begins.values(), default=1)
        return [Bar(label, begins[begin], round(100 * begins[begin] / most)) for begin, label in self.labels.items()]


def _years(first: dt.date, last: dt.date) -> list[dt.date]:
    return [dt.date(year, 1, 1) for year in range(first.year, last.year + 1)]


def _months(first: dt.date, last: dt.date) -> list[dt.date]:
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [dt.date(number // 12, number % 12 + 1, 1) for number in numbers]
