from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.text import markdown_links


def targets(markdown: str) -> list[str]:
    return [link.target for link in markdown_links.find(markdown)]


@pytest.mark.parametrize(
    ("markdown", "target"),
    [
        ("[a](b.md)", "b.md"),
        ('[a](b.md "A title")', "b.md"),
        ("[a](<b c.md>)", "b c.md"),
        ("[a]( b.md )", "b.md"),
        ("[a](b_(c).md)", "b_(c).md"),
        ("![a](b.png){ width=300 }", "b.png"),
        ("[a b]\n\n[a b]: c.md 'd'", "c.md"),
        ("!!! note\n\n    [a](b.md)", "b.md"),
        ("!!! note\n\n    Text\n\n    [a](b.md)", "b.md"),
        ('=== "Tab"\n\n    - [a](b.md)', "b.md"),
        ("1. one\n\n    [a](b.md)", "b.md"),
        ("[^1]: A note\n\n    [a](b.md)", "b.md"),
        ("Term\n\n:   [a](b.md)\n\n    Text\n", "b.md"),
        ("Text\n    [a](b.md)", "b.md"),
        ("> [a](b.md)", "b.md"),
        ("| [a](b.md) | c |", "b.md"),
        ("`` ` `` [a](b.md)", "b.md"),
    ],
)
def test_a_link_is_found_wherever_it_stands(markdown: str, target: str) -> None:
    assert targets(markdown) == [target]


@pytest.mark.parametrize(
    "markdown",
    [
        "`[a](b.md)`",
        "``x ` [a](b.md)``",
        "```\n[a](b.md)\n```",
        '``` py title="[a](b.md)"\n[a](b.md)\n```',
        "~~~~\n```\n[a](b.md)\n~~~\n~~~~",
        "!!! note\n\n    ```\n    [a](b.md)\n    ```",
        "Text\n\n    [a](b.md)\n\n    [c](d.md)",
        "<!-- [a](b.md)\n\n[c](d.md) -->",
        "<pre>\n[a](b.md)</pre>",
        r"\[a](b.md)",
        r"[a\](b.md)",
        "a](b.md)",
        "[^1]: text",
        "*[HTML]: text",
        "[a]()",
    ],
)
def test_code_and_comments_have_no_links(markdown: str) -> None:
    assert targets(markdown) == []


def test_a_picture_in_a_link_comes_before_it() -> None:
    assert targets("[![a](b.png)](c.md)") == ["b.png", "c.md"]


def test_places_are_those_in_the_text() -> None:
    [first, second] = markdown_links.find("a\n\n- [b](c.md) and\n  [d](e.md)\n")
    assert [(link.line, link.column) for link in (first, second)] == [(3, 7), (4, 7)]


def test_only_addresses_are_rewritten() -> None:
    text = "[/a/](/a/) `[x](/a/)` [b](/b/ '/a/')\n\n[r]: /a/\n"
    assert markdown_links.rewrite(text, {"/a/": "a.md", "/b/": "/b/"}.__getitem__) == (
        "[/a/](a.md) `[x](/a/)` [b](/b/ '/a/')\n\n[r]: a.md\n"
    )


@given(st.text("[]()<>!`~ \n\t#>-1.\"'\\ab:/=|{}^", max_size=80))
def test_a_text_whose_links_stay_is_the_same(text: str) -> None:
    assert markdown_links.rewrite(text, str) == text
