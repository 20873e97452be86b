"""Writing several of the archive's files together, all of them or none, and locks against other processes.

New texts are first written completely, beside the files that they replace, then a list of them is written, and only
then do they take their places. So a full disk is met before anything has changed, and an interrupted write is finished
from the list by the next command that writes.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from filelock import FileLock, Timeout

from generator.system import files

FOLDER = ".papershelf"
"""Kept out of git by a `.gitignore` of its own. Not `.cache/`, which may be deleted at any time."""

_LOCK, _BUILDING = f"{FOLDER}/lock", f"{FOLDER}/building"
_LIST = f"{FOLDER}/replacing.json"
_MAY_REPLACE = re.compile(r"content/(?:digests/[a-z0-9-]+\.yml|permalinks\.txt|published\.txt)")
_TEMPORARY = re.compile(re.escape(files.TEMPORARY) + r"\w+")


class Busy(Exception):
    """Another process is writing in the archive, or building its site."""


class Changed(Exception):
    """A file has changed since it was read. The text is the file's path."""


@contextlib.contextmanager
def archive_lock(root: Path, seconds: float) -> Iterator[None]:
    """Hold the archive's write lock; wait up to `seconds` for it. The system releases it when the process ends.

    Raises:
        Busy: when another process still holds it then.
        OSError: when the lock cannot be written.
    """
    with _locked(root, _LOCK, seconds):
        yield


@contextlib.contextmanager
def build_lock(root: Path, seconds: float) -> Iterator[None]:
    """Hold the build lock. It is a lock of its own, because imports go on while a site is built for minutes."""
    with _locked(root, _BUILDING, seconds):
        yield


@contextlib.contextmanager
def _locked(root: Path, lock: str, seconds: float) -> Iterator[None]:
    make_folder(root)
    try:
        with FileLock(root / lock, timeout=seconds):
            yield
    except Timeout as error:
        raise Busy from error


def make_folder(root: Path) -> Path:
    """Make the folder for state that must outlive `.cache/` and must not be published. Return its path."""
    files.write_text(root / FOLDER / ".gitignore", "*\n")
    return root / FOLDER


def write_together(root: Path, texts: Mapping[str, str], read: Mapping[str, str]) -> None:
    """Write these texts, by path; they appear in the order given. The caller holds the lock.

    `read` has the texts, by path, from which the new ones were made, as `files.read_text` returned them.

    Raises:
        Changed: when somebody saved one of them since; nothing is written.
        OSError: when there is no room or no permission; nothing has changed.
    """
    for path in texts:
        there = files.read_text(root, path, [])
        if (there.text if there else "") != read.get(path, ""):
            raise Changed(path)
    staged: dict[str, Path] = {}
    try:
        for path, text in texts.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            if _hash_of(root / path) != _hash(text.encode()):
                staged[path] = files.stage(root / path, [text.encode()], is_lasting=True)
        rows = [{"path": path, "new": new.name, "replaces": _hash_of(root / path)} for path, new in staged.items()]
        if rows:
            files.stage(root / _LIST, [json.dumps(rows).encode()], is_lasting=True).replace(root / _LIST)
    except BaseException:
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)
        raise
    finish(root)


def finish(root: Path) -> int:
    """Finish an interrupted write by its list, and delete temporary files. Return the number of files replaced.

    A file that somebody changed since is left as it is. The caller holds the lock.
    """
    done = 0
    for path, name, replaces in _read_list(root / _LIST):
        new = (root / path).with_name(name)
        if new.is_file() and _hash_of(root / path) == replaces:
            new.replace(root / path)
            _keep_names(new.parent)
            done += 1
    (root / _LIST).unlink(missing_ok=True)
    for folder in ("content", "content/digests", FOLDER):
        for temporary in (root / folder).glob(f"{files.TEMPORARY}*"):
            temporary.unlink(missing_ok=True)
    return done


def _read_list(path: Path) -> list[tuple[str, str, str]]:
    """Return the rows of the list: path, name of the new file, hash of the old one; [] if the list is not ours."""
    try:
        rows = [(row["path"], row["new"], row["replaces"]) for row in json.loads(path.read_bytes())]
    except (FileNotFoundError, ValueError, KeyError, TypeError, RecursionError):
        return []
    # The list may come with a stranger's repository, so it may name only files that an import writes.
    is_ours = all(_MAY_REPLACE.fullmatch(str(where)) and _TEMPORARY.fullmatch(str(new)) for where, new, _ in rows)
    return rows if is_ours else []


def _hash_of(path: Path) -> str:
    try:
        return _hash(path.read_bytes())
    except FileNotFoundError:
        return ""


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _keep_names(folder: Path) -> None:
    """Sync a folder, so that a file's new name survives a power cut."""
    if os.name != "nt":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
