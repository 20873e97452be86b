"""The commands `papershelf fetch` and `papershelf add`: digests from the Daily Papers API and from arXiv's API."""

from __future__ import annotations

import contextlib
import datetime as dt
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from time import sleep
from urllib.parse import urlsplit

import click
from filelock import FileLock

from generator import __version__
from generator.commands.import_digests import import_digests
from generator.commands.terminal import DateOption, archive_of, archive_option, fail, stop_at_errors
from generator.model import Settings
from generator.sources import api_answers, fetch, settings, source_files
from generator.sources.api_answers import Api
from generator.sources.fetch import ApiClient, FetchContext, Fetched
from generator.sources.http import Connection, agent_of
from generator.system import files
from generator.system.cache import Cache
from generator.system.progress import Progress, progress_on
from generator.text.identifiers import arxiv_id
from generator.text.messages import printable

_DATE = DateOption()
_REQUEST_LOCK = ".cache/asking.lock"
"""Held during a request, so that all commands together stay within an API's rate."""


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
    root, now = archive_of(directory), _now()
    dates = {day.date() for day in days}
    if since:
        dates.update(fetch.days_from(since.date(), now.date()))
    if not dates:
        fail("no day to fetch. Give one with --day, or a first day that is not in the future with --since")
    # Somewhere on earth it is already tomorrow.
    if max(dates) > now.date() + dt.timedelta(1):
        fail(f"--day {max(dates)}: is in the future; nothing was fetched")
    progress = progress_on()
    with (
        _client(root, _api(api_answers.DAILY_PAPERS, address), refresh=refresh, progress=progress) as client,
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
    day = date.date() if date else _now().astimezone().date()
    progress = progress_on()
    with (
        _client(root, _api(api_answers.ARXIV, address), refresh=refresh, progress=progress) as client,
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


@contextlib.contextmanager
def _client(root: Path, api: Api, *, refresh: bool, progress: Progress) -> Iterator[ApiClient]:
    archive_settings = _settings(root)
    with (
        contextlib.closing(Cache(root / files.CACHE)) as cache,
        Connection(agent_of(__version__, archive_settings.repo_url or archive_settings.site_url)) as connection,
    ):
        context = FetchContext(
            request=connection.get,
            now=_now,
            sleep=sleep,
            report=lambda message: progress.say(printable(message)),
            cache=cache,
            request_lock=lambda: FileLock(root / _REQUEST_LOCK),
        )
        yield ApiClient(api, context, refresh=refresh)


def _settings(root: Path) -> Settings:
    """Return the archive's settings, or exit."""
    sources, problems = source_files.read_sources(root)
    stop_at_errors(problems)
    document = sources.mkdocs_document()
    if document is None:
        fail(f"{root}: has no mkdocs.yml")
    archive_settings, problems = settings.read_settings(document, sources.settings)
    stop_at_errors(problems)
    if archive_settings is None:
        raise AssertionError("settings are None only with an error")
    return archive_settings


def _api(api: Api, address: str | None) -> Api:
    if address is None:
        return api
    try:
        parts = urlsplit(address)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_address = False
    if not is_address or not address.isascii() or not address.isprintable() or set(address) & set(" ?#"):
        fail(f"--from {printable(address)}: is not the address of an API. Write one such as {api.url}")
    return replace(api, url=address)


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


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
