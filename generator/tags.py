"""Tags: the curated vocabulary first, then keywords that enough papers share."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from generator.model import Paper, Tag, VocabularyTag
from generator.permalinks import slugify

_STOP = frozenset(
    "approach approaches data dataset datasets experiment experiments framework language large learning method methods "
    "model models paper performance problem result results show state-of-the-art study system systems task tasks "
    "training work".split()
)
"""Words that say nothing as a tag of their own."""


def assign(
    papers: Sequence[Paper],
    keywords: Mapping[str, Sequence[str]],
    vocabulary: Iterable[VocabularyTag],
    minimum_papers: int,
) -> tuple[Tag, ...]:
    """The archive's tags, by label. `keywords` are a paper's, by slug.

    A curated tag takes the papers that have one of its spellings as a keyword, or whose notes name it. Other keywords
    become tags when at least `minimum_papers` share them.
    """
    curated = {tag.slug: tag for tag in vocabulary}
    by_spelling = {
        fold(spelling): tag.slug
        for tag in curated.values()
        for spelling in (tag.slug.replace("-", " "), tag.label, *tag.aliases)
    }
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    members: dict[str, dict[str, Paper]] = defaultdict(dict)
    for paper in papers:
        noted = [name for note in paper.notes for name in note.tags]
        for keyword in (*noted, *paper.keywords, *keywords.get(paper.slug, ())):
            slug = by_spelling.get(fold(keyword)) or slugify(fold(keyword))
            if slug:
                members[slug][paper.slug] = paper
                spellings[slug][keyword] += 1
    tags = []
    for slug, tagged in members.items():
        known = curated.get(slug)
        if known and known.hidden:
            continue
        if known or (len(tagged) >= minimum_papers and not _says_nothing(slug)):
            label = known.label if known else _commonest(spellings[slug])
            described = (known.description, known.parent) if known else ("", "")
            tags.append(Tag(slug, label, tuple(tagged.values()), *described))
    return tuple(sorted(tags, key=lambda tag: (tag.label.casefold(), tag.slug)))


def fold(keyword: str) -> str:
    """A keyword without what does not change its meaning: case, hyphens, the plural of its last word.

    >>> fold("Vision-Language Models")
    'vision language model'
    """
    folded = " ".join(re.sub(r"[-\u2010-\u2013/]", " ", keyword.casefold()).split())
    if re.search(r"[^aeious]ies$", folded):
        return folded[:-3] + "y"
    return folded[:-1] if re.search(r"\w\w[^sui]s$", folded) else folded


def _says_nothing(slug: str) -> bool:
    words = slug.split("-")
    return all(word in _STOP or fold(word) in _STOP or len(word) < 3 for word in words)


def _commonest(spellings: Counter[str]) -> str:
    """The spelling seen most often; of equals, the one that sorts first, so that the answer never wavers."""
    return min(spellings, key=lambda spelling: (-spellings[spelling], spelling))
