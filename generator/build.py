"""The whole generator, from what people wrote to the pages and feeds that MkDocs publishes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TypeVar

from generator import cache, digests, feeds, keywords, notes, pages, papers, permalinks, settings, tags
from generator.cache import Cache
from generator.files import Sources
from generator.model import Archive, Digest, Paper, Problem, SourceFile, Tag
from generator.progress import Progress

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Build:
    """What the sources make: the files of `build/docs` by path, or None when a problem is an error."""

    outputs: dict[str, str] | None
    problems: tuple[Problem, ...]


def generate(
    sources: Sources, problems: Iterable[Problem], results: Cache, pool: Executor, progress: Progress
) -> Build:
    """Build everything, or tell everything that is wrong. `problems` are those of reading the files."""
    found = list(problems)
    archive = collect(sources, found, results, pool, progress)
    if archive is None:
        return Build(None, tuple(sorted(found)))
    outputs = dict(pages.render(archive)) | dict(feeds.render(archive))
    return Build(outputs, tuple(sorted(found)))


def collect(
    sources: Sources, problems: list[Problem], results: Cache, pool: Executor, progress: Progress
) -> Archive | None:
    """The archive, or None when there is an error; adds to `problems` all that is wrong."""
    mkdocs = sources.mkdocs
    configured = _keep(problems, settings.read_settings(mkdocs, sources.settings)) if mkdocs else None
    vocabulary = _keep(problems, settings.read_vocabulary(sources.vocabulary))
    record = _keep(problems, permalinks.parse_record(sources.permalinks))
    days = read_digests(sources.digests, problems)
    written = _read_all(notes.read_note, sources.notes, problems)
    curated = _read_all(notes.read_page, sources.pages, problems)
    if any(problem.is_error for problem in problems) or configured is None:
        return None

    works = _keep(problems, papers.merge(days, record))
    works = _keep(problems, notes.attach(works, written))
    if any(problem.is_error for problem in problems):
        return None

    found = cache.compute(
        keywords.keywords_of_text,
        keywords.VERSION,
        map(keywords.text_of, works),
        results,
        pool,
        lambda total: progress.start("Extracting keywords", total),
        progress.advance,
    )
    progress.stop()
    keywords_of = {paper.slug: found[keywords.text_of(paper)] for paper in works}
    tagged = tags.assign(works, keywords_of, vocabulary, configured.minimum_papers_per_tag)
    return Archive(configured, works, papers.days(days, works), tagged, _tags_of(works, tagged), curated)


def read_digests(files: Iterable[SourceFile], problems: list[Problem]) -> list[Digest]:
    """The digests of `content/digests/`; adds to `problems` what is wrong with them."""
    readings = [digests.read_digest(file) for file in sorted(files, key=lambda file: file.path)]
    problems += [problem for reading in readings for problem in reading.reading.problems]
    return [reading.digest for reading in readings if reading.digest]


def _keep(problems: list[Problem], result: tuple[Value, list[Problem]]) -> Value:
    """A stage's value, its problems added to the others."""
    value, more = result
    problems += more
    return value


def _read_all(
    read: Callable[[SourceFile], tuple[Value | None, list[Problem]]],
    files: Iterable[SourceFile],
    problems: list[Problem],
) -> tuple[Value, ...]:
    values = [_keep(problems, read(file)) for file in files]
    return tuple(value for value in values if value is not None)


def _tags_of(works: Sequence[Paper], tagged: Sequence[Tag]) -> dict[str, tuple[Tag, ...]]:
    """The tags of each paper, those with the most papers last: what is particular to a paper comes first."""
    found: dict[str, list[Tag]] = {paper.slug: [] for paper in works}
    for tag in sorted(tagged, key=lambda tag: (len(tag.papers), tag.slug)):
        for paper in tag.papers:
            found[paper.slug].append(tag)
    return {slug: tuple(of_paper) for slug, of_paper in found.items()}
