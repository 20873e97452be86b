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
_MAY_REPLACE = re.compile(
    r"content/(?:digests/(?!\.)[^/\\\0]+|(?:notes|collections)/(?!\.)[^/\\\0]+\.md|(?:permalinks|published|citations)\.txt)|site_config/tags\.yml"
)
_FOLDERS = ("content", "content/digests", "content/notes", "content/collections", "site_config", FOLDER)
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


def write_together(root: Path, texts: Mapping[str, str | None], read: Mapping[str, str]) -> None:
    """Write these texts, by path, and delete files whose text is None, in the order given. The caller holds the lock.

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
        rows = []
        for path, text in texts.items():
            before = _hash_of(root / path)
            if text is None:
                rows += [{"path": path, "new": "", "replaces": before}] if before else []
            elif before != _hash(text.encode()):
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                staged[path] = files.stage(root / path, [text.encode()], is_lasting=True)
                rows.append({"path": path, "new": staged[path].name, "replaces": before})
        if rows:
            files.stage(root / _LIST, [json.dumps(rows).encode()], is_lasting=True).replace(root / _LIST)
    except BaseException:
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)
        raise
    finish(root)


def finish(root: Path) -> int:
    """Finish an interrupted write by its list, and delete temporary files. Return the number of files that changed.

    A file that somebody changed since is left as it is. The caller holds the lock.
    """
    done = 0
    for path, name, replaces in _read_list(root / _LIST):
        target = root / path
        if _hash_of(target) != replaces or not (name or replaces):
            continue
        if not name:
            target.unlink()
        elif (new := target.with_name(name)).is_file():
            new.replace(target)
        else:
            continue
        _keep_names(target.parent)
        done += 1
    (root / _LIST).unlink(missing_ok=True)
    for folder in _FOLDERS:
        for temporary in (root / folder).glob(f"{files.TEMPORARY}*"):
            temporary.unlink(missing_ok=True)
    return done


def may_replace(path: str) -> bool:
    """Return whether commands write this file of an archive."""
    return _MAY_REPLACE.fullmatch(path) is not None


def _read_list(path: Path) -> list[tuple[str, str, str]]:
    """Return the rows of the list: path, name of the new file, hash of the old one; [] if the list is not ours.

    The name is "" if the file is to be deleted.
    """
    try:
        rows = [(row["path"], row["new"], row["replaces"]) for row in json.loads(path.read_bytes())]
    except (FileNotFoundError, ValueError, KeyError, TypeError, RecursionError):
        return []
    # The list may come with a stranger's repository, so it may name only files that commands write.
    is_ours = all(may_replace(str(where)) and (new == "" or _TEMPORARY.fullmatch(str(new))) for where, new, _ in rows)
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
