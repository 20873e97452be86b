"""Regions of the map: groups of papers that are close together, at three levels, named by what these share.

A region of the finest level is a hill of the papers' density: from every cell of a grid, the steepest way up leads to
the top of one. Neighbouring hills are merged to the regions of the other levels, so that each region lies in one of the
level above. Densities, sums and products are whole numbers, exact on every machine.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, combinations
from typing import NamedTuple, TypeAlias

from generator.relations import Position, Region
from generator.topics import similarity
from generator.topics.similarity import Vectors
from generator.topics.text_terms import folded

VERSION = "3"
"""Changes whenever the same positions and names would give other regions."""

MINIMUM_PAPERS = 60
"""An archive with fewer papers has no regions."""

_CELL = 10
_SIDE = 1000 // _CELL + 1
_WIDEST = 12
"""Half of the width, in cells, of the widest blur that is tried."""

_PAPERS_PER_REGION, _MAXIMUM_REGIONS = 12, 80
_SMALLEST = 5
_LARGE, _FEWEST_LARGE = 8, 3
"""Regions of the coarsest level; there are fewer in a small archive."""

_COVERED = 3
"""A name is shared by at least one in so many papers of its region."""

_PRIOR = 10
"""Papers that every region is assumed to have besides its own, with the names of the whole archive."""

_CLEARLY, _OFTEN = 3.0, math.log(2)
"""How much more frequent a tag must be in its region than elsewhere: in standard deviations, and as log odds."""

_CLEARLY_FOR_WORDS, _TIMES_AS_OFTEN = 8.0, 5
"""The same of a word: in standard deviations, and as a ratio of shares. With less, "LLMs" and "reasoning" would name
regions: a third of the archive has them.
"""

_OF_A_PAIR, _CANDIDATES_OF_PAIRS = 8, 8
"""One in so many papers of a region share each of two tags that name it together. They are among its first tags."""

_PHRASE = 1.5
"""A phrase of several words says more than one of its words: by how much its score is multiplied."""

_SHARE_OF_A_WORD = 0.5
"""Part of a region that must have a single word. Fewer have "layer" in common, which is not what they are about."""


class Named(NamedTuple):
    """A name with the papers that it applies to. `tag` is the slug of a tag, "" if the name is a mere word."""

    label: str
    tag: str
    papers: frozenset[str]


Group: TypeAlias = tuple[str, ...]
"""The slugs of papers that are close together, in alphabetical order."""

RegionJson: TypeAlias = tuple[Sequence[tuple[str, str]], Sequence[str], Sequence["RegionJson"]]
"""A region as JSON values, for the cache; those with parts have the papers of these."""


def find(positions: Mapping[str, Position], tags: Sequence[Named], words: Sequence[Named]) -> tuple[Region, ...]:
    """Return the regions of the coarsest level, the largest first; none for few papers.

    A region is named by the tag that is most over-represented in it, else by two tags, else by a word, but never by
    something that fewer than a third of its papers have. Some are left without a name.
    """
    if len(positions) < MINIMUM_PAPERS:
        return ()
    small = _merged(_hills(positions), positions, _MAXIMUM_REGIONS, _SMALLEST)
    number_of_large = max(_FEWEST_LARGE, min(_LARGE, len(small) // 3))
    middle = _merged(small, positions, round(math.sqrt(number_of_large * len(small))))
    large = _merged(middle, positions, number_of_large)
    regions: tuple[Region, ...] = ()
    for groups in (small, middle, large):
        names = _names(groups, tags, words, len(positions))
        regions = tuple(
            Region(names[group], group, tuple(part for part in regions if part.papers[0] in set(group)))
            for group in sorted(groups, key=lambda group: (-len(group), group))
        )
    return regions


def to_json(region: Region) -> RegionJson:
    return region.names, () if region.parts else region.papers, tuple(map(to_json, region.parts))


def from_json(value: RegionJson) -> Region:
    names, papers, parts = value
    regions = tuple(map(from_json, parts))
    papers = sorted(slug for part in regions for slug in part.papers) if regions else papers
    return Region(tuple((label, tag) for label, tag in names), tuple(papers), regions)


# ---- Groups of papers ------------------------------------------------------------------------------------------------


def _hills(positions: Mapping[str, Position]) -> list[Group]:
    """Return the papers of each hill of the density, blurred as little as leaves hills of enough papers."""
    cells = {slug: (y // _CELL) * _SIDE + x // _CELL for slug, (x, y) in positions.items()}
    counts = Counter(cells.values())
    maximum = max(1, len(positions) // _PAPERS_PER_REGION)
    grid = [counts[cell] for cell in range(_SIDE * _SIDE)]
    for width in range(1, _WIDEST + 1):
        density = _blurred(grid, width)
        tops = _tops(density, counts)
        if len(set(tops.values())) <= min(maximum, 2 * _MAXIMUM_REGIONS):
            break
    members: dict[int, list[str]] = defaultdict(list)
    for slug in sorted(cells):
        members[tops[cells[slug]]].append(slug)
    return [tuple(slugs) for slugs in members.values()]


def _blurred(grid: Sequence[int], width: int) -> list[int]:
    """Return the sums of the squares around each cell, three times over: nearly a normal distribution."""
    blurred = list(grid)
    for _ in range(3):
        for step, line in ((1, _SIDE), (_SIDE, 1)):
            for begin in range(0, _SIDE * line, line):
                cells = range(begin, begin + _SIDE * step, step)
                sums = [0, *accumulate(blurred[cell] for cell in cells)]
                for place, cell in enumerate(cells):
                    blurred[cell] = sums[min(_SIDE, place + width + 1)] - sums[max(0, place - width)]
    return blurred


def _tops(density: Sequence[int], cells: Iterable[int]) -> dict[int, int]:
    """Return the top of the hill on which each cell lies."""
    tops: dict[int, int] = {}
    for cell in cells:
        way = [cell]
        while way[-1] not in tops:
            higher = max(_around(way[-1]), key=lambda other: (density[other], -other))
            if higher == way[-1]:
                tops[higher] = higher
            way.append(higher)
        tops |= dict.fromkeys(way, tops[way[-1]])
    return tops


def _around(cell: int) -> Iterator[int]:
    """Yield a cell and those that touch it."""
    row, column = divmod(cell, _SIDE)
    for other_row in range(max(0, row - 1), min(_SIDE, row + 2)):
        for other_column in range(max(0, column - 1), min(_SIDE, column + 2)):
            yield other_row * _SIDE + other_column


class _Heap(NamedTuple):
    """A group with the sums of its positions."""

    group: Group
    x: int
    y: int

    def spread_with(self, other: _Heap) -> float:
        """Return by how much the sum of squared distances to the centres grows if both are one (Ward, 1963)."""
        ours, theirs = len(self.group), len(other.group)
        x, y = self.x * theirs - other.x * ours, self.y * theirs - other.y * ours
        return (x * x + y * y) / (ours * theirs * (ours + theirs))

    def with_other(self, other: _Heap) -> _Heap:
        return _Heap(tuple(sorted(self.group + other.group)), self.x + other.x, self.y + other.y)


def _merged(groups: Iterable[Group], positions: Mapping[str, Position], number: int, smallest: int = 1) -> list[Group]:
    """Return at most so many groups, none with fewer papers than `smallest`: those that spread least are merged."""
    heaps = [
        _Heap(group, sum(positions[slug][0] for slug in group), sum(positions[slug][1] for slug in group))
        for group in sorted(groups)
    ]
    while len(heaps) > 1:
        small = [heap for heap in heaps if len(heap.group) < smallest]
        if len(heaps) <= number and not small:
            break
        pairs = ((one, other) for one in small for other in heaps if one != other) if small else combinations(heaps, 2)
        one, other = min(pairs, key=lambda pair: (pair[0].spread_with(pair[1]), pair))
        heaps = [heap for heap in heaps if heap not in (one, other)] + [one.with_other(other)]
    return [heap.group for heap in heaps]


# ---- Names -----------------------------------------------------------------------------------------------------------


class _Choice(NamedTuple):
    """A name that a group may have: how well it fits, and the labels and slugs of its tags."""

    score: float
    names: tuple[tuple[str, str], ...]


def _names(
    groups: Sequence[Group], tags: Sequence[Named], words: Sequence[Named], papers: int
) -> dict[Group, tuple[tuple[str, str], ...]]:
    """Return the names of each group, none of them twice: the group that a name fits best gets it."""
    names: dict[Group, tuple[tuple[str, str], ...]] = {}
    used: set[str] = set()
    of_tags, of_words = _counts(groups, tags), _counts(groups, words)
    for find_choices, named, counted in ((_single, tags, of_tags), (_pairs, tags, of_tags), (_single, words, of_words)):
        choices = [
            (choice, group)
            for group, counts in zip(groups, counted, strict=True)
            if group not in names
            for choice in find_choices(group, named, counts, papers)
        ]
        for choice, group in sorted(choices, key=lambda each: (-each[0].score, each[0].names, each[1])):
            folded = {label.casefold() for label, _ in choice.names}
            if group not in names and used.isdisjoint(folded):
                names[group] = choice.names
                used |= folded
    return {group: names.get(group, ()) for group in groups}


def _counts(groups: Sequence[Group], named: Sequence[Named]) -> list[Counter[int]]:
    """Return how many papers of each group have each name, by its number."""
    group_of = {slug: number for number, group in enumerate(groups) for slug in group}
    counts: list[Counter[int]] = [Counter() for _ in groups]
    for number, name in enumerate(named):
        for group, count in Counter(map(group_of.get, name.papers)).items():
            if group is not None:
                counts[group][number] = count
    return counts


def _single(group: Group, named: Sequence[Named], counts: Mapping[int, int], papers: int) -> Iterator[_Choice]:
    """Yield the names that a third of a group has, if they are over-represented in it."""
    for number, count in counts.items():
        name = named[number]
        if count * _COVERED < len(group):
            continue
        score, odds = _score(count, len(name.papers), len(group), papers)
        if name.tag:
            if score >= _CLEARLY and odds >= _OFTEN:
                yield _Choice(score, ((name.label, name.tag),))
        elif score >= _CLEARLY_FOR_WORDS and _is_rare_elsewhere(count, len(name.papers), len(group), papers):
            is_phrase = " " in name.label or "-" in name.label
            if is_phrase or count >= _SHARE_OF_A_WORD * len(group):
                yield _Choice(score * (_PHRASE if is_phrase else 1), ((_with_capital(name.label), ""),))


def _is_rare_elsewhere(count: int, in_all: int, size: int, papers: int) -> bool:
    """Return True if a name's share of the papers elsewhere is a fifth of its share of a group, or less.

    >>> _is_rare_elsewhere(60, 260, 80, 1000), _is_rare_elsewhere(60, 140, 80, 1000)
    (False, True)
    """
    return count * (papers - size) >= _TIMES_AS_OFTEN * (in_all - count) * size


def _pairs(group: Group, tags: Sequence[Named], counts: Mapping[int, int], papers: int) -> Iterator[_Choice]:
    """Yield pairs of over-represented tags: a third of the group has one of them, or both."""
    candidates = []
    for number, count in counts.items():
        score, odds = _score(count, len(tags[number].papers), len(group), papers)
        if score >= _CLEARLY and odds >= _OFTEN and count * _OF_A_PAIR >= len(group):
            candidates.append((-score, tags[number].label, tags[number]))
    candidates.sort()
    for (one, _, first), (other, _, second) in combinations(candidates[:_CANDIDATES_OF_PAIRS], 2):
        if len((first.papers | second.papers).intersection(group)) * _COVERED >= len(group):
            yield _Choice(-one - other, ((first.label, first.tag), (second.label, second.tag)))


def _score(count: int, in_all: int, size: int, papers: int) -> tuple[float, float]:
    """Return by how much a name is more frequent in a group than elsewhere: in standard deviations, and as log odds.

    The odds have an informative Dirichlet prior (Monroe, Colaresi & Quinn, 2008, https://doi.org/10.1093/pan/mpn018).
    """
    prior = _PRIOR * (in_all + 1) / (papers + 2)  # neither none of the papers nor all of them
    odds = (count + prior) / (size - count + _PRIOR - prior)
    elsewhere = (in_all - count + prior) / (papers - size - in_all + count + _PRIOR - prior)
    difference = math.log(odds / elsewhere)
    return round(difference / math.sqrt(1 / (count + prior) + 1 / (in_all - count + prior)), 6), round(difference, 6)


def _with_capital(word: str) -> str:
    """Return a word as a name.

    >>> _with_capital("tree search"), _with_capital("mRNA folding")
    ('Tree search', 'mRNA folding')
    """
    return word[0].upper() + word[1:] if word.split(" ")[0].islower() else word


def names_in(
    vectors: Vectors, tags: Mapping[str, tuple[str, Collection[str]]]
) -> tuple[Sequence[Named], Sequence[Named]]:
    """Return the tags with the papers that have or mention them, and other terms with those that mention these.

    `tags` has the label and the papers of each slug.
    """
    mentions = similarity.mentions(vectors, _SMALLEST)
    found = []
    for slug, (label, papers) in sorted(tags.items()):
        _, mentioning = mentions.pop(folded(label), ("", ()))
        found.append(Named(label, slug, frozenset({*papers, *mentioning})))
    return found, [Named(name, "", frozenset(papers)) for name, papers in mentions.values()]
