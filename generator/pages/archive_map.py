"""The map of the archive: a page that lists its regions, and the data from which a script draws it (`map_data`)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from generator.archive.trending import most_noticed
from generator.model import Archive, Paper, Tag
from generator.outputs import Output, output
from generator.pages import listing, map_data
from generator.pages.cards import tag_link
from generator.pages.layout import Layout
from generator.relations import ArchiveMap, Region
from generator.text import markdown_writer as writer
from generator.text.markdown_writer import Block, Inline
from generator.text.wording import Wording

PAGE, DATA, AUTHORS = "map/index.md", "map/map.json", "map/authors.json"

_NOTICED, _TAGS = 5, 8
"""Papers and tags that the page has of each region."""


class _Summary(NamedTuple):
    """A region as the page lists it."""

    name: str
    size: int
    tags: Sequence[Tag]
    papers: Sequence[Paper]


def render(layout: Layout) -> Iterator[Output]:
    """Yield the page and, if there is a map or its data were published, the data."""
    archive, relations, words = layout.archive, layout.relations, layout.words
    front: dict[str, object] = {
        "title": words.t("Map"),
        "description": words.t("A map of {site}: what stands together is alike.", site=archive.settings.site_name),
        "template": "map.html",
    }
    drawn = map_data.is_drawn(relations)
    if drawn:
        front |= {"about": _about(layout), "map": DATA, "styles": ["assets/map.css"]}
    if drawn or DATA in archive.recorded_files:
        joined = () if relations.regions else sorted(map_data.links(relations.neighbours))
        drawing = relations.map, relations.regions, joined
        yield output(DATA, partial(_places, archive), archive.papers, archive.tags, drawing)
    if drawn and not relations.map.shows_tags:
        front["map_authors"] = AUTHORS
        yield output(AUTHORS, map_data.authors, archive.papers, relations.map)
    summaries = tuple(_summary(region, layout) for region in map_data.levels(relations.regions)[0])
    tags = () if summaries else archive.tags
    yield layout.page(PAGE, front, partial(_body, layout), len(archive.papers), tags, summaries, drawn)


def _places(
    archive: Archive,
    _papers: Sequence[Paper],
    _tags: Sequence[Tag],
    drawing: tuple[ArchiveMap, Sequence[Region], Sequence[tuple[str, str]]],
) -> str:
    return map_data.places(archive, *drawing)


def _about(layout: Layout) -> str:
    archive, relations, words = layout.archive, layout.relations, layout.words
    papers = words.n("{n} paper", "{n} papers", len(archive.papers))
    if relations.map.shows_tags:
        return words.t(
            "With {papers} the archive is too large for a map of papers: this one shows its {tags}. Tags that stand "
            "together are on papers with the same words; the larger the point, the more papers.",
            papers=papers,
            tags=words.n("{n} tag", "{n} tags", len(archive.tags)),
        )
    if not relations.regions:
        return words.t("{papers}. Lines join papers that use the same words.", papers=papers)
    return words.t(
        "{papers}. Papers that stand together use the same words; up and down, left and right mean nothing.",
        papers=papers,
    )


def _summary(region: Region, layout: Layout) -> _Summary:
    papers = [layout.papers[slug] for slug in region.papers]
    papers.sort(key=lambda paper: -paper.newest.date.toordinal())
    tags = (layout.tags[slug] for slug in dict.fromkeys(_tags_of(region)) if slug in layout.tags)
    noticed = most_noticed(papers, _NOTICED)
    others = (paper for paper in papers if paper not in noticed)
    noticed += itertools.islice(others, _NOTICED - len(noticed))
    return _Summary(map_data.name_of(region), len(papers), tuple(itertools.islice(tags, _TAGS)), tuple(noticed))


def _tags_of(region: Region) -> Iterator[str]:
    """Yield the slugs of the tags that name a region, then of those that name its parts."""
    level: Sequence[Region] = (region,)
    while level:
        yield from (slug for each in level for _, slug in each.names if slug)
        level = [part for each in level for part in each.parts]


def _body(layout: Layout, papers: int, tags: Sequence[Tag], regions: Sequence[_Summary], drawn: bool) -> Block:
    """Return the text that is shown without scripts, or without a map."""
    words = layout.words
    if not papers:
        return listing.nothing_yet(words.t("No papers yet."), words)
    lists = ((words.t("all tags"), "tags/index.md"), (words.t("all days"), "digests/index.md"))
    links = writer.joined((writer.link(writer.text(label), file) for label, file in lists), ", ")
    message = (
        words.t("The map is drawn by a script. The same archive without one: {links}.")
        if drawn
        else words.t("So far, no two papers are alike enough for a map. The same archive without one: {links}.")
    )
    blocks = [listing.sentence(message, links=links)]
    blocks += [writer.bullets(_entry(tag, words) for tag in tags)] if tags else []
    heading = writer.headings()
    for region in regions:
        count = writer.text(words.n("{n} paper", "{n} papers", region.size))
        blocks.append(heading(2, writer.text(region.name)))
        blocks.append(listing.facts(count, *(tag_link(tag) for tag in region.tags)))
        blocks.append(layout.cards.rows(region.papers))
    return writer.document(blocks)


def _entry(tag: Tag, words: Wording) -> Inline:
    return writer.joined([tag_link(tag), writer.text(words.number(len(tag.papers)))], " ")
