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
_RAW = re.compile(r"<(?:!--|(script|style|pre|code|textarea)\b)", re.I)
_CONTAINER = re.compile(r"[-*+] |\d+[.)] |!!!|\?\?\?|===|:[ \t]|\[\^[^\]]+\]:|///|>")
"""The beginning of a block whose further lines are indented: an item of a list, an admonition, a tab, a definition, a
footnote.
"""

_INLINE = re.compile(
    r"(?<!\\)\]\(\s*(?:<([^<>\n]*)>|((?:[^\s()<>\\]|\\.|\((?:[^\s()\\]|\\.)*\))+))(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"
)
_REFERENCE = re.compile(r"^[ \t]*\[(?!\^)[^\]\n]+\]:[ \t]*(?:<([^<>\n]*)>|(\S+))", re.M)
_BRACKET = re.compile(r"(?<!\\)[\[\]]|\n\n")
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
    readable = without_code(markdown)
    closed = _closing_brackets(readable)
    inline = (match for match in _INLINE.finditer(readable) if match.start() in closed)
    matches = [*inline, *_REFERENCE.finditer(readable)]
    spans = sorted({match.span(1) if match[1] is not None else match.span(2) for match in matches})
    return list(_written(markdown, spans))


def rewrite(markdown: str, new_target: Callable[[str], str]) -> str:
    """Return the text with other addresses for its links; `new_target` returns those that stay as they are."""
    pieces: list[str] = []
    end = 0
    for link in find(markdown):
        pieces += [markdown[end : link.start], new_target(link.target)]
        end = link.start + len(link.target)
    return "".join([*pieces, markdown[end:]])


def _closing_brackets(text: str) -> set[int]:
    r"""Return the places of the brackets that close one of the same paragraph.

    >>> sorted(_closing_brackets("[a [b]](c)")), _closing_brackets("a](b) [\n\n]"), _closing_brackets(r"\[b]")
    ([5, 6], set(), set())
    """
    closing: set[int] = set()
    depth = 0
    for bracket in _BRACKET.finditer(text):
        if bracket[0] == "]" and depth:
            closing.add(bracket.start())
        depth = max(depth + {"[": 1, "]": -1}.get(bracket[0], -depth), 0)
    return closing


def _written(markdown: str, spans: Iterable[tuple[int, int]]) -> Iterator[WrittenLink]:
    line, line_start, counted = 1, 0, 0
    for start, end in spans:
        if breaks := markdown.count("\n", counted, start):
            line, line_start = line + breaks, markdown.rindex("\n", counted, start) + 1
        counted = start
        yield WrittenLink(markdown[start:end], start, line, start - line_start + 1)


def without_code(markdown: str) -> str:
    """Return the text with blanks in the place of code, comments and raw elements, each line as long as it was."""
    lines = "".join(_readable_lines(markdown.splitlines(keepends=True)))
    return _CODE_SPAN.sub(_blank, _without_raw(lines))


def _without_raw(text: str) -> str:
    """Return the text with blanks in the place of comments and raw elements that end."""
    pieces: list[str] = []
    done, endless = 0, set[str]()  # a beginning whose end was once not found has none further on
    while beginning := _RAW.search(text, done):
        name = (beginning[1] or "").lower()
        end = None if name in endless else _end_of_raw(name).search(text, beginning.end())
        stop = end.end() if end else beginning.end()
        pieces += [text[done : beginning.start()], (_blanked if end else str)(text[beginning.start() : stop])]
        endless |= set() if end else {name}
        done = stop
    return "".join([*pieces, text[done:]])


def _end_of_raw(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}\s*>" if name else "-->", re.I)


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
