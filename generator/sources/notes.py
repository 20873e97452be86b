"""Notes: Markdown files with front matter, written by people whom we do not trust."""

from __future__ import annotations

from dataclasses import replace

from generator.model import Note, Problem, Severity, SourceFile
from generator.sources import schemas, untrusted_files
from generator.sources.untrusted_files import ParsedFile
from generator.text import note_template, safe_html

_STAND_INS = {"paper": "?", "author": "?", "date": "1900-01-01"}
"""Values for what a note must have and lacks, with which the rest of it is read, so that all its problems are found."""


def read_note(file: SourceFile) -> tuple[Note | None, list[Problem]]:
    """Return a note, with its body as safe HTML for a page two levels below the site's root, and its problems.

    If some keys are invalid or missing, the note has the others, so that later stages can report problems with its
    paper, tags and links in the same run; its `paper` is "" without a usable one. Without a usable body it is None. A
    note without text may assign tags.
    """
    parts, problems = untrusted_files.split(file, schemas.NoteSchema, _STAND_INS)
    if parts is None:
        return None, problems
    front = parts.front
    is_empty = not parts.body.text.strip()
    if is_empty and (front.tags or front.remove_tags):
        return _tags_of(file, parts), problems
    if is_empty or note_template.is_untouched(parts.body.text):
        message = "the note has no text yet and is left out"
        hint = "write it below the second '---', or delete the file"
        return None, [*problems, Problem(file.path, parts.body.line, 1, message, hint, Severity.WARNING)]
    rendered = untrusted_files.rendered(parts.body, problems)
    if rendered is None:
        return None, problems
    note = Note(file.path, _paper(parts), front.author, front.date, rendered.html)
    return replace(
        note,
        tags=front.tags,
        remove_tags=front.remove_tags,
        links=front.links,
        positions=parts.positions,
        mentions=tuple(untrusted_files.mentions(parts.body, rendered.targets)),
        markdown=parts.body.text.strip(),
    ), problems


def paper_and_author_without_text(file: SourceFile) -> tuple[str, str]:
    """Return the paper and the author of a note that somebody began and wrote nothing in, ("", "") of other files."""
    parts, _ = untrusted_files.split(file, schemas.NoteSchema, _STAND_INS)
    if parts is None or parts.front.tags or parts.front.remove_tags:
        return "", ""
    is_begun = not parts.body.text.strip() or note_template.is_untouched(parts.body.text)
    return (_paper(parts), parts.front.author) if is_begun else ("", "")


def _tags_of(file: SourceFile, parts: ParsedFile[schemas.NoteSchema]) -> Note:
    """Return a note without text, which only assigns tags."""
    front = parts.front
    return Note(
        file.path,
        _paper(parts),
        front.author,
        front.date,
        safe_html.escaped(""),
        tags=front.tags,
        remove_tags=front.remove_tags,
        positions=parts.positions,
    )


def _paper(parts: ParsedFile[schemas.NoteSchema]) -> str:
    return "" if parts.front.paper == _STAND_INS["paper"] else parts.front.paper
