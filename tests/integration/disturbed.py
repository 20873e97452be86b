"""Imports and builds in processes of their own that can be killed; see `forked`."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from generator.commands.main import main
from generator.system import files

NOBODY = 65534

_CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.truncate", "os.chmod", "os.link", "os.symlink"}
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
PHASES = ("generating", "rendering")
"""Of a build: its pages are generated, and then MkDocs makes a site of them in a folder of its own."""

EPOCH = "1774000000"
"""When sites are built, as `run_papershelf` has it."""


def import_until(root: Path, paths: list[Path], last: int = 0) -> None:
    """Import, and be killed just before the `last`-th change to the disk; 0 lets it finish."""
    sys.stdout = sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 (for the rest of this process)
    _be_killed(last, _is_change)
    main(["-C", str(root), "import", *map(str, paths)], standalone_mode=False)


def import_until_call(root: Path, paths: list[Path], told: Path, last: int = 0) -> None:
    """Import, and be killed at the `last`-th call of a function; with 0 it finishes, and tells how many there were."""
    sys.stdout = sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 (for the rest of this process)
    calls = 0

    def count(frame: object, event: str, about: object) -> None:
        nonlocal calls
        calls += 1
        if calls == last:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(count)
    main(["-C", str(root), "import", *map(str, paths)], standalone_mode=False)
    sys.setprofile(None)
    told.write_text(str(calls))


def build_until_change(root: Path, told: Path, phase: str = "", last: int = 0) -> None:
    """Build, and be killed just before the `last`-th change to the disk in a phase, or at its end if it has fewer.

    Without a phase it finishes, and how many changes each phase had goes to `told`, as JSON.
    """
    sys.stdout = sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 (for the rest of this process)
    os.environ["SOURCE_DATE_EPOCH"] = EPOCH
    changes = {phase: multiprocessing.Value("i", 0) for phase in PHASES}
    now, build = PHASES[0], os.getpid()

    def watch(event: str, about: tuple[Any, ...]) -> None:
        nonlocal now
        if not _is_change(event, about):
            return
        is_new_phase = event == "os.mkdir" and Path(about[0]).name == f"{files.TEMPORARY}site"
        changes[now].value += 1
        if now == phase and (changes[now].value == last or is_new_phase):
            os.kill(build, signal.SIGKILL)
            signal.pause()  # a process of the build's ends with it
        if is_new_phase:
            now = PHASES[1]

    sys.addaudithook(watch)
    try:
        main(["-C", str(root), "build"])
    finally:
        told.write_text(json.dumps({phase: counted.value for phase, counted in changes.items()}))


def _is_change(event: str, about: tuple[Any, ...]) -> bool:
    return event in _CHANGES or (event == "open" and bool(about[2] & _WRITES))


def build_until(root: Path, told: Path, last: int = 0) -> None:
    """Build, and be killed before the `last`-th time that a whole folder is moved or removed; 0 lets it finish.

    What is said goes to `told`.
    """
    sys.stdout = sys.stderr = told.open("w", buffering=1)
    os.environ["SOURCE_DATE_EPOCH"] = EPOCH
    moved_or_removed = ("os.rename", "shutil.rmtree")
    _be_killed(last, lambda event, about: event in moved_or_removed and Path(about[0]).is_dir())
    main(["-C", str(root), "build"])


def build_until_moved(root: Path, told: Path, last: int) -> None:
    """Build, and be killed before the `last`-th file is moved out of the new site, the record of the change first."""
    sys.stdout = sys.stderr = told.open("w", buffering=1)
    os.environ["SOURCE_DATE_EPOCH"] = EPOCH
    beside = str(root / f"{files.TEMPORARY}site")

    def is_moved(event: str, about: tuple[Any, ...]) -> bool:
        return event == "os.rename" and str(about[0]).startswith(beside) and f"{beside}/new/" not in str(about[1])

    _be_killed(last, is_moved)
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
