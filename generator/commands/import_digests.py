"""Shared by `import`, `fetch` and `add`: writing digests into the archive, and printing receipts."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from generator import assemble
from generator.addresses import PUBLISHED_RECORD
from generator.commands.archive_lock import write_lock, write_together
from generator.commands.changes import lines_of_import, remember
from generator.commands.terminal import print_problems, stop_at_errors
from generator.edits import import_plan, note_drafts, undo
from generator.edits.import_plan import Plan
from generator.model import Digest
from generator.sources import permalinks, source_files
from generator.sources.digests import ParsedDigest
from generator.system import files
from generator.system.progress import progress_on
from generator.text.messages import counted, printable

Readings = list[tuple[str, ParsedDigest]]
"""Digests, each with the file or the address that it was read from."""

_NAMES_SHOWN = 5
"""Written files that are named; if there are more, they are only counted."""

_MATCHES_SHOWN = 20
"""Entries of a file that share only a title with others, and are named; if there are more, these are only counted."""


def import_digests(root: Path, read: Callable[[], Readings], command: str = "import", *, note_author: str = "") -> bool:
    """Write the digests that `read` returns into the archive and print receipts. True if all of them could be used.

    With a `note_author`, their remarks become drafts of notes by that person.

    Exits before it calls `read` if the archive has errors.
    """
    with write_lock(root):
        sources, problems = source_files.read_sources(root)
        present = {file.path: file for file in sources.digests}
        progress = progress_on()
        with progress.task("Reading the archive", 1):
            existing = assemble.read_digests(sources.digests, problems)
        stop_at_errors([*problems, *permalinks.parse_record(sources.permalinks)[1]])
        readings = read()
        with progress.task("Comparing works", len(readings) + 2) as task:
            plan = import_plan.plan(present, existing, sources.permalinks, readings, task.advance)
        seen = {path: file.text for path, file in present.items()} | {permalinks.PATH: sources.permalinks}
        seen |= {PUBLISHED_RECORD: sources.published} if sources.published else {}
        notes = _drafts(root, existing, readings, plan, note_author) if note_author else {}
        texts = plan.texts | notes
        record, kept = lines_of_import(root, sources, texts)
        if kept:
            texts |= {PUBLISHED_RECORD: record}
        write_together(root, texts, seen)
        names = " ".join(dict.fromkeys(receipt.path for receipt in plan.receipts))
        remember(root, undo.done(printable(f"{command} {names}"), seen, texts))
    print_problems([problem for receipt in plan.receipts for problem in receipt.problems])
    _print_receipts(plan)
    if note_author:
        click.echo(f"{counted(len(notes), 'draft')} of notes written in content/notes/")
    before, after = (len(permalinks.parse_record(text)[0]) for text in (sources.permalinks, plan.permalinks))
    brings_addresses = any(reading.permalinks for _, reading in readings)
    by_hand = 0 if brings_addresses else after - before - sum(receipt.new for receipt in plan.receipts)
    if word := import_plan.placed_by_hand(by_hand):
        click.echo(word)
    for line in kept:
        click.echo(line)
    return all(receipt.is_usable for receipt in plan.receipts)


def _drafts(root: Path, existing: Sequence[Digest], readings: Readings, plan: Plan, author: str) -> dict[str, str]:
    incoming = [reading.digest for _, reading in readings if reading.digest]
    taken = {f"content/notes/{name}" for name in files.files_below(root / "content/notes")}
    return note_drafts.drafts(existing, incoming, plan.permalinks, taken, author, dt.date.today())


def _print_receipts(plan: Plan) -> None:
    table = Table(box=None, pad_edge=False, header_style="")
    table.add_column("file", no_wrap=True)
    for heading in ("entries", "new works", "seen before", "rejected"):
        table.add_column(heading, justify="right", no_wrap=True)
    receipts = plan.receipts
    for receipt in receipts:
        table.add_row(
            escape(printable(receipt.path)), *map(str, (receipt.read, receipt.new, receipt.seen, receipt.rejected))
        )
    totals = (sum(getattr(receipt, name) for receipt in receipts) for name in ("read", "new", "seen", "rejected"))
    table.add_row("total", *map(str, totals))
    width = None if sys.stdout.isatty() else max(len(printable(receipt.path)) for receipt in receipts) + 60
    Console(width=width).print(table)
    for receipt in receipts:
        for match in receipt.title_matches[:_MATCHES_SHOWN]:
            click.echo(printable(f"{receipt.path}: {match}"))
        if (more := len(receipt.title_matches) - _MATCHES_SHOWN) > 0:
            click.echo(f"{printable(receipt.path)}: {more:,} more entries share only their title with another")
    names = [path.rpartition("/")[2] for path in plan.digests]
    named = f": {', '.join(names)}" if 0 < len(names) <= _NAMES_SHOWN else ""
    written = f"{counted(len(names), 'file')} written in content/digests/{named}"
    click.echo(f"The archive has {counted(plan.works, 'work')}; {written}")
