"""The site being built: its files, of which those that did not change are the last site's or links to `build/docs`.

A row of the manifest has a file's key, a hash of all its inputs, and its size and time. A file of the last site with
the same key and an unchanged state is kept, so that only what differs is built. That is then moved into the last site
(`replacement`), or completed by links to it. Files of a site and of `build/docs` are only ever replaced, never written
into, since that would change both.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from generator.site.manifest import Row, file_version, state_of
from generator.system import parallel

Item = TypeVar("Item")
Result = TypeVar("Result")


class SiteTree:
    """A site of which what differs from the last one is built at `new`.

    `last` has the rows of those files of the last site that are as their rows say. Files of `generated` (`build/docs`,
    or None) are linked if the last site lacks them; other files are copied, since people edit them. `rows` has the rows
    of the site's files whose inputs are known, `kept` of those that are kept of the last site.
    """

    def __init__(self, new: Path, last: Mapping[str, Row], generated: Path | None) -> None:
        self._new, self._last = str(new), last
        self._generated = f"{generated}{os.sep}" if generated else None
        self._folders: set[str] = set()
        self.kept: dict[str, Row] = {}
        self.rows: dict[str, Row] = {}

    def keep(self, path: str, key: str) -> bool:
        """Keep the last site's file if it has this key and nothing is built in its place. Return whether it is kept."""
        row = self._last.get(path)
        if row is None or row.key != key or os.path.lexists(f"{self._new}/{path}"):
            return False
        self.kept[path] = self.rows[path] = row
        return True

    def complete(self, old: Path) -> None:
        """Link what is kept of the last site, at `old`, into the new one.

        Raises:
            OSError: when there is no room or no permission.
        """
        for path in self.kept:
            if not os.path.lexists(f"{self._new}/{path}"):
                self._make_folder(path)
                self._link_or_copy(f"{old}/{path}", f"{self._new}/{path}")

    def key_of(self, source: str) -> str:
        """Return the key of a link to, or copy of, the file `source`.

        Raises:
            OSError: when the file does not exist.
        """
        return repr(state_of(source)) if self._is_generated(source) else file_version(source)

    def take(self, path: str, key: str, source: str) -> None:
        """Put the file `source` at `path`: as a link if a build wrote it, otherwise as a copy.

        Raises:
            OSError: when there is no room or no permission, or no such file.
        """
        target = self._free_path(path)
        if self._is_generated(source):
            self._link_or_copy(source, target)
        else:
            shutil.copyfile(source, target)
        self.record(path, key)

    def write(self, path: str, key: str, data: bytes) -> None:
        """Write a file.

        Raises:
            OSError: when there is no room or no permission.
        """
        with open(self._free_path(path), "xb") as file:
            file.write(data)
        self.record(path, key)

    def record(self, path: str, key: str) -> None:
        """Record a file's row, unless its key is "", which means that its inputs are not known."""
        if key:
            self.rows[path] = Row(key, *state_of(f"{self._new}/{path}"))

    def in_forks(self, work: Callable[[Sequence[Item]], Result], items: Sequence[Item], min_chunk: int) -> list[Result]:
        """Return what `work` gives for chunks of the items, on all cores, with the rows that it records there."""

        def recorded(chunk: Sequence[Item]) -> tuple[Result, dict[str, Row]]:
            before, self.rows = self.rows, {}
            try:
                return work(chunk), self.rows
            finally:
                self.rows = before

        results = []
        for result, rows in parallel.map_chunks(recorded, items, min_chunk):
            self.rows |= rows
            results.append(result)
        return results

    def _is_generated(self, source: str) -> bool:
        return self._generated is not None and source.startswith(self._generated)

    def _free_path(self, path: str) -> str:
        """Return the path on disk of a file of the site, after deleting the file that may exist there."""
        if not self._make_folder(path):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(f"{self._new}/{path}")
        return f"{self._new}/{path}"

    def _make_folder(self, path: str) -> bool:
        """Make the folder of a file. Return whether it is new, so that nothing is in it."""
        folder, _, _ = path.rpartition("/")
        if folder in self._folders:
            return False
        self._folders.add(folder)
        try:
            os.mkdir(f"{self._new}/{folder}")
        except FileNotFoundError:
            os.makedirs(f"{self._new}/{folder}", exist_ok=True)
        except FileExistsError:
            return False
        return True

    @staticmethod
    def _link_or_copy(source: str, target: str) -> None:
        """Link where the file system can, and copy elsewhere.

        Raises:
            FileExistsError: when something is at `target`.
        """
        try:
            os.link(source, target, follow_symlinks=False)
        except FileExistsError:
            raise
        except OSError:
            shutil.copyfile(source, target)
            with contextlib.suppress(OSError):
                shutil.copystat(source, target)
