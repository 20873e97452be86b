"""Digests that were moved to a place where no digest is read."""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Iterable, Iterator, Sequence

from generator.model import Digest, Permalink, Problem, SourceFile
from generator.sources.digests import read_digests
from generator.text.identifiers import keys_of
from generator.text.messages import counted

_BACKUP = re.compile(r"(?:~|\.bak|\.orig|\.rej|\.sw[op])$")


def problems(files: Sequence[SourceFile], record: Iterable[Permalink], present: Iterable[Digest]) -> Iterator[Problem]:
    """Yield an error for each of these files, which nothing reads, that has papers which the archive knows and lacks.

    `record` is what it knows, `present` the digests that are read. While there is such a file, what its papers leave
    behind is no loss that needs a redirect.
    """
    if not files:
        return
    lost = {key for permalink in record for key in permalink.keys}
    lost -= {key for digest in present for entry in digest.entries for key in keys_of(entry)}
    for file in files:
        entries = [entry for parsed in read_digests(file) for entry in parsed.entries]
        number = sum(not lost.isdisjoint(keys_of(entry)) for entry in entries)
        if number:
            name = _BACKUP.sub("", posixpath.basename(file.path))
            message = f"has {counted(number, 'paper')} of this archive, but is not where digests are read"
            command = shlex.join(["git", "mv", file.path, f"content/digests/{name}"])
            yield Problem(file.path, 1, 1, message, f"move it back: {command}")
