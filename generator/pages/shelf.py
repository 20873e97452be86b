"""The page of the shelf, which a script fills. Without scripts it says what the shelf is, and what does the same."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from generator.outputs import Output
from generator.pages import listing
from generator.pages.layout import Layout
from generator.text import markdown_writer as writer
from generator.text.markdown_writer import Block
from generator.text.wording import Wording


def render(layout: Layout) -> Iterator[Output]:
    """Yield the page."""
    settings, words = layout.archive.settings, layout.words
    front = {
        "title": words.t("Your shelf"),
        "description": words.t("The papers of {site} that you keep, in your own browser.", site=settings.site_name),
        "template": "shelf.html",
        "styles": ["assets/shelf.css"],
    }
    yield layout.page("shelf.md", front, partial(_body, words))


def _body(words: Wording) -> Block:
    """Return the text that is shown without scripts, or until they run."""
    feeds = writer.link(writer.text(words.t("Feeds")), "feeds.md")
    text = words.t(
        "A shelf of papers, with your notes and what you follow, is kept by a script in your own browser, and no "
        "script runs here. {feeds} bring new papers without one; bookmarks keep them."
    )
    return writer.document([listing.sentence(text, feeds=feeds)])
