"""Pages: the archive as Markdown files and redirect stubs, by their path below `build/docs`.

A page is front matter and blocks of HTML, which Markdown passes through untouched: so an abstract's `MCTS*` or `G_F`
needs no escaping and cannot be taken for markup. The templates escape whatever is not known to be safe HTML.
A module per kind of page; each knows the `Layout` and none of the others.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.model import Archive
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
from generator.pages.layout import layout_of

KINDS = (home, trending, paper, tag, digest, periods, contributors, archive_map, feeds_and_data, search)


def render(archive: Archive) -> Iterator[Output]:
    """Every page of the site but the curator's own, which `curator_pages` gives."""
    layout = layout_of(archive)
    for kind in KINDS:
        yield from kind.render(layout)
