"""Shared by all commands: the archive's folder, dates, printing problems, exiting."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Callable, Iterable, MutableMapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, ParamSpec, TextIO, TypeVar

import click

from generator.text.messages import (
    as_annotations,
    as_error,
    as_markdown,
    as_summary,
    as_text,
    counted,
    printable,
    summarised,
)

if TYPE_CHECKING:  # with modules that a build which has nothing to do need not load
    from generator.model import Problem

GITHUB = "github"
"""The value of `--format` for a workflow of GitHub."""

_EPOCH = "SOURCE_DATE_EPOCH"

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


def source_date(environ: MutableMapping[str, str]) -> dt.datetime | None:
    """Return the time in SOURCE_DATE_EPOCH, None if it is unset; exit if it is not a time.

    An empty one is unset, because MkDocs reads it as well and would stop with a traceback.
    """
    epoch = environ.get(_EPOCH, "")
    if not epoch:
        environ.pop(_EPOCH, None)
        return None
    try:
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC)
    except (ValueError, OverflowError, OSError):
        fail(f"{_EPOCH}: '{printable(epoch[:40])}' is not a number of seconds. Correct it, or unset it")


def archive_option(command: Callable[_Parameters, _Result]) -> Callable[_Parameters, _Result]:
    """Add `-C DIR`, which may stand before or after the command's name."""
    return click.option(
        "-C", "directory", type=click.Path(path_type=Path), metavar="DIR", help="Use the archive in DIR.  [default: .]"
    )(command)


class DateOption(click.DateTime):
    """A date such as `2026-04-20`, in the years that digests may have."""

    name = "day"

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> dt.datetime:
        from generator.sources.schemas import FIRST_YEAR, LAST_YEAR  # with pydantic, which takes a tenth of a second

        day: dt.datetime = super().convert(value, param, ctx)
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            self.fail(f"{value} is not between {FIRST_YEAR} and {LAST_YEAR}", param, ctx)
        return day


def style_option(command: Callable[_Parameters, _Result]) -> Callable[_Parameters, _Result]:
    """Add `--format`, by which a workflow asks for annotations of what makes it fail."""
    return click.option(
        "--format",
        "style",
        type=click.Choice(["text", GITHUB]),
        default="text",
        show_default=True,
        help="How to print what fails.",
    )(command)


def annotate(problems: Sequence[Problem]) -> None:
    """Print annotations, and write all problems to the summary of the workflow's step.

    GitHub keeps ten annotations of a severity, so the others go to the log.
    """
    lines, rest = as_annotations(problems)
    for line in lines:
        click.echo(line)
    if rest:
        click.echo(f"::group::{counted(len(rest), 'more problem')} without an annotation")
        print_problems(rest, sys.stdout, in_full=True)
        click.echo("::endgroup::")
    if problems:
        _append_to_summary(as_summary(problems))


def _append_to_summary(markdown: str) -> None:
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        from generator.system import files

        files.append_text(Path(summary), markdown)


def root_of(directory: Path | None) -> Path:
    """Return the folder of `-C`, or exit if there is no such folder."""
    root: Path = directory or click.get_current_context().obj or Path()
    if not root.is_dir():
        fail(f"{root}: is not a folder. Name an archive with -C, or start one with `papershelf init {root}`")
    return root.resolve()


def archive_of(directory: Path | None, *, outputs: bool = True) -> Path:
    """Return the archive's folder, or exit if it holds no archive, or links that lead out of it.

    With `outputs` False, what builds write is not looked at.
    """
    root = root_of(directory)
    stop_at_links(root, outputs=outputs)
    if not (root / "mkdocs.yml").exists():
        from generator.sources.source_files import NO_ARCHIVE  # with all readers of files

        print_problems([NO_ARCHIVE])
        sys.exit(1)
    return root


def author_of(root: Path) -> str:
    """Return the name for notes of whoever runs the command: git's user.name, or the name of the login."""
    from generator.system import git

    return git.user_name(root) or os.environ.get("USER", "") or "your-name"


def stop_at_links(root: Path, *, outputs: bool = True) -> None:
    """Exit if symbolic links lead out of the archive: reading or writing would follow them."""
    from generator.system import boundary

    if refused := boundary.refused_links(root) if outputs else boundary.refused_inputs(root):
        print_problems(refused)
        fail("remove the links above first; nothing was read or changed")


def print_problems(problems: Iterable[Problem], stream: TextIO | None = None, *, in_full: bool = False) -> None:
    """Print a line for each problem; of very many, unless `in_full`, some of each kind and the number of the others."""
    for line in map(as_text, problems) if in_full else lines_of(problems):
        click.echo(line, file=stream or sys.stderr)


def lines_of(problems: Iterable[Problem]) -> list[str]:
    """Return a line for each problem; of very many, some of each kind and the number of the others."""
    shown, others = summarised(problems)
    return [*map(as_text, shown), *others]


def warn_of_source(requirements: Path, reason: str) -> str:
    """Return the warning that workflows cannot install this Papershelf, for the `reason` given."""
    example = "papershelf @ git+https://github.com/you/papershelf@COMMIT"
    return printable(
        f"{requirements}: warning: workflows cannot install this Papershelf: {reason}. "
        f"Before you publish, write an address there that GitHub can reach, such as `{example}`"
    )


def stop_at_errors(problems: Sequence[Problem]) -> None:
    """Print the errors among these problems and exit, if there are any."""
    errors = [problem for problem in problems if problem.is_error]
    if errors:
        print_problems(errors)
        fail("fix the errors above first; nothing was changed")


def fail(message: str, style: str = "text") -> NoReturn:
    """Print the message, for GitHub as an annotation and in the summary of the step, too, and exit with 1."""
    click.echo(f"papershelf: {message}", err=True)
    if style == GITHUB:
        click.echo(as_error(message))
        _append_to_summary(f"{as_markdown(message)}\n")
    sys.exit(1)
