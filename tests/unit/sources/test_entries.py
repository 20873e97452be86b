from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.bibliography import EntryType, PartialDate
from generator.sources import schemas
from generator.sources.entries import Rejected, address, count, day, make_entry


@pytest.mark.parametrize("title", [None, "", "  ", "\u200b", 7, ["a"]])
def test_a_row_without_a_title_is_rejected(title: object) -> None:
    with pytest.raises(Rejected, match="has no title"):
        make_entry(title=title)


def test_a_row_longer_than_a_digest_may_hold_is_rejected() -> None:
    with pytest.raises(Rejected, match="title of 1,001 characters"):
        make_entry(title="a" * 1001)
    with pytest.raises(Rejected, match="abstract of 20,001 characters"):
        make_entry(title="a", abstract="a" * 20_001)


def test_what_cannot_be_used_is_left_out() -> None:
    entry = make_entry(title="A", arxiv="x", doi=3, url="javascript:x", comments="many", published="Feb 30")
    assert entry == make_entry(title="A")


def test_the_doi_that_arxiv_gives_is_the_arxiv_id() -> None:
    entry = make_entry(title="A", doi="10.48550/arXiv.2401.10000")
    assert (entry.arxiv, entry.doi) == ("2401.10000", "")


@pytest.mark.parametrize(
    ("title", "is_withdrawn"),
    [
        ("RETRACTED: On kites", True),
        ("Retracted article: On kites", True),
        ("[Withdrawn] On kites", True),
        ("Retracted papers: a survey", False),
        ("Withdrawn from the air", False),
    ],
)
def test_publishers_mark_withdrawn_works_in_their_titles(title: str, is_withdrawn: bool) -> None:
    entry = make_entry(title=title)
    assert (entry.title, entry.withdrawn) == (title, is_withdrawn)


def test_names_are_tidied_and_namesakes_are_two() -> None:
    entry = make_entry(title="A", authors=[" Ann\u202e  Lee", "", None, "Ann Lee*", "Bo", "et al."])
    assert (entry.authors, entry.et_al) == (("Ann Lee", "Ann Lee", "Bo"), True)


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2017", PartialDate(2017)),
        ("2017-03", PartialDate(2017, 3)),
        ("2017-03-04", PartialDate(2017, 3, 4)),
        ("2017-03-04T10:00:00Z", PartialDate(2017, 3, 4)),
        ("2017-13", None),
        ("1899", None),
        ("20170304", None),
    ],
)
def test_a_date_is_as_precise_as_it_is_written(value: str, date: PartialDate | None) -> None:
    assert make_entry(title="A", published=value).published == date


def test_pages_are_a_range_and_only_known_types_count() -> None:
    entry = make_entry(title="A", pages="11--19, 23 - 25", type="article", venue=" The  Shelf", pdf="ftp://a.org/x")
    assert (entry.pages, entry.type, entry.venue, entry.pdf) == ("11–19, 23–25", EntryType.ARTICLE, "The Shelf", "")
    assert make_entry(title="A", type="scroll").type is None


def test_a_cut_name_does_not_end_in_a_space() -> None:
    assert make_entry(title="A", organisation="a" * 999 + " b").organisation == "a" * 999


@pytest.mark.parametrize("value", ["0", 0, "12", 9_999_999])
def test_whole_numbers_are_counts(value: object) -> None:
    assert count(value) == int(str(value))


@pytest.mark.parametrize("value", [True, -1, 1.5, "1.5", "٣", 10**7, "9" * 5000, None, "-1"])
def test_other_values_are_no_counts(value: object) -> None:
    assert count(value) is None


@pytest.mark.parametrize("value", ["2024-02-29", "2024-02-29T10:00:00Z", "2024-02-29 10:00", dt.date(2024, 2, 29)])
def test_a_day_begins_an_iso_date(value: object) -> None:
    assert day(value) == dt.date(2024, 2, 29)


@pytest.mark.parametrize(
    "value", ["2025-02-29", "2024-02-30", "2024-02-291", "0000-01-01", "٢٠٢٤-٠١-٠١", 20240229, None]
)
def test_a_day_that_does_not_exist_is_none(value: object) -> None:
    assert day(value) is None


@pytest.mark.parametrize(
    "url", ["javascript:x", "https://a.org/'x", "https://a.org\\b", "https://" + "a" * 1000, "a.org"]
)
def test_what_is_no_web_address_is_none(url: str) -> None:
    assert address(url) == ""


@given(
    st.dictionaries(
        st.sampled_from("abstract author_count organisation published arxiv doi url code comments upvotes".split()),
        st.text() | st.integers() | st.none() | st.floats() | st.booleans() | st.lists(st.text()),
    )
)
def test_no_loose_value_raises(values: dict[str, object]) -> None:
    entry = make_entry(title="A", **values)  # type: ignore[arg-type]
    assert len(entry.abstract) <= schemas.MAX_TEXT
