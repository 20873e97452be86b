"""Imports and builds in processes of their own that can be killed: started by forking, for a new interpreter takes a
second.
"""

from __future__ import annotations

import encodings.utf_8_sig  # noqa: F401 (nobody may not read Python's library everywhere)
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from generator.cli import main

NOBODY = 65534

_CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.truncate", "os.chmod", "os.link", "os.symlink"}
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT

EPOCH = "1774000000"
"""When sites are built, as `run_papershelf` has it."""

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["generator.cli", "encodings.utf_8_sig"])


def started(function: Callable[..., None], *arguments: object) -> BaseProcess:
    process = _forks.Process(target=function, args=arguments)
    process.start()
    return process


def import_until(root: Path, paths: list[Path], last: int = 0) -> None:
    """Import, and be killed just before the `last`-th change to the disk; 0 lets it finish."""
    sys.stdout = sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 (for the rest of this process)
    _be_killed(last, lambda event, about: event in _CHANGES or (event == "open" and bool(about[2] & _WRITES)))
    main(["-C", str(root), "import", *map(str, paths)], standalone_mode=False)


def build_until(root: Path, told: Path, last: int = 0) -> None:
    """Build, and be killed before the `last`-th time that a whole folder is moved or removed; 0 lets it finish.

    What is said goes to `told`.
    """
    sys.stdout = sys.stderr = told.open("w", buffering=1)
    os.environ["SOURCE_DATE_EPOCH"] = EPOCH
    moved_or_removed = ("os.rename", "shutil.rmtree")
    _be_killed(last, lambda event, about: event in moved_or_removed and Path(about[0]).is_dir())
    main(["-C", str(root), "build"])


def _be_killed(last: int, counts: Callable[[str, tuple[Any, ...]], bool]) -> None:
    """Have this process killed just before the `last`-th event of those that count."""
    events = 0

    def watch(event: str, about: tuple[Any, ...]) -> None:
        nonlocal events
        if counts(event, about):
            events += 1
            if events == last:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)


def import_as_nobody(root: Path, paths: list[Path], told: Path) -> None:
    """Import as a user who may write only what everybody may; what is said goes to `told`."""
    sys.stdout = sys.stderr = told.open("w")
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    main(["-C", str(root), "import", *map(str, paths)])
