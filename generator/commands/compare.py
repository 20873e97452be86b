"""The command `papershelf compare`."""

from __future__ import annotations

from pathlib import Path

import click

from generator.commands.terminal import counted, fail
from generator.site import page_diff
from generator.system import files


@click.command(name="compare")
@click.argument("before", metavar="OLD", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("after", metavar="NEW", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--url", default="", metavar="URL", help="Link pages to the site at URL.")
def compare_(before: Path, after: Path, url: str) -> None:
    """Compare two build/docs folders, page by page, as Markdown.

    Each page that differs is listed with its words before and after. The exit status is 1 if the address of a paper
    would lead to another paper.
    """
    old, new = files.read_tree(before), files.read_tree(after)
    click.echo(page_diff.compare(old, new, url), nl=False)
    if moved := page_diff.moved_addresses(old, new):
        fail(f"{counted(len(moved), 'address')} would lead to another paper, such as papers/{moved[0][0]}/")
