"""Tags: their index, pages with a chart, redirects from former addresses, and the tags of each paper as JSON."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from generator.exports import citations
from generator.exports.channels import Channel
from generator.model import Paper, Tag
from generator.outputs import Output, output
from generator.pages import edit_links, listing
from generator.pages.cards import tag_link
from generator.pages.layout import Layout, announced, tag_kind
from generator.pages.listing import ListPage, Shown
from generator.text import markdown_writer as writer
from generator.text.markdown_writer import Block, Inline
from generator.text.wording import Wording
from generator.vocabulary import Assignment

ASSIGNMENTS = "tags/assignments.json"

_MONTHS_IN_CHART = 36


def render(layout: Layout) -> Iterator[Output]:
    """Yield the index, every tag's pages and redirects, and the assignments."""
    archive = layout.archive
    spans, longest = _Spans.covering(archive.papers, layout.words), citations.longest_list(archive.tags)
    yield _index(layout)
    yield output(ASSIGNMENTS, _assignments, archive.assignments)
    feeds_with = _feeds_with(layout)
    for tag in archive.tags:
        yield from _pages(tag, feeds_with.get(tag.slug, []), spans, longest, layout)
        for slug in tag.former_slugs:
            yield layout.redirect(f"tags/{slug}/index.html", f"tags/{tag.slug}/")


def _assignments(assignments: Mapping[str, Sequence[Assignment]]) -> str:
    """Return the tags of every paper as JSON. The next build reads them, to see which have changed."""
    tags_of = {slug: [assignment.tag for assignment in assigned] for slug, assigned in assignments.items()}
    return json.dumps(tags_of, sort_keys=True, indent=0) + "\n"


def _index(layout: Layout) -> Output:
    archive, words = layout.archive, layout.words
    front = {
        "title": words.t("Tags"),
        "description": words.t("All tags of {site}.", site=archive.settings.site_name),
        "template": "listing.html",
        "list": "index",
        "filter": words.t("Filter") if archive.tags else "",
        "other_names": {tag.label: ", ".join(tag.aliases) for tag in archive.tags if tag.aliases},
    }
    return layout.page("tags/index.md", front, partial(_index_body, layout), archive.tags)


def _index_body(layout: Layout, tags: Sequence[Tag]) -> Block:
    """Return the tree of tags, those without a subject at its end, and the list of all tags by letter."""
    heading, words = writer.headings(), layout.words
    if not tags:
        return writer.paragraph(writer.text(words.t("No tags yet. A keyword that enough papers share becomes a tag.")))
    blocks = []
    roots = [tag for tag in tags if tag.children and not tag.parent]
    if roots:
        blocks += [heading(2, writer.text(words.t("By subject"))), writer.tree(_node(layout, tag) for tag in roots)]
        if others := [tag for tag in tags if not tag.children and not tag.parent]:
            blocks += [
                heading(3, writer.text(words.t("Other tags"))),
                writer.bullets(_entry(tag, words) for tag in others),
            ]
    blocks.append(heading(2, writer.text(words.t("By letter"))))
    for letter, of_letter in groupby(tags, key=lambda tag: _letter(tag.label)):
        blocks += [heading(3, writer.text(letter)), writer.bullets(_entry(tag, words) for tag in of_letter)]
    return writer.document(blocks)


def _node(layout: Layout, tag: Tag) -> writer.Node:
    children = sorted((layout.tags[slug] for slug in tag.children), key=lambda child: child.label.casefold())
    return writer.Node(_entry(tag, layout.words), [_node(layout, child) for child in children])


def _entry(tag: Tag, words: Wording) -> Inline:
    """Return an entry of the index: a tag with the number of its papers, and whether it is automatic."""
    parts = [tag_link(tag), writer.text(words.number(len(tag.papers)))]
    return writer.joined([*parts, *([] if tag.is_curated else [writer.text(f"({words.t('automatic')})")])], " ")


def _letter(label: str) -> str:
    first = label[0].upper()
    return first if first.isalpha() else "#"


def _pages(
    tag: Tag, feeds_with: Sequence[tuple[str, str]], spans: _Spans, longest: int, layout: Layout
) -> Iterator[Output]:
    channel, words = layout.feeds.by_tag.get(tag.slug), layout.words
    bars = spans.bars(tag.papers)
    front = {
        "title": tag.label,
        "description": tag.description
        or words.n("{n} paper on {tag}.", "{n} papers on {tag}.", len(tag.papers), tag=tag.label),
        "template": "listing.html",
        "about": tag.description,
        "aliases": list(tag.aliases),
        "feeds": announced([channel] if channel else []),
        "chart": _chart(bars) if len(bars) > 1 and tag.papers else {},
    }
    body = partial(_body, layout)
    at_most = min(longest, len(tag.papers))
    yield from listing.render_growing(
        layout, f"tags/{tag.slug}/", front, tag.papers, body, tag, channel, feeds_with, at_most
    )


def _chart(bars: Sequence[Bar]) -> dict[str, object]:
    return {"labels": [bar.label for bar in bars], "papers": [bar.papers for bar in bars]}


def _body(
    layout: Layout,
    part: ListPage[Paper],
    tag: Tag,
    channel: Channel | None,
    feeds_with: Sequence[tuple[str, str]],
    at_most: int,
) -> Shown:
    """Return the first page of a tag: facts, links and files, then its newest papers."""
    shown = listing.papers_by_month(layout, part)
    blocks = [*_head(layout, tag, channel, feeds_with, at_most), shown.body]
    if not tag.papers:
        blocks[-1] = writer.paragraph(writer.text(layout.words.t("No paper has this tag itself; see its parts.")))
    return Shown(writer.document(blocks), shown.papers, shown.listed)


def _head(
    layout: Layout, tag: Tag, channel: Channel | None, feeds_with: Sequence[tuple[str, str]], at_most: int
) -> Iterator[Block]:
    words = layout.words
    kinds = {
        "broad": words.t("a broad tag: so many papers have it that their narrower tags say more"),
        "automatic": words.t("an automatic tag"),
    }
    yield listing.facts(
        writer.text(words.n("{n} paper", "{n} papers", len(tag.papers))),
        listing.feed_links(channel, words) if channel else writer.NOTHING,
        writer.text(kinds.get(tag_kind(tag), "")),
    )
    if not tag.is_curated:
        yield listing.labelled(words.t("For the curator"), _ways_of_curator(tag, layout))
    for label, slugs in (
        (words.t("Part of"), [tag.parent] if tag.parent else []),
        (words.t("Parts"), tag.children),
    ):
        if slugs:
            yield listing.labelled(label, (tag_link(layout.tags[slug]) for slug in slugs))
    if tag.aliases:
        yield listing.labelled(words.t("Also called"), map(writer.text, tag.aliases))
    if tag.related:
        often = sorted(tag.related, key=lambda pair: pair[1], reverse=True)
        links = (
            writer.joined([tag_link(layout.tags[slug]), writer.text(f"({shared})")], " ") for slug, shared in often
        )
        yield listing.labelled(words.t("Often with"), links)
    yield from listing.downloads(f"tags/{tag.slug}/papers", tag.papers, at_most, words)
    if feeds_with:
        links = (writer.link(writer.text(label, in_label=True), address) for label, address in feeds_with)
        yield listing.labelled(words.t("Feeds of papers that have another tag, too:"), links)


def _ways_of_curator(tag: Tag, layout: Layout) -> Iterator[Inline]:
    """Yield how the curator adopts or blocks an automatic tag."""
    words = layout.words
    for verb, act in ((words.t("adopt"), "adopt"), (words.t("block"), "block")):
        command = writer.code(f"papershelf tags {act} {tag.slug if act == 'adopt' else json.dumps(tag.label)}")
        yield writer.joined([writer.text(f"{verb}:"), command], " ")
    if edit := edit_links.edit_address(layout.archive.settings):
        yield writer.foreign_link(words.t("edit the vocabulary"), f"{edit}site_config/tags.yml")


def _feeds_with(layout: Layout) -> dict[str, list[tuple[str, str]]]:
    """Return by slug the feeds that require a second tag, as (label of that tag, file of the feed)."""
    links_of: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for pair in layout.feeds.pairs:
        one, other = pair.tags
        links_of[one].append((layout.tags[other].label, pair.rss))
        links_of[other].append((layout.tags[one].label, pair.rss))
    return {slug: sorted(feeds) for slug, feeds in links_of.items()}


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: the number of papers that first appeared in a month or year."""

    label: str
    papers: int


@dataclass(frozen=True, slots=True)
class _Spans:
    """The spans of time in every tag's chart: months, or years when the archive is longer than three years.

    `labels` maps the first day of each span to its label, oldest first. `begins` maps a paper's slug to the first day
    of the span in which it first appeared.
    """

    labels: Mapping[dt.date, str]
    begins: Mapping[str, dt.date]

    @classmethod
    def covering(cls, papers: Sequence[Paper], words: Wording) -> _Spans:
        """Return the spans from the first to the last paper."""
        if not papers:
            return cls({}, {})
        seen = {paper.slug: paper.first_seen for paper in papers}
        first, last = min(seen.values()), max(seen.values())
        if (last.year - first.year) * 12 + last.month - first.month >= _MONTHS_IN_CHART:
            labels = {begin: words.year(begin.year) for begin in _years(first, last)}
            return cls(labels, {slug: date.replace(month=1, day=1) for slug, date in seen.items()})
        labels = {begin: words.month(begin) for begin in _months(first, last)}
        return cls(labels, {slug: date.replace(day=1) for slug, date in seen.items()})

    def bars(self, papers: Sequence[Paper]) -> list[Bar]:
        """Return a bar for each span."""
        begins = Counter(self.begins[paper.slug] for paper in papers)
        return [Bar(label, begins[begin]) for begin, label in self.labels.items()]


def _years(first: dt.date, last: dt.date) -> list[dt.date]:
    return [dt.date(year, 1, 1) for year in range(first.year, last.year + 1)]


def _months(first: dt.date, last: dt.date) -> list[dt.date]:
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [dt.date(number // 12, number % 12 + 1, 1) for number in numbers]
