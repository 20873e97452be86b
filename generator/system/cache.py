"""The cache: results kept between builds by the hash of their inputs. Deleting it costs only time."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import metadata
from itertools import islice
from pathlib import Path
from typing import TypeVar, cast

from generator.model import Json
from generator.system.seals import sealer

Value = TypeVar("Value", bound=Json)
Result = TypeVar("Result")

_TABLE = "CREATE TABLE kept (key TEXT PRIMARY KEY, value TEXT NOT NULL, seal BLOB NOT NULL) WITHOUT ROWID"

BATCH = 500
"""Keys per SQL statement, and results per transaction, so that an interrupted run keeps most of its work."""


class Cache:
    """A table of JSON values by key, in the SQLite file at `path` or, if that is None, in a temporary file.

    A damaged file is replaced by an empty one. If the file cannot be written, a temporary one is used. Values that
    another user wrote, or that were changed since, are ignored: see `seals`.
    """

    def __init__(self, path: Path | None) -> None:
        self._database = open_table(path, _TABLE)
        self._sealer = sealer("results", path.parent.parent if path else None)

    def close(self) -> None:
        self._database.close()

    def get(self, keys: Iterable[str]) -> dict[str, Json]:
        """Return the values of those keys that the cache has."""
        return dict(self.items(keys))

    def items(self, keys: Iterable[str]) -> Iterator[tuple[str, Json]]:
        """Yield the keys that the cache has, with their values."""
        for batch in batches(keys):
            marks = ",".join("?" * len(batch))
            select = f"SELECT key, value, seal FROM kept WHERE key IN ({marks})"  # noqa: S608 (marks are question marks)
            try:
                for key, value, seal in self._database.execute(select, batch):
                    if isinstance(value, str) and self._sealer.is_sealed(key, value.encode(), seal):
                        yield key, json.loads(value)
            except (sqlite3.DatabaseError, ValueError):
                continue  # damaged: the values are computed again

    def put(self, values: Iterable[tuple[str, Json]]) -> None:
        """Store values. If that fails, on a full disk for example, the build goes on without them."""
        with contextlib.suppress(sqlite3.DatabaseError), self._database:
            self._database.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", map(self._row, values))

    def _row(self, item: tuple[str, Json]) -> tuple[str, str, bytes]:
        key, value = item[0], json.dumps(item[1])
        return key, value, self._sealer.seal(key, value.encode())


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


def remember_each(
    name: str,
    version: str,
    texts: Iterable[str],
    compute: Callable[[Sequence[str]], Mapping[str, Json]],
    decode: Callable[..., Result],
    cache: Cache,
) -> dict[str, Result]:
    """Return a value for each text that depends on the text and on `version` alone, from the cache if it has it.

    `compute` returns the JSON values of texts that the cache lacks; `decode` makes a result of one. For values whose
    version changes often, as that of a vocabulary does: only the last value of each text is kept.
    """
    keys = {text: hash_of([name, text]) for text in texts}
    results = {key: decode(value) for key, value in of_version(version, cache.items(keys.values()))}
    missing = [text for text, key in keys.items() if key not in results]
    computed = compute(missing) if missing else {}
    for batch in batches(missing):
        cache.put((keys[text], [version, computed[text]]) for text in batch)
    results.update((keys[text], decode(computed[text])) for text in missing)
    return {text: results[key] for text, key in keys.items()}


def of_version(version: str, items: Iterable[tuple[str, Json]]) -> Iterator[tuple[str, Json]]:
    """Yield keys with their values, of items whose values are lists of this version and a value."""
    for key, value in items:
        match value:
            case [known, inner] if known == version:
                yield key, inner


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
    return ", ".join([_hash_of_code()[:16], *(f"{name} {metadata.version(name)}" for name in distributions)])


@functools.cache
def _hash_of_code() -> str:
    code = hashlib.sha256()
    for path in sorted(Path(__file__).parents[1].rglob("*.py")):
        code.update(path.read_bytes())
    return code.hexdigest()


def open_table(path: Path | None, table: str) -> sqlite3.Connection:
    """Return a database with this table alone, in a file or, without one, a temporary one; `table` is its SQL.

    A file that is damaged, or has anything else in it, is replaced: a view or a trigger would run at every request.
    """
    if path is None:
        return _open("", table)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return _open(path, table)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            for ending in ("", "-wal", "-shm"):
                path.with_name(path.name + ending).unlink(missing_ok=True)
            return _open(path, table)
    except (OSError, sqlite3.DatabaseError):
        return _open("", table)


def _open(path: Path | str, table: str) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=30)
    try:
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("PRAGMA journal_mode = WAL")
        database.execute(table.replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS", 1))
        if database.execute("SELECT sql FROM sqlite_master").fetchall() != [(table,)]:
            raise sqlite3.DatabaseError("is not a table of ours alone")
    except sqlite3.DatabaseError:
        database.close()
        raise
    return database


def batches(keys: Iterable[str]) -> Iterator[list[str]]:
    remaining = iter(keys)
    while batch := list(islice(remaining, BATCH)):
        yield batch
