from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.bibliography import PartialDate
from generator.model import Entry, Severity, SourceFile
from generator.sources import readers, schemas
from generator.sources.readers import yaml_digest
from generator.sources.readers.reader import Reading


def read(text: str) -> Reading:
    return yaml_digest.read(SourceFile("content/digests/2026-04-20-desk.yml", text))


def digest(*papers: str) -> str:
    return "date: 2026-04-20\nsource: desk\npapers:\n" + "".join(f"  - {paper}\n" for paper in papers)


def test_a_digest_gives_its_entries_date_source_and_title() -> None:
    reading = read("title: A  week\n" + digest("title: On Traces\n    authors: [Ann, Bo]\n    published: 2026-04-01"))
    assert reading.entries == (Entry("On Traces", authors=("Ann", "Bo"), published=PartialDate(2026, 4, 1)),)
    assert (reading.date, reading.source, reading.title) == (dt.date(2026, 4, 20), "desk", "A week")
    assert reading.problems == ()


def test_an_unquoted_arxiv_id_is_text_but_warned_of() -> None:
    reading = read(digest("title: A\n    arxiv: 2401.10000"))
    assert reading.entries[0].arxiv == "2401.10000"
    [problem] = reading.problems
    assert (problem.line, problem.severity) == (5, Severity.WARNING)
    assert "quoted" in problem.message


@pytest.mark.parametrize(
    "arxiv", ["'2401.10000'", "arXiv:2401.10000", "2401.10000v2", "https://arxiv.org/abs/2401.10000"]
)
def test_what_no_tool_takes_for_a_number_needs_no_quotes(arxiv: str) -> None:
    reading = read(digest(f"title: A\n    arxiv: {arxiv}"))
    assert (reading.entries[0].arxiv, reading.problems) == ("2401.10000", ())


def test_no_is_a_title_and_so_is_null_in_quotes() -> None:
    rows = ("title: no", "title: 'null'", 'title: "~"', "title: nullity")
    assert [entry.title for entry in read(digest(*rows)).entries] == ["no", "null", "~", "nullity"]


@pytest.mark.parametrize("nothing", ["null", "Null", "NULL", "~", "", "# a comment"])
def test_a_title_that_is_null_is_reported_at_its_place(nothing: str) -> None:
    reading = read(digest("title: A", f"title: {nothing}", "title: B"))
    [problem] = reading.problems
    assert (reading.entries, problem.line, problem.is_error) == ((), 5, True)
    assert problem.message.startswith("'papers[2].title' is ")
    assert problem.hint.startswith("fill it in")


def test_any_other_null_is_like_a_missing_key() -> None:
    fields = [name for name in schemas.EntrySchema.model_fields if name != "title"]
    nothing = ("null", "~", "")
    row = "title: A" + "".join(f"\n    {name}: {nothing[place % 3]}" for place, name in enumerate(fields))
    reading = read("title: null\n" + digest(row))
    assert (reading.entries, reading.problems, reading.title) == ((Entry("A"),), (), "")


def test_nobody_is_left_out_of_a_list_for_being_called_null() -> None:
    [problem] = read(digest("title: A\n    authors: [Ada, Null]")).problems
    assert problem.message == "'papers[1].authors[2]' is Null, which means no value"
    assert "quotes" in problem.hint
    assert read(digest("title: A\n    authors: [Ada, 'Null']")).entries == (Entry("A", authors=("Ada", "Null")),)


def test_one_mistake_rejects_the_whole_file_and_all_are_reported() -> None:
    reading = read(digest("title: A\n    url: javascript:alert(1)", "titel: B", "title: C"))
    assert (reading.entries, reading.rejected) == ((), 3)
    assert [problem.line for problem in reading.problems] == [5, 6, 6]


def test_a_title_that_grows_too_long_when_composed_is_reported() -> None:
    [problem] = read(digest("title: " + "\u0958" * 900)).problems
    assert "is longer than 1000 characters" in problem.message


def test_a_title_of_invisible_characters_is_reported() -> None:
    [problem] = read(digest('title: "\\u200b"')).problems
    assert "is empty" in problem.message


@pytest.mark.parametrize("date", ["Feb 30", "2026-02-30", "2025-02-29", "'20260420'"])
def test_a_day_that_does_not_exist_is_reported(date: str) -> None:
    reading = read(digest("title: A").replace("2026-04-20", date))
    assert [problem.line for problem in reading.problems] == [1]


@given(
    st.text() | st.lists(st.sampled_from(digest("title: A\n    arxiv: 2401.1\n").split(" ")), max_size=20).map(" ".join)
)
def test_no_text_raises(text: str) -> None:
    reading = read(text)
    assert reading.entries or reading.problems or "papers" in text


def test_thousands_of_mistakes_are_reported_in_time() -> None:
    began = time.process_time()
    assert len(read(digest(*["titel: A"] * 5_000)).problems) == 10_000
    assert time.process_time() - began < 20


@pytest.mark.parametrize("text", ["papers:\n- title: A\n", "date: 2026-04-20\n", "# note\nsource : a\n"])
def test_it_is_recognised(text: str) -> None:
    reader, _ = readers.read(SourceFile("x", text))
    assert reader is not None
    assert reader.format == "YAML digest"
