from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.pages import listing
from generator.pages.listing import MOST_ROWS, Part, parts


@pytest.mark.parametrize("count", [0, 1, 50])
def test_a_short_list_is_one_page(count: int) -> None:
    [part] = parts("tags/x/", range(count))
    assert (part.path, part.label, list(part.items), part.pages) == ("tags/x.md", "", list(range(count)), 1)


def test_a_long_list_has_pages_and_one_of_all() -> None:
    found = list(parts("tags/x/", range(101)))

    assert [(part.path, part.label, len(part.items)) for part in found] == [
        ("tags/x.md", "", 50),
        ("tags/x/2.md", "page 2 of 3", 50),
        ("tags/x/3.md", "page 3 of 3", 1),
        ("tags/x/all.md", "all 101", 101),
    ]
    assert [found[0].page(number) for number in (1, 2, 0)] == ["tags/x/", "tags/x/2/", "tags/x/all/"]


def test_the_page_of_all_has_an_end() -> None:
    *_, everything = parts("tags/x/", range(MOST_ROWS + 1))
    assert (len(everything.items), everything.label) == (MOST_ROWS, "the newest 5,000")


@given(st.integers(0, 700), st.integers(1, 60))
def test_every_item_is_on_one_page_in_order(count: int, most: int) -> None:
    numbered = [part for part in parts("tags/x/", range(count), most) if part.number]

    assert [item for part in numbered for item in part.items] == list(range(count))
    assert all(len(part.items) <= most for part in numbered)
    assert [part.number for part in numbered] == list(range(1, len(numbered) + 1))
    assert {part.pages for part in numbered} == {len(numbered)}
    assert len({part.path for part in parts("tags/x/", range(count), most)}) == len(numbered) + (len(numbered) > 1)


@given(st.integers(1, 400), st.data())
def test_a_page_links_to_its_neighbours_and_both_ends(pages: int, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, pages))
    shown = Part("x/", number, pages, pages * 50, ()).numbers

    assert {1, pages} | {near for near in (number - 1, number, number + 1) if number and 0 < near <= pages} == {
        each for each in shown if each
    }
    assert len(shown) <= 7
    last = 0
    for at, each in enumerate(shown):
        if each:
            assert each == last + 1 or shown[at - 1] == 0
            last = each


def test_pages_have_titles_and_descriptions_of_their_own() -> None:
    fronts = [listing._front({"title": "X", "description": "D", "feeds": [1]}, part) for part in parts("x/", range(60))]
    assert fronts == [
        {"title": "X", "description": "D", "feeds": [1]},
        {"title": "X, page 2 of 2", "description": "X, page 2 of 2: 10 papers of 60."},
        {"title": "X, all 60", "description": "X, all 60: 60 papers of 60."},
    ]
