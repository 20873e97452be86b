"""Shared by the commands that ask services on the network: clients of their APIs, and the address of a mirror."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import sleep
from urllib.parse import urlsplit

from filelock import FileLock

from generator import __version__
from generator.commands.terminal import fail, stop_at_errors
from generator.model import Settings
from generator.sources import settings, source_files
from generator.sources.api_answers import Api
from generator.sources.fetch import ApiClient, FetchContext
from generator.sources.http import Connection, agent_of
from generator.system import files
from generator.system.cache import Cache
from generator.system.progress import Progress
from generator.text.messages import printable

_REQUEST_LOCK = ".cache/asking.lock"
"""Held during a request, so that all commands together stay within an API's rate."""


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@contextlib.contextmanager
def api_client(root: Path, api: Api, *, refresh: bool, progress: Progress) -> Iterator[ApiClient]:
    """Yield a client of one API."""
    with fetch_context(root, progress) as context:
        yield ApiClient(api, context, refresh=refresh)


@contextlib.contextmanager
def fetch_context(root: Path, progress: Progress) -> Iterator[FetchContext]:
    """Yield what clients of APIs need of the outside world."""
    archive_settings = _settings(root)
    with (
        contextlib.closing(Cache(root / files.CACHE)) as cache,
        Connection(agent_of(__version__, archive_settings.repo_url or archive_settings.site_url)) as connection,
    ):
        yield FetchContext(
            request=connection.get,
            now=now,
            sleep=sleep,
            report=lambda message: progress.say(printable(message)),
            cache=cache,
            request_lock=lambda: FileLock(root / _REQUEST_LOCK),
        )


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


def api_at(api: Api, address: str | None) -> Api:
    """Return the API at another address, or exit if that is none."""
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
