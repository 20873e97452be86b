"""How processes end from outside: by SIGTERM, and workers also for lack of memory."""

from __future__ import annotations

import signal
import sys
from types import FrameType


class WorkerDied(Exception):
    """A process ended amid its work, as one does when memory runs out; the message says what to do."""


def end_when_terminated() -> None:
    """Let SIGTERM end this process as Ctrl-C does, so that it removes what is temporary; its workers end at once."""
    signal.signal(signal.SIGTERM, end)


def end(number: int, _frame: FrameType | None) -> None:
    """End this process and its workers, as a handler of a signal."""
    # Nothing is imported here: the signal may come amid the import of the same module.
    for child in getattr(sys.modules.get("multiprocessing"), "active_children", list)():
        child.terminate()
    raise SystemExit(128 + number)
