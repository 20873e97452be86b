from __future__ import annotations

import re

from plain_paper import plain_paper

from generator.exports.channels import Channel, Group
from generator.pages import feeds_and_data
from generator.text.wording import ENGLISH, words_of


def _channel(number: int, *tags: str) -> Channel:
    papers = [plain_paper(f"p{each}") for each in range(number)]
    return Channel(f"tags/x{number}/", f"tags/x{number}/", f"X {number}", "", "", papers, (), tags)


def test_the_page_of_feeds_lists_the_largest_of_a_long_group_and_leads_to_the_others() -> None:
    groups = [
        Group("Few", tuple(map(_channel, range(2)))),
        Group("Many", tuple(_channel(number, "x") for number in range(30))),
    ]
    page = feeds_and_data._feeds(words_of(ENGLISH), groups, "").markdown

    labels = re.findall(r"^- \[X (\d+)\]", page, re.M)
    assert labels == ["0", "1", *map(str, range(29, 5, -1))]
    assert "6 more are on the pages of their tags: [all tags](" in page


def test_the_page_of_feeds_lists_all_of_a_group_that_are_on_no_page_of_a_tag() -> None:
    page = feeds_and_data._feeds(
        words_of(ENGLISH), [Group("Collections", tuple(map(_channel, range(30))))], ""
    ).markdown
    assert len(re.findall(r"^- \[X ", page, re.M)) == 30
    assert "all tags" not in page
