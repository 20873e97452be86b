"""The whole program: what people wrote → the archive → the files of its site."""

from __future__ import annotations

import datetime as dt
import functools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from generator import __version__, pages
from generator.addresses import LISTING
from generator.archive import name_suggestions
from generator.assemble import Assembled, assemble, draw_cards
from generator.edits import new_archive, upgrade
from generator.exports import api, citations, feeds, former_files, llms, shelf_data, sitemap, social_cards, sqlite
from generator.model import Archive, Problem, Severity
from generator.outputs import Output, output
from generator.pages import curator_pages, links, redirects, removed, tag
from generator.pages.layout import Layout, layout_of
from generator.relate import describe, relate
from generator.site import mkdocs_config, search, theme
from generator.site.docs import Docs
from generator.site.fingerprints import Fingerprints, program
from generator.site.manifest import Manifest
from generator.sources import checks, code_in_settings, material_settings, settings, source_files
from generator.sources.source_files import Sources
from generator.system import boundary, files, parallel
from generator.system.cache import Cache
from generator.system.guard import guarded
from generator.system.jobs import Workers
from generator.system.progress import Progress
from generator.topics import tag_suggestions

TagChanges = Mapping[str, tuple[list[str], list[str]]]
"""By a paper's slug, the tags it gained and those it lost."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A run's problems, and how many files of `build/docs` it wrote and deleted.

    `written` is None when problems kept `build/docs` as it was; `has_last_good` is True if an earlier build left
    anything there. `changed_tags` compares the papers' tags with those of the last build.
    """

    problems: tuple[Problem, ...]
    written: int | None = None
    deleted: int | None = None
    has_last_good: bool = False
    changed_tags: TagChanges = field(default_factory=dict)


def build_docs(
    root: Path,
    progress: Progress,
    *,
    strict: bool = False,
    workers: Workers = parallel.pool,
    on_archive: Callable[[Assembled], object] | None = None,
) -> Outcome:
    """Bring `build/docs` and `build/theme` up to date, in which the caller has found no link that is refused.

    With `strict`, a warning counts as an error; notices are left out. `on_archive` receives the archive once
    `build/docs` is written: without it the archive is held in a fork, so that its memory is free when Pagefind and
    MkDocs take theirs.

    Raises:
        OSError: when `build/docs` cannot be written.
        SearchIndexError: when everything but the search is up to date.
        WorkerDied: when a process of the build was ended from outside.
    """
    parallel.return_large_blocks()
    run = functools.partial(_build_texts, root, progress, strict=strict, workers=workers, on_archive=on_archive)
    outcome, stale_search = run() if on_archive else parallel.in_fork(run)
    if stale_search:
        with closing(Cache(root / files.CACHE)) as cache:
            search.make(root, stale_search, Manifest(cache), progress)
    return outcome


def _build_texts(
    root: Path,
    progress: Progress,
    *,
    strict: bool,
    workers: Workers,
    on_archive: Callable[[Assembled], object] | None,
) -> tuple[Outcome, search.StaleSearch | None]:
    """Do all of `build_docs` but the search.

    Return the outcome, and the parts of the search that are out of date, None if none is.
    """
    sources, problems = read_sources(root)
    strict = strict or settings.is_strict(sources.mkdocs_document())
    with _results(root, sources) as results:
        assembled, source_problems = assemble(sources, results, workers, progress)  # digests → papers → tags → archive
        problems += [*source_problems, *page_problems(root, sources, assembled)]
        del sources  # and with them the texts of all digests
        if assembled and assembled.is_whole:
            descriptions = describe(assembled.archive, assembled.keywords)
            assembled = replace(assembled, keywords={}, acronyms=())  # 4 KB a paper that nothing below needs
            relations = relate(assembled.archive, descriptions, results, workers, progress)  # neighbours and the map
            assembled = replace(assembled, relations=relations)
        parallel.release_memory()

        docs = Docs(root, Manifest(results))
        outputs, broken = render(assembled) if assembled else ({}, [])  # pages, feeds, citations, data, redirects
        problems += [*broken, *(docs.foreign(outputs) if assembled else ())]
        problems = sorted(problem for problem in problems if problem.severity is not Severity.NOTICE)
        last_good = files.read_output(root, tag.ASSIGNMENTS)
        if assembled is None or any(problem.is_error or strict for problem in problems):
            return Outcome(tuple(problems), has_last_good=last_good is not None), None

        outputs |= {card.path: card for card in draw_cards(outputs, results, workers, progress)}
        fingerprints = Fingerprints(assembled.archive, program())
        written, deleted = docs.sync(outputs, fingerprints.of)  # only files whose inputs changed
        theme.write(root, assembled.archive.settings.language)
        stale_search = search.stale(root, assembled.archive, results)
    if on_archive:
        on_archive(assembled)
    changed_tags = tag_suggestions.changed_tags(_tags_by_paper(last_good), assembled.archive.assignments)
    outcome = Outcome(tuple(problems), written, deleted, last_good is not None, changed_tags)
    return outcome, stale_search


def read_sources(root: Path) -> tuple[Sources, list[Problem]]:
    """Return what people wrote in the archive at `root`, and what is wrong with its files as files."""
    sources, problems = source_files.read_sources(root)
    given = functools.partial(new_archive.shared, settings.branch(sources.settings))
    problems += upgrade.problems(sources.given, given, __version__)
    problems += theme_problems(root, sources)
    problems += [*theme.foreign(root), *theme.override_problems(root)]
    return sources, problems


def render(assembled: Assembled) -> tuple[dict[str, Output], list[Problem]]:
    """Return every file of `build/docs` by path, and a problem for each link or published address that would break."""
    archive = assembled.archive
    layout = layout_of(archive, assembled.relations)
    outputs = render_archive(archive, layout)
    curated, taken = curator_pages.render(archive, outputs)
    outputs |= {page.path: page for page in curated}
    outputs |= {page.path: page for page in removed.render(layout, assembled.record, outputs)}
    targets, problems = redirects.resolve(assembled.published, outputs, redirects.moved(archive))
    outputs |= {page.path: page for page in redirects.render(layout, targets, outputs)}
    drafts = {page.path for page in archive.pages if page.is_draft}
    outputs[LISTING] = output(LISTING, str, redirects.listing(outputs.keys() - drafts))
    if assembled.is_whole:
        broken = links.broken(archive, outputs, assembled.navigation, plugins_add_pages=assembled.plugins_add_pages)
        return outputs, problems + taken + broken
    recorded = {f"/papers/{permalink.slug}/" for permalink in assembled.record}
    recorded |= {published.address for published in assembled.published}
    return outputs, taken + links.broken(archive, outputs, (), recorded)


def render_archive(archive: Archive, layout: Layout) -> dict[str, Output]:
    """Return the files of `build/docs` that show the archive, by path: all but redirects and the list of addresses."""
    exports = (feeds, citations, api, former_files, llms, sqlite, social_cards, sitemap)
    outputs = [*pages.render(layout), *(file for export in exports for file in export.render(archive))]
    outputs += shelf_data.render(archive, layout.relations)
    return {file.path: file for file in outputs}


def load_archive(root: Path, progress: Progress) -> tuple[Assembled | None, tuple[Problem, ...]]:
    """Return the archive at `root` without relations, None when it cannot be read whole, and its problems."""
    sources, problems = source_files.read_sources(root)
    assembled, source_problems = _assemble(root, sources, progress)
    return (assembled if assembled and assembled.is_whole else None), tuple(sorted([*problems, *source_problems]))


def trial(
    root: Path, sources: Sources, progress: Progress
) -> tuple[Assembled | None, dict[str, Output], list[Problem]]:
    """Return the archive that other sources would make, the files of its site, and their problems."""
    assembled, problems = _assemble(root, sources, progress)
    outputs, broken = render(assembled) if assembled else ({}, [])
    return assembled, outputs, [*problems, *broken]


def _assemble(root: Path, sources: Sources, progress: Progress) -> tuple[Assembled | None, list[Problem]]:
    with _results(root, sources) as results:
        return assemble(sources, results, parallel.pool, progress)


def _results(root: Path, sources: Sources) -> closing[Cache]:
    """Return the cache of the archive, or one in memory where there is no archive."""
    return closing(Cache(root / files.CACHE if sources.mkdocs else None))


def check(root: Path, progress: Progress, today: dt.date) -> Outcome:
    """Return every problem of the archive at `root`: all that a build reports, and more. Nothing is written."""
    if refused := boundary.refused_links(root):
        return Outcome(tuple(refused))
    sources, problems = read_sources(root)
    assembled, source_problems = _assemble(root, sources, progress)
    problems += [*source_problems, *page_problems(root, sources, assembled)]
    problems += checks.settings_problems(sources)
    problems += new_archive.placeholders(sources)
    problems += _of_mkdocs(root, sources, problems)
    problems += checks.digest_problems(sources.digests, today)
    changed_tags: TagChanges = {}
    last_good = files.read_output(root, tag.ASSIGNMENTS)
    if assembled:
        archive = assembled.archive
        problems += render(assembled)[1]
        problems += checks.note_problems(
            (note for paper in archive.papers for note in (*paper.notes, *paper.tag_notes)), today
        )
        if assembled.is_whole:
            problems += checks.unrecorded(archive.papers, assembled.record)
            problems += name_suggestions.proposals(archive, *assembled.namesakes)
            changed_tags = tag_suggestions.changed_tags(_tags_by_paper(last_good), archive.assignments)
    return Outcome(tuple(sorted(problems)), has_last_good=last_good is not None, changed_tags=changed_tags)


def theme_problems(root: Path, sources: Sources) -> Iterator[Problem]:
    """Yield problems with the settings of the theme, and with code that the settings name."""
    if document := sources.mkdocs_document():
        yield from code_in_settings.warnings(document)
        yield from settings.theme_problems(document, functools.partial(files.is_folder, root))
        yield from material_settings.problems(document, site_files(root, sources))
        yield from material_settings.extension_problems(document)


def _of_mkdocs(root: Path, sources: Sources, known: Sequence[Problem]) -> list[Problem]:
    """Return MkDocs' own errors in `mkdocs.yml`, except for lines with other errors."""
    document = sources.mkdocs_document()
    if document is None or document.problems:  # MkDocs takes any time and memory for what we refuse to resolve
        return []
    lines = {(problem.path, problem.line) for problem in known if problem.is_error}
    result = guarded(functools.partial(mkdocs_config.problems, root, document), document.path)
    if isinstance(result, Problem):  # an error of a plugin, or of MkDocs at a value that has a problem already
        return [] if any(path == document.path for path, _ in lines) else [result]
    return [problem for problem in result if (problem.path, problem.line) not in lines]


def page_problems(root: Path, sources: Sources, assembled: Assembled | None) -> Iterator[Problem]:
    """Yield problems with what the curator's pages ask of the theme."""
    if assembled:
        yield from material_settings.page_problems(assembled.archive.pages, site_files(root, sources))


def site_files(root: Path, sources: Sources) -> theme.SiteFiles:
    """Return the files that MkDocs finds in the theme and in `content/pages`."""
    document = sources.mkdocs_document()
    custom_dir = settings.custom_dir(document) if document else None
    return theme.SiteFiles(root, custom_dir, [file.path for file in sources.static_files])


def _tags_by_paper(last_good: str | None) -> dict[str, Sequence[str]]:
    """Return the last build's tags by paper, {} if they cannot be read."""
    try:
        assignments = json.loads(last_good or "{}")
    except json.JSONDecodeError:
        return {}
    if not isinstance(assignments, dict):
        return {}
    return {slug: tags for slug, tags in assignments.items() if isinstance(tags, list)}
