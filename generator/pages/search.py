"""The page of the search, which a script fills; without one it says how else to find things."""

from __future__ import annotations

from collections.abc import Iterator

from generator.outputs import Output
from generator.pages.layout import Layout
from generator.text import markdown_writer as writer
from generator.text.markdown_writer import Block


def render(layout: Layout) -> Iterator[Output]:
    """The page."""
    settings = layout.archive.settings
    front = {"title": "Search", "description": f"Search {settings.site_name}.", "template": "search.html"}
    yield layout.page("search.md", front, _body, settings.site_url)


def _body(site_url: str) -> Block:
    """What is shown where no script runs."""
    ways = [
        [writer.link(writer.text("Tags"), "tags/index.md"), writer.text("tell what papers are about.")],
        [writer.link(writer.text("Digests"), "digests/index.md"), writer.text("tell when they appeared.")],
        [
            writer.text("A paper's address is made of its title:"),
            writer.code(f"{site_url}papers/the-first-words-of-its-title/"),
        ],
    ]
    return writer.document(
        [
            writer.paragraph(writer.text("The search is done by a script, and no script runs here. Without one:")),
            writer.bullets(writer.joined(parts, " ") for parts in ways),
        ]
    )
