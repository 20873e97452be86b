"""Our own commands in processes of their own, started by forking one that has loaded them: that takes it a second."""

from __future__ import annotations

import encodings.utf_8_sig  # noqa: F401 (nobody may not read Python's library everywhere)
import multiprocessing
import os
import sys
import warnings
from collections.abc import Callable, Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path

from generator.commands.main import COMMANDS, main

_forks = multiprocessing.get_context("forkserver")
_loaded = ["generator.commands.main", *{f"generator.commands.{each.module}" for each in COMMANDS.values()}]
_forks.set_forkserver_preload([*_loaded, "encodings.utf_8_sig", "pytest"])


def started(function: Callable[..., None], *arguments: object) -> BaseProcess:
    process = _forks.Process(target=function, args=arguments)
    process.start()
    return process


def papershelf(arguments: list[str], cwd: Path, environment: Mapping[str, str], told: tuple[Path, Path]) -> None:
    """The command, as in a process of its own whose warnings are errors; what is said goes to two files."""
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    for stream, path in zip((sys.stdout, sys.stderr), told, strict=True):
        with path.open("wb") as file:
            os.dup2(file.fileno(), stream.fileno())
    warnings.resetwarnings()
    warnings.simplefilter("error")
    main(arguments, prog_name="papershelf")
