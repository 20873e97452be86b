from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import generator
from generator.model import SafeHtml
from generator.text import safe_html
from generator.text.clean import clean_text
from generator.text.safe_html import TemplateHtml, linked, plain_text


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


def test_plain_text_keeps_words_apart_that_blocks_separate() -> None:
    html = SafeHtml('<h2>A</h2><p>b <a href="x">c</a>. d<br>e &lt;f&gt;</p><ul><li>g</li><li>h</li></ul>')
    assert plain_text(html) == "A b c. d e <f> g h"


def test_only_values_for_templates_are_printed_unescaped() -> None:
    assert isinstance(safe_html.for_template(SafeHtml("<b>")), TemplateHtml)
    assert not isinstance(SafeHtml("<b>"), TemplateHtml)


def test_json_in_a_script_cannot_end_it() -> None:
    assert str(safe_html.json_for_script('"</script><!-- &"')) == r'"\u003c/script\u003e\u003c!-- \u0026"'
