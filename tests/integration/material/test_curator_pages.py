"""Everything that Material documents for Markdown works on the curator's pages, on disk and in the browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.conftest import Visits, served, visiting
from bs4 import Tag
from playwright.sync_api import Browser, expect

from ..reading import page
from .conftest import PIXEL, Archive

GUIDE = """\
---
title: A guide
description: How to use the shelf.
hide: [toc]
icon: material/book-open-variant
status: new
subtitle: Begin here
mine: {any: [1, two]}
---

!!! warning "Beware"
    An *admonition* with [a paper](../papers/walking-backwards-mcts-over-program-sketches.md#abstract).

??? note "Open me"
    The details.

=== "Python"

    ``` py title="hello.py" hl_lines="2"
    def hello():
        return "world"
    ```

=== "Shell"

    ``` sh
    echo hello # (1)!
    ```

    1.  An annotation

``` mermaid
graph LR
  A --> B
```

A footnote[^1], ~~struck~~, H~2~O, ^^in^^, ==marked==, ++ctrl+c++, :material-home: and $x^2$.

[^1]: The note.

- [x] done
- [ ] not done

Term
:   Definition

The HTML standard.

*[HTML]: Hyper Text Markup Language

<div class="grid cards" markdown>

-   __Card__ one

-   Card two

</div>

![A picture](pictures/one%20two.png){ width="20" title="One" }
[Button](../about.md){ .md-button } [Absolute](/tags/) [Chapter](chapters/first.md#the-end)

<b id="raw">Raw</b> HTML

| a | b |
|---|--:|
| 1 | 2 |
"""

SETTINGS = """\
theme:
  name: material
  custom_dir: build/theme
  font: false
  features:
    - content.action.edit
    - content.action.view
    - content.code.annotate
    - content.code.copy
    - content.tabs.link
    - navigation.indexes
    - navigation.sections
nav:
  - Home: index.md
  - Guide:
      - guide/index.md
      - First chapter: guide/chapters/first.md
      - Elsewhere: https://example.org/
  - About: about.md
extra:
  status: {new: Recently added}
extra_javascript: [javascripts/mermaid.js]
markdown_extensions:
  - abbr
  - admonition
  - attr_list
  - def_list
  - footnotes
  - md_in_html
  - tables
  - toc: {permalink: true}
  - pymdownx.betterem
  - pymdownx.caret
  - pymdownx.details
  - pymdownx.emoji:
      emoji_index: !!python/name:material.extensions.emoji.twemoji
      emoji_generator: !!python/name:material.extensions.emoji.to_svg
  - pymdownx.highlight: {anchor_linenums: true}
  - pymdownx.inlinehilite
  - pymdownx.keys
  - pymdownx.mark
  - pymdownx.superfences:
      custom_fences:
        - name: mermaid
          class: mermaid
          format: !!python/name:pymdownx.superfences.fence_code_format
  - pymdownx.tabbed: {alternate_style: true}
  - pymdownx.tasklist: {custom_checkbox: true}
  - pymdownx.tilde
  - generator.text.markdown_extension
"""

MERMAID = """\
window.mermaid = {
  initialize() {},
  render: async (id, text) => ({ svg: `<svg xmlns="http://www.w3.org/2000/svg"><text>${text.length}</text></svg>` }),
};
"""
"""A stand-in with the two functions of Mermaid that Material calls."""

OWN_TEMPLATE = """\
{% extends "main.html" %}
{% block content %}<h1>Own</h1>{{ super() }}{% endblock %}
"""

FILES: dict[str, str | bytes] = {
    "content/pages/guide/index.md": GUIDE,
    "content/pages/guide/chapters/first.md": "# The first\n\n[Up](../index.md)\n\n## The end\n",
    "content/pages/guide/pictures/one two.png": PIXEL,
    "content/pages/files/form.pdf": b"%PDF",
    "content/pages/own.md": "---\ntemplate: own.html\n---\nMine.\n",
    "content/pages/javascripts/mermaid.js": MERMAID,
    "site_config/overrides/own.html": OWN_TEMPLATE,
}


@pytest.fixture(scope="module")
def site(archive_with: Archive, run_papershelf) -> Path:
    root = archive_with(SETTINGS, FILES)
    run_papershelf("-C", root, "build", "--strict")
    return root / "site"


@pytest.fixture(scope="module")
def guide(site: Path) -> Tag:
    article = page(site / "guide" / "index.html").article
    assert article is not None
    return article


@pytest.mark.parametrize(
    ("selector", "text"),
    [
        ("h1", "A guide"),
        (".admonition.warning > .admonition-title", "Beware"),
        ("details.note > summary", "Open me"),
        (".tabbed-set.tabbed-alternate .tabbed-labels label", "Python"),
        (".highlight .filename", "hello.py"),
        (".highlight .hll", 'return "world"'),
        ("pre.mermaid > code", "graph LR\n  A --> B"),
        ("a.footnote-ref", "1"),
        (".footnote li p", "The note.\N{NO-BREAK SPACE}↩"),
        ("del", "struck"),
        ("sub", "2"),
        ("ins", "in"),
        ("mark", "marked"),
        (".keys kbd.key-control", "Ctrl"),
        ("math msup", "x2"),
        (".task-list-item input[checked]", ""),
        ("dd", "Definition"),
        ('abbr[title="Hyper Text Markup Language"]', "HTML"),
        (".grid.cards > ul > li strong", "Card"),
        ("a.md-button[href='../about/']", "Button"),
        ("b#raw", "Raw"),
        ("table th:nth-child(2)", "b"),
        ("span.twemoji svg", ""),
    ],
)
def test_an_extension_of_markdown_is_rendered(guide: Tag, selector: str, text: str) -> None:
    found = guide.select_one(selector)
    assert found is not None
    assert found.get_text().strip() == text


def test_links_lead_to_pages_and_papers_and_pictures_are_there(site: Path, guide: Tag) -> None:
    links = {link.get_text(): link["href"] for link in guide.select("a[href]")}
    assert links["a paper"] == "../papers/walking-backwards-mcts-over-program-sketches/#abstract"
    assert links["Absolute"] == "../tags/"
    assert links["Chapter"] == "chapters/first/#the-end"
    picture = guide.select_one("img")
    assert picture is not None
    assert (picture["src"], picture["width"]) == ("pictures/one%20two.png", "20")
    assert (site / "guide" / "pictures" / "one two.png").read_bytes() == PIXEL
    assert (site / "files" / "form.pdf").read_bytes() == b"%PDF"


def test_front_matter_has_its_effects(site: Path) -> None:
    soup = page(site / "guide" / "index.html")
    assert soup.title is not None
    assert soup.title.get_text() == "A guide - A small shelf"
    description = soup.select_one("meta[name=description]")
    assert description is not None
    assert description["content"] == "How to use the shelf."
    assert soup.select(".md-sidebar--secondary:not([hidden])") == []
    assert soup.select(".md-sidebar--primary[hidden]") == []
    entry = soup.select_one(".md-nav--primary .md-nav__item--active")
    assert entry is not None
    assert entry.select_one(".md-status--new[title='Recently added']") is not None
    assert entry.select_one("small") is not None
    assert page(site / "own" / "index.html").select("h1")[0].get_text() == "Own"


def test_the_navigation_has_sections_pages_of_folders_and_links_outside(site: Path) -> None:
    soup = page(site / "about" / "index.html")
    hrefs = {str(link["href"]) for link in soup.select(".md-nav--primary a[href]")}
    assert {"../guide/", "../guide/chapters/first/", "https://example.org/"} <= hrefs


def test_own_pages_lead_to_their_files_in_the_repository_and_papers_to_none(site: Path) -> None:
    soup = page(site / "guide/chapters/first/index.html")
    folder = "https://github.com/example-lab/small-shelf/{}/main/content/pages"
    assert [link["href"] for link in soup.select("a.md-content__button")] == [
        f"{folder.format(action)}/guide/chapters/first.md" for action in ("edit", "raw")
    ]
    assert page(site / "index.html").select("a.md-content__button[href$='/content/pages/index.md']") != []
    for path in ("tags", "papers/lemma-gardens"):
        assert page(site / path / "index.html").select("a.md-content__button") == []


def test_own_pages_are_found_by_the_search(site: Path) -> None:
    tables = (site / "search" / "data").rglob("*.json")
    assert any("a guide" in path.read_text() for path in tables)


def test_the_addresses_of_own_pages_are_recorded_and_those_of_pictures_are_not(site: Path) -> None:
    recorded = (site / "published.txt").read_text().splitlines()
    assert {"/guide/", "/guide/chapters/first/", "/files/form.pdf"} <= set(recorded)
    assert not any(address.endswith(".png") and "pictures" in address for address in recorded)


@pytest.fixture(scope="module")
def visits(site: Path, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Visits, str]]:
    with served(site, tmp_path_factory.mktemp("served")) as address, visiting(browser, address) as visits:
        yield visits, address


def test_what_material_s_script_adds_is_there_in_the_browser(visits: tuple[Visits, str]) -> None:
    """Without a request to another host and without a complaint about the policy: see `visiting`."""
    shown = visits[0].page()
    shown.goto(f"{visits[1]}guide/")
    expect(shown.get_by_role("button", name="Copy to clipboard").first).to_be_attached()
    shown.get_by_text("Shell", exact=True).click()
    expect(shown.get_by_text("echo hello")).to_be_visible()
    expect(shown.get_by_text('return "world"')).to_be_hidden()
    shown.get_by_text("Open me").click()
    expect(shown.get_by_text("The details.")).to_be_visible()
    expect(shown.locator("div.mermaid")).to_be_attached()
    shown.locator("a.footnote-ref").click()
    expect(shown).to_have_url(f"{visits[1]}guide/#fn:1")
    shown.goto(f"{visits[1]}guide/")
    expect(shown.get_by_text("echo hello")).to_be_visible()
