from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from plain_paper import plain_paper

from generator.model import Appearance, Archive, Credit, Paper, Settings, Tag
from generator.pages import related_papers
from generator.pages.layout import Layout, layout_of
from generator.relations import Neighbour, Relations
from generator.vocabulary import Assignment, Mentions


def _paper(slug: str, day: int, authors: tuple[str, ...] = ()) -> Paper:
    return plain_paper(slug, authors=authors, appearances=(Appearance(dt.date(2026, 4, day), "desk"),))


def _layout(papers: Sequence[Paper], similar: Sequence[str] = (), tags: Sequence[Tag] = ()) -> Layout:
    """The layout of an archive in which these papers are similar to `kites`, most similar first."""
    neighbours = tuple(Neighbour(slug, 0.6 - place / 10, ("tree search",)) for place, slug in enumerate(similar))
    assigned = {
        paper.slug: tuple(Assignment(tag.slug, Mentions()) for tag in tags if paper in tag.papers) for paper in papers
    }
    archive = Archive(Settings("Shelf", "https://shelf.example.org/"), tuple(papers), (), tuple(tags), assigned, ())
    return layout_of(archive, Relations({"kites": neighbours}))


def _found(kites: Paper, layout: Layout, credits_: Sequence[Credit] = ()) -> dict[str, list[str]]:
    others = [paper for paper in layout.archive.papers if paper.slug != "kites"]
    found = related_papers.groups(kites, (None, others[-1]), related_papers.credits_by_paper(credits_), layout)
    return {group.label: [each.paper.slug for each in group.papers] for group in found}


def test_similar_papers_are_the_closest_and_the_closest_before_and_after() -> None:
    kites = _paper("kites", 10, ("Ann Lee",))
    days = {"a": 1, "b": 20, "c": 12, "d": 3, "e": 2}
    papers = [kites, *(_paper(slug, day) for slug, day in days.items())]

    assert _found(kites, _layout(papers, "abcde")) == {"Closest": ["a", "b"], "Earlier": ["d"], "Later": ["c"]}


def test_a_paper_by_most_of_the_same_authors_is_shown_once() -> None:
    kites, one, two = (_paper(slug, day, ("Ann Lee", "Bo Ek")) for slug, day in (("kites", 10), ("one", 2), ("two", 9)))
    other = _paper("other", 10, ("Ann Lee",))
    papers = (kites, one, two, other)
    credits_ = [
        Credit("ann", "Ann Lee", ("Ann Lee",), papers, True),
        Credit("bo", "Bo Ek", ("Bo Ek",), papers[:3], True),
    ]

    assert _found(kites, _layout(papers, ["two"]), credits_) == {"Closest": ["two"], "By the same authors": ["one"]}


def test_a_paper_like_no_other_has_others_of_its_rarest_tag_or_of_its_days() -> None:
    kites, *others = papers = [_paper(slug, day) for slug, day in (("kites", 10), ("a", 9), ("b", 11), ("c", 30))]
    broad, rare = Tag("broad", "Broad", (kites, *others)), Tag("rare", "Rare", (kites, others[2], others[0]))

    assert _found(kites, _layout(papers, tags=[broad, rare])) == {"Also on Rare": ["a", "c"]}
    assert _found(kites, _layout(papers)) == {"Of the same days": ["c"]}


def test_similar_papers_are_drawn_by_day_and_in_their_order() -> None:
    papers = [_paper(slug, day) for slug, day in (("kites", 10), ("a", 1), ("b", 11))]
    layout = _layout(papers, "ab")

    days = related_papers.days_away(papers[0], layout.relations.neighbours["kites"], layout)

    assert days == (-9, 1)
    assert related_papers.drawing(days) == "M42 3h0M65 27h0"
    assert related_papers.drawing(days[:1]) == ""


def test_a_related_paper_has_its_day_votes_terms_and_lead() -> None:
    seen = (Appearance(dt.date(2026, 4, 2), "desk", upvotes=7),)
    cards = _layout([plain_paper("kites", appearances=seen)]).cards

    line = cards.related(plain_paper("kites", appearances=seen), ["tree search", "kites", "a third"])
    assert line.markdown.endswith(" *2 April 2026 · 7 upvotes · tree search, kites*")
