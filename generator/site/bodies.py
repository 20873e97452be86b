"""Bodies: front matter and HTML of generated pages, stored so that building a site needs no Markdown."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple
from pathlib import Path

from generator.outputs import Heading, PageText
from generator.system.cache import open_table
from generator.system.seals import sealer

_TABLE = "CREATE TABLE bodies (path TEXT PRIMARY KEY, key BLOB NOT NULL, data BLOB NOT NULL) WITHOUT ROWID"

_FASTEST = 1
"""Level of zlib: it makes HTML three times smaller, in 0.1 ms a page."""


class Bodies:
    """A table of pages in one SQLite file of `.cache/`; several processes may write to it.

    A file that is damaged or cannot be written has no pages, and pages that another user wrote are ignored (see
    `seals`). MkDocs then renders these pages from their Markdown.
    """

    def __init__(self, path: Path) -> None:
        self._database = open_table(path, _TABLE)
        self._database.execute("PRAGMA synchronous = OFF")
        self._sealer = sealer("bodies", path.parent.parent)

    def close(self) -> None:
        self._database.close()

    def put(self, pages: Mapping[str, PageText]) -> None:
        """Store pages, by path below `build/docs`, in one transaction, for which other writers wait."""
        rows = [self._row(path, page) for path, page in pages.items()]
        with contextlib.suppress(sqlite3.DatabaseError), self._database:
            self._database.executemany("INSERT OR REPLACE INTO bodies VALUES (?, ?, ?)", rows)

    def get(self, path: str) -> PageText | None:
        """Return the page, None if it is not stored."""
        try:
            key, packed = self._database.execute("SELECT key, data FROM bodies WHERE path = ?", (path,)).fetchone()
            if not self._sealer.is_sealed(path, packed, key):
                return None
            front, markdown, html, headings = json.loads(zlib.decompress(packed))
        except (sqlite3.DatabaseError, zlib.error, ValueError, TypeError):
            return None
        return PageText(front, markdown, html, tuple(Heading(*heading) for heading in headings))

    def keys(self) -> dict[str, str]:
        """Return a hash of each page by path."""
        try:
            rows = self._database.execute("SELECT path, key FROM bodies")
            return {path: key.hex() for path, key in rows if isinstance(key, bytes)}
        except sqlite3.DatabaseError:
            return {}

    def delete(self, paths: Iterable[str]) -> None:
        """Delete pages."""
        gone: Sequence[str] = list(paths)
        with contextlib.suppress(sqlite3.DatabaseError), self._database:
            self._database.executemany("DELETE FROM bodies WHERE path = ?", ((path,) for path in gone))

    def _row(self, path: str, page: PageText) -> tuple[str, bytes, bytes]:
        headings = [astuple(heading) for heading in page.headings]
        data = json.dumps([page.front, page.markdown, page.html, headings], ensure_ascii=False).encode()
        packed = zlib.compress(data, _FASTEST)
        return path, self._sealer.seal(path, packed), packed
