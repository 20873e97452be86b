"""Digests: a page for each day, with the way to the next and the one before, and to its week, month and year."""

from __future__ import annotations

from collections.abc import Iterator

from generator.archive.timeline import month_name, week_name
from generator.model import DigestDay
from generator.outputs import Output
from generator.pages import listing
from generator.pages.layout import Layout, neighbours
from generator.text.wording import long_date


def render(layout: Layout) -> Iterator[Output]:
    """Every day's pages."""
    for newer, day, older in neighbours(layout.archive.days):
        yield from _pages(day, newer, older, layout)


def _pages(day: DigestDay, newer: DigestDay | None, older: DigestDay | None, layout: Layout) -> Iterator[Output]:
    title = f"Papers of {long_date(day.date)}"
    front = {"title": title, "description": f"{len(day.papers)} papers, from {', '.join(day.sources)}."}
    return listing.render(
        layout,
        f"digests/{day.date}/",
        "digest.html",
        front,
        day.papers,
        day=day,
        newer=newer,
        older=older,
        week=week_name(day.date),
        month=month_name(day.date),
    )
