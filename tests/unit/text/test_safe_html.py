from __future__ import annotations

import ast
from pathlib import Path

import generator
from generator.model import SafeHtml
from generator.text.safe_html import plain_text


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


def test_plain_text_keeps_words_apart_that_blocks_separate() -> None:
    html = SafeHtml('<h2>A</h2><p>b <a href="x">c</a>. d<br>e &lt;f&gt;</p><ul><li>g</li><li>h</li></ul>')
    assert plain_text(html) == "A b c. d e <f> g h"
