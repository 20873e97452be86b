from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.model import Digest, Entry, Severity, SourceFile
from generator.sources.digests import (
    add_entries,
    date_and_source_of,
    digests_of_named,
    from_json,
    read_digest,
    write_digest,
)
from generator.sources.entries import make_entry

DAY = dt.date(2026, 4, 20)
TOLD = "the digest's {} is '{}', which counts, and the file's name says '{}'"


def digest(*entries: Entry) -> Digest:
    return Digest(DAY, "desk", entries)


def read_back(digest: Digest) -> Digest | None:
    return read_digest(SourceFile("content/digests/x.yml", write_digest(digest))).digest


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """Any entry that a reader can make."""
    line = st.text(min_size=1, max_size=30) | st.sampled_from(
        ["no", "null", "1e3", "- a", "a: b", "@article{a,", "---"]
    )
    title = draw(line.map(lambda text: f"T{text}") | st.sampled_from(["no", "~", "Daily Papers", "2401.10000", "<x>"]))
    return make_entry(
        title=title,
        abstract=draw(st.text() | st.lists(line).map("\n\n".join)),
        authors=draw(st.lists(line, max_size=3)),
        author_count=draw(st.none() | st.integers(0, 9_999_999)),
        organisation=draw(line),
        published=draw(st.none() | st.dates()),
        arxiv=draw(st.sampled_from(["", "2401.10000", "2401.00010", "hep-th/9901001"])),
        doi=draw(st.sampled_from(["", "10.1000/x", "10.1000/a(b)c;d"])),
        url=draw(st.sampled_from(["", "https://a.org/?a=b#c", "https://a.org/: x"])),
        comments=draw(st.none() | st.integers(0, 99)),
        keywords=draw(st.lists(line, max_size=3)),
    )


@given(st.lists(entries(), min_size=1, max_size=4))
def test_a_written_digest_reads_back_equal(rows: list[Entry]) -> None:
    written = digest(*rows)
    assert read_back(written) == written


def test_a_digest_title_reads_back() -> None:
    written = Digest(DAY, "desk", (Entry("A"),), "A week: papers")
    assert read_back(written) == written


def test_a_written_digest_is_readable_yaml() -> None:
    entry = Entry("A: B", arxiv="2401.10000", abstract="One.\n\nTwo.", comments=0, published=DAY)
    assert write_digest(digest(entry)) == (
        "# yaml-language-server: $schema=../../site_config/schema/digest.json\n"
        "date: 2026-04-20\nsource: desk\npapers:\n  - title: 'A: B'\n    arxiv: '2401.10000'\n"
        "    published: 2026-04-20\n    comments: 0\n    abstract: >-\n      One.\n\n\n      Two.\n"
    )


@pytest.mark.parametrize(
    ("path", "date", "source"),
    [
        ("content/digests/2026-04-20-daily-papers.yml", DAY, "daily-papers"),
        ("2026-04-20.txt", DAY, ""),
        ("/a/b/2026-04-20-a.json.txt", DAY, "a"),
        ("2026-02-30-a.yml", None, ""),
        ("papers.yml", None, ""),
        ("٢٠٢٦-٠٤-٢٠.yml", None, ""),
    ],
)
def test_a_file_name_tells_date_and_source(path: str, date: dt.date | None, source: str) -> None:
    assert date_and_source_of(path) == (date, source)


def test_what_is_given_wins_over_content_and_name() -> None:
    text = "date: 2026-04-01\nsource: inside\npapers:\n- title: A\n"
    file = SourceFile("2026-04-02-named.yml", text)
    told = read_digest(file).digest
    given_ = read_digest(file, DAY, "given").digest
    assert told is not None
    assert (told.date, told.source) == (dt.date(2026, 4, 1), "inside")
    assert given_ is not None
    assert (given_.date, given_.source) == (DAY, "given")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("2026-04-20-desk", []),
        ("2026-04-20-desk-2", []),
        ("2026-04-20", []),
        ("more/2026-04-20-desk", []),
        ("papers", []),
        (
            "2026-04-21-desk",
            [(1, 7, TOLD.format("date", "2026-04-20", "2026-04-21"))],
        ),
        (
            "2026-04-20-desk-b",
            [(2, 9, TOLD.format("source", "desk", "desk-b"))],
        ),
    ],
)
def test_a_name_that_contradicts_its_digest_is_told_where_that_says_otherwise(
    name: str, told: list[tuple[int, int, str]]
) -> None:
    file = SourceFile(f"content/digests/{name}.yml", "date: 2026-04-20\nsource: desk\npapers:\n- title: A\n")
    read = read_digest(file)
    problems = read.reading.problems
    assert [(problem.line, problem.column, problem.message) for problem in problems] == told
    assert all(problem.severity is Severity.WARNING for problem in problems)
    assert all(problem.hint.endswith("instance to 2026-04-20-desk.yml") for problem in problems)
    assert read.digest == digest(Entry("A"))


def test_only_of_the_archive_s_own_files_names_must_tell_the_truth() -> None:
    text = "date: 2026-04-20\nsource: desk\npapers:\n- title: A\n"
    assert read_digest(SourceFile("/home/ada/2026-04-21-x.yml", text)).reading.problems == ()


def test_a_contradiction_is_told_each_time() -> None:
    text = "date: 2026-04-20\nsource: desk\npapers:\n- title: A\n"
    assert digests_of_named(f"content/digests/2026-04-21-desk.yml\0{text}") is None


def test_a_page_saved_on_another_day_contradicts_nothing() -> None:
    text = json.dumps([{"paper": {"title": "A"}, "publishedAt": "2026-04-20T10:00:00.000Z"}])
    read = read_digest(SourceFile("content/digests/2026-04-21-daily-papers.json", text))
    assert read.digest is not None
    assert read.reading.problems == ()


def test_an_unknown_format_is_told() -> None:
    read = read_digest(SourceFile("x.bin", "nothing we know"))
    assert read.digest is None
    assert read.reading.problems[0].message == "is not a digest in any format known here"


def test_a_digest_without_a_date_is_told() -> None:
    read = read_digest(SourceFile("x.json", '[{"paper": {"title": "A"}}]'))
    assert [problem.message for problem in read.reading.problems] == ["the digest has no date"]


def test_a_digest_without_papers_is_told() -> None:
    read = read_digest(SourceFile("2026-04-20.json", "[]"))
    assert read.reading.problems[0].message.startswith("holds no paper")


def test_a_known_entry_is_filled_but_not_overruled() -> None:
    old = Entry("A", arxiv="2401.10000", abstract="Mended.", comments=5)
    new = Entry("A", arxiv="2401.10000", abstract="Raw.", url="https://a.org", comments=7)
    assert add_entries(digest(old), [new]).entries == (
        Entry("A", arxiv="2401.10000", abstract="Mended.", url="https://a.org", comments=7),
    )


def test_counts_never_shrink() -> None:
    old, new = Entry("A", comments=5), Entry("A", comments=3)
    assert add_entries(digest(old), [new]).entries == (old,)


@pytest.mark.parametrize(
    "other",
    [
        Entry("A", arxiv="2401.10002"),
        Entry("A", doi="10.1000/x"),
        Entry("Another title", arxiv="2401.10001"),
    ],
)
def test_an_entry_with_an_identity_of_its_own_stays_a_row(other: Entry) -> None:
    known = Entry("A", arxiv="2401.10001")
    assert add_entries(digest(known), [other]).entries == (known, other)


def test_an_entry_without_ids_joins_the_first_of_its_title() -> None:
    rows = (Entry("A", arxiv="2401.10001"), Entry("A", arxiv="2401.10002"))
    assert add_entries(digest(*rows), [Entry("a!")]).entries == rows


@given(st.lists(entries(), max_size=4), st.lists(entries(), max_size=4))
def test_adding_twice_is_adding_once(rows: list[Entry], more: list[Entry]) -> None:
    once = add_entries(digest(*rows), more)
    assert add_entries(once, more) == once


@given(st.lists(entries(), min_size=1, max_size=3))
def test_digests_are_the_same_after_a_way_through_the_cache(some: list[Entry]) -> None:
    file = SourceFile("content/digests/x.yml", write_digest(digest(*some)))
    value = digests_of_named(f"{file.path}\0{file.text}")
    assert from_json(json.loads(json.dumps(value))) == [read_digest(file).digest]


def test_a_digest_with_a_problem_is_not_kept() -> None:
    assert digests_of_named("content/digests/x.yml\0date: 2026-04-20\nsource: desk\npapers: 3\n") is None


@pytest.mark.parametrize(
    ("day", "source", "told"),
    [("1066-01-01", "x", "is not between 1900 and 2100"), ("2026-01-05", "a" * 100, "longer than 80 characters")],
)
def test_no_digest_is_read_that_could_not_be_read_again(day: str, source: str, told: str) -> None:
    read = read_digest(SourceFile("a.bib", "@misc{a, title = {A}}\n"), dt.date.fromisoformat(day), source)
    assert read.digest is None
    assert told in read.reading.problems[0].message
