"""The links of a Markdown text with their places, read without rendering it.

Rendering gives addresses but no lines, and depends on the extensions of whoever renders. Reading the source finds the
same links wherever they stand: in lists, admonitions, tabs and tables. What is code, a comment or a raw element such as
`<script>` is skipped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})([^\n]*)")
_CODE_SPAN = re.compile(r"(?<![`\\])(`+)(?!`)((?:(?!\n[ \t]*\n).)+?)(?<!`)\1(?!`)", re.S)
_RAW = re.compile(r"<!--.*?-->|<(script|style|pre|code|textarea)\b.*?</\1\s*>", re.S | re.I)
_CONTAINER = re.compile(r"[-*+] |\d+[.)] |!!!|\?\?\?|===|:[ \t]|\[\^[^\]]+\]:|///|>")
"""The beginning of a block whose further lines are indented: an item of a list, an admonition, a tab, a definition, a
footnote.
"""

_INLINE = re.compile(
    r"(?<!\\)\]\(\s*(?:<([^<>\n]*)>|((?:[^\s()<>\\]|\\.|\((?:[^\s()\\]|\\.)*\))+))(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"
)
_REFERENCE = re.compile(r"^[ \t]*\[(?!\^)[^\]\n]+\]:[ \t]*(?:<([^<>\n]*)>|(\S+))", re.M)
_INDENT = 4


@dataclass(frozen=True, slots=True)
class WrittenLink:
    """The address of a link or picture as it is written, where it begins in the text, and its place from 1 on."""

    target: str
    start: int
    line: int
    column: int


def find(markdown: str) -> list[WrittenLink]:
    r"""Return the links, pictures and definitions of references, in the order of the text.

    >>> [(link.target, link.line, link.column) for link in find("See [a](b.md).\n\n`[c](d)` ![e](f.png 'g')")]
    [('b.md', 1, 9), ('f.png', 3, 15)]
    """
    readable = _without_code(markdown)
    inline = (match for match in _INLINE.finditer(readable) if _is_opened(readable, match.start()))
    matches = [*inline, *_REFERENCE.finditer(readable)]
    spans = sorted({match.span(1) if match[1] is not None else match.span(2) for match in matches})
    return [_written(markdown, start, end) for start, end in spans]


def rewrite(markdown: str, new_target: Callable[[str], str]) -> str:
    """Return the text with other addresses for its links; `new_target` returns those that stay as they are."""
    pieces: list[str] = []
    end = 0
    for link in find(markdown):
        pieces += [markdown[end : link.start], new_target(link.target)]
        end = link.start + len(link.target)
    return "".join([*pieces, markdown[end:]])


def _is_opened(text: str, closing: int) -> bool:
    r"""Return whether the bracket that closes at `closing` opens in the same paragraph, without a backslash before it.

    >>> _is_opened("a [b [c]](d)", 8), _is_opened(r"a \[b](c)", 5), _is_opened("a](b)", 1)
    (True, False, False)
    """
    depth = 0
    start = max(text.rfind("\n\n", 0, closing), 0)
    for index in range(closing, start - 1, -1):
        if text[index] in "[]" and text[index - 1 : index] != "\\":
            depth += 1 if text[index] == "]" else -1
            if depth == 0:
                return True
    return False


def _written(markdown: str, start: int, end: int) -> WrittenLink:
    line = markdown.count("\n", 0, start) + 1
    return WrittenLink(markdown[start:end], start, line, start - (markdown.rfind("\n", 0, start) + 1) + 1)


def _without_code(markdown: str) -> str:
    """Return the text with blanks in the place of code, comments and raw elements, each line as long as it was."""
    lines = "".join(_readable_lines(markdown.splitlines(keepends=True)))
    return _CODE_SPAN.sub(_blank, _RAW.sub(_blank, lines))


def _readable_lines(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines, blank where they are part of a fenced or indented block of code."""
    fence, is_container, was_blank, was_code = "", False, True, False
    for line in lines:
        opening = _FENCE.match(line)
        text = line.strip()
        indent = len(line.expandtabs(_INDENT)) - len(line.expandtabs(_INDENT).lstrip())
        if fence:
            if opening and opening[1].startswith(fence) and not opening[2].strip():
                fence = ""
            yield _blanked(line)
        elif opening and "`" not in opening[2]:
            fence = opening[1]
            yield _blanked(line)
        elif text and indent >= _INDENT and not is_container and (was_blank or was_code):
            was_code = True
            yield _blanked(line)
            continue
        else:
            if text and indent < _INDENT and (was_blank or _CONTAINER.match(text)):
                is_container = bool(_CONTAINER.match(text))
            yield line
        was_code = was_code and not text
        was_blank = not text


def _blanked(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _blank(match: re.Match[str]) -> str:
    return _blanked(match[0])
