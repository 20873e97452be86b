"""The search in `build/docs` kept up to date: what would be made of something else is made again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.exports import search_records
from generator.exports.search_records import SearchRecord
from generator.model import Archive
from generator.site import pagefind
from generator.system import files
from generator.system.progress import Progress

_MADE_OF = ".made-of"
"""A hidden file, which no engine publishes, with the hash of what an index, or the search, was made of."""

_INDEXES, _TABLES = "indexes", "tables"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search that is to be made; `made_of` is the hash of what it is made of.

    `indexes` are those to be made, by their number: their records and the hash of these. `all_indexes` is how many the
    search has.
    """

    indexes: Mapping[int, tuple[Sequence[SearchRecord], str]]
    all_indexes: int
    tables: Mapping[str, str]
    made_of: str


def wanted(root: Path, archive: Archive) -> Wanted | None:
    """The search of the archive; None when that is the one that is there."""
    indexes = search_records.indexes(archive)
    tables = search_records.tables(archive, [len(records) for records in indexes])
    hashes = [_hash((pagefind.VERSION, records)) for records in indexes]
    made_of = _hash((hashes, tables))
    if left(root) == made_of:
        return None
    new = {
        number: (records, made_of)
        for number, (records, made_of) in enumerate(zip(indexes, hashes, strict=True))
        if files.read_output(root, f"{files.SEARCH}/{_INDEXES}/{number}/{_MADE_OF}") != made_of
    }
    return Wanted(new, len(indexes), tables, made_of)


def left(root: Path) -> str:
    """The hash of what the search that is there was made of; "" when there is none, or not all of it."""
    return files.read_output(root, f"{files.SEARCH}/{_MADE_OF}") or ""


def make(root: Path, new: Wanted, progress: Progress) -> None:
    """Make the search of `build/docs`, one index after the other: only one is in memory.

    Raises:
        SearchIndexError: when it cannot be made; what was there is then made again by the next run.
    """
    folder = root / files.DOCS / files.SEARCH
    # From here on until it is written again: a build that is cut off leaves files of two searches.
    (folder / _MADE_OF).unlink(missing_ok=True)
    with progress.task("Indexing for the search", len(new.indexes)) as task:
        for number, (records, made_of) in new.indexes.items():
            _make_index(folder / _INDEXES / str(number), records, made_of)
            task.advance()
    files.keep_only(folder / _INDEXES, set(map(str, range(new.all_indexes))))
    files.write_folder(folder / _TABLES, {path: text.encode() for path, text in new.tables.items()})
    files.keep_only(folder, {_INDEXES, _TABLES})
    files.write_text(folder / _MADE_OF, new.made_of)


def _make_index(folder: Path, records: Sequence[SearchRecord], made_of: str) -> None:
    (folder / _MADE_OF).unlink(missing_ok=True)
    files.write_folder(folder, pagefind.build(records))
    files.write_text(folder / _MADE_OF, made_of)


def _hash(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()
