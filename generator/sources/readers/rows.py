"""Rows: collects a file's entries with their lines, and problems of rows that cannot be used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from generator.model import Entry, Problem, SourceFile
from generator.sources import schemas
from generator.sources.entries import Rejected
from generator.sources.readers.reader import Reading

SPLIT = "split it: a file of its size may have no more"


def max_papers(text: str) -> int:
    """Return how many papers a file with this text may have. A dump of an archive has no such limit."""
    return max(schemas.MAX_PAPERS, len(text) // schemas.CHARACTERS_PER_PAPER)


class Rows:
    """Collects rows; `noun` is what messages call one."""

    def __init__(self, file: SourceFile, noun: str) -> None:
        self._path, self._noun = file.path, noun
        self._maximum = max_papers(file.text)
        self._entries: list[Entry] = []
        self._lines: list[int] = []
        self._problems: list[Problem] = []
        self._rejected = 0
        self._is_full = False

    def add(self, name: str, line: int, read: Callable[[], Entry]) -> None:
        """Add the entry that `read` returns, or a problem if it raises `Rejected`. `name` is the row's in messages."""
        if len(self._entries) == self._maximum:
            if self._is_full:
                self._rejected += 1
            else:
                self.reject(line, f"the file has more than {self._maximum:,} papers; the others are left out", SPLIT)
                self._is_full = True
            return
        try:
            self._entries.append(read())
            self._lines.append(line)
        except Rejected as reason:
            hint = f"fix the {self._noun} or leave it out; the others are used"
            self.reject(line, f"{name} {reason}", hint)

    def reject(self, line: int, message: str, hint: str) -> None:
        """Count a row that cannot be used, with its problem."""
        self._problems.append(Problem(self._path, line, 1, message, hint))
        self._rejected += 1

    def reading(
        self,
        date: dt.date | None = None,
        source: str = "",
        title: str = "",
        warnings: Iterable[Problem] = (),
        *,
        is_partial: bool = False,
    ) -> Reading:
        """Return everything collected, with the date, source and title of the file."""
        problems = tuple(sorted([*self._problems, *warnings]))
        entries, lines = tuple(self._entries), tuple(self._lines)
        return Reading(entries, self._rejected, problems, date, source, title, is_partial=is_partial, lines=lines)
