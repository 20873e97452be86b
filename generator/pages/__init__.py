"""Pages: the archive as Markdown files, redirects, and the theme that shows them. Pure.

In: the archive and its relations. Out: outputs, that is, files of `build/docs` with the function that writes each. A
page is front matter and Markdown, with the HTML of that Markdown: `text/markdown_writer.py` writes both at once. The
theme's templates show pages, and escape the values of front matter that they print.

- A module for each kind of page, listed in `KINDS`. Each knows the `Layout` and none of the others.
- `layout`: data that pages share; `listing`, `cards`: lists of papers on several pages
- `highlights`, `subjects`: parts of the home page; `related_papers`, `paper_notes`, `tag_reasons`: of a paper's page;
  `survey`, `charts`: of pages of tags and names; `edit_links`: of all
- `curator_pages`: the curator's own pages and files; `redirects`, `removed`: former addresses; `links`: broken links
- `map_data`, `trending_data`: data for scripts of the theme
- `theme_files`, `theme_words`, `theme_icons`: the theme, in the language of the site
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.outputs import Output
from generator.pages import (
    archive_map,
    collections,
    contributors,
    digest,
    feeds_and_data,
    home,
    paper,
    papers_with_code,
    periods,
    search,
    shelf,
    tag,
    trending,
)
from generator.pages.layout import Layout

KINDS = (
    home,
    trending,
    papers_with_code,
    paper,
    tag,
    digest,
    periods,
    contributors,
    collections,
    archive_map,
    feeds_and_data,
    search,
    shelf,
)


def render(layout: Layout) -> Iterator[Output]:
    """Yield every page of the site except the curator's own, which come from `curator_pages`."""
    for kind in KINDS:
        yield from kind.render(layout)
