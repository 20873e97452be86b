"""The map of the archive: a page, and the JSON that its script draws."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from generator.model import Archive, Tag
from generator.outputs import Output, output
from generator.pages import listing
from generator.pages.cards import tag_link
from generator.pages.layout import Layout
from generator.relations import ArchiveMap
from generator.text import markdown_writer as writer
from generator.text.markdown_writer import Block, Inline
from generator.text.wording import Wording

PAGE, DATA = "map/index.md", "map/map.json"

COLOURS = 8
"""Tags with a colour and a shape of their own; the style sheet has as many."""


_PAPERS_OF_A_KEYWORD = 2
"""Papers without a colour that a keyword needs to get one."""


@dataclass(frozen=True, slots=True)
class Group:
    """Papers of one colour, by their slugs: those of a tag, or those with a keyword, whose slug is ""."""

    slug: str
    label: str
    papers: Sequence[str]


def render(layout: Layout) -> Iterator[Output]:
    """Yield the page and its data."""
    archive, positions, words = layout.archive, layout.relations.map, layout.words
    front: dict[str, object] = {
        "title": words.t("Map"),
        "description": words.t("A map of {site}: what stands together is alike.", site=archive.settings.site_name),
        "template": "map.html",
    }
    if archive.papers:
        front |= {"about": _about(archive, positions, words), "map": DATA, "styles": ["assets/map.css"]}
    yield layout.page(PAGE, front, partial(_body, words), len(archive.papers), archive.tags)
    yield output(DATA, _data, archive, positions)


def _about(archive: Archive, positions: ArchiveMap, words: Wording) -> str:
    papers = words.n("{n} paper", "{n} papers", len(archive.papers))
    if positions.shows_tags:
        return words.t(
            "With {papers} the archive is too large for a map of papers: this one shows its {tags}. Tags that stand "
            "together are on papers with the same words; the larger the point, the more papers.",
            papers=papers,
            tags=words.n("{n} tag", "{n} tags", len(archive.tags)),
        )
    return words.t(
        "{papers}. Papers that stand together use the same words; up and down, left and right mean nothing.",
        papers=papers,
    )


def _body(words: Wording, papers: int, tags: Sequence[Tag]) -> Block:
    """Return the text that is shown without scripts."""
    if not papers:
        return listing.nothing_yet(words.t("No papers yet."), words)
    lists = ((words.t("all tags"), "tags/index.md"), (words.t("all days"), "digests/index.md"))
    links = writer.joined((writer.link(writer.text(label), file) for label, file in lists), ", ")
    text = listing.sentence(
        words.t("The map is drawn by a script. The same archive without one: {links}."), links=links
    )
    return writer.document([text, writer.bullets(_entry(tag, words) for tag in tags)] if tags else [text])


def _entry(tag: Tag, words: Wording) -> Inline:
    return writer.joined([tag_link(tag), writer.text(words.number(len(tag.papers)))], " ")


def _data(archive: Archive, positions: ArchiveMap) -> str:
    """Return the data for the script as JSON.

    `tags` has slug and label of those with a colour, "" as the slug of a keyword; `places` has slug, title, x, y,
    numbers of those tags and number of papers; `of` is the folder of the slugs.
    """
    by_slug = positions.positions
    legend = () if positions.shows_tags else groups_of(archive)
    places = _tags(archive, by_slug) if positions.shows_tags else _papers(archive, by_slug, legend)
    head = {"of": "tags" if positions.shows_tags else "papers", "tags": [[group.slug, group.label] for group in legend]}
    # A line for each, so that a difference of two builds shows what a new paper changed.
    lines = ",\n".join(json.dumps(place, ensure_ascii=False, separators=(",", ":")) for place in places)
    return f'{json.dumps(head, ensure_ascii=False)[:-1]}, "places": [\n{lines}\n]}}\n'


def _papers(archive: Archive, positions: Mapping[str, tuple[int, int]], legend: Sequence[Group]) -> list[list[object]]:
    numbers: dict[str, list[int]] = defaultdict(list)
    for number, group in enumerate(legend):
        for slug in group.papers:
            numbers[slug].append(number)
    return [
        [paper.slug, paper.title.plain, *positions[paper.slug], numbers[paper.slug], 1]
        for paper in archive.papers
        if paper.slug in positions
    ]


def _tags(archive: Archive, positions: Mapping[str, tuple[int, int]]) -> list[list[object]]:
    return [
        [tag.slug, tag.label, *positions[tag.slug], [], len(tag.papers)]
        for tag in archive.tags
        if tag.slug in positions
    ]


def legend_of(tags: Sequence[Tag]) -> tuple[Tag, ...]:
    """Return the tags with a colour: repeatedly the one with most papers without a colour so far; no broad ones."""
    remaining = {tag.slug: (tag, {paper.slug for paper in tag.papers}) for tag in tags if not tag.is_broad}
    chosen: list[Tag] = []
    while remaining and len(chosen) < COLOURS:
        tag, covered = min(remaining.values(), key=lambda entry: (-len(entry[1]), entry[0].slug))
        if not covered:
            break
        chosen.append(tag)
        remaining = {slug: (other, papers - covered) for slug, (other, papers) in remaining.items() if other != tag}
    return tuple(chosen)


def groups_of(archive: Archive) -> list[Group]:
    """Return the groups of papers with a colour: tags, and keywords for colours that are left.

    A new archive has few tags, and its map would be grey.
    """
    groups = [Group(tag.slug, tag.label, [paper.slug for paper in tag.papers]) for tag in legend_of(archive.tags)]
    coloured = {slug for group in groups for slug in group.papers}
    labels = {group.label.casefold() for group in groups}
    by_keyword: dict[str, tuple[str, set[str]]] = {}
    for slug, keywords in archive.keywords.items():
        for keyword in keywords:
            by_keyword.setdefault(keyword.casefold(), (keyword, set()))[1].add(slug)
    candidates = {key: found for key, found in by_keyword.items() if key not in labels}
    while candidates and len(groups) < COLOURS:
        key, (label, papers) = min(candidates.items(), key=lambda entry: (-len(entry[1][1] - coloured), entry[0]))
        if len(papers - coloured) < _PAPERS_OF_A_KEYWORD:
            break
        groups.append(Group("", label[0].upper() + label[1:], sorted(papers)))
        coloured |= papers
        del candidates[key]
    return groups
