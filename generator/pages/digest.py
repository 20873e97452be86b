"""Digests: their index by month, and a page for each day with the way to the next and the one before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from generator.model import DigestDay
from generator.pages.layout import Layout, announced
from generator.wording import long_date


def render(layout: Layout) -> Iterator[tuple[str, str]]:
    """The index and every day's page, as path and text."""
    yield _index(layout)
    for newer, day, older in _neighbours(layout.archive.days):
        yield _page(day, newer, older, layout)


def _index(layout: Layout) -> tuple[str, str]:
    archive, sources = layout.archive, layout.feeds.sources
    front = {
        "title": "Digests",
        "description": f"All digests of {archive.settings.site_name}, by day.",
        "feeds": announced(sources),
    }
    months = [(month, list(days)) for month, days in groupby(archive.days, key=lambda day: day.date.replace(day=1))]
    return layout.page("digests/index.md", "digests.html", front, months=months, sources=sources)


def _page(day: DigestDay, newer: DigestDay | None, older: DigestDay | None, layout: Layout) -> tuple[str, str]:
    title = f"Papers of {long_date(day.date)}"
    front = {"title": title, "description": f"{len(day.papers)} papers, from {', '.join(day.sources)}."}
    return layout.page(f"digests/{day.date}.md", "digest.html", front, title=title, day=day, newer=newer, older=older)


def _neighbours(days: Sequence[DigestDay]) -> Iterator[tuple[DigestDay | None, DigestDay, DigestDay | None]]:
    """Each day with the newer day before it and the older day after it, where there are any."""
    padded = [None, *days, None]
    for (newer, day), (_, older) in pairwise(pairwise(padded)):
        if day is not None:
            yield newer, day, older
