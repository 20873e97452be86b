"""A paper's extracted keywords as readers see them: without what its tags or better ones say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from generator.model import Assignment, Keyword, Paper, Tag, Vocabulary
from generator.text.phrases import Words, fold

MAXIMUM = 10
"""Keywords shown of a paper; of 15 that are ranked, tags say some."""


def choose(
    papers: Iterable[Paper],
    ranked: Mapping[str, Sequence[Keyword]],
    tags: Iterable[Tag],
    vocabulary: Vocabulary,
    assignments: Mapping[str, Sequence[Assignment]],
) -> dict[str, tuple[str, ...]]:
    """The keywords of each paper by its slug, best first; papers without any are left out."""
    hidden = {tag.slug: tag.hidden for tag in vocabulary.tags}
    said_by = {tag.slug: _phrases((tag.label, *tag.aliases, *hidden.get(tag.slug, ()))) for tag in tags}
    chosen = {}
    for paper in papers:
        said = [phrase for assignment in assignments[paper.slug] for phrase in said_by[assignment.tag]]
        keywords: list[str] = []
        for keyword in ranked[paper.slug]:
            # What is part of a better keyword says nothing more: "tool calls" after "scheduling tool calls".
            if not any(_is_part(keyword.words, phrase) for phrase in said):
                keywords.append(keyword.spellings[0])
                said.append(keyword.words)
        if keywords:
            chosen[paper.slug] = tuple(keywords[:MAXIMUM])
    return chosen


def _phrases(spellings: Iterable[str]) -> list[Words]:
    return list(dict.fromkeys(map(fold, spellings)))


def _is_part(words: Words, phrase: Words) -> bool:
    """True if the words are in the phrase, one after the other.

    >>> _is_part(("language", "model"), ("large", "language", "model")), _is_part(("tree", "search"), ("search",))
    (True, False)
    """
    length = len(words)
    return any(phrase[start : start + length] == words for start in range(len(phrase) - length + 1))
