"""Curated notes: Markdown files with front matter, written by people we need not trust."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from generator.model import Link, Note, Problem, Severity, SourceFile
from generator.sources import located_yaml, schemas
from generator.sources.located_yaml import Document
from generator.text import markup, note_template

_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)?---[ \t]*(?:\n|$)", re.S)

_MOST_MARKS = 500
"""Python-Markdown's time grows with the square of the number of brackets, quotations or lines: 500 take it 0.1 s."""

_MOST_BARS = 100
"""Of a line: a table's rows are filled up to its widest one, and 500 rows of that many cells take half a second."""


def read_note(file: SourceFile) -> tuple[Note | None, list[Problem]]:
    """A note, with its body as safe HTML for a page two levels below the site's root.

    Beside problems it is what has none, so that what else is wrong, with its paper or its tags, can be told as well.
    """
    parts, problems = _split(file)
    if parts is None:
        return None, problems
    front = parts.front
    if not parts.body.strip() or note_template.is_untouched(parts.body):
        message = "the note says nothing yet, and is left out"
        hint = "write it below the second '---', or delete the file"
        return None, [*problems, Problem(file.path, parts.first_line, 1, message, hint, Severity.WARNING)]
    rendered = _rendered(file, parts, problems)
    if rendered is None:
        return None, problems
    note = Note(file.path, front.paper, front.author, front.date, rendered.html)
    return replace(
        note,
        tags=front.tags,
        remove_tags=front.remove_tags,
        links=front.links,
        places={path: (place.line, place.column) for path, place in parts.document.values.items()},
        mentions=tuple(_mentions(file.path, parts, rendered.targets)),
        markdown=parts.body.strip(),
    ), problems


def _rendered(file: SourceFile, parts: _Parts, problems: list[Problem]) -> markup.Rendered | None:
    """The body as HTML, or None and a problem where Python-Markdown gives up on nested lists and quotations."""
    try:
        rendered = markup.render(parts.body, "../../", 3)
    except RecursionError:
        message = "lists or quotations are nested too deeply"
        problems.append(Problem(file.path, parts.first_line, 1, message, "flatten them"))
        return None
    for line, column, tex in _placed(parts, rendered.unset):
        message = f"the formula '{' '.join(tex.split())[:60]}' cannot be set, and is shown as it stands"
        hint = "fix its TeX, or write \\$ for a dollar"
        problems.append(Problem(file.path, line, column, message, hint, Severity.WARNING))
    return rendered


def _mentions(path: str, parts: _Parts, targets: Iterable[str]) -> Iterator[Link]:
    """The links of a body with their places."""
    return (Link(path, line, column, target) for line, column, target in _placed(parts, targets))


def _placed(parts: _Parts, found: Iterable[str]) -> Iterator[tuple[int, int, str]]:
    """Texts of a body with their lines and columns. Markdown tells none: each is looked for where the one before it
    ended, and from the beginning, as the address of a reference may stand anywhere.
    """
    at = 0
    for text in found:
        place = parts.body.find(text, at)
        place = place if place >= 0 else max(parts.body.find(text), 0)
        at = place + len(text)
        before = parts.body[:place]
        yield parts.first_line + before.count("\n"), place - before.rfind("\n"), text


@dataclass(frozen=True, slots=True)
class _Parts:
    """A file's front matter, checked and as it stands there, and its body, which begins at `first_line`."""

    front: schemas.NoteSchema
    document: Document
    body: str
    first_line: int


def _split(file: SourceFile) -> tuple[_Parts | None, list[Problem]]:
    """Front matter and body, and what is wrong with them; parts of a file with problems are those that have none."""
    found = _FRONT_MATTER.match(file.text)
    if found is None and file.text.startswith("---"):
        hint = "end it with a line '---' of its own"
        return None, [Problem(file.path, 1, 1, "the front matter is not closed", hint)]
    if found is None:
        keys = ", ".join(name for name, field in schemas.NoteSchema.model_fields.items() if field.is_required())
        hint = f"begin the file with a line '---', then {keys}, then another line '---'"
        return None, [Problem(file.path, 1, 1, "the front matter is missing", hint)]
    document = located_yaml.parse(found[1] or "", file.path, first_line=2)
    front, problems = schemas.validate(document, schemas.NoteSchema)
    body, first_line = file.text[found.end() :], found[0].count("\n") + 1
    if too_much := list(_too_much(file.path, body, first_line)):
        return None, problems + too_much
    front = front or schemas.rest(document, schemas.NoteSchema)
    return (_Parts(front, document, body, first_line) if front else None), problems


def _too_much(path: str, body: str, first_line: int) -> Iterator[Problem]:
    """A problem at the line with which a body becomes more than we read."""
    most = max("[>\n", key=body.count)
    widest = max(body.split("\n"), key=lambda line: line.count("|"))
    if len(body) > schemas.MAX_BODY:
        end = schemas.MAX_BODY
        message = f"is longer than {schemas.MAX_BODY:,} characters"
    elif body.count(most) > _MOST_MARKS:
        end = [found.start() for found in re.finditer(re.escape(most), body)][_MOST_MARKS]
        name = {"[": "opening brackets", ">": "quotation marks (>)", "\n": "lines"}[most]
        message = f"has more than {_MOST_MARKS} {name}, which take Python-Markdown minutes to read"
    elif widest.count("|") > _MOST_BARS:
        end = body.index(widest)
        message = f"has more than {_MOST_BARS} bars (|) in a line, and each row of a table would have as many cells"
    else:
        return
    yield Problem(path, first_line + body.count("\n", 0, end), 1, message, "split it into several files")
