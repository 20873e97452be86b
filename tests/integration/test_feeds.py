"""The feeds, read by feedparser, and the pages that announce them."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urljoin

import feedparser
import pytest

from .reading import page, pages

SITE = "https://shelf.example.org/small/"


@pytest.fixture(scope="module")
def site(built_archive: Path) -> Path:
    return built_archive / "site"


@pytest.fixture(scope="module")
def feeds(site: Path) -> dict[str, feedparser.FeedParserDict]:
    """Every feed of the site, by its path."""
    return {
        path.relative_to(site).as_posix(): feedparser.parse(path.read_bytes(), sanitize_html=False)
        for path in site.rglob("feed.xml")
    }


def test_there_is_one_for_the_archive_and_one_per_tag(site: Path, feeds) -> None:
    tags = {address for address in pages(site) if address.startswith("tags/")}

    assert set(feeds) == {"feed.xml", *(f"{tag}/feed.xml" for tag in tags)}
    assert {"tags/program-synthesis", "tags/tree-search", "tags/reinforcement-learning"} < tags


def test_they_are_well_formed(feeds) -> None:
    assert {path: feed.get("bozo_exception") for path, feed in feeds.items() if feed.bozo} == {}
    assert {feed.version for feed in feeds.values()} == {"rss20"}


def test_the_archive_s_has_the_newest_papers(feeds) -> None:
    """Ten, as its settings say, newest first by the day the archive first had them."""
    assert [entry.title for entry in feeds["feed.xml"].entries][:4] == [
        "Kitchen-Table Fusion of Sensors & Common Sense",
        "Rewards at Dusk: When Reinforcement Learning Should Stop",
        'Proofs on a Postcard: "Short" Is a Budget & Not a Style',
        "Lantern: Tree Search by the Light of a Small Verifier",
    ]
    assert len(feeds["feed.xml"].entries) == 10


def test_a_tag_s_has_the_papers_of_its_page(site: Path, feeds) -> None:
    for path, feed in feeds.items():
        if path == "feed.xml":
            continue
        soup = page(site / path.replace("feed.xml", "index.html"))
        shown = {urljoin(SITE + path, str(link["href"])) for link in soup.select("article h2 a[href*='/papers/']")}
        assert {entry.link for entry in feed.entries} <= shown
        assert len(feed.entries) == min(len(shown), 10)


def test_entries_have_permanent_guids_that_are_their_pages(site: Path, feeds) -> None:
    for path, feed in feeds.items():
        raw = (site / path).read_text()
        assert raw.count('<guid isPermaLink="true">') == len(feed.entries) > 0
        for entry in feed.entries:
            assert entry.id == entry.link
            assert entry.link.startswith(f"{SITE}papers/")
            assert (site / entry.link.removeprefix(SITE) / "index.html").exists()


def test_every_link_is_absolute(site: Path, feeds) -> None:
    for path in feeds:
        text = (site / path).read_text()
        links = re.findall(r"(?:href=\"|<link>|<guid[^>]*>)([^\"<]*)", text)
        assert [link for link in links if not link.startswith("https://")] == []


def test_dates_are_distinct_and_newest_come_first(feeds) -> None:
    for feed in feeds.values():
        dates = [entry.published_parsed for entry in feed.entries]
        assert len(set(dates)) == len(dates)
        assert dates == sorted(dates, reverse=True)
        assert feed.feed.updated_parsed == dates[0]


def test_each_names_itself_and_its_page(feeds) -> None:
    for path, feed in feeds.items():
        links = {link.rel: link.href for link in feed.feed.links}
        assert links["self"] == SITE + path
        assert links["alternate"] == feed.feed.link == SITE + path.removesuffix("feed.xml")


def test_titles_are_text(feeds) -> None:
    titles = {entry.title for feed in feeds.values() for entry in feed.entries}

    assert "Walking Backwards: MCTS* over Program Sketches" in titles
    assert "Lemma Gardens: Growing Proof Libraries with Small Language Models" in titles
    assert not any(re.search(r"<math|\\|&amp;|&lt;", title) for title in titles)


def test_summaries_show_markup_as_text(feeds) -> None:
    summary = next(entry.summary for entry in feeds["feed.xml"].entries if entry.title.startswith("Proofs"))

    assert "&lt;i&gt;that&lt;/i&gt; is the point." in summary


def test_pages_with_a_feed_announce_it(site: Path, feeds) -> None:
    announced = {}
    for address, soup in pages(site).items():
        for link in soup.select('link[rel="alternate"][type="application/rss+xml"]'):
            target = (site / address / str(link["href"])).resolve()
            announced[target.relative_to(site.resolve()).as_posix()] = address
            assert link["title"]

    assert set(announced) == set(feeds)
    assert all(path == f"{address}/feed.xml".removeprefix("./") for path, address in announced.items())
