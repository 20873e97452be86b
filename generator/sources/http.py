"""One request to one server by HTTP, and its answer. The only module that opens HTTP connections."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from types import TracebackType
from typing import Self
from urllib.parse import quote

import httpx

from generator.sources.api_answers import Answer, Silence

MAX_BYTES = 16_000_000
"""The largest answer taken, unpacked: as much as the largest digest that is read."""

LONGEST = 120.0
"""Seconds a whole answer may take, so that a server that trickles cannot keep us for ever."""

_TIMEOUT = httpx.Timeout(30.0, connect=15.0)
_REDIRECTS = 5


class TooMuch(Exception):
    """An answer that goes on for too long, or is packed in a way not known here; its text says why."""


class Connection:
    """A client that answers for itself: it names itself, waits only so long, takes only so much and goes nowhere else.

    `monotonic` is a clock in seconds. What `HTTPS_PROXY` and its like say is heeded.
    """

    def __init__(self, agent: str, monotonic: Callable[[], float], timeout: httpx.Timeout = _TIMEOUT) -> None:
        # Gzip only: what a server may send packed is what is unpacked with care below.
        headers = {"User-Agent": agent, "Accept-Encoding": "gzip"}
        self._client = httpx.Client(headers=headers, timeout=timeout, follow_redirects=False)
        self._monotonic = monotonic

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def get(self, url: str) -> Answer | Silence:
        """The answer to a request. A redirect is followed on the same server only; one elsewhere is the answer."""
        here = url
        for _ in range(_REDIRECTS):
            answer = self._get(here)
            if isinstance(answer, Silence) or not answer.location:
                return answer
            there = _joined(here, answer.location)
            if there is None or _server(there) != _server(httpx.URL(url)):
                return answer
            here = str(there)
        return Silence(f"sends us in a circle ({_REDIRECTS} times)", is_passing=False)

    def _get(self, url: str) -> Answer | Silence:
        try:
            with self._client.stream("GET", url) as response:
                body = b"".join(self._chunks(response))
                retry_after = response.headers.get("retry-after", "")
                location = response.headers.get("location", "") if response.is_redirect else ""
                return Answer(response.status_code, body, retry_after, location)
        except TooMuch as reason:
            return Silence(str(reason), is_passing=False)
        except httpx.ConnectTimeout:
            return Silence(f"cannot be reached within {self._client.timeout.connect:g} s")
        except httpx.TimeoutException:
            return Silence(f"says nothing for {self._client.timeout.read:g} s")
        except httpx.ConnectError as error:
            return Silence(f"cannot be reached ({_spelt(error)})", is_passing="CERTIFICATE" not in str(error))
        except httpx.RemoteProtocolError as error:
            return Silence(f"breaks off its answer ({_spelt(error)})")
        except (httpx.NetworkError, httpx.ProxyError) as error:
            return Silence(f"the connection broke ({_spelt(error)})")
        except httpx.TransportError as error:
            return Silence(f"cannot be asked ({_spelt(error)})", is_passing=False)

    def _chunks(self, response: httpx.Response) -> Iterator[bytes]:
        """The body, unpacked. Few bytes can unpack to gigabytes, so never more is unpacked than may be taken."""
        began, taken = self._monotonic(), 0
        for chunk in _unpacked(response.iter_raw(), response.headers):
            taken += len(chunk)
            if taken > MAX_BYTES:
                raise TooMuch(f"answers with more than {MAX_BYTES / 1e6:.0f} MB")
            if self._monotonic() - began > LONGEST:
                raise TooMuch(f"is not done with its answer after {LONGEST:.0f} s")
            yield chunk


def agent_of(version: str, contact: str) -> str:
    """How we name ourselves: with the version, and where those who see us in their logs can complain."""
    return f"papershelf/{version} (+{quote(contact, safe=':/?#@!$&*,;=~%+')})"


def _unpacked(chunks: Iterator[bytes], headers: Mapping[str, str]) -> Iterator[bytes]:
    encoding = headers.get("content-encoding", "").strip().lower()
    if encoding in ("", "identity"):
        yield from chunks
        return
    if encoding not in ("gzip", "x-gzip"):
        raise TooMuch(f"answers packed as '{encoding[:40]}', which was not asked for")
    packed = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        for chunk in chunks:
            yield packed.decompress(chunk, MAX_BYTES + 1)
            while packed.unconsumed_tail:
                yield packed.decompress(packed.unconsumed_tail, MAX_BYTES + 1)
    except zlib.error as error:
        raise httpx.RemoteProtocolError("its gzip is damaged") from error
    if not packed.eof:
        raise httpx.RemoteProtocolError("its gzip is cut off")


def _joined(here: str, location: str) -> httpx.URL | None:
    try:
        return httpx.URL(here).join(location)
    except httpx.InvalidURL:
        return None


def _server(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _spelt(error: Exception) -> str:
    return str(error)[:200] or type(error).__name__
