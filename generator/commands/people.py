"""The command `papershelf people suggest`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from generator.archive import name_suggestions
from generator.archive.name_suggestions import NameSuggestion
from generator.commands import suggestions
from generator.commands.terminal import archive_of, archive_option
from generator.edits import name_edits
from generator.sources import name_lists
from generator.text.messages import counted


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
    assembled = suggestions.load(root)
    people, organisations = assembled.namesakes
    of_people = name_suggestions.suggest_people(assembled.archive.authors, people)
    of_organisations = name_suggestions.suggest_organisations(assembled.archive.organisations, organisations)
    _propose(root, name_lists.PEOPLE, "people", of_people, write=write)
    _propose(root, name_lists.ORGANISATIONS, "organisations", of_organisations, write=write)


def _propose(root: Path, path: str, key: str, names: Sequence[NameSuggestion], *, write: bool) -> None:
    suggestions.print_list(
        f"{key.capitalize()} with several spellings",
        [f"{one.name} ← {', '.join(one.spellings)} ({counted(one.papers, 'paper')}): {one.evidence}" for one in names],
    )
    before = suggestions.text_of(root, path)
    after, skipped = name_edits.apply(before, path, key, names)
    suggestions.print_patch(path, before, after)
    for one in skipped:
        click.echo(f"{path}: '{one.name}' cannot be added without changing other lines. Add it by hand", err=True)
    if write and after != before:
        suggestions.apply_patch(root, path, after)
