"""Progress of long work, shown to a person: a bar on a terminal, plain lines in logs and pipes.

Rich is loaded for a bar alone, since the import takes 15 ms.
"""

from __future__ import annotations

import contextlib
import itertools
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol, TextIO

SHORT = 50
"""Steps below which a task gets no plain line."""


@dataclass(frozen=True)
class Task:
    """Work under way; call `advance` after each of its steps."""

    advance: Callable[[], None]


class Progress(Protocol):
    """Shows tasks, one after the other: `with progress.task("Reading digests", 12) as task: ...`."""

    def task(self, label: str, total: int) -> contextlib.AbstractContextManager[Task]:
        """Show a task of `total` steps until the block ends, however it ends. A task of no steps is not shown."""

    def say(self, message: str) -> None:
        """Print why the task is waiting."""


class Bar:
    """A bar on a terminal, erased when the task ends."""

    def __init__(self, stream: TextIO) -> None:
        from rich.console import Console

        self._console = Console(file=stream)

    @contextlib.contextmanager
    def task(self, label: str, total: int) -> Iterator[Task]:
        if not total:
            yield Task(_nothing)
            return
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        # A step may take seconds; what turns, and the time, show that work goes on.
        counts = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        columns = (SpinnerColumn(), TextColumn("{task.description}"), *counts)
        # Leaving the block shows the cursor again, also when Ctrl-C ends it.
        with Progress(*columns, console=self._console, transient=True) as display:
            bar = display.add_task(label, total=total)
            yield Task(lambda: display.advance(bar))

    def say(self, message: str) -> None:
        self._console.print(message, markup=False, highlight=False)


class Lines:
    """A plain line at the start of a task and at each tenth of it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    @contextlib.contextmanager
    def task(self, label: str, total: int) -> Iterator[Task]:
        if total < SHORT:
            yield Task(_nothing)
            return
        steps = itertools.count(1)

        def advance() -> None:
            done = next(steps)
            if done % (total // 10) == 0 or done == total:
                self.say(f"{label}: {done:,} of {total:,}")

        self.say(f"{label}: {total:,} to do")
        yield Task(advance)

    def say(self, message: str) -> None:
        print(message, file=self._stream, flush=True)


class Silent:
    """Shows nothing."""

    def task(self, _label: str, _total: int) -> contextlib.AbstractContextManager[Task]:
        return contextlib.nullcontext(Task(_nothing))

    def say(self, _message: str) -> None: ...


def progress_on(stream: TextIO | None = None) -> Progress:
    """Return a bar if `stream`, by default standard error, is a terminal, else plain lines."""
    stream = stream or sys.stderr
    return Bar(stream) if stream.isatty() else Lines(stream)


def show_cursor(stream: TextIO) -> None:
    """Show a terminal's cursor again: a process that was killed during a task may have left it hidden."""
    if stream.isatty():
        from rich.console import Console

        Console(file=stream).show_cursor()


def _nothing() -> None: ...
