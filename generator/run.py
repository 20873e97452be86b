"""One run of the generator on an archive's folder: read the files, generate, write what changed."""

from __future__ import annotations

import datetime as dt
import functools
import json
import multiprocessing
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from generator import __version__, build
from generator.edits import new_archive, upgrade
from generator.model import Problem, Severity, SourceFile
from generator.pages import tag
from generator.site import last_run, search, theme, upkeep
from generator.site.fingerprints import Fingerprints, program
from generator.sources import checks, settings, source_files
from generator.system import boundary, files, parallel
from generator.system.cache import Cache
from generator.system.progress import Progress
from generator.topics import tag_suggestions


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


def pool() -> ProcessPoolExecutor:
    """Workers on every core, started when there is work; they end with this process.

    Forking a process that has threads, as a server has, can hang.
    """
    spawned = multiprocessing.get_context("spawn")
    parallel.start_tracker()
    return ProcessPoolExecutor(os.cpu_count(), spawned, initializer=parallel.begin_worker, initargs=(os.getpid(),))


def collect(root: Path, progress: Progress) -> tuple[build.Collected | None, tuple[Problem, ...]]:
    """What the archive at `root` holds, or None when it cannot be read whole, and every problem. Nothing is written."""
    sources, problems = source_files.read_sources(root)
    collected = _collect(root, sources, problems, progress)
    return (collected if collected and collected.is_whole else None), tuple(sorted(problems))


def _collect(
    root: Path,
    sources: source_files.Sources,
    problems: list[Problem],
    progress: Progress,
    *,
    relate: bool = False,
    workers: build.Workers = pool,
) -> build.Collected | None:
    """What `build.collect` gives, and with `relate`, when it is whole, what `build.relate` makes of that."""
    with closing(Cache(root / files.CACHE if sources.mkdocs else None)) as results:
        collected = build.collect(sources, problems, results, workers, progress)
        if relate and collected and collected.is_whole:
            # What tags were made from, no page needs: 4 KB a paper.
            collected = replace(collected, keywords={}, acronyms={})
            collected = build.relate(collected, results, workers, progress)
        return collected


def check(root: Path, progress: Progress, today: dt.date) -> Outcome:
    """Every problem of the archive at `root`, all that a build would tell and more; nothing is written."""
    if refused := boundary.refused_links(root):
        return Outcome(tuple(refused), None, None, False, {})
    sources, problems = source_files.read_sources(root)
    problems += upgrade.problems(sources.given, new_archive.shared, __version__)
    collected = _collect(root, sources, problems, progress)
    problems += theme_problems(root, sources.mkdocs)
    problems += theme.foreign(root)
    problems += checks.settings_problems(sources)
    problems += checks.digest_problems(sources.digests, today)
    moved: Mapping[str, tuple[list[str], list[str]]] = {}
    last_good = files.read_output(root, tag.ASSIGNMENTS)
    if collected:
        problems += build.publish(collected)[1]
        problems += checks.note_problems((note for paper in collected.archive.papers for note in paper.notes), today)
        if collected.is_whole:
            problems += checks.unrecorded(collected.archive.papers, collected.record)
            moved = tag_suggestions.changed_tags(_tags_by_paper(last_good), collected.archive.assignments)
    return Outcome(tuple(sorted(problems)), None, None, last_good is not None, moved)


def theme_problems(root: Path, mkdocs: SourceFile | None) -> Iterator[Problem]:
    """An error where the folder of the theme is missing."""
    return settings.theme_problems(mkdocs, functools.partial(files.is_folder, root))


def generate(
    root: Path,
    progress: Progress,
    *,
    strict: bool = False,
    workers: build.Workers = pool,
    take: Callable[[build.Collected], object] | None = None,
) -> Outcome:
    """Run the generator on the archive at `root`. With `strict`, a warning counts as an error; notices are not told.
    What takes long, such as extracting keywords, is done by `workers`. When nothing is new since the last run, nothing
    is done.

    `take` is given the archive once `build/docs` is written, by a server, which goes on from there.

    Raises:
        OSError: when `build/docs` cannot be written.
        SearchIndexError: when all but the search is up to date.
    """

    def work() -> tuple[str, Outcome, search.Wanted | None]:
        return _generate(root, progress, strict=strict, workers=workers, take=take)

    # Of the archive, nothing is left in memory when Pagefind and MkDocs take theirs.
    made_of, outcome, wanted = work() if take else parallel.aside(work)
    if wanted:
        search.make(root, wanted, progress)
    if outcome.written is not None:
        theme.write(root)
    if made_of and outcome.written is not None:
        with closing(Cache(root / files.CACHE)) as results:
            last_run.remember(results, made_of, _left(root, results), outcome.problems)
    return outcome


def _generate(
    root: Path,
    progress: Progress,
    *,
    strict: bool,
    workers: build.Workers,
    take: Callable[[build.Collected], object] | None,
) -> tuple[str, Outcome, search.Wanted | None]:
    """What a run does, but for the search: what is to be made of that, if anything, comes back; and first, what names
    all that the run was made of, "" when that is what it was last time.
    """
    sources, found = source_files.read_sources(root)
    found += upgrade.problems(sources.given, new_archive.shared, __version__)
    found += theme.foreign(root)
    of_theme = list(theme_problems(root, sources.mkdocs))
    made_of = last_run.made_of(sources, [*found, *of_theme])
    if take is None and (told := _told_of_same(root, made_of)) is not None and not (strict and told):
        return "", Outcome(told, 0, 0, True, {}), None
    collected = _collect(root, sources, found, progress, relate=True, workers=workers)
    found += of_theme  # not before, for all of the archive could be read
    del sources  # and with them the texts of all digests
    parallel.give_back()
    outcome, wanted = _write_docs(root, collected, found, strict=strict)
    if take and collected and outcome.written is not None:
        take(collected)
    return made_of, outcome, wanted


def _told_of_same(root: Path, made_of: str) -> tuple[Problem, ...] | None:
    """What the last run told, if this one would make the same of the same."""
    with closing(Cache(root / files.CACHE if (root / files.CACHE).exists() else None)) as results:
        left = _left(root, results)
        return last_run.problems_of_same(results, made_of, left) if left else None


def _left(root: Path, results: Cache) -> str:
    """What names all that a run left in `build/docs`; "" when something is missing there, or is not as it was left."""
    outputs, of_search = upkeep.left(root, results), search.left(root)
    return f"{outputs} {of_search}" if outputs and of_search else ""


def _write_docs(
    root: Path, collected: build.Collected | None, found: Sequence[Problem], *, strict: bool
) -> tuple[Outcome, search.Wanted | None]:
    """Write `build/docs`, but for the search, unless something is wrong; what the search is to be made of, if it is."""
    last_good = files.read_output(root, tag.ASSIGNMENTS)
    outputs, lost = build.publish(collected) if collected else ({}, [])
    if collected:
        with closing(Cache(root / files.CACHE)) as results:
            lost = [*lost, *upkeep.foreign(root, outputs, results)]
    problems = tuple(sorted(problem for problem in [*found, *lost] if problem.severity is not Severity.NOTICE))
    if collected is None or any(problem.is_error or strict for problem in problems):
        return Outcome(problems, None, None, last_good is not None, {}), None
    moved = tag_suggestions.changed_tags(_tags_by_paper(last_good), collected.archive.assignments)
    with closing(Cache(root / files.CACHE)) as results:
        fingerprints = Fingerprints(collected.archive, program())
        written, deleted = upkeep.update(root, outputs, fingerprints, results)
    outcome = Outcome(problems, written, deleted, last_good is not None, moved)
    return outcome, search.wanted(root, collected.archive)


def _tags_by_paper(last_good: str | None) -> dict[str, list[str]]:
    """The last build's assignments; none when it left none that can be read."""
    try:
        found = json.loads(last_good or "{}")
    except json.JSONDecodeError:
        return {}
    return {slug: tags for slug, tags in found.items() if isinstance(tags, list)} if isinstance(found, dict) else {}
