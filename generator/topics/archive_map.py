"""The map of the archive: positions of papers, or of tags, on a plane, with similar ones close together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeAlias

from generator.relations import ArchiveMap
from generator.topics import similarity
from generator.topics.similarity import Vectors

VERSION = "1"
"""Changes whenever the same vectors would give another map."""

MAXIMUM_PAPERS = 4000
"""Above this number of papers the map shows tags. Nobody finds anything among more points, and computing their
positions would take longer than the rest of a build (docs/decisions/0028-one-map-of-the-same-vectors.md has figures).
"""

MapJson: TypeAlias = tuple[bool, Mapping[str, tuple[int, int]]]
"""A map as JSON values, for the cache: whether it shows tags, and the position of each slug."""


def draw(vectors: Vectors, tags: Mapping[str, Collection[str]]) -> ArchiveMap:
    """Return the map of the papers, or that of the tags if there are more than `MAXIMUM_PAPERS`.

    `tags` has the slugs of each tag's papers. A tag stands at the centre of its papers.
    """
    if len(vectors.slugs) <= MAXIMUM_PAPERS:
        return ArchiveMap(False, dict(zip(vectors.slugs, similarity.positions(vectors.matrix), strict=True)))
    shown = sorted(tags)
    centres = similarity.centres(vectors, [tags[slug] for slug in shown])
    return ArchiveMap(True, dict(zip(shown, similarity.positions(centres), strict=True)))


def to_json(drawn: ArchiveMap) -> MapJson:
    return drawn.shows_tags, drawn.positions


def from_json(value: MapJson) -> ArchiveMap:
    shows_tags, positions = value
    return ArchiveMap(shows_tags, {slug: (x, y) for slug, (x, y) in positions.items()})
