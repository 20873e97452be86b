"""Papers that nobody wrote, as many as wanted, always the same: benchmarks must not depend on anyone's text."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass

_SYLLABLES = "ba co du fe gi ha jo ku la mi no pa qui ro su ta ve wi xo zu bra cle dri flo gra pli".split()
_LINKS = "of and for with in on by from to as at over under between".split()
_VERBS = "shows finds learns joins splits turns keeps moves weighs holds".split()
ABSTRACT = 1200
"""Characters of an abstract, about."""
TAGS = 5
"""Tags of a paper."""
_FIRST_DAY = dt.date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class MadePaper:
    """A paper as a digest has it; every one of its tags stands in its abstract."""

    number: int
    title: str
    authors: tuple[str, ...]
    abstract: str
    tags: tuple[str, ...]


def words(number: int, seed: int) -> list[str]:
    """So many words of two to four syllables, none twice."""
    chance = random.Random(seed)  # noqa: S311 (nothing here is secret)
    found: dict[str, None] = {}
    while len(found) < number:
        found["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4)))] = None
    return list(found)


def tag_labels(seed: int) -> list[str]:
    """The labels of all tags: 300 pairs of words, the first ones used most."""
    vocabulary = words(600, seed + 1)
    return [f"{first} {second}" for first, second in zip(vocabulary[::2], vocabulary[1::2], strict=True)]


def papers(number: int, seed: int) -> Iterator[MadePaper]:
    """The first `number` papers of the endless list that a seed gives: more papers begin with the same ones."""
    chance = random.Random(seed)  # noqa: S311
    vocabulary, labels = words(3000, seed), tag_labels(seed)
    weights = [1 / (place + 10) for place in range(len(labels))]
    for place in range(number):
        tags: dict[str, None] = {}
        while len(tags) < TAGS:
            tags[chance.choices(labels, weights)[0]] = None
        title = f"{' '.join(chance.sample(vocabulary, 6)).capitalize()} {place}"
        authors = tuple(" ".join(chance.sample(vocabulary, 2)).title() for _ in range(chance.randint(1, 8)))
        yield MadePaper(place, title, authors, _abstract(list(tags), vocabulary, chance), tuple(tags))


def _abstract(tags: list[str], vocabulary: list[str], chance: random.Random) -> str:
    """Sentences, each with a tag in it, in turn."""
    sentences: list[str] = []
    while sum(map(len, sentences)) < ABSTRACT:
        subject, first, second, last = chance.sample(vocabulary, 4)
        tag = tags[len(sentences) % len(tags)]
        links = chance.choices(_LINKS, k=2)
        sentences.append(
            f"The {subject} {chance.choice(_VERBS)} {tag} {links[0]} the {first} {second}, {links[1]} a {last} {tag}."
        )
    return " ".join(sentences)


def day(number: int) -> dt.date:
    """The day of the so-manieth digest."""
    return _FIRST_DAY + dt.timedelta(days=number)
