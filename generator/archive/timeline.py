"""The timeline: the archive's weeks, months and years, and a calendar of each year.

Weeks are those of ISO 8601: they begin on Monday, and 2026-W01 is the week with the year's first Thursday.
"""

from __future__ import annotations

import calendar as calendars
import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from generator.model import DigestDay, Paper

LEVELS = 4
"""Levels of days with papers in a calendar: the quartile of a day's number of papers among the days of its year."""


@dataclass(frozen=True, slots=True)
class Span:
    """A week, month or year with digests: `2026-W17`, `2026-04`, `2026`.

    `first` and `last` are its bounds in the calendar, `days` its days with digests, newest first. `papers` has each
    paper once, with the newest of these days that has it.
    """

    name: str
    first: dt.date
    last: dt.date
    days: tuple[DigestDay, ...]
    papers: tuple[tuple[dt.date, Paper], ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """All spans of an archive, newest first."""

    weeks: tuple[Span, ...]
    months: tuple[Span, ...]
    years: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """A day in a calendar: its number of papers, and its level, from 0 for none to `LEVELS`."""

    date: dt.date
    papers: int
    level: int


@dataclass(frozen=True, slots=True)
class Month:
    """A month in a calendar: for each of its weeks, the week's name and seven days, None for days of other months."""

    first: dt.date
    weeks: tuple[tuple[str, tuple[Day | None, ...]], ...]


def timeline(days: Sequence[DigestDay]) -> Timeline:
    """Return the spans of an archive's days, which are ordered newest first."""
    return Timeline(
        weeks=_spans(days, week_name, _week_bounds),
        months=_spans(days, month_name, _month_bounds),
        years=_spans(days, _year, _year_bounds),
    )


def week_name(date: dt.date) -> str:
    """Return the name of a day's week.

    >>> week_name(dt.date(2027, 1, 1))
    '2026-W53'
    """
    year, week, _ = date.isocalendar()
    return f"{year}-W{week:02}"


def month_name(date: dt.date) -> str:
    """Return the name of a day's month: `2026-04`."""
    return f"{date:%Y-%m}"


def by_month(papers: Iterable[Paper]) -> list[tuple[dt.date, list[Paper]]]:
    """Group papers, ordered newest first, by the month of their newest appearance; a month is its first day."""
    months = groupby(papers, key=lambda paper: paper.newest.date.replace(day=1))
    return [(month, list(group)) for month, group in months]


def calendar(year: Span) -> tuple[Month, ...]:
    """Return a year's months, from its first to its last with digests, oldest first."""
    papers = {day.date: len(day.papers) for day in year.days}
    counts = sorted(papers.values())
    days = {date: Day(date, count, _level(count, counts)) for date, count in papers.items()}
    months = range(min(papers).month, max(papers).month + 1)
    return tuple(_month(year.first.replace(month=month), days) for month in months)


def _month(first: dt.date, days: Mapping[dt.date, Day]) -> Month:
    weeks = calendars.Calendar().monthdatescalendar(first.year, first.month)
    return Month(
        first,
        tuple(
            (
                week_name(week[0]),
                tuple(days.get(date, Day(date, 0, 0)) if date.month == first.month else None for date in week),
            )
            for week in weeks
        ),
    )


def _level(count: int, counts: Sequence[int]) -> int:
    """Return the quartile, 1 to `LEVELS`, of a count among the sorted counts; the highest if it spans several.

    >>> [_level(count, [1, 2, 2, 9]) for count in (1, 2, 9)]
    [1, 3, 4]
    """
    return -(-bisect_right(counts, count) * LEVELS // len(counts))


def _spans(
    days: Iterable[DigestDay],
    name_of: Callable[[dt.date], str],
    bounds: Callable[[dt.date], tuple[dt.date, dt.date]],
) -> tuple[Span, ...]:
    by_name: dict[str, list[DigestDay]] = defaultdict(list)
    for day in days:
        by_name[name_of(day.date)].append(day)
    return tuple(
        Span(name, *bounds(span_days[0].date), tuple(span_days), _papers_once(span_days))
        for name, span_days in by_name.items()
    )


def _papers_once(days: Iterable[DigestDay]) -> tuple[tuple[dt.date, Paper], ...]:
    newest: dict[str, tuple[dt.date, Paper]] = {}
    for day in days:
        for paper in day.papers:
            newest.setdefault(paper.slug, (day.date, paper))
    return tuple(newest.values())


def _year(date: dt.date) -> str:
    return str(date.year)


def _week_bounds(date: dt.date) -> tuple[dt.date, dt.date]:
    monday = date - dt.timedelta(days=date.weekday())
    return monday, monday + dt.timedelta(days=6)


def _month_bounds(date: dt.date) -> tuple[dt.date, dt.date]:
    return date.replace(day=1), date.replace(day=calendars.monthrange(date.year, date.month)[1])


def _year_bounds(date: dt.date) -> tuple[dt.date, dt.date]:
    return dt.date(date.year, 1, 1), dt.date(date.year, 12, 31)
