"""The command `papershelf upgrade`."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path

import click

from generator import __version__, files, scaffold, upgrade
from generator.model import Problem, SourceFile
from generator.terminal import archive_option, fail, print_problems, root_of
from generator.upgrade import Upgrade


@click.command(name="upgrade")
@click.option("--dry-run", is_flag=True, help="Tell what would be done, and do nothing.")
@click.option("--diff", is_flag=True, help="Print what your own files have and lack beside this version's; do nothing.")
@archive_option
def upgrade_(dry_run: bool, diff: bool, directory: Path | None) -> None:
    """Bring the theme, hook, forms, workflows and schemas of an archive to this version of Papershelf.

    What you changed or deleted stays so. Of mkdocs.yml, it is the part below the line that says so.
    """
    root = root_of(directory)
    problems: list[Problem] = []
    new = scaffold.shared()
    given, unreadable = upgrade.read_record(_read(root, upgrade.RECORD, problems))
    found = {path: file for path in {*given, *new} if (file := _read(root, path, problems))}
    if problems or unreadable or "mkdocs.yml" not in found:
        print_problems([*problems, *unreadable])
        fail(f"{root}: nothing was changed" if "mkdocs.yml" in found else f"{root}: there is no archive here")
    mkdocs = found["mkdocs.yml"].text
    there = {path: file.text for path, file in found.items()} | {"mkdocs.yml": scaffold.shared_part(mkdocs)}
    if diff:
        _print_differences(there, new)
        return
    plan = upgrade.plan(there, given, new)
    if not dry_run:
        for path, text in plan.write.items():
            files.write_text(root / path, scaffold.with_shared_part(mkdocs, text) if path == "mkdocs.yml" else text)
        for path in plan.delete:
            (root / path).unlink()
        # Last, so that an upgrade that was cut off goes on where it was.
        files.write_text(root / upgrade.RECORD, upgrade.record(new, __version__))
    _print_plan(plan, "would be" if dry_run else "is")


def _read(root: Path, path: str, problems: list[Problem]) -> SourceFile | None:
    return files.read_text(root, path, problems) if (root / path).exists() else None


def _print_plan(plan: Upgrade, verb: str) -> None:
    for path in plan.write:
        click.echo(f"{path}: {verb} written")
    for path in plan.delete:
        click.echo(f"{path}: {verb} deleted")
    for path in plan.kept:
        click.echo(f"{path}: {verb} kept, for it is not what Papershelf gave; `papershelf upgrade --diff` compares it")
    counts = f"{len(plan.write)} written, {len(plan.delete)} deleted, {len(plan.kept)} kept as you changed them"
    click.echo(f"For Papershelf {__version__}: {counts}.", err=True)


def _print_differences(there: Mapping[str, str], new: Mapping[str, str]) -> None:
    """What each file has beside this version's, as a patch that makes it the latter."""
    for path, text in sorted(there.items()):
        own, wanted = (each.splitlines(keepends=True) for each in (text, new.get(path, "")))
        click.echo("".join(difflib.unified_diff(own, wanted, f"a/{path}", f"b/{path}")), nl=False)
