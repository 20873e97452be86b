from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.model import Digest, Entry, SourceFile
from generator.sources import readers
from generator.sources.digest_writer import write_digest
from generator.sources.digests import read_digest
from generator.sources.readers import readers as all_readers
from generator.sources.readers.reader import Reader, Reading

YAML = "date: 2026-04-20\nsource: desk\npapers:\n  - title: A\n"
BIBTEX = "@misc{a, title={A}}\n"


def format_of(text: str) -> str:
    reader, _ = readers.read(SourceFile("x", text))
    return reader.format if reader else ""


def titles(text: str) -> list[str]:
    return [entry.title for entry in readers.read(SourceFile("x", text), dt.date(2026, 4, 20))[1].entries]


@pytest.mark.parametrize("text", ["", "just a text", "<html><body>Hello</body></html>", "# A heading\n\n- an item\n"])
def test_what_is_no_digest_has_no_reader(text: str) -> None:
    reader, reading = readers.read(SourceFile("x", text))
    assert reader is None
    assert reading.problems[0].message == "is not a digest in any known format"
    assert "YAML digest" in reading.problems[0].hint


def test_formats_are_recognised_by_content_not_by_name() -> None:
    read = read_digest(SourceFile("2026-04-20-daily.html", '[{"paper": {"title": "A"}}]'))
    assert read.format == "Daily Papers API answer (JSON)"


@pytest.mark.parametrize(
    "hostile",
    ["@article{a,", "<feed>", "<?xml?>", "Daily Papers", "[", "{", "<rss>", 'data-target="DailyPapers"', "papers:"],
)
def test_a_digest_that_we_wrote_is_recognised_whatever_its_content(hostile: str) -> None:
    digest = Digest(
        dt.date(2026, 4, 20), "desk", (Entry(hostile, abstract=f"{hostile}\n\n{hostile}\n\n" + hostile * 40),)
    )
    assert format_of(write_digest(digest)) == "YAML digest"


@pytest.mark.parametrize("quoted", [BIBTEX, "@misc{x,", "@string{a = {b}}", "TY  - JOUR", "- [A](https://a.org)"])
def test_what_a_digest_quotes_does_not_make_it_another_format(quoted: str) -> None:
    yaml = f"{YAML}    abstract: |\n      Cite us:\n\n      {quoted.strip()}\n  - title: 'B\n\n{quoted.strip()}'\n"
    assert titles(yaml)[0] == "A"
    assert len(titles(yaml)) == 2
    page = f"Daily Papers\n\nA\n\nOne abstract. Cite us:\n\n{quoted.strip()}\n\nB\n\nAnother abstract is this.\n"
    assert {"A", "B"} <= set(titles(page))


def test_a_digest_with_a_mistake_is_not_read_as_the_format_that_it_quotes() -> None:
    reader, reading = readers.read(SourceFile("x", f"{YAML}    titel: B\n    abstract: |\n{BIBTEX}"))
    assert reader is not None
    assert reader.format == "YAML digest"
    assert reading.entries == ()
    assert reading.problems


def test_text_before_bibtex_does_not_matter_where_nothing_else_is_in_the_file() -> None:
    assert titles(f"date: when I saved it\n\n{BIBTEX}") == []  # it may be a digest in YAML, and says what is wrong
    assert titles(f"From my library, source: my desk\n\n{BIBTEX}") == ["A"]


def test_a_file_that_is_whole_in_two_formats_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    def read_as(title: str) -> Reader:
        return Reader(title, "x", bool, lambda *_: Reading((Entry(title),)))

    monkeypatch.setattr(readers, "readers", lambda: (read_as("One"), read_as("Two")))
    _, reading = readers.read(SourceFile("x", "text"))
    assert reading.entries == ()
    assert [problem.message for problem in reading.problems] == ["may be read in two ways: One, and Two"]


def test_what_a_reader_did_not_foresee_is_a_problem_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(file: SourceFile, date: dt.date | None) -> Reading:
        raise RecursionError("maximum recursion depth exceeded")

    def hesitate(text: str) -> bool:
        raise ValueError

    two = Reader("One", "x", hesitate, fail), Reader("Two", "x", bool, fail)
    monkeypatch.setattr(readers, "readers", lambda: two)
    reader, reading = readers.read(SourceFile("a/b.txt", "text"))
    assert reader is not None
    (problem,) = reading.problems
    assert (problem.path, problem.line) == ("a/b.txt", 1)
    assert problem.message == "cannot be read (RecursionError: maximum recursion depth exceeded)"


@given(st.text())
def test_no_reader_raises_on_any_text(text: str) -> None:
    for reader in all_readers():
        reader.recognises(text)
        reader.read(SourceFile("x", text), None)


@pytest.mark.parametrize(
    "piece", [" ", "\n", "<", "@", "@a{", "a", "<!--", "\n\n", "<?", "date", "#", "- [", "- [x](", "TY  - \n", "a: b\n"]
)
def test_recognising_and_reading_take_time_that_grows_with_the_size(piece: str) -> None:
    began = time.process_time()
    readers.read(SourceFile("x", piece * (1_000_000 // len(piece))))
    assert time.process_time() - began < 5
