"""Dates and numbers in words, for pages and mails: English, whatever the machine's locale."""

from __future__ import annotations

import datetime as dt

_MONTHS = "January February March April May June July August September October November December".split()


def long_date(date: dt.date) -> str:
    """`20 April 2026`: no zero before the day."""
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def month(date: dt.date) -> str:
    """`April 2026`."""
    return f"{_MONTHS[date.month - 1]} {date.year}"


def counted(number: int, noun: str) -> str:
    """`1 comment`, `1,204 comments`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
