"""Bodies: front matter and HTML of generated pages, kept beside `build/docs` so that a site needs no Markdown."""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple
from pathlib import Path

from generator.outputs import Heading, PageText

_FASTEST = 1
"""zlib's level: HTML gets three times smaller in 0.1 ms a page."""


class Bodies:
    """A table of pages in one SQLite file of `.cache/`; several processes may write to it.

    A file that is damaged, or cannot be written, has no pages: then MkDocs makes them of their Markdown.
    """

    def __init__(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = _open(str(path))
        except (OSError, sqlite3.DatabaseError):
            self._database = _open("")

    def close(self) -> None:
        self._database.close()

    def put(self, pages: Mapping[str, PageText]) -> None:
        """Keep pages by their paths below `build/docs`, all at once: others wait who write meanwhile."""
        rows = [_row(path, page) for path, page in pages.items()]
        with contextlib.suppress(sqlite3.DatabaseError), self._database:
            self._database.executemany("INSERT OR REPLACE INTO bodies VALUES (?, ?, ?)", rows)

    def get(self, path: str) -> PageText | None:
        """Return the page if it is kept."""
        try:
            row = self._database.execute("SELECT data FROM bodies WHERE path = ?", (path,)).fetchone()
            front, markdown, html, headings = json.loads(zlib.decompress(row[0]))
        except (sqlite3.DatabaseError, zlib.error, ValueError, TypeError):
            return None
        return PageText(front, markdown, html, tuple(Heading(*heading) for heading in headings))

    def keys(self) -> dict[str, str]:
        """Return a hash of each page by path."""
        try:
            return dict(self._database.execute("SELECT path, key FROM bodies"))
        except sqlite3.DatabaseError:
            return {}

    def delete(self, paths: Iterable[str]) -> None:
        """Forget pages."""
        gone: Sequence[str] = list(paths)
        with contextlib.suppress(sqlite3.DatabaseError), self._database:
            self._database.executemany("DELETE FROM bodies WHERE path = ?", ((path,) for path in gone))


def _row(path: str, page: PageText) -> tuple[str, str, bytes]:
    headings = [astuple(heading) for heading in page.headings]
    data = json.dumps([page.front, page.markdown, page.html, headings], ensure_ascii=False).encode()
    return path, hashlib.blake2b(data, digest_size=16).hexdigest(), zlib.compress(data, _FASTEST)


def _open(path: str) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=30)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = OFF")
        columns = "path TEXT PRIMARY KEY, key TEXT NOT NULL, data BLOB NOT NULL"
        database.execute(f"CREATE TABLE IF NOT EXISTS bodies ({columns}) WITHOUT ROWID")
    except sqlite3.DatabaseError:
        database.close()
        raise
    return database
