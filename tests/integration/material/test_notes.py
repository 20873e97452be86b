"""Notes have the safe part of Material's Markdown, and look as Material has it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.conftest import served
from bs4 import Tag
from playwright.sync_api import Browser, Page, expect

from ..reading import page
from .conftest import PIXEL, Archive

PAPER = "papers/lantern-tree-search-by-the-light-of-a-small-verifier/"

NOTE = """\
---
paper: lantern-tree-search-by-the-light-of-a-small-verifier
author: Ann Lee
date: 2026-03-20
---
!!! warning "Beware"
    An *admonition* with $x^2$.

??? note "Open me"
    The details.

A footnote[^1].

[^1]: The source.

| a | b |
|---|--:|
| 1 | 2 |

- [x] done

``` py title="hello.py" linenums="1" hl_lines="1"
print("world")
```

![A picture](/pictures/one.png) ![Elsewhere](https://example.org/two.png)

<b id="raw" onclick="alert(1)">Raw</b><script>alert(2)</script>

[A link](https://example.org){ onclick="alert(3)" } and {{ config.site_name }}
"""


@pytest.fixture(scope="module")
def site(archive_with: Archive, run_papershelf) -> Path:
    root = archive_with(files={"content/notes/lantern.md": NOTE, "content/pages/pictures/one.png": PIXEL})
    run_papershelf("-C", root, "build", "--strict")
    return root / "site"


@pytest.fixture(scope="module")
def note(site: Path) -> Tag:
    [note] = page(site / PAPER / "index.html").select(".ps-note")
    return note


@pytest.mark.parametrize(
    ("selector", "text"),
    [
        (".admonition.warning > .admonition-title", "Beware"),
        ("details.note > summary", "Open me"),
        (".admonition math msup", "x2"),
        ("a.footnote-ref", "1"),
        (".footnote li p", "The source.\N{NO-BREAK SPACE}↩"),
        ("td[align=right]", "2"),
        (".task-list-item input[checked]", ""),
        (".highlight .filename", "hello.py"),
        (".highlight .hll .nb", "print"),
        ("img[src='../../pictures/one.png']", ""),
        ("a[href='https://example.org/two.png']", "Elsewhere"),
    ],
)
def test_what_is_safe_is_rendered(note: Tag, selector: str, text: str) -> None:
    found = note.select_one(selector)
    assert found is not None
    assert found.get_text().strip() == text


def test_html_attributes_and_templates_stay_text(note: Tag) -> None:
    assert note.select("#raw, script, [onclick]") == []
    text = note.get_text()
    for written in ('<b id="raw" onclick="alert(1)">Raw</b>', '{ onclick="alert(3)" }', "{{ config.site_name }}"):
        assert written in text


@pytest.fixture
def shown(browser: Browser, site: Path, tmp_path: Path) -> Iterator[Page]:
    with served(site, tmp_path) as address, browser.new_context() as context:
        shown = context.new_page()
        shown.goto(f"{address}{PAPER}")
        yield shown


def test_notes_look_and_open_as_pages_do(shown: Page) -> None:
    expect(shown.locator(".ps-note .admonition.warning")).to_have_css("border-top-color", "rgb(255, 145, 0)")
    details = shown.get_by_text("The details.")
    expect(details).to_be_hidden()
    shown.get_by_text("Open me").click()
    expect(details).to_be_visible()
    expect(shown.locator(".ps-note .hll .nb")).not_to_have_css(
        "color", shown.evaluate("getComputedStyle(document.body).color")
    )
