"""The map of the archive: a page, and what its script draws as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from generator.model import Archive, Paper, Tag
from generator.outputs import Output, output
from generator.pages.layout import Layout

PAGE, DATA = "map/index.md", "map/map.json"

COLOURS = 8
"""Tags with a colour and a shape of their own; the style sheet has as many."""


def render(layout: Layout) -> Iterator[Output]:
    """The page and its data."""
    archive = layout.archive
    front: dict[str, object] = {
        "title": "Map",
        "description": f"A map of {archive.settings.site_name}: what stands together is alike.",
    }
    if archive.papers:
        front |= {"styles": ["assets/map.css"], "scripts": ["assets/map.js"]}
    yield layout.page(PAGE, "map.html", front, archive=archive)
    yield output(DATA, _data, archive)


def _data(archive: Archive) -> str:
    """What the script draws: `tags` with a colour as slug and label, and `places` as slug, title, x, y, the numbers
    of those tags, and how many papers. `of` is the folder that the slugs are in.
    """
    legend = () if archive.map.shows_tags else legend_of(archive.tags)
    places = _tags(archive) if archive.map.shows_tags else _papers(archive, legend)
    head = {"of": "tags" if archive.map.shows_tags else "papers", "tags": [[tag.slug, tag.label] for tag in legend]}
    # A line per place: what a new paper changes is then seen in a difference of two builds.
    lines = ",\n".join(json.dumps(place, ensure_ascii=False, separators=(",", ":")) for place in places)
    return f'{json.dumps(head, ensure_ascii=False)[:-1]}, "places": [\n{lines}\n]}}\n'


def _papers(archive: Archive, legend: Sequence[Tag]) -> list[list[object]]:
    numbers = {tag.slug: number for number, tag in enumerate(legend)}
    return [
        [paper.slug, paper.title.plain, *archive.map.places[paper.slug], _numbers(paper, archive, numbers), 1]
        for paper in archive.papers
        if paper.slug in archive.map.places
    ]


def _numbers(paper: Paper, archive: Archive, numbers: dict[str, int]) -> list[int]:
    return [numbers[assigned.tag] for assigned in archive.assignments[paper.slug] if assigned.tag in numbers]


def _tags(archive: Archive) -> list[list[object]]:
    return [
        [tag.slug, tag.label, *archive.map.places[tag.slug], [], len(tag.papers)]
        for tag in archive.tags
        if tag.slug in archive.map.places
    ]


def legend_of(tags: Sequence[Tag]) -> tuple[Tag, ...]:
    """The tags that get a colour: again and again the one with most papers that have none yet, broad ones left out."""
    remaining = {tag.slug: (tag, {paper.slug for paper in tag.papers}) for tag in tags if not tag.is_broad}
    chosen: list[Tag] = []
    while remaining and len(chosen) < COLOURS:
        tag, covered = min(remaining.values(), key=lambda each: (-len(each[1]), each[0].slug))
        if not covered:
            break
        chosen.append(tag)
        remaining = {slug: (other, papers - covered) for slug, (other, papers) in remaining.items() if other != tag}
    return tuple(chosen)
