"""The work that Python-Markdown does to find where marks end, counted before anything is rendered.

From each opening bracket it reads up to the closing one, several times, and from one that is not closed to the end of
the paragraph: 20 KB of `[` take it 37 seconds. At a heading that is underlined it splits the rest of the paragraph into
lines.
"""

from __future__ import annotations

import re

MAXIMUM = 2_000_000
"""Characters that are read, or lines that are split, for the texts of one file, which takes about 0.4 seconds.

The list of 1,500 papers with three links each, without a blank line, has 0.5 million.
"""

_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")
_BRACKET = re.compile(r"\\.|\[|\]\(?", re.S)
_DESTINATION = re.compile(r"\((?:[^()\"']|\([^()\"']*\))*+(?:\"[^\"']*\"|'[^\"']*')?+\s*+\)")
"""An address that Python-Markdown reads once. It reads others, such as one with a single quote, up to the end."""

_CODE_MARKS = re.compile("``+")
_SCRIPT = re.compile(r"[^\w\s][~^=](?=\w)")
_ABBREVIATION = re.compile(r"^ {0,3}\*\[", re.M)
_OPEN_TAG = re.compile(r"<[A-Za-z][^<>]*+(?!>)")

_UNDERLINE = re.compile(r"^(?:=+|-+) *$", re.M)


def steps(markdown: str) -> int:
    r"""Return the characters that are read to find the ends of brackets.

    >>> steps("[a](b)"), steps("[[[\n\n[a"), steps(r"\[\[")
    (6, 8, 0)
    """
    return sum(_of_paragraph(paragraph) for paragraph in _BLANK_LINES.split(markdown))


def exceeded_at(markdown: str, maximum: int = MAXIMUM) -> int | None:
    """Return where the paragraph begins with which a text exceeds the maximum, or None."""
    start = total = 0
    while start < len(markdown):
        end = _BLANK_LINES.search(markdown, start)
        total += _of_paragraph(markdown[start : end.start() if end else None])
        if total > maximum:
            return start
        start = end.end() if end else len(markdown)
    return None


def exceeded_in_page(markdown: str, readable: str) -> int | None:
    """Return where a page exceeds the maximum, or None. `readable` is its text with blanks in the place of code.

    A page may have raw HTML, abbreviations and highlighted code spans, which notes and collections have not. Weights
    are measured: a tag that is not closed costs a tenth of a step for each character of the page.
    """
    tags = _OPEN_TAG.finditer(readable)
    abbreviations = _ABBREVIATION.finditer(readable)
    if len(markdown) * sum(1 for _ in tags) // 10 > MAXIMUM:
        return next(_OPEN_TAG.finditer(readable)).start()
    if 2 * sum(1 for _ in abbreviations) ** 2 > MAXIMUM:
        return next(_ABBREVIATION.finditer(readable)).start()
    for line in re.finditer(r".+", readable):
        if line[0].count("]:") * len(line[0]) > MAXIMUM // 2:
            return line.start()
    for paragraph in re.finditer(r"(?:.+\n?)+", markdown):
        marks, scripts = (sum(1 for _ in sign.finditer(paragraph[0])) for sign in (_CODE_MARKS, _SCRIPT))
        if marks * len(paragraph[0]) > 4 * MAXIMUM or 8 * scripts**2 > MAXIMUM:
            return paragraph.start()
    return exceeded_at(readable)


def _of_paragraph(text: str) -> int:
    total, opened = 0, list[int]()
    for bracket in _BRACKET.finditer(text):
        if bracket[0] == "[":
            opened.append(bracket.start())
        elif bracket[0][0] == "]" and opened:
            end = bracket.start()
            if bracket[0] == "](":
                address = _DESTINATION.match(text, bracket.end() - 1)
                end = address.end() if address else len(text)
            total += end - opened.pop()
    total += sum(len(text) - start for start in opened)
    return total + len(_UNDERLINE.findall(text)) * text.count("\n")
