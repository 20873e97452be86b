"""What the answers of the Daily Papers API and arXiv's API mean, when they are worth asking for again, and how long to
wait before.

Both have forms of their own for "no": a page for people, an object with an `error`, a feed whose only entry is an
error, a body that ends in the middle. Nothing of the kind may reach the archive.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode

from generator.model import Problem, SourceFile
from generator.sources.readers import arxiv_atom
from generator.text.tidy import tidy

ATTEMPTS = 5
"""How often one thing is asked for, when only waiting helps."""

LONGEST_WAIT = 120.0
"""Seconds; a server that wants more than that is asked another day."""

FULL_PAGE = 50
"""Rows from which on there may be more of that day on a next page: no answer seen of the Daily Papers API had more."""

IDS_PER_REQUEST = 100

_SAID = 200
"""Characters of a server's own words that are worth repeating."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered; `retry_after` and `location` are the headers of these names, '' when missing."""

    status: int
    body: bytes
    retry_after: str = ""
    location: str = ""


@dataclass(frozen=True, slots=True)
class Silence:
    """Why there is no answer, or only a part of one; `is_passing` tells whether asking again can help."""

    reason: str
    is_passing: bool = True


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an answer is of no use.

    `is_passing` tells whether asking again can help, `wait` how many seconds the server wants us to wait before, and
    `ends` whether the server would answer nothing else either. `said` is what it says of the request itself.
    """

    reason: str
    hint: str
    is_passing: bool = False
    wait: float = 0.0
    ends: bool = False
    said: str = ""


@dataclass(frozen=True, slots=True)
class Api:
    """An interface that answers with papers: `pause` are the seconds between two requests that its terms ask for,
    `fault_in` looks at the text of an answer.
    """

    name: str
    url: str
    pause: float
    fault_in: Callable[[str], Fault | None]


def day_url(api: Api, day: dt.date, page: int = 0) -> str:
    """The address of a day's papers, of which there are several pages when many were submitted."""
    return f"{api.url}?{urlencode({'date': day.isoformat()} | ({'p': str(page)} if page else {}))}"


def papers_url(api: Api, ids: Sequence[str]) -> str:
    """The address of the papers with these arXiv ids; without `max_results`, arXiv gives only ten."""
    return f"{api.url}?{urlencode({'id_list': ','.join(ids), 'max_results': str(len(ids))}, safe=',/')}"


def is_settled(day: dt.date, asked: dt.datetime) -> bool:
    """Whether nothing could be added to the day any more when it was asked for: its last time zone had left it."""
    return asked >= dt.datetime.combine(day + dt.timedelta(1), dt.time(12), dt.UTC)


def text_of(answer: Answer) -> str | None:
    """The body as text, None when it is not UTF-8."""
    try:
        return answer.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def fault_of(api: Api, answer: Answer | Silence, now: dt.datetime) -> Fault | None:
    """Why an answer is of no use, or None when it holds what was asked for, if only "no papers"."""
    if isinstance(answer, Silence):
        hint = (
            "see whether the network is there, then try again"
            if answer.is_passing
            else "see whether the address is right"
        )
        return Fault(answer.reason, hint, answer.is_passing, ends=True)
    if answer.status == 200:
        text = text_of(answer)
        return (
            api.fault_in(text) if text is not None else Fault("answers with text that is not UTF-8", "try again later")
        )
    if answer.status in (301, 302, 303, 307, 308):
        hint = "see in a browser what is there; --from names another address of the API"
        return Fault(f"sends us elsewhere, to {_line(answer.location)}", hint, ends=True)
    if answer.status == 429 or answer.status >= 500:
        wait = seconds_to_wait(answer.retry_after, now)
        for_how_long = f" and wants us to wait {wait:,.0f} s" if wait else ""
        hint = f"try again in {wait / 60:,.0f} minutes" if wait > LONGEST_WAIT else "try again later"
        return Fault(f"answers {answer.status}{for_how_long}", hint, is_passing=True, wait=wait, ends=True)
    found = api.fault_in(text_of(answer) or "")
    said = found.said if found else ""
    in_words = f" ({said})" if said else ""
    ends = answer.status in (401, 403, 407)
    return Fault(f"answers {answer.status}{in_words}", "see whether it has what you ask for", ends=ends, said=said)


def wait_before(attempt: int, fault: Fault) -> float | None:
    """Seconds to wait before the next attempt, when `attempt` attempts have failed; None when there should be none.

    Each time twice as long, without dice: 2, 4, 8 and 16 seconds, or what the server wants if that is more.
    """
    wait = max(2.0**attempt, fault.wait)
    return wait if fault.is_passing and attempt < ATTEMPTS and wait <= LONGEST_WAIT else None


def seconds_to_wait(retry_after: str, now: dt.datetime) -> float:
    """What a Retry-After header asks for, in seconds or as a date; 0 when it is neither, or past."""
    value = retry_after.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return 0.0
    return max(0.0, ((date if date.tzinfo else date.replace(tzinfo=dt.UTC)) - now).total_seconds())


def named_id(said: str, ids: Iterable[str]) -> str:
    """The first of the ids that a server's words name, as `incorrect id format for 2401.1` does; '' when none is."""
    return next((one for one in ids if re.search(rf"(?<![\w./]){re.escape(one)}(?!\w)", said)), "")


def is_no_papers(text: str) -> bool:
    """Whether an answer of the Daily Papers API says that the day had none."""
    return text.split() in (["[]"], ["[", "]"])


def _daily_papers_fault(text: str) -> Fault | None:
    if (fault := _no_data(text, "JSON")) is not None:
        return fault
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return Fault("answers with JSON that is broken or cut off", "try again later", is_passing=True)
    if isinstance(answer, dict) and "error" in answer:
        said = _line(answer["error"] if isinstance(answer["error"], str) else json.dumps(answer["error"]))
        return Fault(f"answers with an error: {said}", "see whether it has that day", said=said)
    return None


def _arxiv_fault(text: str) -> Fault | None:
    if (fault := _no_data(text, "Atom")) is not None:
        return fault
    if not text.lstrip("\ufeff \r\n\t").startswith("<"):
        return Fault(f"answers '{_line(text)}'", "try again later", is_passing=True, ends=True)
    root = arxiv_atom.parse_xml(SourceFile("", text))
    if isinstance(root, Problem):
        return Fault("answers with XML that is broken or cut off", "try again later", is_passing=True)
    if errors := arxiv_atom.errors_in(root):
        said = _line(errors[0])
        return Fault(f"answers with an error: {said}", "see to the ids, then try again", said=said)
    if not arxiv_atom.recognises(text):
        hint = "--from must name arXiv's API, https://export.arxiv.org/api/query or a mirror of it"
        return Fault("answers with XML that is no feed of arXiv's API", hint, ends=True)
    return None


def _no_data(text: str, wanted: str) -> Fault | None:
    """What is wrong with an answer that is nothing, or a page made for people."""
    if not text.strip("\ufeff \r\n\t"):
        return Fault("answers nothing", "try again later", is_passing=True)
    if re.match(r"\ufeff?\s*<(?:!doctype html|html|head|body)", text, re.I):
        title = re.search(r"<title[^>]*>([^<]*)", text, re.I)
        called = f" ('{_line(title[1])}')" if title else ""
        hint = "open the address in a browser to see what it says; try again later"
        return Fault(f"answers with a page for people{called} instead of {wanted}", hint, ends=True)
    return None


def _line(said: str) -> str:
    """What a server said, as one line that commands no terminal."""
    return tidy(said[: 4 * _SAID])[:_SAID]


DAILY_PAPERS = Api("Daily Papers", "https://huggingface.co/api/daily_papers", 1.0, _daily_papers_fault)
ARXIV = Api("arXiv", "https://export.arxiv.org/api/query", 3.0, _arxiv_fault)
"""arXiv's terms: one request in three seconds, one at a time (https://info.arxiv.org/help/api/tou.html)."""
