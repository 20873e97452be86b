"""The last build: whether every file that it read or wrote is as it left it, so that there is nothing to do.

One hash covers the states of the archive's own files, the installed program and the day, another those of `build/` and
the site, which are looked at only if the first is the same. Nothing else is read or loaded. If anything differs, a
build looks closer.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from generator.model import Problem, Severity
from generator.site.manifest import hash_of
from generator.system import files
from generator.system.cache import Cache
from generator.system.files import State

_KEY = "last build"

_WRITTEN = BUILD, SITE = "build", "site"
"""Folders that a build writes."""

_READS_MORE = re.compile(r"INHERIT|!ENV|\.\./|~/|[:\[,-][ \t]*[\"']?/(?!/)")
"""Settings that may depend on variables or on files outside of the archive."""


class _UnusualError(Exception):
    """A link or a device is among the files; the build itself decides whether to refuse it."""


@dataclass(frozen=True, slots=True)
class LastBuild:
    """The problems that a build reported, and what it said about its site."""

    problems: tuple[Problem, ...]
    report: tuple[str, ...]


def inputs(root: Path, day: str) -> str:
    """Return a hash of all that a build reads: the states of the archive's own files and of the program, and the day.

    It is "" where links or devices are among the files.
    """
    digest = hashlib.sha256(
        "\n".join([day, platform.python_version(), *_installed()]).encode("utf-8", "surrogateescape")
    )
    try:
        for states in (*_folders(str(Path(__file__).parents[1])), *_folders(str(root), _WRITTEN, hidden=True)):
            digest.update(states.encode("utf-8", "surrogateescape"))
    except (OSError, _UnusualError):
        return ""
    return digest.hexdigest()


def keep(root: Path, day: str, read: str, site: Mapping[str, State], last: LastBuild) -> None:
    """Store the state of the archive after a build, if that depends on nothing else but the day.

    `read` are the `inputs` before the build: what somebody edited since then, it may not have read. `site` has the
    states of the files in `site`, which is empty with another `site_dir`: that is among the inputs, so that the state
    is kept after a build that changes nothing there.
    """
    if not read or _READS_MORE.search((root / "mkdocs.yml").read_text("utf-8")) or inputs(root, day) != read:
        return
    written, report = _written(root, site), list(last.report)
    if not written:
        return
    problems = [asdict(problem) | {"severity": problem.severity.value} for problem in last.problems]
    with closing(Cache(root / files.CACHE)) as cache:
        cache.put([(_KEY, {"read": read, "written": written, "problems": problems, "report": report})])


def find(root: Path, day: str) -> LastBuild | None:
    """Return the last build if a build would change nothing, otherwise None."""
    cache_file = root / files.CACHE
    if cache_file.parent.is_symlink() or cache_file.is_symlink() or not cache_file.is_file():
        return None
    with closing(Cache(cache_file)) as cache:
        value: object = cache.get([_KEY]).get(_KEY)
    match value:
        case {"read": str(read), "written": str(written), "problems": [*problems], "report": [*report]}:
            if read == inputs(root, day) and written == _written(root, files.plain_states_below(root / SITE) or {}):
                shown = (Problem(**problem | {"severity": Severity(problem["severity"])}) for problem in problems)
                return LastBuild(tuple(shown), tuple(map(str, report)))
    return None


def _written(root: Path, site: Mapping[str, State]) -> str:
    """Return a hash of the states of what builds write: as in the manifest, sizes and times.

    It is "" if `build` cannot be listed as a whole, or has links or devices.
    """
    docs = files.plain_states_below(root / BUILD)
    return "" if docs is None else hash_of([sorted(docs.items()), sorted(site.items())])


def _installed() -> Iterator[str]:
    """Yield the names of installed packages with their versions."""
    for folder in map(Path, sys.path):  # which may have "", the current folder, as in `python -c`
        if folder.is_dir() and os.access(folder, os.R_OK):
            yield from sorted(name for name in os.listdir(folder) if name.endswith("-info"))


def _folders(folder: str, left_out: Collection[str] = (), *, hidden: bool = False) -> Iterator[str]:
    """Yield the name of each folder with the states of its files, without bytecode.

    At the top, hidden entries (`hidden`) and those `left_out` are passed over.

    Raises:
        OSError: when a folder cannot be listed.
        _UnusualError: when an entry is neither a file nor a folder.
    """
    pending = [folder]
    while pending:
        where = pending.pop()
        with os.scandir(where) as entries:
            listed: Sequence[os.DirEntry[str]] = list(entries)
        if where == folder:
            listed = [one for one in listed if not (one.name in left_out or (hidden and one.name.startswith(".")))]
        folders = sorted(entry.path for entry in listed if entry.is_dir(follow_symlinks=False))
        pending += [path for path in folders if not path.endswith("__pycache__")]
        yield "\n".join([where, *sorted(_lines(listed))])


def _lines(entries: Iterable[os.DirEntry[str]]) -> Iterator[str]:
    for entry in entries:
        if entry.is_file(follow_symlinks=False):
            status = entry.stat(follow_symlinks=False)
            yield f"{entry.name}\0{status.st_ino} {status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"
        elif not entry.is_dir(follow_symlinks=False):
            raise _UnusualError
