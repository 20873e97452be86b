from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.pages import listing
from generator.pages.listing import GAP, MAXIMUM_ROWS, ListPage
from generator.text.wording import ENGLISH, words_of

WORDS = words_of(ENGLISH)


def paginate(address: str, items: Sequence[int], page_size: int = listing.ITEMS_PER_PAGE) -> list[ListPage[int]]:
    return list(listing.paginate(address, items, WORDS, page_size))


def paginate_from_oldest(
    address: str, items: Sequence[int], page_size: int = listing.ITEMS_PER_PAGE
) -> list[ListPage[int]]:
    return list(listing.paginate_from_oldest(address, items, WORDS, page_size))


counts = st.integers(0, 700)
page_sizes = st.integers(1, 60)


@pytest.mark.parametrize(
    ("pages", "count"),
    [(paginate, 0), (paginate, 1), (paginate, 50), (paginate_from_oldest, 0), (paginate_from_oldest, 74)],
)
def test_a_short_list_is_one_page(pages, count: int) -> None:
    [part] = pages("tags/x/", range(count))
    assert (part.path, part.label, list(part.items), part.numbers) == ("tags/x.md", "", list(range(count)), ())
    assert (part.before, part.after, part.everything) == (None, None, None)


def test_a_long_list_has_pages_and_one_of_all() -> None:
    found = list(paginate("weeks/x/", range(101)))

    assert [(part.path, part.label, len(part.items)) for part in found] == [
        ("weeks/x.md", "", 50),
        ("weeks/x/2.md", "page 2 of 3", 50),
        ("weeks/x/3.md", "page 3 of 3", 1),
        ("weeks/x/all.md", "all 101", 101),
    ]
    assert found[1].numbers == (("1", "weeks/x/"), ("2", "weeks/x/2/"), ("3", "weeks/x/3/"))
    assert (found[1].before, found[1].after) == (("Previous", "weeks/x/"), ("Next", "weeks/x/3/"))
    assert [part.everything for part in found] == [("Show all 101", "weeks/x/all/")] * 4
    assert [part.is_everything for part in found] == [False, False, False, True]


def test_a_list_that_grows_is_numbered_from_the_oldest() -> None:
    found = list(paginate_from_oldest("tags/x/", range(130)))

    assert [(part.path, part.label, part.items[0], part.items[-1], part.total) for part in found] == [
        ("tags/x.md", "", 0, 29, 130),
        ("tags/x/2.md", "page 2", 30, 79, 0),
        ("tags/x/1.md", "page 1", 80, 129, 0),
        ("tags/x/all.md", "all 130", 0, 129, 130),
    ]
    assert found[1].numbers == (("Oldest", "tags/x/1/"), ("2", "tags/x/2/"), ("Newest", "tags/x/"))
    assert (found[1].before, found[1].after) == (("Older", "tags/x/1/"), ("Newer", "tags/x/"))
    assert (found[0].after, found[2].before) == (None, None)
    assert [part.everything and part.everything[0] for part in found] == [
        "Show all 130",
        "Show all",
        "Show all",
        "Show all 130",
    ]


@given(counts, page_sizes, st.integers(1, 30))
def test_what_is_new_leaves_the_older_pages_as_they_are(count: int, page_size: int, more: int) -> None:
    before = list(paginate_from_oldest("tags/x/", range(count), page_size))[1:-1]
    after = list(paginate_from_oldest("tags/x/", range(-more, count), page_size))[1:-1]

    # The last three lead to the newest page, which has no gap to them yet.
    assert after[len(after) - len(before) + 3 :] == before[3:]
    assert [part.items for part in after[len(after) - len(before) :]] == [part.items for part in before]


def test_the_page_of_all_has_an_end() -> None:
    for pages in (paginate, paginate_from_oldest):
        *_, everything = pages("tags/x/", range(MAXIMUM_ROWS + 1))
        assert (len(everything.items), everything.label) == (MAXIMUM_ROWS, "the newest 5,000")


@given(counts, page_sizes)
def test_every_item_is_on_one_page_in_order(count: int, page_size: int) -> None:
    for pages, at_most in ((paginate, page_size), (paginate_from_oldest, page_size + page_size - page_size // 2)):
        found = list(pages("tags/x/", range(count), page_size))
        shown = [part for part in found if not part.is_everything]

        assert [item for part in shown for item in part.items] == list(range(count))
        assert all(len(part.items) <= at_most for part in shown)
        assert all(len(part.items) == page_size for part in shown[1:-1])
        assert len({part.path for part in found}) == len(found) == len(shown) + (len(shown) > 1)


@given(st.integers(2, 400), st.data())
def test_a_page_links_to_its_neighbours_and_both_ends(number: int, data: st.DataObject) -> None:
    for pages in (paginate, paginate_from_oldest):
        shown = [part for part in pages("x/", range(2 * number), 2) if not part.is_everything]
        at = data.draw(st.integers(0, len(shown) - 1))
        places = [address for _, address in shown[at].numbers]

        expected = {
            shown[place].address for place in (0, at - 1, at, at + 1, len(shown) - 1) if 0 <= place < len(shown)
        }
        assert expected == set(places) - {""}
        assert len(places) <= 7
        known = [part.address for part in (shown if pages is paginate else reversed(shown))]
        last = -1
        for before, address in zip([None, *places], places, strict=False):
            if address:
                assert (known.index(address) == last + 1) == (before != "")
                last = known.index(address)
        assert [way for way in shown[at].numbers if not way[1]] == [GAP] * places.count("")


def test_pages_have_titles_and_descriptions_of_their_own() -> None:
    front = {"title": "X", "description": "D", "feeds": [1]}
    assert [listing._front(front, part, WORDS) for part in paginate("x/", range(60))] == [
        {"title": "X", "description": "D", "feeds": [1]},
        {"title": "X, page 2 of 2", "description": "X, page 2 of 2: 10 papers of 60."},
        {"title": "X, all 60", "description": "X, all 60: 60 papers of 60."},
    ]
    assert [listing._front(front, part, WORDS)["description"] for part in paginate_from_oldest("x/", range(80))] == [
        "D", "X, page 1: 50 papers.", "X, all 80: 80 papers of 80.",
    ]  # fmt: skip
