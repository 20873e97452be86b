"""The page of the search, which a script fills; without one it says how else to find things."""

from __future__ import annotations

from collections.abc import Iterator

from generator.outputs import Output
from generator.pages.layout import Layout


def render(layout: Layout) -> Iterator[Output]:
    """The page."""
    settings = layout.archive.settings
    front = {"title": "Search", "description": f"Search {settings.site_name}."}
    yield layout.page("search.md", "search.html", front, settings=settings)
