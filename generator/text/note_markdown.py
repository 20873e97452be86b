"""Material's Markdown for notes, as far as it is safe: extensions of Python-Markdown with our own limits.

Notes come from strangers. So raw HTML, attributes and snippets stay off, ids are ours, code is highlighted in languages
whose lexers are quick on any input, and whatever comes out goes through `safe_html.sanitised_markdown`.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Mapping, MutableMapping

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteExtension
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pymdownx.superfences import SuperFencesCodeExtension

LANGUAGES = frozenset(
    """
    bash bibtex c console cpp css diff docker fortran go haskell html ini java javascript js json julia kotlin latex lua
    matlab py pycon python python3 r rust scala sh sql swift tex toml ts typescript xml yaml yml
    """.split()
)
"""Languages that code is highlighted in; code in any other is shown in one colour."""

_MAXIMUM_LINE = 400
"""Characters of a line of code: many lexers take quadratic time over a line."""

_LINES = re.compile(r"(\d{1,3})(?:-(\d{1,3}))?(?!\d)")


def extensions(markdown: str) -> list[Extension | str]:
    """Return the extensions for one text: its ids have a prefix of its own, since a page may have several notes."""
    prefix = hashlib.sha256(markdown.encode()).hexdigest()[:8]
    fence = {"name": "*", "class": "", "format": _highlighted, "validator": _read_options}
    return [
        "admonition",
        "def_list",
        "sane_lists",
        "pymdownx.details",
        "pymdownx.tasklist",
        SuperFencesCodeExtension(custom_fences=[fence]),
        _Footnotes(prefix),
    ]


EXTENSION_CONFIGS: Mapping[str, Mapping[str, object]] = {
    "tables": {"use_align_attribute": True},
    "pymdownx.tasklist": {"custom_checkbox": True},
}


class _Footnotes(FootnoteExtension):
    """Footnotes whose ids are numbers, `fn:1a2b3c4d-1`, not names that their author chose."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._numbers: dict[str, int] = {}
        super().__init__()

    def makeFootnoteId(self, id: str) -> str:  # noqa: N802, A002 (the names are Python-Markdown's)
        return f"fn:{self._number(id)}"

    def makeFootnoteRefId(self, id: str, found: bool = False) -> str:  # noqa: N802, A002 (as above)
        return str(self.unique_ref(f"fnref:{self._number(id)}", found))

    def _number(self, name: str) -> str:
        return f"{self._prefix}-{self._numbers.setdefault(name, len(self._numbers) + 1)}"


def _read_options(
    language: str | None, inputs: Mapping[str, str], options: MutableMapping[str, str], attrs: object, md: Markdown
) -> bool:
    """Keep the options of a fence that Material documents; a fence with others is code all the same."""
    for name in ("title", "hl_lines", "linenums"):
        if isinstance(inputs.get(name), str):
            options[name] = inputs[name]
    return True


def _highlighted(
    source: str, language: str | None, class_name: str, options: Mapping[str, str], md: Markdown, **values: object
) -> str:
    """Return code as Material styles it, with Pygments' classes, a title, highlighted lines and line numbers."""
    is_short = max(map(len, source.split("\n"))) <= _MAXIMUM_LINE
    name = language.lower() if language and language.lower() in LANGUAGES and is_short else "text"
    code = highlight(source, get_lexer_by_name(name, stripnl=False, ensurenl=True), HtmlFormatter(nowrap=True))
    marked, first = _line_numbers(options.get("hl_lines", "")), _LINES.match(options.get("linenums", ""))
    lines = []
    for number, line in enumerate(code.rstrip("\n").split("\n")):
        counter = f'<span class="linenos" data-linenos="{int(first[1]) + number} "></span>' if first else ""
        lines.append(f'<span class="hll">{counter}{line}\n</span>' if number + 1 in marked else f"{counter}{line}\n")
    code = "".join(lines)
    title = options.get("title", "")
    caption = f'<span class="filename">{html.escape(title)}</span>' if title else ""
    return f'<div class="language-{name} highlight">{caption}<pre><span></span><code>{code}</code></pre></div>'


def _line_numbers(text: str) -> frozenset[int]:
    """Return numbers and ranges of lines.

    >>> sorted(_line_numbers("1 4-6"))
    [1, 4, 5, 6]
    """
    ranges = ((int(first), int(last or first)) for first, last in _LINES.findall(text))
    return frozenset(number for first, last in ranges for number in range(first, last + 1))
