"""Imports in processes of their own that can be killed: started by forking, for a new interpreter takes a second."""

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

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["generator.cli", "encodings.utf_8_sig"])


def started(function: Callable[..., None], *arguments: object) -> BaseProcess:
    process = _forks.Process(target=function, args=arguments)
    process.start()
    return process


def import_until(root: Path, paths: list[Path], last: int = 0) -> None:
    """Import, and be killed just before the `last`-th change to the disk; 0 lets it finish."""
    sys.stdout = sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 (for the rest of this process)
    changes = 0

    def watch(event: str, about: tuple[Any, ...]) -> None:
        nonlocal changes
        if event in _CHANGES or (event == "open" and about[2] & _WRITES):
            changes += 1
            if changes == last:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    main(["-C", str(root), "import", *map(str, paths)], standalone_mode=False)


def import_as_nobody(root: Path, paths: list[Path], told: Path) -> None:
    """Import as a user who may write only what everybody may; what is said goes to `told`."""
    sys.stdout = sys.stderr = told.open("w")
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    main(["-C", str(root), "import", *map(str, paths)])
