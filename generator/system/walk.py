"""Walks of folders, which follow no link and open no file."""

from __future__ import annotations

import os
import stat
from collections.abc import Container, Iterator, Sequence


class UnusualError(Exception):
    """A link or a device is among the files."""


def walk(start: str, left_out: Container[str] = ()) -> Iterator[tuple[str, os.stat_result, Sequence[os.DirEntry[str]]]]:
    """Yield the path, status and files of a folder, and of all folders below it.

    Paths that are `left_out` are passed over, and folders of these names. A folder's status is taken before it is
    listed, so that an entry that comes or goes later gives it another time.

    Raises:
        OSError: when a folder cannot be listed.
        UnusualError: when there is neither a folder nor a file at a path, or no folder at `start`.
    """
    pending = [start]
    while pending:
        folder = pending.pop()
        status = os.lstat(folder)
        if not stat.S_ISDIR(status.st_mode):
            raise UnusualError
        files = []
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.path in left_out:
                    continue
                if entry.is_file(follow_symlinks=False):
                    files.append(entry)
                elif not entry.is_dir(follow_symlinks=False):
                    raise UnusualError
                elif entry.name not in left_out:
                    pending.append(entry.path)
        yield folder, status, files
