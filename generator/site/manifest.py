"""The manifest: what the last build made, of what, and how it lies on the disk. It alone decides what is made again.

It has a tree of rows for each folder that builds write: `docs` (build/docs without the search), `search`, and one for
each site. A file is up to date when its row has the key that it would get now, and the file's size and time are the
row's: so a file that somebody touched is made again, and without the manifest everything is. It is kept in the cache.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

from generator.model import Problem, Severity
from generator.system.cache import Cache
from generator.system.files import State

_RUN = "last run"


class Row(NamedTuple):
    """A file's key, which stands for all that it is made of, its size in bytes, and its time in nanoseconds."""

    key: str
    size: int
    mtime_ns: int

    @property
    def state(self) -> State:
        return self.size, self.mtime_ns


def state_of(path: str) -> State:
    """Return a file's state; a link or folder has one that no row has.

    Raises:
        OSError: when nothing is there.
    """
    status = os.lstat(path)
    return (status.st_size, status.st_mtime_ns) if stat.S_ISREG(status.st_mode) else (-1, -1)


def version_of(path: str) -> str:
    """Return what changes whenever a file's content may have changed, even if its time was set back.

    Making a hard link to a file changes this, too, so it serves for files that people write. Follows symlinks.

    Raises:
        OSError: when nothing is there.
    """
    status = Path(path).stat()
    return f"{status.st_ino} {status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"


class Manifest:
    """The manifest of an archive. What a cache from elsewhere holds instead of rows is no rows."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

    def rows(self, tree: str) -> dict[str, Row]:
        """Return the rows of a tree by the files' paths below its folder."""
        match self._value(f"tree {tree}"):
            case {"rows": dict(rows)} if all(map(_is_row, rows.values())):
                return {path: Row(*row) for path, row in rows.items()}
        return {}

    def key(self, tree: str) -> str:
        """Return the key of a tree as a whole, "" if it has none."""
        match self._value(f"tree {tree}"):
            case {"key": str(key)}:
                return key
        return ""

    def keep(self, tree: str, rows: Mapping[str, Row], key: str = "") -> None:
        """Keep the rows of a tree, and the key that stands for all that it is made of."""
        self._cache.put([(f"tree {tree}", {"key": key, "rows": rows})])

    def state(self, tree: str, states: Mapping[str, State]) -> str:
        """Return a hash of a tree if the files on the disk, which have these states, are as the rows say; "" if not."""
        rows = self.rows(tree)
        if not rows or {path: row.state for path, row in rows.items()} != states:
            return ""
        return hash_of(sorted(rows.items()))

    def problems_of_same(self, inputs: str, state: str) -> tuple[Problem, ...] | None:
        """Return the last run's problems if it had these inputs and left this state; None if not."""
        match self._value(_RUN):
            case {"inputs": last_inputs, "state": last_state, "problems": [*problems]} if (
                last_inputs == inputs and last_state == state
            ):
                return tuple(Problem(**problem | {"severity": Severity(problem["severity"])}) for problem in problems)
        return None

    def keep_run(self, inputs: str, state: str, problems: Sequence[Problem]) -> None:
        """Keep the problems of a run that left everything as it should be."""
        rows = [asdict(problem) | {"severity": problem.severity.value} for problem in problems]
        self._cache.put([(_RUN, {"inputs": inputs, "state": state, "problems": rows})])

    def _value(self, name: str) -> object:
        return self._cache.get([name]).get(name)


def hash_of(value: object) -> str:
    """Return a hash of a value whose `repr` is complete and the same in every process."""
    return hashlib.blake2b(repr(value).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _is_row(value: object) -> bool:
    match value:
        case [str(), int(), int()]:
            return True
    return False
