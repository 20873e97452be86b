"""Related papers: the nearest vectors of each paper, with the shared terms that explain them."""

from __future__ import annotations

import functools
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from generator.relations import Neighbour
from generator.text.phrases import slices
from generator.topics import similarity
from generator.topics.similarity import Vectors

VERSION = "3"
"""Changes whenever the same vectors would give other neighbours or terms."""

NeighboursJson: TypeAlias = Mapping[str, Sequence[tuple[str, float, Sequence[str]]]]
"""Neighbours by slug as JSON values, for the cache: slug, similarity and terms of each."""

NewerJson: TypeAlias = Sequence[tuple[str, tuple[str, float, Sequence[str]]]]
"""New neighbours as JSON values, for the cache: each after the slug of the paper that has it."""

MAXIMUM_NEIGHBOURS = 5

MINIMUM_SIMILARITY = 0.15
"""Below this cosine, papers have common words rather than a common subject."""

_TERMS = 4
"""Shared terms that are shown."""

_MINIMUM_SHARE, _MINIMUM_SHARE_OF_WORD = 0.06, 0.12
"""A phrase, or a word, that contributes a smaller share of the cosine explains nothing."""


def find(vectors: Vectors, rows: Sequence[int], among: int) -> dict[str, tuple[Neighbour, ...]]:
    """Return the neighbours of the papers in these consecutive rows, by slug and most similar first.

    Neighbours are among the first `among` papers. Papers without neighbours are left out.
    """
    nearest = similarity.nearest(vectors, rows, among, MINIMUM_SIMILARITY, MAXIMUM_NEIGHBOURS)
    found = {
        vectors.slugs[row]: tuple(
            Neighbour(vectors.slugs[column], cosine, terms)
            for column, cosine in neighbours
            if (terms := explain(vectors, row, column))
        )
        for row, neighbours in nearest
    }
    return {slug: neighbours for slug, neighbours in found.items() if neighbours}


def newer(vectors: Vectors, rows: Sequence[int], closest: Mapping[str, float]) -> Iterator[tuple[str, Neighbour]]:
    """Yield earlier papers with the new neighbours that they have in these consecutive rows.

    A paper gets a new neighbour only if that is closer than all that it had before: `closest` has the cosine of the
    closest, by slug. Otherwise each digest would change the pages of a hundred papers.
    """
    best = [closest.get(slug, MINIMUM_SIMILARITY) for slug in vectors.slugs[: rows[0]]]
    for row, newcomer, cosine in sorted(similarity.closer(vectors, rows, best)):
        if terms := explain(vectors, row, newcomer):
            yield vectors.slugs[row], Neighbour(vectors.slugs[newcomer], cosine, terms)


def closest_of(neighbours: Iterable[tuple[str, Neighbour]]) -> dict[str, float]:
    """Return the cosine of the closest neighbour of each paper that has some, by its slug."""
    closest: dict[str, float] = {}
    for slug, neighbour in neighbours:
        closest[slug] = max(closest.get(slug, 0.0), neighbour.similarity)
    return closest


def with_newer(
    neighbours: Mapping[str, Sequence[Neighbour]], newer: Iterable[tuple[str, Neighbour]]
) -> dict[str, tuple[Neighbour, ...]]:
    """Return the neighbours of papers with their new ones, the most similar first."""
    added: dict[str, list[Neighbour]] = defaultdict(list)
    for slug, neighbour in newer:
        added[slug].append(neighbour)
    both = {slug: (*neighbours.get(slug, ()), *more) for slug, more in added.items()}
    best = {
        slug: tuple(sorted(found, key=lambda neighbour: -neighbour.similarity)[:MAXIMUM_NEIGHBOURS])
        for slug, found in both.items()
    }
    return {slug: tuple(found) for slug, found in neighbours.items()} | best


def explain(vectors: Vectors, one: int, other: int) -> tuple[str, ...]:
    """Return the terms that contribute most to the similarity of two rows, as people write them.

    No term repeats a word of another. A single word alone is no explanation: batteries and bodies both have a "cell".
    """
    shared = similarity.shared(vectors, one, other)
    parts = {vectors.terms[column]: part for column, part in shared}
    names = {vectors.terms[column]: vectors.names[column] for column, _ in shared if vectors.names[column]}
    weights = {term: sum(parts[part] for part in _included(term) if part in parts) for term in names}
    cosine = sum(parts.values())
    chosen: list[str] = []
    for term in sorted(weights, key=lambda term: (-round(weights[term], 6), term)):
        minimum = _MINIMUM_SHARE if " " in term else _MINIMUM_SHARE_OF_WORD
        if weights[term] >= minimum * cosine and not any(_overlap(term, better) for better in chosen):
            chosen.append(term)
    is_enough = len(chosen) > 1 or " " in "".join(chosen)
    return tuple(names[term] for term in chosen[:_TERMS]) if is_enough else ()


@functools.lru_cache(maxsize=1 << 17)
def _included(term: str) -> tuple[str, ...]:
    """Return the terms that a phrase includes: itself, its parts, and its acronym.

    >>> _included("chain of thought")
    ('chain', 'chain of', 'chain of thought', 'of', 'of thought', 'thought', 'cot')
    """
    words = term.split()
    inner = dict.fromkeys(" ".join(words[begin:end]) for begin, end in slices(words))
    return (*inner, "".join(word[0] for word in words)) if len(words) > 1 else (term,)


def _overlap(one: str, other: str) -> bool:
    """Return True if one term includes the other or they have a word in common."""
    return one in _included(other) or other in _included(one) or bool(set(one.split()) & set(other.split()))


def to_json(neighbours: Mapping[str, Iterable[Neighbour]]) -> NeighboursJson:
    return {
        slug: [(neighbour.slug, neighbour.similarity, neighbour.terms) for neighbour in neighbours_of_slug]
        for slug, neighbours_of_slug in neighbours.items()
    }


def from_json(value: NeighboursJson) -> dict[str, tuple[Neighbour, ...]]:
    """Read neighbours back. Slugs and terms are interned, since each occurs many times."""
    return {
        sys.intern(slug): tuple(
            Neighbour(sys.intern(neighbour), cosine, tuple(map(sys.intern, terms))) for neighbour, cosine, terms in rows
        )
        for slug, rows in value.items()
    }


def newer_as_json(newer: Iterable[tuple[str, Neighbour]]) -> NewerJson:
    return [(slug, (neighbour.slug, neighbour.similarity, neighbour.terms)) for slug, neighbour in newer]


def newer_from_json(value: NewerJson) -> list[tuple[str, Neighbour]]:
    return [(slug, Neighbour(other, cosine, tuple(terms))) for slug, (other, cosine, terms) in value]
