"""Relations: how similar the papers of an archive are to each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A paper similar to another: the cosine of their vectors, and the shared terms that contribute most to it."""

    slug: str
    similarity: float
    terms: tuple[str, ...]


Profile: TypeAlias = tuple[tuple[str, int], ...]
"""The terms of a paper that find similar papers best, each with its weight in the paper's vector, in hundredths."""


Position: TypeAlias = tuple[int, int]
"""A place on a map: x and y, from 0 to 1000."""


@dataclass(frozen=True, slots=True)
class ArchiveMap:
    """The positions by slug of papers on a map, or of tags when there are too many papers.

    Similar papers are close to each other.
    """

    shows_tags: bool = False
    positions: Mapping[str, Position] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Region:
    """Papers that are close together on a map, as slugs in alphabetical order.

    `names` are what it is named by, as labels with the slugs of their tags, "" for words that are no tag; it may have
    none. `parts` are the regions in it, the largest first.
    """

    names: tuple[tuple[str, str], ...]
    papers: tuple[str, ...]
    parts: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True)
class Relations:
    """How similar papers are: the neighbours of each paper by slug, most similar first, the map of the archive with its
    regions, and the profile of each paper by slug.

    Papers without neighbours are left out. Relations take seconds to compute, and only a build needs them.
    """

    neighbours: Mapping[str, tuple[Neighbour, ...]] = field(default_factory=dict)
    map: ArchiveMap = ArchiveMap()
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    regions: tuple[Region, ...] = ()
