"""Fetching digests: a day of the Daily Papers, or papers of arXiv by their ids, each asked for politely and once.

Everything of the outside comes as an argument: how to ask, the clock, how to sleep, the cache, whose turn it is.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from generator.model import SourceFile
from generator.sources import api_answers
from generator.sources.api_answers import Answer, Api, Fault, Silence
from generator.sources.digests import ParsedDigest, read_digest
from generator.system.cache import Cache

_ARXIV_KEEPS = dt.timedelta(days=1)
"""arXiv computes its answers once a day."""

_SHOWN = 100
"""Characters of an address that are shown; a hundred ids make a long one."""


@dataclass(frozen=True, slots=True)
class Outside:
    """What fetching touches. `now` is the time with its zone, `sleep` takes seconds, `say` tells a person what goes on;
    `turn` keeps other processes from asking at the same time.
    """

    get: Callable[[str], Answer | Silence]
    now: Callable[[], dt.datetime]
    sleep: Callable[[float], None]
    say: Callable[[str], None]
    cache: Cache
    turn: Callable[[], AbstractContextManager[object]]


@dataclass(slots=True)
class Fetched:
    """What was got, as digests read by the address they came from, and what else a person must know.

    `missed` tells what was not got, with the reason and what to do; `notes` what is odd but no failure.
    """

    readings: list[tuple[str, ParsedDigest]] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Asker:
    """One API, asked in turn, again where that can help, and never for what the cache remembers.

    With `is_anew`, what the cache remembers is asked for nevertheless.
    """

    def __init__(self, api: Api, outside: Outside, *, is_anew: bool = False) -> None:
        self.api = api
        self._outside = outside
        self._is_anew = is_anew
        self._new: dict[str, str] = {}

    def ask(self, url: str, keeps: dt.timedelta = dt.timedelta.max) -> str | Fault:
        """The text of the answer, perhaps one remembered for no longer than `keeps`, or why there is none."""
        remembered = None if self._is_anew else self._remembered(url, keeps)
        if remembered is not None:
            return remembered
        for attempt in itertools.count(1):
            answer = self._answer(url)
            fault = api_answers.fault_of(self.api, answer, self._outside.now())
            if fault is None:
                text = api_answers.text_of(answer) if isinstance(answer, Answer) else None
                if text is None:
                    raise AssertionError("no text is a fault")
                self._new[url] = text
                return text
            wait = api_answers.wait_before(attempt, fault)
            if wait is None:
                return fault
            shown = url if len(url) <= _SHOWN else f"{url[:_SHOWN]}…"
            self._outside.say(f"{shown}: {fault.reason}; asking again in {wait:,.0f} s")
            self._outside.sleep(wait)
        raise AssertionError("attempts end")

    def remember(self, url: str) -> None:
        """Keep an answer that was just got, so that a run that was broken off, or one tomorrow, need not ask again."""
        if (text := self._new.pop(url, None)) is not None:
            self._outside.cache.put([(_answer_key(url), {"at": self._outside.now().timestamp(), "text": text})])

    def now(self) -> dt.datetime:
        return self._outside.now()

    def _remembered(self, url: str, keeps: dt.timedelta) -> str | None:
        found = self._outside.cache.get([_answer_key(url)]).get(_answer_key(url))
        if not isinstance(found, dict) or not isinstance(found.get("text"), str):
            return None
        age = self._outside.now().timestamp() - found.get("at", 0.0)
        return found["text"] if 0 <= age <= keeps.total_seconds() else None

    def _answer(self, url: str) -> Answer | Silence:
        """The answer to one request, asked when the pause since the last one, be it another run's, is over."""
        key = f"asked {self.api.name}"
        with self._outside.turn():
            last = self._outside.cache.get([key]).get(key)
            since = self._outside.now().timestamp() - last if isinstance(last, float) else self.api.pause
            # A clock that was put back would have us wait for hours.
            if 0 <= since < self.api.pause:
                self._outside.sleep(self.api.pause - since)
            try:
                return self._outside.get(url)
            finally:
                self._outside.cache.put([(key, self._outside.now().timestamp())])


def days_from(since: dt.date, today: dt.date) -> Iterator[dt.date]:
    """Each day from `since` to `today`."""
    return (since + dt.timedelta(number) for number in range((today - since).days + 1))


def fetch_days(asker: Asker, days: Sequence[dt.date], advanced: Callable[[], None]) -> Fetched:
    """The digests of these days, as far as they can be got."""
    fetched = Fetched()
    for number, day in enumerate(days, 1):
        fault = _fetch_day(asker, day, fetched)
        advanced()
        if fault is not None and fault.ends and days[number:]:
            rest = ", ".join(str(each) for each in days[number:])
            fetched.missed.append(f"not asked for after that: {rest}; fetch them when {asker.api.name} answers again")
            break
    return fetched


def _fetch_day(asker: Asker, day: dt.date, fetched: Fetched) -> Fault | None:
    """Add a day's papers, page after page, to `fetched`; why a page is missing, or None."""
    known: set[object] = set()
    for page in itertools.count():
        url = api_answers.day_url(asker.api, day, page)
        text = asker.ask(url)
        if isinstance(text, Fault):
            part = f" after its first {len(known)} papers" if known else ""
            fetched.missed.append(f"{day}{part}: {url} {text.reason}; {text.hint}")
            return text
        if api_answers.is_no_papers(text):
            if not page:
                fetched.notes.append(f"{day}: the {asker.api.name} have no papers of that day")
            _remember_day(asker, day, url, fetched)
            return None
        read = _of_its_own_day(read_digest(SourceFile(url, text), day))
        entries = read.entries
        if not read.rejected and entries:
            _remember_day(asker, day, url, fetched)
        if read.digest and read.digest.date != day and not page:
            told = f"the answer is that of {read.digest.date}, and kept as such"
            fetched.notes.append(f"{day}: {told}; there is none of that day's own, as on weekends")
        if page and known.issuperset(entries):
            return None  # the page number was not heeded
        fetched.readings.append((url, read))
        known.update(entries)
        if len(entries) + read.rejected < api_answers.FULL_PAGE:
            return None
    raise AssertionError("pages end")


def _remember_day(asker: Asker, day: dt.date, url: str, fetched: Fetched) -> None:
    if api_answers.is_settled(day, asker.now()):
        asker.remember(url)
    elif not any(note.startswith(f"{day}: is not over") for note in fetched.notes):
        fetched.notes.append(f"{day}: is not over everywhere, so more may come; fetch it again later")


def _of_its_own_day(read: ParsedDigest) -> ParsedDigest:
    """The digest under the day that its rows tell: on weekends one gets the day before."""
    told = read.date
    if read.digest is None or told is None:
        return read
    return dataclasses.replace(read, digest=dataclasses.replace(read.digest, date=told))


def fetch_papers(asker: Asker, ids: Sequence[str], date: dt.date, advanced: Callable[[], None]) -> Fetched:
    """The papers with these arXiv ids, as digests of `date`, as far as they can be got."""
    fetched = Fetched()
    batches = [list(batch) for batch in _batches(ids, api_answers.IDS_PER_REQUEST)]
    for number, batch in enumerate(batches, 1):
        fault = _fetch_batch(asker, batch, date, fetched)
        advanced()
        if fault is not None and fault.ends and batches[number:]:
            rest = " ".join(itertools.chain.from_iterable(batches[number:]))
            fetched.missed.append(f"not asked for after that: {rest}; add them when {asker.api.name} answers again")
            break
    return fetched


def _fetch_batch(asker: Asker, ids: list[str], date: dt.date, fetched: Fetched) -> Fault | None:
    """Add the papers of one request to `fetched`; why there are none, or None.

    One id that arXiv refuses spoils the whole answer: the others are asked for again without it.
    """
    while ids:
        url = api_answers.papers_url(asker.api, ids)
        text = asker.ask(url, _ARXIV_KEEPS)
        if isinstance(text, str):
            _add_papers(asker, ids, url, read_digest(SourceFile(asker.api.url, text), date), fetched)
            return None
        refused = api_answers.named_id(text.said, ids)
        if not refused:
            fetched.missed.append(f"{' '.join(ids)}: {asker.api.url} {text.reason}; {text.hint}")
            return text
        fetched.missed.append(f"{refused}: arXiv refuses this id ({text.said}); correct it")
        ids = [each for each in ids if each != refused]
    return None


def _add_papers(asker: Asker, ids: Sequence[str], url: str, read: ParsedDigest, fetched: Fetched) -> None:
    found = {entry.arxiv for entry in read.entries}
    missing = [each for each in ids if each not in found]
    if missing:
        hint = "see whether https://arxiv.org/abs/… has them; if so, try again later"
        fetched.missed.append(f"{' '.join(missing)}: not in arXiv's answer; {hint}")
    else:
        asker.remember(url)
    if read.entries or read.rejected:
        fetched.readings.append((asker.api.url, read))


def _answer_key(url: str) -> str:
    return f"answer {url}"


def _batches(ids: Sequence[str], most: int) -> Iterable[Sequence[str]]:
    return (ids[start : start + most] for start in range(0, len(ids), most))
