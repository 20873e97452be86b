"""Feeds that were published and are given up."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import feedparser
import pytest
from plain_paper import plain_paper

from generator import outputs
from generator.exports import feeds
from generator.model import Archive, Credit, Settings, Tag
from generator.vocabulary import Assignment

PAPERS = (plain_paper("a", authors=("Ann Lee",)),)
TAGS = (Tag("search", "Search", PAPERS, former_slugs=("seeking",)), Tag("agents", "Agents", PAPERS))


def rendered(*recorded: str) -> dict[str, str]:
    settings = Settings("Shelf & Co", "https://a.org/b/")
    assigned = {"a": tuple(Assignment(tag.slug, "why") for tag in TAGS)}
    authors = (Credit("ann-lee", "Ann Lee", ("Ann Lee",), PAPERS, has_page=True),)
    archive = Archive(settings, PAPERS, (), TAGS, assigned, (), authors=authors, recorded_files=frozenset(recorded))
    return outputs.texts(feeds.render(archive))


@pytest.mark.parametrize(
    ("path", "successor"),
    [
        ("tags/search/atom.xml", "tags/search/feed.xml"),
        ("tags/agents/with/search/feed.xml", "tags/agents/feed.xml"),
        ("tags/seeking/with/agents/atom.xml", "tags/search/feed.xml"),
        ("authors/ann-lee/feed.xml", "feed.xml"),
        ("sources/desk/atom.xml", "feed.xml"),
    ],
)
def test_its_last_file_has_one_entry_that_leads_to_the_feed_that_follows(path: str, successor: str) -> None:
    text = rendered(path)[path]
    found = feedparser.parse(text)
    [entry] = found.entries

    assert not found.bozo
    assert ET.fromstring(text).tag.endswith("feed" if "atom" in path else "rss")  # noqa: S314 (we wrote it)
    assert entry.link == f"https://a.org/b/{successor}"
    assert entry.title.startswith("This feed has moved")
    assert entry.link in entry.summary


def test_a_json_feed_stays_a_json_feed() -> None:
    feed = json.loads(rendered("tags/search/feed.json")["tags/search/feed.json"])

    assert feed["feed_url"] == "https://a.org/b/tags/search/feed.json"
    assert [item["url"] for item in feed["items"]] == ["https://a.org/b/tags/search/feed.xml"]


def test_what_was_not_published_leaves_no_file() -> None:
    assert not [path for path in rendered() if "atom" in path and "/" in path]


def test_a_feed_whose_page_is_gone_is_left_to_the_record_of_addresses() -> None:
    assert "tags/gone/atom.xml" not in rendered("tags/gone/atom.xml", "authors/bo-ek/feed.xml")
