"""Profiles of papers: the few terms of a vector that find similar papers best, for comparison in a browser."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from generator.relations import Profile
from generator.topics import similarity
from generator.topics.similarity import Vectors

VERSION = "2"
"""Changes whenever the same vectors would give other profiles."""

ProfilesJson: TypeAlias = Mapping[str, Sequence[tuple[str, int]]]
"""Profiles by slug as JSON values, for the cache."""

TERMS = 12
"""Terms of a profile. For shelves of eight papers among 1,948, and 500 candidates, 12 terms find 6.0 of the ten papers
that whole vectors find, which have 69 terms on average; 8 terms find 5.6 of them, 16 terms 6.2.
"""


def find(vectors: Vectors, rows: Sequence[int]) -> dict[str, Profile]:
    """Return the profiles of the papers in these rows by slug, strongest terms first, with weights in hundredths."""
    profiles = {}
    for row, strongest in zip(rows, similarity.strongest(vectors, rows, TERMS), strict=True):
        weights: dict[str, int] = {}
        for column, weight in strongest:
            weights.setdefault(vectors.names[column], round(100 * weight))
        profiles[vectors.slugs[row]] = tuple((name, weight) for name, weight in weights.items() if weight)
    return profiles


def from_json(value: ProfilesJson) -> dict[str, Profile]:
    """Read profiles back. Names are interned, since each occurs many times."""
    return {
        sys.intern(slug): tuple((sys.intern(name), weight) for name, weight in terms) for slug, terms in value.items()
    }
