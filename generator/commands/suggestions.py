"""Shared by the commands that suggest changes: the archive to examine, and a patch that is printed or applied."""

from __future__ import annotations

import difflib
from pathlib import Path

import click

from generator import assemble, build
from generator.commands.terminal import fail, print_problems
from generator.system import files
from generator.system.progress import progress_on

SHOWN = 25
"""Suggestions of a kind that are printed; the others are counted."""


def load(root: Path) -> assemble.Assembled:
    """Return the archive, or exit."""
    assembled, problems = build.load_archive(root, progress_on())
    print_problems(problem for problem in problems if assembled is None or problem.is_error)
    if assembled is None:
        fail("fix the errors above first")
    return assembled


def print_list(heading: str, lines: list[str]) -> None:
    """Print the number of suggestions of a kind, and the first of them."""
    click.echo(f"{heading}: {len(lines) or 'none'}")
    for line in lines[:SHOWN]:
        click.echo(f"  {line}")
    if len(lines) > SHOWN:
        click.echo(f"  … and {len(lines) - SHOWN} more")


def text_of(root: Path, path: str) -> str:
    """Return the text of a file of the archive, "" if there is none."""
    file = files.read_text(root, path, []) if (root / path).exists() else None
    return file.text if file else ""


def print_patch(path: str, before: str, after: str) -> None:
    """Print how a file would change."""
    patch = difflib.unified_diff(before.splitlines(True), after.splitlines(True), f"a/{path}", f"b/{path}")
    click.echo("".join(patch), nl=False)


def apply_patch(root: Path, path: str, after: str) -> None:
    """Write the file and say that it should be reviewed."""
    if files.write_text(root / path, after):
        click.echo(f"{path}: changed. Review it, then run `papershelf check`", err=True)
