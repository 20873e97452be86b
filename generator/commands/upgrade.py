"""The command `papershelf upgrade`."""

from __future__ import annotations

import difflib
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

import generator
from generator import __version__
from generator.addresses import PUBLISHED_RECORD
from generator.commands.archive_lock import write_lock
from generator.commands.terminal import archive_of, archive_option, fail, print_problems, warn_of_source
from generator.edits import new_archive, upgrade
from generator.edits.upgrade import Given, Upgrade
from generator.exports import former_files
from generator.model import Problem, SourceFile
from generator.sources import json_schemas, published, settings, source_files
from generator.system import files, installation

_MKDOCS = "mkdocs.yml"


@click.command(name="upgrade")
@click.option("--dry-run", is_flag=True, help="Show what would change; write nothing.")
@click.option("--diff", is_flag=True, help="Show how your files differ; write nothing.")
@click.option(
    "--take",
    metavar="PATH",
    multiple=True,
    help="Replace PATH, a file or a folder, even if you changed it.",
)
@archive_option
def upgrade_(*, dry_run: bool, diff: bool, take: tuple[str, ...], directory: Path | None) -> None:
    """Upgrade the archive's files to this version of Papershelf.

    These are the theme, hook, forms, workflows, schemas, and the part of mkdocs.yml below its marker. Files that you
    changed or deleted are kept as they are.
    """
    root = archive_of(directory)
    source = installation.find(Path(generator.__file__).parent, __version__)
    new = _new_files(root, source.requirement)
    taken: set[str] = set()
    for path in take:
        below = upgrade.below(path, new)
        if not below:
            fail(f"--take {path}: is not a file of Papershelf. `papershelf upgrade --dry-run` lists those that differ")
        taken.update(below)
    if dry_run or diff:
        _preview(root, new, frozenset(taken), as_diff=diff)
        return
    with write_lock(root):
        present, plan, given = _plan(root, new, frozenset(taken))
        files.delete_temporary({(root / path).parent for path in new})
        for path, text in plan.write.items():
            files.write_bytes(root / path, _with_shared_part(root, text) if path == _MKDOCS else text.encode())
        files.delete_from(root, plan.delete)
        # Last, so that an interrupted upgrade can be run again.
        earlier = {path: given.hashes[path] for path in (new_archive.REQUIREMENTS,) if path in given.hashes}
        files.write_text(root / source_files.GIVEN_RECORD, upgrade.record(new, __version__, earlier))
    _print_plan(plan, present, "is")
    _print_given_up(root)
    if new_archive.REQUIREMENTS in plan.write and source.reason:
        click.echo(warn_of_source(Path(new_archive.REQUIREMENTS), source.reason), err=True)


def _new_files(root: Path, requirement: str) -> dict[str, str]:
    """Return this version's files, by path. An archive's `requirements.txt` stays if no requirement is known."""
    settings_file = files.read_text(root, source_files.SETTINGS, [])
    new = new_archive.shared(settings.branch(settings_file)) | json_schemas.files()
    if requirement or not (root / new_archive.REQUIREMENTS).exists():
        new[new_archive.REQUIREMENTS] = new_archive.requirements(requirement)
    return new


def _preview(root: Path, new: Mapping[str, str], taken: frozenset[str], *, as_diff: bool) -> None:
    present, plan, _ = _plan(root, new, taken)
    if not as_diff:
        _print_plan(plan, present, "would be")
        _print_given_up(root)
        return
    for path in sorted(present.keys() & new.keys()):
        before, after = list(_lines(present[path])), list(_lines(new[path]))
        click.echo("".join(difflib.unified_diff(before, after, f"a/{path}", f"b/{path}")), nl=False)


def _plan(root: Path, new: Mapping[str, str], taken: frozenset[str]) -> tuple[dict[str, str], Upgrade, Given]:
    """Return the archive's texts of this version's files, by path, the changes to make and the record, or exit."""
    problems: list[Problem] = []
    contents = files.read_existing(root, [*new, *upgrade.FORMER_THEME, source_files.GIVEN_RECORD], problems)
    present = {path: _text_of(data) for path, data in contents.items()}
    recorded = present.pop(source_files.GIVEN_RECORD, None)
    given, unreadable = upgrade.read_record(
        SourceFile(source_files.GIVEN_RECORD, recorded) if recorded is not None else None
    )
    if problems or unreadable:
        print_problems([*problems, *unreadable])
        fail(f"{root}: nothing was changed")
    if upgrade.is_older(__version__, than=given.version):
        newer = f"the archive's files are of Papershelf {given.version}, and this is {__version__}"
        fail(f"{source_files.GIVEN_RECORD}: {newer}. Install papershelf=={given.version}")
    wanted = dict(new)
    if new_archive.MARKER in present[_MKDOCS]:
        present[_MKDOCS] = new_archive.shared_part(present[_MKDOCS])
    else:
        line = new_archive.MARKER.strip()
        click.echo(f"{_MKDOCS}: skipped, because it lacks the line '{line}'. Put it back above `docs_dir:`", err=True)
        del present[_MKDOCS], wanted[_MKDOCS]
    return present, upgrade.plan(present, given, wanted, taken), given


def _with_shared_part(root: Path, part: str) -> bytes:
    """Return the archive's mkdocs.yml with another lower part. The upper part, a person's, and line ends are kept."""
    mkdocs = files.read_existing(root, [_MKDOCS], [])[_MKDOCS]
    whole = new_archive.with_shared_part(_text_of(mkdocs), part)
    return (whole.replace("\n", "\r\n") if b"\r\n" in mkdocs else whole).encode("utf-8", "surrogateescape")


def _text_of(data: bytes) -> str:
    return data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").decode("utf-8", "surrogateescape")


def _lines(text: str) -> Iterator[str]:
    readable = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    for line in io.StringIO(readable, newline="\n"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _print_given_up(root: Path) -> None:
    """Say how many recorded files this version no longer writes."""
    record = files.read_text(root, PUBLISHED_RECORD, [])
    recorded = published.files(published.parse(record.text)[0]) if record else ()
    if number := len(former_files.given_up(recorded)):
        names = "RIS and CSL-JSON of lists, BibTeX of weeks and months, uncompressed files of the archive"
        what = f"gives up {number:,} of these files ({names})"
        click.echo(
            f"{PUBLISHED_RECORD}: this version {what}. Each keeps a small one that names the file to fetch", err=True
        )


def _print_plan(plan: Upgrade, present: Mapping[str, str], verb: str) -> None:
    for path in plan.write:
        yours = ", although you changed it" if path in present else ", although you deleted it"
        done = "replaced" if path in present else "written"
        click.echo(f"{path}: {verb} {done}{yours if path in plan.taken else ''}")
    for path in plan.delete:
        click.echo(f"{path}: {verb} deleted: the theme is no longer copied into archives")
    for path in plan.kept_copies:
        why = "because you changed it, and overrides this version's file of the theme"
        click.echo(f"{path}: {verb} kept, {why}. Delete it unless you want that")
    for path in plan.kept:
        click.echo(
            f"{path}: {verb} kept, because you changed it. Compare it with --diff, or replace it with --take {path}"
        )
    for path in plan.left_out:
        click.echo(f"{path}: {verb} left out, because you deleted it. Restore it with --take {path}")
    written = f"{len(plan.write)} written" + (f" ({len(plan.taken)} in place of yours)" if plan.taken else "")
    written += f", {len(plan.delete)} deleted" if plan.delete else ""
    kept = f"{len(plan.kept) + len(plan.kept_copies)} kept as changed, {len(plan.left_out)} left out as deleted"
    click.echo(f"For Papershelf {__version__}: {written}, {kept}.", err=True)
