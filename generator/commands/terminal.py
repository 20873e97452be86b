"""What the commands share: naming the archive, telling problems, giving up."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NoReturn, TextIO

import click

from generator.model import Problem
from generator.sources import schemas, source_files
from generator.system import boundary
from generator.text.messages import as_text, summarised


def archive_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`-C DIR`, which may stand before or after the command's name."""
    return click.option(
        "-C", "directory", type=click.Path(path_type=Path), metavar="DIR", help="The archive's folder, if not this one."
    )(command)


class Day(click.DateTime):
    """A day as `2026-04-20`, of the years that digests may be of."""

    name = "day"

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.datetime:
        day: dt.datetime = super().convert(value, param, ctx)
        if not schemas.FIRST_YEAR <= day.year <= schemas.LAST_YEAR:
            self.fail(f"{value} is not between {schemas.FIRST_YEAR} and {schemas.LAST_YEAR}", param, ctx)
        return day


def root_of(directory: Path | None) -> Path:
    root: Path = directory or click.get_current_context().obj or Path()
    if not root.is_dir():
        fail(f"{root}: is not a folder; name an archive's with -C, or start one with `papershelf init {root}`")
    return root.resolve()


def archive_of(directory: Path | None) -> Path:
    """The archive's folder, or the end: in any other nothing may be written, nor in one whose links are refused."""
    root = root_of(directory)
    stop_at_links(root)
    if not (root / "mkdocs.yml").exists():
        print_problems([source_files.NO_ARCHIVE])
        sys.exit(1)
    return root


def stop_at_links(root: Path) -> None:
    if refused := boundary.refused_links(root):
        print_problems(refused)
        fail("nothing was read or changed, for it would be through these links")


def print_problems(problems: Iterable[Problem], stream: TextIO | None = None, *, in_full: bool = False) -> None:
    """One problem to a line; of very many, unless `in_full`, some of each kind and how many more there are."""
    told, more = (list(problems), []) if in_full else summarised(problems)
    for line in (*map(as_text, told), *more):
        click.echo(line, file=stream or sys.stderr)


def stop_at_errors(problems: list[Problem]) -> None:
    if any(problem.is_error for problem in problems):
        print_problems(problem for problem in problems if problem.is_error)
        fail("mend the archive first; nothing was changed")


def fail(message: str) -> NoReturn:
    click.echo(f"papershelf: {message}", err=True)
    sys.exit(1)
