"""Notes in pages: their own Markdown where it says what the sanitised HTML says, and nothing that nh3 did not pass."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown

from generator.model import Note
from generator.pages.layout import file_address
from generator.pages.paper_notes import NoteWriter
from generator.text import markdown_writer as writer
from generator.text import markup
from generator.text.markdown_writer import Block
from generator.text.safe_html import MARKDOWN_ATTRIBUTES, MATHML_ATTRIBUTES
from generator.text.wording import ENGLISH, words_of

MARKDOWN = writer.python_markdown()
PAGES = {"/tags/": "tags/index.md", "/papers/b/": "papers/b.md", "/tags/search/": "tags/search.md"}
BEFORE = [writer.headings()(2, writer.text("Notes"))]
AFTER = [writer.paragraph(writer.text("After"))]


def note(markdown: str, author: str = "Ann", links: tuple[str, ...] = ()) -> Note:
    body = markup.render(markdown, "../../", 3).html
    return Note("content/notes/a.md", "a", author, dt.date(2026, 3, 1), body, links=links, markdown=markdown)


def written(*notes: Note, edit: str = "", keeps_markdown: bool = True) -> Block:
    file_at = lambda address: PAGES.get(address, "")  # noqa: E731
    words = words_of(ENGLISH)
    writer_of_notes = NoteWriter(MARKDOWN, "papers/a.md", file_address, file_at, edit, words, keeps_markdown)
    return writer_of_notes.body(BEFORE, notes, AFTER)


@pytest.mark.parametrize(
    "markdown",
    [
        "It *works*, see [b](https://example.org/x_(y)) and <https://example.org/>.",
        "Of $x^2$ and $$\\sum_i x_i$$ it says `a_b`.",
        "> Quoted\n\n- one\n- two\n\n| a | b |\n|---|--:|\n| 1 | 2 |",
        "Money: $5 and $10, R&D of G_F.",
    ],
)
def test_a_note_goes_to_the_page_as_it_was_written(markdown: str) -> None:
    page = written(note(markdown))

    assert page.markdown == (
        f'## Notes\n\n<div class="ps-note" markdown>\n\n**Ann** · 1 March 2026\n\n{markdown}\n\n</div>\n\nAfter'
    )
    assert page.html == _converted(page)


def test_where_mkdocs_may_read_more_in_a_note_the_page_has_its_html() -> None:
    page = written(note("It *works*.\n\n/// html | iframe\n///"), keeps_markdown=False)
    assert "<p>It <em>works</em>.</p><p>/// html | iframe&#10;///</p></div>" in page.markdown
    assert page.html == _converted(page)


@pytest.mark.parametrize("markdown", ["At 10:30:45 :smile:", '--8<-- "mkdocs.yml"', "{{ config }}"])
def test_marks_of_extensions_that_change_nothing_else_stay_text(markdown: str) -> None:
    page = written(note(markdown))
    assert '<div class="ps-note"><p>' in page.markdown
    others = {"pymdownx.emoji": {}, "pymdownx.snippets": {}, "fenced_code": {}}
    assert others.keys() == writer.HARMLESS
    extensions = [*writer.EXTENSIONS, *others]
    assert page.html == Markdown(extensions=extensions, extension_configs=dict(writer.EXTENSIONS)).convert(
        page.markdown
    )


def test_headings_get_the_ranks_below_those_of_the_page() -> None:
    page = written(note("# Why\n\nBecause.\n\n### How\n\nSo."))

    assert "\n### Why\n\nBecause.\n\n#### How\n\nSo.\n" in page.markdown
    assert [(heading.level, heading.id) for heading in page.headings] == [(2, "notes"), (3, "why"), (4, "how")]


def test_links_to_pages_of_the_site_lead_to_their_files() -> None:
    page = written(note("See [b](/papers/b/#notes), [tags](/tags/) and [search](/tags/search/)."))

    assert "[b](../papers/b.md#notes), [tags](../tags/index.md) and [search](../tags/search.md)" in page.markdown
    assert 'href="../b/#notes"' in page.html
    assert 'href="../../tags/search/"' in page.html


def test_links_to_other_sites_are_marked_for_search_engines() -> None:
    page = written(note("A [b](https://example.org/) and <https://example.com/>.", links=("https://example.net/",)))

    assert re.findall(r'<a href="([^"]*)" rel="noopener nofollow ugc">', page.html) == [
        "https://example.org/", "https://example.com/", "https://example.net/"
    ]  # fmt: skip
    assert "- <https://example.net/>\n" in page.markdown


@pytest.mark.parametrize(
    "markdown",
    [
        "A <b>bold</b> word",
        "{{ config.site_name }}",
        "{% raw %}",
        "![a picture](https://example.org/a.png)",
        "*x*{: onclick=alert(1) }",
        "Text[^1]\n\n[^1]: A footnote",
        "[a link](/tags/unknown/)",
        "~~struck~~ and ==marked==",
        "x\n\n</div>\n\n# Out",
    ],
)
def test_a_note_that_pages_would_read_otherwise_is_sanitised_html(markdown: str) -> None:
    page = written(note(markdown))

    assert "markdown>" not in page.markdown
    assert page.markdown.count("\n") == page.markdown.count("\n\n") * 2
    assert page.html == _converted(page)


def test_a_definition_of_one_note_is_not_used_by_another() -> None:
    page = written(note("See [a][1].\n\n[1]: https://example.org/a"), note("Like [1] says."))

    assert "Like [1] says." in page.html
    assert page.html == _converted(page)


def test_an_author_is_text() -> None:
    page = written(note("x", author="*A* <b> [x](y)"), edit="https://github.com/a/b/edit/main/")

    assert "<strong>*A* &lt;b&gt; [x]&#40;y)</strong>" in page.html
    assert "(https://github.com/a/b/edit/main/content/notes/a.md)" in page.markdown


SIGNS = """\
\\ ` * _ { } [ ] ( ) < > # + - . ! | ~ ^ = : $ & " ' a word <b> </div> <div> {: {{ {% $x$ $$x$$ :smile: [^1] &lt;
<script> <!-- --> <? ++x++ ^^x^^ ==x== ~~x~~ [a](/tags/) [a](b "c") <https://a.org/> {:onclick=x} [a] [a][a] *x* **x**
`x` https://a.org/
"""
LINES = """\
# x|- x|> x|---|```|~~~|!!! note|??? note|=== "x"|[^1]: x|*[a]: b|[a]: /x|--8<-- "x"|[TOC]|1. x|: x|- [ ] x
<div markdown>|/// x|    x"""
PIECES = [
    *SIGNS.split(),
    " ",
    "\t",
    "\n",
    "\n\n",
    "\n    ",
    *(f"\n{line}\n" for line in LINES.replace("\n", "|").split("|")),
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


@settings(max_examples=300)
@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_a_page_with_notes_has_their_sanitised_elements_and_no_others(texts: list[str]) -> None:
    notes = [note(text) for text in texts]
    page = written(*notes)
    allowed = set().union(*(re.findall(r"<(\w+)", each.body) for each in notes))

    assert page.html == _converted(page)
    assert set(re.findall(r"<(\w+)", page.html)) <= allowed | {"h2", "a", "div", "p", "strong"}
    attributes = " ".join(re.findall(r"<\w+([^>]*)", page.html))
    names = set(re.findall(r'([^\s="]+)="[^"]*"', attributes))
    assert names <= set().union(
        MATHML_ATTRIBUTES, {"id", "type", "disabled", "aria-label"}, *MARKDOWN_ATTRIBUTES.values()
    )
    assert page.html.count('<div class="ps-note"') == len(notes)
    assert page.html.endswith("<p>After</p>")


def _converted(page: Block) -> str:
    """The HTML that MkDocs makes of the Markdown of `papers/a.md`."""
    linked = page.markdown.replace("](../tags/index.md", "](../../tags/").replace(
        "](../tags/search.md", "](../../tags/search/"
    )
    return MARKDOWN.reset().convert(linked.replace("](../papers/b.md", "](../b/"))
