"""The command `papershelf record`."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from generator import __version__, assemble, build
from generator.addresses import LISTING, PUBLISHED_RECORD, address_of
from generator.commands.archive_lock import write_lock, write_together
from generator.commands.terminal import archive_of, archive_option, fail, print_problems, stop_at_errors, style_option
from generator.edits import import_plan
from generator.model import Permalink, Problem, Severity
from generator.outputs import Output
from generator.sources import permalinks, published, published_online, settings, source_files
from generator.sources.http import Connection, agent_of
from generator.sources.source_files import Sources
from generator.system import files
from generator.system.progress import progress_on

_MAX_LOST = 100
"""Lost papers whose records are fetched, one request each. Where there are more, digests were removed."""


@click.command(name="record")
@click.argument("paths", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--online", is_flag=True, help="Record what the published site has.")
@style_option
@archive_option
def record_(paths: tuple[Path, ...], online: bool, style: str, directory: Path | None) -> None:
    """Record every address of the site, so that none is lost.

    A later build that would drop a recorded address fails. With FILE, the published.txt of a site, the addresses of
    that site are recorded instead, and with --online those of the site at `site_url`.
    """
    root = archive_of(directory)
    sources, problems = source_files.read_sources(root)
    # The record is written anew, so a line that cannot be read would be lost.
    problems += permalinks.parse_record(sources.permalinks)[1] + published.parse(sources.published)[1]
    stop_at_errors(problems)
    papers_record = sources.permalinks
    if paths or online:
        addresses = _addresses_in(paths)
        if online:
            listed, lost = _read_online(root, sources, style)
            addresses += listed
            papers_record = permalinks.add_permalinks(papers_record, lost)
    else:
        collected, outputs = _outputs(root)
        papers_record = permalinks.extend_record(papers_record, import_plan.oldest_first(collected.archive.papers))
        addresses = [address_of(path) for path in outputs]
    slugs = {permalink.slug for permalink in permalinks.parse_record(papers_record)[0]}
    text = published.extend(sources.published, addresses, slugs)
    records = {permalinks.PATH: papers_record, PUBLISHED_RECORD: text}
    seen = {permalinks.PATH: sources.permalinks, PUBLISHED_RECORD: sources.published}
    with write_lock(root):
        write_together(root, {path: recorded for path, recorded in records.items() if recorded}, seen)
    before, after = (len(published.parse(record)[0]) for record in (sources.published, text))
    click.echo(f"{PUBLISHED_RECORD}: {after:,} addresses, {after - before:,} of them new", err=True)


def _outputs(root: Path) -> tuple[assemble.Assembled, Mapping[str, Output]]:
    """Return the archive and the files of its site, or exit."""
    collected, problems = build.load_archive(root, progress_on())
    outputs, lost = build.render(collected) if collected else ({}, [])
    stop_at_errors([*problems, *lost])
    print_problems(problem for problem in [*problems, *lost] if problem.severity is not Severity.NOTICE)
    if collected is None:
        fail(f"{root}: cannot be read as an archive")
    return collected, outputs


def _addresses_in(paths: Iterable[Path]) -> list[str]:
    """Return the addresses in these records, or exit."""
    problems: list[Problem] = []
    addresses = []
    for path in paths:
        if file := files.read_text(Path(), str(path), problems):
            listed, wrong = published.parse(file.text, file.path)
            addresses += [row.address for row in listed]
            problems += wrong
    stop_at_errors(problems)
    return addresses


def _read_online(root: Path, sources: Sources, style: str) -> tuple[list[str], list[Permalink]]:
    """Return the addresses that the archive's site has online, and those of papers that the archive lost, or exit.

    A digest that was copied to the archive has addresses that no record has. If a title in it is corrected, the record
    of the paper online knows its ids or authors, by which its former address finds it.
    """
    document = sources.mkdocs_document()
    found, problems = settings.read_settings(document, sources.settings) if document else (None, [])
    stop_at_errors(problems)
    if found is None:
        print_problems([source_files.NO_ARCHIVE])
        sys.exit(1)
    with Connection(agent_of(__version__, found.repo_url or found.site_url)) as connection:
        try:
            text = published_online.read(found.site_url, connection.get, time.sleep)
            if text is None:
                click.echo(f"{found.site_url}: nothing has been published here yet", err=True)
                return [], []
            listed, problems = published.parse(text, f"{found.site_url}{LISTING}")
            stop_at_errors(problems)
            addresses = [row.address for row in listed]
            lost = _lost(root, sources, published.papers_among(addresses))[:_MAX_LOST]
            return addresses, list(published_online.papers(found.site_url, lost, connection.get, time.sleep))
        except published_online.Unreadable as error:
            fail(str(error), style)


def _lost(root: Path, sources: Sources, slugs: Iterable[str]) -> list[str]:
    """Return those slugs that neither the record nor a paper of the archive has."""
    recorded = {permalink.slug for permalink in permalinks.parse_record(sources.permalinks)[0]}
    unknown = [slug for slug in slugs if slug not in recorded]
    collected = build.load_archive(root, progress_on())[0] if unknown else None
    if collected is None:
        return []
    known = {slug for paper in collected.archive.papers for slug in (paper.slug, *paper.former_slugs)}
    return [slug for slug in unknown if slug not in known]
