"""Several of the archive's files written together: all of them or none, whatever happens meanwhile.

New texts are first written in full, beside the files they will replace. When all are there, a list of them is, too, and
only then one after the other takes its place. A full disk is met before anything has changed; what a kill leaves half
done, the next command that writes finishes by the list.
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
"""Kept out of git by a file of its own. Not `.cache/`, which anyone may delete at any time."""

_LOCK, _BUILDING = f"{FOLDER}/lock", f"{FOLDER}/building"
_LIST = f"{FOLDER}/replacing.json"
_MAY_REPLACE = re.compile(r"content/(?:digests/[a-z0-9-]+\.yml|permalinks\.txt|published\.txt)")
_TEMPORARY = re.compile(re.escape(files.TEMPORARY) + r"\w+")


class Busy(Exception):
    """Another process is writing in the archive, or building its site."""


class Changed(Exception):
    """A file is not any more what it was when it was read; its text is the file's path."""


@contextlib.contextmanager
def only_one(root: Path, seconds: float) -> Iterator[None]:
    """Keep other processes from writing in the archive until this one is done; wait so long for those that are.

    The system gives the lock back when a process ends, however it does.

    Raises:
        Busy: when another is still writing after that time.
        OSError: when the lock cannot be written.
    """
    with _locked(root, _LOCK, seconds):
        yield


@contextlib.contextmanager
def only_one_build(root: Path, seconds: float) -> Iterator[None]:
    """As `only_one`, for `build/docs` and the site: people import while a site is built, which can take minutes."""
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
    """The folder for what must outlive `.cache/` but is nobody else's business."""
    files.write_text(root / FOLDER / ".gitignore", "*\n")
    return root / FOLDER


def write_together(root: Path, texts: Mapping[str, str], read: Mapping[str, str]) -> None:
    """Write these files, by path; they appear in the order given. The caller holds the lock.

    `read` are the texts, by path, that the new ones were made of, as `files.read_text` gave them.

    Raises:
        Changed: when somebody saved one of them since; then nothing is written.
        OSError: when there is no room or no permission; then nothing has changed.
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
    """Do what a list that is there says, and clear up what is not listed; how many files were replaced.

    A file that was changed since is left as it is: somebody else's word is not ours to undo. The caller holds the lock.
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
    """The rows of the list: path, name of the new file, hash of the old one. None of a list that is not ours."""
    try:
        rows = [(row["path"], row["new"], row["replaces"]) for row in json.loads(path.read_bytes())]
    except (FileNotFoundError, ValueError, KeyError, TypeError, RecursionError):
        return []
    # A list can come with a repository from strangers: it may lead nowhere but to where an import writes.
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
    """See to it that a file's new name outlives a power cut."""
    if os.name != "nt":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
