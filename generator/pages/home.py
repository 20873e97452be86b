"""The home page: the curator's introduction, and the newest papers by day."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from generator.outputs import Output
from generator.pages import edit_links
from generator.pages.layout import Layout, announced


def render(layout: Layout) -> Iterator[Output]:
    """The page."""
    archive, settings = layout.archive, layout.archive.settings
    front = {
        "title": settings.site_name,
        "description": settings.site_description,
        "feeds": announced([layout.feeds.archive]),
    }
    newest = archive.papers[: settings.newest_on_home]
    by_day = [(day, list(papers)) for day, papers in groupby(newest, key=lambda paper: paper.newest.date)]
    shown = {day for day, _ in by_day}
    yield layout.page(
        "index.md",
        "home.html",
        front,
        archive=archive,
        intro=next((page for page in archive.pages if page.path == "index.md"), None),
        channel=layout.feeds.archive,
        submit=edit_links.submit_address(settings),
        counts={day.date: len(day.papers) for day in archive.days if day.date in shown},
        by_day=by_day,
    )
