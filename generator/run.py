"""One run of the generator on an archive's folder: read the files, generate, write what changed."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from generator import build, curation, files, search, search_index
from generator.cache import Cache
from generator.model import Archive, Problem
from generator.pages import tag
from generator.progress import Progress

_MADE_OF = ".made-of"
"""A hidden file, which no engine publishes, with the hash of what the search was made from."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did: `written` and `deleted` count files of `build/docs`, None when problems kept it as it was.

    `moved` are the papers whose tags are not those of the last build, with the tags gained and lost.
    """

    problems: tuple[Problem, ...]
    written: int | None
    deleted: int | None
    has_last_good: bool
    moved: Mapping[str, tuple[list[str], list[str]]]


def collect(root: Path, progress: Progress) -> tuple[build.Collected | None, tuple[Problem, ...]]:
    """What the archive at `root` holds, without writing anything, and every problem; None when one is an error."""
    return _collect(root, progress, relate=False)


def _collect(root: Path, progress: Progress, *, relate: bool) -> tuple[build.Collected | None, tuple[Problem, ...]]:
    sources, problems = files.read_sources(root)
    with closing(Cache(root / files.CACHE if sources.mkdocs else None)) as results, pool() as workers:
        collected = build.collect(sources, problems, results, workers, progress)
        if collected and relate:
            collected = build.relate(collected, results, progress)
    return collected, tuple(sorted(problems))


def generate(root: Path, progress: Progress, *, strict: bool = False, write: bool = True) -> Outcome:
    """Run the generator on the archive at `root`. With `strict`, a warning counts as an error.

    Raises:
        OSError: when `build/docs` cannot be written.
        SearchIndexError: when all but the search is up to date.
    """
    collected, problems = _collect(root, progress, relate=True)
    last_good = files.read_output(root, tag.ASSIGNMENTS)
    outputs, lost = build.publish(collected) if collected else ({}, [])
    problems = tuple(sorted([*problems, *lost]))
    if collected is None or any(problem.is_error or strict for problem in problems):
        return Outcome(problems, None, None, last_good is not None, {})
    moved = curation.moved(_tags_by_paper(last_good), collected.archive.assignments)
    written, deleted = files.write_outputs(root, outputs) if write else (0, 0)
    if write:
        make_searchable(root, collected.archive)
    return Outcome(problems, written, deleted, last_good is not None, moved)


def make_searchable(root: Path, archive: Archive) -> bool:
    """Bring the search of `build/docs` up to date, and whether there was anything to do.

    Raises:
        SearchIndexError: when it cannot be made; it is then what it was.
    """
    found, tables = search.records(archive), search.tables(archive)
    known = hashlib.sha256(repr((search_index.VERSION, found, tables)).encode()).hexdigest()
    if files.read_output(root, f"{files.SEARCH}/{_MADE_OF}") == known:
        return False
    index = {f"pagefind/{path}": data for path, data in search_index.build(found).items()}
    # What names other files comes after them, and the note that all is there, at the end.
    entry = index.pop("pagefind/pagefind-entry.json")
    texts = {path: text.encode() for path, text in tables.items()}
    contents = {**index, **texts, "pagefind/pagefind-entry.json": entry, _MADE_OF: known.encode()}
    files.write_folder(root / files.DOCS / files.SEARCH, contents)
    return True


def _tags_by_paper(last_good: str | None) -> dict[str, list[str]]:
    """The last build's assignments; none when it left none that can be read."""
    try:
        found = json.loads(last_good or "{}")
    except json.JSONDecodeError:
        return {}
    return {slug: tags for slug, tags in found.items() if isinstance(tags, list)} if isinstance(found, dict) else {}


def pool() -> ProcessPoolExecutor:
    """Workers on every core, started when there is work.

    Forking a process that has threads, as a server has, can hang.
    """
    return ProcessPoolExecutor(os.cpu_count(), mp_context=multiprocessing.get_context("spawn"))
