"""The command `papershelf people suggest`."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

import click

from generator import build
from generator.archive import name_suggestions
from generator.archive.name_suggestions import NameSuggestion
from generator.commands.terminal import archive_of, archive_option, fail, print_problems
from generator.edits import name_edits
from generator.model import Problem
from generator.sources import name_lists
from generator.system import files
from generator.system.progress import progress_on
from generator.text.messages import counted

_SHOWN = 25
"""Suggestions of a kind that are printed; the others are counted."""


@click.group(name="people")
@archive_option
@click.pass_context
def people_(context: click.Context, directory: Path | None) -> None:
    """Show and improve the lists of names."""
    context.obj = directory or context.obj


@people_.command(name="suggest")
@click.option("--write", is_flag=True, help=f"Add them to {name_lists.PEOPLE} and {name_lists.ORGANISATIONS}.")
@archive_option
def suggest_(write: bool, directory: Path | None) -> None:
    """Suggest names that are probably one.

    Each suggestion has its evidence, such as co-authors in common. They are also printed as a patch, which --write
    applies. List a pair of names under `different` to see it no more.
    """
    root = archive_of(directory)
    assembled, problems = build.load_archive(root, progress_on())
    print_problems(problem for problem in problems if assembled is None or problem.is_error)
    if assembled is None:
        fail("fix the errors above first")
    people, organisations = assembled.namesakes
    of_people = name_suggestions.suggest_people(assembled.archive.authors, people)
    of_organisations = name_suggestions.suggest_organisations(assembled.archive.organisations, organisations)
    _propose(root, name_lists.PEOPLE, "people", of_people, write=write)
    _propose(root, name_lists.ORGANISATIONS, "organisations", of_organisations, write=write)


def _propose(root: Path, path: str, key: str, suggestions: Sequence[NameSuggestion], *, write: bool) -> None:
    click.echo(f"{key.capitalize()} with several spellings: {len(suggestions) or 'none'}")
    for one in suggestions[:_SHOWN]:
        click.echo(f"  {one.name} ← {', '.join(one.spellings)} ({counted(one.papers, 'paper')}): {one.evidence}")
    if len(suggestions) > _SHOWN:
        click.echo(f"  … and {len(suggestions) - _SHOWN} more")
    problems: list[Problem] = []
    present = files.read_text(root, path, problems) if (root / path).exists() else None
    before = present.text if present else ""
    after, skipped = name_edits.apply(before, path, key, suggestions)
    patch = difflib.unified_diff(before.splitlines(True), after.splitlines(True), f"a/{path}", f"b/{path}")
    click.echo("".join(patch), nl=False)
    for one in skipped:
        click.echo(f"{path}: '{one.name}' cannot be added without changing other lines. Add it by hand", err=True)
    if write and after != before:
        files.write_text(root / path, after)
        click.echo(f"{path}: changed. Review it, then run `papershelf check`", err=True)
