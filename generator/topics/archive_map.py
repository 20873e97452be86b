"""The map of the archive: where its papers, or its tags, stand on a plane, those together that are alike."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from generator.model import ArchiveMap
from generator.topics import similarity
from generator.topics.similarity import Vectors

VERSION = "1"
"""Changes whenever the same vectors would give another map."""

MOST_PAPERS = 4000
"""Papers above which the map shows tags: nobody finds anything among more points, and to place them would take longer
than all else in a build (docs/decisions/0028-one-map-of-the-same-vectors.md has the figures).
"""


def draw(found: Vectors, tags: Mapping[str, Collection[str]]) -> ArchiveMap:
    """The places of the papers, or of the tags, by slug, when the papers are too many: each amid its papers."""
    if len(found.slugs) <= MOST_PAPERS:
        return ArchiveMap(False, dict(zip(found.slugs, similarity.places(found.matrix), strict=True)))
    shown = sorted(tags)
    middles = similarity.centres(found, [tags[slug] for slug in shown])
    return ArchiveMap(True, dict(zip(shown, similarity.places(middles), strict=True)))


def to_json(drawn: ArchiveMap) -> list[Any]:
    """The map as JSON values, for the cache; `from_json` reads them."""
    return [drawn.shows_tags, drawn.places]


def from_json(value: list[Any]) -> ArchiveMap:
    shows_tags, places = value
    return ArchiveMap(shows_tags, {slug: (x, y) for slug, (x, y) in places.items()})
