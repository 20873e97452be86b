from __future__ import annotations

import datetime as dt

from plain_paper import plain_paper

from generator.model import Appearance, Paper
from generator.pages.charts import Spans
from generator.text.wording import words_of

ENGLISH = words_of("en")


def seen(slug: str, *months: tuple[int, int]) -> Paper:
    """A paper with an appearance in each of these months, newest first."""
    return plain_paper(slug, appearances=tuple(Appearance(dt.date(*month, 9), "desk") for month in months))


def test_a_chart_counts_papers_where_the_list_has_them_and_links_to_it() -> None:
    """The first paper came in April, and again in June."""
    papers = [seen("again", (2026, 6), (2026, 4)), seen("new", (2026, 6)), seen("old", (2026, 4))]

    chart = Spans.covering(papers, ENGLISH).chart("tags/x/", papers)
    assert chart == {
        "title": "Papers per month",
        "highest": 2,
        "first": "April 2026",
        "last": "June 2026",
        "bars": [
            {"papers": 1, "label": "April 2026: 1 paper", "address": "tags/x/#april-2026"},
            {"papers": 0},
            {"papers": 2, "label": "June 2026: 2 papers", "address": "tags/x/#june-2026"},
        ],
    }


def test_a_month_of_a_long_list_is_on_the_page_where_it_begins() -> None:
    papers = [seen(f"new{number}", (2026, 6)) for number in range(80)]
    papers += [seen(f"old{number}", (2026, 5)) for number in range(40)]

    [may, june] = Spans.covering(papers, ENGLISH).chart("tags/x/", papers)["bars"]  # type: ignore[misc]
    assert (may["address"], june["address"]) == ("tags/x/1/#may-2026", "tags/x/#june-2026")


def test_an_archive_of_more_than_three_years_has_a_bar_for_each() -> None:
    papers = [seen("new", (2026, 6)), seen("later", (2023, 6)), seen("old", (2023, 5))]

    chart = Spans.covering(papers, ENGLISH).chart("tags/x/", papers)
    assert chart["title"] == "Papers per year"
    assert [bar["papers"] for bar in chart["bars"]] == [2, 0, 0, 1]  # type: ignore[attr-defined]
    assert chart["bars"][0]["address"] == "tags/x/#june-2023"  # type: ignore[index]


def test_one_month_and_no_papers_make_no_chart() -> None:
    papers = [seen("new", (2026, 6))]

    assert Spans.covering(papers, ENGLISH).chart("tags/x/", papers) == {}
    assert Spans.covering([], ENGLISH).chart("tags/x/", []) == {}
