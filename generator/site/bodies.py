"""Bodies: front matter and HTML of generated pages, stored so that building a site needs no Markdown."""

from __future__ import annotations

import contextlib
import marshal
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from generator.outputs import Heading, PageText
from generator.system.cache import open_database
from generator.system.seals import sealer

_TABLE = "CREATE TABLE bodies (path TEXT PRIMARY KEY, key BLOB NOT NULL, data BLOB NOT NULL)"
"""With row ids: SQLite takes twice as long to write rows of 9 KB into a table without."""

_VERSION = 2
"""Version of marshal's format that is the same for equal values, in every Python. Only what is sealed is read."""


class Bodies:
    """A table of pages in one SQLite file of `.cache/`; several processes may write to it.

    A file that is damaged or cannot be written has no pages, and pages that another user wrote are ignored (see
    `seals`). MkDocs then renders these pages from their Markdown.
    """

    def __init__(self, path: Path) -> None:
        self._database = open_database(path, _TABLE)
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
            key, data = self._database.execute("SELECT key, data FROM bodies WHERE path = ?", (path,)).fetchone()
            if not self._sealer.is_sealed(path, data, key):
                return None
            front, markdown, html, headings = marshal.loads(data)  # noqa: S302 (sealed)
        except (sqlite3.DatabaseError, EOFError, ValueError, TypeError):
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
        headings = [(heading.level, heading.id, heading.html) for heading in page.headings]
        data = marshal.dumps((dict(page.front), page.markdown, page.html, headings), _VERSION)
        return path, self._sealer.seal(path, data), data
