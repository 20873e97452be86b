from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET

from generator import feeds
from generator.model import Appearance, Archive, Assignment, Paper, Settings, Tag, Text


def paper(slug: str, day: int = 20, title: str = "A", abstract: str = "One.", authors: tuple[str, ...] = ()) -> Paper:
    return Paper(
        slug=slug,
        keys=(f"title:{slug}",),
        title=Text(title, ""),
        abstract=(Text(abstract, ""),),
        authors=authors,
        author_count=None,
        organisation="",
        published=None,
        arxiv="",
        doi="",
        url="",
        code="",
        project="",
        keywords=(),
        appearances=(Appearance(dt.date(2026, 4, day), "desk"),),
    )


def archive(*papers: Paper, feed_entries: int = 50, tags: tuple[Tag, ...] = ()) -> Archive:
    settings = Settings("My & Papers", "https://a.org/b/", feed_entries=feed_entries)
    assigned = {paper.slug: tuple(Assignment(tag.slug, "why") for tag in tags) for paper in papers}
    return Archive(settings, papers, (), tags, assigned, ())


def channel(archive: Archive, path: str = "feed.xml") -> ET.Element:
    found = ET.fromstring(dict(feeds.render(archive))[path]).find("channel")  # noqa: S314 (we wrote it)
    assert found is not None
    return found


def texts(archive: Archive, name: str) -> list[str | None]:
    return [item.findtext(name) for item in channel(archive).findall("item")]


def test_the_channel_leads_to_the_page_and_knows_itself() -> None:
    found = channel(archive(paper("a")))
    assert (found.findtext("title"), found.findtext("link")) == ("My & Papers", "https://a.org/b/")
    self_link = found.find("{http://www.w3.org/2005/Atom}link")
    assert self_link is not None
    assert self_link.attrib["href"] == "https://a.org/b/feed.xml"


def test_an_item_has_an_absolute_permanent_address() -> None:
    [item] = channel(archive(paper("on-traces"))).findall("item")
    assert item.findtext("link") == item.findtext("guid") == "https://a.org/b/papers/on-traces/"
    guid = item.find("guid")
    assert guid is not None
    assert guid.attrib["isPermaLink"] == "true"


def test_titles_are_text_and_abstracts_escaped_html() -> None:
    hostile = archive(paper("a", title="<script>x</script>", abstract="<img onerror=x>"))
    assert texts(hostile, "title") == ["<script>x</script>"]
    assert texts(hostile, "description") == ["<p>&lt;img onerror=x&gt;</p>"]
    assert "<script>" not in dict(feeds.render(hostile))["feed.xml"]


def test_newest_papers_come_first_and_the_rest_is_left_out() -> None:
    full = archive(paper("old", 1), paper("new", 3), paper("mid", 2), feed_entries=2)
    assert texts(full, "guid") == ["https://a.org/b/papers/new/", "https://a.org/b/papers/mid/"]


def test_papers_of_one_day_have_different_times_of_it() -> None:
    times = {feeds.published_at(paper(slug)) for slug in ("a", "b", "c")}
    assert len(times) == 3
    assert {time.date() for time in times} == {dt.date(2026, 4, 20)}


def test_seeing_a_paper_again_does_not_change_its_date() -> None:
    once = paper("a", 1)
    again = Paper(
        **{
            **{name: getattr(once, name) for name in Paper.__dataclass_fields__},
            "appearances": (Appearance(dt.date(2026, 4, 9), "desk"), *once.appearances),
        }
    )
    assert feeds.published_at(again) == feeds.published_at(once)


def test_the_same_archive_gives_the_same_bytes() -> None:
    assert list(feeds.render(archive(paper("a"), paper("b")))) == list(feeds.render(archive(paper("a"), paper("b"))))


def test_an_empty_archive_has_a_valid_feed() -> None:
    assert channel(archive()).findall("item") == []


def test_authors_are_named() -> None:
    [item] = channel(archive(paper("a", authors=("Ann", "Bo")))).findall("item")
    assert item.findtext("{http://purl.org/dc/elements/1.1/}creator") == "Ann, Bo"


def test_each_tag_has_a_feed_of_its_papers() -> None:
    one, other = paper("a"), paper("b")
    tagged = archive(one, other, tags=(Tag("search", "Search", (one,)),))
    found = channel(tagged, "tags/search/feed.xml")
    assert (found.findtext("title"), found.findtext("link")) == ("My & Papers: Search", "https://a.org/b/tags/search/")
    assert [item.findtext("guid") for item in found.findall("item")] == ["https://a.org/b/papers/a/"]
    assert found.findtext("item/category") == "Search"
