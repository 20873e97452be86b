from __future__ import annotations

import datetime as dt
import gzip
import json
import re
from dataclasses import replace

import pytest
from plain_paper import plain_paper

from generator.bibliography import PartialDate
from generator.exports import search_records
from generator.exports.search_records import SearchRecord
from generator.model import Appearance, Archive, Credit, DigestDay, Note, Page, Settings, Tag, Text
from generator.site import pagefind
from generator.site.pagefind import SearchIndexError

OLD = plain_paper(
    "lantern",
    keys=("arxiv:2603.01234",),
    title=Text("Lantern: Tree Search", "Lantern: Tree Search"),
    abstract=(Text("One < two.", "One &lt; two."), Text("Three.", "Three.")),
    authors=("Łukasz Dvořák", "Ada Lovelace"),
    organisation="Harbour AI",
    published=PartialDate(2025, 12, 30),
    arxiv="2603.01234",
    doi="10.1000/182",
    keywords=("tree search",),
    appearances=(Appearance(dt.date(2026, 3, 10), "desk", upvotes=12), Appearance(dt.date(2026, 3, 2), "desk")),
    notes=(Note("n.md", "lantern", "m", dt.date(2026, 3, 3), "<p>Read <b>this</b>.</p>"),),
)
NEW = replace(
    OLD,
    slug="ada",
    title=Text("Ada Lovelace", "Ada Lovelace"),
    abstract=(),
    authors=(),
    organisation="",
    published=None,
    arxiv="",
    doi="",
    keywords=(),
    appearances=(Appearance(dt.date(2026, 3, 12), "reading-group"),),
    notes=(),
)
ARCHIVE = Archive(
    settings=Settings("A shelf", "https://shelf.example.org/"),
    papers=(NEW, OLD),
    days=(
        DigestDay(dt.date(2026, 3, 12), ("reading-group",), (NEW,)),
        DigestDay(dt.date(2026, 3, 10), ("desk",), (OLD,)),
        DigestDay(dt.date(2026, 3, 2), ("desk",), (OLD,)),
    ),
    tags=(Tag("search", "Search", (NEW, OLD), aliases=("Looking for",)),),
    assignments={},
    pages=(Page("about.md", "About", "", "<p>Who &amp; why.</p>"),),
)


def table(name: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(search_records.tables(ARCHIVE, [3])[name])
    return found


def test_records_are_papers_oldest_first_then_pages() -> None:
    (records,) = search_records.indexes(ARCHIVE)

    assert records == [
        SearchRecord(
            "papers/lantern/",
            "Lantern: Tree Search",
            "One < two. · Three. · Read this.",
            ("Łukasz Dvořák", "Ada Lovelace"),
            ("2603.01234", "10.1000/182"),
            ("Harbour AI", "tree search"),
        ),
        SearchRecord("papers/ada/", "Ada Lovelace", ""),
        SearchRecord("about/", "About", "Who & why."),
    ]


@pytest.mark.parametrize(
    ("days", "indexes"),
    [
        ([], [0]),
        ([(1, 9)] * 3, [3]),
        ([(1, 9)] * 3 + [(1, 30), (2, 1), (2, 2)], [4, 2]),
        ([(1, 9)] * 2 + [(2, 1)] * 2 + [(3, 1)], [4, 1]),
        ([(1, 9)] * 11, [5, 5, 1]),
    ],
)
def test_an_index_ends_with_the_month_in_which_it_has_enough(
    days: list[tuple[int, int]], indexes: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_records, "ENOUGH", 3)
    monkeypatch.setattr(search_records, "MAXIMUM", 5)
    papers = [
        plain_paper(f"paper-{number}", appearances=(Appearance(dt.date(2026, *day), "desk"),))
        for number, day in enumerate(days)
    ]
    found = search_records.indexes(Archive(Settings("", ""), tuple(reversed(papers)), (), (), {}, ()))

    assert [len(records) for records in found] == indexes
    assert [record.title for records in found for record in records] == [paper.slug for paper in papers]


def test_every_name_is_a_key_with_titles_before_pages_before_authors() -> None:
    assert table(f"keys/{search_records.file_of('')}") == {
        "10 march 2026": [["Digest", "10 March 2026", "digests/2026-03-10/", 1]],
        "12 march 2026": [["Digest", "12 March 2026", "digests/2026-03-12/", 1]],
        "2 march 2026": [["Digest", "2 March 2026", "digests/2026-03-02/", 1]],
        "101000 182": [0],
        "2026 03 02": [["Digest", "2 March 2026", "digests/2026-03-02/", 1]],
        "2026 03 10": [["Digest", "10 March 2026", "digests/2026-03-10/", 1]],
        "2026 03 12": [["Digest", "12 March 2026", "digests/2026-03-12/", 1]],
        "260301234": [0],
        "about": [2],
        "ada lovelace": [1, 0],
        "lantern": [0],
        "lantern tree search": [0],
        "looking for": [["Tag", "Search", "tags/search/", 2]],
        "lukasz dvorak": [0],
        "search": [["Tag", "Search", "tags/search/", 2]],
    }


def test_a_name_leads_to_its_page_before_its_papers() -> None:
    ada = Credit("ada-lovelace", "Ada Lovelace", ("Ada Lovelace", "A. Lovelace"), ARCHIVE.papers, has_page=True)
    lab = replace(ada, slug="lab", name="Lab", spellings=("Lab",))
    bo = replace(ada, slug="bo", name="Bo", spellings=("Bo",), has_page=False)
    named = replace(ARCHIVE, authors=(ada, bo), organisations=(lab,))

    keys = json.loads(search_records.tables(named, [3])[f"keys/{search_records.file_of('')}"])
    page = ["Author", "Ada Lovelace", "authors/ada-lovelace/", 2]
    assert (keys["ada lovelace"], keys["a lovelace"]) == ([1, page, 0], [page])  # a paper has that title
    assert keys["lab"] == [["Organisation", "Lab", "organisations/lab/", 2]]
    assert "bo" not in keys


def test_a_tag_comes_before_a_title_that_is_its_name() -> None:
    titled = replace(ARCHIVE, papers=(replace(NEW, title=Text("Looking For", "")), OLD))

    keys = json.loads(search_records.tables(titled, [3])[f"keys/{search_records.file_of('')}"])
    assert keys["looking for"] == [["Tag", "Search", "tags/search/", 2], 1]


def test_words_name_papers_by_title_and_author_and_pages() -> None:
    lab = Credit("harbour", "Harbour Institute of Technology", ("Harbour Institute of Technology",), (), has_page=True)

    names = json.loads(
        search_records.tables(replace(ARCHIVE, organisations=(lab,)), [3])[f"names/{search_records.file_of('')}"]
    )
    tag, page = ["Tag", "Search", "tags/search/", 2], ["Organisation", lab.name, "organisations/harbour/", 0]
    assert names["search"] == [[0], [], [tag]]
    assert names["ada"] == [[1], [0], []]
    assert names["looking"] == [[], [], [[*tag, "looking for"]]]
    assert names["technology"] == [[], [], [page]]
    assert names["hit"] == [[], [], [[*page, "hit"]]]


def test_a_key_in_another_spelling_has_the_same_targets_after_its_own() -> None:
    there, here = (Text(f"{word} of Trees", "") for word in ("Generalisation", "Generalization"))
    papers = replace(ARCHIVE, papers=(replace(NEW, title=there), replace(OLD, title=here)))

    keys = json.loads(search_records.tables(papers, [3])[f"keys/{search_records.file_of('')}"])
    assert (keys["generalisation of tree"], keys["generalization of tree"]) == ([1, 0], [0, 1])


def test_facets_list_the_papers_of_each_value() -> None:
    assert table("facets.json") == {
        "tag": [["search", "Search", [0, 1]]],
        "year": [["2026", "2026", [1]], ["2025", "2025", [0]]],
        "venue": [],
        "digest": [
            ["2026-03-12", "12 March 2026", [1]],
            ["2026-03-10", "10 March 2026", [0]],
            ["2026-03-02", "2 March 2026", [0]],
        ],
        "source": [["desk", "desk", [0]], ["reading-group", "reading-group", [1]]],
        "organisation": [["Harbour AI", "Harbour AI", [0]]],
        "code": [],
        "notes": [["yes", "Has notes", [0]]],
    }


def test_papers_are_found_by_their_venue() -> None:
    papers = replace(ARCHIVE, papers=(replace(NEW, venue="Kite Letters", publisher="Shelf Press"), OLD))
    assert json.loads(search_records.tables(papers, [3])["facets.json"])["venue"] == [
        ["Kite Letters", "Kite Letters", [1]]
    ]
    [[_, record]] = [search_records.indexes(papers)[0][:2]]
    assert record.subjects == ("Kite Letters", "Shelf Press")


def test_words_are_grouped_by_their_number_of_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ("Kites, kites, Müller's 2nd", "Kite-strings of Muller in the", "kites kites x")
    papers = tuple(plain_paper(f"paper-{number}", title=Text(text, "")) for number, text in enumerate(texts))
    archive = replace(ARCHIVE, papers=papers, days=(), tags=())
    assert json.loads(search_records.tables(archive, [3])["words.json"]) == ["kite strings", "kites muller"]

    monkeypatch.setattr(search_records, "MAXIMUM_WORDS", 3)
    assert json.loads(search_records.tables(archive, [3])["words.json"]) == ["", "kites muller"]


def test_the_manifest_has_days_and_tables() -> None:
    since_1970 = (dt.date(2026, 3, 10) - dt.date(1970, 1, 1)).days

    assert table("manifest.json") == {
        "indexes": [3],
        "papers": 2,
        "days": [since_1970, 1, 2, 1],
        "titles": "32",
        "votes": "40",
        "keys": [""],
        "names": [""],
        "records": [3],
    }
    assert table("votes.json") == [12, 0]


def test_records_are_listed_by_what_the_browser_shows_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        {"slug": "lantern", "notes": "Read this."},
        {"slug": "ada"},
        {"address": "about/", "title": "About", "text": "Who & why."},
    ]
    assert table("records/0.json") == rows

    monkeypatch.setattr(search_records, "CHARACTERS_OF_RECORDS", 50)
    tables = search_records.tables(ARCHIVE, [3])
    assert json.loads(tables["manifest.json"])["records"] == [2, 1]
    assert [json.loads(tables[f"records/{number}.json"]) for number in range(2)] == [rows[:2], rows[2:]]


def test_many_keys_make_many_tables_listed_by_their_shortest_prefixes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_records, "KEYS_PER_TABLE", 3)
    monkeypatch.setattr(search_records, "_ROWS_BETWEEN_CUTS", 1)
    tables = search_records.tables(ARCHIVE, [3])

    beginnings = json.loads(tables["manifest.json"])["keys"]
    assert len(beginnings) > 3
    parts = [[*json.loads(tables[f"keys/{search_records.file_of(beginning)}"])] for beginning in beginnings]
    assert all(len(part) == 2 for part in parts[:-1])
    for beginning, part, before in zip(beginnings[1:], parts[1:], parts, strict=False):
        assert part[0].startswith(beginning)
        assert not before[-1].startswith(beginning)


def test_a_new_key_changes_the_table_that_it_is_in_and_hardly_others() -> None:
    rows = {f"{number * 7919 % 1_000_003:06}": number for number in range(3000)}
    more = rows | {"123456x": 1, "700000x": 2}

    def tables(rows: dict[str, int]) -> dict[str, dict[str, int]]:
        parts = search_records._sorted_parts(rows, lambda _: 1, 60)
        return {search_records.file_of(part[0][0]): dict(part) for part in parts}

    before, after = tables(rows), tables(more)
    assert len(before) > 30
    assert max(map(len, before.values())) <= 120
    assert sum(before.get(name) != part for name, part in after.items()) <= 4


def test_an_index_is_the_same_bytes_every_time_and_has_every_record() -> None:
    (records,) = search_records.indexes(ARCHIVE)
    index = pagefind.build(records)

    assert pagefind.build(records) == index
    assert {path for path in index if "/" not in path and not path.endswith(".pf_meta")} == {
        "pagefind.js",
        "pagefind-entry.json",
        "wasm.unknown.pagefind",
    }
    assert {path.partition("/")[0] for path in index if "/" in path} == {"index"}


def test_the_index_lists_its_pages_in_the_records_order() -> None:
    """The browser knows papers by their places in it. A page is a name, here empty, and its number of words."""
    records = [SearchRecord(f"papers/{number}/", "", "word " * (1 + number % 23)) for number in range(300)]
    index = pagefind.build(records)
    listed = gzip.decompress(next(data for path, data in index.items() if path.endswith(".pf_meta")))
    pages = re.findall(rb"\x82\x60([\x01-\x17])", listed)

    assert [ord(words) for words in pages] == [1 + number % 23 for number in range(300)]


def test_records_without_words_keep_their_places() -> None:
    records = [SearchRecord("a/", "∀∃", "?!"), SearchRecord("", "", ""), SearchRecord("b/", "B", "")]

    index = pagefind.build(records)
    assert json.loads(index["pagefind-entry.json"])["languages"]["und"]["page_count"] == 3


def test_an_empty_archive_can_be_searched() -> None:
    assert "pagefind.js" in pagefind.build([])


def test_an_error_of_pagefind_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pagefind, "_request", lambda _: {"type": "AddRecord", "index_id": 7} | _BARE)

    with pytest.raises(SearchIndexError, match="Invalid index"):
        pagefind.build([SearchRecord("a/", "A", "a")])


_BARE = {"url": "a/", "content": "a", "language": "en", "meta": None, "filters": None, "sort": None}


def test_a_missing_or_stopped_pagefind_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pagefind_bin.get_executable", lambda: "/bin/false")
    with pytest.raises(SearchIndexError, match="stopped after 0 of 3 answers"):
        pagefind.build([SearchRecord("a/", "A", "a")])

    monkeypatch.setattr("pagefind_bin.get_executable", lambda: "/nowhere/pagefind")
    with pytest.raises(SearchIndexError, match=r"cannot be run .* reinstall pagefind\[bin\]"):
        pagefind.build([SearchRecord("a/", "A", "a")])


def test_blocks_of_a_page_are_separated_in_its_text() -> None:
    body = '<h2>Why</h2><p>A <a href="">good <em>list</em></a>.<br>Or <code>x.md</code>, too.</p><ul><li>One</li></ul>'
    archive = replace(ARCHIVE, pages=(Page("about.md", "About", "", body),))

    assert search_records.indexes(archive)[-1][-1].text == "Why A good list. Or x.md, too. One"


def test_the_manifest_has_the_languages_of_papers_where_these_are_others_than_the_site_s() -> None:
    titles = ["The Trees of the World", "On a Tree", "Die Bäume und das Gras", "GPT"]
    works = tuple(plain_paper(f"p{number}", title=Text(title, "")) for number, title in enumerate(titles))

    def languages(language: str) -> object:
        archive = Archive(Settings("", "", language=language), tuple(reversed(works)), (), (), {}, ())
        return json.loads(search_records.tables(archive, [4])["manifest.json"]).get("languages")

    assert languages("de") == ["en", 2, "", 2]
    assert languages("en") == ["", 2, "de", 1, "", 1]
