"""The command `papershelf import`, and what `fetch` and `add` share with it: keeping digests that were read."""

from __future__ import annotations

import contextlib
import datetime as dt
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from generator import build
from generator.commands.terminal import Day, archive_of, archive_option, fail, print_problems, stop_at_errors
from generator.edits import import_plan
from generator.edits.import_plan import Plan
from generator.model import Problem, Reading
from generator.sources import digests, permalinks, source_files
from generator.sources.digests import DigestFile
from generator.system import files, transactions
from generator.system.progress import progress_on
from generator.text import slugs

Readings = list[tuple[str, DigestFile]]
"""Digests with the file, or the address, that each was read from."""

_NAMED = 5
"""Files that were written, up to which they are named."""

_PATIENCE = 60.0
"""Seconds to wait for another import to be done; the largest real one took a few."""


@click.command(name="import")
@click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--date", type=Day(), help="The digest's date, if its file's name does not tell.")
@click.option("--source", help="Where the digest comes from, such as daily-papers.")
@archive_option
def import_(paths: tuple[Path, ...], date: dt.datetime | None, source: str | None, directory: Path | None) -> None:
    """Read digests of any known format and keep them in content/digests/."""
    root = archive_of(directory)
    if source is not None and slugs.slugify(source) != source:
        fail(f"--source {source}: is not made of lower-case letters, digits and single hyphens")

    def read() -> Readings:
        readings: Readings = []
        with progress_on().task("Reading digests", len(paths)) as task:
            for path in paths:
                of_file = _read_digests(path, date.date() if date else None, source or "")
                readings += [(str(path), reading) for reading in of_file]
                task.advance()
        return readings

    if not keep(root, read):
        sys.exit(1)


def keep(root: Path, read: Callable[[], Readings]) -> bool:
    """Write into the archive what `read` gives, and print receipts; whether each of its readings could be used.

    The archive is looked at first, and `read` not called when it has errors.
    """
    with alone(root):
        sources, problems = source_files.read_sources(root)
        present = {file.path: file for file in sources.digests}
        existing = build.read_digests(sources.digests, problems)
        stop_at_errors([*problems, *permalinks.parse_record(sources.permalinks)[1]])
        plan = import_plan.plan(present, existing, sources.permalinks, read())
        seen = {path: file.text for path, file in present.items()} | {permalinks.PATH: sources.permalinks}
        write_together(root, plan.texts, seen)
    print_problems([problem for receipt in plan.receipts for problem in receipt.problems])
    _print_receipts(plan)
    return all(receipt.is_usable for receipt in plan.receipts)


@contextlib.contextmanager
def alone(root: Path) -> Iterator[None]:
    """Nobody else writes digests or records meanwhile, and what a killed command was about to write is there."""
    try:
        with transactions.only_one(root, _PATIENCE):
            if finished := transactions.finish(root):
                files_were = "file was" if finished == 1 else "files were"
                click.echo(f"A command was cut off while it wrote; {finished} {files_were} now put in place", err=True)
            yield
    except transactions.Busy:
        fail(f"{root}: another command has been writing for {_PATIENCE:.0f} s; wait until it is done, then try again")


def write_together(root: Path, texts: Mapping[str, str], read: Mapping[str, str]) -> None:
    """All of these files, or the end."""
    try:
        transactions.write_together(root, texts, read)
    except transactions.Changed as changed:
        fail(f"{changed}: was saved by somebody else meanwhile; nothing was changed, run the same command again")


def _read_digests(path: Path, date: dt.date | None, source: str) -> Sequence[DigestFile]:
    problems: list[Problem] = []
    file = files.read_text(Path(), str(path), problems)
    if file is None:
        return [DigestFile(None, Reading(problems=tuple(problems)))]
    return digests.read_digests(file, date, source)


def _print_receipts(plan: Plan) -> None:
    table = Table(box=None, pad_edge=False, header_style="")
    table.add_column("file", no_wrap=True)
    for heading in ("entries", "new works", "seen before", "rejected"):
        table.add_column(heading, justify="right", no_wrap=True)
    found, changed = plan.receipts, len(plan.digests)
    for receipt in found:
        table.add_row(escape(receipt.path), *map(str, (receipt.read, receipt.new, receipt.seen, receipt.rejected)))
    totals = (sum(getattr(receipt, name) for receipt in found) for name in ("read", "new", "seen", "rejected"))
    table.add_row("total", *map(str, totals))
    width = None if sys.stdout.isatty() else max(len(receipt.path) for receipt in found) + 60
    Console(width=width).print(table)
    named = f": {', '.join(path.rpartition('/')[2] for path in plan.digests)}" if 0 < changed <= _NAMED else ""
    written = f"{changed} file{'s' * (changed != 1)} written in content/digests/{named}"
    click.echo(f"The archive has {plan.works} works; {written}")
