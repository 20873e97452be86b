"""Related papers: each paper's neighbours among the vectors, and the terms that made them neighbours."""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from generator.model import Neighbour
from generator.text.phrases import slices
from generator.topics import similarity
from generator.topics.similarity import Vectors

VERSION = "1"
"""Changes whenever the same vectors would give other neighbours or terms."""

MOST = 5

LEAST = 0.15
"""The cosine below which papers have common words rather than a common subject."""

_TERMS = 4
"""Shared terms that are shown."""

_LEAST_SHARE, _LEAST_SHARE_OF_WORD = 0.06, 0.12
"""A phrase, or a word, that adds less of the cosine than this explains nothing."""


def find(found: Vectors, rows: Sequence[int]) -> dict[str, tuple[Neighbour, ...]]:
    """The neighbours of each paper in these rows that has any, by its slug, the most like it first. The rows follow
    each other.
    """
    neighbours = {
        found.slugs[row]: tuple(
            Neighbour(found.slugs[column], cosine, terms)
            for column, cosine in near
            if (terms := explain(found, row, column))
        )
        for row, near in similarity.nearest(found, rows, LEAST, MOST)
    }
    return {slug: near for slug, near in neighbours.items() if near}


def explain(found: Vectors, one: int, other: int) -> tuple[str, ...]:
    """The terms that do most for the likeness of two rows, as people write them; none repeats a word of another.

    A single word alone is no explanation: "cell" is a battery's and a body's.
    """
    shared = similarity.shared(found, one, other)
    parts = {found.terms[column]: part for column, part in shared}
    names = {found.terms[column]: found.names[column] for column, _ in shared if found.names[column]}
    weights = {term: sum(parts[part] for part in _told_by(term) if part in parts) for term in names}
    whole = sum(parts.values())
    chosen: list[str] = []
    for term in sorted(weights, key=lambda term: (-round(weights[term], 6), term)):
        least = _LEAST_SHARE if " " in term else _LEAST_SHARE_OF_WORD
        if weights[term] >= least * whole and not any(_repeats(term, known) for known in chosen):
            chosen.append(term)
    is_enough = len(chosen) > 1 or " " in "".join(chosen)
    return tuple(names[term] for term in chosen[:_TERMS]) if is_enough else ()


@functools.lru_cache(maxsize=1 << 17)
def _told_by(term: str) -> tuple[str, ...]:
    """The terms that who reads this one has read as well: itself, what is part of it, and its acronym.

    >>> _told_by("chain of thought")
    ('chain', 'chain of', 'chain of thought', 'of', 'of thought', 'thought', 'cot')
    """
    words = term.split()
    inner = dict.fromkeys(" ".join(words[begin:end]) for begin, end in slices(words))
    return (*inner, "".join(word[0] for word in words)) if len(words) > 1 else (term,)


def _repeats(term: str, known: str) -> bool:
    """Whether one of two terms tells the other, or a word of it."""
    return term in _told_by(known) or known in _told_by(term) or bool(set(term.split()) & set(known.split()))


def to_json(neighbours: Mapping[str, Iterable[Neighbour]]) -> dict[str, Any]:
    """The neighbours as JSON values, for the cache; `from_json` reads them."""
    return {slug: [[near.slug, near.similarity, near.terms] for near in of] for slug, of in neighbours.items()}


def from_json(value: Mapping[str, Any]) -> dict[str, tuple[Neighbour, ...]]:
    """What `to_json` gave, after a way through the cache: slugs and terms, each of which is there many times, once."""
    return {
        sys.intern(slug): tuple(
            Neighbour(sys.intern(near), cosine, tuple(map(sys.intern, terms))) for near, cosine, terms in of
        )
        for slug, of in value.items()
    }
