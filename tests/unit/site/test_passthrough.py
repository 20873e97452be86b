"""Pages of ours, read without YAML and Markdown, against what these make of them."""

from __future__ import annotations

import html
import json

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mkdocs.utils import meta

from generator.site import passthrough


def by_mkdocs(text: str) -> tuple[dict[str, object], str]:
    body, front = meta.get_data(text)
    return front, markdown.Markdown(extensions=sorted(passthrough.EXTENSIONS)).convert(body)


def test_a_page_is_read_as_mkdocs_reads_it() -> None:
    text = (
        '---\ntitle: "A &amp; B: \\"C\\" # \\\\ é 🐑"\nfeeds: [{"title": "All", "rss": "feed.xml"}]\n'
        'citation: {"authors": ["Ada"], "keywords": "a; b"}\nhide: [navigation, toc]\n---\n\n'
        '<header class="a">\n<h1>A</h1>\n\n<p>&#39;x&#39; <br> y<hr>z</p>\n</header>\n<section>\n- *b*\n</section>\n\n'
        "<svg></svg>\n".replace("svg", "div")
    )
    page = passthrough.read(text)

    assert page is not None
    assert (page.meta, page.html) == by_mkdocs(text)
    assert page.meta["hide"] == ["navigation", "toc"]
    assert page.meta["title"] == 'A &amp; B: "C" # \\ é 🐑'


@pytest.mark.parametrize(
    "front",
    [
        pytest.param('title: "a\u2028b"', id="a line to YAML"),
        pytest.param('title: "a\x85b"', id="another line to YAML"),
        pytest.param('title: "a\x7fb"', id="refused by YAML"),
        pytest.param('title: "\\ud83d"', id="half a pair"),
        pytest.param('title: {"a": 1e5}', id="text to YAML"),
        pytest.param('title: "a"\n  folded', id="more lines"),
        pytest.param("title: |\n  a", id="a block"),
        pytest.param("title: 1", id="no text"),
        pytest.param('tags: ["a"]', id="no title"),
        pytest.param('title: "a" # comment', id="a comment"),
    ],
)
def test_front_matter_that_yaml_may_read_otherwise_is_left_to_it(front: str) -> None:
    assert passthrough.read(f"---\n{front}\n---\n\n<p>a</p>\n") is None


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("a", id="text"),
        pytest.param("# a", id="heading"),
        pytest.param("<span>a</span>", id="inline"),
        pytest.param(" <p>a</p>", id="indented"),
        pytest.param("<p>a</p> b", id="text behind"),
        pytest.param("<p>a</p><p>b</p>", id="two in a line"),
        pytest.param("<p>a</p>\n\n\n<p>b</p>", id="blank lines"),
        pytest.param("<p>a", id="open"),
        pytest.param("<p>a</p></p>", id="closed twice"),
        pytest.param("<p>\ta</p>", id="tab"),
        pytest.param("<p>a\n  \nb</p>", id="spaces in a line"),
        pytest.param("<p>a &amp b</p>", id="entity without end"),
        pytest.param("<p>a <!-- b --></p>", id="comment"),
        pytest.param("<p>a <? b ?></p>", id="instruction"),
        pytest.param("<p>a < b</p>", id="less than"),
        pytest.param('<p title="a>b">a</p>', id="greater in an attribute"),
        pytest.param("<div><script>if (a</p>)</script></div>", id="script"),
        pytest.param("<div>\n```\na\n```\n</div>", id="fence"),
        pytest.param("<div>\x02a\x03</div>", id="placeholder"),
        pytest.param("<hr>", id="without end"),
    ],
)
def test_a_body_that_markdown_may_read_otherwise_is_left_to_it(body: str) -> None:
    assert passthrough.read(f'---\ntitle: "a"\n---\n\n{body}\n') is None


PIECES = ["<p>", "</p>", "<div class='a'>", '<div class="a b">', "</div>", '<h2 id="x">', "</h2>", "<br>", "<hr>"]
PIECES += ["<em>", "</em>", "<br />", '<a href="?a&amp;b">', "</a>", "<title>", "</title>", "\n", "\n\n", "\n\n\n"]
PIECES += [
    "a",
    "*a*",
    "_b_",
    "`",
    "```",
    "~~~",
    "# c",
    "- d",
    "[e](f)",
    "&amp;",
    "&#39;",
    "&",
    "<",
    ">",
    "\t",
    "\\",
    "|",
]
PIECES += ["<!-- x -->", "<script>", "</script>", "<svg>", "</svg>", "<td>", "    code", "[TOC]", "\u2028", "<P>", '"']
PIECES += ["_b_"]


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_whatever_passes_comes_out_of_markdown_as_it_is(pieces: list[str]) -> None:
    body = "<section>\n" + "".join(pieces) + "\n</section>\n" + "".join(pieces[::-1]) + "\n<p>z</p>"
    page = passthrough.read(f'---\ntitle: "a"\n---\n\n{body}\n')

    assert page is None or page.html == by_mkdocs(f'---\ntitle: "a"\n---\n\n{body}\n')[1]


@given(st.lists(st.sampled_from(PIECES[:25]), max_size=6).map("".join))
def test_whatever_passes_alone_comes_out_as_it_is(body: str) -> None:
    if passthrough.passes(body.strip("\n")):
        assert by_mkdocs(f'---\ntitle: "a"\n---\n\n{body}\n')[1] == body.strip("\n")


@given(st.text(max_size=30), st.lists(st.text(max_size=10), max_size=2))
def test_front_matter_reads_the_same_in_json_and_yaml(title: str, authors: list[str]) -> None:
    values = {"title": html.escape(title) or "a", "citation": {"authors": authors}, "feeds": authors}
    front = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items())
    text = f"---\n{front}hide: [navigation, toc]\n---\n\n<p>a</p>\n"
    page = passthrough.read(text)

    assert page is None or page.meta == by_mkdocs(text)[0]
