"""Answers of the Daily Papers API and arXiv's API: what they mean, and whether and when to ask again.

Both refuse in forms of their own: a web page, an object with an `error`, a feed whose only entry is an error, a body
that breaks off. None of these may reach the archive.
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
from generator.sources.readers import arxiv_atom, xml_feeds
from generator.text.tidy import tidy

ATTEMPTS = 5
"""Attempts at one request, where only waiting helps."""

MAX_WAIT = 120.0
"""Seconds; if a server asks for a longer wait, the request is given up."""

FULL_PAGE = 50
"""Rows of a page from which on the day may have another page: no observed page of the Daily Papers API had more."""

IDS_PER_REQUEST = 100

_MAX_QUOTED = 200
"""Characters of a server's own words that messages repeat."""

_HEAD_OF_PAGE = 4_000
"""Characters of a web page in which its title is looked for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A server's answer; `retry_after` and `location` are the headers of these names, "" when missing."""

    status: int
    body: bytes
    retry_after: str = ""
    location: str = ""


@dataclass(frozen=True, slots=True)
class NoResponse:
    """The reason why there is no whole answer; with `is_temporary`, another attempt can help."""

    reason: str
    is_temporary: bool = True


@dataclass(frozen=True, slots=True)
class ApiError:
    """The reason why an answer cannot be used, with a hint for the person who asked.

    With `is_temporary` another attempt can help, after `wait` seconds if the server asks for a pause. With `stops_run`
    other requests would fail as well. `server_message` is the server's remark on the request itself.
    """

    reason: str
    hint: str
    is_temporary: bool = False
    wait: float = 0.0
    stops_run: bool = False
    server_message: str = ""


@dataclass(frozen=True, slots=True)
class Api:
    """An API that answers with papers.

    `pause` are the seconds between two requests that its terms ask for; `find_error` looks at the text of an answer.
    If it `knows_some_only`, the status 404 says that it has no such work, and the answer counts as empty.
    """

    name: str
    url: str
    pause: float
    find_error: Callable[[str], ApiError | None]
    knows_some_only: bool = False


def day_url(api: Api, day: dt.date, page: int = 0) -> str:
    """Return the address of a page of a day's papers; days with many papers have several."""
    return f"{api.url}?{urlencode({'date': day.isoformat()} | ({'p': str(page)} if page else {}))}"


def papers_url(api: Api, ids: Sequence[str]) -> str:
    """Return the address of the papers with these arXiv ids; without `max_results`, arXiv answers with ten at most."""
    return f"{api.url}?{urlencode({'id_list': ','.join(ids), 'max_results': str(len(ids))}, safe=',/')}"


def is_settled(day: dt.date, asked: dt.datetime) -> bool:
    """Return whether the day was over in every time zone when it was asked for, so that nothing can be added to it."""
    return asked >= dt.datetime.combine(day + dt.timedelta(1), dt.time(12), dt.UTC)


def text_of(answer: Answer) -> str | None:
    """Return the body as text, None when it is not UTF-8."""
    try:
        return answer.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def error_in(api: Api, answer: Answer | NoResponse, now: dt.datetime) -> ApiError | None:
    """Return why an answer cannot be used, or None when it holds papers or says that there are none."""
    if isinstance(answer, NoResponse):
        hint = "check the network, then try again" if answer.is_temporary else "check the address"
        return ApiError(answer.reason, hint, answer.is_temporary, stops_run=True)
    if api.knows_some_only and answer.status == 404:
        return None
    if answer.status == 200:
        text = text_of(answer)
        not_text = ApiError("answers with text that is not UTF-8", "try again later")
        return not_text if text is None else api.find_error(text)
    if answer.status in (301, 302, 303, 307, 308):
        hint = "open that address in a browser; --from takes another address of the API"
        if re.match(r"(?!https?://)\s*[a-z][a-z0-9+.-]*:", answer.location, re.I):  # as javascript: and data: are
            reason = f"redirects to {one_line(answer.location)}, which is no address of the web"
            return ApiError(reason, "do not open it; --from takes another address of the API", stops_run=True)
        return ApiError(f"redirects to {one_line(answer.location)}", hint, stops_run=True)
    if answer.status == 429 or answer.status >= 500:
        wait = seconds_to_wait(answer.retry_after, now)
        pause = f" and asks for a pause of {wait:,.0f} s" if wait else ""
        hint = f"try again in {wait / 60:,.0f} minutes" if wait > MAX_WAIT else "try again later"
        return ApiError(f"answers {answer.status}{pause}", hint, is_temporary=True, wait=wait, stops_run=True)
    error = api.find_error(text_of(answer) or "")
    message = error.server_message if error else ""
    return ApiError(
        f"answers {answer.status}{f' ({message})' if message else ''}",
        "check that it has what you ask for",
        stops_run=answer.status in (401, 403, 407),
        server_message=message,
    )


def wait_before(attempt: int, error: ApiError) -> float | None:
    """Return the seconds to wait before the next attempt after `attempt` failures; None when there should be none.

    The wait doubles, without randomness: 2, 4, 8 and 16 seconds, or what the server asks for if that is more.
    """
    wait = max(2.0**attempt, error.wait)
    return wait if error.is_temporary and attempt < ATTEMPTS and wait <= MAX_WAIT else None


def seconds_to_wait(retry_after: str, now: dt.datetime) -> float:
    """Return the seconds that a Retry-After header asks for, as a number or a date; 0 when it is neither, or past."""
    value = retry_after.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return 0.0
    return max(0.0, ((date if date.tzinfo else date.replace(tzinfo=dt.UTC)) - now).total_seconds())


def named_id(message: str, ids: Iterable[str]) -> str:
    """Return the first of the ids that a server's message names, such as `incorrect id format for 2401.1`, or ""."""
    return next((one for one in ids if re.search(rf"(?<![\w./]){re.escape(one)}(?!\w)", message)), "")


def has_no_papers(text: str) -> bool:
    """Return whether an answer of the Daily Papers API says that the day has no papers."""
    return text.split() in (["[]"], ["[", "]"])


def json_of(text: str) -> object:
    """Return the value of an answer in JSON, or an `ApiError` that says why there is none."""
    if (error := error_in_text(text, "JSON")) is not None:
        return error
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return ApiError("answers with JSON that is broken or cut off", "try again later", is_temporary=True)


def _daily_papers_error(text: str) -> ApiError | None:
    answer = json_of(text)
    if isinstance(answer, ApiError):
        return answer
    if isinstance(answer, dict) and "error" in answer:
        message = one_line(answer["error"] if isinstance(answer["error"], str) else json.dumps(answer["error"]))
        return ApiError(f"answers with an error: {message}", "check that it has that day", server_message=message)
    return None


def _arxiv_error(text: str) -> ApiError | None:
    if (error := error_in_text(text, "Atom")) is not None:
        return error
    if not text.lstrip("\ufeff \r\n\t").startswith("<"):
        return ApiError(f"answers '{one_line(text)}'", "try again later", is_temporary=True, stops_run=True)
    parsed = xml_feeds.parse(SourceFile("", text))
    if isinstance(parsed, Problem):
        return ApiError("answers with XML that is broken or cut off", "try again later", is_temporary=True)
    if errors := arxiv_atom.errors_in(parsed.root):
        message = one_line(errors[0])
        return ApiError(f"answers with an error: {message}", "correct the ids, then try again", server_message=message)
    if not arxiv_atom.recognises(text):
        hint = "--from must name arXiv's API, https://export.arxiv.org/api/query, or a mirror of it"
        return ApiError("answers with XML that is no feed of arXiv's API", hint, stops_run=True)
    return None


def error_in_text(text: str, wanted: str) -> ApiError | None:
    """Return what is wrong with an answer that is empty, or a web page."""
    if not text.strip("\ufeff \r\n\t"):
        return ApiError("answers with nothing", "try again later", is_temporary=True)
    head = text[:_HEAD_OF_PAGE]
    if re.match(r"\ufeff?\s*<(?:!doctype html|html|head|body)", head, re.I):
        title = re.search(r"<title[^<>]*>([^<]*)", head, re.I)
        titled = f" ('{one_line(title[1])}')" if title else ""
        hint = "open the address in a browser to see what it says; try again later"
        return ApiError(f"answers with a web page{titled} instead of {wanted}", hint, stops_run=True)
    return None


def one_line(message: str) -> str:
    """Return a server's words as one short line without control characters."""
    return tidy(message[: 4 * _MAX_QUOTED])[:_MAX_QUOTED]


DAILY_PAPERS = Api("Daily Papers", "https://huggingface.co/api/daily_papers", 1.0, _daily_papers_error)
ARXIV = Api("arXiv", "https://export.arxiv.org/api/query", 3.0, _arxiv_error)
"""arXiv's terms: one request in three seconds, one at a time (https://info.arxiv.org/help/api/tou.html)."""
