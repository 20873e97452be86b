"""How the archive is taken away: the page of its feeds, and the page of its data."""

from __future__ import annotations

from collections.abc import Iterator

from generator.api_schema import SCHEMAS
from generator.outputs import Output
from generator.pages.layout import Layout


def render(layout: Layout) -> Iterator[Output]:
    """Both pages."""
    settings = layout.archive.settings
    name, least = settings.site_name, settings.minimum_papers_per_author
    front = {"title": "Feeds", "description": f"All feeds of {name}, and how to follow them."}
    yield layout.page("feeds.md", "feeds.html", front, feeds=layout.feeds, least=least)
    front = {"title": "Data", "description": f"All of {name} as data: JSON, JSON Lines, SQLite."}
    yield layout.page("data.md", "data.html", front, settings=settings, schemas=list(SCHEMAS))
