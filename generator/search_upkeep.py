"""The search in `build/docs` kept up to date: it is made again when it would be made of something else."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator import files, search, search_index
from generator.model import Archive
from generator.search import SearchRecord

_MADE_OF = ".made-of"
"""A hidden file, which no engine publishes, with the hash of what the search was made of."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search that is to be made; `made_of` is the hash of what it is made of."""

    records: Sequence[SearchRecord]
    tables: Mapping[str, str]
    made_of: str


def wanted(root: Path, archive: Archive) -> Wanted | None:
    """The search of the archive; None when that is the one that is there."""
    records, tables = search.records(archive), search.tables(archive)
    made_of = hashlib.sha256(repr((search_index.VERSION, records, tables)).encode()).hexdigest()
    return None if left(root) == made_of else Wanted(records, tables, made_of)


def left(root: Path) -> str:
    """The hash of what the search that is there was made of; "" when there is none, or not all of it."""
    return files.read_output(root, f"{files.SEARCH}/{_MADE_OF}") or ""


def make(root: Path, new: Wanted) -> None:
    """Make the search of `build/docs`.

    Raises:
        SearchIndexError: when it cannot be made; what was there is then made again by the next run.
    """
    # From here on until it is written again: a build that is cut off leaves files of two searches.
    (root / files.DOCS / files.SEARCH / _MADE_OF).unlink(missing_ok=True)
    index = {f"pagefind/{path}": data for path, data in search_index.build(new.records).items()}
    # What names other files comes after them, and the note that all is there, at the end.
    entry = index.pop("pagefind/pagefind-entry.json")
    texts = {path: text.encode() for path, text in new.tables.items()}
    contents = {**index, **texts, "pagefind/pagefind-entry.json": entry, _MADE_OF: new.made_of.encode()}
    files.write_folder(root / files.DOCS / files.SEARCH, contents)
