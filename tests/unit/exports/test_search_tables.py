from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest
import searched_archive
from plain_paper import plain_paper
from searched_archive import NEW, OLD

from generator.exports import search_records, search_tables
from generator.model import Appearance, Archive, Credit, DigestDay, Paper, Settings, Tag, Text

ARCHIVE = replace(
    searched_archive.ARCHIVE,
    days=(
        DigestDay(dt.date(2026, 3, 12), ("reading-group",), (NEW,)),
        DigestDay(dt.date(2026, 3, 10), ("desk",), (OLD,)),
        DigestDay(dt.date(2026, 3, 2), ("desk",), (OLD,)),
    ),
    tags=(Tag("search", "Search", (NEW, OLD), aliases=("Looking for",)),),
)


def tables_of_all(archive: Archive) -> dict[str, Any]:
    counts = map(search_tables.count_words, search_tables.shares(archive))
    found = search_tables.tables_of_all(archive, [len(archive.papers) + len(archive.pages)], counts)
    return {name: json.loads(text) for name, text in found.items()}


def recent_tables(archive: Archive) -> dict[str, Any]:
    """The tables of the newest papers: all those of a small archive."""
    _, recent = search_tables.shares(archive)
    return {name: json.loads(text) for name, text in search_tables.tables_of_share(recent).items()}


def _ada(papers: tuple[Paper, ...]) -> Credit:
    return Credit("ada-lovelace", "Ada Lovelace", ("Ada Lovelace", "A. Lovelace"), papers, has_page=True)


def rows(archive: Archive, folder: str) -> Any:
    """The rows of sorted tables that fill one file."""
    return recent_tables(archive)[f"{folder}/{search_tables.file_of('')}"]


def test_every_name_is_a_key_of_records_by_title_then_pages_then_papers_by_author() -> None:
    assert rows(ARCHIVE, "keys") == {
        "10 march 2026": [[], [["Digest", "10 March 2026", "digests/2026-03-10/", 1]]],
        "12 march 2026": [[], [["Digest", "12 March 2026", "digests/2026-03-12/", 1]]],
        "2 march 2026": [[], [["Digest", "2 March 2026", "digests/2026-03-02/", 1]]],
        "101000 182": [[0]],
        "2026 03 02": [[], [["Digest", "2 March 2026", "digests/2026-03-02/", 1]]],
        "2026 03 10": [[], [["Digest", "10 March 2026", "digests/2026-03-10/", 1]]],
        "2026 03 12": [[], [["Digest", "12 March 2026", "digests/2026-03-12/", 1]]],
        "260301234": [[0]],
        "about": [[2]],
        "ada lovelace": [[1], [], [0]],
        "lantern": [[], [], [0]],
        "lantern tree search": [[0]],
        "looking for": [[], [["Tag", "Search", "tags/search/", 2]]],
        "lukasz dvorak": [[], [], [0]],
        "search": [[], [["Tag", "Search", "tags/search/", 2]]],
    }


def test_a_name_leads_to_the_page_of_its_author_or_organisation_if_that_has_one() -> None:
    ada = _ada(ARCHIVE.papers)
    lab = replace(ada, slug="lab", name="Lab", spellings=("Lab",))
    bo = replace(ada, slug="bo", name="Bo", spellings=("Bo",), has_page=False)

    keys = rows(replace(ARCHIVE, authors=(ada, bo), organisations=(lab,)), "keys")
    page = ["Author", "Ada Lovelace", "authors/ada-lovelace/", 2]
    assert (keys["ada lovelace"], keys["a lovelace"]) == ([[1], [page], [0]], [[], [page]])  # a paper has that title
    assert keys["lab"] == [[], [["Organisation", "Lab", "organisations/lab/", 2]]]
    assert "bo" not in keys


def test_words_name_papers_by_title_and_author_and_pages() -> None:
    lab = Credit("harbour", "Harbour Institute of Technology", ("Harbour Institute of Technology",), (), has_page=True)

    names = rows(replace(ARCHIVE, organisations=(lab,)), "names")
    tag, page = ["Tag", "Search", "tags/search/", 2], ["Organisation", lab.name, "organisations/harbour/", 0]
    assert names["search"] == [[0], [], [tag]]
    assert names["ada"] == [[1], [0], []]
    assert names["looking"] == [[], [], [[*tag, "looking for"]]]
    assert names["technology"] == [[], [], [page]]
    assert names["hit"] == [[], [], [[*page, "hit"]]]


def test_a_key_in_another_spelling_has_the_same_targets_in_groups_after_its_own() -> None:
    there, here = (Text(f"{word} of Trees", "") for word in ("Generalisation", "Generalization"))

    keys = rows(replace(ARCHIVE, papers=(replace(NEW, title=there), replace(OLD, title=here))), "keys")
    own = (keys["generalisation of tree"], keys["generalization of tree"])
    assert own == ([[1], [], [], [0]], [[0], [], [], [1]])


def test_settled_papers_have_tables_that_a_new_digest_does_not_change(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are in the tables of both, with the papers that they have of each."""
    monkeypatch.setattr(search_records, "MINIMUM_SETTLED", 1)
    old = replace(OLD, appearances=(Appearance(dt.date(2026, 2, 10), "desk"),))
    newest = plain_paper("newest", title=Text("Newest", ""), appearances=(Appearance(dt.date(2026, 3, 13), "desk"),))
    before, after = (
        replace(ARCHIVE, papers=papers, days=(), tags=(), authors=(_ada(papers),))
        for papers in ((NEW, old), (newest, NEW, old))
    )

    settled, recent = search_tables.shares(after)
    assert settled == search_tables.shares(before)[0]
    key_files = f"keys/{search_tables.file_of('')}"
    found = [json.loads(search_tables.tables_of_share(share)[key_files]) for share in (settled, recent)]
    page = ["Author", "Ada Lovelace", "authors/ada-lovelace/"]
    assert [keys["ada lovelace"] for keys in found] == [[[], [[*page, 1]], [0]], [[1], [[*page, 2]]]]
    assert [keys.get("newest") for keys in found] == [None, [[2]]]
    assert [keys.get("about") for keys in found] == [None, [[3]]]


def test_facets_list_the_papers_of_each_value() -> None:
    assert tables_of_all(ARCHIVE)["facets.json"] == {
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
    assert tables_of_all(papers)["facets.json"]["venue"] == [["Kite Letters", "Kite Letters", [1]]]
    [[_, record]] = [search_records.indexes(papers)[0][:2]]
    assert record.subjects == ("Kite Letters", "Shelf Press")


def test_words_are_grouped_by_their_number_of_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ("Kites, kites, Müller's 2nd", "Kite-strings of Muller in the", "kites kites x")
    papers = tuple(plain_paper(f"paper-{number}", title=Text(text, "")) for number, text in enumerate(texts))
    archive = replace(ARCHIVE, papers=papers, days=(), tags=())
    assert tables_of_all(archive)["words.json"] == ["kite strings", "kites muller"]

    monkeypatch.setattr(search_tables, "MAXIMUM_WORDS", 3)
    assert tables_of_all(archive)["words.json"] == ["", "kites muller"]


def test_the_manifests_have_days_and_tables() -> None:
    since_1970 = (dt.date(2026, 3, 10) - dt.date(1970, 1, 1)).days

    assert tables_of_all(ARCHIVE)["manifest.json"] == {
        "indexes": [3],
        "papers": 2,
        "days": [since_1970, 1, 2, 1],
        "votes": "40",
        "records": [3],
    }
    assert recent_tables(ARCHIVE)["manifest.json"] == {"titles": "32", "keys": [""], "names": [""]}
    assert tables_of_all(ARCHIVE)["votes.json"] == [12, 0]


def test_records_are_listed_by_what_the_browser_shows_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        {"slug": "lantern", "notes": "Read this."},
        {"slug": "ada"},
        {"address": "about/", "title": "About", "text": "Who & why."},
    ]
    assert tables_of_all(ARCHIVE)["records/0.json"] == rows

    monkeypatch.setattr(search_tables, "CHARACTERS_OF_RECORDS", 50)
    tables = tables_of_all(ARCHIVE)
    assert tables["manifest.json"]["records"] == [2, 1]
    assert [tables[f"records/{number}.json"] for number in range(2)] == [rows[:2], rows[2:]]


def test_many_keys_make_many_tables_listed_by_their_shortest_prefixes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_tables, "KEYS_PER_TABLE", 3)
    monkeypatch.setattr(search_tables, "_ROWS_BETWEEN_CUTS", 1)
    tables = recent_tables(ARCHIVE)

    beginnings = tables["manifest.json"]["keys"]
    assert len(beginnings) > 3
    parts = [[*tables[f"keys/{search_tables.file_of(beginning)}"]] for beginning in beginnings]
    assert all(len(part) == 2 for part in parts[:-1])
    for beginning, part, before in zip(beginnings[1:], parts[1:], parts, strict=False):
        assert part[0].startswith(beginning)
        assert not before[-1].startswith(beginning)


def test_a_new_key_changes_the_table_that_it_is_in_and_hardly_others() -> None:
    rows = {f"{number * 7919 % 1_000_003:06}": number for number in range(3000)}
    more = rows | {"123456x": 1, "700000x": 2}

    def tables(rows: dict[str, int]) -> dict[str, dict[str, int]]:
        parts = search_tables._sorted_parts(rows, lambda _: 1, 60)
        return {search_tables.file_of(part[0][0]): dict(part) for part in parts}

    before, after = tables(rows), tables(more)
    assert len(before) > 30
    assert max(map(len, before.values())) <= 120
    assert sum(before.get(name) != part for name, part in after.items()) <= 4


def test_the_manifest_has_the_languages_of_papers_where_these_are_others_than_the_site_s() -> None:
    titles = ["The Trees of the World", "On a Tree", "Die Bäume und das Gras", "GPT"]
    works = tuple(plain_paper(f"p{9 - number}", title=Text(title, "")) for number, title in enumerate(titles))

    def languages(language: str) -> object:
        archive = Archive(Settings("", "", language=language), tuple(reversed(works)), (), (), {}, ())
        return recent_tables(archive)["manifest.json"].get("languages")

    assert languages("de") == ["en", 2, "", 2]
    assert languages("en") == ["", 2, "de", 1, "", 1]
