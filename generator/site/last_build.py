"""The last build: whether every file that it read or wrote is as it left it, so that there is nothing to do.

One hash covers the states of the archive's own files, the installed program and the day, another those of `build/` and
the site, which are looked at only if the first is the same. Of these, a sealed file has the paths, so that no folder is
listed: when an entry comes, goes or is replaced, its folder gets another time. If anything differs, a build looks
closer.
"""

from __future__ import annotations

import contextlib
import hashlib
import marshal
import os
import re
import sys
import time
from collections.abc import Iterator, Mapping
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from generator.system.seals import SEAL_SIZE, sealer
from generator.system.walk import UnusualError, walk

if TYPE_CHECKING:  # since a build that has nothing to do loads as little as it can
    from generator.system.files import State

RECORD = ".cache/last-build"

_SEALED_AS = "last build"

_VERSION = 2
"""Version of marshal's format that is the same for equal values, in every Python. Only what is sealed is read."""

SITE = "site"

_WRITTEN = ("build", SITE)
"""Folders that a build writes."""

_TICK = 0.01
"""Seconds after which a change gets another time than what came before: kernels may count in 4 ms."""

_READS_MORE = re.compile(r"INHERIT|!ENV|\.\./|~/|[:\[,-][ \t]*[\"']?/(?!/)")
"""Settings that may depend on variables or on files outside of the archive."""

_version_of = attrgetter("st_ino", "st_size", "st_mtime_ns", "st_ctime_ns")
_state_of_folder = attrgetter("st_ino", "st_mtime_ns", "st_ctime_ns")
_state_of_file = attrgetter("st_size", "st_mtime_ns")


class LastBuild(NamedTuple):
    """The problems that a build reported, as lines, and what it said about its site."""

    problems: tuple[str, ...]
    report: tuple[str, ...]


def inputs(root: Path, day: str) -> str:
    """Return a hash of all that a build reads: the states of the archive's own files and of the program, and the day.

    It is "" where links or devices are among the files. Hidden files at the top of the archive are passed over.
    """
    states: dict[str, object] = {}
    try:
        left_out = {f"{root}/{name}" for name in os.listdir(root) if name in _WRITTEN or name.startswith(".")}
        left_out.add("__pycache__")
        for top in (str(root), str(Path(__file__).parents[1])):
            for folder, _, entries in walk(top, left_out):
                states[folder] = ()
                states |= {entry.path: _version_of(entry.stat(follow_symlinks=False)) for entry in entries}
    except (OSError, UnusualError):
        return ""
    return _hash_of([day, sys.version, [*_installed()], sorted(states.items())])


def keep(root: Path, day: str, read: str, site: Mapping[str, State], last: LastBuild) -> None:
    """Store the state of the archive after a build, if that depends on nothing else but the day.

    `read` are the `inputs` before the build: what somebody edited since then, it may not have read. `site` has the
    states of the files in `site`, which is empty with another `site_dir`: that is among the inputs, so that the state
    is kept after a build that changes nothing there.
    """
    if not read or _READS_MORE.search((root / "mkdocs.yml").read_text("utf-8")) or inputs(root, day) != read:
        return
    time.sleep(_TICK)
    top = f"{root}/{SITE}/"
    missing = {f"{top}{path}": state for path, state in site.items()}
    folders: dict[str, object] = {}
    once: dict[tuple[int, int], tuple[str, object]] = {}
    try:
        tops = (f"{root}/{name}" for name in _WRITTEN if (root / name).exists())
        for folder, status, entries in chain.from_iterable(map(walk, tops)):
            folders[folder] = _state_of_folder(status)
            for entry in entries:
                of_file = entry.stat(follow_symlinks=False)
                state = _state_of_file(of_file)
                if entry.path.startswith(top) and missing.pop(entry.path, None) != state:
                    return
                # Any name of a file will do. Of entries, some file systems have the same number for all.
                once[of_file.st_dev, of_file.st_ino] = entry.path, state
    except (OSError, UnusualError):
        return
    if missing or not once:
        return
    paths, states = zip(*once.values(), strict=True)
    written = _hash_of([[*folders.values()], [*states]])
    record = (read, [*folders], [*paths], written, last.problems, last.report)
    data = marshal.dumps(record, _VERSION)
    from generator.system import files  # with modules that `find` does not need

    with contextlib.suppress(OSError):
        files.write_bytes(root / RECORD, sealer(_SEALED_AS, root).seal("", data) + data)


def find(root: Path, day: str) -> LastBuild | None:
    """Return the last build if a build would change nothing, otherwise None."""
    path = root / RECORD
    if path.parent.is_symlink() or path.is_symlink() or not path.is_file():
        return None
    with contextlib.suppress(OSError, EOFError, ValueError, TypeError):  # of another version's record
        record = path.read_bytes()
        seal, data = record[:SEAL_SIZE], record[SEAL_SIZE:]
        if not sealer(_SEALED_AS, root).is_sealed("", data, seal):
            return None
        read, folders, paths, written, problems, report = marshal.loads(data)  # noqa: S302 (sealed)
        if read == inputs(root, day):
            of_folders = [*map(_state_of_folder, map(os.lstat, folders))]
            if written == _hash_of([of_folders, [*map(_state_of_file, map(os.lstat, paths))]]):
                return LastBuild(problems, report)
    return None


def _installed() -> Iterator[str]:
    """Yield the names of installed packages with their versions."""
    for folder in map(Path, sys.path):  # which may have "", the current folder, as in `python -c`
        if folder.is_dir() and os.access(folder, os.R_OK):
            yield from sorted(name for name in os.listdir(folder) if name.endswith("-info"))


def _hash_of(value: list[object]) -> str:
    return hashlib.blake2b(marshal.dumps(value, _VERSION), digest_size=16).hexdigest()
