from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from generator.exports import sitemap

SITE = "https://a.org/x&y/"
SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def written_by_mkdocs(pages: int) -> str:
    dated = "         <lastmod>2026-04-20</lastmod>\n    </url>"
    urls = "".join(
        f"    <url>\n         <loc>https://a.org/{number}/?a&amp;b</loc>\n{dated}" for number in range(pages)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{SPACE[1:-1]}">\n{urls}\n</urlset>'


def places(xml: str) -> list[str]:
    return [found.text or "" for found in ET.fromstring(xml).iter(f"{SPACE}loc")]  # noqa: S314 (we wrote it)


def test_a_short_sitemap_stays() -> None:
    assert sitemap.split(written_by_mkdocs(3), SITE, maximum=3) == {}


def test_a_long_sitemap_is_split_under_an_index() -> None:
    whole = written_by_mkdocs(7)
    files = sitemap.split(whole, SITE, maximum=3)

    assert list(files) == ["sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml", "sitemap.xml"]
    index = files.pop("sitemap.xml")
    assert ET.fromstring(index).tag == f"{SPACE}sitemapindex"  # noqa: S314 (we wrote it)
    assert places(index) == [SITE + path for path in files]
    assert [len(places(text)) for text in files.values()] == [3, 3, 1]
    assert [place for text in files.values() for place in places(text)] == places(whole)
    assert len(re.findall("<lastmod>2026-04-20</lastmod>", "".join(files.values()))) == 7


def test_the_protocol_s_limit_is_kept() -> None:
    assert [len(places(text)) for text in sitemap.split(written_by_mkdocs(50_001), SITE).values()] == [50_000, 1, 2]


DIGESTS = """{"digests": [
    {"date": "2026-04-19", "sources": ["desk"], "papers": ["kites"]},
    {"date": "2026-04-02", "sources": ["desk"], "papers": ["kites", "gardens"]}
]}"""


def entry(address: str, date: str) -> str:
    return f"<url>\n   <loc>{SITE.replace('&', '&amp;')}{address}</loc>\n   <lastmod>{date}</lastmod>\n  </url>"


def dates_of(xml: str) -> list[tuple[str, str | None]]:
    root = ET.fromstring(xml)  # noqa: S314 (we wrote it)
    return [(url.findtext(f"{SPACE}loc", "").removeprefix(SITE), url.findtext(f"{SPACE}lastmod")) for url in root]


def test_pages_have_their_own_dates_or_none() -> None:
    pages = ["", "papers/kites/", "papers/gardens/", "digests/2026-04-02/", "about/"]
    urls = "".join(entry(address, "2026-05-01") for address in pages) + entry("of-a-plugin/", "2025-01-01")
    whole = f'<urlset xmlns="{SPACE[1:-1]}">{urls}</urlset>'
    assert dates_of(sitemap.dated(whole, SITE, sitemap.dates(DIGESTS), "2026-05-01")) == [
        ("", "2026-04-19"),
        ("papers/kites/", "2026-04-19"),
        ("papers/gardens/", "2026-04-02"),
        ("digests/2026-04-02/", "2026-04-02"),
        ("about/", None),
        ("of-a-plugin/", "2025-01-01"),
    ]


def test_an_empty_archive_has_no_dates() -> None:
    assert sitemap.dates('{"digests": []}') == {}
