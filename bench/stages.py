"""CPU seconds of each stage of one build, as JSON: `python bench/stages.py ARCHIVE`."""

from __future__ import annotations

import io
import json
import logging
import sys
import time
from collections import defaultdict
from pathlib import Path
from types import ModuleType

from generator import (
    api,
    build,
    citations,
    feeds,
    files,
    pages,
    papers,
    ranking,
    run,
    site,
    stamped_site,
    tags,
)
from generator.progress import progress_on

STAGES: list[tuple[str, ModuleType | type, str]] = [
    ("read", files, "read_sources"),
    ("digests", build, "_known_digests"),
    ("formulas", build, "_understanding"),
    ("papers", papers, "merge"),
    ("keywords", build, "find_candidates"),
    ("ranking", ranking, "rank"),
    ("words", build, "_clauses"),
    ("tags", tags, "assign"),
    ("related, map", build, "relate"),
    ("pages", pages, "render"),
    ("feeds", feeds, "render"),
    ("citations", citations, "render"),
    ("data", api, "render"),
    ("write", files, "write_outputs"),
    ("stamping", stamped_site.StampedPages, "on_env"),
    ("finish", site, "finish"),
]
"""Stages by the function that is one; those that yield files are measured to their end."""


def main() -> None:
    """Build, with every stage timed."""
    logging.disable()
    seconds: dict[str, float] = defaultdict(float)
    for name, where, function in STAGES:
        _time(seconds, name, where, function)
    root = Path(sys.argv[1])
    began = time.process_time()
    outcome = run.generate(root, progress_on(io.StringIO()))
    generated = time.process_time()
    site.build(root, None, strict=False)
    seconds["MkDocs, the rest"] = time.process_time() - generated - seconds["stamping"] - seconds["finish"]
    seconds["all"] = time.process_time() - began
    print(json.dumps({"written": outcome.written, "deleted": outcome.deleted, "seconds": seconds}))


def _time(seconds: dict[str, float], name: str, where: ModuleType | type, function: str) -> None:
    stage = getattr(where, function)

    def timed(*arguments: object, **named: object) -> object:
        began = time.process_time()
        result = stage(*arguments, **named)
        if hasattr(result, "__next__"):
            result = iter(list(result))
        seconds[name] += time.process_time() - began
        return result

    setattr(where, function, timed)


if __name__ == "__main__":
    main()
