"""Notes: Markdown files with front matter, written by people whom we do not trust."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from generator.model import Link, Note, Problem, Severity, SourceFile
from generator.sources import located_yaml, schemas
from generator.sources.located_yaml import Document
from generator.text import markup, note_template, safe_html

_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)?---[ \t]*(?:\n|$)", re.S)

_MAXIMUM_MARKS = 500
"""Brackets, quotation marks or lines. Python-Markdown's time grows with the square of each: 500 take 0.1 s."""

_STAND_INS = {"paper": "?", "author": "?", "date": "1900-01-01"}
"""Values for what a note must have and lacks, with which the rest of it is read, so that all its problems are found."""

_MAXIMUM_BARS = 100
"""Bars in a line. All rows of a table get as many cells as its widest row; 500 rows of 100 cells take half a second."""


def read_note(file: SourceFile) -> tuple[Note | None, list[Problem]]:
    """Return a note, with its body as safe HTML for a page two levels below the site's root, and its problems.

    If some keys are invalid or missing, the note has the others, so that later stages can report problems with its
    paper, tags and links in the same run; its `paper` is "" without a usable one. Without a usable body it is None. A
    note without text may assign tags.
    """
    parts, problems = _split(file)
    if parts is None:
        return None, problems
    front = parts.front
    is_empty = not parts.body.strip()
    if is_empty and (front.tags or front.remove_tags):
        return _tags_of(file, parts), problems
    if is_empty or note_template.is_untouched(parts.body):
        message = "the note has no text yet and is left out"
        hint = "write it below the second '---', or delete the file"
        return None, [*problems, Problem(file.path, parts.first_line, 1, message, hint, Severity.WARNING)]
    rendered = _rendered(file, parts, problems)
    if rendered is None:
        return None, problems
    note = Note(file.path, parts.paper, front.author, front.date, rendered.html)
    return replace(
        note,
        tags=front.tags,
        remove_tags=front.remove_tags,
        links=front.links,
        positions={path: (position.line, position.column) for path, position in parts.document.values.items()},
        mentions=tuple(_mentions(file.path, parts, rendered.targets)),
        markdown=parts.body.strip(),
    ), problems


def paper_and_author_without_text(file: SourceFile) -> tuple[str, str]:
    """Return the paper and the author of a note that somebody began and wrote nothing in, ("", "") of other files."""
    parts, _ = _split(file)
    if parts is None or parts.front.tags or parts.front.remove_tags:
        return "", ""
    is_begun = not parts.body.strip() or note_template.is_untouched(parts.body)
    return (parts.paper, parts.front.author) if is_begun else ("", "")


def _tags_of(file: SourceFile, parts: _ParsedNote) -> Note:
    """Return a note without text, which only assigns tags."""
    front = parts.front
    return Note(
        file.path,
        parts.paper,
        front.author,
        front.date,
        safe_html.escaped(""),
        tags=front.tags,
        remove_tags=front.remove_tags,
        positions={path: (position.line, position.column) for path, position in parts.document.values.items()},
    )


def _rendered(file: SourceFile, parts: _ParsedNote, problems: list[Problem]) -> markup.Rendered | None:
    """Return the body as HTML. If lists or quotations are nested too deeply, add a problem and return None."""
    try:
        rendered = markup.render(parts.body, "../../", 3)
    except RecursionError:
        message = "lists or quotations are nested too deeply"
        problems.append(Problem(file.path, parts.first_line, 1, message, "flatten them"))
        return None
    for line, column, tex in _placed(parts, rendered.unset):
        message = f"the formula '{' '.join(tex.split())[:60]}' cannot be rendered and is shown as written"
        hint = "fix its TeX, or write \\$ for a dollar sign"
        problems.append(Problem(file.path, line, column, message, hint, Severity.WARNING))
    return rendered


def _mentions(path: str, parts: _ParsedNote, targets: Iterable[str]) -> Iterator[Link]:
    """Return the links of a body with their positions."""
    return (Link(path, line, column, target) for line, column, target in _placed(parts, targets))


def _placed(parts: _ParsedNote, texts: Iterable[str]) -> Iterator[tuple[int, int, str]]:
    """Yield line and column of each text of a body.

    Python-Markdown reports no positions. So each text is searched from the end of the one before, and then from the
    beginning, since the definition of a reference may be anywhere.
    """
    end = 0
    for text in texts:
        index = parts.body.find(text, end)
        index = index if index >= 0 else max(parts.body.find(text), 0)
        end = index + len(text)
        before = parts.body[:index]
        yield parts.first_line + before.count("\n"), index - before.rfind("\n"), text


@dataclass(frozen=True, slots=True)
class _ParsedNote:
    """A file's front matter, checked and as YAML with positions, and its body, which begins at `first_line`."""

    front: schemas.NoteSchema
    document: Document
    body: str
    first_line: int

    @property
    def paper(self) -> str:
        return "" if self.front.paper == _STAND_INS["paper"] else self.front.paper


def _split(file: SourceFile) -> tuple[_ParsedNote | None, list[Problem]]:
    """Split a file into front matter and body. If some keys have problems, the front matter has the others."""
    match = _FRONT_MATTER.match(file.text)
    if match is None and file.text.startswith("---"):
        hint = "end it with a line '---' of its own"
        return None, [Problem(file.path, 1, 1, "the front matter is not closed", hint)]
    if match is None:
        keys = ", ".join(name for name, field in schemas.NoteSchema.model_fields.items() if field.is_required())
        hint = f"begin the file with a line '---', then {keys}, then another line '---'"
        return None, [Problem(file.path, 1, 1, "the front matter is missing", hint)]
    document = located_yaml.parse(match[1] or "", file.path, first_line=2)
    front, problems = schemas.validate(document, schemas.NoteSchema)
    body, first_line = file.text[match.end() :], match[0].count("\n") + 1
    if beyond_limits := list(_beyond_limits(file.path, body, first_line)):
        return None, problems + beyond_limits
    front = front or schemas.rest(document, schemas.NoteSchema, _STAND_INS)
    return (_ParsedNote(front, document, body, first_line) if front else None), problems


def _beyond_limits(path: str, body: str, first_line: int) -> Iterator[Problem]:
    """Yield a problem at the line at which a body exceeds a limit."""
    most_frequent = max("[>\n", key=body.count)
    widest = max(body.split("\n"), key=lambda line: line.count("|"))
    if len(body) > schemas.MAX_BODY:
        end = schemas.MAX_BODY
        message = f"is longer than {schemas.MAX_BODY:,} characters"
    elif body.count(most_frequent) > _MAXIMUM_MARKS:
        end = [match.start() for match in re.finditer(re.escape(most_frequent), body)][_MAXIMUM_MARKS]
        name = {"[": "opening brackets", ">": "quotation marks (>)", "\n": "lines"}[most_frequent]
        message = f"has more than {_MAXIMUM_MARKS} {name}, which take Python-Markdown minutes to read"
    elif widest.count("|") > _MAXIMUM_BARS:
        end = body.index(widest)
        message = f"has more than {_MAXIMUM_BARS} bars (|) in a line, and each row of a table would have as many cells"
    else:
        return
    yield Problem(path, first_line + body.count("\n", 0, end), 1, message, "split it into several files")
