"""Values of rows of digests: as YAML has them, and written into the rows of papers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from generator.edits.change import Refused
from generator.edits.digest_files import edited
from generator.model import Digest, Entry, SourceFile
from generator.sources.digest_writer import head_and_rows
from generator.sources.schemas import EntrySchema
from generator.sources.yaml_writer import Folded, Plain
from generator.text import identifiers
from generator.text.suggest import did_you_mean

LISTS = ("authors", "editors", "keywords")

_SHOWN = 60
"""Characters of a key in a message."""

Rows = tuple[SourceFile, Digest, list[int]]
"""A digest with its file, and the indices of those of its rows that are of one paper."""


def rows_with(key: str, rows_of: Sequence[Rows]) -> list[Rows]:
    """Return those of a paper's rows that have a value of `key`; its newest row if none has."""
    if key not in EntrySchema.model_fields:
        hint = did_you_mean(key, EntrySchema.model_fields, f"write one of {', '.join(EntrySchema.model_fields)}")
        raise Refused(f"'{key[:_SHOWN]}' is no fact of a paper: {hint}")
    having = [
        (file, digest, [row for row in rows if has_value(digest.entries[row], key)]) for file, digest, rows in rows_of
    ]
    file, digest, rows = max(rows_of, key=lambda of_file: of_file[1].date)
    return [(file, digest, rows) for file, digest, rows in having if rows] or [(file, digest, rows[:1])]


def has_value(entry: Entry, key: str) -> bool:
    return getattr(entry, key) not in (None, "", (), False)


def changed_files(
    rows: Sequence[Rows], edits: Mapping[str, Mapping[int, Mapping[str, object]]]
) -> dict[str, str | None]:
    """Return the digests that edits change."""
    digests = {file.path: (file, digest) for file, digest, _ in rows}
    files: dict[str, str | None] = {}
    for path, of_file in edits.items():
        file, digest = digests[path]
        present = head_and_rows(digest)[1]
        own = {row: edit for row, edit in of_file.items() if _changes(present[row], edit)}
        if own:
            files[path] = edited(file, digest, own)
    return files


def _changes(present: Mapping[str, object], edit: Mapping[str, object]) -> bool:
    return any(present.get(key) != value for key, value in edit.items())


def as_written(key: str, value: str) -> object:
    """Return a value as a digest's YAML has it; None if it is empty."""
    value = value.strip()
    if not value:
        return None
    if key in LISTS:
        return listed(value)
    if key == "published":
        return Plain(value) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) else value
    if key == "arxiv":
        return identifiers.arxiv_id(value) or value
    if key == "doi":
        return identifiers.doi(value) or value
    return Folded(value) if key == "abstract" else " ".join(value.split())


def listed(answer: str) -> list[str]:
    """Split a list at commas, semicolons and line breaks; at semicolons or line breaks alone if there are any.

    >>> listed("search, tree search"), listed("Van Dam, Joost; Lee, Ann")
    (['search', 'tree search'], ['Van Dam, Joost', 'Lee, Ann'])
    """
    separators = r"[;\n]" if re.search(r"[;\n]", answer) else ","
    return [part.strip() for part in re.split(separators, answer) if part.strip()]
