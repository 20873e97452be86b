"""Work on several cores: in forked processes, which have all that this process has in memory, or in a pool of workers.

Forks are for Linux and for processes without other threads, since a lock held by another thread would stay locked in a
fork for ever; elsewhere the work is done in this process. Results of forks are pickled and should be small: let them
write files instead. No library with threads of its own (OpenMP in scikit-learn) may run before a fork that uses it
again; where one does, in a plugin of the archive's owner for example, nothing is forked.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import multiprocessing
import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, InvalidStateError, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import resource_tracker
from types import FrameType
from typing import TypeAlias, TypeVar, cast

from generator.system.endings import WorkerDied, end

_END_WITH_PARENT = 1
"""Linux's `PR_SET_PDEATHSIG`."""

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""Options of glibc's `mallopt`."""

_MAXIMUM_FORKS = 64
"""Forks at work at once; each takes some of the 1,024 files that a process may have open."""

Item = TypeVar("Item")
Result = TypeVar("Result")
InterruptHandler: TypeAlias = signal.Handlers | Callable[[int, FrameType | None], None]


def cores() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def map_chunks(
    work: Callable[[Sequence[Item]], Result], items: Sequence[Item], min_chunk: int, workers: int | None = None
) -> list[Result]:
    """Return what `work` gives for consecutive chunks of the items, in order.

    As many processes work as there are `workers` (by default cores) but at most one per `min_chunk` items: this one and
    forks of it, since each fork copies much of the memory that it reads. With one, or where forking is not safe, `work`
    gets all items here. Results of forks are pickled. Chunks get smaller towards the end, where this process begins, so
    that all finish at nearly the same time.

    Raises:
        WorkerDied: when a fork ended before its work was done.
        Exception: any error of `work`.
    """
    workers = min(workers or cores(), _MAXIMUM_FORKS, len(items) // min_chunk) if _may_fork() else 1
    if workers <= 1:
        return [work(items)]
    chunks = _chunks(items, workers, min_chunk)
    own: dict[int, Result] = {}
    with _forks(workers - 1, signal.SIG_DFL, lambda number: work(chunks[number])) as executor:
        futures = [executor.submit(_run_inherited, number) for number in range(len(chunks))]
        try:
            for number in reversed(range(len(chunks))):
                _raise_errors(futures)
                if futures[number].cancel():  # no fork has begun it
                    own[number] = work(chunks[number])
            return [
                own[number] if number in own else cast(Result, futures[number].result())
                for number in range(len(chunks))
            ]
        finally:
            for future in futures:
                future.cancel()


def in_fork(work: Callable[[], Result]) -> Result:
    """Return what `work` gives, computed in a fork, so that the memory it takes is free afterwards.

    Raises:
        WorkerDied: when the fork ended before its work was done.
        BaseException: any error of `work`.
    """
    with start_fork(work) as result:
        return result()


@contextlib.contextmanager
def start_fork(work: Callable[[], Result]) -> Iterator[Callable[[], Result]]:
    """Do `work` in a fork during the block, in which calling the yielded function waits for its result.

    Where forking is not safe, that call does the work. Leaving the block waits for the fork's end.
    """
    if not _may_fork():
        yield work
        return
    with _forks(1, signal.default_int_handler, lambda _: work()) as executor:
        future = executor.submit(_run_inherited, 0)

        def result() -> Result:
            return cast(Result, future.result())

        yield result


@contextlib.contextmanager
def pool() -> Iterator[ProcessPoolExecutor]:
    """Yield a pool of workers, one per core, each started when there is work. They end with this process.

    They are spawned, not forked, because the pool itself has threads.
    """
    _start_quiet_tracker()
    spawned = multiprocessing.get_context("spawn")
    begin = (os.getpid(), signal.SIG_DFL)
    with quiet_manager(), ProcessPoolExecutor(cores(), spawned, initializer=_begin_worker, initargs=begin) as executor:
        yield executor


@contextlib.contextmanager
def quiet_manager() -> Iterator[None]:
    """Print no traceback of the thread that manages a pool's workers when it reports their end to a cancelled future.

    That happens at Ctrl-C, which ends the workers while this process cancels what they have not begun.
    """
    report = threading.excepthook

    def report_others(error: threading.ExceptHookArgs) -> None:
        if not issubclass(error.exc_type, InvalidStateError):
            report(error)

    threading.excepthook = report_others
    try:
        yield
    finally:
        threading.excepthook = report


def return_large_blocks() -> None:
    """Have large blocks of memory returned to the system once they are free, where the C library can (glibc).

    Otherwise, after the first of 30 MB, such as a database has, it keeps room for as many.
    """
    if sys.platform == "linux" and (set_option := getattr(ctypes.CDLL(None), "mallopt", None)):
        set_option(_MMAP_THRESHOLD, 1 << 20)
        set_option(_TRIM_THRESHOLD, 1 << 22)


def release_memory() -> None:
    """Return freed memory to the system, where the C library can (glibc)."""
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)


def _may_fork() -> bool:
    """Return whether no other thread runs: none of Python's, and before the first fork none of a library.

    A plugin or hook may have used OpenMP here, which then hangs in every fork that uses it as well. In a fork of ours
    only numpy's threads run, which no fork of it needs.
    """
    if sys.platform != "linux" or threading.active_count() > 1:
        return False
    return _inherited is not None or native_threads() == 1


def native_threads() -> int:
    """Return the number of threads of this process on Linux, those of libraries included."""
    return len(os.listdir("/proc/self/task"))


def _raise_errors(futures: Iterable[Future[object]]) -> None:
    for future in futures:
        if future.done() and not future.cancelled():
            future.result()


def _chunks(items: Sequence[Item], workers: int, min_chunk: int) -> list[Sequence[Item]]:
    """Return consecutive chunks, each a quarter of an equal share of what is left, at least an eighth of `min_chunk`.

    While a fork works, two further chunks wait for it: larger ones would leave too few to this process.
    """
    smallest = max(min_chunk // 8, 1)
    chunks, begin = [], 0
    while begin < len(items):
        size = max((len(items) - begin) // (4 * workers), smallest)
        chunks.append(items[begin : begin + size])
        begin += size
    return chunks


_inherited: Callable[[int], object] | None = None
"""In a fork, its work; None in every other process. Forks inherit it, since a closure cannot be pickled."""


@contextlib.contextmanager
def _forks(
    workers: int, on_interrupt: InterruptHandler, work: Callable[[int], object]
) -> Iterator[ProcessPoolExecutor]:
    forked = multiprocessing.get_context("fork")
    begin = (os.getpid(), on_interrupt, work)
    others = multiprocessing.active_children()
    release_memory()  # a fork would have a copy of what it writes to
    try:
        with warnings.catch_warnings():
            # Python counts threads of libraries, too, which fork safely by themselves and which forks do not use.
            warnings.simplefilter("ignore", DeprecationWarning)
            executor = ProcessPoolExecutor(workers, forked, initializer=_begin_fork, initargs=begin)
            with quiet_manager(), executor:
                yield executor
    except BrokenProcessPool as error:
        hint = "close other programs, or use a machine with more memory, then try again"
        raise WorkerDied(
            f"a process of the build was ended from outside, perhaps for lack of memory; {hint}"
        ) from error
    finally:
        # If a fork is killed while cancelled chunks wait, Python 3.11 leaves the other forks idle, and joins them when
        # this process ends, for ever.
        for process in multiprocessing.active_children():
            if process not in others:
                process.terminate()


def _begin_fork(parent: int, on_interrupt: InterruptHandler, work: Callable[[int], object]) -> None:
    global _inherited
    _inherited = work
    gc.disable()  # a fork ends soon, and makes few cycles among millions of values
    _begin_worker(parent, on_interrupt)


def _run_inherited(number: int) -> object:
    assert _inherited is not None  # noqa: S101 (for the type checker)
    return _inherited(number)


def _begin_worker(parent: int, on_interrupt: InterruptHandler) -> None:
    """End with the parent however it ends, and handle Ctrl-C, which the terminal sends to all, as `on_interrupt` says:
    a worker that only computes ends without a traceback, one that shows progress must restore the terminal first.
    """
    signal.signal(signal.SIGINT, on_interrupt)
    signal.signal(signal.SIGTERM, signal.SIG_DFL if on_interrupt is signal.SIG_DFL else end)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_END_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def _start_quiet_tracker() -> None:
    """Start the process by which Python frees what pools share, without its warnings: when a build is stopped, it frees
    what is left, and all it could report is that.
    """
    if sys.platform != "win32":
        option = "ignore::UserWarning:multiprocessing.resource_tracker"
        sys.warnoptions.append(option)
        try:
            resource_tracker.ensure_running()
        finally:
            sys.warnoptions.remove(option)
