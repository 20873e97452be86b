"""Work spread over processes gives what it gives in one, errors among it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from traceback import format_exception

import pytest
from forked import started

from generator import run
from generator.system import parallel


@pytest.fixture(autouse=True)
def _two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform != "linux":
        pytest.skip("forks are for Linux")
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    monkeypatch.setattr(threading, "active_count", lambda: 1)  # pytest's own threads hold no locks of ours


def test_what_is_done_comes_back_in_order_from_several_processes() -> None:
    def work(part: Sequence[int]) -> tuple[int, list[int]]:
        time.sleep(0.02)
        return os.getpid(), list(part)

    done = parallel.spread(work, range(1000), 2)
    assert [number for _, part in done for number in part] == list(range(1000))
    assert len({process for process, _ in done}) == 2
    assert done[0][0] == os.getpid() != done[len(done) // 2][0]


def test_whoever_is_done_helps_the_others() -> None:
    """One part takes as long as all others together: no other waits for who has it."""

    def work(part: Sequence[int]) -> int:
        time.sleep(2 if 0 in part else 0.01)
        return os.getpid()

    done = parallel.spread(work, range(1000), 2)
    assert done.count(os.getpid()) < 8


def test_few_items_are_parts_of_one() -> None:
    assert parallel.spread(list, range(5), 2) == [[0], [1], [2], [3], [4]]


@pytest.mark.parametrize("items", [range(3), range(0)])
def test_little_work_is_done_here(items: Sequence[int]) -> None:
    assert parallel.spread(lambda part: (os.getpid(), list(part)), items, 2) == [(os.getpid(), list(items))]


def test_with_threads_about_all_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    assert parallel.spread(len, range(10), 2) == [10]


@pytest.mark.parametrize("place", [0, 9])
def test_what_is_raised_in_a_part_is_raised(place: int) -> None:
    def work(part: Sequence[int]) -> None:
        if place in part:
            raise OSError(28, "No space left on device", "site")

    with pytest.raises(OSError, match=r"\[Errno 28\] No space left on device: 'site'") as raised:
        parallel.spread(work, range(10), 2)
    traceback = "".join(format_exception(raised.value))
    assert 'raise OSError(28, "No space left on device", "site")' in traceback


def test_nobody_goes_on_when_one_has_failed(tmp_path: Path) -> None:
    here = os.getpid()

    def work(part: Sequence[int]) -> None:
        if os.getpid() != here:
            raise OSError(28, "No space left on device", "site")
        (tmp_path / str(part[0])).touch()
        time.sleep(0.2)

    with pytest.raises(OSError, match="No space left"):
        parallel.spread(work, range(1000), 2)
    assert len(list(tmp_path.iterdir())) < 32


def test_a_process_that_is_ended_from_outside_is_told() -> None:
    here = os.getpid()

    def work(part: Sequence[int]) -> None:
        time.sleep(0.02)
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(parallel.Died, match="a process of the build was ended from outside"):
        parallel.spread(work, range(10), 2)


def test_what_is_done_aside_and_beside_comes_back() -> None:
    assert parallel.aside(os.getpid) != os.getpid()
    with parallel.beside(os.getpid) as other:
        here = os.getpid()
        assert other() != here


def test_with_threads_about_nothing_is_done_aside_or_beside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    assert parallel.aside(os.getpid) == os.getpid()
    with parallel.beside(os.getpid) as other:
        assert other() == os.getpid()


def test_what_is_not_waited_for_is_ended() -> None:
    began = time.monotonic()
    with parallel.beside(lambda: time.sleep(600)):
        pass
    assert time.monotonic() - began < 300


def test_that_a_process_of_a_process_was_ended_is_told() -> None:
    with pytest.raises(parallel.Died, match="want of memory"):
        parallel.aside(lambda: parallel.aside(lambda: os.kill(os.getpid(), signal.SIGKILL)))


def work_and_be_killed(told: Path) -> None:
    with run.pool() as workers:
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
from generator import run
from generator.system import parallel

def work():
    with run.pool() as workers:
        workers.submit(time.sleep, 0).result()
        print("at work", flush=True)
        workers.submit(time.sleep, 600).result()

try:
    parallel.aside(work)
except KeyboardInterrupt:
    sys.exit("Aborted!")
"""


def test_a_build_that_is_stopped_by_its_terminal_says_so_and_no_more() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STOPPED],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(run.__file__).parents[1],
        start_new_session=True,
    ) as build:
        assert build.stdout is not None
        assert build.stdout.readline() == "at work\n"
        os.killpg(build.pid, signal.SIGINT)
        # The process that frees what workers shared has this open, too, so that all it says is here.
        _, told = build.communicate(timeout=60)
    assert (build.returncode, told) == (1, "Aborted!\n")
