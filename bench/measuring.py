"""What a command takes: time, memory of all its processes, and what it leaves."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from projects import Contender


@dataclass(frozen=True, slots=True)
class Run:
    """What one run took, of the whole tree of processes: seconds and megabytes; `told` is its last line."""

    wall: float
    cpu: float
    peak: float
    told: str = ""


def measure(contender: Contender) -> Run:
    """Build once.

    Raises:
        RuntimeError: when the command fails.
    """
    began = time.monotonic()
    with (Path(contender.project) / ".told").open("w+") as told:
        process = subprocess.Popen(
            contender.command,
            cwd=contender.project,
            stdout=told,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        peak = [0.0]
        ended = threading.Event()
        watch = threading.Thread(target=_watch, args=(process.pid, peak, ended))
        watch.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        finally:
            ended.set()
            watch.join()
        wall = time.monotonic() - began
        told.seek(0)
        lines = told.read().splitlines()
    if status:
        raise RuntimeError(f"{contender.name} failed: {' '.join(contender.command)} in {contender.project}")
    return Run(wall, usage.ru_utime + usage.ru_stime, peak[0], lines[-1] if lines else "")


def _watch(session: int, peak: list[float], ended: threading.Event) -> None:
    """Keep the largest sum of memory, in MB, of all processes of a session; Linux alone tells it.

    A page that processes share counts for each its part (PSS), as forks share nearly all.
    """
    took = 0.0
    while not ended.wait(max(0.1, 30 * took)):  # to look must not cost what is measured
        began = time.monotonic()
        total = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                if int(stat.read_text().rpartition(")")[2].split()[3]) == session:
                    total += _proportional_kilobytes(stat.with_name("smaps_rollup"))
            except OSError:
                continue
        peak[0] = max(peak[0], total / 1e3)
        took = time.monotonic() - began


def _proportional_kilobytes(rollup: Path) -> int:
    return next(int(line.split()[1]) for line in rollup.read_text().splitlines() if line.startswith("Pss:"))


def weigh(folder: Path) -> tuple[float, int]:
    """Megabytes and number of the files below a folder."""
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return sum(sizes) / 1e6, len(sizes)


def forget(contender: Contender, aside: Path) -> None:
    """Let it begin anew; what it computed of texts alone, such as keywords, stays in our cache.

    What it made goes to a folder `aside`, to be deleted when all is measured: for a minute or more after files were
    deleted, ext4 looks through all of them whenever one is made, which then takes up to ten times as long.
    """
    aside.mkdir(parents=True)
    for number, made in enumerate(contender.made):
        if made.exists():
            made.rename(aside / str(number))
        if made.name == "docs":  # MkDocs wants the folder to be there, and it is in git
            made.mkdir()
            shutil.copy(aside / str(number) / ".gitignore", made)
