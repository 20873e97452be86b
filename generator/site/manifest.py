"""The manifest: the files that the last build wrote, their inputs and their state. It alone decides what is rebuilt.

It has a tree of rows for each folder that builds write: `docs` (build/docs without the search), `search`, and one for
each site. A file is up to date if its row has the key that it would get now, and its size and time are those of the
row. So a file that somebody touched is rebuilt, and without the manifest everything is. The cache stores it. For files
of `docs` that have parts it has a row for each, so that those whose inputs stay are copied.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from generator.system.cache import Cache
from generator.system.files import State

_RUN = "last run"


class Row(NamedTuple):
    """A file's key, a hash of all its inputs, its size in bytes, and its modification time in nanoseconds."""

    key: str
    size: int
    mtime_ns: int

    @property
    def state(self) -> State:
        return self.size, self.mtime_ns


class PartRow(NamedTuple):
    """A part of a file: a hash of its inputs, its size in bytes, and the CRC-32 and length of its text."""

    key: str
    size: int
    crc: int
    length: int


def state_of(path: str) -> State:
    """Return a file's state; that of a link or folder equals no row's.

    Raises:
        OSError: when the path does not exist.
    """
    status = os.lstat(path)
    return (status.st_size, status.st_mtime_ns) if stat.S_ISREG(status.st_mode) else (-1, -1)


def file_version(path: str) -> str:
    """Return a key that changes whenever a file's content may have changed (inode, size, mtime and ctime).

    It changes even if the file's time was set back. A new hard link to the file changes it, too, so it is for files
    that people write. Follows symlinks.

    Raises:
        OSError: when the path does not exist.
    """
    status = os.stat(path)  # noqa: PTH116 (a build asks it of 15,000 files, and a Path takes three times as long)
    return f"{status.st_ino} {status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"


def unchanged(rows: Mapping[str, Row], states: Mapping[str, State]) -> dict[str, Row]:
    """Return the rows of those files that have the states of their rows."""
    return {path: row for path, row in rows.items() if states.get(path) == row.state}


class Manifest:
    """The manifest of an archive. Values of the cache that are not rows are ignored."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

    def rows(self, tree: str) -> dict[str, Row]:
        """Return the rows of a tree by the files' paths below its folder."""
        match self._value(f"tree {tree}"):
            case dict(rows) if all(_is_row(row, numbers=2) for row in rows.values()):
                return {path: Row(*row) for path, row in rows.items()}
        return {}

    def parts(self, tree: str) -> dict[str, list[PartRow]]:
        """Return the rows of parts by the files' paths, of those files of the tree that have several."""
        match self._value(f"parts {tree}"):
            case dict(parts) if all(isinstance(rows, list) for rows in parts.values()) and all(
                _is_row(row, numbers=3) for rows in parts.values() for row in rows
            ):
                return {path: [PartRow(*row) for row in rows] for path, rows in parts.items()}
        return {}

    def keep(
        self, tree: str, rows: Mapping[str, Row], parts: Mapping[str, Sequence[PartRow]] = MappingProxyType({})
    ) -> None:
        """Store the rows of a tree, and of its files' parts, both or neither."""
        self._cache.put([(f"tree {tree}", rows), (f"parts {tree}", dict(parts))])

    def _value(self, name: str) -> object:
        return self._cache.get([name]).get(name)


def hash_of(value: object) -> str:
    """Return a hash of a value whose `repr` is complete and the same in every process."""
    return hashlib.blake2b(repr(value).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _is_row(value: object, numbers: int) -> bool:
    return isinstance(value, list) and [*map(type, value)] == [str, *[int] * numbers]
