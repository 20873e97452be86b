from __future__ import annotations

import datetime as dt
import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.bibliography import PartialDate
from generator.model import Entry, SourceFile
from generator.sources import readers
from generator.sources.readers import daily_papers_json
from generator.sources.readers.reader import Reading


def read(answer: Any) -> Reading:
    text = answer if isinstance(answer, str) else json.dumps(answer)
    return daily_papers_json.read(SourceFile("2026-03-02.json", text), None)


def row(**paper: Any) -> dict[str, Any]:
    return {"paper": {"title": "Traces", **paper}}


def json_values() -> st.SearchStrategy[Any]:
    scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9)
    keys = st.sampled_from(["paper", "title", "id", "authors", "name", "summary", "data", "githubRepo", "upvotes"])
    return st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(keys, inner), max_leaves=12)


def test_a_row_gives_all_it_says() -> None:
    paper = {
        "id": "2401.10000",
        "title": "On\n Traces",
        "summary": "A trace\nsays more.",
        "authors": [{"name": "Ann"}, {"name": "Bo"}],
        "publishedAt": "2026-03-01T10:00:00.000Z",
        "upvotes": 7,
        "ai_keywords": ["search"],
        "githubRepo": "acme/traces",
        "projectPage": "https://a.org",
        "organization": {"name": "acme", "fullname": "Acme Research"},
    }
    assert read([{"paper": paper, "numComments": 2}]).entries == (
        Entry(
            "On Traces",
            abstract="A trace says more.",
            authors=("Ann", "Bo"),
            organisation="Acme Research",
            published=PartialDate(2026, 3, 1),
            arxiv="2401.10000",
            code="https://github.com/acme/traces",
            project="https://a.org",
            comments=2,
            upvotes=7,
            keywords=("search",),
        ),
    )


@pytest.mark.parametrize(
    ("repository", "code"),
    [("https://github.com/a/b", "https://github.com/a/b"), ("javascript://x", ""), ("a/'b", ""), (7, ""), (None, "")],
)
def test_code_is_an_address_or_nothing(repository: object, code: str) -> None:
    assert read([row(githubRepo=repository)]).entries[0].code == code


@pytest.mark.parametrize("wrapper", ["data", "dailyPapers", "papers"])
def test_the_list_may_be_wrapped_in_an_object(wrapper: str) -> None:
    assert len(read({wrapper: [row()]}).entries) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"papers": [], "papers": [{"paper": {"title": "A"}}]}', "has 'papers' more than once"),
        ('{"data": [], "papers": [{"paper": {"title": "A"}}]}', "has several lists of rows: 'data' and 'papers'"),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": []}', "is a JSON Feed, which is not read here"),
        ('{"total": 1, "offset": 0, "results": [{"paperId": "x"}]}', "is an answer of Semantic Scholar, which is not"),
        ('{"status": "ok", "message-type": "work", "message": {}}', "is an answer of Crossref, which is not read here"),
    ],
)
def test_lists_that_are_doubtful_or_of_others_are_a_problem(text: str, message: str) -> None:
    reading = read(text)
    assert reading.entries == ()
    assert reading.problems[0].message.startswith(message)
    assert reading.problems[0].hint


@pytest.mark.parametrize("bad", ['{"paper": {"title": "A", "title": "B"}}', '{"paper": {}, "paper": {"title": "B"}}'])
def test_a_row_that_says_something_twice_is_rejected(bad: str) -> None:
    reading = read(f"[{bad}, {json.dumps(row())}]")
    assert (len(reading.entries), reading.rejected) == (1, 1)
    assert reading.problems[0].message.endswith("more than once")


def test_rows_that_python_printed_are_read() -> None:
    assert read([repr(row(title="It's"))]).entries[0].title == "It's"


@pytest.mark.parametrize(
    "bad", [7, None, "text", "{[]: 1}", "-" * 9000 + "1", {}, {"paper": 7}, {"paper": {}}, "__import__('os')"]
)
def test_a_bad_row_is_rejected_with_its_line_and_the_rest_is_kept(bad: object) -> None:
    text = "[\n" + ",\n".join(json.dumps(each) for each in (row(), bad, row(title="B"))) + "\n]"
    reading = read(text)
    assert (len(reading.entries), reading.rejected) == (2, 1)
    assert [(problem.line, problem.message.startswith("row 2 ")) for problem in reading.problems] == [(3, True)]


@pytest.mark.parametrize("text", ["[1,", "{", "[" * 100_000, "[" + "9" * 5000 + "]", '{"a": 1}', "[}", '["\\ud800'])
def test_an_unusable_answer_is_reported(text: str) -> None:
    reading = read(text)
    assert reading.entries == ()
    assert len(reading.problems) == 1


def test_broken_json_is_reported_where_it_breaks() -> None:
    [problem] = read('[\n {"a": }\n]').problems
    assert (problem.line, problem.column) == (2, 8)


def test_the_day_on_which_most_rows_were_shown_is_the_digests() -> None:
    days = ["2026-03-01T23:00:00Z", "2026-03-02T01:00:00Z", "2026-03-02T02:00:00Z", "junk"]
    assert read([row(submittedOnDailyAt=day) for day in days]).date == dt.date(2026, 3, 2)


def test_lone_surrogates_and_controls_do_not_survive() -> None:
    entry = read('[{"paper": {"title": "A\\ud800\\u0000\\u202eB", "summary": "\\udfff c"}}]').entries[0]
    assert (entry.title, entry.abstract) == ("AB", "c")


@given(json_values())
def test_no_answer_raises(answer: Any) -> None:
    reading = read([answer])
    assert len(reading.entries) + reading.rejected == 1
    read({"data": answer})


@given(st.text() | st.text(alphabet='[]{}":,1\\ \ntrue', max_size=30))
def test_no_text_raises(text: str) -> None:
    read(text)


@pytest.mark.parametrize("item", ["1", '{"paper": {"title": "A"}}', "[]", '"(1)"', "\n\n1"])
def test_the_time_grows_with_the_size(item: str) -> None:
    began = time.process_time()
    read("[" + ",".join([item] * (300_000 // len(item))) + "]")
    assert time.process_time() - began < 10


@pytest.mark.parametrize("text", ["[]", " \n{}"])
def test_it_is_recognised(text: str) -> None:
    reader, _ = readers.read(SourceFile("x", text))
    assert reader is not None
    assert reader.format == "Daily Papers API answer (JSON)"


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ({"dailyPapers": [{"paper": {"title": "A"}}], "x": {"more": [{"paper": {"title": "B"}}]}}, "under 'more', too"),
        ({"total": 1, "data": [{"paperId": "x", "title": "A"}]}, "is an answer of Semantic Scholar"),
        ([{"paperId": "x", "title": "A"}], "is an answer of Semantic Scholar"),
        ({"results": [{"id": "https://openalex.org/W1"}]}, "is an answer of OpenAlex"),
    ],
)
def test_rows_elsewhere_and_answers_of_others_are_reported(answer: object, message: str) -> None:
    reading = read(json.dumps(answer))
    assert reading.entries == ()
    assert [message in problem.message for problem in reading.problems] == [True]


def test_several_values_are_no_list() -> None:
    [problem] = read('{"paper": {"title": "A"}}\n{"paper": {"title": "B"}}').problems
    assert (problem.line, problem.message) == (2, "not valid JSON: Extra data")
    assert problem.hint.startswith("put all its values into one list")
