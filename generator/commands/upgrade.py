"""The command `papershelf upgrade`."""

from __future__ import annotations

import difflib
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from generator import __version__
from generator.commands.import_ import alone
from generator.commands.terminal import archive_of, archive_option, fail, print_problems
from generator.edits import new_archive, upgrade
from generator.edits.upgrade import Upgrade
from generator.model import Problem, SourceFile
from generator.sources import json_schemas, source_files
from generator.system import files

_MKDOCS = "mkdocs.yml"


@click.command(name="upgrade")
@click.option("--dry-run", is_flag=True, help="Tell what would be done, and do nothing.")
@click.option("--diff", is_flag=True, help="Print what makes your own files this version's, and do nothing.")
@click.option(
    "--take",
    metavar="PATH",
    multiple=True,
    help="Take this version's file, or all below a folder, whatever you made of yours.",
)
@archive_option
def upgrade_(*, dry_run: bool, diff: bool, take: tuple[str, ...], directory: Path | None) -> None:
    """Bring the theme, hook, forms, workflows and schemas of an archive to this version of Papershelf.

    What you changed or deleted stays so. Of mkdocs.yml, it is the part below the line that says so.
    """
    root = archive_of(directory)
    new = new_archive.shared() | json_schemas.files()
    taken: set[str] = set()
    for place in take:
        found = upgrade.below(place, new)
        if not found:
            fail(f"--take {place}: is nothing that Papershelf gives; `papershelf upgrade` names the files that differ")
        taken.update(found)
    if dry_run or diff:
        _look(root, new, frozenset(taken), in_full=diff)
        return
    with alone(root):
        there, plan = _plan(root, new, frozenset(taken))
        files.delete_temporary({(root / path).parent for path in new})
        for path, text in plan.write.items():
            files.write_bytes(root / path, _with_shared_part(root, text) if path == _MKDOCS else text.encode())
        files.delete_from(root, plan.delete)
        # Last, so that an upgrade that was cut off goes on where it was.
        files.write_text(root / source_files.GIVEN_RECORD, upgrade.record(new, __version__))
    _print_plan(plan, there, "is")


def _look(root: Path, new: Mapping[str, str], taken: frozenset[str], *, in_full: bool) -> None:
    there, plan = _plan(root, new, taken)
    if not in_full:
        _print_plan(plan, there, "would be")
        return
    for path in sorted(there.keys() & new.keys()):
        text = there[path]
        own, wanted = (list(_lines(each)) for each in (text, new[path]))
        click.echo("".join(difflib.unified_diff(own, wanted, f"a/{path}", f"b/{path}")), nl=False)


def _plan(root: Path, new: Mapping[str, str], taken: frozenset[str]) -> tuple[dict[str, str], Upgrade]:
    """The texts that are there of what this version gives, and what is to be done to them."""
    problems: list[Problem] = []
    found = files.read_whatever(root, [*new, *upgrade.FORMER_THEME, source_files.GIVEN_RECORD], problems)
    there = {path: _text_of(data) for path, data in found.items()}
    recorded = there.pop(source_files.GIVEN_RECORD, None)
    given, unreadable = upgrade.read_record(
        SourceFile(source_files.GIVEN_RECORD, recorded) if recorded is not None else None
    )
    if problems or unreadable:
        print_problems([*problems, *unreadable])
        fail(f"{root}: nothing was changed")
    if upgrade.is_older(__version__, than=given.version):
        hint = f"install papershelf=={given.version}"
        newer = f"the archive is one of Papershelf {given.version}, and this is {__version__}"
        fail(f"{source_files.GIVEN_RECORD}: {newer}; {hint}")
    wanted = dict(new)
    if new_archive.MARKER in there[_MKDOCS]:
        there[_MKDOCS] = new_archive.shared_part(there[_MKDOCS])
    else:
        line = new_archive.MARKER.strip()
        click.echo(
            f"{_MKDOCS}: is left as it is, for it lacks the line '{line}'; put it back above `docs_dir:`", err=True
        )
        del there[_MKDOCS], wanted[_MKDOCS]
    return there, upgrade.plan(there, given, wanted, taken)


def _with_shared_part(root: Path, part: str) -> bytes:
    """The archive's mkdocs.yml with another lower part, and the ends of lines that it has: the upper is a person's."""
    mkdocs = files.read_whatever(root, [_MKDOCS], [])[_MKDOCS]
    whole = new_archive.with_shared_part(_text_of(mkdocs), part)
    return (whole.replace("\n", "\r\n") if b"\r\n" in mkdocs else whole).encode("utf-8", "surrogateescape")


def _text_of(data: bytes) -> str:
    return data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").decode("utf-8", "surrogateescape")


def _lines(text: str) -> Iterator[str]:
    readable = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    for line in io.StringIO(readable, newline="\n"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _print_plan(plan: Upgrade, there: Mapping[str, str], verb: str) -> None:
    for path in plan.write:
        yours = ", though you changed it" if path in there else ", though you deleted it"
        done = "replaced" if path in there else "written"
        click.echo(f"{path}: {verb} {done}{yours if path in plan.taken else ''}")
    for path in plan.delete:
        click.echo(f"{path}: {verb} deleted: the theme is no longer copied into archives")
    for path in plan.kept_copies:
        instead = "this version's file of the theme"
        click.echo(f"{path}: {verb} kept as you changed it, and replaces {instead}; delete it unless you want that")
    for path in plan.kept:
        click.echo(f"{path}: {verb} kept as you changed it; compare it with --diff, or --take {path}")
    for path in plan.left_out:
        click.echo(f"{path}: {verb} left out as you deleted it, or --take {path}")
    written = f"{len(plan.write)} written" + (f" ({len(plan.taken)} in place of yours)" if plan.taken else "")
    written += f", {len(plan.delete)} deleted" if plan.delete else ""
    kept = f"{len(plan.kept) + len(plan.kept_copies)} kept as changed, {len(plan.left_out)} left out as deleted"
    click.echo(f"For Papershelf {__version__}: {written}, {kept}.", err=True)
