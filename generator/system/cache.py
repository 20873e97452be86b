"""The cache: results kept between builds by the hash of their inputs. Deleting it costs only time."""

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
from typing import TypeVar, cast

from generator.model import Json

Value = TypeVar("Value", bound=Json)

BATCH = 500
"""Keys per SQL statement, and results per transaction, so that an interrupted run keeps most of its work."""


class Cache:
    """A table of JSON values by key, in the SQLite file at `path` or, if that is None, in a temporary file.

    A damaged file is replaced by an empty one. If the file cannot be written, a temporary one is used.
    """

    def __init__(self, path: Path | None) -> None:
        try:
            self._database = _open_file(path) if path else _open("")
        except (OSError, sqlite3.OperationalError):
            self._database = _open("")

    def close(self) -> None:
        self._database.close()

    def get(self, keys: Iterable[str]) -> dict[str, Json]:
        """Return the values of those keys that the cache has."""
        return dict(self.items(keys))

    def items(self, keys: Iterable[str]) -> Iterator[tuple[str, Json]]:
        """Yield the keys that the cache has, with their values."""
        for batch in batches(keys):
            marks = ",".join("?" * len(batch))
            select = f"SELECT key, value FROM results WHERE key IN ({marks})"  # noqa: S608 (marks are question marks)
            try:
                for key, value in self._database.execute(select, batch):
                    yield key, json.loads(value)
            except (sqlite3.DatabaseError, ValueError):
                continue  # damaged: the values are computed again

    def put(self, values: Iterable[tuple[str, Json]]) -> None:
        """Store values. If that fails, on a full disk for example, the build goes on without them."""
        with contextlib.suppress(sqlite3.DatabaseError), self._database:
            rows = ((key, json.dumps(value, ensure_ascii=False)) for key, value in values)
            self._database.executemany("INSERT OR REPLACE INTO results VALUES (?, ?)", rows)


def remember(name: str, version: str, inputs: Json, function: Callable[[], Value], cache: Cache) -> Value:
    """Return `function()`, a JSON value that depends on `inputs` alone; from the cache if these are the last ones.

    For values computed from the whole archive: only the last value of each `name` is kept.
    """
    inputs_hash = hash_of([version, inputs])
    match cache.get([name]).get(name):
        case {"inputs": known, "value": value} if known == inputs_hash:
            return cast(Value, value)
    value = function()
    cache.put([(name, {"inputs": inputs_hash, "value": value})])
    return value


def hash_of(values: Iterable[Json]) -> str:
    """Return a hash of JSON values; only one at a time is in memory as text."""
    digest = hashlib.sha256()
    for value in values:
        digest.update(json.dumps(value, sort_keys=True).encode() + b"\n")
    return digest.hexdigest()


@functools.cache
def version_of(*distributions: str) -> str:
    """Return a version that changes with the generator's code, all of it, and with these distributions.

    For results that take seconds to compute again. Those that take minutes have versions that are changed by hand.
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
