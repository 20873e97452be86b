from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import api_schema
from generator.archive import papers
from generator.bibliography import EntryType, PartialDate
from generator.model import Digest, Entry, Permalink, SourceFile
from generator.sources import permalinks
from generator.sources.digests import read_digests

DAY = dt.date(2026, 4, 20)


def dump_of(digests: Sequence[Digest]) -> str:
    merged = papers.merge(digests)
    rows = papers.rows(digests, merged.slug_at)
    return "".join(api_schema.paper_record(paper, (), rows[paper.slug]).as_json() + "\n" for paper in merged.papers)


def read(text: str) -> tuple[list[Digest], list[Permalink], list[str]]:
    """Digests, addresses and what is wrong."""
    found = read_digests(SourceFile("archive.jsonl", text))
    digests = [each.digest for each in found if each.digest]
    told = [permalink for each in found for permalink in each.permalinks]
    return digests, told, [problem.message for each in found for problem in each.problems]


def row(**changes: object) -> list[dict[str, object]]:
    return [{"date": "2026-04-20", "source": "desk", "row": 1} | changes]


def line(**changes: object) -> str:
    return json.dumps({"papershelf": 1, "slug": "a-paper", "title": "A Paper", "appearances": row()} | changes)


names = st.sampled_from(["Ann Lee", "Lee, Bo", r"Kata Erd\H{o}s", "{Hill and Dale, Inc.}", "佐藤, 花子"])
words = st.sampled_from(["Traces", "On Traces", r"T\"ULU", "TÜLU", "{\\it x} 18.90\\%", "$\\ell_2$ MCTS*", "日本"])
addresses = st.sampled_from(["", "https://a.org/x", "https://b.org/y"])


@st.composite
def archives(draw: st.DrawFn) -> list[Digest]:
    entry = st.builds(
        Entry,
        title=words,
        abstract=st.sampled_from(["", "One.", "Two.\n\nThree `x'."]),
        authors=st.lists(names, max_size=2).map(tuple),
        author_count=st.none() | st.integers(0, 3),
        organisation=st.just("") | words,
        published=st.none() | st.just(PartialDate(2026, 4)),
        arxiv=st.sampled_from(["", "2401.10000", "2401.10001"]),
        doi=st.sampled_from(["", "10.1000/a", "10.1000/b"]),
        url=addresses,
        code=addresses,
        project=addresses,
        comments=st.none() | st.integers(0, 3),
        upvotes=st.none() | st.integers(0, 3),
        keywords=st.lists(words, max_size=2, unique=True).map(tuple),
        et_al=st.booleans(),
        type=st.none() | st.sampled_from(EntryType),
        venue=st.just("") | words,
        volume=st.sampled_from(["", "7"]),
        number=st.sampled_from(["", "2"]),
        pages=st.sampled_from(["", "11–19"]),
        publisher=st.just("") | words,
        editors=st.lists(names, max_size=2).map(tuple),
        remark=st.just("") | words,
        pdf=addresses,
        withdrawn=st.booleans(),
        superseded_by=st.sampled_from(["", "10.1000/c"]),
    )
    places = st.lists(
        st.tuples(st.dates(DAY, DAY + dt.timedelta(2)), st.sampled_from(["desk", "daily"])), unique=True, max_size=4
    )
    return [
        Digest(date, source, tuple(draw(st.lists(entry, min_size=1, max_size=4))), draw(st.sampled_from(["", "T"])))
        for date, source in draw(places)
    ]


@given(archives())
def test_a_dump_is_read_back_to_the_same_digests_papers_and_addresses(digests: list[Digest]) -> None:
    works = papers.merge(digests).papers
    dump = dump_of(digests)

    again, told, problems = read(dump)

    if not digests:
        return
    assert problems == []
    assert again == sorted(digests, key=lambda digest: (digest.date, digest.source))
    record, wrong = permalinks.parse_record(permalinks.add_permalinks("", told))
    assert wrong == []
    merged = papers.merge(again, record)
    assert merged.papers == works
    assert not any(problem.is_error for problem in merged.problems)
    assert dump_of(again) == dump


def test_the_source_s_text_is_kept_where_it_differs_from_the_page() -> None:
    digests = [Digest(DAY, "desk", (Entry(r"T\"ULU", authors=("Ann",)), Entry("TÜLU", author_count=3, comments=0)))]
    [told] = map(json.loads, dump_of(digests).splitlines())

    assert told["title"] == "TÜLU"
    assert told["authors"] == ["Ann"]
    assert told["appearances"] == [
        {"date": "2026-04-20", "source": "desk", "row": 1, "title": r"T\"ULU"},
        {"date": "2026-04-20", "source": "desk", "row": 2, "comments": 0, "authors": None, "author_count": 3},
    ]


def test_rows_of_two_files_of_one_digest_are_numbered_through() -> None:
    digests = [Digest(DAY, "desk", (Entry("A"), Entry("B"))), Digest(DAY, "desk", (Entry("C"),))]
    [again], _, _ = read(dump_of(digests))
    assert [entry.title for entry in again.entries] == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (line(slug="../x"), "line 2 has an address that is none: '../x'"),
        (line(slug="index"), "line 2 has an address that is none: 'index'"),
        (line(former_slugs=["A"]), "line 2 has an address that is none: 'A'"),
        (line(slug="a" * 201), f"line 2 has an address that is none: '{'a' * 40}'"),
        (line(appearances=[]), "line 2 has no appearance in a digest"),
        (line(title=" "), "line 2 has no title"),
        (line(papershelf=2), "line 2 is no paper of a dump: papershelf: Input should be 1"),
        (
            line(appearances=row(date="x")),
            "line 2 is no paper of a dump: appearances.0.date",
        ),
        (
            line(appearances=row(source="a/b")),
            "line 2 has a source that is none: 'a/b'",
        ),
        ("[1]", "line 2 is no paper of a dump"),
        ('{"papershelf": 1', "line 2 is no paper of a dump"),
        ("[" * 100_000, "line 2 is no paper of a dump"),
        ('{"papershelf": ' + "9" * 10_000 + "}", "line 2 is no paper of a dump"),
    ],
)
def test_an_invalid_line_is_reported_and_the_others_are_used(text: str, message: str) -> None:
    digests, told, problems = read(line() + "\n" + text + "\n")
    assert [entry.title for digest in digests for entry in digest.entries] == ["A Paper"]
    assert [permalink.slug for permalink in told] == ["a-paper"]
    assert len(problems) == 1
    assert problems[0].startswith(message)


def test_a_dump_without_a_usable_line_gives_no_digest() -> None:
    [reading] = read_digests(SourceFile("archive.jsonl", line(appearances=[]) + "\n"))
    assert reading.digest is None
    assert (reading.rejected, reading.problems[0].line) == (1, 1)


def test_keys_of_a_later_version_are_no_error() -> None:
    assert read(line(mood="good"))[2] == []


def test_a_dump_cannot_claim_another_paper_s_address() -> None:
    """An address comes with the keys of the line's own rows, whatever the line says."""
    _, told, _ = read(line(keys=["arxiv:2401.10000"]))
    assert told == [Permalink("a-paper", frozenset({"title:apaper"}))]
