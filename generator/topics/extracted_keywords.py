"""The extracted keywords that a paper's page shows: those that repeat none of its tags and no better keyword."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from generator.model import Keyword, Paper, Tag
from generator.text.phrases import Words, fold
from generator.vocabulary import Assignment, Vocabulary

MAXIMUM = 10
"""Keywords shown for a paper. Up to 15 are ranked, and tags repeat some of them."""

_MINIMUM, _UNLIKELY = 3, -4.0
"""After three keywords, those below these log odds are left out: of WWW, with trees fitted to ICLR, 28 % of the ten
best, with 13 % of those that authors chose.
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
        shown = "\n".join(phrases_of_tag[assignment.tag] for assignment in assignments[paper.slug])
        offered = [(f" {keyword.phrase} ", keyword) for keyword in ranked[paper.slug]]
        # A part adds nothing: "tool calls" after "scheduling tool calls", nor before it if it only stands in that.
        whole = "\n".join(phrase for phrase, _ in offered)
        keywords: list[str] = []
        for phrase, keyword in offered:
            is_likely = len(keywords) < _MINIMUM or keyword.log_odds >= _UNLIKELY
            if not is_likely or phrase in shown:
                continue
            is_part = whole.count(phrase) > 1 and any(
                phrase in longer and phrase != longer and other.count >= keyword.count for longer, other in offered
            )
            if not is_part:
                keywords.append(keyword.spellings[0])
                shown += f"\n{phrase}"
        if keywords:
            chosen[paper.slug] = tuple(keywords[:MAXIMUM])
    return chosen


def _phrases(spellings: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(_spaced(fold(spelling)) for spelling in spellings))


def _spaced(words: Words) -> str:
    """Return words between spaces: those of a phrase contain those of its parts.

    >>> _spaced(("language", "model")) in _spaced(("large", "language", "model"))
    True
    """
    return f" {' '.join(words)} "
