"""The command `papershelf check`."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from generator import run
from generator.commands.terminal import Day, archive_option, print_problems, root_of
from generator.model import Problem
from generator.system import files
from generator.system.progress import progress_on
from generator.text import messages

_MOVED_SHOWN = 50


@click.command(name="check")
@click.option("--format", "style", type=click.Choice(["text", "github", "json"]), default="text", show_default=True)
@click.option("--all", "in_full", is_flag=True, help="Tell all problems, also where many are alike.")
@click.option("--today", type=Day(), help="The day after which dates are yet to come.")
@archive_option
def check_(style: str, in_full: bool, today: dt.datetime | None, directory: Path | None) -> None:
    """Tell every problem in content/ and site_config/, with its line.

    For GitHub these are annotations, and a summary of the step with all of them.
    """
    outcome = run.check(root_of(directory), progress_on(), (today or dt.datetime.now(dt.UTC)).date())
    problems = outcome.problems
    if style == "github":
        _annotate(problems, os.environ.get("GITHUB_STEP_SUMMARY", ""))
    elif style == "json":
        click.echo(json.dumps(messages.as_json(problems), ensure_ascii=False, indent=1))
    else:
        print_problems(problems, sys.stdout, in_full=in_full)
        _print_moved(outcome.moved)
    click.echo(messages.counted(problems), err=True)
    sys.exit(1 if any(problem.is_error for problem in problems) else 0)


def _annotate(problems: Sequence[Problem], summary: str) -> None:
    """GitHub keeps ten annotations of a kind: what has none stands in the log, and all in the file `summary`."""
    lines, rest = messages.as_annotations(problems)
    for line in lines:
        click.echo(line)
    if rest:
        click.echo(f"::group::{len(rest):,} more, without an annotation")
        print_problems(rest, sys.stdout, in_full=True)
        click.echo("::endgroup::")
    if summary and problems:
        files.append_text(Path(summary), messages.as_summary(problems))


def _print_moved(moved: Mapping[str, tuple[list[str], list[str]]]) -> None:
    """What a change to the vocabulary, or to a note, would move."""
    if moved:
        click.echo(f"Since the last build, {len(moved)} paper{'s' * (len(moved) != 1)} would change tags:")
    for slug, (gained, lost) in list(moved.items())[:_MOVED_SHOWN]:
        click.echo(f"  {slug}: " + " ".join([*(f"+{tag}" for tag in gained), *(f"-{tag}" for tag in lost)]))
    if len(moved) > _MOVED_SHOWN:
        click.echo(f"  … and {len(moved) - _MOVED_SHOWN} more")
