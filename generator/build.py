"""The whole generator, from what people wrote to the pages and feeds that MkDocs publishes."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, TypeVar

from generator import pages
from generator.addresses import LISTING
from generator.archive import papers, people, references
from generator.exports import api, citations, feeds, sitemap
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
    PublishedAddress,
    SourceFile,
    Text,
    Vocabulary,
)
from generator.outputs import Output, output
from generator.pages import curator_pages, links, redirects
from generator.pages.layout import layout_of
from generator.sources import digests, notes, page_files, permalinks, published, settings, vocabulary
from generator.sources.source_files import Sources
from generator.system import cache, parallel
from generator.system.cache import Cache
from generator.system.progress import Progress
from generator.text import clean, phrases
from generator.text.phrases import Clauses
from generator.topics import archive_map, keyword_candidates, keyword_ranking, related, similarity, tags
from generator.topics.similarity import Vectors

Value = TypeVar("Value")

Workers = Callable[[], AbstractContextManager[Executor]]
"""What starts an executor, such as a pool of processes or a cluster's. While it runs there are threads, so that this
process cannot be forked.
"""

_OfEach = Callable[[str, Callable[[str], Any], Callable[[Any], Any], str, Iterable[str], int], Any]

_READING = ("pyyaml", "pydantic", "beautifulsoup4", "bibtexparser", "defusedxml")
"""What reads digests, beside our own code."""

_FEW_DIGESTS, _FEW_TEXTS = 50, 500
"""Files, and texts with formulas, that are read sooner than another process starts."""

_WORTH_A_PROCESS = 500
"""Papers whose neighbours take longer to find than another process to begin."""


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
    published: tuple[PublishedAddress, ...] = ()
    record: tuple[Permalink, ...] = ()
    navigation: tuple[Link, ...] = ()
    is_whole: bool = True


def collect(
    sources: Sources, problems: list[Problem], results: Cache, workers: Workers, progress: Progress
) -> Collected | None:
    """The archive, as far as it can be read, or None without settings; adds to `problems` all that is wrong."""
    mkdocs = sources.mkdocs
    configured = _keep(problems, settings.read_settings(mkdocs, sources.settings)) if mkdocs else None
    terms = _keep(problems, vocabulary.read_vocabulary(sources.vocabulary))
    record = _keep(problems, permalinks.parse_record(sources.permalinks))
    addresses = _keep(problems, published.parse(sources.published))
    written = _read_all(notes.read_note, sources.notes, problems)
    curated = _read_all(page_files.read_page, sources.pages, problems)
    with workers() as pool:
        of_each = functools.partial(_of_each, results, pool, progress)
        digests_read = read_digests(sources.digests, problems, _known_digests(sources.digests, of_each))
        if configured is None:
            return None
        is_readable = not any(problem.is_error for problem in problems)
        understand = _understanding(digests_read, of_each)
        merged = papers.merge(digests_read, record, understand)
        works = _keep(problems, references.attach(merged.papers, written, record))
        days = papers.days(digests_read, merged.slug_at, works)
        works = papers.in_order(days)
        candidates = find_candidates({paper.slug: paper.text for paper in works}, results, pool, progress)
        clauses = _clauses(works, of_each)
    is_whole = not any(problem.is_error for problem in problems)
    # A digest that cannot be read loses papers for a reason that is told. With other lost papers the archive is built,
    # so that every lost address is told with theirs.
    problems += merged.problems if is_readable else ()

    ranked = keyword_ranking.rank(candidates)
    acronyms = keyword_ranking.agreed_acronyms(found.acronyms for found in candidates.values())
    del candidates  # as large as the texts
    least, kept = configured.minimum_papers_per_tag, published.kept(addresses, "tags")
    tagging = tags.assign(works, ranked, terms, least, kept, clauses)
    # Without its vocabulary, no tag of a note is known.
    problems += [] if any(problem.path == vocabulary.PATH for problem in problems) else tagging.problems
    least = configured.minimum_papers_per_author
    archive = Archive(
        configured,
        works,
        days,
        tagging.tags,
        tagging.assignments,
        curated,
        papers.rows(digests_read, merged.slug_at),
        people.authors(works, least, published.kept(addresses, people.AUTHORS)),
        people.organisations(works, least, published.kept(addresses, people.ORGANISATIONS)),
        kept_pairs=published.kept_pairs(addresses),
        static_files=sources.static_files,
    )
    menu = tuple(settings.navigation(mkdocs))
    return Collected(archive, terms, ranked, acronyms, tuple(addresses), tuple(record), menu, is_whole)


def relate(collected: Collected, results: Cache, workers: Workers, progress: Progress) -> Collected:
    """The same with each paper's neighbours and the map, which only pages need. They take seconds when a paper is new,
    and nothing when none is.
    """
    archive = collected.archive
    labels = {tag.slug: tag.label for tag in archive.tags}
    described = {paper.slug: _description(paper, archive, labels) for paper in archive.papers}
    members = {tag.slug: [paper.slug for paper in tag.papers] for tag in archive.tags}

    def vectorise() -> Vectors:
        label, function, version = "Comparing papers", similarity.terms_of_text, f"terms {similarity.VERSION}"

        def of_each(decode: Callable[[Any], Value], texts: Iterable[str]) -> dict[str, Value]:
            return _of_each(results, pool, progress, label, function, decode, version, texts, _FEW_TEXTS)

        with workers() as pool:
            return similarity.vectorise(described, of_each)

    def compare() -> tuple[object, object]:
        found = vectorise()
        # The map takes one core some seconds, neighbours whatever there are.
        with parallel.beside(lambda: _neighbours(found)) as near:
            drawn = archive_map.to_json(archive_map.draw(found, members))
            return near(), drawn

    all_described = cache.hash_of([slug, of.title, of.abstract, of.labels] for slug, of in sorted(described.items()))
    version = f"{similarity.version()}, {related.VERSION}, {archive_map.VERSION}"
    near, drawn = cache.remember("related, map", version, [all_described, members], compare, results)
    whole = replace(archive, neighbours=related.from_json(near), map=archive_map.from_json(drawn))
    return replace(collected, archive=whole)


def _neighbours(found: Vectors) -> dict[str, Any]:
    """The neighbours of all papers, as JSON values."""

    def of_part(rows: Sequence[int]) -> dict[str, Any]:
        return related.to_json(related.find(found, rows))

    parts = parallel.spread(of_part, range(len(found.slugs)), _WORTH_A_PROCESS)
    return dict(itertools.chain.from_iterable(part.items() for part in parts))


def render(archive: Archive) -> dict[str, Output]:
    """Every file of `build/docs` that the archive itself gives, by path."""
    stages = (pages, feeds, citations, api, sitemap)
    return {each.path: each for stage in stages for each in stage.render(archive)}


def publish(collected: Collected) -> tuple[dict[str, Output], list[Problem]]:
    """Every file of `build/docs`, by path, and a problem for each link and published address that would be lost."""
    archive = collected.archive
    outputs = render(archive)
    curated, taken = curator_pages.render(archive, outputs)
    outputs |= {each.path: each for each in curated}
    leading, problems = redirects.resolve(collected.published, outputs, redirects.moved(archive))
    outputs |= {each.path: each for each in redirects.render(layout_of(archive), leading, outputs)}
    listing = redirects.listing(outputs)
    outputs[LISTING] = output(LISTING, str, listing)
    if collected.is_whole:
        return outputs, problems + taken + links.broken(archive, outputs, collected.navigation)
    recorded = {f"/papers/{permalink.slug}/" for permalink in collected.record}
    recorded |= {each.address for each in collected.published}
    return outputs, taken + links.broken(archive, outputs, (), recorded)


def find_candidates(
    texts: Mapping[str, str], results: Cache, pool: Executor, progress: Progress
) -> dict[str, Candidates]:
    """Keyword candidates of each text, by its name; a text's first line is its title."""
    function, version = keyword_candidates.candidates_of_text, keyword_candidates.VERSION
    label = "Extracting keywords"
    found = _of_each(
        results, pool, progress, label, function, keyword_candidates.from_json, version, texts.values(), cache.FEW
    )
    return {name: found[of_name] for name, of_name in texts.items()}


def read_digests(
    files: Iterable[SourceFile], problems: list[Problem], known: Mapping[str, list[Digest]] = MappingProxyType({})
) -> list[Digest]:
    """The digests of `content/digests/`; adds to `problems` what is wrong with them.

    `known` are the digests of files that were read before, and nothing was wrong with, by path.
    """
    found: list[Digest] = []
    for file in sorted(files, key=lambda file: file.path):
        if file.path in known:
            found += known[file.path]
            continue
        for reading in digests.read_digests(file):
            problems += reading.reading.problems
            found += [reading.digest] if reading.digest else []
    return found


def _known_digests(files: Sequence[SourceFile], of_each: _OfEach) -> dict[str, list[Digest]]:
    """The digests of each file that nothing is wrong with, by its path."""
    named = {file.path: f"{file.path}\0{file.text}" for file in files}
    version = cache.version_of(*_READING)
    found: Mapping[str, list[Digest] | None] = of_each(
        "Reading digests", digests.digests_of_named, digests.from_json, version, named.values(), _FEW_DIGESTS
    )
    return {path: read for path, name in named.items() if (read := found[name]) is not None}


def _understanding(read: Iterable[Digest], of_each: _OfEach) -> Callable[[str], Text]:
    """`clean_text`, which knows the titles and abstracts of these digests: formulas take a millisecond each."""
    entries = [entry for digest in read for entry in digest.entries]
    raw = itertools.chain.from_iterable((entry.title, *papers.paragraphs(entry.abstract)) for entry in entries)
    special = dict.fromkeys(filter(clean.may_need_cleaning, raw))
    version = cache.version_of("pylatexenc", "latex2mathml", "nh3")
    known: Mapping[str, Text] = of_each(
        "Understanding formulas", clean.cleaned_as_json, clean.text_from_json, version, special, _FEW_TEXTS
    )
    return lambda raw: known.get(raw) or clean.clean_text(raw)


def _clauses(works: Iterable[Paper], of_each: _OfEach) -> Callable[[Paper], Clauses]:
    """The clauses of a paper's text, for each of these."""
    version, texts = cache.version_of(), {paper.slug: paper.text for paper in works}
    function, decode = phrases.clauses_of_text, phrases.clauses_from_json
    found: Mapping[str, Clauses] = of_each("Reading words", function, decode, version, texts.values(), _FEW_TEXTS)
    known = {slug: found[text] for slug, text in texts.items()}
    return lambda paper: known[paper.slug]


def _of_each(
    results: Cache,
    pool: Executor,
    progress: Progress,
    label: str,
    function: Callable[[str], Any],
    decode: Callable[[Any], Value],
    version: str,
    texts: Iterable[str],
    few: int,
) -> dict[str, Value]:
    """`cache.compute`, with its progress told."""
    task = functools.partial(progress.task, label)
    return cache.compute(function, decode, version, texts, results, pool, task, few)


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


def _description(paper: Paper, archive: Archive, labels: Mapping[str, str]) -> Description:
    tags_of = archive.assignments[paper.slug]
    return Description(
        paper.title.plain,
        tuple(paragraph.plain for paragraph in paper.abstract),
        tuple(sorted(labels[assignment.tag] for assignment in tags_of)),
    )
