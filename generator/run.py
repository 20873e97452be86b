"""One run of the generator on an archive's folder: read the files, generate, write what changed."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from generator import build, files
from generator.cache import Cache
from generator.model import Problem
from generator.progress import Progress


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did: `written` and `deleted` count files of `build/docs`, None when problems kept it as it was."""

    problems: tuple[Problem, ...]
    written: int | None
    deleted: int | None
    has_last_good: bool


def generate(root: Path, progress: Progress, *, strict: bool = False, write: bool = True) -> Outcome:
    """Run the generator on the archive at `root`. With `strict`, a warning counts as an error.

    Raises:
        OSError: when `build/docs` cannot be written.
    """
    sources, problems = files.read_sources(root)
    had_outputs = files.has_outputs(root)
    with closing(Cache(root / files.CACHE)) as results, _pool() as pool:
        built = build.generate(sources, problems, results, pool, progress)
    if built.outputs is None or (strict and built.problems):
        return Outcome(built.problems, None, None, had_outputs)
    written, deleted = files.write_outputs(root, built.outputs) if write else (0, 0)
    return Outcome(built.problems, written, deleted, had_outputs)


def _pool() -> ProcessPoolExecutor:
    """Workers on every core, started when there is work. Forking a process that has threads, as a server has, can hang."""
    return ProcessPoolExecutor(os.cpu_count(), mp_context=multiprocessing.get_context("spawn"))
