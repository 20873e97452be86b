"""The command `papershelf compare`."""

from __future__ import annotations

from pathlib import Path

import click

from generator.site import page_diff
from generator.system import files


@click.command(name="compare")
@click.argument("before", metavar="OLD", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("after", metavar="NEW", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--url", default="", metavar="URL", help="Link pages to the site at URL.")
def compare_(before: Path, after: Path, url: str) -> None:
    """Compare two build/docs folders, page by page, as Markdown.

    Each page that differs is listed with its words before and after.
    """
    click.echo(page_diff.compare(files.read_tree(before), files.read_tree(after), url), nl=False)
