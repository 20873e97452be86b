from __future__ import annotations

import datetime as dt
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import Any

import pytest
from plain_paper import plain_paper

from generator import outputs
from generator.exports import feeds
from generator.exports.feeds import items, rss_atom
from generator.model import Appearance, Archive, Credit, Entry, Paper, Row, Settings, Tag, Text
from generator.vocabulary import Assignment

ATOM = "{http://www.w3.org/2005/Atom}"
XHTML = "{http://www.w3.org/1999/xhtml}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"


def paper(slug: str, day: int = 20, title: str = "A", abstract: str = "One.", authors: tuple[str, ...] = ()) -> Paper:
    return plain_paper(
        slug,
        title=Text(title, ""),
        abstract=(Text(abstract, ""),) if abstract else (),
        authors=authors,
        appearances=(Appearance(dt.date(2026, 4, day), "desk"),),
    )


def archive(*papers: Paper, feed_entries: int = 50, tags: tuple[Tag, ...] = ()) -> Archive:
    settings = Settings("My & Papers", "https://a.org/b/", feed_entries=feed_entries)
    assigned = {paper.slug: tuple(Assignment(tag.slug, "why") for tag in tags) for paper in papers}
    return Archive(settings, papers, (), tags, assigned, ())


def rendered(archive: Archive, path: str) -> str:
    return outputs.texts(feeds.render(archive))[path]


def channel(archive: Archive, path: str = "feed.xml") -> ET.Element:
    found = ET.fromstring(rendered(archive, path)).find("channel")  # noqa: S314 (we wrote it)
    assert found is not None
    return found


def atom(archive: Archive, path: str = "atom.xml") -> ET.Element:
    return ET.fromstring(rendered(archive, path))  # noqa: S314 (we wrote it)


def json_items(archive: Archive) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(rendered(archive, "feed.json"))["items"]
    return found


def texts(archive: Archive, name: str) -> list[str | None]:
    return [item.findtext(name) for item in channel(archive).findall("item")]


def test_an_rss_channel_has_the_addresses_of_its_page_and_itself() -> None:
    found = channel(archive(paper("a")))
    assert (found.findtext("title"), found.findtext("link")) == ("My & Papers", "https://a.org/b/")
    self_link = found.find(f"{ATOM}link")
    assert self_link is not None
    assert self_link.attrib["href"] == "https://a.org/b/feed.xml"


def test_atom_and_json_have_the_addresses_of_the_page_and_themselves() -> None:
    shelf = archive(paper("a"))

    links = {link.attrib["rel"]: link.attrib["href"] for link in atom(shelf).findall(f"{ATOM}link")}
    read = json.loads(rendered(shelf, "feed.json"))

    assert links == {"self": "https://a.org/b/atom.xml", "alternate": "https://a.org/b/"}
    assert (read["feed_url"], read["home_page_url"]) == ("https://a.org/b/feed.json", "https://a.org/b/")


def test_an_item_has_an_absolute_permanent_address() -> None:
    shelf, address = archive(paper("on-traces")), "https://a.org/b/papers/on-traces/"

    [item] = channel(shelf).findall("item")
    assert item.findtext("link") == item.findtext("guid") == address
    guid = item.find("guid")
    assert guid is not None
    assert guid.attrib["isPermaLink"] == "true"
    assert atom(shelf).findtext(f"{ATOM}entry/{ATOM}id") == address
    assert [item["id"] for item in json_items(shelf)] == [address]


def test_markup_in_titles_and_abstracts_is_plain_text() -> None:
    hostile = archive(paper("a", title="<script>x</script>", abstract="<img onerror=x> & ]]>"))
    escaped = "&lt;img onerror=x&gt; &amp; ]]&gt;"

    assert texts(hostile, "title") == ["<script>x</script>"]
    assert texts(hostile, "description") == [escaped]
    [content] = texts(hostile, CONTENT)
    assert str(content).startswith(f"<p>{escaped}</p>")
    assert atom(hostile).findtext(f"{ATOM}entry/{ATOM}title") == "<script>x</script>"
    assert atom(hostile).findtext(f"{ATOM}entry/{ATOM}summary") == "<img onerror=x> & ]]>"
    assert atom(hostile).findtext(f"{ATOM}entry/{ATOM}content/{XHTML}div/{XHTML}p") == "<img onerror=x> & ]]>"
    [item] = json_items(hostile)
    assert (item["title"], item["content_html"]) == ("<script>x</script>", content)
    assert not any(
        "<script" in text or "<img" in text
        for text in outputs.texts(feeds.render(hostile)).values()
        if text.startswith("<?xml")
    )


def test_an_item_has_the_whole_abstract_and_links_to_the_paper() -> None:
    full = replace(
        paper("a", abstract="First. Second."),
        abstract=(Text("First. Second.", ""), Text("x_1 ≥ 2", "<math>…</math>")),
        arxiv="2601.00001",
        code="https://example.org/?a=1&b=2",
    )

    [item] = json_items(archive(full))

    assert item["summary"] == "First."
    assert item["external_url"] == "https://arxiv.org/abs/2601.00001"
    assert item["content_html"] == (
        "<p>First. Second.</p><p>x_1 ≥ 2</p>"
        '<p class="links"><a href="https://a.org/b/papers/a/">My &amp; Papers</a>'
        ' · <a href="https://arxiv.org/abs/2601.00001">arXiv</a>'
        ' · <a href="https://arxiv.org/pdf/2601.00001">PDF</a>'
        ' · <a href="https://example.org/?a=1&amp;b=2">Code</a></p>'
    )
    assert texts(archive(full), CONTENT) == [item["content_html"]]


def test_an_item_says_where_its_paper_was_published_and_that_it_is_withdrawn() -> None:
    facts = {"venue": "Kite Letters", "volume": "3", "number": "2", "pages": "11–19", "publisher": "Shelf Press"}
    cited = plain_paper("one", **facts, withdrawn=True, superseded_by="10.1000/newer", pdf="https://b.org/one.pdf")
    [item] = json.loads(rendered(archive(cited), "feed.json"))["items"]
    assert item["title"] == f"[Withdrawn] {cited.title.plain}"
    status = '<p class="status">Withdrawn</p><p class="status">Superseded by 10.1000/newer</p>'
    beginning = f'{status}<p class="venue">Kite Letters 3 (2), 11–19 · Shelf Press</p>'
    assert item["content_html"].startswith(beginning)
    assert '<a href="https://b.org/one.pdf">' in item["content_html"]


def test_without_an_abstract_nothing_is_empty() -> None:
    bare = archive(paper("a", title="Bare", abstract=""))

    assert texts(bare, "description") == ["Bare"]
    assert atom(bare).findtext(f"{ATOM}entry/{ATOM}summary") == "Bare"
    [item] = json_items(bare)
    assert not [key for key, value in item.items() if not value]


def test_newest_papers_come_first_and_the_rest_is_left_out() -> None:
    full = archive(paper("old", 1), paper("new", 30), paper("mid", 15), feed_entries=2)
    newest = ["https://a.org/b/papers/new/", "https://a.org/b/papers/mid/"]

    assert texts(full, "guid") == newest
    assert [entry.findtext(f"{ATOM}id") for entry in atom(full).findall(f"{ATOM}entry")] == newest
    assert [item["id"] for item in json_items(full)] == newest


def test_everything_of_the_last_fourteen_days_is_in_a_feed() -> None:
    bulk = [paper(f"p{number:03}", 16) for number in range(60)]
    full = archive(paper("last", 30), *bulk, paper("before", 15), feed_entries=2)
    assert len(texts(full, "guid")) == 61
    assert "https://a.org/b/papers/before/" not in texts(full, "guid")
    assert len(json_items(full)) == 61


def test_a_first_import_of_thousands_does_not_make_a_feed_of_thousands() -> None:
    assert len(texts(archive(*(paper(f"p{number}") for number in range(1_200))), "guid")) == 1_000


def row(number: int, source: str = "desk", day: int = 20) -> Row:
    return Row(dt.date(2026, 4, day), source, "", number, Entry(title="A"))


def test_papers_of_one_day_are_in_the_order_of_rows() -> None:
    rows = {"c": (row(1),), "a": (row(2),), "b": (row(3),), "d": (row(1, "wire"),)}
    times = items.published([paper(slug) for slug in "abcd"], rows)
    assert sorted(times, key=times.__getitem__, reverse=True) == ["c", "d", "a", "b"]
    full = replace(archive(*map(paper, "abcd")), rows=rows)
    assert texts(full, "guid") == [f"https://a.org/b/papers/{slug}/" for slug in "cdab"]


def test_times_are_soon_after_midnight_so_that_none_is_in_the_future() -> None:
    times = items.published([paper("a"), paper("b")], {"a": (row(1),), "b": (row(800),)})
    midnight = dt.datetime(2026, 4, 20, tzinfo=dt.UTC)
    assert {time.date() for time in times.values()} == {midnight.date()}
    assert max(times.values()) - midnight < dt.timedelta(minutes=15)


def test_a_row_that_is_added_changes_no_other_s_time() -> None:
    rows = {slug: (row(number),) for number, slug in enumerate("abc", 1)}
    before, after = items.published(map(paper, "ab"), rows), items.published(map(paper, "abc"), rows)
    assert {slug: after[slug] for slug in "ab"} == before


def test_thousands_of_papers_of_one_day_have_different_times_of_it() -> None:
    many = [paper(f"p{number}") for number in range(2000)]
    times = items.published(many, {})
    assert len(set(times.values())) == 2000
    assert {time.date() for time in times.values()} == {dt.date(2026, 4, 20)}
    assert items.published(many[::-1], {}) == times


def test_seeing_a_paper_again_does_not_change_its_date() -> None:
    once = paper("a", 1)
    again = replace(once, appearances=(Appearance(dt.date(2026, 4, 9), "desk"), *once.appearances))
    assert items.published([again], {}) == items.published([once], {})


def test_dates_come_from_papers_and_not_from_the_clock() -> None:
    newest = items.published([paper("a")], {})["a"]
    shelf = archive(paper("a"), paper("b", 1))

    assert channel(shelf).findtext("lastBuildDate") == newest.strftime("%a, %d %b %Y %H:%M:%S +0000")
    assert atom(shelf).findtext(f"{ATOM}updated") == newest.isoformat()
    for entry in atom(shelf).findall(f"{ATOM}entry"):
        assert entry.findtext(f"{ATOM}updated") == entry.findtext(f"{ATOM}published")
    assert str(dt.date.today().year) not in "".join(outputs.texts(feeds.render(archive())).values())


def test_the_same_archive_gives_the_same_bytes() -> None:
    one, other = (outputs.texts(feeds.render(archive(paper("a"), paper("b")))) for _ in range(2))
    assert one == other


def test_an_empty_archive_has_valid_feeds() -> None:
    assert channel(archive()).findall("item") == []
    assert atom(archive()).findall(f"{ATOM}entry") == []
    assert json_items(archive()) == []


def test_authors_are_named_one_by_one_but_in_rss_whose_readers_show_one_creator() -> None:
    shelf = archive(paper("a", authors=("Ann", "Bo")))

    [item] = channel(shelf).findall("item")
    assert [creator.text for creator in item.findall(CREATOR)] == ["Ann, Bo"]
    assert channel(archive(paper("b"))).findall(f"item/{CREATOR}") == []
    [entry] = atom(shelf).findall(f"{ATOM}entry")
    assert [author.findtext(f"{ATOM}name") for author in entry.findall(f"{ATOM}author")] == ["Ann", "Bo"]
    assert json_items(shelf)[0]["authors"] == [{"name": "Ann"}, {"name": "Bo"}]


def test_a_paper_without_authors_is_credited_to_the_archive() -> None:
    """Atom wants an author for every entry."""
    shelf = archive(paper("a"))

    assert atom(shelf).findtext(f"{ATOM}author/{ATOM}name") == "My & Papers"
    assert atom(shelf).find(f"{ATOM}entry/{ATOM}author") is None


def test_each_tag_has_a_feed_of_its_papers() -> None:
    one, other = paper("a"), paper("b")
    tagged = archive(one, other, tags=(Tag("search", "Search", (one,)),))
    found = channel(tagged, "tags/search/feed.xml")
    assert (found.findtext("title"), found.findtext("link")) == ("My & Papers: Search", "https://a.org/b/tags/search/")
    assert [item.findtext("guid") for item in found.findall("item")] == ["https://a.org/b/papers/a/"]
    assert found.findtext("item/category") == "Search"
    category = atom(tagged).find(f"{ATOM}entry/{ATOM}category")
    assert category is not None
    assert category.attrib == {"term": "search", "label": "Search", "scheme": "https://a.org/b/tags/"}


def test_extracted_keywords_are_categories_after_the_tags() -> None:
    one = paper("a")
    shelf = replace(
        archive(one, tags=(Tag("search", "Search", (one,)),)),
        keywords={"a": ("tree search", "rows & more", "beams", "and a fourth")},
    )

    assert [found.text for found in channel(shelf).findall("item/category")] == [
        "Search",
        "tree search",
        "rows & more",
        "beams",
    ]
    assert [found.get("term") for found in atom(shelf).findall(f"{ATOM}entry/{ATOM}category")][1:] == [
        "tree search",
        "rows & more",
        "beams",
    ]
    assert json.loads(outputs.texts(feeds.render(shelf))["feed.json"])["items"][0]["tags"][1:] == [
        "tree search",
        "rows & more",
        "beams",
    ]


def test_feeds_of_names_have_the_lead_of_a_paper_in_place_of_its_abstract() -> None:
    works = tuple(replace(paper(slug, abstract="One. Two.", authors=("Ann Lee",)), lead="Two.") for slug in "abcde")
    works = (*works[:-1], replace(works[-1], lead=""))
    named = replace(archive(*works), authors=(Credit("ann-lee", "Ann Lee", ("Ann Lee",), works, has_page=True),))

    whole, brief = (rendered(named, path) for path in ("feed.xml", "authors/ann-lee/feed.xml"))

    assert (whole.count("&lt;p&gt;One. Two.&lt;/p&gt;"), whole.count("&lt;p&gt;Two.&lt;/p&gt;")) == (5, 0)
    assert (brief.count("&lt;p&gt;One. Two.&lt;/p&gt;"), brief.count("&lt;p&gt;Two.&lt;/p&gt;")) == (1, 4)


def test_a_paper_is_the_same_in_all_its_feeds() -> None:
    shelf = archive(paper("a", authors=("Ann",)), paper("b"), tags=(Tag("search", "Search", (paper("a"),)),))

    [item] = channel(shelf, "tags/search/feed.xml").findall("item")

    assert ET.tostring(item).strip() in [ET.tostring(other).strip() for other in channel(shelf).findall("item")]


@pytest.mark.parametrize(
    ("path", "style"),
    [
        ("feed.xml", "assets/feed.css"),
        ("atom.xml", "assets/feed.css"),
        ("tags/search/feed.xml", "../../assets/feed.css"),
    ],
)
def test_a_feed_names_its_style_sheet(path: str, style: str) -> None:
    shelf = archive(paper("a"), tags=(Tag("search", "Search", (paper("a"),)),))

    assert rendered(shelf, path).splitlines()[1] == f'<?xml-stylesheet type="text/css" href="{style}"?>'


@pytest.mark.parametrize("authors", [(), ("Ann <b>Lee</b>",), ("Ann Lee", 'R&D "Lab", Inc.')])
def test_an_item_of_rss_is_what_feedgen_writes(authors: tuple[str, ...]) -> None:
    settings = Settings("My & Papers", "https://a.org/b/?c&d/")
    published = dt.datetime(2026, 4, 2, 0, 14, 59, tzinfo=dt.UTC)
    tags, keywords = {"r-d": 'R&D "lab"', "x": "]]> <x>"}, ("x < y", "łódź")
    content = '<p>5 &lt; "6" &amp;amp; 7</p>\n<p class="links"><a href="https://a.org/b/">My &amp; Papers</a></p>'
    item = items.Item("https://a.org/p/?a&b", "A < B & C", "It's <b>", content, published, authors, tags, keywords, "")

    feed = rss_atom._with_dublin_core()
    feed.title("-")
    feed.description("-")
    feed.link(href=settings.site_url)
    rss_atom._add(feed, item, settings)
    written = feed.rss_str(pretty=True).decode()

    begin, end = "<item>\n", "</item>\n"
    written = re.sub("^ +", "", written, flags=re.MULTILINE)
    assert rss_atom.rss_item(item, settings) == begin + written.partition(begin)[2].partition(end)[0] + end


def test_the_list_of_feeds_has_a_folder_per_group() -> None:
    shelf = archive(paper("a"), tags=(Tag("search", "Search & rescue", (paper("a"),)),))

    body = ET.fromstring(rendered(shelf, "feeds.opml")).find("body")  # noqa: S314 (we wrote it)

    assert body is not None
    assert {folder.attrib["text"]: [feed.attrib["xmlUrl"] for feed in folder] for folder in body} == {
        "Everything": ["https://a.org/b/feed.xml"],
        "Tags": ["https://a.org/b/tags/search/feed.xml"],
    }


def test_no_description_of_a_channel_is_an_element_whatever_a_reader_takes_it_for() -> None:
    tag = Tag("x", "<img src=x onerror=pwned()>", papers=(paper("a"),))
    of_tag = channel(archive(paper("a"), tags=(tag,)), "tags/x/feed.xml")
    description = of_tag.findtext("description") or ""
    assert "img src=x" in description
    assert "<" not in description
