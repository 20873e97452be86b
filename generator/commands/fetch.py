"""The commands `papershelf fetch` and `papershelf add`: digests straight from the Daily Papers API and arXiv's API."""

from __future__ import annotations

import contextlib
import datetime as dt
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlsplit

import click
from filelock import FileLock

from generator import __version__
from generator.commands.import_ import keep
from generator.commands.terminal import Day, archive_of, archive_option, fail, stop_at_errors
from generator.model import Settings
from generator.sources import api_answers, fetch, settings, source_files
from generator.sources.api_answers import Api
from generator.sources.fetch import Asker, Fetched, Outside
from generator.sources.http import Connection, agent_of
from generator.system import files
from generator.system.cache import Cache
from generator.system.progress import Progress, progress_on
from generator.text.identifiers import arxiv_id
from generator.text.messages import printable

_DATE = Day()
_TURN = ".cache/asking.lock"


def _api_options(command: Callable[..., None]) -> Callable[..., None]:
    command = click.option("--refresh", "is_anew", is_flag=True, help="Ask also for what was answered before.")(command)
    return click.option("--from", "address", metavar="URL", help="The API's address, if not its own.")(command)


@click.command(name="fetch")
@click.option("--day", "days", type=_DATE, multiple=True, metavar="DATE", help="A day to fetch; may be repeated.")
@click.option("--since", type=_DATE, metavar="DATE", help="Fetch each day from this one to today.")
@_api_options
@archive_option
def fetch_(
    days: tuple[dt.datetime, ...],
    since: dt.datetime | None,
    address: str | None,
    is_anew: bool,
    directory: Path | None,
) -> None:
    """Get days of the Daily Papers and import them.

    What was answered once is not asked for again, so after a failure run the same command again.
    """
    root, now = archive_of(directory), _now()
    wanted = {each.date() for each in days}
    if since:
        wanted.update(fetch.days_from(since.date(), now.date()))
    if not wanted:
        fail("name a day with --day, or with --since the first of several, not after today")
    # In the first time zone it is tomorrow already.
    if max(wanted) > now.date() + dt.timedelta(1):
        fail(f"--day {max(wanted)}: is still to come; nothing was asked for")
    progress = progress_on()
    with (
        _asker(root, _api(api_answers.DAILY_PAPERS, address), is_anew, progress) as asker,
        progress.task("Fetching days", len(wanted)) as task,
    ):
        fetched = fetch.fetch_days(asker, sorted(wanted), task.advance)
    _finish(root, fetched)


@click.command(name="add")
@click.argument("references", metavar="ARXIV_ID...", nargs=-1, required=True)
@click.option("--date", type=_DATE, metavar="DATE", help="The digest they go to; today's if not given.")
@_api_options
@archive_option
def add_(
    references: tuple[str, ...],
    date: dt.datetime | None,
    address: str | None,
    is_anew: bool,
    directory: Path | None,
) -> None:
    """Get papers from arXiv, by their ids or addresses, and keep them as a digest."""
    root = archive_of(directory)
    ids = _ids(references)
    day = date.date() if date else _now().astimezone().date()
    progress = progress_on()
    with (
        _asker(root, _api(api_answers.ARXIV, address), is_anew, progress) as asker,
        progress.task("Asking arXiv", -(-len(ids) // api_answers.IDS_PER_REQUEST)) as task,
    ):
        fetched = fetch.fetch_papers(asker, ids, day, task.advance)
    _finish(root, fetched)


def _finish(root: Path, fetched: Fetched) -> None:
    """Import what was got, tell what was not, and exit with 1 when something is missing."""
    for note in fetched.notes:
        click.echo(printable(note), err=True)
    is_whole = not fetched.readings or keep(root, lambda: fetched.readings)
    for missed in fetched.missed:
        click.echo(printable(f"papershelf: {missed}"), err=True)
    if fetched.missed or not is_whole:
        sys.exit(1)


@contextlib.contextmanager
def _asker(root: Path, api: Api, is_anew: bool, progress: Progress) -> Iterator[Asker]:
    ours = _settings(root)
    with (
        contextlib.closing(Cache(root / files.CACHE)) as cache,
        Connection(agent_of(__version__, ours.repo_url or ours.site_url), monotonic) as connection,
    ):
        outside = Outside(
            get=connection.get,
            now=_now,
            sleep=sleep,
            say=lambda told: progress.say(printable(told)),
            cache=cache,
            turn=lambda: FileLock(root / _TURN),
        )
        yield Asker(api, outside, is_anew=is_anew)


def _settings(root: Path) -> Settings:
    """The archive's settings, or the end: without them there is no archive to fetch for."""
    sources, problems = source_files.read_sources(root)
    stop_at_errors(problems)
    if sources.mkdocs is None:
        fail("there is no archive")
    ours, wrong = settings.read_settings(sources.mkdocs, sources.settings)
    stop_at_errors(wrong)
    if ours is None:
        raise AssertionError("settings without a problem are settings")
    return ours


def _api(api: Api, address: str | None) -> Api:
    if address is None:
        return api
    try:
        parts = urlsplit(address)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_address = False
    if not is_address or not address.isascii() or not address.isprintable() or set(address) & set(" ?#"):
        fail(f"--from {printable(address)}: is no address of an API; it looks like {api.url}")
    return replace(api, url=address)


def _ids(references: Sequence[str]) -> list[str]:
    """The arXiv ids that people's references name, each once, or the end."""
    found = {reference: arxiv_id(reference) for reference in references}
    wrong = [reference for reference, bare in found.items() if not bare]
    for reference in wrong:
        hint = "it looks like 2401.01234, cs/0112017 or https://arxiv.org/abs/2401.01234"
        click.echo(f"papershelf: {printable(reference)}: is no arXiv id; {hint}", err=True)
    if wrong:
        fail("nothing was asked for; correct these, then try again")
    return list(dict.fromkeys(found.values()))


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
