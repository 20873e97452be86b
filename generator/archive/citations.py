"""Citations within the archive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from generator.bibliography import CitationsOf
from generator.model import Paper


def within(papers: Sequence[Paper], record: Iterable[CitationsOf]) -> dict[str, tuple[str, ...]]:
    """Return the slugs of papers that each paper cites, for those that cite any, both in the order of `papers`.

    Former addresses count as the paper's; lines about papers that are gone are left out.
    """
    slug_of = {slug: paper.slug for paper in papers for slug in (paper.slug, *paper.former_slugs)}
    place = {paper.slug: number for number, paper in enumerate(papers)}
    cites: dict[str, set[str]] = {}
    for line in record:
        if citing := slug_of.get(line.slug):
            cites.setdefault(citing, set()).update(slug_of[cited] for cited in line.cites if cited in slug_of)
    others = {slug: cited - {slug} for slug, cited in cites.items()}
    return {
        paper.slug: tuple(sorted(others[paper.slug], key=place.__getitem__))
        for paper in papers
        if others.get(paper.slug)
    }


def reversed_citations(cites: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return the slugs of papers that cite each paper, in the order of `cites`."""
    cited_by: dict[str, list[str]] = {}
    for citing, cited in cites.items():
        for slug in cited:
            cited_by.setdefault(slug, []).append(citing)
    return cited_by
