"""The cache: results kept between builds by the hash of their inputs. Deleting it costs only time.

Values that are stored together are stored as one, a pack: finding a hundred of them at once takes a tenth of the time.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import metadata
from itertools import islice
from pathlib import Path
from typing import TypeVar, cast

from generator.model import Json
from generator.system.seals import sealer

Item = TypeVar("Item")
Value = TypeVar("Value", bound=Json)
Result = TypeVar("Result")

_TABLES = (
    "CREATE TABLE packs (id INTEGER PRIMARY KEY, content BLOB NOT NULL, seal BLOB NOT NULL)",
    "CREATE TABLE kept (key TEXT PRIMARY KEY, pack INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE INDEX kept_in ON kept (pack)",
)

_SELECT_PACKS = """
    SELECT key, pack FROM kept WHERE key IN (SELECT value FROM json_each(?)) AND typeof(pack) = 'integer'
"""
_DELETE_EMPTY = """
    DELETE FROM packs WHERE id IN (SELECT value FROM json_each(?)) AND NOT EXISTS (SELECT 1 FROM kept WHERE pack = id)
"""

BATCH = 500
"""Results per transaction, so that an interrupted run keeps most of its work."""

_PACK = 100
"""Values per pack."""

_SEALED_AS = "pack"


class Cache:
    """A table of JSON values by key, in the SQLite file at `path` or, if that is None, in a temporary file.

    A damaged file is replaced by an empty one. If the file cannot be written, a temporary one is used. Values that
    another user wrote, or that were changed since, are ignored: see `seals`.
    """

    def __init__(self, path: Path | None) -> None:
        self._database = open_database(path, *_TABLES)
        self._sealer = sealer("results", path.parent.parent if path else None)

    def close(self) -> None:
        self._database.close()

    def get(self, keys: Iterable[str]) -> dict[str, Json]:
        """Return the values of those keys that the cache has."""
        return dict(self.items(keys))

    def items(self, keys: Iterable[str]) -> Iterator[tuple[str, Json]]:
        """Yield the keys that the cache has, with their values."""
        keys_of: dict[int, list[str]] = defaultdict(list)
        with contextlib.suppress(sqlite3.DatabaseError):  # damaged: the values are computed again
            for key, pack in self._database.execute(_SELECT_PACKS, (json.dumps([*keys]),)):
                keys_of[pack].append(key)
        for pack, wanted in keys_of.items():
            content = self._content(pack)
            yield from ((key, content[key]) for key in wanted if key in content)

    def put(self, values: Iterable[tuple[str, Json]]) -> None:
        """Store values. If that fails, on a full disk for example, the build goes on without them."""
        with contextlib.suppress(sqlite3.DatabaseError), self._database:
            for batch in batches(values, _PACK):
                self._put_pack(dict(batch))

    def _put_pack(self, content: Mapping[str, Json]) -> None:
        """Store a pack, and delete those of which no value is left."""
        keys, data = json.dumps([*content]), json.dumps(content).encode()
        former = {pack for _, pack in self._database.execute(_SELECT_PACKS, (keys,))}
        row = (data, self._sealer.seal(_SEALED_AS, data))
        pack = self._database.execute("INSERT INTO packs (content, seal) VALUES (?, ?)", row).lastrowid
        self._database.execute("INSERT OR REPLACE INTO kept SELECT value, ? FROM json_each(?)", (pack, keys))
        self._database.execute(_DELETE_EMPTY, (json.dumps([*former]),))

    def _content(self, pack: int) -> Mapping[str, Json]:
        """Return the values of a pack, none if it is damaged."""
        with contextlib.suppress(sqlite3.DatabaseError, ValueError):
            for data, seal in self._database.execute("SELECT content, seal FROM packs WHERE id = ?", (pack,)):
                if isinstance(data, bytes) and self._sealer.is_sealed(_SEALED_AS, data, seal):
                    return cast(Mapping[str, Json], json.loads(data))
        return {}


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
    keys = {text: key_of_text(name, text) for text in texts}
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
    """Return a version that changes with the generator's code, templates, catalogues, and with these distributions.

    For results that take seconds to compute again. Those that take minutes have versions that are changed by hand.
    """
    return ", ".join([_hash_of_code()[:16], *(f"{name} {metadata.version(name)}" for name in distributions)])


@functools.cache
def _hash_of_code() -> str:
    code = hashlib.sha256()
    for path in sorted(Path(__file__).parents[1].rglob("*.*")):
        if path.suffix in (".html", ".po", ".py"):
            code.update(path.read_bytes())
    return code.hexdigest()


def key_of_text(name: str, text: str) -> str:
    """Return the key of a text's result under a name."""
    return hashlib.sha256(f"{name}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()


def open_database(path: Path | None, *tables: str) -> sqlite3.Connection:
    """Return a database with these tables and indices alone, in a file or, without one, a temporary one.

    `tables` has the SQL of each. A file that is damaged, or has anything else in it, is replaced: a view or a trigger
    would run at every request.
    """
    if path is None:
        return _open("", tables)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return _open(path, tables)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            for ending in ("", "-wal", "-shm"):
                path.with_name(path.name + ending).unlink(missing_ok=True)
            return _open(path, tables)
    except (OSError, sqlite3.DatabaseError):
        return _open("", tables)


def _open(path: Path | str, tables: tuple[str, ...]) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=30)
    try:
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("PRAGMA journal_mode = WAL")
        # As bytes: damaged ones may be no text.
        schema = database.execute("SELECT CAST(sql AS BLOB) FROM sqlite_master WHERE sql NOT NULL ORDER BY rowid")
        known = [sql for (sql,) in schema]
        if known != [table.encode() for table in tables[: len(known)]]:
            raise sqlite3.DatabaseError("has other tables than ours")
        for table in tables[len(known) :]:  # which another process may make at the same time
            database.execute(re.sub(r"^CREATE \w+", r"\g<0> IF NOT EXISTS", table))
    except sqlite3.DatabaseError:
        database.close()
        raise
    except UnicodeDecodeError as error:  # of SQLite's message, which quotes the damaged schema
        database.close()
        raise sqlite3.DatabaseError("has a damaged schema") from error
    return database


def batches(items: Iterable[Item], size: int = BATCH) -> Iterator[list[Item]]:
    """Yield the items in lists of this size; the last may be shorter."""
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch
