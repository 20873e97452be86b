from __future__ import annotations

import json

import pytest

from generator.site.page_diff import compare, moved_addresses, words

PAGE = (
    '---\ntitle: "A"\nhide: [toc]\n---\n\n<h1>A</h1>\n<p>One <b>two</b>.</p>\n<ul><li><a href="x">three</a></li></ul>\n'
)


def test_a_page_s_words_stand_block_by_block() -> None:
    assert words(PAGE) == ['title: "A"', "A", "One two.", "three"]


def test_pages_that_change_are_listed_with_their_words_before_and_after() -> None:
    before = {"a.md": PAGE, "gone.md": PAGE, "same.md": PAGE, "feed.xml": "1"}
    after = {"a.md": PAGE.replace("One", "Two"), "papers/new.md": PAGE, "same.md": PAGE, "feed.xml": "2"}
    told = compare(before, after, "https://a.org/shelf/")
    assert "### 1 added\n\n- /papers/new/\n" in told
    assert "### 1 changed\n\n- [/a/](https://a.org/shelf/a/)\n" in told
    assert "### 1 removed\n\n- [/gone/](https://a.org/shelf/gone/)\n" in told
    assert "\n-One two.\n+Two two.\n" in told
    assert "Other files that would change: 1 xml." in told
    assert "same" not in told


def test_nothing_changes_between_equal_trees() -> None:
    assert compare({"a.md": PAGE}, {"a.md": PAGE}) == "## Pages that would change\n\nNone.\n"


def test_a_page_cannot_end_the_block_it_is_shown_in() -> None:
    hostile = PAGE.replace("One", "````\n</details><img src=x> @everyone")
    told = compare({"a.md": PAGE}, {"a.md": hostile})
    assert "`````diff" in told
    inside = told.partition("`````diff\n")[2].partition("\n`````\n")[0]
    assert "@everyone" in inside
    assert told.count("@everyone") == 1


def test_many_pages_are_summarised() -> None:
    told = compare({}, {f"papers/{number}.md": PAGE + "<p>x</p>" * 100 for number in range(1000)})
    assert "### 1,000 added" in told
    assert "- … and 500 more\n" in told
    assert told.count("<details>") == 30
    assert "… and 65 more lines" in told


def test_of_a_long_page_added_and_removed_lines_are_listed() -> None:
    head, same = "---\ntitle: A\n---\n\n<ul>", "<li>Same</li>\n" * 20_000
    told = compare({"a.md": f"{head}<li>Old</li>{same}"}, {"a.md": f"{head}{same}<li>New</li><li>New</li>"})
    assert "-Old\n+New\n+New\n" in told
    told = compare({"a.md": f"{head}<li>Old</li>{same}"}, {"a.md": f"{head}{same}<li>Old</li>"})
    assert "Only the order of its lines." in told


OLD = {"title": "A", "arxiv": "2604.00001", "authors": ["Ann"]}


@pytest.mark.parametrize(
    ("new", "moves"),
    [
        ({"slug": "a", "removed": "2026-05-01"}, False),
        ({"title": "B", "arxiv": "2604.00001"}, False),
        ({"title": "A"}, False),
        ({"title": "A, corrected", "authors": ["Ann"]}, False),
        ({"title": "<b>B", "arxiv": "2604.00002", "authors": ["Bob"]}, True),
        ({"title": "B"}, True),
        ([], True),
    ],
)
def test_an_address_that_would_lead_to_another_work_is_named_first(new: object, moves: bool) -> None:
    before = {"api/v1/papers/a.json": json.dumps(OLD), "api/v1/papers/index.json": "[]"}
    after = {"api/v1/papers/a.json": json.dumps(new), "api/v1/papers/index.json": "[1]"}
    title = new.get("title") if isinstance(new, dict) else None
    assert moved_addresses(before, after) == ([("a", "A", str(title))] if moves else [])
    assert compare(before, after).startswith("## Addresses that would lead") == moves
    assert "<b>" not in compare(before, after)
