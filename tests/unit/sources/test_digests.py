from __future__ import annotations

import datetime as dt
import json

import pytest
from entry_strategy import entries
from hypothesis import given
from hypothesis import strategies as st

from generator.bibliography import EntryType, PartialDate
from generator.model import Digest, Entry, Severity, SourceFile
from generator.sources import schemas
from generator.sources.digest_writer import write_digest
from generator.sources.digests import date_and_source_of, digests_as_json, digests_from_json, read_digest

DAY = dt.date(2026, 4, 20)
TOLD = "the digest's {} is '{}', which is used, but the file's name says '{}'"


def digest(*entries: Entry) -> Digest:
    return Digest(DAY, "desk", entries)


def read_back(digest: Digest) -> Digest | None:
    return read_digest(SourceFile("content/digests/x.yml", write_digest(digest))).digest


@given(st.lists(entries(), min_size=1, max_size=4))
def test_a_written_digest_reads_back_equal(rows: list[Entry]) -> None:
    written = digest(*rows)
    assert read_back(written) == written


def test_a_digest_title_reads_back() -> None:
    written = Digest(DAY, "desk", (Entry("A"),), "A week: papers")
    assert read_back(written) == written


def test_a_written_digest_is_readable_yaml() -> None:
    entry = Entry("A: B", arxiv="2401.10000", abstract="One.\n\nTwo.", comments=0, published=PartialDate.of(DAY))
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
def test_a_file_name_has_date_and_source(path: str, date: dt.date | None, source: str) -> None:
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
def test_a_file_name_that_contradicts_its_digest_is_reported_at_the_contradicting_key(
    name: str, told: list[tuple[int, int, str]]
) -> None:
    file = SourceFile(f"content/digests/{name}.yml", "date: 2026-04-20\nsource: desk\npapers:\n- title: A\n")
    read = read_digest(file)
    problems = read.problems
    assert [(problem.line, problem.column, problem.message) for problem in problems] == told
    assert all(problem.severity is Severity.WARNING for problem in problems)
    assert all(problem.hint.endswith("instance to 2026-04-20-desk.yml") for problem in problems)
    assert read.digest == digest(Entry("A"))


def test_only_the_archive_s_own_files_must_have_correct_names() -> None:
    text = "date: 2026-04-20\nsource: desk\npapers:\n- title: A\n"
    assert read_digest(SourceFile("/home/ada/2026-04-21-x.yml", text)).problems == ()


def test_a_contradiction_is_reported_each_time() -> None:
    text = "date: 2026-04-20\nsource: desk\npapers:\n- title: A\n"
    assert digests_as_json(f"content/digests/2026-04-21-desk.yml\0{text}") is None


def test_a_page_saved_on_another_day_contradicts_nothing() -> None:
    text = json.dumps([{"paper": {"title": "A"}, "publishedAt": "2026-04-20T10:00:00.000Z"}])
    read = read_digest(SourceFile("content/digests/2026-04-21-daily-papers.json", text))
    assert read.digest is not None
    assert read.problems == ()


def test_an_unknown_format_is_reported() -> None:
    read = read_digest(SourceFile("x.bin", "nothing we know"))
    assert read.digest is None
    assert read.problems[0].message == "is not a digest in any known format"


def test_a_digest_without_a_date_is_reported() -> None:
    read = read_digest(SourceFile("x.json", '[{"paper": {"title": "A"}}]'))
    assert [problem.message for problem in read.problems] == ["the digest has no date"]


def test_a_digest_without_papers_is_reported() -> None:
    read = read_digest(SourceFile("2026-04-20.json", "[]"))
    assert read.problems[0].message.startswith("holds no paper")


@given(st.lists(entries(), min_size=1, max_size=3))
def test_digests_are_the_same_after_a_way_through_the_cache(some: list[Entry]) -> None:
    file = SourceFile("content/digests/x.yml", write_digest(digest(*some)))
    value = digests_as_json(f"{file.path}\0{file.text}")
    assert digests_from_json(json.loads(json.dumps(value))) == [read_digest(file).digest]


def test_a_digest_with_a_problem_is_not_kept() -> None:
    assert digests_as_json("content/digests/x.yml\0date: 2026-04-20\nsource: desk\npapers: 3\n") is None


@pytest.mark.parametrize(
    ("day", "source", "told"),
    [("1066-01-01", "x", "is not between 1900 and 2100"), ("2026-01-05", "a" * 100, "longer than 80 characters")],
)
def test_no_digest_is_read_that_could_not_be_read_again(day: str, source: str, told: str) -> None:
    read = read_digest(SourceFile("a.bib", "@misc{a, title = {A}}\n"), dt.date.fromisoformat(day), source)
    assert read.digest is None
    assert told in read.problems[0].message


def test_tex_beyond_the_budget_of_a_digest_is_a_warning_at_its_line() -> None:
    formulas = [" ".join(f"$a_{row}{place}$" for place in range(40)) for row in range(400)]
    rows = "".join(f"  - title: Paper {row} of {text}\n" for row, text in enumerate(formulas))
    text = f"date: 2026-01-02\nsource: club\npapers:\n{rows}"
    parsed = read_digest(SourceFile("content/digests/2026-01-02-club.yml", text))
    [warning] = parsed.problems
    assert len(parsed.entries) == 400
    assert warning.severity is Severity.WARNING
    assert "shown as written" in warning.message
    assert f"Paper {warning.line - 4} of" in rows.splitlines()[warning.line - 4]
    assert 100 < warning.line < 400


@pytest.mark.parametrize("published", ["2017", "2017-03", "2017-03-04"])
def test_venue_type_and_partial_dates_are_written_and_read_back(published: str) -> None:
    entry = Entry(
        "A",
        authors=("Van Dam, Joost", "{Hill and Dale, Inc.}"),
        published=PartialDate.parse(published),
        et_al=True,
        type=EntryType.ARTICLE,
        venue="The Shelf: a Journal",
        volume="7",
        number="2",
        pages="11–19",
        publisher="Shelf Press",
        editors=("Dale, Bo",),
        remark="12 pages",
        pdf="https://a.org/a.pdf",
        withdrawn=True,
        superseded_by="10.1000/b",
    )
    text = write_digest(digest(entry))
    assert f"published: {published}\n" in text
    assert "withdrawn: true\n" in text
    assert "!!" not in text
    assert read_digest(SourceFile("content/digests/x.yml", text)).digest == digest(entry)


def test_a_file_has_a_limit_of_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schemas, "MAX_PAPERS", 2)
    read = read_digest(SourceFile("2026-04-20.bib", "".join(f"@misc{{,title={{T{i}}}}}\n" for i in range(5))))
    assert [entry.title for entry in read.entries] == ["T0", "T1"]
    assert read.rejected == 3
    assert [(problem.line, problem.message) for problem in read.problems] == [
        (3, "the file has more than 2 papers; the others are left out")
    ]
    text = "date: 2026-04-20\nsource: desk\npapers:\n" + "".join(f"  - title: T{i}\n" for i in range(5))
    refused = read_digest(SourceFile("2026-04-20.yml", text))
    assert [(problem.line, problem.column, problem.message) for problem in refused.problems] == [
        (6, 5, "the list has more than 2 items")
    ]
    assert refused.digest is None
    keywords = "date: 2026-04-20\nsource: desk\npapers:\n  - title: T\n    keywords: [a, b, c, d]\n"
    assert read_digest(SourceFile("2026-04-20.yml", keywords)).problems == ()


def test_a_file_may_have_more_papers_if_they_are_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schemas, "MAX_PAPERS", 2)
    for form in ("@misc{{,title={{T{}}},abstract={{{}}}}}\n", "TY  - GEN\nTI  - T{}\nAB  - {}\nER  - \n"):
        text = "".join(form.format(number, "word " * 40) for number in range(5))
        assert len(read_digest(SourceFile("2026-04-20-x.txt", text)).entries) == 5
