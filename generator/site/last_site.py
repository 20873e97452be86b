"""What of the last site can stand in the new one: a file made of the same as then is linked, not made again.

A manifest in `.cache/` tells what each file of the last site was made of, and which file that was on the disk: one that
somebody has touched since is not believed, and without a manifest everything is made. What is in `build/docs` as the
site has it is linked as well; never a file that a person wrote. Nothing is ever written into a file of a site or of
`build/docs`, which would change it in all of them: it is replaced. The manifest's first line tells what the site as a
whole was made of, so that one made of the same can stay.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TextIO

MANIFEST = ".cache/site.tsv"

_HEAD = "papershelf site 2"
"""How the first line begins, of manifests that are written as this module writes them."""

Row = tuple[str, str, str]
"""The path of a file of the site, what it was made of, and its `state`."""


def state(path: str | Path) -> str:
    """What tells a file from any other that was at its path: for that it need not be read.

    Raises:
        OSError: when there is no file.
    """
    of = os.lstat(path)
    return f"{of.st_ino} {of.st_size} {of.st_mtime_ns}" if stat.S_ISREG(of.st_mode) else "no file"


def version(path: str | Path) -> str:
    """What tells a text that was read from whatever is at its path later; of a link, where it leads to.

    Raises:
        OSError: when there is no file.
    """
    of = os.stat(path)
    # Unlike the other time, that of the last change can be set by nobody. Links to a file change it.
    return f"{of.st_ino} {of.st_size} {of.st_mtime_ns} {of.st_ctime_ns}"


class LastSite:
    """A site at `old`, of which files go to `new`, and the rows for its manifest.

    `old` may be none, and then there is nothing to link from it. `generated` is a folder whose files nobody edits, nor
    their links in the new site: `build/docs`, or none.
    """

    def __init__(
        self, old: Path | None, new: Path, known: Iterable[Row] = (), *, generated: Path | None = None
    ) -> None:
        self._old, self._new = str(old), str(new)
        self._generated = f"{generated}{os.sep}" if generated else None
        self._known = {path: f"{made_of}\t{state}" for path, made_of, state in known} if old else {}
        self._folders: set[str] = set()
        self.rows: list[Row] = []

    def link(self, path: str, made_of: str) -> bool:
        """Link a file if it was made of the same; whether it was.

        Raises:
            OSError: when there is no room or no permission.
        """
        row = self._known.get(path)
        if row is None or not row.startswith(f"{made_of}\t"):
            return False
        its_state = row[len(made_of) + 1 :]
        old = f"{self._old}/{path}"
        try:
            if state(old) != its_state:
                return False
        except OSError:
            return False
        new = self._place(path)
        try:
            if not _linked(old, new):
                shutil.copyfile(old, new)
                its_state = state(new)
        except FileExistsError:
            return False
        self.rows.append((path, made_of, its_state))
        return True

    def write(self, path: str, made_of: str, data: bytes) -> None:
        """Write a file that could not be linked.

        Raises:
            OSError: when there is no room or no permission.
        """
        with self._new_file(path) as place, open(place, "xb") as file:
            file.write(data)
        self.made(path, made_of)

    def version_of(self, source: str) -> str:
        """What tells a source that is linked or copied from what is at its path later: of what is linked, no more than
        links leave as it is.

        Raises:
            OSError: when there is no file.
        """
        return state(source) if self._is_generated(source) else version(source)

    def copy(self, path: str, made_of: str, source: str) -> None:
        """Have a file that the last site lacks be as `source` is: a link to it, if nobody edits it, or a copy.

        Raises:
            OSError: when there is no room or no permission, or nothing to copy.
        """
        with self._new_file(path) as place:
            if not (self._is_generated(source) and _linked(source, place)):
                shutil.copyfile(source, place)
        self.made(path, made_of)

    def remove(self, path: str) -> None:
        """Have a file away that another is to take the place of: who writes it may write into the one that is there."""
        with contextlib.suppress(FileNotFoundError):
            os.unlink(f"{self._new}/{path}")

    @contextlib.contextmanager
    def apart(self) -> Iterator[list[Row]]:
        """While in it, rows are kept apart: what another process adds to its own is not in ours."""
        before, self.rows = self.rows, []
        try:
            yield self.rows
        finally:
            self.rows = before

    def made(self, path: str, made_of: str) -> None:
        """Keep what a file of the new site was made of."""
        self.rows.append((path, made_of, state(f"{self._new}/{path}")))

    @contextlib.contextmanager
    def _new_file(self, path: str) -> Iterator[str]:
        """Where to write a file: never into one that is there, which may be a link."""
        place = self._place(path)
        if os.path.lexists(place):
            os.unlink(place)
        yield place

    def _is_generated(self, source: str) -> bool:
        return self._generated is not None and source.startswith(self._generated)

    def _place(self, path: str) -> str:
        place = f"{self._new}/{path}"
        folder = os.path.dirname(place)
        if folder not in self._folders:
            os.makedirs(folder, exist_ok=True)
            self._folders.add(folder)
        return place


def _linked(file: str, place: str) -> bool:
    """Whether the file could be linked: not on a file system without links, to another one, or of somebody else's.

    Raises:
        FileExistsError: when there is something at its place.
    """
    try:
        os.link(file, place, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:
        return False
    return True


def read_manifest(root: Path) -> Iterator[Row]:
    """What is known of the last site of the archive at `root`: nothing, where no manifest can be read."""
    with (
        contextlib.suppress(OSError, UnicodeDecodeError),
        (root / MANIFEST).open(encoding="utf-8", newline="\n") as file,
    ):
        yield from _rows(file)


def is_same(root: Path, site: Path, made_of: str) -> bool:
    """Whether the archive's last site is there, each file of it as it was, and was made of this."""
    with (
        contextlib.suppress(OSError, UnicodeDecodeError),
        (root / MANIFEST).open(encoding="utf-8", newline="\n") as file,
    ):
        return bool(made_of) and file.readline() == _first_line(made_of, site)
    return False


def _first_line(made_of: str, site: Path) -> str:
    return f"{_HEAD}\t{made_of}\t{of_files(site, state) if made_of else ''}\n"


def of_files(folder: Path, tell: Callable[[str], str]) -> str:
    """A hash of what `tell` tells of each file in a folder, with the paths of all files and folders.

    Raises:
        OSError: when a file goes away meanwhile.
    """
    found = hashlib.sha256()
    for where, folders, names in os.walk(folder):
        folders.sort()
        found.update(f"{where[len(str(folder)) :]}\0".encode("utf-8", "surrogateescape"))
        for name in sorted(names):
            found.update(f"{name}\0{tell(f'{where}/{name}')}\0".encode("utf-8", "surrogateescape"))
    return found.hexdigest()


def _rows(file: TextIO) -> Iterator[Row]:
    if not file.readline().startswith(f"{_HEAD}\t"):
        return
    for line in file:
        match line.rstrip("\n").split("\t"):
            case [path, made_of, its_state] if line.endswith("\n"):
                yield path, made_of, its_state


def write_manifest(root: Path, rows: Iterable[Row], site: Path, made_of: str) -> None:
    """Keep what the files of a site were made of, and the whole of it; "" when the next site of the same is to be made
    nevertheless. Where nothing can be written, the next site is made without links.
    """
    path = root / MANIFEST
    temporary = path.with_name(f"{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("w", encoding="utf-8", newline="\n") as file:
            file.write(_first_line(made_of, site))
            file.writelines(
                "\t".join(row) + "\n" for row in rows if not any("\t" in part or "\n" in part for part in row)
            )
        temporary.replace(path)
    except (OSError, UnicodeEncodeError):
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
