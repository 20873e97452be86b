"""One run of the generator on an archive's folder: read the files, generate, write what changed."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import multiprocessing
import os
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path

from generator import build, checks, curation, files, search, search_index, upkeep
from generator.cache import Cache
from generator.fingerprints import Fingerprints, program
from generator.model import Archive, Problem, Severity
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


Workers = Callable[[], AbstractContextManager[Executor]]
"""What starts an executor: `pool`, or a cluster's."""


def pool() -> ProcessPoolExecutor:
    """Workers on every core, started when there is work.

    Forking a process that has threads, as a server has, can hang.
    """
    return ProcessPoolExecutor(os.cpu_count(), mp_context=multiprocessing.get_context("spawn"))


def collect(root: Path, progress: Progress) -> tuple[build.Collected | None, tuple[Problem, ...]]:
    """What the archive at `root` holds, or None when it cannot be read whole, and every problem. Nothing is written."""
    sources, problems = files.read_sources(root)
    collected = _collect(root, sources, problems, progress)
    return (collected if collected and collected.is_whole else None), tuple(sorted(problems))


def _collect(
    root: Path,
    sources: files.Sources,
    problems: list[Problem],
    progress: Progress,
    *,
    relate: bool = False,
    workers: Workers = pool,
) -> build.Collected | None:
    """What `build.collect` gives, and with `relate`, when it is whole, what `build.relate` makes of that."""
    with closing(Cache(root / files.CACHE if sources.mkdocs else None)) as results, workers() as executor:
        collected = build.collect(sources, problems, results, executor, progress)
        if relate and collected and collected.is_whole:
            collected = build.relate(collected, results, executor, progress)
        return collected


def check(root: Path, progress: Progress, today: dt.date) -> Outcome:
    """Every problem of the archive at `root`, all that a build would tell and more; nothing is written."""
    sources, problems = files.read_sources(root)
    collected = _collect(root, sources, problems, progress)
    problems += checks.settings_problems(sources)
    problems += checks.digest_problems(sources.digests, today)
    moved: Mapping[str, tuple[list[str], list[str]]] = {}
    last_good = files.read_output(root, tag.ASSIGNMENTS)
    if collected:
        problems += build.publish(collected)[1]
        problems += checks.note_problems((note for paper in collected.archive.papers for note in paper.notes), today)
        if collected.is_whole:
            problems += checks.unrecorded(collected.archive.papers, collected.record)
            moved = curation.moved(_tags_by_paper(last_good), collected.archive.assignments)
    return Outcome(tuple(sorted(problems)), None, None, last_good is not None, moved)


def generate(
    root: Path,
    progress: Progress,
    *,
    strict: bool = False,
    workers: Workers = pool,
    take: Callable[[build.Collected], object] | None = None,
) -> Outcome:
    """Run the generator on the archive at `root`. With `strict`, a warning counts as an error; notices are not told.
    What takes long, such as extracting keywords, is done by `workers`.

    `take` is given the archive once `build/docs` is written, by a server, which goes on from there.

    Raises:
        OSError: when `build/docs` cannot be written.
        SearchIndexError: when all but the search is up to date.
    """
    sources, found = files.read_sources(root)
    collected = _collect(root, sources, found, progress, relate=True, workers=workers)
    last_good = files.read_output(root, tag.ASSIGNMENTS)
    outputs, lost = build.publish(collected) if collected else ({}, [])
    problems = tuple(sorted(problem for problem in [*found, *lost] if problem.severity is not Severity.NOTICE))
    if collected is None or any(problem.is_error or strict for problem in problems):
        return Outcome(problems, None, None, last_good is not None, {})
    moved = curation.moved(_tags_by_paper(last_good), collected.archive.assignments)
    with closing(Cache(root / files.CACHE)) as results:
        fingerprints = Fingerprints(collected.archive, program())
        written, deleted = upkeep.update(root, outputs, fingerprints, results)
    if take:
        take(collected)
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
    # From here on until it is written again: a build that is cut off leaves files of two searches.
    (root / files.DOCS / files.SEARCH / _MADE_OF).unlink(missing_ok=True)
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
