"""Trending: the papers with the highest scores, and how these are made."""

from __future__ import annotations

from collections.abc import Iterator

from generator.archive import trending
from generator.outputs import Output
from generator.pages.layout import Layout

_MOST = 50


def render(layout: Layout) -> Iterator[Output]:
    """The page."""
    front = {
        "title": "Trending",
        "description": f"The papers of {layout.archive.settings.site_name} that move readers.",
    }
    yield layout.page(
        "trending.md",
        "trending.html",
        front,
        archive=layout.archive,
        trends=layout.trends[:_MOST],
        half_life=trending.HALF_LIFE,
        per_comment=trending.PER_COMMENT,
        per_appearance=trending.PER_APPEARANCE,
    )
