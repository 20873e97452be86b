"""The pages that the curator wrote."""

from __future__ import annotations

from collections.abc import Iterator

from generator.outputs import Output
from generator.pages.layout import Layout
from generator.text.safe_html import with_heading_ids

_TAKEN = ("content", "ps-nav")
"""Ids of the theme."""


def render(layout: Layout) -> Iterator[Output]:
    """Every page but the introduction, which is part of the home page."""
    for page in layout.archive.pages:
        if page.path != "index":
            front = {"title": page.title, "description": page.description}
            found = with_heading_ids(page.body, 2, _TAKEN)
            yield layout.page(f"{page.path}.md", "page.html", front, page=page, contents=found)
