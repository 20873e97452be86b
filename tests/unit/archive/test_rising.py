from __future__ import annotations

import datetime as dt

import pytest
from plain_paper import plain_paper

from generator.archive.rising import WEEKS, last_week, rising
from generator.model import DigestDay, Tag

NEWEST = dt.date(2026, 5, 29)


def weeks(*counts: int, papers: int = 20) -> tuple[list[DigestDay], Tag]:
    """Weeks of one digest each, newest first, and a tag that so many of their papers have."""
    days, tagged = [], []
    for week, count in enumerate(counts):
        day = NEWEST - dt.timedelta(weeks=week)
        of_day = tuple(plain_paper(f"w{week}-{number}") for number in range(papers))
        days.append(DigestDay(day, ("desk",), of_day))
        tagged += of_day[:count]
    return days, Tag("kites", "Kites", tuple(tagged))


def test_a_tag_rises_by_its_share_against_the_four_weeks_before() -> None:
    days, tag = weeks(6, 1, 2, 1, 0, 9)
    [rise] = rising(days, [tag], 5)

    assert (rise.papers, rise.share, rise.mean) == (6, 0.3, 0.05)
    assert rise.shares == (0, 0, 0.45, 0, 0.05, 0.1, 0.05, 0.3)
    assert len(rise.shares) == WEEKS


@pytest.mark.parametrize(
    ("counts", "papers"),
    [
        pytest.param((2, 0, 0, 0, 0), 20, id="two papers are too few"),
        pytest.param((5, 5, 5, 5, 5), 20, id="as many as ever"),
        pytest.param((6, 1, 2, 1, 0), 9, id="weeks of nine papers are too small"),
        pytest.param((6,), 20, id="nothing is before"),
    ],
)
def test_none_rises_without_enough_to_compare(counts: tuple[int, ...], papers: int) -> None:
    days, tag = weeks(*counts, papers=papers)

    assert rising(days, [tag], 5) == ()


def test_an_empty_archive_has_no_week() -> None:
    assert last_week([]) == []
    assert rising([], [], 5) == ()


def test_the_last_week_is_the_seven_days_up_to_the_newest_digest() -> None:
    days = [DigestDay(NEWEST - dt.timedelta(days=ago), ("desk",), ()) for ago in (0, 6, 7)]

    assert last_week(days) == days[:2]
