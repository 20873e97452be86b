"""Dates and numbers in English words, for pages and mails, independent of the machine's locale."""

from __future__ import annotations

import datetime as dt

from generator.model import PartialDate

_MONTHS = "January February March April May June July August September October November December".split()


def long_date(date: dt.date | PartialDate) -> str:
    """`20 April 2026`, without a zero before the day; a partial date as precise as it is: `April 2026`, `2026`."""
    parts = (date.day, _MONTHS[date.month - 1] if date.month else "", date.year)
    return " ".join(str(part) for part in parts if part)


def month(date: dt.date) -> str:
    """`April 2026`."""
    return f"{_MONTHS[date.month - 1]} {date.year}"


def span(since: dt.date, until: dt.date) -> str:
    """A range of days, without repeating the month or year that both ends share.

    >>> span(dt.date(2026, 4, 14), dt.date(2026, 4, 20))
    '14–20 April 2026'
    >>> span(dt.date(2026, 3, 28), dt.date(2026, 4, 3))
    '28 March – 3 April 2026'
    """
    if since == until:
        return long_date(until)
    if (since.year, since.month) == (until.year, until.month):
        return f"{since.day}–{long_date(until)}"
    begin = long_date(since).removesuffix(f" {until.year}")
    return f"{begin} – {long_date(until)}"


def counted(number: int, noun: str) -> str:
    """`1 comment`, `1,204 comments`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
