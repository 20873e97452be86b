"""The search page, which a script fills. Without scripts, it names other ways to find papers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from generator.outputs import Output
from generator.pages.layout import Layout
from generator.text import markdown_writer as writer
from generator.text.markdown_writer import Block
from generator.text.wording import Wording


def render(layout: Layout) -> Iterator[Output]:
    """Yield the search page."""
    settings, words = layout.archive.settings, layout.words
    front = {
        "title": words.t("Search"),
        "description": words.t("Search {site}.", site=settings.site_name),
        "template": "search.html",
    }
    yield layout.page("search.md", front, partial(_body, words), settings.site_url)


def _body(words: Wording, site_url: str) -> Block:
    """Return the text that is shown without scripts."""
    tags = writer.link(writer.text(words.t("Tags")), "tags/index.md")
    digests = writer.link(writer.text(words.t("Digests")), "digests/index.md")
    address = writer.code(f"{site_url}papers/the-first-words-of-its-title/")
    ways = [
        writer.filled(words.t("{tags} tell what papers are about."), {"tags": tags}),
        writer.filled(words.t("{digests} tell when they appeared."), {"digests": digests}),
        writer.filled(words.t("A paper's address is made of its title: {address}"), {"address": address}),
    ]
    text = words.t("The search is done by a script, and no script runs here. Without one:")
    return writer.document([writer.paragraph(writer.text(text)), writer.bullets(ways)])
