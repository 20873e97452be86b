from __future__ import annotations

import datetime as dt

from plain_paper import plain_paper

from generator.exports import channels, citations, search_tables
from generator.model import Archive, CollectedPaper, Collection, Paper, ReadingStatus, SafeHtml, Settings
from generator.outputs import texts
from generator.pages import collections, highlights, paper
from generator.pages.layout import layout_of

LAST, FIRST = plain_paper("last"), plain_paper("first")
LISTED = (
    CollectedPaper("first", SafeHtml("<p>Begin <em>here</em>.</p>"), "The idea", ReadingStatus.READ, slug="first"),
    CollectedPaper("last", SafeHtml(""), meeting=dt.date(2026, 5, 1), slug="last"),
)
KITES = Collection(
    "content/collections/kites.md",
    "kites",
    "Kites & <b>",
    "Ann",
    dt.date(2026, 4, 20),
    LISTED,
    SafeHtml("<p>For {{ all }}.</p>"),
    SafeHtml("<h3>Then</h3>"),
)


def archive(*listed: Collection) -> Archive:
    papers: tuple[Paper, ...] = (LAST, FIRST)
    settings = Settings("A", "https://a.org/", repo_url="https://github.com/a/b")
    return Archive(settings, papers, (), (), {each.slug: () for each in papers}, (), collections=listed)


def test_a_page_has_papers_in_order_with_sections_remarks_and_meetings() -> None:
    files = texts(collections.render(layout_of(archive(KITES))))

    page = files["collections/kites.md"]
    parts = [
        "2 papers · Ann · 20 April 2026 · Feed: [RSS](../collections/kites/feed.xml)",
        "[Edit this collection](https://github.com/a/b/edit/main/content/collections/kites.md)",
        '<div class="ps-note"><p>For &#123;{ all }}.</p></div>',
        "## The idea",
        "[first](../papers/first.md)",
        "<p><strong>Read</strong></p><p>Begin <em>here</em>.</p></div>",
        "[last](../papers/last.md)",
        "<p>Meeting on 1 May 2026</p></div>",
        "<h3>Then</h3></div>",
    ]
    assert [page.find(part) for part in parts] == sorted(page.find(part) for part in parts)
    assert all(part in page for part in parts)
    index = "- [Kites & &lt;b&gt;](../collections/kites.md) *2 papers · Ann · 20 April 2026*"
    assert index in files["collections/index.md"]


def test_an_archive_without_collections_has_no_page_of_them() -> None:
    assert texts(collections.render(layout_of(archive()))) == {}


def test_papers_and_the_home_page_name_their_collections() -> None:
    layout = layout_of(archive(KITES))
    front = paper.PaperPages(layout).page_of(layout, "first").content().front  # type: ignore[union-attr]
    assert front["collections"] == [{"title": "Kites & <b>", "address": "collections/kites/"}]
    [named] = highlights.highlights(layout, [])["collections"]  # type: ignore[misc,attr-defined]
    assert (named["title"], named["text"]) == ("Kites & <b>", "2 papers · Ann")


def test_a_collection_has_a_feed_citations_and_a_place_in_the_search() -> None:
    listed = archive(KITES)
    [channel] = channels.find(listed).collections
    assert (channel.rss, [each.slug for each in channel.papers]) == ("collections/kites/feed.xml", ["first", "last"])
    written = texts(citations.render(listed))
    assert [line for line in written["collections/kites/papers.bib"].split("\n") if line.startswith("@")] == [
        "@misc{first,",
        "@misc{last,",
    ]
    recent = search_tables.tables_of_share(search_tables.shares(listed)[1])
    [names] = [text for path, text in recent.items() if "keys" in path]
    assert '"collections/kites/"' in names
