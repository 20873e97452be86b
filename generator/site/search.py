"""The search in `build/docs`: writes those indexes and tables whose records changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.exports import search_records
from generator.exports.search_records import SearchRecord
from generator.model import Archive
from generator.site import pagefind
from generator.site.manifest import Manifest, Row, hash_of
from generator.system import files
from generator.system.files import State
from generator.system.progress import Progress

TREE = "search"

_INDEXES, _TABLES = "indexes", "tables"


@dataclass(frozen=True, slots=True)
class StaleSearch:
    """The parts of the search that must be written.

    `keys` has the key of each folder of the search: `tables` and `indexes/0`, `indexes/1`, …; `records` has the records
    of those indexes that must be written, by folder.
    """

    keys: Mapping[str, str]
    records: Mapping[str, Sequence[SearchRecord]]
    tables: Mapping[str, str]


def stale(root: Path, archive: Archive, manifest: Manifest) -> StaleSearch | None:
    """Return the parts of the archive's search that must be written, None if it is up to date."""
    indexes = search_records.indexes(archive)
    tables = search_records.tables(archive, [len(records) for records in indexes])
    records_in = {f"{_INDEXES}/{number}": records for number, records in enumerate(indexes)}
    keys = {folder: hash_of((pagefind.VERSION, records)) for folder, records in records_in.items()}
    keys[_TABLES] = hash_of(tables)
    current = _current_folders(manifest.rows(TREE), files.states_below(root / files.DOCS / files.SEARCH))
    if current == keys:
        return None
    changed = {folder: records for folder, records in records_in.items() if current.get(folder) != keys[folder]}
    return StaleSearch(keys, changed, tables)


def make(root: Path, search: StaleSearch, manifest: Manifest, progress: Progress) -> None:
    """Write the stale parts, one index at a time, since Pagefind keeps a whole index in memory.

    Raises:
        SearchIndexError: when an index cannot be made; the next run makes the missing ones.
    """
    top = root / files.DOCS / files.SEARCH
    with progress.task("Indexing for the search", len(search.records)) as task:
        for folder, records in search.records.items():
            files.write_folder(top / folder, pagefind.build(records))
            task.advance()
    numbers = {folder.partition("/")[2] for folder in search.keys if folder != _TABLES}
    files.keep_only(top / _INDEXES, numbers)
    files.write_folder(top / _TABLES, {path: text.encode() for path, text in search.tables.items()})
    files.keep_only(top, {_INDEXES, _TABLES})
    states = files.states_below(top)
    manifest.keep(TREE, {path: Row(search.keys[_folder_of(path)], *states[path]) for path in states})


def _current_folders(rows: Mapping[str, Row], states: Mapping[str, State]) -> dict[str, str]:
    """Return the keys of folders whose files all have the states of their rows, by folder."""
    keys: dict[str, str] = {}
    changed = set()
    for path in rows.keys() | states.keys():
        folder = _folder_of(path)
        if path in rows and rows[path].state == states.get(path):
            keys[folder] = rows[path].key
        else:
            changed.add(folder)
    return {folder: key for folder, key in keys.items() if folder not in changed}


def _folder_of(path: str) -> str:
    """Return the folder, of those that are written as a whole, that a file is in.

    >>> _folder_of("indexes/0/index/a.pf_index"), _folder_of("tables/keys/0.json")
    ('indexes/0', 'tables')
    """
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0] == _INDEXES else parts[0]
