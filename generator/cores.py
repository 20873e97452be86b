"""Work in forked processes: on many things, spread over the cores, or on what takes memory. It should leave files
behind rather than values.

A fork has all that this process has in memory, at once and without sending it anywhere.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import math
import multiprocessing
import os
import signal
import sys
import threading
import traceback
import warnings
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, pairwise
from multiprocessing.connection import Connection
from typing import Generic, TypeVar

_END_WITH_PARENT = 1
"""Linux' `PR_SET_PDEATHSIG`."""

Item = TypeVar("Item")
Result = TypeVar("Result")


class Died(Exception):
    """A process ended amid its work without a word, as one does for which there was no memory; its text says what to
    do.
    """


def spread(
    work: Callable[[Sequence[Item]], Result],
    items: Sequence[Item],
    least: int,
    cost: Callable[[Item], float] = lambda _: 1,
    most: int = sys.maxsize,
) -> list[Result]:
    """What `work` gives for parts of the items, in order: as many parts as there are cores, but no more than one for
    `least` of the items, and one at least for `most` of them. Each part costs as much as the others.

    A process that works on a part copies what memory it touches, if only to count references: of many small parts, no
    more than there are cores have their copies at a time.

    `work` must give something that can be pickled. What it raises is raised here, when all others have been ended.
    With threads about, one of which might be holding a lock, there is one part.

    Raises:
        Died: when a process ended before it had done its part.
    """
    cores = min(len(os.sched_getaffinity(0)), len(items) // least) if _may_fork() else 1
    if cores <= 1:
        return [work(items)]
    done: list[Result] = []
    working: deque[_Child[Result]] = deque()
    try:
        for part in _parts(items, max(cores, math.ceil(len(items) / most)), cost):
            if len(working) == cores:
                done.append(working[0].result())
                working.popleft().end()
            working.append(_Child(functools.partial(work, part)))
        return done + [child.result() for child in working]
    finally:
        for child in working:
            child.end()


def aside(work: Callable[[], Result]) -> Result:
    """What `work` gives, which can be pickled. The memory that it took is free afterwards, unless there are threads.

    Raises:
        Died: when the process ended before it was done.
    """
    with beside(work) as result:
        return result()


@contextlib.contextmanager
def beside(work: Callable[[], Result]) -> Iterator[Callable[[], Result]]:
    """While in it, `work` goes on in another process; what is yielded waits for what it gives, which can be pickled.
    With threads about, the work is done then.

    Raises:
        Died: when the process ended before it was done.
    """
    if not _may_fork():
        yield work
        return
    child = _Child(work)
    try:
        yield child.result
    finally:
        child.end()


def end_with(parent: int) -> None:
    """Have this process end when its parent does, however that ends; Linux alone can see to it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_END_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def _may_fork() -> bool:
    return sys.platform == "linux" and threading.active_count() == 1


def _parts(items: Sequence[Item], number: int, cost: Callable[[Item], float]) -> list[Sequence[Item]]:
    until = list(accumulate(map(cost, items)))
    ends = [bisect_right(until, until[-1] * part / number) for part in range(1, number)]
    return [items[begin:end] for begin, end in pairwise([0, *ends, len(items)])]


class _Child(Generic[Result]):
    """A fork at work."""

    def __init__(self, work: Callable[[], Result]) -> None:
        forks = multiprocessing.get_context("fork")
        self._told, telling = forks.Pipe(duplex=False)
        self._process = forks.Process(target=_work, args=(work, telling, os.getpid()))
        with warnings.catch_warnings():
            # Python counts threads of libraries, too, which see to forks themselves, and which forks do not use.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._process.start()
        telling.close()

    def result(self) -> Result:
        result: Result
        try:
            result, error = self._told.recv()
        except EOFError as ended:
            hint = "close other programs, or take a machine with more memory, then try again"
            raise Died(f"a process of the build was ended from outside, perhaps for want of memory; {hint}") from ended
        if error is not None:
            raise error
        return result

    def end(self) -> None:
        """Have it ended, if it has not by itself."""
        self._process.kill()
        self._process.join()
        self._told.close()


def _work(work: Callable[[], Result], telling: Connection, parent: int) -> None:
    # Nobody may write into the folder of a build that has been killed: the next build uses it.
    end_with(parent)
    try:
        telling.send((work(), None))
    except KeyboardInterrupt:  # which the parent has met, too
        os._exit(1)
    except Exception as error:
        error.add_note(f"In a process of the build:\n{traceback.format_exc()}")
        telling.send((None, error))
