"""Subjects: the papers of a day grouped by tags that several of them share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from generator.model import Paper, Tag
from generator.vocabulary import Assignment

_MINIMUM = 2
"""Papers that a subject needs."""

_MAXIMUM = 8
"""Subjects of a day: with more, there would be more headings than papers below them."""

Subject = tuple[Tag | None, Sequence[Paper]]
"""A tag and its papers; without a tag, the papers that share none."""


def by_subject(
    papers: Sequence[Paper], assignments: Mapping[str, Sequence[Assignment]], tags: Mapping[str, Tag]
) -> list[Subject]:
    """Group papers, each once: again and again by the tag that most of the others share, then those that share none.

    A tag with parts counts the papers of its parts. A tag that more than half of the papers have is no subject, unless
    all its other papers are. Among tags with equally many papers, the rarer in the archive comes first.
    """
    rest = {paper.slug: paper for paper in papers}
    tags_of = {slug: frozenset(_with_wholes((one.tag for one in assignments[slug]), tags)) for slug in rest}
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


def _with_wholes(slugs: Iterable[str], tags: Mapping[str, Tag]) -> Iterator[str]:
    """Yield tags and those that they are parts of."""
    for slug in slugs:
        while slug:
            yield slug
            slug = tags[slug].parent
