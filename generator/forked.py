"""Work shared out to copies of this process: they have all that it has in memory, so nothing is sent to them.

Only a process without threads may be copied, and only Linux does it reliably. A copy outlives a parent that is killed,
and with it every lock that the parent held, so that nobody meets half of its work.
"""

from __future__ import annotations

import gc
import multiprocessing
import sys
import threading
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_AT_ONCE = 64
"""Neighbours in a list cost alike, so the items are dealt out in runs of this length."""

_FEW = 500
"""Items that are done sooner than a large process is copied."""


def share(work: Callable[[Sequence[Item]], Result], items: Sequence[Item], processes: int) -> list[Result]:
    """`work` of parts of the items, a part to a process; of all of them here where there can be no other process.

    Raises:
        Exception: what `work` raised. The other parts are then done as well.
        ChildProcessError: when a process ended without a result, because it was killed, say.
    """
    if processes < 2 or len(items) < _FEW or not is_possible():
        return [work(items)]
    context = multiprocessing.get_context("fork")
    running = []
    for number in range(1, processes):
        receiver, sender = context.Pipe(duplex=False)
        child = context.Process(target=_work, args=(work, _part(items, number, processes), sender))
        child.start()
        sender.close()
        running.append((child, receiver))
    try:
        own = work(_part(items, 0, processes))
    finally:
        told = [_received(receiver) for _, receiver in running]
        for child, _ in running:
            child.join()
    return [own, *map(_result, told)]


def is_possible() -> bool:
    """Whether this process can be copied, as it is now."""
    return sys.platform == "linux" and threading.active_count() == 1


def _part(items: Sequence[Item], number: int, parts: int) -> list[Item]:
    return [item for place, item in enumerate(items) if place // _AT_ONCE % parts == number]


def _work(work: Callable[[Sequence[Item]], Result], items: Sequence[Item], sender: Connection) -> None:
    gc.freeze()  # what the parent has stays; to look through it would copy its memory
    try:
        sender.send(work(items))
    except Exception as error:  # whatever it is, the parent raises it
        sender.send(error)


def _received(receiver: Connection) -> Any:
    """The other process' result, or the exception that it ended with."""
    try:
        return receiver.recv()
    except EOFError:
        return ChildProcessError("a process that did a part of the work was ended; try again")


def _result(received: Any) -> Any:
    if isinstance(received, Exception):
        raise received
    return received
