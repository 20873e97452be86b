"""Fetching digests: days of the Daily Papers, or papers of arXiv by their ids.

Requests, the clock, sleeping, the cache and the lock are arguments. Every run ends: a day has a limit of pages, and a
run has limits of time and size. Papers that were not requested are dropped.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from generator.model import Entry, SourceFile
from generator.sources import api_answers
from generator.sources.api_answers import Answer, Api, ApiError, NoResponse
from generator.sources.digests import ParsedDigest, read_digest
from generator.system.cache import Cache

MAX_RUN = dt.timedelta(hours=1)
"""The time limit of a run, enough for 1,500 days of the Daily Papers."""

MAX_RUN_BYTES = 500_000_000
"""The size limit of all answers of a run: 2,000 times the largest seen."""

MAX_PAGES = 40
"""Pages of a day, with 50 papers each; the largest day seen had two."""

_MAX_DAYS_BACK = 14
"""Days before the requested one that an answer may be from: on weekends and holidays it has the last day's papers."""

_ARXIV_CACHED = dt.timedelta(days=1)
"""arXiv computes its answers once a day."""

_MAX_SHOWN = 100
"""Characters of an address in messages; one with a hundred ids is long."""


@dataclass(frozen=True, slots=True)
class FetchContext:
    """The outside world for fetching: `request` gets an address, `now` returns the time with its zone, `sleep` waits
    for seconds, `report` shows a message to a person, and `request_lock` lets one process send requests at a time.
    """

    request: Callable[[str], Answer | NoResponse]
    now: Callable[[], dt.datetime]
    sleep: Callable[[float], None]
    report: Callable[[str], None]
    cache: Cache
    request_lock: Callable[[], AbstractContextManager[object]]


@dataclass(slots=True)
class Fetched:
    """Fetched digests, each with the address it came from.

    `missed` are the failures, each with its reason and a hint; `notes` are remarks on what is odd but no failure.
    """

    readings: list[tuple[str, ParsedDigest]] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class ApiClient:
    """A client of one API: it keeps the API's pauses, retries temporary failures, and caches answers.

    With `refresh`, cached answers are not used.
    """

    def __init__(self, api: Api, context: FetchContext, *, refresh: bool = False) -> None:
        self.api = api
        self._context = context
        self._refresh = refresh
        self._new: dict[str, str] = {}
        self._end = context.now() + MAX_RUN
        self._size = 0

    def get(self, url: str, max_age: dt.timedelta = dt.timedelta.max) -> str | ApiError:
        """Return the text of the answer, from the cache if it is no older than `max_age`, or why there is none."""
        if not self._refresh and (cached := self._cached(url, max_age)) is not None:
            return cached
        for attempt in itertools.count(1):
            if error := self._limit_reached():
                return error
            answer = self._request(url)
            error = api_answers.error_in(self.api, answer, self._context.now())
            if error is None:
                return self._accepted(url, answer)
            wait = api_answers.wait_before(attempt, error)
            if wait is None:
                return error
            shown = url if len(url) <= _MAX_SHOWN else f"{url[:_MAX_SHOWN]}…"
            self._context.report(f"{shown}: {error.reason}; next attempt in {wait:,.0f} s")
            self._context.sleep(wait)
        raise AssertionError("attempts end")

    def cache_answer(self, url: str) -> None:
        """Cache the answer that `get` just gave, so that an interrupted run continues where it was."""
        if (text := self._new.pop(url, None)) is not None:
            self._context.cache.put([(_answer_key(url), {"at": self._context.now().timestamp(), "text": text})])

    def now(self) -> dt.datetime:
        return self._context.now()

    def _limit_reached(self) -> ApiError | None:
        hint = "run the same command again to go on"
        if self._context.now() > self._end:
            return ApiError(f"was not asked: the run takes more than {MAX_RUN}", hint, stops_run=True)
        if self._size > MAX_RUN_BYTES:
            megabytes = MAX_RUN_BYTES // 1_000_000
            return ApiError(f"was not asked: the answers are larger than {megabytes} MB", hint, stops_run=True)
        return None

    def _accepted(self, url: str, answer: Answer | NoResponse) -> str:
        text = api_answers.text_of(answer) if isinstance(answer, Answer) else None
        if isinstance(answer, Answer) and answer.status == 404:
            text = ""  # an API that knows some works only has none of these
        if text is None:
            raise AssertionError("an answer without text is an error")
        self._size += len(text)
        self._new[url] = text
        return text

    def _cached(self, url: str, max_age: dt.timedelta) -> str | None:
        key = _answer_key(url)
        match self._context.cache.get([key]).get(key):
            case {"text": str(text), "at": float(at)}:
                age = self._context.now().timestamp() - at
                return text if 0 <= age <= max_age.total_seconds() else None
        return None

    def _request(self, url: str) -> Answer | NoResponse:
        """Send a request once the pause since the last one, even of another run, is over. Return the answer."""
        key = f"asked {self.api.name}"
        with self._context.request_lock():
            last = self._context.cache.get([key]).get(key)
            since = self._context.now().timestamp() - last if isinstance(last, float) else self.api.pause
            # A negative value means that the clock was set back, which would make us wait for hours.
            if 0 <= since < self.api.pause:
                self._context.sleep(self.api.pause - since)
            try:
                return self._context.request(url)
            finally:
                self._context.cache.put([(key, self._context.now().timestamp())])


def days_from(since: dt.date, today: dt.date) -> Iterator[dt.date]:
    """Yield each day from `since` to `today`."""
    return (since + dt.timedelta(number) for number in range((today - since).days + 1))


def fetch_days(client: ApiClient, days: Sequence[dt.date], advance: Callable[[], None]) -> Fetched:
    """Fetch the digests of these days; `advance` is called after each."""
    fetched = Fetched()
    for number, day in enumerate(days, 1):
        error = _fetch_day(client, day, fetched)
        advance()
        if error is not None and error.stops_run and days[number:]:
            rest = ", ".join(map(str, days[number:]))
            fetched.missed.append(f"not fetched: {rest}; fetch them when {client.api.name} answers again")
            break
    return fetched


def _fetch_day(client: ApiClient, day: dt.date, fetched: Fetched) -> ApiError | None:
    """Add a day's papers, page after page, to `fetched`, and return why a page is missing, or None."""
    known: set[Entry] = set()
    for page in range(MAX_PAGES):
        url = api_answers.day_url(client.api, day, page)
        text = client.get(url)
        if isinstance(text, ApiError):
            part = f" after its first {len(known)} papers" if known else ""
            fetched.missed.append(f"{day}{part}: {url} {text.reason}; {text.hint}")
            return text
        if api_answers.has_no_papers(text):
            if not page:
                fetched.notes.append(f"{day}: the {client.api.name} have no papers of that day")
            _cache_day(client, day, url, fetched)
            return None
        parsed = _of_its_own_day(read_digest(SourceFile(url, text), day))
        if parsed.digest and not dt.timedelta(0) <= day - parsed.digest.date <= dt.timedelta(_MAX_DAYS_BACK):
            fetched.missed.append(f"{day}: the answer is that of {parsed.digest.date}, and is not imported")
            return None
        if not parsed.rejected and parsed.entries:
            _cache_day(client, day, url, fetched)
        if parsed.digest and parsed.digest.date != day and not page:
            kept = f"the answer is that of {parsed.digest.date}, and kept as such"
            fetched.notes.append(f"{day}: {kept}; there is none for this day, as on weekends")
        if page and known.issuperset(parsed.entries):
            return None  # the API does not know the page's number
        fetched.readings.append((url, parsed))
        known.update(parsed.entries)
        if len(parsed.entries) + parsed.rejected < api_answers.FULL_PAGE:
            return None
    fetched.missed.append(f"{day}: has more than {MAX_PAGES} pages, and the others were not fetched")
    return None


def _cache_day(client: ApiClient, day: dt.date, url: str, fetched: Fetched) -> None:
    if api_answers.is_settled(day, client.now()):
        client.cache_answer(url)
    elif not any(note.startswith(f"{day}: is not over") for note in fetched.notes):
        fetched.notes.append(f"{day}: is not over in all time zones; fetch it again later, for more may come")


def _of_its_own_day(parsed: ParsedDigest) -> ParsedDigest:
    """Return the digest under the day that its rows name: an answer for a weekend holds the papers of Friday."""
    if parsed.digest is None or parsed.date is None:
        return parsed
    return dataclasses.replace(parsed, digest=dataclasses.replace(parsed.digest, date=parsed.date))


def fetch_papers(client: ApiClient, ids: Sequence[str], date: dt.date, advance: Callable[[], None]) -> Fetched:
    """Fetch the papers with these arXiv ids as digests of `date`; `advance` is called after each request."""
    fetched = Fetched()
    batches = list(_batches(ids, api_answers.IDS_PER_REQUEST))
    for number, batch in enumerate(batches, 1):
        error = _fetch_batch(client, batch, date, fetched)
        advance()
        if error is not None and error.stops_run and batches[number:]:
            rest = " ".join(itertools.chain.from_iterable(batches[number:]))
            fetched.missed.append(f"not fetched: {rest}; add them when {client.api.name} answers again")
            break
    return fetched


def _fetch_batch(client: ApiClient, ids: list[str], date: dt.date, fetched: Fetched) -> ApiError | None:
    """Add the papers of one request to `fetched`, and return why there are none, or None.

    If arXiv refuses one id, the whole answer is an error: the other ids are requested again without it.
    """
    while ids:
        url = api_answers.papers_url(client.api, ids)
        text = client.get(url, _ARXIV_CACHED)
        if isinstance(text, str):
            _add_papers(client, ids, url, read_digest(SourceFile(client.api.url, text), date), fetched)
            return None
        refused = api_answers.named_id(text.server_message, ids)
        if not refused:
            fetched.missed.append(f"{' '.join(ids)}: {client.api.url} {text.reason}; {text.hint}")
            return text
        fetched.missed.append(f"{refused}: arXiv refuses this id ({text.server_message}); correct it")
        ids = [one for one in ids if one != refused]
    return None


def _add_papers(client: ApiClient, ids: Sequence[str], url: str, parsed: ParsedDigest, fetched: Fetched) -> None:
    wanted = [entry for entry in parsed.entries if entry.arxiv in ids]
    if others := len(parsed.entries) - len(wanted):
        fetched.notes.append(f"arXiv's answer has {others:,} papers that were not asked for; they are not imported")
    missing = sorted(set(ids) - {entry.arxiv for entry in wanted}, key=ids.index)
    if missing:
        hint = "check that https://arxiv.org/abs/… has them, then try again later"
        fetched.missed.append(f"{' '.join(missing)}: not in arXiv's answer; {hint}")
    else:
        client.cache_answer(url)
    digest = parsed.digest and dataclasses.replace(parsed.digest, entries=tuple(wanted))
    if wanted or parsed.rejected:
        fetched.readings.append((client.api.url, dataclasses.replace(parsed, digest=digest, entries=tuple(wanted))))


def _answer_key(url: str) -> str:
    return f"answer {url}"


def _batches(ids: Sequence[str], size: int) -> Iterator[list[str]]:
    return (list(ids[start : start + size]) for start in range(0, len(ids), size))
