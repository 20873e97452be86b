"""Files for search engines: `robots.txt`, and the parts of a sitemap that is too long for one file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape

from generator.model import Archive
from generator.outputs import Output, output

PATH = "sitemap.xml"

MAXIMUM_PAGES = 50_000
"""Pages in one sitemap, by https://www.sitemaps.org/protocol.html. They take a sixth of the 50 MB that it allows."""

_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_PAGE = re.compile(r"<url>.*?</url>", re.S)


def render(archive: Archive) -> Iterator[Output]:
    """Yield `robots.txt`. Search engines read it only if the site is at the root of its host."""
    text = f"User-agent: *\nAllow: /\n\nSitemap: {archive.settings.site_url}{PATH}\n"
    yield output("robots.txt", str, text)


def split(sitemap: str, site_url: str, maximum: int = MAXIMUM_PAGES) -> dict[str, str]:
    """Split MkDocs' sitemap into files of at most `maximum` pages, and an index that replaces it.

    Return the files by path, {} if the sitemap is short enough. The index has no dates, since MkDocs gives every page
    the day of the build.
    """
    pages = _PAGE.findall(sitemap)
    if len(pages) <= maximum:
        return {}
    parts = {
        f"sitemap-{number}.xml": pages[start : start + maximum]
        for number, start in enumerate(range(0, len(pages), maximum), 1)
    }
    files = {path: _document("urlset", pages_of_part) for path, pages_of_part in parts.items()}
    index = [f"<sitemap><loc>{escape(site_url + path)}</loc></sitemap>" for path in parts]
    return files | {PATH: _document("sitemapindex", index)}


def _document(root: str, items: list[str]) -> str:
    return f"{_HEAD}<{root} {_NAMESPACE}>\n" + "".join(f"{item}\n" for item in items) + f"</{root}>\n"
