"""The command `papershelf import`."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from generator.commands.import_digests import Readings, import_digests
from generator.commands.terminal import DateOption, archive_of, archive_option, author_of, fail
from generator.model import Problem
from generator.sources import digests
from generator.sources.digests import ParsedDigest
from generator.system import files
from generator.system.progress import progress_on
from generator.text import slugs


@click.command(name="import")
@click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--date", type=DateOption(), metavar="DATE", help="Date of a digest whose file and its name give none.")
@click.option("--source", metavar="NAME", help="Source of the digest, such as daily-papers.")
@click.option("--notes", is_flag=True, help="Begin a note by you on each paper with a remark.")
@archive_option
def import_(
    paths: tuple[Path, ...], date: dt.datetime | None, source: str | None, notes: bool, directory: Path | None
) -> None:
    """Import digests of any supported format.

    They are written to content/digests/ as YAML, and a receipt accounts for every row.
    """
    root = archive_of(directory)
    if source is not None and slugs.slugify(source) != source:
        fail(f"--source {source}: is not a name of lower-case letters, digits and single hyphens")

    def read() -> Readings:
        readings: Readings = []
        with progress_on().task("Reading digests", len(paths)) as task:
            for path in paths:
                parsed = _read_digests(path, date.date() if date else None, source or "")
                readings += [(str(path), digest) for digest in parsed]
                task.advance()
        return readings

    if not import_digests(root, read, note_author=author_of(root) if notes else ""):
        sys.exit(1)


def _read_digests(path: Path, date: dt.date | None, source: str) -> Sequence[ParsedDigest]:
    problems: list[Problem] = []
    file = files.read_text(Path(), str(path), problems)
    if file is None:
        return [ParsedDigest(None, tuple(problems))]
    return digests.read_digests(file, date, source)
