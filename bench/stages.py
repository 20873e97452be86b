"""`papershelf build` with every stage timed: `python bench/stages.py ARCHIVE`; the last line printed is JSON."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import IO

from generator import __main__ as papershelf
from generator import assemble, build
from generator.archive import papers
from generator.exports import sqlite
from generator.site import builder, docs, pages, search
from generator.sources import source_files
from generator.topics import tags

STAGES: list[tuple[str, ModuleType | type, str]] = [
    ("read", source_files, "read_sources"),
    ("digests", assemble, "_readable_digests"),
    ("formulas", assemble, "_text_cleaner"),
    ("papers", papers, "merge"),
    ("keywords", assemble, "_rank_keywords"),
    ("words", assemble, "_read_texts"),
    ("tags", tags, "assign"),
    ("related, map", build, "relate"),
    ("outputs", build, "render"),
    ("cards", build, "draw_cards"),
    ("SQLite", sqlite, "as_sqlite"),
    ("build/docs", docs.Docs, "sync"),
    ("search", search, "stale"),
    ("search", search, "make"),
    ("pages", pages.GeneratedPages, "on_env"),
    ("site", builder, "build"),
]
"""Stages by the functions that are one. `site` has `pages` in it."""


def main() -> None:
    """Build, and print the wall and CPU seconds of each stage, including its processes, and of the whole."""
    with tempfile.TemporaryFile("a+") as taken:
        for name, where, function in STAGES:
            _time(name, where, function, taken)
        counts: dict[str, int] = {}
        generate = build.build_docs

        @functools.wraps(generate)
        def generated(root: Path, *arguments: object, **named: object) -> build.Outcome:
            outcome = generate(root, *arguments, **named)  # type: ignore[arg-type]
            counts.update(written=outcome.written or 0, deleted=outcome.deleted or 0)
            return outcome

        build.build_docs = generated  # type: ignore[assignment]
        began = _now()
        sys.argv[1:] = ["-C", sys.argv[1], "build"]
        with contextlib.suppress(SystemExit):
            papershelf.main()
        seconds = {name: [0.0, 0.0] for name, _, _ in STAGES}
        seconds["all, once started"] = [after - before for before, after in zip(began, _now(), strict=True)]
        taken.seek(0)
        for line in taken:
            name, *spent = json.loads(line)
            seconds[name] = [sum(pair) for pair in zip(seconds[name], spent, strict=True)]
    print(json.dumps({**counts, "seconds": seconds}))


def _now() -> tuple[float, float]:
    times = os.times()
    return time.monotonic(), times.user + times.system + times.children_user + times.children_system


def _time(name: str, where: ModuleType | type, function: str, taken: IO[str]) -> None:
    """Have a line written for each time that the function is called, in whatever process."""
    stage = getattr(where, function)

    @functools.wraps(stage)
    def timed(*arguments: object, **named: object) -> object:
        began = _now()
        result = stage(*arguments, **named)
        if isinstance(result, Iterator):
            result = iter([*result])
        spent = [after - before for before, after in zip(began, _now(), strict=True)]
        taken.write(json.dumps([name, *spent]) + "\n")
        taken.flush()
        return result

    setattr(where, function, timed)


if __name__ == "__main__":
    main()
