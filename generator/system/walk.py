"""Walks of folders: the status of every file and folder, without following a link or opening a file."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator


class UnusualError(Exception):
    """A link or a device is among the files."""


def walk(start: str, left_out: str = "") -> Iterator[tuple[str, os.stat_result]]:
    """Yield the path and status of a file or folder, and of all files and folders below it.

    Folders named `left_out` are passed over. A folder's status is taken before it is listed, so that an entry
    that comes or goes later gives it another time.

    Raises:
        OSError: when there is nothing at `start`, or a folder cannot be listed.
        UnusualError: when an entry is neither a file nor a folder.
    """
    status = os.lstat(start)
    if not (stat.S_ISDIR(status.st_mode) or stat.S_ISREG(status.st_mode)):
        raise UnusualError
    yield start, status
    pending = [start] if stat.S_ISDIR(status.st_mode) else []
    while pending:
        with os.scandir(pending.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name == left_out:
                        continue
                    pending.append(entry.path)
                elif not entry.is_file(follow_symlinks=False):
                    raise UnusualError
                yield entry.path, entry.stat(follow_symlinks=False)
