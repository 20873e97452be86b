"""What tells search engines where the pages are: `robots.txt`, and a sitemap split where it is too long."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape

from generator.model import Archive
from generator.outputs import Output, output

PATH = "sitemap.xml"

MOST_PAGES = 50_000
"""Of one sitemap, by https://www.sitemaps.org/protocol.html; the 50 MB it allows are six times what these take."""

_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_PAGE = re.compile(r"<url>.*?</url>", re.S)


def render(archive: Archive) -> Iterator[Output]:
    """`robots.txt`, which counts where the site is at the root of its host."""
    text = f"User-agent: *\nAllow: /\n\nSitemap: {archive.settings.site_url}{PATH}\n"
    yield output("robots.txt", str, text)


def split(sitemap: str, site_url: str, most: int = MOST_PAGES) -> dict[str, str]:
    """MkDocs' sitemap as files of at most `most` pages each, under an index in its place; none when it is short enough.

    The index tells no dates: MkDocs gives every page the day of the build.
    """
    pages = _PAGE.findall(sitemap)
    if len(pages) <= most:
        return {}
    parts = {
        f"sitemap-{number}.xml": pages[start : start + most]
        for number, start in enumerate(range(0, len(pages), most), 1)
    }
    files = {path: _document("urlset", of_part) for path, of_part in parts.items()}
    index = [f"<sitemap><loc>{escape(site_url + path)}</loc></sitemap>" for path in parts]
    return files | {PATH: _document("sitemapindex", index)}


def _document(root: str, items: list[str]) -> str:
    return f"{_HEAD}<{root} {_NAMESPACE}>\n" + "".join(f"{item}\n" for item in items) + f"</{root}>\n"
