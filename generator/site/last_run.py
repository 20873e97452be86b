"""What the last run of the generator was made of, told and left: a run of the same has nothing to do."""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from generator.model import Problem, Severity
from generator.site.fingerprints import program
from generator.sources.source_files import Sources
from generator.system.cache import Cache

_KEY = "last run"


def installation() -> str:
    """The generator as it is, Python, and whatever is installed that a result might be computed or written with."""
    # "" among them, as in `python -c`, is the current folder.
    folders = [path for path in map(Path, sys.path) if path.is_dir() and os.access(path, os.R_OK)]
    installed = sorted(name for folder in folders for name in os.listdir(folder) if name.endswith("-info"))
    return ", ".join([program(), platform.python_version(), *installed])


def made_of(sources: Sources, problems: Sequence[Problem]) -> str:
    """A hash of all that a run depends on: what was read, what could not be read, and what is installed."""
    return hashlib.sha256(repr((installation(), sources, problems)).encode("utf-8", "surrogatepass")).hexdigest()


def problems_of_same(results: Cache, made_of: str, left: str) -> tuple[Problem, ...] | None:
    """What the last run told, if it was made of this, and what it left is there; None otherwise."""
    match results.get([_KEY]).get(_KEY):
        case {"made_of": known, "left": found, "problems": [*told]} if (known, found) == (made_of, left):
            return tuple(Problem(**each | {"severity": Severity(each["severity"])}) for each in told)
    return None


def remember(results: Cache, made_of: str, left: str, problems: Sequence[Problem]) -> None:
    """Keep what a run told that has left everything as it should be."""
    told = [asdict(problem) | {"severity": problem.severity.value} for problem in problems]
    results.put([(_KEY, {"made_of": made_of, "left": left, "problems": told})])
