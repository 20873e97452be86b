"""Vectors of a few papers, for tests of what is made of vectors."""

from __future__ import annotations

from collections.abc import Mapping

from generator.topics import similarity
from generator.topics.similarity import Description, Vectors


def vectors_of(shelf: Mapping[str, Description], size: int | None = None) -> Vectors:
    """Return the vectors of papers, described by slug, of which the first `size` are the baseline, by default all."""
    oldest = dict(list(shelf.items())[:size])
    baseline = similarity.read_baseline(oldest)
    later = similarity.later_rows({slug: shelf[slug] for slug in shelf if slug not in oldest}, baseline)
    return similarity.vectorise(list(shelf), baseline, list(later.values()))
