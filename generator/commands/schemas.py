"""The command `papershelf schemas`."""

from __future__ import annotations

from pathlib import Path

import click

from generator.commands.terminal import archive_of, archive_option
from generator.sources import json_schemas
from generator.system import files


@click.command(name="schemas")
@archive_option
def schemas_(directory: Path | None) -> None:
    """Write the JSON Schemas that editors use.

    With them an editor completes and checks digests, notes, tags and settings as you type.
    """
    root = archive_of(directory)
    written = sum(files.write_text(root / path, text) for path, text in json_schemas.files().items())
    click.echo(f"{json_schemas.FOLDER}: {written} files written", err=True)
