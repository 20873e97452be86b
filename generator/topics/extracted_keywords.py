"""The extracted keywords that a paper's page shows: those that repeat none of its tags and no better keyword."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from generator.model import Keyword, Paper, Tag
from generator.text.phrases import Words, fold
from generator.vocabulary import Assignment, Vocabulary

MAXIMUM = 10
"""Keywords shown for a paper. Up to 15 are ranked, and tags repeat some of them."""

_MINIMUM, _UNLIKELY = 3, -4.0
"""After three keywords, those below these log odds are left out: in papers that the trees were not fitted to, 44 % of
the ten best, with 29 % of those that authors chose.
"""


def choose(
    papers: Iterable[Paper],
    ranked: Mapping[str, Sequence[Keyword]],
    tags: Iterable[Tag],
    vocabulary: Vocabulary,
    assignments: Mapping[str, Sequence[Assignment]],
) -> dict[str, tuple[str, ...]]:
    """Return the keywords to show for each paper, by its slug and best first. Papers without keywords are left out.

    `ranked` has the keywords of every paper, best first; `tags` are those with a page.
    """
    matching = {tag.slug: tag.matching for tag in vocabulary.tags}
    phrases_of_tag = {tag.slug: _phrases((tag.label, *tag.aliases, *matching.get(tag.slug, ()))) for tag in tags}
    chosen = {}
    for paper in papers:
        shown = [phrase for assignment in assignments[paper.slug] for phrase in phrases_of_tag[assignment.tag]]
        keywords: list[str] = []
        # A part adds nothing: "tool calls" after "scheduling tool calls", nor before it if it only stands in that.
        whole = [(other.words, other.count) for other in ranked[paper.slug]]
        for keyword in ranked[paper.slug]:
            is_likely = len(keywords) < _MINIMUM or keyword.log_odds >= _UNLIKELY
            if is_likely and not any(_is_part(keyword.words, phrase) for phrase in shown):
                longer = (words for words, count in whole if len(words) > len(keyword.words) and count >= keyword.count)
                if not any(_is_part(keyword.words, words) for words in longer):
                    keywords.append(keyword.spellings[0])
                    shown.append(keyword.words)
        if keywords:
            chosen[paper.slug] = tuple(keywords[:MAXIMUM])
    return chosen


def _phrases(spellings: Iterable[str]) -> list[Words]:
    return list(dict.fromkeys(map(fold, spellings)))


def _is_part(words: Words, phrase: Words) -> bool:
    """Return True if the phrase contains the words in a row.

    >>> _is_part(("language", "model"), ("large", "language", "model")), _is_part(("tree", "search"), ("search",))
    (True, False)
    """
    length = len(words)
    return words[0] in phrase and any(
        phrase[start : start + length] == words for start in range(len(phrase) - length + 1)
    )
