"""Telling a person how far long work has come."""

from __future__ import annotations

import sys
from typing import Protocol, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress


class Progress(Protocol):
    """Work of `total` steps begins; each step is told when it is done. A new `start` ends the work before it.

    `say` tells what keeps the work waiting.
    """

    def start(self, label: str, total: int) -> None: ...

    def advance(self) -> None: ...

    def say(self, message: str) -> None: ...

    def stop(self) -> None: ...


class Bar:
    """A bar on a terminal, gone when the work is done."""

    def __init__(self, stream: TextIO) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._rich = RichProgress(*columns, console=Console(file=stream), transient=True)
        self._task = self._rich.add_task("", total=0, visible=False)

    def start(self, label: str, total: int) -> None:
        self._rich.start()
        self._rich.reset(self._task, description=label, total=total, visible=total > 0)

    def advance(self) -> None:
        self._rich.advance(self._task)

    def say(self, message: str) -> None:
        self._rich.console.print(message, markup=False, highlight=False)

    def stop(self) -> None:
        self._rich.stop()


class Lines:
    """A plain line at the start of long work and at each tenth of it, for logs and pipes."""

    SHORT = 50
    """Steps below which work is not worth a line."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._label, self._total, self._done = "", 0, 0

    def start(self, label: str, total: int) -> None:
        self._label, self._total, self._done = label, total, 0
        if total >= self.SHORT:
            print(f"{label}: {total:,} to do", file=self._stream, flush=True)

    def advance(self) -> None:
        self._done += 1
        tenth = self._total // 10
        if self._total >= self.SHORT and (self._done % tenth == 0 or self._done == self._total):
            print(f"{self._label}: {self._done:,} of {self._total:,}", file=self._stream, flush=True)

    def say(self, message: str) -> None:
        print(message, file=self._stream, flush=True)

    def stop(self) -> None:
        pass


def progress_on(stream: TextIO = sys.stderr) -> Progress:
    """A bar when `stream` is a terminal, plain lines elsewhere."""
    return Bar(stream) if stream.isatty() else Lines(stream)
