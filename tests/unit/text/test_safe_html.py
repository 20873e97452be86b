from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import generator
from generator.model import SafeHtml
from generator.text import safe_html
from generator.text.clean import clean_text
from generator.text.markup import render
from generator.text.safe_html import Contents, TemplateHtml, linked, plain_text, with_heading_ids


def test_no_other_module_declares_text_to_be_safe() -> None:
    package = Path(generator.__file__).parent
    modules = {path: ast.parse(path.read_text()) for path in package.rglob("*.py")}
    constructors = ("SafeHtml(", "model.SafeHtml(", "cast(SafeHtml")
    made_in = {
        path.relative_to(package).as_posix()
        for path, tree in modules.items()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and ast.unparse(call).startswith(constructors)
    }
    assert made_in == {"text/safe_html.py"}


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
    html = linked(clean_text(raw).html)
    assert re.findall(r'<a href="([^"]*)" rel="noopener nofollow">\1</a>', html) == addresses
    assert re.sub(r"</?a\b[^>]*>", "", html) == clean_text(raw).html


def test_addresses_in_tags_are_not_linked() -> None:
    formula = SafeHtml('<math class="https://example.org/"><mi>x</mi></math>')
    assert linked(formula) == formula


def test_a_text_with_few_headings_has_no_contents() -> None:
    text = SafeHtml("<h2>A</h2><p>a</p><h2>B</h2><h3>C</h3><h3>D</h3>")
    assert with_heading_ids(text, 2) == Contents(text, ())


def test_headings_get_ids_that_nothing_else_has() -> None:
    text = SafeHtml("<h2>Notes</h2><p>a</p>\n<h2>Notes</h2><h3>C</h3><h2>?&amp;?</h2>")
    contents = with_heading_ids(text, 2, {"notes"})
    assert contents.headings == (("notes-2", "Notes"), ("notes-3", "Notes"), ("part-3", "?&?"))
    assert contents.html == (
        '<h2 id="notes-2">Notes</h2><p>a</p>\n<h2 id="notes-3">Notes</h2><h3>C</h3><h2 id="part-3">?&amp;?</h2>'
    )


@pytest.mark.parametrize("title", ['<img src=x onerror="alert(1)">', '" onclick="alert(1)', "`<h2>` & *more*"])
def test_an_id_is_always_a_slug(title: str) -> None:
    contents = with_heading_ids(render("\n\n".join(f"## {title}" for _ in range(3)), "../").html, 2)
    assert len(contents.headings) == 3
    assert all(set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") for name, _ in contents.headings)
    assert contents.html.count("<h2 id=") == 3


def test_a_heading_inside_an_attribute_is_text() -> None:
    """nh3 before 0.3.7 left `<` in attributes as it is; an id set in there would end the attribute."""
    link = '<p><a href="https://example.org" title="<h2><img src=x onerror=alert(1)></h2>">x</a></p>'
    contents = with_heading_ids(SafeHtml(link + "<h2>A</h2><h2>B</h2><h2>C</h2>"), 2)
    assert [title for _, title in contents.headings] == ["A", "B", "C"]
    assert contents.html.startswith(link)


def test_plain_text_keeps_words_apart_that_blocks_separate() -> None:
    html = SafeHtml('<h2>A</h2><p>b <a href="x">c</a>. d<br>e &lt;f&gt;</p><ul><li>g</li><li>h</li></ul>')
    assert plain_text(html) == "A b c. d e <f> g h"


def test_only_values_for_templates_are_printed_unescaped() -> None:
    assert isinstance(safe_html.for_template(SafeHtml("<b>")), TemplateHtml)
    assert not isinstance(SafeHtml("<b>"), TemplateHtml)


def test_json_in_a_script_cannot_end_it() -> None:
    assert str(safe_html.json_for_script('"</script><!-- &"')) == r'"\u003c/script\u003e\u003c!-- \u0026"'
