from __future__ import annotations

import datetime as dt

import pytest
from plain_paper import plain_paper

from generator.model import Paper, Text
from generator.sources.permalinks import (
    HEADER,
    add_keys,
    extend_record,
    later,
    parse_record,
    with_state,
    without_addresses,
    without_keys,
    without_state,
)

DAY = dt.date(2026, 5, 1)


def paper(slug: str, *keys: str) -> Paper:
    return plain_paper(slug, keys=keys, title=Text("A", "A"))


def test_keys_that_were_recorded_otherwise_are_those_of_entries() -> None:
    [permalink], _ = parse_record("knots arxiv:math.GT/0309136 doi:10.1000/X.ab/y\n")
    assert permalink.keys == {"arxiv:math/0309136", "doi:10.1000/X.ab/y"}


def test_a_record_is_read_oldest_first_with_lines() -> None:
    permalinks, problems = parse_record("# comment\n\nb doi:10.1000/x title:b\na titled:a\n")
    assert problems == []
    assert [(link.slug, sorted(link.keys), link.line) for link in permalinks] == [
        ("b", ["doi:10.1000/x", "former:b"], 3),
        ("a", ["title:a"], 4),
    ]


def test_lines_of_one_slug_are_one_permalink() -> None:
    [permalink], _ = parse_record("a titled:a\na arxiv:2401.10000 titled:a\n")
    assert (permalink.keys, permalink.line) == ({"arxiv:2401.10000", "title:a"}, 1)


@pytest.mark.parametrize("line", ["a", "a b", "A title:a", "a  title:a", "<<<<<<< HEAD", "a/b title:a", "a- title:a"])
def test_each_invalid_line_is_reported(line: str) -> None:
    permalinks, problems = parse_record(f"good title:g\n{line}\nalso title:h\n")
    assert [link.slug for link in permalinks] == ["good", "also"]
    assert [problem.line for problem in problems] == [2]


def test_a_new_record_begins_with_its_explanation() -> None:
    assert extend_record("", [paper("a", "title:a")]) == f"{HEADER}a titled:a\n"


def test_a_key_is_recorded_whole() -> None:
    text = extend_record("", [paper("a", "doi:10.1000/title:x", "title:c++")])
    assert text.endswith("\na doi:10.1000/title:x titled:c++\n")
    assert parse_record(text)[0][0].keys == {"doi:10.1000/title:x", "title:c++"}


def test_recorded_papers_add_nothing() -> None:
    record = "a title:a"
    assert extend_record(record, [paper("a", "title:a")]) == record


def test_new_papers_go_below_and_nothing_above_changes() -> None:
    assert extend_record("# mine\na title:a", [paper("a", "title:a"), paper("b", "title:b")]) == (
        "# mine\na title:a\nb titled:b\n"
    )


def test_an_id_learned_later_is_recorded() -> None:
    assert extend_record("a title:a\n", [paper("a", "arxiv:2401.10000", "title:a")]) == (
        "a title:a\na arxiv:2401.10000 titled:a\n"
    )


def test_a_title_learned_later_is_not_worth_a_line() -> None:
    record = "a doi:10.1000/x title:a\n"
    assert extend_record(record, [paper("a", "doi:10.1000/x", "title:a", "title:b")]) == record


def test_keys_that_a_paper_has_are_not_added_again() -> None:
    record = "on-traces arxiv:2401.00001\n"

    added = add_keys(record, "on-traces", ["arxiv:2401.00001", "doi:10.1/2"])

    assert added == record + "on-traces arxiv:2401.00001 doi:10.1/2\n"
    assert add_keys(added, "on-traces", ["doi:10.1/2"]) == added


def test_a_removed_and_a_hidden_paper_keep_their_keys() -> None:
    text = with_state(with_state("a titled:a\n", "a", "removed", DAY), "b", "hidden", DAY)
    assert text == "a titled:a\na removed:2026-05-01\nb hidden:2026-05-01\n"
    removed, hidden = parse_record(text)[0]
    assert (removed.keys, removed.removed, removed.is_hidden) == ({"title:a"}, "2026-05-01", False)
    assert (hidden.keys, hidden.removed, hidden.is_hidden) == (frozenset(), "", True)
    assert without_state(text, "a", "removed") == "a titled:a\nb hidden:2026-05-01\n"


def test_lines_of_a_paper_change_and_no_others() -> None:
    text = "# mine\na arxiv:2401.10000 titled:a\nb titled:b\na arxiv:2401.10000 doi:10.1/2\n"
    assert without_keys(text, "a", {"arxiv:2401.10000"}) == "# mine\na titled:a\nb titled:b\na doi:10.1/2\n"
    assert without_addresses(text, {"a"}) == "# mine\nb titled:b\n"
    assert later(text, "a") == "# mine\nb titled:b\na arxiv:2401.10000 titled:a\na arxiv:2401.10000 doi:10.1/2\n"


def test_the_header_of_earlier_releases_is_replaced_when_a_line_is_added() -> None:
    old = (
        "# Every address this archive has given to a paper: its slug below papers/, then what the paper is known by.\n"
        "# `papershelf import` adds lines. Keep this file in git, and never change or delete one: published links "
        "depend on it.\n"
    )
    assert extend_record(f"{old}a titled:a\n", [paper("b", "title:b")]) == f"{HEADER}a titled:a\nb titled:b\n"
