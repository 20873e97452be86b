"""The site being built: its files, of which those that did not change are the last site's or links to `build/docs`.

A row of the manifest has a file's key, a hash of all its inputs, and its size and time. A file of the last site with
the same key and an unchanged state is kept: as a hard link in the new site, or, if the new files are to be moved into
the last site (`replacement`), as it is. Files of a site and of `build/docs` are only ever replaced, never written into,
since that would change both.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from generator.site.manifest import Row, file_version, state_of
from generator.system.files import State


class SiteTree:
    """A site that is built at `new`; `old` is the last one, or None, and `last` has its rows.

    Files of `generated` (`build/docs`, or None) are linked if the last site lacks them; other files are copied, since
    people edit them. With `states`, those of all files of the last site, what is built at `new` is only what differs.
    """

    def __init__(
        self,
        new: Path,
        old: Path | None,
        last: dict[str, Row],
        generated: Path | None,
        states: Mapping[str, State] | None = None,
    ) -> None:
        self._new, self._old = str(new), str(old)
        self._last = last if old else {}
        self._generated = f"{generated}{os.sep}" if generated else None
        self._folders: set[str] = set()
        self._states = states
        self.rows: dict[str, Row] = {}

    def link(self, path: str, key: str) -> bool:
        """Keep the last site's file if it has this key. Return whether it is kept.

        Raises:
            OSError: when there is no room or no permission.
        """
        row = self._last.get(path)
        if row is None or row.key != key:
            return False
        if self._states is not None:
            if self._states.get(path) != row.state or os.path.lexists(f"{self._new}/{path}"):
                return False
            self.rows[path] = row
            return True
        old = f"{self._old}/{path}"
        try:
            if state_of(old) != row.state:
                return False
        except OSError:
            return False
        try:
            self._link_or_copy(old, self._path_on_disk(path))
        except FileExistsError:
            return False
        self.record(path, key)
        return True

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

    def remove(self, path: str) -> None:
        """Remove a file that something else is about to write."""
        with contextlib.suppress(FileNotFoundError):
            os.unlink(f"{self._new}/{path}")
        self.rows.pop(path, None)

    def states(self, built: Mapping[str, State]) -> dict[str, State]:
        """Return the states of all files of the site; `built` has those of the files at `new`."""
        kept = self.rows if self._states is not None else {}
        return {path: row.state for path, row in kept.items()} | dict(built)

    def path_of(self, path: str) -> Path:
        """Return where a file of the site is now."""
        new = Path(self._new, path)
        return new if self._states is None or new.exists() else Path(self._old, path)

    @contextlib.contextmanager
    def recording(self) -> Iterator[dict[str, Row]]:
        """Collect the rows of the block separately, so that a fork can send them to its parent."""
        before, self.rows = self.rows, {}
        try:
            yield self.rows
        finally:
            self.rows = before

    def _is_generated(self, source: str) -> bool:
        return self._generated is not None and source.startswith(self._generated)

    def _free_path(self, path: str) -> str:
        """Return the path on disk of a file of the site, after deleting the file that may exist there."""
        if not self._make_folder(path):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(f"{self._new}/{path}")
        return f"{self._new}/{path}"

    def _path_on_disk(self, path: str) -> str:
        self._make_folder(path)
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
