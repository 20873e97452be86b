"""The data of the map, for the script that draws it: its regions, and its papers with what they are coloured by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.archive.trending import most_upvotes
from generator.exports.citations import compact_json
from generator.model import Archive, Paper, Tag
from generator.relations import ArchiveMap, Neighbour, Position, Region, Relations
from generator.text.slugs import slug_in

COLOURS = 8
"""Tags with a colour and a shape of their own; the style sheet has as many."""

_LEVELS = 3

_SMALLEST_SHARE = 60
"""A part that is shown in place of a region without a name has at least one in so many papers, half of that at each
further level: smaller ones would crowd the map and its list.
"""

_PAPERS_OF_A_KEYWORD = 2
"""Papers without a colour that a keyword needs to get one."""

_LINKS = 2
"""Neighbours of each paper to which a line is drawn, in an archive that is too small for regions."""

_FEWEST = 5
"""Papers with close neighbours that a small archive needs to have a map."""


@dataclass(frozen=True, slots=True)
class Group:
    """Papers of one colour, by their slugs: those of a tag, or those with a keyword, whose slug is ""."""

    slug: str
    label: str
    papers: Sequence[str]


def is_drawn(relations: Relations) -> bool:
    """Return True if the map shows something: regions, tags with names, or how most of a few papers are joined."""
    if relations.regions or not relations.map.positions:
        return bool(relations.regions)
    joined = {slug for pair in links(relations.neighbours) for slug in pair}
    return relations.map.shows_tags or len(joined) >= max(_FEWEST, len(relations.map.positions) / 2)


def papers_on_it(relations: Relations) -> frozenset[str]:
    """Return the slugs of the papers that the map shows; none if there is no map, or one of tags."""
    shows_papers = is_drawn(relations) and not relations.map.shows_tags
    return frozenset(relations.map.positions if shows_papers else ())


def places(archive: Archive, drawn: ArchiveMap, regions: Sequence[Region], joined: Sequence[tuple[str, str]]) -> str:
    """Return what is on the map as JSON.

    `places` has title, slug (as `slug_in` returns it), x and y of each paper, the number of its day among `days`, its
    votes, and the numbers of its tags; on a map of tags the number of papers follows y. `tags` has slug, label and the
    number of the parent, -1 without one. Keywords with a colour are tags without a slug; `groups` are the numbers of
    tags with a colour. `regions` has the first and the last level at which each is shown, its name, number of papers,
    position, and extent. `links` has the numbers of papers that are joined.
    """
    positions = drawn.positions
    if drawn.shows_tags:
        rows = [
            [tag.label, slug_in(tag.label, tag.slug), *positions[tag.slug], len(tag.papers)]
            for tag in archive.tags
            if tag.slug in positions
        ]
        return _lines({"of": "tags"}, rows)
    papers = _placed(archive.papers, drawn)
    groups = groups_of(archive)
    keywords = [group for group in groups if not group.slug]
    number_of = {tag.slug: number for number, tag in enumerate(archive.tags)}
    days = sorted({paper.newest.date for paper in papers}, reverse=True)
    tags = [[tag.slug, tag.label, number_of.get(tag.parent, -1)] for tag in archive.tags]
    head = {
        "of": "papers",
        "tags": [*tags, *(["", group.label, -1] for group in keywords)],
        "groups": [number_of[group.slug] for group in groups if group.slug]
        + [*range(len(tags), len(tags) + len(keywords))],
        "days": [str(day) for day in days],
        "regions": [*_rows_of(regions, positions)],
        "links": _numbered(joined, papers),
    }
    day_of = {day: number for number, day in enumerate(days)}
    numbers = _numbers_of_tags(archive, number_of, keywords)
    rows = [
        [
            paper.title.plain,
            slug_in(paper.title.plain, paper.slug),
            *positions[paper.slug],
            day_of[paper.newest.date],
            most_upvotes(paper) or 0,
            *numbers[paper.slug],
        ]
        for paper in papers
    ]
    return _lines(head, rows)


def authors(papers: Sequence[Paper], drawn: ArchiveMap) -> str:
    """Return the authors of each paper on the map as JSON, in the order of `places`."""
    return _lines({}, [", ".join(paper.authors) for paper in _placed(papers, drawn)], "authors")


def _placed(papers: Sequence[Paper], drawn: ArchiveMap) -> list[Paper]:
    return [paper for paper in papers if paper.slug in drawn.positions]


def _numbers_of_tags(
    archive: Archive, number_of: Mapping[str, int], keywords: Sequence[Group]
) -> Mapping[str, list[int]]:
    """Return the numbers of each paper's tags and of its keywords with a colour, by its slug."""
    numbers = {
        paper.slug: [number_of[each.tag] for each in archive.assignments[paper.slug] if each.tag in number_of]
        for paper in archive.papers
    }
    for number, group in enumerate(keywords, len(number_of)):
        for slug in group.papers:
            numbers[slug].append(number)
    return numbers


# ---- Regions, and links where there are none -------------------------------------------------------------------------


def levels(regions: Sequence[Region]) -> list[list[Region]]:
    """Return the regions with a name at each level, the coarsest first, no name twice at one level.

    In place of a region without a name stand its parts and, where these have none, their parts, unless they are small.
    """
    shown = []
    papers = sum(len(region.papers) for region in regions)
    for level in range(_LEVELS):
        by_name: dict[tuple[tuple[str, str], ...], Region] = {}
        for region in regions:
            for part in _with_names(region):
                if part is region or len(part.papers) >= papers // (_SMALLEST_SHARE << level):
                    by_name.setdefault(part.names, part)
        shown.append([*by_name.values()])
        regions = [part for region in regions for part in (region.parts or (region,))]
    return shown


def _with_names(region: Region) -> Iterator[Region]:
    """Yield a region if it has a name, else the closest parts that have one."""
    if region.names:
        yield region
    else:
        for part in region.parts:
            yield from _with_names(part)


def name_of(region: Region) -> str:
    return " · ".join(label for label, _ in region.names)


def _rows_of(regions: Sequence[Region], positions: Mapping[str, Position]) -> Iterator[list[object]]:
    """Yield each region as `places` describes it."""
    shown = levels(regions)
    seen: set[Region] = set()
    for level, at_level in enumerate(shown):
        for region in at_level:
            if region in seen:
                continue
            seen.add(region)
            last = max(other for other in range(level, _LEVELS) if region in shown[other])
            where = [positions[slug] for slug in region.papers]
            yield [level, last, name_of(region), len(where), *_middle(where), *_extent(where)]


def _middle(where: Sequence[Position]) -> Position:
    return round(sum(x for x, _ in where) / len(where)), round(sum(y for _, y in where) / len(where))


def _extent(where: Sequence[Position]) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom, without the outermost twentieth on each side."""
    ends = []
    for values in (sorted(x for x, _ in where), sorted(y for _, y in where)):
        left_out = len(values) // 20
        ends.append((values[left_out], values[-1 - left_out]))
    (left, right), (top, bottom) = ends
    return left, top, right, bottom


def links(neighbours: Mapping[str, Sequence[Neighbour]]) -> set[tuple[str, str]]:
    """Return pairs of papers of which one is among the closest of the other."""
    return {
        (min(slug, neighbour.slug), max(slug, neighbour.slug))
        for slug, closest in neighbours.items()
        for neighbour in closest[:_LINKS]
    }


def _numbered(joined: Sequence[tuple[str, str]], papers: Sequence[Paper]) -> list[tuple[int, int]]:
    number_of = {paper.slug: number for number, paper in enumerate(papers)}
    return [(number_of[one], number_of[other]) for one, other in joined]


# ---- Colours ---------------------------------------------------------------------------------------------------------


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


def _lines(head: Mapping[str, object], rows: Sequence[object], name: str = "places") -> str:
    """Return a JSON object with a line for each row, so that a difference of two builds shows new papers."""
    keys = "".join(f"{compact_json(key)}:{compact_json(value)},\n" for key, value in head.items())
    listed = ",\n".join(map(compact_json, rows))
    return f"{{{keys}{compact_json(name)}:[\n{listed}\n]}}\n"
