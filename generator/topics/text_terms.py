"""Terms: the words and phrases of a text that can name a concept, each with its weight and its spellings."""

from __future__ import annotations

import functools
import itertools
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from generator.text.phrases import ends_phrase, fold, fold_word, is_concept, located_clauses, slices

VERSION = "2"
"""Changes whenever the same text would give other terms."""

TITLE = 3
"""One occurrence in the title counts as much as this many in the abstract; so does a tag."""

_LONGEST = 3
"""Maximum number of words in a term. A tag's label is one term of any length."""

_JOINTS = frozenset("and for in on the to with".split())
"""Words that join two names. The "of" in "chain of thought" is part of one."""

_HYPHENS = "-/\u2010\u2011\u2012\u2013"

TermsJson: TypeAlias = tuple[str, str, Sequence[int]]
"""The terms of a text as JSON values, for the cache: the three columns of `Terms`."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms of one text, once for each of their spellings, in columns.

    `numbers` has three for each: the weight of its mentions, their number, and at how many of them the term is whole.
    It is whole if it ends a noun phrase and does not continue a hyphenated word ("time scaling" in "test-time scaling"
    is not whole).
    """

    terms: tuple[str, ...]
    spellings: tuple[str, ...]
    numbers: array[int]

    def rows(self) -> Iterator[tuple[str, str, int, int, int]]:
        """Yield each term, its spelling and its three numbers."""
        return zip(self.terms, self.spellings, *(self.numbers[index::3] for index in range(3)), strict=True)


def terms_of_text(text: str) -> TermsJson:
    """Return the terms of a text whose first line is the title: the words and phrases that `term_of` accepts."""
    numbers_of: dict[tuple[str, str], list[int]] = {}
    for line, paragraph in enumerate(text.split("\n")):
        for clause in located_clauses(paragraph):
            words = [word.text for word in clause]
            for begin, end in slices(words, _LONGEST):
                if term := term_of(tuple(words[begin:end])):
                    first, last = clause[begin].begin, clause[end - 1].end
                    following = words[end].lower() if end < len(words) else None
                    is_whole = ends_phrase(following) and not (begin and paragraph[first - 1] in _HYPHENS)
                    numbers = numbers_of.setdefault((term, " ".join(paragraph[first:last].split())), [0, 0, 0])
                    numbers[0] += 1 if line else TITLE
                    numbers[1] += 1
                    numbers[2] += is_whole
    terms = "\n".join(term for term, _ in numbers_of)
    spellings = "\n".join(spelling for _, spelling in numbers_of)
    return terms, spellings, list(itertools.chain.from_iterable(numbers_of.values()))


def decoded(value: TermsJson) -> Terms:
    """Return the terms of a text."""
    if not value[0]:
        return Terms((), (), array("i"))
    return Terms(tuple(value[0].split("\n")), tuple(value[1].split("\n")), array("i", value[2]))


@functools.lru_cache(maxsize=1 << 17)
def term_of(words: tuple[str, ...]) -> str:
    """Return the words folded and joined by spaces, or "" if they can name no concept ("we propose a novel method").

    >>> term_of(("Reward", "Models")), term_of(("novel", "method"))
    ('reward model', '')
    """
    lower = [word.lower() for word in words]
    return " ".join(map(fold_word, words)) if is_concept(lower) and _JOINTS.isdisjoint(lower) else ""


def folded(label: str) -> str:
    """Return the term of a tag's label."""
    return " ".join(fold(label))
