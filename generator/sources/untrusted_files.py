"""Untrusted Markdown: files with front matter, such as notes and collections, by people whom we do not trust.

Limits keep Python-Markdown from taking minutes; everything that is rendered becomes safe HTML.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic

from generator.model import Link, Problem, Severity, SourceFile
from generator.sources import located_yaml, schemas
from generator.sources.located_yaml import Document
from generator.sources.schemas import Schema
from generator.text import markdown_cost, markup

_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)?---[ \t]*(?:\n|$)", re.S)

_MARKS = {"[": "opening brackets", ">": "quotation marks (>)", "\n": "lines"}

_MAXIMUM_MARKS = 500
"""Of each kind in a text. Python-Markdown's time grows with the square of each: 500 take 0.1 s."""

_MAXIMUM_BARS = 100
"""Bars in a line. All rows of a table get as many cells as its widest row; 500 rows of 100 cells take half a second."""


MAXIMUM_HTML = 500_000
"""Characters of HTML of all texts of a file. A reference of 17,000 characters that is used 490 times has 8 million."""


@dataclass(frozen=True, slots=True)
class ParsedFile(Generic[Schema]):
    """A file's front matter, checked and as YAML with positions, and its body."""

    front: Schema
    document: Document
    body: Passage

    @property
    def positions(self) -> dict[tuple[str | int, ...], tuple[int, int]]:
        """Line and column of each value of the front matter."""
        return {path: (position.line, position.column) for path, position in self.document.values.items()}


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of the file at `path` that begins at `line`. `is_literal` if it has the line breaks of the file."""

    path: str
    text: str
    line: int
    column: int = 1
    is_literal: bool = True

    def position(self, index: int) -> tuple[int, int]:
        """Return line and column of a character."""
        before = self.text[:index]
        if not self.is_literal:
            return self.line, self.column
        return self.line + before.count("\n"), index - before.rfind("\n")


def split(
    file: SourceFile, schema: type[Schema], stand_ins: Mapping[str, object]
) -> tuple[ParsedFile[Schema] | None, list[Problem]]:
    """Split a file into front matter and body.

    If some keys have problems, the front matter has the others, and `stand_ins` for those that it must have.
    """
    match = _FRONT_MATTER.match(file.text)
    if match is None and file.text.startswith("---"):
        hint = "end it with a line '---' of its own"
        return None, [Problem(file.path, 1, 1, "the front matter is not closed", hint)]
    if match is None:
        keys = ", ".join(name for name, field in schema.model_fields.items() if field.is_required())
        hint = f"begin the file with a line '---', then {keys}, then another line '---'"
        return None, [Problem(file.path, 1, 1, "the front matter is missing", hint)]
    document = located_yaml.parse(match[1] or "", file.path, first_line=2)
    front, problems = schemas.validate(document, schema)
    body = Passage(file.path, file.text[match.end() :], match[0].count("\n") + 1)
    if beyond := list(beyond_limits([body])):
        return None, problems + beyond
    front = front or schemas.rest(document, schema, stand_ins)
    return (ParsedFile(front, document, body) if front else None), problems


def beyond_limits(passages: Iterable[Passage]) -> Iterator[Problem]:
    """Yield a problem at the line at which the texts of a file exceed a limit.

    What takes Python-Markdown quadratic time is limited for all of them together, by the sum of the squares.
    """
    spent = dict.fromkeys(_MARKS, 0)
    steps = 0
    for passage in passages:
        text, hint = passage.text, "split it into several files"
        widest = max(text.split("\n"), key=lambda line: line.count("|"))
        counts = {mark: text.count(mark) for mark in _MARKS}
        left = {mark: math.isqrt(_MAXIMUM_MARKS**2 - spent[mark]) for mark in _MARKS}
        most_frequent = max(_MARKS, key=lambda mark: counts[mark] - left[mark])
        if len(text) > schemas.MAX_BODY:
            end, message = schemas.MAX_BODY, f"is longer than {schemas.MAX_BODY:,} characters"
        elif counts[most_frequent] > left[most_frequent]:
            end = [match.start() for match in re.finditer(re.escape(most_frequent), text)][left[most_frequent]]
            message = f"has too many {_MARKS[most_frequent]}, which take Python-Markdown minutes to read"
        elif widest.count("|") > _MAXIMUM_BARS:
            end = text.index(widest)
            message = (
                f"has more than {_MAXIMUM_BARS} bars (|) in a line, and each row of a table would have as many cells"
            )
        elif (costly := markdown_cost.exceeded_at(text, markdown_cost.MAXIMUM - steps)) is not None:
            end, message = costly, "has brackets that take Python-Markdown long to read"
            hint = "close each [ in its paragraph, or write \\[ for one that is none"
        else:
            spent = {mark: spent[mark] + counts[mark] ** 2 for mark in _MARKS}
            steps += markdown_cost.steps(text)
            continue
        line, _ = passage.position(end)
        yield Problem(passage.path, line, passage.column, message, hint)
        return


def rendered(passage: Passage, problems: list[Problem]) -> markup.Rendered | None:
    """Return a text as HTML for a page two levels below the site's root.

    If lists or quotations are nested too deeply, or the HTML is far too long, add a problem and return None.
    """
    try:
        result = markup.render(passage.text, "../../", 3)
    except RecursionError:
        message = "lists or quotations are nested too deeply"
        problems.append(Problem(passage.path, passage.line, passage.column, message, "flatten them"))
        return None
    if len(result.html) > MAXIMUM_HTML:
        message = f"becomes more than {MAXIMUM_HTML:,} characters of HTML"
        hint = "write long addresses and titles of references once, and tables without empty cells"
        problems.append(Problem(passage.path, passage.line, passage.column, message, hint))
        return None
    for line, column, tex in _placed(passage, result.unset):
        message = f"the formula '{' '.join(tex.split())[:60]}' cannot be rendered and is shown as written"
        hint = "fix its TeX, or write \\$ for a dollar sign"
        problems.append(Problem(passage.path, line, column, message, hint, Severity.WARNING))
    return result


def mentions(passage: Passage, targets: Iterable[str]) -> Iterator[Link]:
    """Return the links of a text with their positions."""
    return (Link(passage.path, line, column, target) for line, column, target in _placed(passage, targets))


def _placed(passage: Passage, texts: Iterable[str]) -> Iterator[tuple[int, int, str]]:
    """Yield line and column of each part of a text.

    Python-Markdown reports no positions. So each part is searched from the end of the one before, and then from the
    beginning, since the definition of a reference may be anywhere.
    """
    end = 0
    for text in texts:
        index = passage.text.find(text, end)
        index = index if index >= 0 else max(passage.text.find(text), 0)
        end = index + len(text)
        yield (*passage.position(index), text)
