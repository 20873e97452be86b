"""Work in several processes gives what it gives in one, errors included."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import InvalidStateError
from pathlib import Path
from traceback import format_exception

import pytest
from forked import started

from generator.system import parallel
from generator.system.endings import WorkerDied


@pytest.fixture(autouse=True)
def _two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform != "linux":
        pytest.skip("forks are for Linux")
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    # The threads of pytest, and of libraries in its process, hold no locks of ours.
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setattr(parallel, "native_threads", lambda: 1)


def test_results_come_back_in_order_from_several_processes() -> None:
    def work(chunk: Sequence[int]) -> tuple[int, list[int]]:
        time.sleep(0.02)
        return os.getpid(), list(chunk)

    done = parallel.map_chunks(work, range(1000), 2)
    assert [number for _, chunk in done for number in chunk] == list(range(1000))
    processes = {process for process, _ in done}
    assert os.getpid() in processes
    assert len(processes) == 2


def test_a_slow_chunk_keeps_no_other_waiting() -> None:
    def work(chunk: Sequence[int]) -> tuple[int, int]:
        time.sleep(1 if 0 in chunk else 0.01)
        return os.getpid(), len(chunk)

    done = parallel.map_chunks(work, range(1000), 2)
    slow = done[0][0]
    assert [process for process, _ in done].count(slow) < 4


def test_forks_look_for_no_cycles() -> None:
    assert gc.isenabled()
    assert not parallel.in_fork(gc.isenabled)


@pytest.mark.parametrize("items", [range(3), range(0)])
def test_little_work_is_done_here(items: Sequence[int]) -> None:
    assert parallel.map_chunks(lambda chunk: (os.getpid(), list(chunk)), items, 2) == [(os.getpid(), list(items))]


def test_with_threads_all_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    assert parallel.map_chunks(len, range(10), 2, workers=2) == [10]
    assert parallel.in_fork(os.getpid) == os.getpid()
    with parallel.start_fork(os.getpid) as other:
        assert other() == os.getpid()


def test_with_threads_of_a_library_all_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """OpenMP, which a plugin has used, would hang in a fork."""
    assert parallel.in_fork(os.getpid) != os.getpid()
    monkeypatch.setattr(parallel, "native_threads", lambda: 3)
    assert parallel.in_fork(os.getpid) == os.getpid()


@pytest.mark.parametrize("place", [0, 9])
def test_an_error_in_a_chunk_is_raised_with_its_traceback(place: int) -> None:
    def work(chunk: Sequence[int]) -> None:
        if place in chunk:
            raise OSError(28, "No space left on device", "site")

    with pytest.raises(OSError, match=r"\[Errno 28\] No space left on device: 'site'") as raised:
        parallel.map_chunks(work, range(10), 2, workers=2)
    traceback = "".join(format_exception(raised.value))
    assert 'raise OSError(28, "No space left on device", "site")' in traceback


def test_a_chunk_that_fails_keeps_others_from_starting(tmp_path: Path) -> None:
    def work(chunk: Sequence[int]) -> None:
        if 0 in chunk:
            raise OSError(28, "No space left on device", "site")
        (tmp_path / str(chunk[0])).touch()
        time.sleep(0.1)

    with pytest.raises(OSError, match="No space left"):
        parallel.map_chunks(work, range(1000), 2, workers=2)
    assert len(list(tmp_path.iterdir())) < 10


def test_a_fork_that_is_ended_from_outside_is_reported() -> None:
    here = os.getpid()

    def work(_: Sequence[int]) -> None:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(WorkerDied, match="a process of the build was ended from outside"):
        parallel.map_chunks(work, range(10), 2, workers=2)
    with pytest.raises(WorkerDied, match="lack of memory"):
        parallel.in_fork(lambda: parallel.in_fork(lambda: os.kill(os.getpid(), signal.SIGKILL)))


def test_no_fork_is_left_when_another_is_ended_from_outside() -> None:
    """It would keep this process from ending."""

    def work(chunk: Sequence[int]) -> None:
        time.sleep(0.2 if 0 in chunk else 0.05)
        if 0 in chunk:
            os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(WorkerDied):
        parallel.map_chunks(work, range(900), 10, workers=3)
    for process in multiprocessing.active_children():
        process.join(5)
    assert not multiprocessing.active_children()


def test_a_fork_works_while_this_process_does() -> None:
    assert parallel.in_fork(os.getpid) != os.getpid()
    with parallel.start_fork(os.getpid) as other:
        here = os.getpid()
        assert other() != here


def work_and_be_killed(told: Path) -> None:
    with parallel.pool() as workers:
        told.write_text(str(workers.submit(os.getpid).result()))
        os.kill(os.getpid(), signal.SIGKILL)


def test_workers_end_with_a_build_that_is_killed(tmp_path: Path) -> None:
    build = started(work_and_be_killed, tmp_path / "told")
    build.join()
    worker = Path("/proc") / (tmp_path / "told").read_text()
    ends = time.monotonic() + 60
    while worker.exists() and "State:\tZ" not in (worker / "status").read_text() and time.monotonic() < ends:
        time.sleep(0.05)
    assert not worker.exists() or "State:\tZ" in (worker / "status").read_text()


STOPPED = """
import sys, time
from generator.system import parallel

def work():
    with parallel.pool() as workers:
        workers.submit(time.sleep, 0).result()
        print("at work", flush=True)
        list(workers.map(time.sleep, [600] * 40))

try:
    parallel.in_fork(work)
except KeyboardInterrupt:
    sys.exit("Aborted!")
"""


def test_a_build_that_is_stopped_by_its_terminal_says_so_and_no_more() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STOPPED],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(parallel.__file__).parents[2],
        start_new_session=True,
    ) as build:
        assert build.stdout is not None
        assert build.stdout.readline() == "at work\n"
        os.killpg(build.pid, signal.SIGINT)
        # The process that frees what workers shared has this open, too, so that all it says is here.
        _, told = build.communicate(timeout=60)
    assert (build.returncode, told) == (1, "Aborted!\n")


def test_only_the_error_of_a_cancelled_future_is_not_reported() -> None:
    reported: list[str] = []

    def fail(error: Exception) -> None:
        raise error

    before = threading.excepthook
    threading.excepthook = lambda error: reported.append(error.exc_type.__name__)
    try:
        with parallel.quiet_manager():
            for error in (InvalidStateError("cancelled"), ValueError("another")):
                thread = threading.Thread(target=fail, args=[error])
                thread.start()
                thread.join()
    finally:
        threading.excepthook = before
    assert reported == ["ValueError"]
