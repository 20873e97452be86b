"""Work on a Dask cluster: a scheduler and two workers of their own, on this machine."""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from generator import assemble
from generator.sources import source_files
from generator.system import dask_cluster
from generator.system.cache import Cache
from generator.system.progress import Lines

pytest.importorskip("distributed", reason="Dask is an extra: pip install 'papershelf[dask]'")

DYING = """
import os, time
from pathlib import Path
from generator.topics import keyword_candidates

MARKER = Path(__file__).with_name("dying.pid")

def candidates_of_text(text):
    try:
        with MARKER.open("x") as file:
            file.write(f"{os.getpid()}\\n")
    except FileExistsError:
        return keyword_candidates.candidates_of_text(text)
    time.sleep(600)
"""
"""The first text never comes back: its worker waits to be killed."""

LIMIT = 60.0


def wait_for(path: Path) -> str:
    """The text of a file, when it is there with a whole line."""
    began = time.monotonic()
    while time.monotonic() < began + LIMIT:
        if path.exists() and (text := path.read_text()).endswith(("\n", "}")):
            return text
        time.sleep(0.02)
    raise TimeoutError(path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cluster")
    (folder / "dying.py").write_text(DYING)
    return folder


@contextlib.contextmanager
def running(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    here = str(Path(dask_cluster.__file__).parents[2])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([here, str(folder)])}
    log = (folder / "log.txt").open("ab")
    command = [sys.executable, "-m", "dask", *arguments, "--no-dashboard"]
    with log, subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """The address of a scheduler that has two workers."""
    file = folder / "scheduler.json"
    scheduler = ("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file))
    worker = ("worker", "--scheduler-file", str(file), "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny")
    with running(folder, *scheduler), running(folder, *worker), running(folder, *worker):
        import distributed

        wait_for(file)
        with distributed.Client(scheduler_file=str(file), timeout=LIMIT, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=LIMIT)
            yield client.scheduler.address


def test_a_cluster_whose_worker_is_killed_gives_the_same_archive(
    repository: Path, address: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources, _ = source_files.read_sources(repository / "tests" / "archive")
    with closing(Cache(None)) as results:
        expected = assemble.assemble(sources, results, lambda: ThreadPoolExecutor(1), Lines(io.StringIO()))
    monkeypatch.syspath_prepend(str(folder))
    dying = importlib.import_module("dying").candidates_of_text
    monkeypatch.setattr(assemble, "FIND_CANDIDATES", replace(assemble.FIND_CANDIDATES, function=dying, few=0))
    for name in ("READ_DIGESTS", "CLEAN_TEXTS", "READ_CLAUSES"):
        monkeypatch.setattr(assemble, name, replace(getattr(assemble, name), few=0))
    marker = folder / "dying.pid"
    killed: list[int] = []

    def kill() -> None:
        killed.append(int(wait_for(marker)))
        os.kill(killed[0], signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    with closing(Cache(None)) as results:
        found = assemble.assemble(sources, results, lambda: dask_cluster.executor(address), Lines(io.StringIO()))
    killer.join()
    assert found == expected is not None
    assert killed != [os.getpid()]


def test_a_worker_with_another_version_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_cluster, "_LIBRARIES", ())
    with (
        pytest.raises(dask_cluster.ClusterError, match=r"workers .* differ"),
        dask_cluster.executor(address),
    ):
        pass


def test_a_missing_scheduler_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_cluster, "_TIMEOUT", 0.5)
    with (
        pytest.raises(dask_cluster.ClusterError, match=r"127\.0\.0\.1:1: no Dask scheduler answers"),
        dask_cluster.executor("tcp://127.0.0.1:1"),
    ):
        pass


def test_a_missing_extra_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(dask_cluster.ClusterError, match=r"papershelf\[dask\]"),
        dask_cluster.executor("tcp://127.0.0.1:1"),
    ):
        pass
