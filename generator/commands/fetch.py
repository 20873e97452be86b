"""The commands `papershelf fetch` and `papershelf add`: digests from the Daily Papers API and from arXiv's API."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from generator.commands.api_clients import api_at, api_client, now
from generator.commands.import_digests import import_digests
from generator.commands.terminal import DateOption, archive_of, archive_option, fail
from generator.sources import api_answers, fetch
from generator.sources.fetch import Fetched
from generator.system.progress import progress_on
from generator.text.identifiers import arxiv_id
from generator.text.messages import printable

_DATE = DateOption()


def _api_options(command: Callable[..., None]) -> Callable[..., None]:
    command = click.option("--refresh", is_flag=True, help="Ask again for answers that are in the cache.")(command)
    return click.option("--from", "address", metavar="URL", help="Ask a mirror of the API.")(command)


@click.command(name="fetch")
@click.option("--day", "days", type=_DATE, multiple=True, metavar="DATE", help="Fetch this day. Repeatable.")
@click.option("--since", type=_DATE, metavar="DATE", help="Fetch every day from DATE to today.")
@_api_options
@archive_option
def fetch_(
    days: tuple[dt.datetime, ...],
    since: dt.datetime | None,
    address: str | None,
    refresh: bool,
    directory: Path | None,
) -> None:
    """Fetch days of the Daily Papers and import them.

    Answers are cached: after a failure, run the same command again, and only the missing days are fetched.
    """
    root, time = archive_of(directory), now()
    dates = {day.date() for day in days}
    if since:
        dates.update(fetch.days_from(since.date(), time.date()))
    if not dates:
        fail("no day to fetch. Give one with --day, or a first day that is not in the future with --since")
    # Somewhere on earth it is already tomorrow.
    if max(dates) > time.date() + dt.timedelta(1):
        fail(f"--day {max(dates)}: is in the future; nothing was fetched")
    progress = progress_on()
    with (
        api_client(root, api_at(api_answers.DAILY_PAPERS, address), refresh=refresh, progress=progress) as client,
        progress.task("Fetching days", len(dates)) as task,
    ):
        fetched = fetch.fetch_days(client, sorted(dates), task.advance)
    _finish(root, fetched)


@click.command(name="add")
@click.argument("references", metavar="ARXIV_ID...", nargs=-1, required=True)
@click.option("--date", type=_DATE, metavar="DATE", help="Date of their digest.  [default: today]")
@_api_options
@archive_option
def add_(
    references: tuple[str, ...],
    date: dt.datetime | None,
    address: str | None,
    refresh: bool,
    directory: Path | None,
) -> None:
    """Fetch papers from arXiv by id and import them.

    ARXIV_ID may be an address on arxiv.org, too. The papers become a digest with the source 'arxiv'.
    """
    root = archive_of(directory)
    ids = _ids(references)
    day = date.date() if date else now().astimezone().date()
    progress = progress_on()
    with (
        api_client(root, api_at(api_answers.ARXIV, address), refresh=refresh, progress=progress) as client,
        progress.task("Asking arXiv", -(-len(ids) // api_answers.IDS_PER_REQUEST)) as task,
    ):
        fetched = fetch.fetch_papers(client, ids, day, task.advance)
    _finish(root, fetched)


def _finish(root: Path, fetched: Fetched) -> None:
    """Import the fetched digests, report failures, and exit with 1 if there are any."""
    for note in fetched.notes:
        click.echo(printable(note), err=True)
    is_complete = not fetched.readings or import_digests(root, lambda: fetched.readings)
    for missed in fetched.missed:
        click.echo(printable(f"papershelf: {missed}"), err=True)
    if fetched.missed or not is_complete:
        sys.exit(1)


def _ids(references: Sequence[str]) -> list[str]:
    """Return the arXiv ids in these references, each once, or exit."""
    ids = {reference: arxiv_id(reference) for reference in references}
    invalid = [reference for reference, arxiv in ids.items() if not arxiv]
    for reference in invalid:
        hint = "Write one such as 2401.01234, cs/0112017 or https://arxiv.org/abs/2401.01234"
        click.echo(f"papershelf: {printable(reference)}: is not an arXiv id. {hint}", err=True)
    if invalid:
        fail("nothing was fetched; correct the ids above, then try again")
    return list(dict.fromkeys(ids.values()))
