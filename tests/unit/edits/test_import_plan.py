from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.archive import papers
from generator.archive.title_joins import gather
from generator.edits import import_plan
from generator.model import Digest, Entry, Problem, SourceFile
from generator.sources.digest_writer import write_digest
from generator.sources.digests import ParsedDigest, read_digest
from generator.text.identifiers import keys_of

DAY = dt.date(2026, 4, 20)
PATH = "content/digests/2026-04-20-desk.yml"


def digest(*entries: Entry) -> Digest:
    return Digest(DAY, "desk", entries)


def reading(*entries: Entry, rejected: int = 0) -> tuple[str, ParsedDigest]:
    return "in.json", ParsedDigest(digest(*entries), entries=entries, rejected=rejected)


def present(**texts: str) -> dict[str, SourceFile]:
    return {path: SourceFile(path, text) for path, text in texts.items()}


def imported(files: dict[str, SourceFile], *digests: Digest) -> dict[str, SourceFile]:
    changed = import_plan.changed_files(files, digests)
    return files | {path: SourceFile(path, text) for path, text in changed.items()}


def keys_in(digests: Iterable[Digest | None]) -> set[str]:
    return {key for digest in digests if digest for entry in digest.entries for key in keys_of(entry)}


@st.composite
def digests(draw: st.DrawFn) -> list[Digest]:
    entry = st.builds(
        Entry,
        title=st.sampled_from(["Traces", "On Traces", "traces!", "Third"]),
        arxiv=st.sampled_from(["", "", "2401.10000", "2401.10001"]),
        doi=st.sampled_from(["", "", "10.1000/a", "10.1000/b"]),
        abstract=st.sampled_from(["", "One.", "Two.\n\nThree."]),
        comments=st.none() | st.integers(0, 3),
    )
    days = st.dates(DAY, DAY + dt.timedelta(1))
    entries = st.lists(entry, min_size=1, max_size=5).map(tuple)
    return draw(st.lists(st.builds(Digest, days, st.sampled_from(["desk", "daily"]), entries), max_size=4))


def receipts(
    known: Sequence[Digest], readings: Sequence[tuple[str, ParsedDigest]]
) -> tuple[list[import_plan.Receipt], int]:
    incoming = [read.digest for _, read in readings if read.digest]
    return import_plan.receipts(gather([*known, *incoming]), known, readings)


def test_a_receipt_counts_new_and_seen_entries() -> None:
    [receipt], works = receipts([digest(Entry("A"))], [reading(Entry("a"), Entry("B"), Entry("B"), rejected=2)])
    assert (receipt.read, receipt.new, receipt.seen, receipt.rejected) == (5, 1, 2, 2)
    assert works == 2


def test_an_entry_of_an_earlier_file_is_seen_in_a_later_one() -> None:
    found, _ = receipts([], [reading(Entry("A")), reading(Entry("A"))])
    assert [(receipt.new, receipt.seen) for receipt in found] == [(1, 0), (0, 1)]


def test_a_receipt_lists_entries_joined_by_title_alone_and_those_kept_apart() -> None:
    known = [Digest(DAY, "desk", (Entry("On kites"), Entry("Preface", authors=("Ada Hill",))), "", "known.yml", (4, 5))]
    new = (Entry("On Kites"), Entry("Preface", authors=("Bo Dale",)), Entry("Boats"))
    later = Digest(DAY + dt.timedelta(1), "desk", new, "", "new.yml", (2, 3, 4))
    [receipt], _ = receipts(known, [("new.yml", ParsedDigest(later, entries=new))])
    assert receipt.title_matches == (
        "'On Kites' was joined with known.yml:4 by title alone",
        "'Preface' was kept apart from known.yml:5: their authors differ",
    )
    assert (receipt.new, receipt.seen) == (2, 1)


def test_rows_of_a_file_without_a_date_are_rejected() -> None:
    unusable = ParsedDigest(None, (Problem("x", 1, 1, "has no date"),), (Entry("A"),), 1)
    [receipt], works = receipts([], [("x", unusable)])
    assert (receipt.read, receipt.rejected, receipt.is_usable, works) == (2, 2, False, 0)


@given(digests(), digests(), st.integers(0, 3))
def test_receipts_add_up(known: list[Digest], new: list[Digest], rejected: int) -> None:
    readings = [
        (str(number), ParsedDigest(each, entries=each.entries, rejected=rejected)) for number, each in enumerate(new)
    ]
    found, works = receipts(known, readings)
    assert [receipt.read for receipt in found] == [len(each.entries) + rejected for each in new]
    assert works == len(papers.merge([*known, *new]).papers)
    numbers = gather([*known, *new]).numbers([*known, *new])
    already = {number for row in numbers[: len(known)] for number in row}
    assert sum(receipt.new for receipt in found) == works - len(already)


def test_a_digest_goes_to_the_file_of_its_date_and_source() -> None:
    assert import_plan.changed_files({}, [digest(Entry("A"))]) == {PATH: write_digest(digest(Entry("A")))}


def test_a_large_digest_goes_to_several_files_which_stay_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_plan, "MAX_PAPERS", 2)
    whole = digest(*map(Entry, "ABCDE"))
    paths = [PATH, PATH.replace("desk", "desk-2"), PATH.replace("desk", "desk-3")]
    written = import_plan.changed_files({}, [whole])
    assert written == {
        path: write_digest(digest(*map(Entry, titles))) for path, titles in zip(paths, ["AB", "CD", "E"], strict=True)
    }
    assert import_plan.changed_files(present(**written), [whole]) == {}
    more = import_plan.changed_files(present(**written), [digest(Entry("F"), Entry("B", url="https://b.org/"))])
    assert set(more) == {paths[0], paths[2]}


def test_more_of_a_digest_joins_its_file() -> None:
    before = present(**{PATH: write_digest(digest(Entry("A")))})
    assert import_plan.changed_files(before, [digest(Entry("B"))]) == {
        PATH: write_digest(digest(Entry("A"), Entry("B")))
    }


def test_a_file_that_a_person_edited_is_left_alone() -> None:
    edited = "# mine\n" + write_digest(digest(Entry("A")))
    changed = import_plan.changed_files(present(**{PATH: edited}), [digest(Entry("A"), Entry("B"))])
    assert changed == {PATH.replace("desk", "desk-2"): write_digest(digest(Entry("B")))}


def test_a_file_with_errors_is_left_alone() -> None:
    changed = import_plan.changed_files(present(**{PATH: "papers: [\n"}), [digest(Entry("A"))])
    assert list(changed) == [PATH.replace("desk", "desk-2")]


def test_a_file_without_the_line_for_editors_is_still_ours() -> None:
    """Imports of earlier versions wrote none."""
    older = write_digest(digest(Entry("A"))).partition("\n")[2]
    assert older.startswith("date:")
    assert import_plan.changed_files(present(**{PATH: older}), [digest(Entry("A"))]) == {}
    changed = import_plan.changed_files(present(**{PATH: older}), [digest(Entry("B"))])
    assert changed == {PATH: write_digest(digest(Entry("A"), Entry("B")))}


def test_an_edited_file_that_has_everything_needs_no_second() -> None:
    edited = "# mine\n" + write_digest(digest(Entry("A")))
    assert import_plan.changed_files(present(**{PATH: edited}), [digest(Entry("A"))]) == {}


# The last row makes one of the two before it, which the next import must not fill from each other.
@example(
    [
        digest(
            Entry("On Traces", arxiv="2401.10000"),
            Entry("On Traces", doi="10.1000/a", abstract="One."),
            Entry("On Traces", arxiv="2401.10000", doi="10.1000/a"),
        )
    ],
    False,
)
@given(digests(), st.booleans())
def test_importing_twice_writes_nothing(new: list[Digest], edited: bool) -> None:
    start = present(**{PATH: "# mine\n" + write_digest(digest(Entry("Traces")))}) if edited else {}
    once = imported(start, *new)
    assert import_plan.changed_files(once, new) == {}


@given(digests(), digests())
def test_no_id_and_no_title_is_lost(first: list[Digest], second: list[Digest]) -> None:
    files = imported(imported({}, *first), *second)
    assert keys_in(read_digest(file).digest for file in files.values()) == keys_in([*first, *second])
