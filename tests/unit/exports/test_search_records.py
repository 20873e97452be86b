from __future__ import annotations

import datetime as dt
import gzip
import json
import re
from dataclasses import replace

import pytest
from plain_paper import plain_paper
from searched_archive import ARCHIVE

from generator.exports import search_records
from generator.exports.search_records import SearchRecord
from generator.model import Appearance, Archive, Page, Paper, Settings
from generator.site import pagefind
from generator.site.pagefind import SearchIndexError


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
        plain_paper(f"paper-{99 - number}", appearances=(Appearance(dt.date(2026, *day), "desk"),))
        for number, day in enumerate(days)
    ]
    found = search_records.indexes(Archive(Settings("", ""), tuple(reversed(papers)), (), (), {}, ()))

    assert [len(records) for records in found] == indexes
    assert [record.title for records in found for record in records] == [paper.slug for paper in papers]


def test_the_newest_month_has_an_index_once_many_papers_are_settled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_records, "MINIMUM_SETTLED", 3)

    def indexes(*days: tuple[int, int]) -> list[list[str]]:
        papers = tuple(
            plain_paper(f"{month}-{day}-{number}", appearances=(Appearance(dt.date(2026, month, day), "desk"),))
            for number, (month, day) in enumerate(days)
        )
        records = search_records.indexes(Archive(Settings("", ""), papers, (), (), {}, ()))
        return [[record.title for record in index] for index in records]

    assert indexes((1, 1), (2, 1), (3, 1)) == [["1-1-0", "2-1-1", "3-1-2"]]
    assert indexes((1, 1), (1, 1), (2, 1), (3, 1), (3, 2)) == [["1-1-1", "1-1-0", "2-1-2"], ["3-1-3", "3-2-4"]]
    assert indexes((1, 1), (1, 2), (2, 1), (3, 1), (4, 1)) == [["1-1-0", "1-2-1", "2-1-2", "3-1-3"], ["4-1-4"]]


def test_a_paper_that_is_seen_again_keeps_its_number() -> None:
    days = [(Appearance(dt.date(2026, 3, day), "desk"),) for day in range(1, 5)]
    papers = [plain_paper(f"paper-{number}", appearances=day) for number, day in enumerate(days)]
    again = replace(papers[1], appearances=(Appearance(dt.date(2026, 4, 1), "desk"), *days[1]))

    def slugs(*newest_first: Paper) -> list[str]:
        archive = replace(ARCHIVE, papers=newest_first)
        return [paper.slug for paper in search_records.numbered(archive)]

    assert slugs(again, papers[3], papers[2], papers[0]) == [paper.slug for paper in papers]


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
