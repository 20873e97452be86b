from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.edits.digest_rows import add_entries, missing_entries
from generator.model import Digest, Entry


def digest(*entries: Entry) -> Digest:
    return Digest(dt.date(2026, 4, 20), "desk", entries)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """Entries of few works, so that many meet."""
    return Entry(
        draw(st.sampled_from(["A", "a!", "B"])),
        arxiv=draw(st.sampled_from(["", "2401.10001", "2401.10002"])),
        doi=draw(st.sampled_from(["", "10.1000/x", "10.1000/y"])),
        abstract=draw(st.sampled_from(["", "one", "two"])),
        comments=draw(st.none() | st.integers(0, 3)),
    )


def added(known: Digest, more: Iterable[Entry]) -> Digest:
    return add_entries(known, more)[0]


def test_entries_beyond_a_maximum_of_rows_remain_unless_a_row_has_them() -> None:
    known, more = digest(Entry("A"), Entry("B")), [Entry("C"), Entry("A"), Entry("D"), Entry("B", url="https://b.org/")]
    whole, remaining = add_entries(known, more, 3)
    assert whole.entries == (Entry("A"), Entry("B", url="https://b.org/"), Entry("C"))
    assert remaining == [Entry("D")]


def test_a_known_entry_is_filled_but_not_overruled() -> None:
    old = Entry("A", arxiv="2401.10000", abstract="Mended.", comments=5)
    new = Entry("A", arxiv="2401.10000", abstract="Raw.", url="https://a.org", comments=7)
    assert added(digest(old), [new]).entries == (
        Entry("A", arxiv="2401.10000", abstract="Mended.", url="https://a.org", comments=7),
    )


def test_counts_never_shrink() -> None:
    old, new = Entry("A", comments=5), Entry("A", comments=3)
    assert added(digest(old), [new]).entries == (old,)


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
    assert added(digest(known), [other]).entries == (known, other)


def test_an_entry_without_ids_joins_the_first_of_its_title() -> None:
    rows = (Entry("A", arxiv="2401.10001"), Entry("A", arxiv="2401.10002"))
    assert added(digest(*rows), [Entry("a!")]).entries == rows


@given(st.lists(entries(), max_size=4), st.lists(entries(), max_size=4))
def test_adding_twice_is_adding_once(rows: list[Entry], more: list[Entry]) -> None:
    once = added(digest(*rows), more)
    assert added(once, more) == once


@given(st.lists(entries(), max_size=6), st.lists(entries(), max_size=6))
def test_no_added_entry_is_missing(rows: list[Entry], more: list[Entry]) -> None:
    assert missing_entries(added(digest(*rows), more), more) == []


def test_an_entry_is_missing_when_a_row_lacks_a_part_of_it() -> None:
    known = digest(Entry("A", arxiv="2401.10001"))
    whole, part = Entry("A", arxiv="2401.10001", abstract="new"), Entry("A")
    assert missing_entries(known, [whole, part]) == [whole]


@pytest.mark.parametrize(
    "entry_of",
    [
        lambda number: Entry(f"T{number}", arxiv="2401.10000"),
        lambda number: Entry("T", arxiv=f"{number % 9000 + 1000}.{number:05}"),
        lambda number: Entry("T", arxiv="2401.10000", doi=f"10.1000/{number}"),
        lambda number: Entry("T", doi=f"10.1000/{number}", arxiv="" if number % 2 else "2401.10000"),
    ],
)
def test_the_effort_grows_with_the_number_of_rows(entry_of: Callable[[int], Entry]) -> None:
    """Rows without ids stand before, which each of the others could have filled."""
    rows = [Entry("T")] * 5_000
    began = time.process_time()
    add_entries(digest(*rows), map(entry_of, range(10_000)))
    assert time.process_time() - began < 5


def test_works_of_one_title_by_others_have_rows_of_their_own() -> None:
    one, other = (Entry("On Shelves", authors=(name,)) for name in ("Carl One", "Carl Two"))
    both = added(digest(), [one, other])
    assert both.entries == (one, other)
    assert added(both, [other, one]) == both
    assert missing_entries(both, [one, other]) == []
