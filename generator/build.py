"""The whole generator, from what people wrote to the pages and feeds that MkDocs publishes."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import asdict, dataclass, replace
from typing import Any, TypeVar

from generator import (
    api,
    archive_map,
    cache,
    citations,
    digests,
    feeds,
    keywords,
    links,
    notes,
    pages,
    papers,
    people,
    permalinks,
    published,
    ranking,
    related,
    settings,
    sitemap,
    tags,
    vectors,
    vocabulary,
)
from generator.cache import Cache
from generator.files import Sources
from generator.model import (
    Archive,
    Candidates,
    Description,
    Digest,
    Keyword,
    Link,
    Paper,
    Permalink,
    Problem,
    SourceFile,
    Vocabulary,
)
from generator.outputs import Output, output
from generator.progress import Progress
from generator.published import Published
from generator.vectors import Vectors

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Collected:
    """The archive, with what its tags were made from, for the curator's tool, and the addresses it must keep.

    `is_whole` is False when something could not be read. Such an archive is good for finding more problems, no more.
    `navigation` is what `mkdocs.yml` links to.
    """

    archive: Archive
    vocabulary: Vocabulary
    keywords: Mapping[str, tuple[Keyword, ...]]
    acronyms: Mapping[str, tuple[str, ...]]
    published: tuple[Published, ...] = ()
    record: tuple[Permalink, ...] = ()
    navigation: tuple[Link, ...] = ()
    is_whole: bool = True


def collect(
    sources: Sources, problems: list[Problem], results: Cache, pool: Executor, progress: Progress
) -> Collected | None:
    """The archive, as far as it can be read, or None without settings; adds to `problems` all that is wrong."""
    mkdocs = sources.mkdocs
    configured = _keep(problems, settings.read_settings(mkdocs, sources.settings)) if mkdocs else None
    terms = _keep(problems, vocabulary.read_vocabulary(sources.vocabulary))
    record = _keep(problems, permalinks.parse_record(sources.permalinks))
    addresses = _keep(problems, published.parse(sources.published))
    digests_read = read_digests(sources.digests, problems)
    written = _read_all(notes.read_note, sources.notes, problems)
    curated = _read_all(notes.read_page, sources.pages, problems)
    if configured is None:
        return None
    is_readable = not any(problem.is_error for problem in problems)
    works, lost = papers.merge(digests_read, record)
    works = _keep(problems, notes.attach(works, written, record))
    is_whole = not any(problem.is_error for problem in problems)
    # A digest that cannot be read loses papers for a reason that is told. With other lost papers the archive is built,
    # so that every lost address is told with theirs.
    problems += lost if is_readable else []

    candidates = find_candidates({paper.slug: _text_of(paper) for paper in works}, results, pool, progress)
    ranked = ranking.rank(candidates)
    tagging = tags.assign(works, ranked, terms, configured.minimum_papers_per_tag, published.kept(addresses, "tags"))
    # Without its vocabulary, no tag of a note is known.
    problems += [] if any(problem.path == vocabulary.PATH for problem in problems) else tagging.problems
    least = configured.minimum_papers_per_author
    archive = Archive(
        configured,
        works,
        papers.days(digests_read, works),
        tagging.tags,
        tagging.assignments,
        curated,
        papers.rows(digests_read, works),
        people.authors(works, least, published.kept(addresses, people.AUTHORS)),
        people.organisations(works, least, published.kept(addresses, people.ORGANISATIONS)),
        kept_pairs=published.kept_pairs(addresses),
    )
    acronyms = ranking.agreed_acronyms(found.acronyms for found in candidates.values())
    menu = tuple(settings.navigation(mkdocs))
    return Collected(archive, terms, ranked, acronyms, tuple(addresses), tuple(record), menu, is_whole)


def relate(collected: Collected, results: Cache, progress: Progress) -> Collected:
    """The same with each paper's neighbours and the map, which only pages need. They take seconds when a paper is new,
    and nothing when none is.
    """
    archive = collected.archive
    labels = {tag.slug: tag.label for tag in archive.tags}
    described = {paper.slug: _description(paper, archive, labels) for paper in archive.papers}
    members = {tag.slug: [paper.slug for paper in tag.papers] for tag in archive.tags}

    @functools.cache
    def found() -> Vectors:
        progress.start("Comparing papers", len(described))
        vectorised = vectors.vectorise(described, progress.advance)
        progress.stop()
        return vectorised

    def kept(name: str, version: str, inputs: object, compute: Callable[[], object]) -> Any:
        texts = [[slug, asdict(described[slug])] for slug in sorted(described)]
        return cache.remember(name, f"{vectors.version()}, {version}", [texts, inputs], compute, results)

    near = kept("related", related.VERSION, None, lambda: related.to_json(related.find(found())))
    drawn = kept("map", archive_map.VERSION, members, lambda: archive_map.to_json(archive_map.draw(found(), members)))
    whole = replace(archive, neighbours=related.from_json(near), map=archive_map.from_json(drawn))
    return replace(collected, archive=whole)


def render(archive: Archive) -> dict[str, Output]:
    """Every file of `build/docs` that the archive itself gives, by path."""
    stages = (pages, feeds, citations, api, sitemap)
    return {each.path: each for stage in stages for each in stage.render(archive)}


def publish(collected: Collected) -> tuple[dict[str, Output], list[Problem]]:
    """Every file of `build/docs`, by path, and a problem for each link and published address that would be lost."""
    archive = collected.archive
    outputs = render(archive)
    leading, problems = published.redirects(collected.published, outputs, pages.moved(archive))
    outputs |= {each.path: each for each in pages.redirects(archive, leading, outputs)}
    listing = published.listing(outputs)
    outputs[published.LISTING] = output(published.LISTING, listing, lambda: listing)
    if collected.is_whole:
        return outputs, problems + links.broken(archive, outputs, collected.navigation)
    recorded = {f"/papers/{permalink.slug}/" for permalink in collected.record}
    recorded |= {each.address for each in collected.published}
    return outputs, links.broken(archive, outputs, (), recorded)


def find_candidates(
    texts: Mapping[str, str], results: Cache, pool: Executor, progress: Progress
) -> dict[str, Candidates]:
    """Keyword candidates of each text, by its name; a text's first line is its title."""
    found = cache.compute(
        keywords.candidates_of_text,
        keywords.from_json,
        keywords.VERSION,
        texts.values(),
        results,
        pool,
        lambda total: progress.start("Extracting keywords", total),
        progress.advance,
    )
    progress.stop()
    return {name: found[text] for name, text in texts.items()}


def read_digests(files: Iterable[SourceFile], problems: list[Problem]) -> list[Digest]:
    """The digests of `content/digests/`; adds to `problems` what is wrong with them."""
    in_order = sorted(files, key=lambda file: file.path)
    readings = [reading for file in in_order for reading in digests.read_digests(file)]
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


def _text_of(paper: Paper) -> str:
    """What a paper's keywords come from: its title on the first line, then its abstract."""
    return "\n".join((paper.title.plain, *(paragraph.plain for paragraph in paper.abstract)))


def _description(paper: Paper, archive: Archive, labels: Mapping[str, str]) -> Description:
    tags_of = archive.assignments[paper.slug]
    return Description(
        paper.title.plain,
        tuple(paragraph.plain for paragraph in paper.abstract),
        tuple(sorted(labels[assignment.tag] for assignment in tags_of)),
    )
