from __future__ import annotations

import datetime as dt
import itertools
import random
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.archive import papers
from generator.archive.title_joins import gather
from generator.bibliography import EntryType, PartialDate
from generator.model import Appearance, Digest, DigestDay, Entry, Paper, Permalink
from generator.sources import permalinks
from generator.text.identifiers import keys_of, may_be_one


def digest(day: int, *entries: Entry, source: str = "desk") -> Digest:
    return Digest(dt.date(2026, 4, day), source, entries)


def merged(*digests: Digest, record: str = "") -> tuple[Paper, ...]:
    return papers.merge(digests, permalinks.parse_record(record)[0]).papers


def days_of(digests: Sequence[Digest]) -> tuple[DigestDay, ...]:
    found = papers.merge(digests)
    return papers.days(digests, found.slug_at, found.papers)


def recorded(digests: Sequence[Digest], record: str = "") -> str:
    return permalinks.extend_record(record, merged(*digests, record=record))


def ids(paper: Paper) -> set[str]:
    return {key for key in paper.keys if not key.startswith("title:")}


@st.composite
def digests(draw: st.DrawFn) -> list[Digest]:
    """Digests whose few titles and ids meet in all possible ways."""
    entry = st.builds(
        Entry,
        title=st.sampled_from(["Traces", "On Traces", "traces!", "!!!", "日本"]),
        arxiv=st.sampled_from(["", "", "2401.10000", "2401.10001", "2401.10002"]),
        doi=st.sampled_from(["", "", "10.1000/a", "10.1000/b"]),
        abstract=st.sampled_from(["", "One.", "Two."]),
        comments=st.none() | st.integers(0, 3),
    )
    return draw(
        st.lists(
            st.builds(
                Digest,
                date=st.dates(dt.date(2026, 4, 1), dt.date(2026, 4, 4)),
                source=st.sampled_from(["desk", "daily"]),
                entries=st.lists(entry, min_size=1, max_size=4).map(tuple),
            ),
            max_size=4,
        )
    )


def test_entries_with_one_arxiv_id_are_one_paper() -> None:
    [paper] = merged(digest(1, Entry("Old title", arxiv="2401.10000")), digest(2, Entry("New", arxiv="2401.10000")))
    assert paper.title.plain == "New"
    assert paper.keys == ("arxiv:2401.10000", "title:new", "title:oldtitle")


def test_entries_with_one_title_are_one_paper() -> None:
    assert len(merged(digest(1, Entry("On Traces")), digest(2, Entry("ON TRACES.")))) == 1


def test_works_with_one_title_and_different_arxiv_ids_stay_apart() -> None:
    both = merged(digest(1, Entry("Traces", arxiv="2401.10000"), Entry("Traces", arxiv="2401.10001")))
    assert {paper.slug for paper in both} == {"traces", "traces-2401-10001"}


def test_an_entry_without_id_joins_the_first_work_of_its_title() -> None:
    first, second = Entry("Traces", arxiv="2401.10000"), Entry("Traces", arxiv="2401.10001")
    found = merged(digest(1, first), digest(2, second), digest(3, Entry("Traces")))
    assert {(paper.arxiv, len(paper.appearances)) for paper in found} == {("2401.10000", 2), ("2401.10001", 1)}


@given(digests())
def test_papers_of_one_title_contradict_each_other_in_their_ids(found: list[Digest]) -> None:
    for paper, other in itertools.combinations(merged(*found), 2):
        titles = {key for key in paper.keys if key.startswith("title:")}
        assert not titles & set(other.keys) or not may_be_one(paper.keys, other.keys)


def test_an_entry_with_both_ids_bridges_two_works() -> None:
    apart = (digest(1, Entry("A", arxiv="2401.10000")), digest(2, Entry("B", doi="10.1000/b")))
    bridge = digest(3, Entry("C", arxiv="2401.10000", doi="10.1000/b"))
    assert len(merged(*apart)) == 2
    assert len(merged(*apart, bridge)) == 1


def test_the_newest_word_is_believed_and_the_first_date_kept() -> None:
    old = Entry("A", abstract="Old.", url="https://old.org", published=PartialDate(2026, 1, 1))
    new = Entry("A", abstract="New.", published=PartialDate(2026, 2, 2))
    [paper] = merged(digest(1, old), digest(2, new))
    assert (paper.abstract[0].plain, paper.url, paper.published) == ("New.", "https://old.org", PartialDate(2026, 1, 1))


def test_a_paper_keeps_every_appearance_newest_first() -> None:
    [paper] = merged(
        digest(1, Entry("A", comments=3), Entry("A", comments=5)),
        digest(2, Entry("A"), source="daily"),
        digest(2, Entry("A")),
    )
    assert paper.appearances == (
        Appearance(dt.date(2026, 4, 2), "daily"),
        Appearance(dt.date(2026, 4, 2), "desk"),
        Appearance(dt.date(2026, 4, 1), "desk"),
    )
    assert paper.appearances[-1].comments == 5


def test_names_win_over_a_number_of_authors() -> None:
    [paper] = merged(digest(1, Entry("A", authors=("Ann", "Bo"))), digest(2, Entry("A", author_count=7)))
    assert paper.author_count == 2


def test_a_field_that_only_an_older_entry_has_is_kept() -> None:
    old = Entry("A", doi="10.1000/a", project="https://old.org/p", code="https://old.org/c", arxiv="2401.10000")
    [paper] = merged(digest(1, old), digest(2, Entry("A")))
    assert (paper.doi, paper.project, paper.code, paper.arxiv) == (
        "10.1000/a", "https://old.org/p", "https://old.org/c", "2401.10000",
    )  # fmt: skip


def test_volume_and_pages_come_with_their_venue() -> None:
    preprint = Entry("A", type=EntryType.PREPRINT, number="7", remark="12 pages")
    journal = Entry("A", type=EntryType.ARTICLE, venue="The Shelf Journal", volume="3", pages="1–9")
    [paper] = merged(digest(1, journal), digest(2, preprint))
    assert (paper.venue, paper.volume, paper.number, paper.pages) == ("The Shelf Journal", "3", "", "1–9")
    assert (paper.type, paper.remark) == (EntryType.PREPRINT, "12 pages")


def test_a_withdrawn_work_stays_withdrawn() -> None:
    [paper] = merged(digest(1, Entry("A", withdrawn=True, superseded_by="10.1000/b")), digest(2, Entry("A")))
    assert (paper.withdrawn, paper.superseded_by) == (True, "10.1000/b")


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (["2017", "2017-06-12"], "2017-06-12"),
        (["2017", "2017-03", "2017-06-12"], "2017-03"),
        (["2016", "2017-06-12"], "2016"),
        (["2018-01", "2017-12-31"], "2017-12-31"),
    ],
)
def test_the_earliest_date_counts_and_of_one_date_the_most_precise(dates: list[str], expected: str) -> None:
    entries = [Entry("A", published=PartialDate.parse(date)) for date in dates]
    assert {str(merged(digest(1, *some))[0].published) for some in itertools.permutations(entries)} == {expected}


def test_names_are_shown_as_spoken_and_kept_in_parts() -> None:
    [paper] = merged(digest(1, Entry("A", authors=("Van Dam, Joost", "佐藤, 花子", "Ann Lee"), et_al=True)))
    assert paper.authors == ("Joost Van Dam", "佐藤 花子", "Ann Lee")
    assert [person.family for person in paper.persons] == ["Van Dam", "佐藤", "Lee"]
    assert paper.et_al


@pytest.mark.parametrize(
    "rows",
    [
        lambda number: Entry(f"Title {number}", arxiv="2401.10000"),
        lambda number: Entry("Title", doi=f"10.1000/{number}"),
        lambda number: Entry("Title", arxiv=f"2401.{10_000 + number}"),
        lambda number: Entry("Title", arxiv=f"2401.{10_000 + number % 7}", doi=f"10.1000/{number}"),
        lambda number: Entry("Title", url=f"https://a.org/{number}"),
    ],
    ids=["titles of one id", "DOIs of one title", "ids of one title", "DOIs of few ids", "rows of one title"],
)
def test_merging_twice_the_rows_takes_twice_the_steps(rows: Callable[[int], Entry]) -> None:
    def steps(size: int) -> int:
        digests = [digest(1, *map(rows, range(size)))]
        record = [Permalink(f"other-{number}", frozenset({"title:title"})) for number in range(size)]
        return lines_run(lambda: papers.merge(digests, record))

    assert steps(400) < 2.3 * steps(200)


def lines_run(work: Callable[[], object]) -> int:
    """The lines of the archive's modules that run in `work`."""
    count = 0

    def trace(frame: FrameType, event: str, _: object) -> Callable[..., Any] | None:
        nonlocal count
        count += event == "line"
        return trace if frame.f_globals["__name__"].startswith(("generator.archive", "generator.text.id")) else None

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def test_papers_run_newest_first() -> None:
    assert [paper.slug for paper in merged(digest(1, Entry("B")), digest(2, Entry("A")), digest(1, Entry("C")))] == [
        "a",
        "b",
        "c",
    ]


def test_a_recorded_slug_stays_when_the_title_changes() -> None:
    first = digest(1, Entry("Old Title", arxiv="2401.10000"))
    [paper] = merged(first, digest(2, Entry("New Title", arxiv="2401.10000")), record=recorded([first]))
    assert (paper.slug, paper.former_slugs) == ("old-title", ("new-title",))


def test_an_earlier_digest_that_turns_up_late_takes_no_slug() -> None:
    known = digest(2, Entry("Traces", arxiv="2401.10000"))
    late = digest(1, Entry("Traces", arxiv="2401.10001"))
    slugs = {paper.arxiv: paper.slug for paper in merged(known, late, record=recorded([known]))}
    assert slugs == {"2401.10000": "traces", "2401.10001": "traces-2401-10001"}


def test_a_work_recorded_by_title_keeps_its_slug_when_ids_come() -> None:
    known = [digest(2, Entry("Traces"))]
    record = recorded(known)
    known.append(digest(3, Entry("Traces", arxiv="2401.10000")))
    record = recorded(known, record)
    late = digest(1, Entry("Traces", arxiv="2401.10001"))
    slugs = {paper.arxiv: paper.slug for paper in merged(*known, late, record=record)}
    assert slugs["2401.10000"] == "traces"


def test_of_two_recorded_works_that_prove_one_the_younger_redirects() -> None:
    one, other = digest(1, Entry("A", arxiv="2401.10000")), digest(2, Entry("B", doi="10.1000/b"))
    record = recorded([other], recorded([one]))
    bridge = digest(3, Entry("C", arxiv="2401.10000", doi="10.1000/b"))
    [paper] = merged(one, other, bridge, record=record)
    assert (paper.slug, paper.former_slugs) == ("a", ("b", "c"))


def test_a_recorded_address_without_a_paper_is_reported_with_its_line() -> None:
    found = papers.merge([digest(1, Entry("A"))], permalinks.parse_record("a title:a\ngone title:gone\n")[0])
    assert [(problem.line, "papers/gone/" in problem.message) for problem in found.problems] == [(2, True)]


def test_a_taken_slug_is_never_given_again() -> None:
    record = "traces doi:10.1000/gone\ntraces-2401-10000 doi:10.1000/gone\n"
    [paper] = merged(digest(1, Entry("Traces", arxiv="2401.10000")), record=record)
    assert re.fullmatch(r"traces-[0-9a-f]{8}", paper.slug)


@pytest.mark.parametrize("title", ["!!!", "🤖", r"{\bf}"])
def test_a_title_without_latin_letters_has_an_address_and_can_be_recorded(title: str) -> None:
    digests = [digest(1, Entry(title))]
    [paper] = merged(*digests, record=recorded(digests))
    assert paper.slug.startswith("paper-") or paper.slug == "bf"
    assert paper.title.plain


def test_days_hold_their_papers_in_the_order_of_the_digests() -> None:
    digests = (digest(1, Entry("B"), Entry("A")), digest(2, Entry("A")), digest(1, Entry("C"), source="daily"))
    days = days_of(digests)
    assert [(day.date.day, [paper.slug for paper in day.papers]) for day in days] == [(2, ["a"]), (1, ["c", "b", "a"])]
    assert days[1].sources == ("daily", "desk")


def test_papers_of_a_day_stand_in_the_order_of_its_digests() -> None:
    digests = (digest(1, Entry("B"), Entry("A")), digest(2, Entry("D"), Entry("A")), digest(1, Entry("C")))
    days = days_of(digests)
    assert [paper.slug for paper in papers.in_order(days)] == ["d", "a", "b", "c"]


def test_recorded_papers_arrived_first_and_others_by_their_first_rows() -> None:
    digests = (digest(1, Entry("B"), Entry("A")), digest(2, Entry("D"), Entry("B")), digest(1, Entry("C"), source="a"))
    rows = papers.rows(digests, papers.merge(digests).slug_at)
    assert papers.arrivals(rows, ()) == ("c", "b", "a", "d")
    recorded = permalinks.parse_record("d title:d\ngone title:gone\na title:a\n")[0]
    assert papers.arrivals(rows, recorded) == ("d", "a", "c", "b")


def test_a_day_has_the_titles_of_its_digests() -> None:
    named = replace(digest(1, Entry("A")), title="Picks")
    digests = [named, digest(1, Entry("B"), source="daily"), digest(2, Entry("C"))]
    found = days_of(digests)
    assert [day.titles for day in found] == [(), ("Picks",)]


@given(digests())
def test_slugs_are_unique_and_valid(digests: list[Digest]) -> None:
    found = merged(*digests)
    slugs = [slug for paper in found for slug in (paper.slug, *paper.former_slugs)]
    assert len(set(slugs)) == len(slugs)
    assert all(re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug) for slug in slugs)


@given(digests())
def test_every_entry_belongs_to_exactly_one_paper(digests: list[Digest]) -> None:
    numbers = gather(digests).numbers(digests)
    found = merged(*digests)
    assert [len(row) for row in numbers] == [len(digest.entries) for digest in digests]
    assert {number for row in numbers for number in row} == set(range(len(found)))
    for digest in digests:
        for entry in digest.entries:
            holders = [paper for paper in found if set(keys_of(entry)) <= set(paper.keys)]
            assert holders
            assert len([paper for paper in holders if ids(paper) & set(keys_of(entry))]) <= 1


@given(digests(), st.randoms(use_true_random=False))
def test_neither_order_nor_splitting_of_digests_matters(digests: list[Digest], chance: random.Random) -> None:
    parts = [Digest(digest.date, digest.source, (entry,)) for digest in digests for entry in digest.entries]
    chance.shuffle(parts)
    shuffled = chance.sample(digests, len(digests))
    assert merged(*digests) == merged(*shuffled) == merged(*parts)


@given(digests())
def test_putting_papers_in_order_loses_none(digests: list[Digest]) -> None:
    found = merged(*digests)
    ordered = papers.in_order(days_of(digests))
    assert sorted(paper.slug for paper in ordered) == sorted(paper.slug for paper in found)
    assert [paper.newest.date for paper in ordered] == [paper.newest.date for paper in found]


@given(digests())
def test_days_show_every_paper_on_every_day_it_appeared(digests: list[Digest]) -> None:
    found = merged(*digests)
    days = days_of(digests)
    shown = {(day.date, paper.slug) for day in days for paper in day.papers}
    assert shown == {(seen.date, paper.slug) for paper in found for seen in paper.appearances}


@given(digests(), digests())
def test_new_digests_never_change_the_slug_of_a_recorded_work(known: list[Digest], more: list[Digest]) -> None:
    before = merged(*known)
    after = merged(*known, *more, record=recorded(known))
    owner = {slug: paper for paper in after for slug in (paper.slug, *paper.former_slugs)}
    for paper in before:
        now = owner[paper.slug]
        assert paper.keys[0] in now.keys
        # Another slug is a redirect only where two recorded works proved to be one.
        assert now.slug == paper.slug or now.slug in {other.slug for other in before}


@given(digests(), digests())
def test_the_record_only_grows_and_every_line_is_valid(known: list[Digest], more: list[Digest]) -> None:
    before = recorded(known)
    after = recorded([*known, *more], before)
    assert after.startswith(before)
    assert permalinks.parse_record(after)[1] == []
    assert recorded([*known, *more], after) == after
    assert merged(*known, *more, record=after) == merged(*known, *more, record=before)


def test_a_title_that_came_later_does_not_lead_from_the_folder_s_own_page() -> None:
    [paper] = merged(digest(1, Entry("On Traces", arxiv="2401.10000")), digest(2, Entry("Index", arxiv="2401.10000")))
    assert (paper.slug, paper.former_slugs) == ("on-traces", ("index-paper",))
