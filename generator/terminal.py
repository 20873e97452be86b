"""What the commands share: naming the archive, telling problems, giving up."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NoReturn, TextIO

import click

from generator.messages import as_text, in_few_words
from generator.model import Problem


def archive_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`-C DIR`, which may stand before or after the command's name."""
    return click.option(
        "-C", "directory", type=click.Path(path_type=Path), metavar="DIR", help="The archive's folder, if not this one."
    )(command)


def root_of(directory: Path | None) -> Path:
    root: Path = directory or click.get_current_context().obj or Path()
    if not root.is_dir():
        fail(f"{root}: is not a folder; name an archive's with -C, or start one with `papershelf init {root}`")
    return root.resolve()


def print_problems(problems: Iterable[Problem], stream: TextIO | None = None, *, in_full: bool = False) -> None:
    """One problem to a line; of very many, unless `in_full`, some of each kind and how many more there are."""
    told, more = (list(problems), []) if in_full else in_few_words(problems)
    for line in (*map(as_text, told), *more):
        click.echo(line, file=stream or sys.stderr)


def stop_at_errors(problems: list[Problem]) -> None:
    if any(problem.is_error for problem in problems):
        print_problems(problem for problem in problems if problem.is_error)
        fail("mend the archive first; nothing was changed")


def fail(message: str) -> NoReturn:
    click.echo(f"papershelf: {message}", err=True)
    sys.exit(1)
