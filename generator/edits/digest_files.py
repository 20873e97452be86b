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
    wanted: list[object] = []
    for number in reversed(range(len(rows))):
        edit = edits.get(number, {})
        if edit is None:
            text = yaml_text.without(text, ("papers", number))
            continue
        previous = "title"
        for key, value in edit.items():
            path = ("papers", number, key)
            if value is None:
                text = yaml_text.without(text, path)
            else:
                text, previous = yaml_text.with_value(text, path, value, previous), key
        wanted.insert(0, _as_read(rows[number], edit))
    document, changed = (located_yaml.parse(one, file.path) for one in (file.text, text))
    if changed.problems or changed.value != document.mapping | {"papers": wanted}:
        line = document.position(("papers", min(edits))).line
        raise Refused(
            f"{file.path}:{line}: the paper cannot be changed without other lines. Change it there by hand, "
            "or put each of its keys on a line of its own"
        )
    return text


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
