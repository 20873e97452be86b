"""The command `papershelf check`."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from generator import build
from generator.commands.terminal import GITHUB, DateOption, annotate, archive_option, print_problems, root_of
from generator.system.progress import progress_on
from generator.text import messages
from generator.text.messages import counted

_PAPERS_SHOWN = 50
"""Papers whose tags would change that are listed; the others are counted."""


@click.command(name="check")
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", GITHUB, "json"]),
    default="text",
    show_default=True,
    help="How to print.",
)
@click.option("--all", "in_full", is_flag=True, help="Print every problem, even if many are alike.")
@click.option("--today", type=DateOption(), metavar="DATE", help="Report later dates as being in the future.")
@archive_option
def check_(style: str, in_full: bool, today: dt.datetime | None, directory: Path | None) -> None:
    """Report every problem in content/ and site_config/.

    Each has its file, its line and what to do. With --format github they become annotations, and the summary of the
    workflow's step lists them all. The exit status is 1 if there are errors.
    """
    outcome = build.check(root_of(directory), progress_on(), (today or dt.datetime.now(dt.UTC)).date())
    problems = outcome.problems
    if style == GITHUB:
        annotate(problems)
    elif style == "json":
        click.echo(json.dumps(messages.as_json(problems), ensure_ascii=False, indent=1))
    else:
        print_problems(problems, sys.stdout, in_full=in_full)
        _print_changed_tags(outcome.changed_tags)
    click.echo(messages.totals(problems), err=True)
    sys.exit(1 if any(problem.is_error for problem in problems) else 0)


def _print_changed_tags(changes: Mapping[str, tuple[list[str], list[str]]]) -> None:
    """Print which papers would gain and lose tags since the last build: by a change to vocabulary or notes, or a larger
    baseline.
    """
    if changes:
        click.echo(f"Since the last build, {counted(len(changes), 'paper')} would change tags:")
    for slug, (gained, lost) in list(changes.items())[:_PAPERS_SHOWN]:
        click.echo(f"  {slug}: " + " ".join([*(f"+{tag}" for tag in gained), *(f"-{tag}" for tag in lost)]))
    if len(changes) > _PAPERS_SHOWN:
        click.echo(f"  … and {len(changes) - _PAPERS_SHOWN:,} more")
