from __future__ import annotations

import datetime as dt

import pytest

from generator.archive import references
from generator.edits import paper_edits
from generator.edits.archive_state import ArchiveState, published_slugs, read_state
from generator.edits.change import Change, Refused, applied
from generator.model import Digest, Entry, Paper, SourceFile
from generator.sources import permalinks
from generator.sources.digest_writer import write_digest
from generator.sources.source_files import Sources

TRACES = Entry("On Traces", arxiv="2401.10000", authors=("Ann Lee",), code="https://a.org/code")
DAY = dt.date(2026, 5, 1)
DAYS = [dt.date(2026, 4, day) for day in (1, 2, 3)]
ONE, TWO = "content/digests/2026-04-01-desk.yml", "content/digests/2026-04-02-desk.yml"
NOTE = "content/notes/other.md"
RECORD = "# ours\non-traces arxiv:2401.10000 titled:ontraces\nother titled:other\n"


def state(
    *digests: tuple[Entry, ...], record: str = RECORD, published: str = "", notes: tuple[SourceFile, ...] = ()
) -> ArchiveState:
    files = tuple(
        SourceFile(f"content/digests/{day}-desk.yml", write_digest(Digest(day, "desk", rows)))
        for day, rows in zip(DAYS, digests, strict=False)
    )
    return read_state(Sources(None, None, None, record, files, notes, (), published))


def paper(archive: ArchiveState, query: str) -> Paper:
    [found] = references.search(archive.papers, query, archive.record)
    return found


def after(archive: ArchiveState, change: Change) -> ArchiveState:
    return read_state(applied(archive.sources, change.files))


def slugs(archive: ArchiveState) -> dict[str, str]:
    assert [problem for problem in archive.merged.problems if problem.is_error] == []
    return {one.slug: one.title.plain for one in archive.papers}


def note(text: str) -> SourceFile:
    return SourceFile(NOTE, f"---\npaper: other\nauthor: Ann\ndate: 2026-04-03\n---\n\n{text}\n")


def test_a_paper_that_was_never_published_leaves_nothing() -> None:
    archive = state((TRACES, Entry("Other")), (Entry("Other"),), notes=(note("Read it."),))
    change = paper_edits.remove(archive, paper(archive, "other"), set(), DAY)
    assert change.files[TWO] is None
    assert change.files[NOTE] is None
    assert slugs(after(archive, change)) == {"on-traces": "On Traces"}
    assert after(archive, change).sources.permalinks == "# ours\non-traces arxiv:2401.10000 titled:ontraces\n"
    assert f"{TWO}: deleted, it had no other paper" in change.receipt


def test_a_published_paper_keeps_its_address_as_removed_until_it_comes_back() -> None:
    archive = state((TRACES, Entry("Other")))
    change = paper_edits.remove(archive, paper(archive, "on-traces"), {"on-traces"}, DAY)
    gone = after(archive, change)
    assert slugs(gone) == {"other": "Other"}
    assert [one.slug for one in gone.record if one.removed == "2026-05-01"] == ["on-traces"]
    assert slugs(state((TRACES, Entry("Other")), record=gone.sources.permalinks)).keys() == {"on-traces", "other"}


def test_a_published_paper_can_lead_to_another() -> None:
    archive = state((TRACES, Entry("Other")))
    change = paper_edits.remove(archive, paper(archive, "other"), {"other"}, DAY, paper(archive, "on-traces"))
    assert paper(after(archive, change), "on-traces").former_slugs == ("other",)


def test_an_address_without_its_paper_can_be_given_up() -> None:
    archive = state((TRACES,))
    assert [problem.is_error for problem in archive.merged.problems] == [True]
    assert slugs(after(archive, paper_edits.remove_address(archive, "other", DAY))) == {"on-traces": "On Traces"}


@pytest.mark.parametrize("published", [(), ("other",)])
def test_a_hidden_paper_is_shown_again_as_it_was(published: tuple[str, ...]) -> None:
    archive = state((TRACES, Entry("Other")))
    hidden = after(archive, paper_edits.hide(archive, paper(archive, "other"), published, DAY))
    [permalink] = [one for one in hidden.record if one.is_hidden]
    assert (permalink.slug, bool(permalink.removed)) == ("other", bool(published))
    shown = after(hidden, paper_edits.show(hidden, paper(hidden, "other")))
    assert shown.sources == archive.sources


def test_an_address_of_another_title_says_that_its_paper_was_removed() -> None:
    """The address comes from a title that another digest gives the paper, and no line records it."""
    digests = (TRACES,), (Entry("Traces Again", arxiv="2401.10000"),)
    archive = state(*digests, record="", published="/papers/on-traces/\n/papers/traces-again/\n")
    published = published_slugs(archive)
    assert published == {"on-traces", "traces-again"}
    gone = after(archive, paper_edits.remove(archive, paper(archive, "on-traces"), published, DAY))
    assert {one.slug for one in gone.record if one.removed} == {"on-traces", "traces-again"}
    hidden = after(archive, paper_edits.hide(archive, paper(archive, "on-traces"), published, DAY))
    assert {one.slug for one in hidden.record if one.removed} == {"on-traces", "traces-again"}
    shown = after(hidden, paper_edits.show(hidden, paper(hidden, "on-traces")))
    assert paper(shown, "on-traces").former_slugs == ("traces-again",)


def test_a_fix_changes_every_digest_that_has_the_fact_and_keeps_the_address() -> None:
    archive = state((TRACES, Entry("Other")), (TRACES,), (Entry("On Traces", arxiv="2401.10000"),))
    change = paper_edits.fix(archive, paper(archive, "on-traces"), {"title": "On Tracks", "code": "https://b.org"})
    fixed = after(archive, change)
    assert slugs(fixed)["on-traces"] == "On Tracks"
    assert [[row.code for row in digest.entries if row.arxiv] for digest in fixed.digests] == [
        ["https://b.org"],
        ["https://b.org"],
        [""],
    ]


def test_a_corrected_id_is_free_for_the_paper_that_has_it() -> None:
    archive = state((TRACES, Entry("Other")))
    fixed = after(archive, paper_edits.fix(archive, paper(archive, "on-traces"), {"arxiv": "2401.10001v2"}))
    right = write_digest(Digest(dt.date(2026, 4, 2), "desk", (Entry("New", arxiv="2401.10000"),)))
    both = read_state(applied(fixed.sources, {TWO: right}))
    assert slugs(both) == {"on-traces": "On Traces", "other": "Other", "new": "New"}


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"titel": "x"}, "'titel' is no fact of a paper: did you mean 'title'"),
        ({"arxiv": "x"}, "is not an arXiv id"),
        ({"title": ""}, "title' is missing"),
        ({"code": "https://a.org/code"}, "nothing would change"),
    ],
)
def test_a_fix_that_would_be_wrong_is_refused(values: dict[str, str], message: str) -> None:
    archive = state((TRACES, Entry("Other")))
    with pytest.raises(Refused, match=message):
        paper_edits.fix(archive, paper(archive, "on-traces"), values)


def test_a_fix_to_the_id_of_another_paper_says_how_to_merge() -> None:
    archive = state((TRACES, Entry("Other")))
    with pytest.raises(Refused, match="`papershelf merge other on-traces`"):
        paper_edits.fix(archive, paper(archive, "other"), {"arxiv": "2401.10000"})


@pytest.mark.parametrize(
    "other",
    [
        Entry("Other"),
        Entry("Other", doi="10.1000/x"),
        Entry("Other", arxiv="2401.10002", doi="10.1000/x"),
        Entry("Other", authors=("Bo Ek",), url="https://b.org/x"),
    ],
)
@pytest.mark.parametrize("kept", [TRACES, Entry("On Traces", authors=("Ann Lee",), url="https://a.org/x")])
@pytest.mark.parametrize("is_published", [True, False])
def test_two_papers_become_one(kept: Entry, other: Entry, *, is_published: bool) -> None:
    archive = state((kept,), (other,), record="", notes=(note("Read it."),))
    papers = paper(archive, "on-traces"), paper(archive, "other")
    archive = state((kept,), (other,), record=_record(archive), notes=(note("Read it."),))
    merged = after(archive, paper_edits.merge(archive, *papers, {"other"} if is_published else set()))
    [one] = merged.papers
    assert one.slug == "on-traces"
    assert [note.path for note in merged.notes(one)] == [NOTE]
    assert not is_published or "other" in one.former_slugs
    assert merged.merged.problems == ()


def _record(archive: ArchiveState) -> str:
    return permalinks.extend_record("", archive.papers)


def test_a_row_with_a_mistyped_id_is_split_off() -> None:
    archive = state((TRACES, Entry("Other")), (Entry("Quite Another", arxiv="2401.10000"),))
    change = paper_edits.split(archive, paper(archive, "on-traces"), TWO, {})
    assert slugs(after(archive, change)) == {
        "on-traces": "On Traces",
        "other": "Other",
        "quite-another": "Quite Another",
    }


def test_works_of_one_title_are_split_by_what_tells_them_apart() -> None:
    archive = state((TRACES, Entry("Other")), (Entry("Other", authors=("Bo Ek",)),))
    with pytest.raises(Refused, match="still be one paper"):
        paper_edits.split(archive, paper(archive, "other"), "2026-04-02-desk", {})
    with pytest.raises(Refused, match=f"no row at 'x'. Its rows: {ONE}:.*{TWO}"):
        paper_edits.split(archive, paper(archive, "other"), "x", {})
    change = paper_edits.split(archive, paper(archive, "other"), "2026-04-02-desk", {"title": "Other, Part 2"})
    assert slugs(after(archive, change)).keys() == {"on-traces", "other", "other-part-2"}


@pytest.mark.parametrize(
    ("published", "upstream", "found"),
    [
        ("", "", set()),
        ("/papers/other/\n/digests/2026-04-01/\n", "", {"other"}),
        ("", "# header\non-traces arxiv:2401.10000\ngone titled:gone\n", {"on-traces"}),
        # A record of an earlier release has no papers, so that a published day stands for them.
        ("/digests/2026-04-01/\n", "", {"on-traces"}),
    ],
)
def test_papers_were_published_if_a_record_or_the_pushed_branch_has_them(
    published: str, upstream: str, found: set[str]
) -> None:
    archive = state((TRACES,), (Entry("Other"),), published=published)
    assert published_slugs(archive, upstream) == found
