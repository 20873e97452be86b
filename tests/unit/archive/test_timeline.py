from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st
from plain_paper import plain_paper

from generator.archive import timeline
from generator.model import Appearance, DigestDay, Paper

DATES = st.lists(st.dates(dt.date(2019, 1, 1), dt.date(2027, 12, 31)), min_size=1, max_size=30, unique=True)


def paper(slug: str, *dates: dt.date) -> Paper:
    return plain_paper(slug, appearances=tuple(Appearance(date, "desk") for date in dates))


def day(text: str, *slugs: str) -> DigestDay:
    date = dt.date.fromisoformat(text)
    return DigestDay(date, ("desk",), tuple(paper(slug, date) for slug in slugs))


def test_an_empty_archive_has_no_spans() -> None:
    assert timeline.timeline([]) == timeline.Timeline((), (), ())


def test_days_are_in_their_week_month_and_year_newest_first() -> None:
    times = timeline.timeline([day("2026-01-01", "a"), day("2025-12-31", "b"), day("2025-12-28", "c")])

    names = {
        kind: [(span.name, len(span.days)) for span in getattr(times, kind)] for kind in ("weeks", "months", "years")
    }
    assert names == {
        "weeks": [("2026-W01", 2), ("2025-W52", 1)],
        "months": [("2026-01", 1), ("2025-12", 2)],
        "years": [("2026", 1), ("2025", 2)],
    }
    assert (times.weeks[0].first, times.weeks[0].last) == (dt.date(2025, 12, 29), dt.date(2026, 1, 4))
    assert (times.months[1].first, times.months[1].last) == (dt.date(2025, 12, 1), dt.date(2025, 12, 31))


def test_a_paper_is_once_in_a_span_on_its_newest_day_there() -> None:
    [april] = timeline.timeline([day("2026-04-21", "a", "b"), day("2026-04-20", "b", "c")]).months

    assert [(date.day, paper.slug) for date, paper in april.papers] == [(21, "a"), (21, "b"), (20, "c")]


@given(DATES)
def test_every_day_is_in_one_span_of_each_kind(dates: list[dt.date]) -> None:
    days = [day(str(date), f"p-{date}") for date in sorted(dates, reverse=True)]
    times = timeline.timeline(days)

    for spans in (times.weeks, times.months, times.years):
        assert [each for span in spans for each in span.days] == days
        assert len({span.name for span in spans}) == len(spans)
        assert all(span.first <= each.date <= span.last for span in spans for each in span.days)


@given(DATES)
def test_a_calendar_shows_every_day_of_its_months_once(dates: list[dt.date]) -> None:
    days = [day(str(date), f"p-{date}") for date in sorted(dates, reverse=True)]
    for year in timeline.timeline(days).years:
        months = timeline.calendar(year)
        shown = [cell for month in months for _, week in month.weeks for cell in week if cell]

        first, last = year.days[-1].date.replace(day=1), year.days[0].date
        assert shown[0].date == first
        assert [cell.date.toordinal() for cell in shown] == list(
            range(first.toordinal(), first.toordinal() + len(shown))
        )
        assert shown[-1].date >= last
        assert shown[-1].date.month == last.month
        assert {cell.date for cell in shown if cell.papers} == {each.date for each in year.days}
        assert all((cell.level > 0) == (cell.papers > 0) for cell in shown)
        for month in months:
            for name, week in month.weeks:
                assert len(week) == 7
                assert {timeline.week_name(cell.date) for cell in week if cell} == {name}


def test_levels_are_the_quarters_of_a_year_s_days() -> None:
    counts = [1, 2, 3, 40]
    days = [
        day(f"2026-04-0{number + 1}", *(f"p{number}-{each}" for each in range(count)))
        for number, count in enumerate(counts)
    ]

    [april] = timeline.calendar(timeline.timeline(days[::-1]).years[0])

    assert [cell.level for _, week in april.weeks for cell in week if cell and cell.papers] == [1, 2, 3, 4]


def test_papers_by_month() -> None:
    papers = [paper("a", dt.date(2026, 4, 20)), paper("b", dt.date(2026, 4, 1)), paper("c", dt.date(2026, 3, 31))]

    assert [(str(month), [each.slug for each in found]) for month, found in timeline.by_month(papers)] == [
        ("2026-04-01", ["a", "b"]),
        ("2026-03-01", ["c"]),
    ]
