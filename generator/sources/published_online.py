"""The published site: its list of addresses, `published.txt`, and its records of single papers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urljoin

from generator.addresses import LISTING
from generator.model import Permalink, SourceFile
from generator.sources.api_answers import Answer, NoResponse
from generator.sources.readers import archive_dump

ATTEMPTS = 4
_MAX_REDIRECTS = 5
_NOT_FOUND = (404, 410)
_PAPER_RECORD = "api/v1/papers/{slug}.json"


class Unreadable(Exception):
    """The list cannot be read, so it is unknown what is online. Its text says where and why."""


Request = Callable[[str], Answer | NoResponse]
Sleep = Callable[[float], object]


def read(site_url: str, request: Request, sleep: Sleep) -> str | None:
    """Return the text of a site's list of addresses, None if the site has none, as before it is first published.

    Raises:
        Unreadable: at any other answer. Without the list, nobody would notice lost addresses.
    """
    return _text_at(urljoin(site_url, LISTING), request, sleep)


def papers(site_url: str, slugs: Iterable[str], request: Request, sleep: Sleep) -> Iterator[Permalink]:
    """Yield the addresses of these papers with the keys that their records online have; those without one are left out.

    Raises:
        Unreadable: at an answer that says neither.
    """
    for slug in slugs:
        url = urljoin(site_url, _PAPER_RECORD.format(slug=slug))
        if text := _text_at(url, request, sleep):
            for digest in archive_dump.read(SourceFile(url, text)).digests[:1]:
                yield from (permalink for permalink in digest.permalinks if permalink.slug == slug)


def _text_at(url: str, request: Request, sleep: Sleep) -> str | None:
    """Return the text at an address, None if there is none.

    Redirects are followed to other servers, too: GitHub redirects to a site's own domain. Temporary failures are
    retried after 1, 2 and 4 seconds.

    Raises:
        Unreadable: at any other answer.
    """
    reason = ""
    for attempt in range(ATTEMPTS):
        if attempt:
            sleep(2.0 ** (attempt - 1))
        answer = _follow(url, request)
        if isinstance(answer, Answer):
            if answer.status == 200:
                return answer.body.decode("utf-8", "replace")
            if answer.status in _NOT_FOUND:
                return None
            reason = f"answers with status {answer.status}"
            is_temporary = answer.status == 429 or answer.status >= 500
        else:
            reason, is_temporary = answer.reason, answer.is_temporary
        if not is_temporary:
            break
    raise Unreadable(f"{url}: {reason}. Without it, lost addresses would not be noticed. Run this again")


def _follow(url: str, request: Callable[[str], Answer | NoResponse]) -> Answer | NoResponse:
    for _ in range(_MAX_REDIRECTS):
        answer = request(url)
        if isinstance(answer, NoResponse) or not answer.location:
            return answer
        url = urljoin(url, answer.location)
        if not url.startswith(("https://", "http://")):
            return NoResponse("redirects to what is no web page", is_temporary=False)
    return NoResponse(f"redirects more than {_MAX_REDIRECTS} times", is_temporary=False)
