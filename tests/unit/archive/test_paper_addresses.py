"""An address that was given to a paper stays with it, whatever is appended to the record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from generator.archive import papers
from generator.model import Digest, Entry
from generator.sources import permalinks

ENTRIES = (
    Entry("Lemma gardens", arxiv="2604.00001"),
    Entry("Searching by traces", arxiv="2604.00002"),
    Entry("Reward models asleep", authors=("Ann Lee",)),
)
RECORD = """\
lemma-gardens arxiv:2604.00001 titled:lemmagardens
searching-by-traces arxiv:2604.00002 titled:searchingbytraces
reward-models-asleep titled:rewardmodelsasleep by:lee-a
"""


def merged(record: str, *entries: Entry) -> papers.MergedPapers:
    digest = Digest(dt.date(2026, 4, 1), "desk", entries or ENTRIES)
    return papers.merge([digest], permalinks.parse_record(record)[0])


def slugs(found: papers.MergedPapers) -> dict[str, str]:
    return {paper.title.plain: paper.slug for paper in found.papers}


@pytest.mark.parametrize(
    ("line", "other"),
    [
        ("searching-by-traces arxiv:2604.00001", "Lemma gardens"),
        ("searching-by-traces arxiv:2604.00001 arxiv:2604.00002 titled:searchingbytraces", "Lemma gardens"),
        ("reward-models-asleep arxiv:2604.00001", "Lemma gardens"),
        ("reward-models-asleep arxiv:2604.00002 titled:rewardmodelsasleep by:lee-a", "Searching by traces"),
        ("reward-models-asleep titled:lemmagardens arxiv:2604.00001", "Lemma gardens"),
    ],
)
def test_a_line_that_gives_an_address_to_another_paper_is_an_error_that_shows_both(line: str, other: str) -> None:
    found = merged(f"{RECORD}{line}\n")
    [problem] = found.problems
    slug = line.partition(" ")[0]
    assert (problem.path, problem.line, problem.is_error) == (permalinks.PATH, 4, True)
    own = {value: key for key, value in slugs(merged(RECORD)).items()}[slug]
    assert problem.message == f"gives papers/{slug}/, the address of '{own}', to '{other}'"
    assert slugs(found) == slugs(merged(RECORD))


@pytest.mark.parametrize(
    "line",
    [
        "lemma-gardens arxiv:2604.00001 doi:10.1000/1 titled:lemmagardens",
        "reward-models-asleep arxiv:2604.00009 titled:rewardmodelsasleep by:lee-a",
        "reward-models-asleep titled:rewardmodelsasleep by:ray-b",
        "lemma-gardens arxiv:2604.00002",
    ],
)
def test_a_line_that_leaves_the_address_where_it_is_is_none(line: str) -> None:
    found = merged(f"{RECORD}{line}\n")
    assert found.problems == ()
    assert slugs(found) == slugs(merged(RECORD))


def test_a_work_that_got_an_id_is_found_by_it_though_another_has_its_title() -> None:
    record = "preface titled:preface\npreface arxiv:2604.00005 titled:preface\n"
    other, same = Entry("Preface", authors=("Bob Ray",)), Entry("Preface", arxiv="2604.00005", authors=("Ann Lee",))
    found = merged(record, other, same)
    assert not any(problem.is_error for problem in found.problems)
    assert {paper.arxiv: paper.slug for paper in found.papers}["2604.00005"] == "preface"


def test_a_paper_may_replace_one_that_is_gone() -> None:
    found = merged(f"{RECORD}lemma-gardens arxiv:2604.00002\n", *ENTRIES[1:])
    assert found.problems == ()
    assert {paper.title.plain: paper.former_slugs for paper in found.papers}["Searching by traces"] == (
        "searching-by-traces",
    )


def test_a_paper_has_no_more_addresses_than_its_limit() -> None:
    record = RECORD + "".join(f"garden-{number} arxiv:2604.00001\n" for number in range(60))
    found = merged(record)
    assert {(problem.line, problem.message) for problem in found.problems} == {
        (line, "is one more address of papers/lemma-gardens/, which has 50 already, the limit")
        for line in range(53, 64)
    }
    titles = (Entry(f"Title {number}", arxiv="2604.00001") for number in range(200))
    [paper] = merged("", *titles).papers
    assert len(paper.former_slugs) == 49


def test_an_address_has_no_more_lines_than_its_limit() -> None:
    read, problems = permalinks.parse_record("a arxiv:2604.00001\n" * 60)
    assert [len(one.lines) for one in read] == [50]
    assert [problem.line for problem in problems] == list(range(51, 61))


@pytest.mark.parametrize(
    "line",
    [
        "slug-{0} arxiv:2604.00001\n",
        "slug-{0} arxiv:2604.00001\nslug-{0} arxiv:2604.00001 titled:x\n",
        "slug-{0} titled:rewardmodelsasleep by:lee-a\n",
        "slug-{0} titled:rewardmodelsasleep\n",
        "slug-{0} arxiv:2605.{0:05}\n",
        "lemma-gardens titled:t{0} by:b{0}\n",
    ],
)
def test_twice_the_record_takes_twice_the_work(line: str, count_calls: Callable[[Callable[[], object]], int]) -> None:
    def work(size: int) -> int:
        record = "".join(line.format(number) for number in range(size))
        return count_calls(lambda: merged(record))

    assert work(800) < 2.2 * work(400)


def test_a_line_of_many_titles_and_marks_costs_no_more_than_their_sum(
    count_calls: Callable[[Callable[[], object]], int],
) -> None:
    def work(size: int) -> int:
        return count_calls(
            lambda: merged("a " + " ".join(f"titled:t{number} by:b{number}" for number in range(size)) + "\n")
        )

    assert work(2000) < 2.2 * work(1000)


@pytest.mark.parametrize(
    ("recorded", "title", "author"),
    [
        ("rewardmodelsasleap", "Reward models asleep", "Ann Lee"),
        ("rewardmodelsasleep", "Reward models, fast asleep", "Ann B. Lee"),
    ],
)
def test_a_corrected_title_keeps_the_address(recorded: str, title: str, author: str) -> None:
    record = f"first titled:{recorded} by:lee-a\n"
    found = merged(record, Entry(title, authors=(author,)), Entry("Another work", authors=("Ann Lee",)))
    assert found.problems == ()
    assert slugs(found)[title] == "first"
    # Recorded again, the address has the new title.
    assert "\nfirst by:lee-a titled:" in permalinks.extend_record(record, found.papers)


@pytest.mark.parametrize(
    ("record", "entries"),
    [
        ("first titled:onlampspart1 by:lee-a\n", [Entry("On lamps, part 2", authors=("Ann Lee",))]),
        ("first titled:ontheuseoflampps by:lee-a\n", [Entry("On the use of lamps", authors=("Bob Ray",))]),
        ("first titled:ontheuseoflampps by:lee-a\n", [Entry("A work on birds", authors=("Ann Lee",))]),
        (
            "first titled:ontheuseoflampps by:lee-a arxiv:2604.00001\n",
            [Entry("On the use of lamps", authors=("Ann Lee",))],
        ),
        (
            "first titled:ontheuseoflampps by:lee-a\nsecond titled:ontheuseoflapms by:lee-a\n",
            [Entry("On the use of lamps", authors=("Ann Lee",))],
        ),
        (
            "first titled:manylamps by:lee-a\n",
            [Entry("Many lampss", authors=("Ann Lee",)), Entry("Many lamp", authors=("Ann Lee",))],
        ),
        (
            "on-lamps titled:ontheuseoflamps by:lee-a\nfirst titled:ontheuseoflampps by:lee-a\n",
            [Entry("On the use of lamps", authors=("Ann Lee",))],
        ),
    ],
    ids=["another part", "another author", "another title", "with an id", "two addresses", "two works", "has one"],
)
def test_an_address_goes_to_no_work_that_is_merely_like_its_own(record: str, entries: list[Entry]) -> None:
    found = merged(record, *entries)
    assert "first" not in slugs(found).values()
    assert any("no digest has the paper of papers/first/" in problem.message for problem in found.problems)
