"""Work in forked processes: on many things, spread over the cores, or on what takes memory. It should leave files
behind rather than values.

A fork has all that this process has in memory, at once and without sending it anywhere.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import multiprocessing
import os
import signal
import sys
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, pairwise
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from typing import Generic, TypeVar

_END_WITH_PARENT = 1
"""Linux' `PR_SET_PDEATHSIG`."""

_PARTS_A_CORE = 32
"""Parts into which each core's work is cut, for others to help with: the last of them keep the others waiting."""

_MOST_CORES = 64
"""Processes at work at once; each takes four of the 1,024 files that one may have open."""

_BYTES = 4
"""Bytes of a part's number in a pipe, which holds 16,000 of them."""

Item = TypeVar("Item")
Result = TypeVar("Result")


class Died(Exception):
    """A process ended amid its work without a word, as one does for which there was no memory; its text says what to
    do.
    """


def spread(work: Callable[[Sequence[Item]], Result], items: Sequence[Item], least: int) -> list[Result]:
    """What `work` gives for parts of the items, in order: on as many cores as there are, but no more than one for
    `least` of the items.

    Each core begins elsewhere, so that it shares little with the others, and helps them when it has come to its end.
    This process is one of those at work: each of them copies what memory it touches, if only to count references.

    `work` must give something that can be pickled. What it raises is raised here; no process begins another part then.
    With threads about, one of which might be holding a lock, all is done here, as one part.

    Raises:
        Died: when a process ended before it had done its parts.
    """
    cores = min(len(os.sched_getaffinity(0)), _MOST_CORES, len(items) // least) if _may_fork() else 1
    if cores <= 1:
        return [work(items)]
    parts = _parts(items, cores * _PARTS_A_CORE)
    done: dict[int, Result] = {}
    with contextlib.ExitStack() as ends:
        queues = [ends.enter_context(_queue(part)) for part in _parts(range(len(parts)), cores)]

        def work_from(place: int) -> dict[int, Result]:
            numbers = chain.from_iterable(map(_taken, queues[place:] + queues[:place]))
            try:
                return {number: work(parts[number]) for number in numbers}
            except BaseException:
                # Nobody shall begin another part, when this process may be the only one that knows why.
                for _ in numbers:
                    pass
                raise

        others = [ends.enter_context(beside(functools.partial(work_from, place))) for place in range(1, cores)]
        done |= work_from(0)
        for other in others:
            done |= other()
    return [done[number] for number in range(len(parts))]


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


def begin_worker(parent: int) -> None:
    """The first act of a process that works for another: to end with it, and without a word when both are stopped."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    end_with(parent)


def start_tracker() -> None:
    """Start the process by which Python frees what pools of processes share, here without its warnings: when a build
    is stopped, it frees what is left, and all it could tell is that.
    """
    if sys.platform != "win32":
        option = "ignore::UserWarning:multiprocessing.resource_tracker"
        sys.warnoptions.append(option)
        try:
            resource_tracker.ensure_running()
        finally:
            sys.warnoptions.remove(option)


def give_back() -> None:
    """Give memory that is free back to the system, where its library can (glibc)."""
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)


def _may_fork() -> bool:
    return sys.platform == "linux" and threading.active_count() == 1


def _parts(items: Sequence[Item], number: int) -> list[Sequence[Item]]:
    """The items in as many parts, or in fewer of one item each."""
    ends = [len(items) * part // number for part in range(number + 1)]
    return [items[begin:end] for begin, end in pairwise(ends) if begin < end]


@contextlib.contextmanager
def _queue(numbers: Sequence[int]) -> Iterator[int]:
    """A pipe with numbers, each of which one process takes: the system sees to it, even when one of them is killed."""
    taking, giving = os.pipe()
    try:
        os.write(giving, b"".join(number.to_bytes(_BYTES) for number in numbers))
        os.close(giving)
        yield taking
    finally:
        os.close(taking)


def _taken(queue: int) -> Iterator[int]:
    while number := os.read(queue, _BYTES):
        yield int.from_bytes(number)


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
        self._process.close()
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
