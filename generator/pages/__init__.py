"""Pages: the archive as Markdown files and redirect stubs, by their path below `build/docs`.

In: the archive. Out: outputs, that is, files with the function that makes each; and the theme (`theme_files`). Pure.
A page is front matter and Markdown, with the HTML that Python-Markdown makes of it: `text/markdown_writer.py` writes
both at once. The theme's templates show them, and escape what they print of front matter.

A module per kind of page; each knows the `Layout` and none of the others. `KINDS` lists them.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.outputs import Output
from generator.pages import (
    archive_map,
    contributors,
    digest,
    feeds_and_data,
    home,
    paper,
    periods,
    search,
    tag,
    trending,
)
from generator.pages.layout import Layout

KINDS = (home, trending, paper, tag, digest, periods, contributors, archive_map, feeds_and_data, search)


def render(layout: Layout) -> Iterator[Output]:
    """Every page of the site but the curator's own, which `curator_pages` gives."""
    for kind in KINDS:
        yield from kind.render(layout)
