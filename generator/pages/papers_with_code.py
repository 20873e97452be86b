"""The list of papers with code, newest first. An archive that knows of no code has none."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from generator.exports.citations import LIST_FILE
from generator.model import Paper
from generator.outputs import Output
from generator.pages import listing
from generator.pages.layout import Layout
from generator.pages.listing import ListPage, Shown
from generator.text import markdown_writer as writer


def render(layout: Layout) -> Iterator[Output]:
    """Yield the pages of the list."""
    papers, words = layout.with_code, layout.words
    if not papers:
        return
    front = {
        "title": words.t("Papers with code"),
        "description": words.t("The papers of {site} whose code is public.", site=layout.archive.settings.site_name),
        "template": "listing.html",
    }
    inputs = len(papers), layout.trending_title
    yield from listing.render_growing(layout, "with-code/", front, papers, partial(_body, layout), *inputs)


def _body(layout: Layout, part: ListPage[Paper], count: int, title: str) -> Shown:
    words = layout.words
    shown = listing.papers_by_month(layout, part)
    total = writer.text(words.n("{n} paper", "{n} papers", count))
    most = writer.link(writer.text(title), "trending.md") if title else writer.NOTHING
    facts = listing.facts(total, most, writer.link(writer.text("BibTeX"), f"with-code/{LIST_FILE}"))
    return Shown(writer.document([facts, shown.body]), (), shown.listed)
