from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from plain_paper import plain_paper

from generator.model import Appearance, Archive, Note, PartialDate, Settings
from generator.pages.layout import layout_of

DAY = dt.date(2026, 4, 2)


def last_line(upvotes: int | None = None, comments: int | None = None, **values: Any) -> str:
    """The line of counts, links and dates of a paper's card, as Markdown."""
    paper = plain_paper("kites", appearances=(Appearance(DAY, "desk", upvotes=upvotes, comments=comments),), **values)
    archive = Archive(Settings("Shelf", "https://shelf.example.org/"), (paper,), (), (), {"kites": ()}, ())
    markdown: str = layout_of(archive).written("trending.md", {"title": "T"}, _card(archive)).markdown
    return markdown.strip().splitlines()[-1].strip()


def test_counts_of_all_sources_are_shown_and_sorted_by() -> None:
    seen = (Appearance(DAY, "desk"), Appearance(DAY, "list", comments=2, upvotes=7), Appearance(DAY, "x", upvotes=1))
    paper = plain_paper("kites", appearances=seen, published=PartialDate(2026, 3), code="https://example.org/a")
    archive = Archive(Settings("Shelf", "https://shelf.example.org/"), (paper,), (), (), {"kites": ()}, ())
    cards = layout_of(archive).cards

    assert "8 upvotes · 2 comments · " in cards.cards([paper]).markdown
    assert cards.rows([paper]).markdown.endswith(" *8 upvotes*")
    assert cards.front([], [paper, paper])["sort_values"] == "8,2,2026-03,1 8,2,2026-03,1"


def _card(archive: Archive) -> Any:
    return layout_of(archive).cards.cards(archive.papers)


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ({}, "Digest of [2 April 2026](digests/2026-04-02.md)"),
        ({"comments": 1}, "Digest of [2 April 2026](digests/2026-04-02.md)"),
        ({"comments": 2}, "2 comments · Digest of [2 April 2026](digests/2026-04-02.md)"),
        ({"upvotes": 7, "comments": 1}, "7 upvotes · 1 comment · Digest of [2 April 2026](digests/2026-04-02.md)"),
        (
            {"published": PartialDate(2026, 3, 30), "withdrawn": True},
            "Withdrawn · Digest of [2 April 2026](digests/2026-04-02.md) · published 30 March 2026",
        ),
        (
            {
                "code": "https://example.org/a(b)",
                "project": "https://example.org/p",
                "arxiv": "2604.00001",
                "notes": (Note("n.md", "kites", "m", DAY, "<p>Read.</p>"),),
            },
            (
                "[Code](https://example.org/a%28b%29) · [Project](https://example.org/p) · "
                "[PDF](https://arxiv.org/pdf/2604.00001) · 1 note · Digest of [2 April 2026](digests/2026-04-02.md)"
            ),
        ),
    ],
)
def test_a_card_ends_with_votes_then_links_then_days(values: dict[str, Any], line: str) -> None:
    assert last_line(**values) == line
