from __future__ import annotations

import datetime as dt
import html
import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.model import SourceFile
from generator.sources import readers
from generator.sources.readers import daily_papers_html
from generator.sources.readers.reader import Reading


def page(props: Any) -> str:
    escaped = html.escape(props if isinstance(props, str) else json.dumps(props))
    return f'<html>\n<body>\n<div class="x" data-target="DailyPapers" data-props="{escaped}"></div></body></html>'


def read(text: str) -> Reading:
    return daily_papers_html.read(SourceFile("page.html", text), None)


def row(title: str = "Traces") -> dict[str, Any]:
    return {"paper": {"title": title, "id": "2401.10000"}}


def test_the_rows_travel_in_an_attribute() -> None:
    reading = read(page({"dailyPapers": [row("A <b> & \"c\" 'd'")], "dateString": "2026-03-02"}))
    assert [(entry.title, entry.arxiv) for entry in reading.entries] == [("A <b> & \"c\" 'd'", "2401.10000")]


def test_the_page_has_its_own_day() -> None:
    assert read(page({"dailyPapers": [row()], "dateString": "2026-03-06T00:00:00.000Z"})).date == dt.date(2026, 3, 6)


@pytest.mark.parametrize("day", ["2026-02-30", "yesterday", 7, None])
def test_a_day_that_does_not_exist_is_none(day: object) -> None:
    assert read(page({"dailyPapers": [row()], "dateString": day})).date is None


def test_other_elements_with_props_do_not_confuse() -> None:
    other = '<div data-target="Menu" data-props="{&quot;dailyPapers&quot;"></div>'
    assert len(read(other + page({"dailyPapers": [row()]})).entries) == 1


def test_attributes_may_stand_in_any_order() -> None:
    text = (
        page({"dailyPapers": [row()]})
        .replace(' data-target="DailyPapers"', "")
        .replace("></div>", ' data-target="DailyPapers"></div>')
    )
    assert len(read(text).entries) == 1


def test_a_bad_row_is_rejected_and_the_rest_is_kept() -> None:
    reading = read(page({"dailyPapers": [row(), 7, row("B")]}))
    assert (len(reading.entries), reading.rejected) == (2, 1)
    assert (reading.problems[0].line, reading.problems[0].message) == (3, "row 2 is not a mapping")


@pytest.mark.parametrize(
    "props", ["", "{", "[]", {}, {"dailyPapers": 7}, '{"dailyPapers": ' + "[" * 9999, '{"dailyPapers": ' + "9" * 5000]
)
def test_a_page_without_its_list_is_reported(props: Any) -> None:
    reading = read(page(props))
    assert reading.entries == ()
    assert [(problem.line, "missing or cut off" in problem.message) for problem in reading.problems] == [(3, True)]


def test_a_page_that_is_cut_off_is_reported() -> None:
    text = page({"dailyPapers": [row()]})
    assert "cut off" in read(text[: text.index("2401")]).problems[0].message


def test_the_rows_of_every_list_are_read_and_a_copy_of_one_is_not() -> None:
    first, second = page({"dailyPapers": [row("A")]}), page({"dailyPapers": [row("B")]})
    assert [entry.title for entry in read(first + second + first).entries] == ["A", "B"]


def test_lists_of_two_days_are_a_problem() -> None:
    pages = [page({"dailyPapers": [row()], "dateString": f"2026-03-0{day}"}) for day in (1, 2)]
    reading = read("".join(pages))
    assert reading.entries == ()
    assert reading.problems[0].message == "the page has lists of papers of several days: 2026-03-01, 2026-03-02"


@given(st.text() | st.text(alphabet="<>!-=\"'/ad&;[", max_size=40))
def test_no_text_raises(text: str) -> None:
    read(f'<p data-target="DailyPapers" {text}')
    read(f"{text}{page({'dailyPapers': [text]})}")


@pytest.mark.parametrize(
    "piece",
    [
        "<!--",
        '<a a="',
        "<a ",
        "<![",
        "&quot;",
        'data-props="',
        "data-props='\"",
        '<a data-target="DailyPapers" data-props="dailyPapers"',
    ],
)
def test_the_time_grows_with_the_size(piece: str) -> None:
    began = time.process_time()
    read(f'<p data-target="DailyPapers">{piece * (300_000 // len(piece))}')
    assert time.process_time() - began < 3


def test_it_is_recognised() -> None:
    reader, _ = readers.read(SourceFile("x", page({})))
    assert reader is not None
    assert reader.format == "saved Daily Papers page (HTML)"
