"""Files for search engines: `robots.txt`, the dates of a sitemap, and the parts of one that is too long for a file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape, unescape

from generator.api_schema import DigestsRecord
from generator.model import Archive
from generator.outputs import Output, output

PATH = "sitemap.xml"

MAXIMUM_PAGES = 50_000
"""Pages in one sitemap, by https://www.sitemaps.org/protocol.html. They take a sixth of the 50 MB that it allows."""

_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_ENTRY = re.compile(r"<url>\s*<loc>(?P<address>[^<]*)</loc>\s*(?:<lastmod>(?P<date>[^<]*)</lastmod>\s*)?</url>")
_PAGE = re.compile(r"<url>.*?</url>", re.S)


def render(archive: Archive) -> Iterator[Output]:
    """Yield `robots.txt`. Search engines read it only if the site is at the root of its host."""
    text = f"User-agent: *\nAllow: /\n\nSitemap: {archive.settings.site_url}{PATH}\n"
    yield output("robots.txt", str, text)


def dates(digests: str) -> dict[str, str]:
    """Return the days of pages, by the end of their addresses, from `digests.json`: when a paper was last in a digest.

    The home page and the lists of digests have the newest day.
    """
    days = DigestsRecord.model_validate_json(digests).digests
    known: dict[str, str] = {}
    for day in days:  # newest first
        date = str(day.date)
        known[f"digests/{date}/"] = date
        for slug in day.papers:
            known.setdefault(f"papers/{slug}/", date)
    return known | dict.fromkeys(("", "digests/", "trending/"), str(days[0].date)) if days else {}


def dated(sitemap: str, site_url: str, dates: Mapping[str, str], build_date: str) -> str:
    """Return MkDocs' sitemap with the `dates` of pages, by the end of their addresses.

    MkDocs gives every page the day of the build, `build_date`, which says nothing. A page with that date, and without
    one in `dates`, gets none.
    """

    def with_date(match: re.Match[str]) -> str:
        address = unescape(match["address"])
        date = dates.get(address.removeprefix(site_url)) if address.startswith(site_url) else None
        kept = match["date"] if match["date"] != build_date else ""
        lastmod = f"<lastmod>{date or kept}</lastmod>" if date or kept else ""
        return f"<url><loc>{match['address']}</loc>{lastmod}</url>"

    return _ENTRY.sub(with_date, sitemap)


def split(sitemap: str, site_url: str, maximum: int = MAXIMUM_PAGES) -> dict[str, str]:
    """Split MkDocs' sitemap into files of at most `maximum` pages, and an index that replaces it.

    Return the files by path, {} if the sitemap is short enough. The index has no dates.
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
