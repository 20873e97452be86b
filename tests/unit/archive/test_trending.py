from __future__ import annotations

import datetime as dt

import pytest
from plain_paper import plain_paper

from generator.archive import trending
from generator.model import Appearance, Paper


def paper(slug: str, *seen: Appearance) -> Paper:
    return plain_paper(slug, appearances=seen)


def seen(day: int, upvotes: int | None = 0, comments: int | None = 0, source: str = "desk") -> Appearance:
    return Appearance(dt.date(2026, 4, day), source, comments, upvotes)


def scores(*papers: Paper) -> dict[str, float]:
    return {trend.paper.slug: trend.score for trend in trending.rank(papers)}


def test_nothing_trends_in_an_empty_archive() -> None:
    assert trending.rank([]) == ()


@pytest.mark.parametrize(
    ("appearances", "score"),
    [
        pytest.param([seen(20, upvotes=30)], 30, id="upvotes"),
        pytest.param([seen(20, upvotes=30, comments=3)], 36, id="a comment is worth two upvotes"),
        pytest.param(
            [seen(20, upvotes=30), seen(19, upvotes=20)], 40, id="one source: the largest, and once more seen"
        ),
        pytest.param([seen(20, 30), seen(20, 20, source="wire")], 60, id="two sources have different readers"),
        pytest.param([seen(13, upvotes=30)], 15, id="halved after seven days"),
        pytest.param([seen(6, upvotes=30)], 7.5, id="and again after seven more"),
    ],
)
def test_a_score_follows_the_formula_on_the_page(appearances: list[Appearance], score: float) -> None:
    assert scores(paper("newest", seen(20)), paper("one", *appearances))["one"] == pytest.approx(score)


def test_what_no_digest_counts_is_the_median_of_the_others() -> None:
    known = [paper(f"p{upvotes}", seen(20, upvotes)) for upvotes in (1, 5, 90)]

    found = scores(*known, paper("text", seen(20, upvotes=None)))

    assert list(found) == ["p90", "p5", "text", "p1"]
    assert found["text"] == 5


def test_where_most_papers_have_no_count_it_is_nothing() -> None:
    found = scores(
        *(paper(f"p{number}", seen(20, None, number)) for number in range(3)), paper("q", seen(20, 41, None))
    )

    assert found == {"q": 43, "p2": 4, "p1": 2, "p0": 0}


def test_the_newest_digest_is_now() -> None:
    """The clock says nothing: an archive that is laid aside keeps its scores."""
    old = [
        paper("a", Appearance(dt.date(2001, 1, 8), "desk", 0, 8)),
        paper("b", Appearance(dt.date(2001, 1, 1), "desk", 0, 8)),
    ]
    assert scores(*old) == {"a": 8, "b": 4}


def test_equals_stand_by_age_then_by_slug() -> None:
    assert list(scores(paper("c", seen(20)), paper("a", seen(19)), paper("b", seen(20)))) == ["b", "c", "a"]


def test_within_a_span_nothing_decays() -> None:
    trends = trending.rank([paper("new", seen(20, upvotes=9)), paper("old", seen(1, upvotes=10))])

    assert [trend.paper.slug for trend in trends] == ["new", "old"]
    assert [trend.paper.slug for trend in trending.without_decay(trends)] == ["old", "new"]
