"""What the commands share: naming the archive, telling problems, giving up."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NoReturn, TextIO

import click

from generator.messages import as_text
from generator.model import Problem

_MANY = 1000
"""Problems printed at most; who has more mends these first."""


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


def print_problems(
    problems: Iterable[Problem], spell: Callable[[Problem], str] = as_text, stream: TextIO | None = None
) -> None:
    for number, problem in enumerate(problems):
        if number == _MANY:
            click.echo(f"… and more; mend these {_MANY} first", file=stream or sys.stderr)
            return
        click.echo(spell(problem), file=stream or sys.stderr)


def stop_at_errors(problems: list[Problem]) -> None:
    if any(problem.is_error for problem in problems):
        print_problems(problem for problem in problems if problem.is_error)
        fail("mend the archive first; nothing was changed")


def fail(message: str) -> NoReturn:
    click.echo(f"papershelf: {message}", err=True)
    sys.exit(1)
