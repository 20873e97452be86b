"""The search in `build/docs`: writes those folders whose indexes or tables changed."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.exports import search_records, search_tables
from generator.exports.search_records import SearchRecord
from generator.model import Archive
from generator.site import pagefind
from generator.site.fingerprints import program
from generator.site.manifest import Manifest, Row, hash_of, unchanged
from generator.system import cache, files
from generator.system.cache import Cache
from generator.system.files import State
from generator.system.progress import Progress

TREE = "search"

_INDEXES, _TABLES = "indexes", "tables"
_SETTLED, _RECENT, _ALL = (f"{_TABLES}/{name}" for name in ("settled", "recent", "all"))


@dataclass(frozen=True, slots=True)
class StaleSearch:
    """The folders of the search that must be written.

    `keys` has the key of each folder of the search: `indexes/0`, `indexes/1`, …, and those of tables. `records` has
    the records of the indexes that must be written, and `tables` the tables, by folder.
    """

    keys: Mapping[str, str]
    records: Mapping[str, Sequence[SearchRecord]]
    tables: Mapping[str, Mapping[str, str]]


def stale(root: Path, archive: Archive, results: Cache) -> StaleSearch | None:
    """Return the folders of the archive's search that must be written, None if it is up to date."""
    records = {f"{_INDEXES}/{number}": records for number, records in enumerate(search_records.indexes(archive))}
    settled, recent = search_tables.shares(archive)
    shares = {_SETTLED: settled, _RECENT: recent}
    keys = {folder: hash_of((pagefind.VERSION, records[folder])) for folder in records}
    keys |= {folder: hash_of((program(), share)) for folder, share in shares.items()}
    count = functools.partial(search_tables.count_words, settled)
    word_counts = [
        cache.remember("words of settled papers", keys[_SETTLED], None, count, results),
        search_tables.count_words(recent),
    ]
    of_all = search_tables.tables_of_all(archive, [*map(len, records.values())], word_counts)
    keys[_ALL] = hash_of(of_all)
    current = _current_folders(Manifest(results).rows(TREE), files.states_below(root / files.DOCS / files.SEARCH))
    if current == keys:
        return None
    changed = {folder for folder in keys if current.get(folder) != keys[folder]}
    tables = {folder: search_tables.tables_of_share(share) for folder, share in shares.items() if folder in changed}
    if _ALL in changed:
        tables[_ALL] = of_all
    return StaleSearch(keys, {folder: records[folder] for folder in records if folder in changed}, tables)


def make(root: Path, search: StaleSearch, manifest: Manifest, progress: Progress) -> None:
    """Write the stale folders, one index at a time, since Pagefind keeps a whole index in memory.

    Raises:
        SearchIndexError: when an index cannot be made; the next run makes the missing ones.
    """
    top = root / files.DOCS / files.SEARCH
    with progress.task("Indexing for the search", len(search.records)) as task:
        for folder, records in search.records.items():
            files.write_folder(top / folder, pagefind.build(records))
            task.advance()
    for folder, tables in search.tables.items():
        files.write_folder(top / folder, {path: text.encode() for path, text in tables.items()})
    for kind in (_INDEXES, _TABLES):
        files.keep_only(top / kind, {folder.partition("/")[2] for folder in search.keys if folder.startswith(kind)})
    files.keep_only(top, {_INDEXES, _TABLES})
    states = files.states_below(top)
    manifest.keep(TREE, {path: Row(search.keys[_folder_of(path)], *states[path]) for path in states})


def _current_folders(rows: Mapping[str, Row], states: Mapping[str, State]) -> dict[str, str]:
    """Return the keys of folders whose files all have the states of their rows, by folder."""
    same = unchanged(rows, states)
    changed = {_folder_of(path) for path in (rows.keys() | states.keys()) - same.keys()}
    return {folder: row.key for path, row in same.items() if (folder := _folder_of(path)) not in changed}


def _folder_of(path: str) -> str:
    """Return the folder, of those that are written as a whole, that a file is in.

    >>> _folder_of("indexes/0/index/a.pf_index"), _folder_of("tables/all/votes.json")
    ('indexes/0', 'tables/all')
    """
    return "/".join(path.split("/")[:2])
