"""Results kept between builds by the hash of what they were computed from; deleting them costs time, nothing else."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from importlib import metadata
from itertools import islice
from pathlib import Path
from typing import Any

BATCH = 500
"""Keys per SQL statement, and results per transaction, so that an interrupted run keeps most of its work."""


class Cache:
    """A table of JSON values by key in one SQLite file, or in a temporary one when `path` is None.

    A damaged file is replaced by an empty one; where none can be kept, a temporary one serves.
    """

    def __init__(self, path: Path | None) -> None:
        try:
            self._database = _open_file(path) if path else _open("")
        except (OSError, sqlite3.OperationalError):
            self._database = _open("")

    def close(self) -> None:
        self._database.close()

    def get(self, keys: Iterable[str]) -> dict[str, Any]:
        """The values that are known, by key."""
        return dict(self.items(keys))

    def items(self, keys: Iterable[str]) -> Iterator[tuple[str, Any]]:
        """The keys that are known, each with its value, one at a time."""
        for batch in batches(keys):
            marks = ",".join("?" * len(batch))
            select = f"SELECT key, value FROM results WHERE key IN ({marks})"  # noqa: S608 (marks are question marks)
            try:
                for key, value in self._database.execute(select, batch):
                    yield key, json.loads(value)
            except (sqlite3.DatabaseError, ValueError):
                continue  # damaged: computed anew, and replaced if the file lets us

    def put(self, values: Iterable[tuple[str, Any]]) -> None:
        """Keep values. A cache that cannot be written, on a full disk say, is not worth failing a build for."""
        with contextlib.suppress(sqlite3.DatabaseError), self._database:
            rows = ((key, json.dumps(value, ensure_ascii=False)) for key, value in values)
            self._database.executemany("INSERT OR REPLACE INTO results VALUES (?, ?)", rows)


def remember(name: str, version: str, inputs: Any, function: Callable[[], Any], cache: Cache) -> Any:
    """`function()`, a JSON value that depends on `inputs`, JSON too: from the cache when they are those of last time.

    This is for what is computed of a whole archive: only the last value of a `name` is kept.
    """
    made_of = hash_of([version, inputs])
    match cache.get([name]).get(name):
        case {"made_of": known, "value": value} if known == made_of:
            return value
    value = function()
    cache.put([(name, {"made_of": made_of, "value": value})])
    return value


def hash_of(values: Iterable[Any]) -> str:
    """A hash of JSON values, one of which at a time is in memory as JSON."""
    found = hashlib.sha256()
    for value in values:
        found.update(json.dumps(value, sort_keys=True).encode() + b"\n")
    return found.hexdigest()


@functools.cache
def version_of(*distributions: str) -> str:
    """Changes with the generator's own code, of which none is exempt, and with the distributions it computes with.

    For results that are computed anew in seconds; what takes minutes has a version of its own, changed by hand.
    """
    code = hashlib.sha256()
    for path in sorted(Path(__file__).parents[1].rglob("*.py")):
        code.update(path.read_bytes())
    return ", ".join([code.hexdigest()[:16], *(f"{name} {metadata.version(name)}" for name in distributions)])


def _open_file(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _open(path)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        path.unlink()
        return _open(path)


def _open(path: Path | str) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=30)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE IF NOT EXISTS results (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
    except sqlite3.DatabaseError:
        database.close()
        raise
    return database


def batches(keys: Iterable[str]) -> Iterator[list[str]]:
    remaining = iter(keys)
    while batch := list(islice(remaining, BATCH)):
        yield batch
