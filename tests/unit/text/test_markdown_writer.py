"""Both faces of a text against Python-Markdown, with our extensions and with every other that Material documents."""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown import Markdown
from mkdocs.utils import get_relative_url

from generator.model import SafeHtml
from generator.text import markdown_writer as writer
from generator.text.clean import clean_text
from generator.text.formulas import Formula, read_formula
from generator.text.markdown_writer import Block, Inline, Node
from generator.text.tidy import tidy

OTHERS: Mapping[str, Mapping[str, Any]] = {
    "codehilite": {},
    "extra": {},
    "fenced_code": {},
    "legacy_em": {},
    "nl2br": {},
    "sane_lists": {},
    "wikilinks": {},
    "pymdownx.arithmatex": {"generic": True},
    "pymdownx.blocks.admonition": {},
    "pymdownx.blocks.caption": {},
    "pymdownx.blocks.definition": {},
    "pymdownx.blocks.details": {},
    "pymdownx.blocks.html": {},
    "pymdownx.blocks.tab": {"alternate_style": True},
    "pymdownx.critic": {},
    "pymdownx.emoji": {},
    "pymdownx.escapeall": {},
    "pymdownx.magiclink": {},
    "pymdownx.progressbar": {},
    "pymdownx.quotes": {},
    "pymdownx.saneheaders": {},
    "pymdownx.smartsymbols": {},
    "pymdownx.snippets": {"check_paths": True},
}

FRAGMENTS = [
    *"\\`*_{}[]()<>#+-.!|~^=:$&%@/\"';?1 ",
    *(
        "a",
        "word",
        "1st",
        "2nd",
        "13th",
        "1/2",
        "c/o",
        "+/-",
        "=/=",
        "-->",
        "<--",
        "(c)",
        "(tm)",
        "(r)",
        "www.",
        "http://",
    ),
    *("https://example.org/a_(b)?c=1&d[0]=$x$++y++", "me@example.org", "==", "~~", "^^", "++", "--", "**", "__", "``"),
    *(
        "```",
        "~~~",
        "!!! ",
        "??? ",
        "???+ ",
        "=== ",
        '"x"',
        "/// ",
        "::: ",
        "[^1]",
        "[^1]: ",
        "*[a]: ",
        "[a]: ",
        "[TOC]",
    ),
    *("[ ] ", "[x] ", "--8<-- ", "{: .x }", "{ #x }", "{{", "}}", "{%", "%}", "{++", "++}", "{--", "--}", "{~~", "~>"),
    *(
        "{>>",
        "<<}",
        ":smile:",
        ":x:",
        "&lt;",
        "&#60;",
        "&copy",
        "<b>",
        "</p>",
        "<!--",
        "-->",
        "<?",
        "<![CDATA[",
        "<script>",
    ),
    *(
        "\\begin{x}",
        "\\end{x}",
        "\\(",
        "\\)",
        "\\[",
        "\\]",
        "- ",
        "* ",
        "+ ",
        "1. ",
        "1) ",
        "# ",
        "> ",
        ": ",
        "| ",
        "---",
    ),
    *("***", "Title: ", "---|---", "é", "中", "\u00a0", "\u2028", "𝒳", "[=50%]", "++ctrl++", "#!py", "ſ"),
]

TEXTS = st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=12).map("".join).map(tidy).filter(bool)


@functools.cache
def _markdown(*added: str) -> Markdown:
    extensions = {**writer.EXTENSIONS, **{name: OTHERS[name] for name in added}}
    return Markdown(extensions=list(extensions), extension_configs={name: dict(of) for name, of in extensions.items()})


@functools.cache
def _alone(name: str) -> Markdown:
    options = {**writer.EXTENSIONS, **OTHERS}[name]
    return Markdown(extensions=[name], extension_configs={name: dict(options)})


def _made(block: Block, markdown: Markdown) -> str:
    return markdown.reset().convert(block.markdown)


def _address(path: str) -> str:
    return path.removesuffix("index.md").removesuffix(".md") + "/"


def _document(plain: str) -> Block:
    """The text wherever pages have texts of others."""
    inline, label = writer.prose(plain), writer.text(plain, in_label=True)
    names = writer.joined([writer.text("Ann"), writer.text(plain)], ", ")
    heading = writer.headings()
    blocks = [
        writer.paragraph(inline),
        heading(2, writer.text("March 2026")),
        writer.bulleted(
            [
                writer.item(
                    [
                        writer.paragraph(writer.link(label, "papers/x.md")),
                        writer.paragraph(writer.emphasis(names)),
                        writer.paragraph(writer.emphasis(writer.text(plain))),
                        writer.paragraph(inline),
                    ]
                ),
                writer.item([writer.paragraph(inline), writer.paragraph(inline)]),
            ]
        ),
        writer.folded(names, [writer.paragraph(inline), writer.paragraph(writer.link(label, "b.md"))], {"data-x": "y"}),
        writer.folded(writer.joined([inline, writer.emphasis(names)], " "), [writer.paragraph(inline)]),
        heading(2, writer.text("Names")),
        writer.bullets([writer.joined([writer.strong(writer.text("By")), inline], " "), inline]),
        heading(2, writer.text("Numbers")),
        writer.ordered([inline, writer.joined([writer.link(label, "b.md"), inline], " ")]),
        heading(2, writer.text("Tree")),
        writer.tree([Node(inline, [Node(inline), Node(inline, [Node(inline)])]), Node(inline)]),
        heading(3, writer.text("March 2026")),
        writer.numbered([writer.item([writer.paragraph(writer.link(label, "b.md?q=1#x")), writer.paragraph(inline)])]),
    ]
    return writer.placed(writer.document(blocks), "tags/x.md", lambda path: path)


@settings(max_examples=500)
@given(TEXTS)
@example("1. [x](y) {: .a }")
@example("$5 and $10")
@example("\\")
def test_our_extensions_make_the_html_of_the_markdown(plain: str) -> None:
    written = _document(plain)

    assert _made(written, _markdown()) == written.html


@settings(max_examples=400)
@given(st.sampled_from([*OTHERS]), TEXTS)
def test_another_extension_beside_ours_changes_no_text(name: str, plain: str) -> None:
    written = writer.document([writer.paragraph(writer.text(plain)), _listed(plain)])

    assert _made(written, _markdown(name)) == written.html


@settings(max_examples=400)
@given(st.sampled_from([*writer.EXTENSIONS, *OTHERS]), TEXTS)
def test_an_extension_alone_changes_no_text(name: str, plain: str) -> None:
    written = writer.document([writer.paragraph(writer.text(plain)), _listed(plain)])

    assert _made(written, _alone(name)) == written.html


def _listed(plain: str) -> Block:
    item = [
        writer.paragraph(writer.link(writer.text(plain, in_label=True), "x.md")),
        writer.paragraph(writer.text(plain)),
    ]
    return writer.placed(writer.bulleted([writer.item(item)]), "index.md", lambda path: path)


def _label(plain: str) -> Inline:
    return writer.text(plain, in_label=True)


def _formula(tex: str) -> Inline:
    formula = read_formula(tex)
    assert formula is not None
    return writer.formula(formula)


FORMULAS = st.sampled_from(["x^2", "a_{-1}", "n<m", "[0,1]", r"\frac{a}{b}", "{{a}}", "x<y>z", "a*b*c", "`", "5"])


@settings(max_examples=200)
@given(st.lists(st.one_of(TEXTS.map(_label), FORMULAS.map(_formula)), min_size=1, max_size=6))
def test_formulas_stand_between_texts(pieces: list[Inline]) -> None:
    line = writer.joined(pieces)
    item = [writer.paragraph(writer.link(line, "x.md")), writer.paragraph(line)]
    listed = writer.placed(writer.bulleted([writer.item(item)]), "index.md", lambda path: path)
    written = writer.document([writer.paragraph(line), listed])

    assert _made(written, _markdown()) == written.html
    assert _made(writer.bullets([line, line]), _markdown()) == writer.bullets([line, line]).html


def test_tex_that_cannot_stand_between_dollars_is_its_plain_text() -> None:
    assert writer.formula(Formula("a`b", SafeHtml("<math></math>"), "a_b")) == ("a_b", "a_b")
    assert writer.formula(Formula(r"\text{$x$}", SafeHtml("<math></math>"), "x")) == ("x", "x")
    # MathJax in an editor would make a link of it.
    assert writer.formula(Formula(r"\href{javascript:f}{x}", SafeHtml("<math></math>"), "x")) == ("x", "x")


@pytest.mark.parametrize(
    ("plain", "markdown"),
    [
        ("R&D of G_F & C++ at p > 0.05", "R&amp;D of G_F & C++ at p > 0.05"),
        ("MCTS* costs $5", r"MCTS\* costs &#36;5"),
        ("x^2 + y^2", "x&#94;2 + y&#94;2"),
        ("of x^2 + ~5% it", "of x^2 + ~5% it"),
        ("<5% of P(y|x) [1]", r"&lt;5% of P(y|x) \[1]"),
        ("See https://example.org/a_(b), (c)", "See <https://example.org/a_(b)>, (c&#41;"),
    ],
)
def test_only_characters_that_could_be_markup_are_escaped(plain: str, markdown: str) -> None:
    assert writer.prose(plain).markdown == markdown


@pytest.mark.parametrize(
    ("plain", "markdown"),
    [
        ("1. First", r"1\. First"),
        ("- x", r"\- x"),
        ("# x", r"\# x"),
        ("!!! x", r"\!!! x"),
        (": x", "&#58; x"),
        ("1 x", "1 x"),
    ],
)
def test_a_text_begins_no_other_block_than_a_paragraph(plain: str, markdown: str) -> None:
    assert writer.paragraph(writer.text(plain)).markdown == markdown


def test_links_lead_from_file_to_file_and_from_address_to_address() -> None:
    addresses = {
        "papers/x.md": "papers/x/",
        "tags/a.md": "tags/a/",
        "tags/a/2.md": "tags/a/2/",
        "tags/a/feed.xml": "tags/a/feed.xml",
    }
    links = [writer.link(writer.text("t"), path) for path in ("papers/x.md", "tags/a.md?b=c&d=e#m", "tags/a/feed.xml")]

    written = writer.placed(writer.paragraph(writer.joined(links, " ")), "tags/a/2.md", addresses.__getitem__)

    assert written.markdown == "[t](../../papers/x.md) [t](../../tags/a.md?b=c&d=e#m) [t](../../tags/a/feed.xml)"
    assert written.html == (
        '<p><a href="../../../papers/x/">t</a> <a href="../?b=c&amp;d=e#m">t</a> <a href="../feed.xml">t</a></p>'
    )


def test_mkdocs_writes_the_same_ways_between_addresses() -> None:
    addresses = ["", "a/", "a/b/", "a/b/c/", "a/c/", "a/b/x.xml", "x.xml", "b/a/"]
    for target in addresses:
        for here in addresses:
            block = writer.placed(writer.paragraph(writer.link(writer.text("t"), target)), here, lambda path: path)
            assert f'"{get_relative_url(target or "./", here or "./")}"' in block.html


@settings(max_examples=200)
@given(TEXTS)
@example(r"of \(x\)2 and $y$ at https://example.org/$z$")
def test_a_clean_text_is_the_same_in_both_faces(raw: str) -> None:
    found = clean_text(raw)
    sentences = writer.paragraph(writer.sentences(found))
    item = [writer.paragraph(writer.link(writer.title(found, in_label=True), "x.md")), sentences]
    written = writer.placed(writer.bulleted([writer.item(item)]), "index.md", lambda path: path)

    assert _made(written, _markdown()) == written.html


@pytest.mark.parametrize(
    ("raw", "addresses"),
    [
        ("at https://example.org.", ["https://example.org"]),
        ("(see https://example.org/a/b), and", ["https://example.org/a/b"]),
        ("https://example.org/A_(b)", ["https://example.org/A_(b)"]),
        ("http://a.example.org:8080/?q=1&r=2#s!", ["http://a.example.org:8080/?q=1&amp;r=2#s"]),
        ("https://a.example.org/x{https://b.example.org/y}.", ["https://a.example.org/x", "https://b.example.org/y"]),
        ("https://example.org/\u201d and https://example.org/\u3002", ["https://example.org/", "https://example.org/"]),
        ("javascript://example.org ftp://example.org https://localhost https:// x", []),
        ('https://example.org/"><script>', ["https://example.org/"]),
        ("https://example.org/?a=1&b=2&.", ["https://example.org/?a=1&amp;b=2"]),
        ("https://example.org@evil.example.com/ https://example.org/\u00e9t\u00e9 https://example.org\u00e9/", []),
    ],
)
def test_addresses_become_links(raw: str, addresses: list[str]) -> None:
    written = writer.prose(raw)

    assert re.findall(r'<a href="([^"]*)" rel="nofollow">\1</a>', written.html) == addresses
    assert html.unescape(re.sub(r"</?a\b[^>]*>", "", written.html)) == raw


def test_attributes_and_ids_stand_in_both_faces() -> None:
    heading = writer.headings()
    attributes = {"lang": "ar", "dir": "rtl"}
    link = writer.link(writer.text("A & B", in_label=True), "papers/b.md", attributes)
    blocks = [
        heading(2, writer.text("Verwandt"), "related"),
        writer.paragraph(writer.text("1. A text of ==this=="), attributes),
        writer.bulleted([writer.item([writer.paragraph(link), writer.paragraph(writer.text("x"), {"lang": "en"})])]),
        writer.paragraph(writer.text("Between lists.")),
        writer.bullets([writer.joined([link, writer.emphasis(writer.text("beside"))], " ")]),
        heading(2, writer.text("Related"), "related"),
    ]
    page = writer.placed(writer.document(blocks), "papers/a.md", _address)
    as_mkdocs = Block(page.markdown.replace("../papers/b.md", "../b/"), page.html)

    assert page.html == _made(as_mkdocs, _markdown())
    assert [each.id for each in page.headings] == ["related", "related_1"]
    assert '<a dir="rtl" href="../b/" lang="ar">A &amp; B</a>' in page.html
