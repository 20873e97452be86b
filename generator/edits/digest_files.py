"""Rows of digest files: removed and corrected in the text, so that nothing else that a person wrote changes."""

from __future__ import annotations

from collections.abc import Mapping

from generator.edits import yaml_text
from generator.edits.archive_state import refuse_for
from generator.edits.change import Refused
from generator.model import Digest, SourceFile
from generator.sources import located_yaml
from generator.sources.digest_writer import head_and_rows, is_unedited, write_digest
from generator.sources.digests import read_digest
from generator.sources.located_yaml import Document, Position
from generator.sources.yaml_writer import dump

RowEdit = Mapping[str, object] | None
"""New values by key, of which None deletes the key; None removes the row."""


def edited(file: SourceFile, digest: Digest, edits: Mapping[int, RowEdit]) -> str | None:
    """Return the text of a digest's file with these edits, by row; None if no row is left.

    A file that a person edited keeps its comments and order.

    Raises:
        Refused: when the file is not YAML or not written line by line, or when a new value is not valid.
    """
    if all(row in edits and edits[row] is None for row in range(len(digest.entries))) and _rows_of(file, digest):
        return None
    if is_unedited(file.text, digest):
        head, rows = head_and_rows(digest)
        changed = [_with(row, edits.get(number, {})) for number, row in enumerate(rows)]
        text = dump({**head, "papers": [row for row in changed if row is not None]})
        parsed = read_digest(SourceFile(file.path, text))
        refuse_for(parsed.problems)
        if parsed.digest is None:
            raise Refused(f"{file.path}: nothing would be left of the digest")
        return write_digest(parsed.digest)
    text = _edited_text(file, digest, edits)
    refuse_for(problem for problem in read_digest(SourceFile(file.path, text)).problems if problem.is_error)
    return text


def _with(row: Mapping[str, object], edit: RowEdit) -> dict[str, object] | None:
    if edit is None:
        return None
    return {key: value for key, value in {**row, **edit}.items() if value is not None}


def _edited_text(file: SourceFile, digest: Digest, edits: Mapping[int, RowEdit]) -> str:
    rows = _rows_of(file, digest)
    text = file.text
    document = located_yaml.parse(text, file.path)
    wanted: list[object] = []
    # From the last row to the first: what changes is behind the positions that are still to be used.
    for number in reversed(range(len(rows))):
        edit = edits.get(number, {})
        if edit is None or edit:
            begin, end = _place_of(file.text, document, number)
            text = text[:begin] + ("" if edit is None else _edited_row(text[begin:end], edit)) + text[end:]
        if edit is not None:
            wanted.append(_as_read(rows[number], edit))
    wanted.reverse()
    changed = located_yaml.parse(text, file.path)
    if changed.problems or changed.value != document.mapping | {"papers": wanted}:
        line = document.position(("papers", min(edits))).line
        raise Refused(
            f"{file.path}:{line}: the paper cannot be changed without other lines. Change it there by hand, "
            "or put each of its keys on a line of its own"
        )
    return text


def _place_of(text: str, document: Document, number: int) -> tuple[int, int]:
    """Return where a row begins and ends, before comments that belong to the next one."""
    begin = _begin_of(text, document.values["papers", number])
    if following := document.values.get(("papers", number + 1)):
        return begin, yaml_text.before_comments(text, _begin_of(text, following))
    return begin, yaml_text.end_of(text, document, ("papers", number))


def _begin_of(text: str, position: Position) -> int:
    """Return where the line of a row's dash begins, which may be alone on the line above its first key."""
    begin = yaml_text.offset_of(text, Position(position.line, 1))
    above = text.rfind("\n", 0, max(begin - 1, 0)) + 1
    return above if text[above:begin].strip() == "-" else begin


def _edited_row(row: str, edit: Mapping[str, object]) -> str:
    """Return the lines of a row with new values. Only they are parsed, since a digest may have thousands of rows."""
    text, previous = f"papers:\n{row}", "title"
    for key, value in edit.items():
        path = ("papers", 0, key)
        if value is None:
            text = yaml_text.without(text, path)
        else:
            text, previous = yaml_text.with_value(text, path, value, previous), key
    return text.removeprefix("papers:\n")


def _rows_of(file: SourceFile, digest: Digest) -> list[dict[str, object]]:
    document = located_yaml.parse(file.text, file.path)
    rows = document.mapping.get("papers")
    if document.problems or not isinstance(rows, list) or len(rows) != len(digest.entries):
        raise Refused(
            f"{file.path}: is not a digest in YAML, and commands change no other. Run "
            f"`papershelf import {file.path}`, delete that file, and run this again; or `papershelf hide` the paper"
        )
    return rows


def _as_read(row: Mapping[str, object], edit: Mapping[str, object]) -> dict[str, object]:
    """Return a row of YAML with an edit, as it reads: every scalar is text."""
    values = {key: value for key, value in edit.items() if value is not None}
    written = located_yaml.parse(dump(values), "").mapping if values else {}
    return {key: value for key, value in row.items() if key not in edit} | written
