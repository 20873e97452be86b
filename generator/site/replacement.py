"""Replacement: the changed files of a site are moved into it, and those that it no longer has are deleted.

Once all changed files are built in a folder beside the site, the list of deleted ones is written next to that folder.
From then on the change is completed, if need be by the next build. Before, the site is as it was.
"""

from __future__ import annotations

import errno
import os
import posixpath
from collections.abc import Iterable
from pathlib import Path

from generator.addresses import folders_of
from generator.system import files

_GONE = "gone"
"""The file with the paths of deleted files, each followed by NUL. While it exists, a change is not complete."""


def commit(new: Path, site: Path, gone: Iterable[str]) -> None:
    """Move all files of the folder `new` into the site, and delete those that are `gone`.

    Raises:
        OSError: when there is no room or no permission. The site is as it was, or `complete` can continue.
    """
    gone, changed = sorted(gone), files.files_below(new)
    deleted = frozenset(gone)
    # A file that goes may make room for a folder: that is made once the file is deleted.
    folders = {posixpath.dirname(path) for path in changed if deleted.isdisjoint(folders_of(path))}
    for folder in folders:
        (site / folder).mkdir(parents=True, exist_ok=True)
    for folder in folders | {posixpath.dirname(path) for path in gone}:
        if not os.access(site / folder, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(site / folder))
    record = new.with_name(_GONE)
    files.write_text(record, "".join(f"{path}\0" for path in gone))
    _apply(new, site, gone, changed)
    record.unlink()


def complete(new: Path, site: Path) -> None:
    """Complete a change that was committed, if there is one, and nothing in the site leads out of it.

    Raises:
        OSError: when there is no permission.
    """
    record = new.with_name(_GONE)
    if not record.is_file():
        return
    states, changed = files.plain_states_below(site), files.plain_states_below(new)
    if states is None or changed is None:
        return
    gone = dict.fromkeys(record.read_text("utf-8", "surrogateescape").split("\0")[:-1])
    _apply(new, site, [path for path in gone if path in states], changed)
    record.unlink()


def _apply(new: Path, site: Path, gone: Iterable[str], changed: Iterable[str]) -> None:
    files.delete_from(site, gone)
    for path in changed:
        try:
            (new / path).replace(site / path)
        except FileNotFoundError:  # the last deleted file of its folder took that along
            (site / path).parent.mkdir(parents=True, exist_ok=True)
            (new / path).replace(site / path)
