"""The page of the search, which a script fills; without one it says how else to find things."""

from __future__ import annotations

from collections.abc import Iterator

from generator.pages.layout import Layout


def render(layout: Layout) -> Iterator[tuple[str, str]]:
    """The page, as path and text."""
    front = {"title": "Search", "description": f"Search {layout.archive.settings.site_name}."}
    yield layout.page("search.md", "search.html", front)
