"""Related papers on a paper's page: the closest, the closest before and after it, and others by its authors.

A paper without similar ones has others of its rarest tag, or of its days, so that no page ends nowhere.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from generator.model import Credit, Paper
from generator.pages.layout import Layout
from generator.relations import Neighbour
from generator.text import markdown_writer as writer
from generator.text.markdown_writer import Block

_CLOSEST = 2
"""Similar papers that come first whenever they appeared. The closest before and after follow."""

_BY_AUTHORS = 1
_INSTEAD = 2
"""Papers that are shown where none is similar."""

_WIDTH, _HEIGHT = 120, 30
"""The size of the drawing."""

CreditsByPaper = Mapping[str, Sequence[Credit]]
"""The credits of authors with several papers, by the slugs of these."""


class Related(NamedTuple):
    """A related paper, with the terms that it shares if it is similar."""

    paper: Paper
    terms: Sequence[str] = ()


class Group(NamedTuple):
    """Papers that are related in one way, which `label` names."""

    label: str
    papers: Sequence[Related]


def credits_by_paper(credits_: Sequence[Credit]) -> CreditsByPaper:
    credited: dict[str, list[Credit]] = defaultdict(list)
    for credit in credits_:
        if len(credit.papers) > 1:
            for paper in credit.papers:
                credited[paper.slug].append(credit)
    return credited


def groups(paper: Paper, around: Sequence[Paper | None], credited: CreditsByPaper, layout: Layout) -> tuple[Group, ...]:
    """Return the related papers of a paper, none of them twice. `around` are the papers next to it in the archive."""
    words, day = layout.words, paper.newest.date
    similar = [
        Related(layout.papers[neighbour.slug], neighbour.terms)
        for neighbour in layout.relations.neighbours.get(paper.slug, ())
    ]
    closest, rest = similar[:_CLOSEST], similar[_CLOSEST:]
    earlier = [each for each in rest if each.paper.newest.date < day][:1]
    later = [each for each in rest if each.paper.newest.date > day][:1]
    shown = {paper.slug, *(each.paper.slug for each in (*closest, *earlier, *later))}
    found = (
        (words.t("Closest"), closest),
        (words.t("Earlier"), earlier),
        (words.t("Later"), later),
        (words.t("By the same authors"), [*map(Related, _by_authors(paper, credited, layout, shown))]),
    )
    chosen = tuple(Group(label, papers) for label, papers in found if papers)
    return chosen or _fallback(paper, around, layout)


def _by_authors(paper: Paper, credited: CreditsByPaper, layout: Layout, shown: set[str]) -> list[Paper]:
    """Return other papers by most of the same authors; among equals those of the closest days."""
    shared = Counter(other.slug for credit in credited.get(paper.slug, ()) for other in credit.papers)
    others = [layout.papers[slug] for slug in shared if slug not in shown]
    return sorted(others, key=lambda other: (-shared[other.slug], _days(other, paper), other.slug))[:_BY_AUTHORS]


def _fallback(paper: Paper, around: Sequence[Paper | None], layout: Layout) -> tuple[Group, ...]:
    words = layout.words
    tags = (layout.tags[each.tag] for each in layout.archive.assignments[paper.slug])
    rarest = min(tags, key=lambda tag: (len(tag.papers), tag.slug), default=None)
    others = [other for other in rarest.papers if other.slug != paper.slug] if rarest else []
    if others and rarest:
        closest = sorted(others, key=lambda other: (_days(other, paper), other.slug))[:_INSTEAD]
        return (Group(words.t("Also on {tag}", tag=rarest.label), [*map(Related, closest)]),)
    adjacent = [Related(other) for other in around if other]
    return (Group(words.t("Of the same days"), adjacent),) if adjacent else ()


def _days(one: Paper, other: Paper) -> int:
    return abs((one.newest.date - other.newest.date).days)


def section(found: Sequence[Group], layout: Layout) -> Iterator[Block]:
    """Yield a label and a list for each group."""
    for label, papers in found:
        yield writer.paragraph(writer.text(label))
        yield writer.bullets(layout.cards.related(paper, terms) for paper, terms in papers)


def days_away(paper: Paper, neighbours: Sequence[Neighbour], layout: Layout) -> tuple[int, ...]:
    """Return how many days after a paper its neighbours appeared."""
    day, papers = paper.newest.date, layout.papers
    return tuple([(papers[neighbour.slug].newest.date - day).days for neighbour in neighbours])


def drawing(days: Sequence[int]) -> str:
    """Return similar papers as the path of an SVG, a dot for each; "" for fewer than two, in which nothing is seen.

    `days` are those from `days_away`, the most similar paper's first. Earlier ones are left of the middle, later ones
    right of it, further the more days they are away. The most similar is at the top, and the others follow in their
    order: their similarities change with each new paper of the archive.
    """
    if len(days) < 2:
        return ""
    step = (_HEIGHT - 6) / (len(days) - 1)
    dots = sorted((_place(away), round(3 + rank * step)) for rank, away in enumerate(days))
    return "".join(f"M{x} {y}h0" for x, y in dots)


def _place(days: int) -> int:
    away = min(math.log1p(abs(days)) / math.log1p(1000), 1)
    return round(_WIDTH / 2 + math.copysign(away, days) * (_WIDTH / 2 - 6))
