from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.bibliography import PartialDate
from generator.model import Entry, SourceFile
from generator.sources import readers, schemas
from generator.sources.readers import daily_papers_text
from generator.sources.readers.reader import Reading

DAY = dt.date(2025, 3, 1)
PROSE = "A trace says more than an example. " * 10


def read(body: str, date: dt.date | None = DAY) -> Reading:
    return daily_papers_text.read(SourceFile("2025-03-01-daily-papers.txt", f"Daily Papers\n\n{body}"), date)


def only_entry(body: str) -> Entry:
    [entry] = read(body).entries
    return entry


def test_titles_and_abstracts_alternate() -> None:
    reading = read(f"Traces\n\n{PROSE}\n\nMore Traces\n\n{PROSE}\n")
    assert [(entry.title, entry.abstract) for entry in reading.entries] == [
        ("Traces", PROSE.strip()),
        ("More Traces", PROSE.strip()),
    ]


def test_facts_below_the_abstract_are_the_papers() -> None:
    entry = only_entry(f"Traces\n\n{PROSE}\n\n  • 7 authors\n·\nAug 27, 2024 2\n")
    assert (entry.author_count, entry.published, entry.comments) == (7, PartialDate(2024, 8, 27), 2)


def test_an_organisation_stands_before_the_dot_behind_its_handle() -> None:
    assert only_entry(f"Traces\n\n{PROSE}\n\nacme Acme Research\n·\nFeb 27\n").organisation == "Acme Research"


def test_a_date_without_a_year_is_of_the_pages_own_year() -> None:
    entry = only_entry(f"Traces\n\n{PROSE}\n\n• 1 author\n·\nFeb 27 3\n")
    assert (entry.published, entry.comments) == (PartialDate(2025, 2, 27), 3)


@pytest.mark.parametrize(
    "date", ["Feb 30", "Feb 29 3", "Apr 31, 2024", "Jan 0", "Jan 99 1", "Feb 29, 1900", "May 1, 0000"]
)
def test_a_day_that_does_not_exist_is_no_date_of_publication(date: str) -> None:
    assert only_entry(f"Traces\n\n{PROSE}\n\n• 1 author\n·\n{date}\n").published is None


def test_a_leap_day_is_a_day_in_a_leap_year() -> None:
    reading = read(f"Traces\n\n{PROSE}\n\n• 1 author\n·\nFeb 29 3\n", dt.date(2024, 3, 1))
    assert reading.entries[0].published == PartialDate(2024, 2, 29)


@pytest.mark.parametrize("facts", ["9" * 5000 + " authors\n·\nFeb 27", "• 2 authors\n·\nFeb 27 " + "9" * 5000])
def test_absurd_numbers_are_left_out(facts: str) -> None:
    entry = only_entry(f"Traces\n\n{PROSE}\n\n{facts}\n")
    assert entry.comments is None
    assert entry.author_count in (None, 2)


def test_an_organisation_is_tidied_and_cut() -> None:
    organisation = only_entry(f"Traces\n\n{PROSE}\n\nacme A\u202e{'b' * 2000}\n·\nFeb 27\n").organisation
    assert organisation == "A" + "b" * (schemas.MAX_LINE - 1)


def test_the_pages_own_date_takes_its_year_from_the_file_name() -> None:
    reading = read(f"Mar 1\n\nTraces\n\n{PROSE}\n")
    assert (reading.date, reading.problems, len(reading.entries)) == (DAY, (), 1)


def test_a_page_whose_date_has_no_year_is_reported() -> None:
    [problem] = read(f"Mar 1\n\nTraces\n\n{PROSE}\n", date=None).problems
    assert (problem.line, problem.message) == (3, "the page's date 'Mar 1' has no year")


def test_a_page_of_another_day_than_its_name_is_warned_of() -> None:
    [problem] = read(f"Mar 2\n\nTraces\n\n{PROSE}\n").problems
    assert not problem.is_error


def test_the_page_around_the_papers_is_left_out() -> None:
    chrome = "new\nGet trending papers in your email inbox!\nSubscribe\n\nTraces\n\n"
    assert only_entry(f"{chrome}{PROSE}\n\nPrevious\nNext\nCompany\n© Hugging Face\nTOS\n") == Entry(
        "Traces", abstract=PROSE.strip()
    )


def test_a_second_long_paragraph_continues_the_abstract() -> None:
    assert only_entry(f"Traces\n\n{PROSE}\n\n{PROSE}").abstract == f"{PROSE.strip()}\n\n{PROSE.strip()}"


def test_a_title_without_an_abstract_is_an_entry() -> None:
    assert [entry.title for entry in read(f"Bare\n\nTraces\n\n{PROSE}\n").entries] == ["Bare", "Traces"]


def test_titles_without_abstracts_are_all_entries() -> None:
    reading = read(f"One\n\nTwo\n\nThree?\n\nFour: a Title!\n\nTraces\n\n{PROSE}\n")
    assert [entry.title for entry in reading.entries] == ["One", "Two", "Three?", "Four: a Title!", "Traces"]
    assert [bool(entry.abstract) for entry in reading.entries] == [False] * 4 + [True]


def test_a_title_longer_than_any_seen_is_a_title() -> None:
    title = " ".join(["Traces"] * 60)
    reading = read(f"One\n\n{PROSE}\n\n{title}\n\n{PROSE}\n")
    assert [entry.title for entry in reading.entries] == ["One", title]


@pytest.mark.parametrize("title", ["Privacy", "Models", "About", "Datasets"])
def test_a_title_may_be_a_word_of_the_page(title: str) -> None:
    reading = read(f"Models\nDatasets\n\nOne\n\n{PROSE}\n\n{title}\n\n{PROSE}\n\nPrivacy\nAbout\n")
    assert [entry.title for entry in reading.entries] == ["One", title]


def test_a_short_abstract_is_an_abstract() -> None:
    reading = read("One\n\nWe fly kites today.\n\nTwo\n\nThey fly well, too.\n")
    assert [(entry.title, entry.abstract) for entry in reading.entries] == [
        ("One", "We fly kites today."), ("Two", "They fly well, too.")
    ]  # fmt: skip


def test_a_sentence_that_may_be_a_title_is_a_warning() -> None:
    reading = read(f"One\n\n{PROSE}\n\nTraces Are All You Need.\n\n{PROSE}\n")
    assert [(problem.line, problem.is_error) for problem in reading.problems] == [(7, False)]
    assert "'Traces Are All You Need.' is read as a part of the abstract above it" in reading.problems[0].message


def test_an_abstract_without_a_title_is_rejected_and_reported() -> None:
    reading = read(f"{PROSE}\n\nTraces\n\n{PROSE}\n")
    assert ([entry.title for entry in reading.entries], reading.rejected) == (["Traces"], 1)
    assert (reading.problems[0].line, reading.problems[0].message) == (3, "entry 1 is an abstract without a title")


@given(
    st.text()
    | st.lists(
        st.sampled_from(["Traces", PROSE, "·", "• 2 authors", "Feb 30 1", "Feb 29 3", "acme Acme", "", "new"])
    ).map("\n".join)
)
def test_no_text_raises(text: str) -> None:
    read(text)
    read(text, date=None)


@pytest.mark.parametrize(
    "piece", ["a\n\n", "·\n", "• 2 authors\n", "Feb 1\n", f"{PROSE}\n\n", " ", "a\n·\n", "1 ", "•"]
)
def test_the_time_grows_with_the_size(piece: str) -> None:
    began = time.process_time()
    read(piece * (300_000 // len(piece)))
    assert time.process_time() - began < 5


def test_it_is_recognised() -> None:
    reader, _ = readers.read(SourceFile("x", "Hugging Face's logo\n\nDaily Papers\n\nTraces\n"))
    assert reader is not None
    assert reader.format == "Daily Papers page as text"
