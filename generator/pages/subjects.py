"""Subjects: the papers of a day grouped by tags that several of them share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from generator.model import Paper, Tag
from generator.text.phrases import fold
from generator.vocabulary import Assignment

_MINIMUM = 2
"""Papers that a subject needs."""

_FEW_TAGS = 2
_COMMON = 10
"""Papers of a tag whose mention makes it a subject of a paper that has fewer than `_FEW_TAGS`."""

_MAXIMUM = 8
"""Subjects of a day: with more, there would be more headings than papers below them."""

Subject = tuple[Tag | None, Sequence[Paper]]
"""A tag and its papers; without a tag, the papers that share none."""


def by_subject(
    papers: Sequence[Paper], assignments: Mapping[str, Sequence[Assignment]], tags: Mapping[str, Tag]
) -> list[Subject]:
    """Group papers, each in one group: repeatedly by the tag that most of the remaining ones share, then the others.

    A tag with parts counts the papers of its parts. A paper with few tags also has those common ones whose names its
    title or abstract mentions. A tag that more than half of the papers have is no subject, unless
    all its other papers are. Among tags with equally many papers, the rarer in the archive comes first.
    """
    rest = {paper.slug: paper for paper in papers}
    names = {slug: _phrase(tag.label) for slug, tag in tags.items() if len(tag.papers) >= _COMMON}
    tags_of = {
        slug: frozenset(_with_wholes(_subjects_of(paper, assignments[slug], names), tags))
        for slug, paper in rest.items()
    }
    shares = Counter(tag for of_paper in tags_of.values() for tag in of_paper)
    fit = {tag for tag, count in shares.items() if _MINIMUM <= count <= max(_MINIMUM, len(papers) // 2)}
    groups: list[Subject] = []
    while len(groups) < _MAXIMUM:
        counts = Counter(tag for slug in rest for tag in tags_of[slug] & fit)
        best = min(counts, key=lambda tag: (-counts[tag], len(tags[tag].papers), tag), default="")
        if counts[best] < _MINIMUM:
            break
        groups.append((tags[best], [paper for slug, paper in rest.items() if best in tags_of[slug]]))
        rest = {slug: paper for slug, paper in rest.items() if best not in tags_of[slug]}
    return [*groups, *([(None, [*rest.values()])] if rest else [])]


def _subjects_of(paper: Paper, assigned: Sequence[Assignment], names: Mapping[str, str]) -> set[str]:
    """Return the tags of a paper and, if these are few, the tags whose `names` it mentions."""
    own = {one.tag for one in assigned}
    if len(own) >= _FEW_TAGS:
        return own
    text = _phrase(paper.text)
    return own | {slug for slug, name in names.items() if name in text}


def _phrase(text: str) -> str:
    return f" {' '.join(fold(text))} "


def _with_wholes(slugs: Iterable[str], tags: Mapping[str, Tag]) -> Iterator[str]:
    """Yield tags and those that they are parts of."""
    for slug in slugs:
        while slug:
            yield slug
            slug = tags[slug].parent
