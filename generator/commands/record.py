"""The command `papershelf record`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from generator import build, run
from generator.addresses import PUBLISHED_RECORD, address_of
from generator.commands.import_ import alone, write_together
from generator.commands.terminal import archive_of, archive_option, fail, print_problems, stop_at_errors
from generator.edits import import_plan
from generator.model import Problem, Severity
from generator.outputs import Output
from generator.sources import permalinks, published, source_files
from generator.system import files
from generator.system.progress import progress_on


@click.command(name="record")
@click.argument("paths", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
@archive_option
def record_(paths: tuple[Path, ...], directory: Path | None) -> None:
    """Record every address of the archive, so that no later build can drop one.

    With FILE, a site's published.txt, it records the addresses that this site has.
    """
    root = archive_of(directory)
    sources, problems = source_files.read_sources(root)
    # A line that cannot be read would not be in what is written.
    problems += permalinks.parse_record(sources.permalinks)[1] + published.parse(sources.published)[1]
    stop_at_errors(problems)
    papers_record, addresses = sources.permalinks, _addresses_in(paths)
    if not paths:
        collected, outputs = _outputs(root)
        papers_record = permalinks.extend_record(papers_record, import_plan.oldest_first(collected.archive.papers))
        addresses = [address_of(path) for path in outputs]
    slugs = {permalink.slug for permalink in permalinks.parse_record(papers_record)[0]}
    text = published.extend(sources.published, addresses, slugs)
    records = {permalinks.PATH: papers_record, PUBLISHED_RECORD: text}
    seen = {permalinks.PATH: sources.permalinks, PUBLISHED_RECORD: sources.published}
    with alone(root):
        write_together(root, {path: recorded for path, recorded in records.items() if recorded}, seen)
    before, after = (len(published.parse(each)[0]) for each in (sources.published, text))
    click.echo(f"{PUBLISHED_RECORD} has {after:,} addresses, {after - before:,} of them new", err=True)


def _outputs(root: Path) -> tuple[build.Collected, Mapping[str, Output]]:
    """The archive with what its site would consist of, or the end."""
    collected, problems = run.collect(root, progress_on())
    outputs, lost = build.publish(collected) if collected else ({}, [])
    stop_at_errors([*problems, *lost])
    print_problems(problem for problem in [*problems, *lost] if problem.severity is not Severity.NOTICE)
    if collected is None:
        fail("there is no archive")
    return collected, outputs


def _addresses_in(paths: Iterable[Path]) -> list[str]:
    """The addresses that records or sites' lists hold, or the end."""
    problems: list[Problem] = []
    found = []
    for path in paths:
        if file := files.read_text(Path(), str(path), problems):
            listed, wrong = published.parse(file.text, file.path)
            found += [each.address for each in listed]
            problems += wrong
    stop_at_errors(problems)
    return found
