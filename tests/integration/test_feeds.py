"""The feeds, read by feedparser, listparser and jsonschema, and the pages that announce them."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from urllib.parse import urljoin

import feedparser
import jsonschema
import listparser
import pytest

from generator.system.files import DOCS

from .feed_rules import JSON_FEED, broken
from .reading import carded, page, pages, times, tree

SITE = "https://shelf.example.org/small/"

FEEDS = 16
"""Those that the first test names; what must hold of each must not hold for want of any."""

MORE = """\
date: 2026-03-21
source: desk-picks
papers:
""" + "".join(
    f"""\
  - title: "Kites {number}: Program Synthesis by Tree Search"
    authors: ["Łukasz Żak", "李 Wei"]
    abstract: "Program synthesis is a kite, tree search the wind; {number} of them flew."
"""
    for number in range(1, 6)
)
"""Five papers that give two authors a feed."""

ALL_FEEDS = """\
feed_formats: [rss, atom, json]
feeds_of_tag_pairs:
  - [tree-search, program-synthesis]
"""


@pytest.fixture(scope="module")
def built(built_archive: Path, tmp_path_factory: pytest.TempPathFactory, run_papershelf) -> Path:
    """The small archive with a digest more, and with all formats of feeds."""
    root = tmp_path_factory.mktemp("feeds") / "archive"
    shutil.copytree(built_archive, root, ignore=shutil.ignore_patterns("site"))
    (root / "content" / "digests" / "2026-03-21-desk-picks.yml").write_text(MORE)
    settings = root / "site_config" / "archive.yml"
    settings.write_text(settings.read_text() + ALL_FEEDS)
    run_papershelf("-C", root, "build", "--strict")
    return root


@pytest.fixture(scope="module")
def site(built: Path) -> Path:
    return built / "site"


def parsed(site: Path, name: str) -> dict[str, feedparser.FeedParserDict]:
    """Every feed of that name, by its folder."""
    return {
        path.parent.relative_to(site).as_posix(): feedparser.parse(path.read_bytes(), sanitize_html=False)
        for path in site.rglob(name)
    }


@pytest.fixture(scope="module")
def rss(site: Path) -> dict[str, feedparser.FeedParserDict]:
    return parsed(site, "feed.xml")


@pytest.fixture(scope="module")
def atom(site: Path) -> dict[str, feedparser.FeedParserDict]:
    return parsed(site, "atom.xml")


@pytest.fixture(scope="module")
def json_feeds(site: Path) -> dict[str, dict]:
    return {path.parent.relative_to(site).as_posix(): json.loads(path.read_bytes()) for path in site.rglob("feed.json")}


def test_there_is_one_for_the_archive_its_sources_tags_pairs_and_authors(site: Path, rss) -> None:
    tags = {address for address in pages(site) if address.startswith("tags/")}

    assert {"tags/program-synthesis", "tags/tree-search", "tags/reinforcement-learning"} < tags
    assert set(rss) == {
        ".",
        "trending",
        "collections/searching-for-programs",
        *tags,
        *(f"sources/{source}" for source in ("arxiv", "daily-papers", "desk-picks", "field-notes", "reading-group")),
        "tags/program-synthesis/with/tree-search",
        "authors/lukasz-zak",
        "authors/wei-82c0d0dc",
    }


def test_they_are_well_formed(rss, atom) -> None:
    for feeds, version in ((rss, "rss20"), (atom, "atom10")):
        assert {path: feed.get("bozo_exception") for path, feed in feeds.items() if feed.bozo} == {}
        assert {feed.version for feed in feeds.values()} == {version}


def test_they_keep_the_rules_of_the_validator(site: Path) -> None:
    paths = [path for name in ("feed.xml", "atom.xml") for path in site.rglob(name)]
    complaints = {
        path: found for path in paths if (found := broken(path.read_bytes(), SITE + path.relative_to(site).as_posix()))
    }

    assert len(paths) == 2 * FEEDS
    assert complaints == {}


def test_the_rules_are_looked_at(site: Path) -> None:
    """A feed with mistakes breaks them."""
    good = (site / "feed.xml").read_text()
    wrong = (
        good.replace("<pubDate>Wed", "<pubDate>Thu", 1)
        .replace("<language>en</language>", "<language></language>")
        .replace('<guid isPermaLink="true">https://', '<guid isPermaLink="true">/', 1)
        .replace('href="https://arxiv.org', 'onclick="x" href="/abs', 1)
    )

    found = broken(wrong.encode(), SITE + "feed.xml")

    assert broken(good.encode(), SITE + "feed.xml") == []
    assert {rule.partition(":")[0].partition(",")[0] for rule in found} == {
        "IncorrectDOW", "NotBlank", "InvalidFullLink", "ContainsRelRef", "SecurityRiskAttr"
    }  # fmt: skip
    assert broken(good.encode(), SITE + "elsewhere.xml") == ["SelfDoesntMatchLocation, MissingSelf"]


def test_json_feeds_keep_to_their_schema(site: Path, json_feeds) -> None:
    checker = jsonschema.Draft202012Validator(JSON_FEED, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
    problems = {path: [error.message for error in checker.iter_errors(feed)] for path, feed in json_feeds.items()}

    assert {path: found for path, found in problems.items() if found} == {}
    assert len(json_feeds) == FEEDS
    for path, feed in json_feeds.items():
        assert feed["feed_url"] == urljoin(SITE, f"{path}/feed.json")
        ids = [item["id"] for item in feed["items"]]
        assert len(set(ids)) == len(ids) > 0


def test_the_three_formats_say_the_same(rss, atom, json_feeds) -> None:
    assert set(rss) == set(atom) == set(json_feeds)
    assert len(rss) == FEEDS
    assert min(len(feed["items"]) for feed in json_feeds.values()) > 0
    assert {"tags", "authors", "external_url"} < {key for feed in json_feeds.values() for key in feed["items"][0]}
    for path, feed in json_feeds.items():
        assert rss[path].feed.title == atom[path].feed.title == feed["title"]
        assert rss[path].feed.link == atom[path].feed.link == feed["home_page_url"]
        for one, other, third in zip(rss[path].entries, atom[path].entries, feed["items"], strict=True):
            assert one.id == other.id == third["id"]
            assert one.link == other.link == third["url"]
            assert one.title == other.title == third["title"]
            assert one.published_parsed == other.published_parsed == other.updated_parsed
            assert [tag.term for tag in one.get("tags", [])] == third.get("tags", [])
            assert [tag.label for tag in other.get("tags", [])] == third.get("tags", [])
            names = [author["name"] for author in third.get("authors", [])]
            # Of the creators in RSS, many readers show one.
            assert [author.name for author in one.get("authors", []) if author] == ([", ".join(names)] if names else [])
            assert [author.name for author in other.get("authors", []) if author] == names
            assert _words(one.content[0].value) == _words(other.content[0].value) == _words(third["content_html"])


def _words(markup: str) -> list[str]:
    return re.sub(r"</?div[^>]*>", " ", markup).replace("><", "> <").split()


def test_the_archive_s_has_the_newest_papers(rss) -> None:
    """Newest first by the day the archive first had them: ten, as its settings say, and all others of 14 days."""
    titles = [entry.title for entry in rss["."].entries]

    assert {title[:7] for title in titles[:5]} == {f"Kites {number}" for number in range(1, 6)}
    assert titles[5:8] == [
        "Kitchen-Table Fusion of Sensors & Common Sense",
        "Rewards at Dusk: When Reinforcement Learning Should Stop",
        'Proofs on a Postcard: "Short" Is a Budget & Not a Style',
    ]
    assert len(titles) == 14


def test_a_tag_s_has_the_papers_of_its_page(site: Path, rss) -> None:
    paths = [path for path in rss if path.startswith("tags/") and "/with/" not in path]
    assert len(paths) >= 5
    for path in paths:
        soup = page(site / path / "index.html")
        shown = {f"{SITE}papers/{slug}/" for slug in carded(soup)}
        found = {entry.link for entry in rss[path].entries}
        assert found <= shown
        assert len(found) == min(10, len(shown)) > 0


def test_entries_have_permanent_guids_that_are_their_pages(site: Path, rss) -> None:
    assert len(rss) == FEEDS
    for path, feed in rss.items():
        raw = (site / path / "feed.xml").read_text()
        assert raw.count('<guid isPermaLink="true">') == len(feed.entries) > 0
        for entry in feed.entries:
            assert entry.id == entry.link
            assert entry.link.startswith(f"{SITE}papers/")
            assert (site / entry.link.removeprefix(SITE) / "index.html").exists()


def test_dates_are_distinct_and_newest_come_first(rss, atom) -> None:
    assert len(rss) == len(atom) == FEEDS
    for feed in (*rss.values(), *atom.values()):
        dates = [entry.published_parsed for entry in feed.entries]
        assert len(set(dates)) == len(dates)
        assert dates == sorted(dates, reverse=True)
        assert feed.feed.updated_parsed == dates[0]


def test_each_names_itself_and_a_page_that_is_there(site: Path, rss, atom) -> None:
    for feeds, name in ((rss, "feed.xml"), (atom, "atom.xml")):
        assert len(feeds) == FEEDS
        for path, feed in feeds.items():
            links = {link.rel: link.href for link in feed.feed.links}
            assert links["self"] == urljoin(SITE, f"{path}/{name}")
            assert links["alternate"] == feed.feed.link
            assert (site / feed.feed.link.removeprefix(SITE) / "index.html").exists()


def test_titles_are_text(rss, atom) -> None:
    titles = {entry.title for feed in (*rss.values(), *atom.values()) for entry in feed.entries}

    assert "Walking Backwards: MCTS* over Program Sketches" in titles
    assert "Lemma Gardens: Growing Proof Libraries with Small Language Models" in titles
    assert not any(re.search(r"<math|\\|&amp;|&lt;", title) for title in titles)


def test_contents_show_markup_as_text_and_math_without_mathml(rss) -> None:
    entries = {entry.title: entry for feed in rss.values() for entry in feed.entries}
    proofs = next(entry for title, entry in entries.items() if title.startswith("Proofs"))
    lemmas = next(entry for title, entry in entries.items() if title.startswith("Lemma"))

    assert "&lt;i&gt;that&lt;/i&gt; is the point." in proofs.content[0].value
    assert "only while its ℓ_2 gain over the last k ≥ 3 proofs" in lemmas.content[0].value


def test_pages_with_a_feed_announce_it_in_three_formats(site: Path, rss) -> None:
    kinds = {
        "application/rss+xml": "feed.xml", "application/atom+xml": "atom.xml", "application/feed+json": "feed.json"
    }  # fmt: skip
    announced: dict[str, set[str]] = {}
    for address, soup in pages(site).items():
        for link in soup.select('link[rel="alternate"][title]'):
            target = (site / address / str(link["href"])).resolve()
            assert target.name == kinds[str(link["type"])]
            assert target.exists()
            assert str(link["title"]).startswith("A small shelf")
            announced.setdefault(address, set()).add(target.relative_to(site.resolve()).as_posix())

    tags = {path for path in rss if path.startswith("tags/")}
    sources = {path for path in rss if path.startswith("sources/")}
    authors = {path for path in rss if path.startswith("authors/")}
    windows = {address for address in announced if address.startswith("trending/")}
    lists = {path for path in rss if path.startswith("collections/")}
    assert set(announced) == {".", "digests", "trending", *windows, *tags, *authors, *lists}
    assert all(announced[window] == announced["trending"] for window in windows)
    for address in (".", "trending", *tags, *authors, *lists):
        assert announced[address] == {f"{address}/{name}".removeprefix("./") for name in kinds.values()}
    assert announced["digests"] == {f"{source}/{name}" for source in sources for name in kinds.values()}


def test_a_reader_can_take_all_feeds_at_once(site: Path, rss) -> None:
    found = listparser.parse((site / "feeds.opml").read_text())

    assert not found.bozo
    assert found.meta.title == "Feeds of A small shelf"
    assert sorted(feed.url for feed in found.feeds) == sorted(urljoin(SITE, f"{path}/feed.xml") for path in rss)
    groups = {feed.title.removeprefix("A small shelf: "): feed.categories for feed in found.feeds}
    assert groups["A small shelf"] == groups["desk-picks"] == [["Everything"]]
    assert groups["Search"] == groups["Tree search"] == [["Search"]]
    assert groups["Program synthesis and Tree search"] == [["Two tags together"]]
    assert groups["Łukasz Żak"] == [["Authors"]]


def test_a_page_lists_all_feeds(site: Path, rss) -> None:
    soup = page(site / "feeds" / "index.html")
    links = {urljoin(f"{SITE}feeds/", str(link["href"])).removeprefix(SITE) for link in soup.select("article a[href]")}

    # Authors can be thousands: their feeds are on their own pages.
    assert {f"{path}/feed.xml".removeprefix("./") for path in rss if not path.startswith("authors/")} < links
    assert {"authors/", "organisations/"} < links
    assert {"feeds.opml", "feed.json", "atom.xml", "tags/search/atom.xml", "sources/desk-picks/feed.json"} < links


def test_a_tag_s_page_leads_to_its_feeds(site: Path) -> None:
    soup = page(site / "tags" / "tree-search" / "index.html")
    links = [urljoin("tags/tree-search/", str(link["href"])) for link in soup.select(".ps-list > p a[href]")]

    for name in ("feed.xml", "atom.xml", "feed.json"):
        assert f"tags/tree-search/{name}" in links
    assert "tags/program-synthesis/with/tree-search/" in links


def test_the_style_is_there(site: Path) -> None:
    paths = [path for name in ("feed.xml", "atom.xml") for path in site.rglob(name)]
    assert len(paths) == 2 * FEEDS
    for path in paths:
        [style] = re.findall(r'<\?xml-stylesheet type="text/css" href="([^"]+)"\?>', path.read_text())
        assert (path.parent / style).resolve() == (site / "assets" / "feed.css").resolve()
        assert (path.parent / style).exists()


def test_a_feed_that_is_given_up_keeps_a_last_file_that_leads_on(built: Path, tmp_path: Path, run_papershelf) -> None:
    root = tmp_path / "archive"
    shutil.copytree(built, root, ignore=shutil.ignore_patterns("site"))
    run_papershelf("-C", root, "record")
    settings = root / "site_config" / "archive.yml"
    settings.write_text(settings.read_text().replace(ALL_FEEDS, "minimum_papers_per_author_feed: 9\n"))
    # The list of a pair goes with its feed: its owner says where readers of these two files go.
    record, pair = root / "content" / "published.txt", "/tags/program-synthesis/with/tree-search/"
    for name in ("", "papers.bib"):
        line = f"{pair}{name}\n"
        record.write_text(record.read_text().replace(line, f"{pair}{name} -> /tags/program-synthesis/{name}\n"))

    run_papershelf("-C", root, "build", "--strict")

    site = root / "site"
    assert (site / "atom.xml").read_bytes() == (built / "site" / "atom.xml").read_bytes()
    for old, new in (
        ("tags/tree-search/atom.xml", "tags/tree-search/feed.xml"),
        ("tags/program-synthesis/with/tree-search/feed.xml", "tags/program-synthesis/feed.xml"),
        ("authors/lukasz-zak/feed.xml", "feed.xml"),
    ):
        assert [entry.link for entry in feedparser.parse((site / old).read_bytes()).entries] == [SITE + new]
        assert broken((site / old).read_bytes(), SITE + old) == []
        assert (site / new).exists()


@pytest.mark.parametrize(
    ("name", "digest"),
    [
        pytest.param(
            "2026-03-22-desk-picks.yml",
            MORE.replace("03-21", "03-22").replace('title: "Kites 3', 'titel: "Kites 3'),
            id="one-bad-row",
        ),
        pytest.param("2026-03-22-wire.json", '[{"paper": {"id": "2603.00001", "title": "Cut Off in Its Pr', id="json"),
        pytest.param(
            "2026-03-22-wire.bib", "@article{a, title = {Whole}, year = 2026}\n@article{b, title = {Cut", id="bibtex"
        ),
    ],
)
def test_a_digest_that_is_half_read_leaves_every_feed_as_it_was(
    archive: Path, name: str, digest: str, run_papershelf
) -> None:
    before, written = tree(archive / DOCS), times(archive / DOCS)
    assert any(path.endswith("atom.xml") for path in before)
    # What was read before is lost, too: without the refusal, the feeds would shrink.
    (archive / "content" / "digests" / "2026-03-02-desk-picks.yml").unlink()
    (archive / "content" / "digests" / name).write_text(digest)

    run_papershelf("-C", archive, "build", status=1)

    assert tree(archive / DOCS) == before
    assert times(archive / DOCS) == written
