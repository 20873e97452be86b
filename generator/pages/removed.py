"""Removed papers: a page at each of their addresses that says so, and the same as JSON."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator
from functools import partial

from generator.exports.api import ROOT
from generator.model import Permalink
from generator.outputs import Output, output
from generator.pages.layout import Layout
from generator.text import markdown_writer as writer
from generator.text.markdown_writer import Block
from generator.text.wording import Wording


def render(layout: Layout, record: Iterable[Permalink], taken: Container[str]) -> Iterator[Output]:
    """Yield the page and the data of each removed paper, unless its address is `taken` by a paper again."""
    words = layout.words
    front = {
        "title": words.t("This paper was removed"),
        "description": words.t("This paper was removed from {site}.", site=layout.archive.settings.site_name),
        "search": {"exclude": True},
    }
    for permalink in record:
        page = f"papers/{permalink.slug}.md"
        if permalink.removed and page not in taken and f"papers/{permalink.slug}/index.html" not in taken:
            yield layout.page(page, front, partial(_body, words), permalink.removed)
            yield output(f"{ROOT}papers/{permalink.slug}.json", _data, permalink.slug, permalink.removed)


def _body(words: Wording, _day: str) -> Block:
    ways = {
        "home": writer.link(writer.text(words.t("the newest papers")), "index.md"),
        "search": writer.link(writer.text(words.t("the search")), "search.md"),
    }
    text = words.t("This archive has it no longer. Go on to {home} or {search}.")
    return writer.paragraph(writer.filled(text, ways))


def _data(slug: str, day: str) -> str:
    return json.dumps({"slug": slug, "removed": day}) + "\n"
