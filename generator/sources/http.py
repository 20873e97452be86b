"""One HTTP request to one server, and its answer. No other module opens HTTP connections."""

from __future__ import annotations

import contextlib
import socket
import threading
import zlib
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Self
from urllib.parse import quote

import httpx

from generator.sources.api_answers import Answer, NoResponse

MAX_BYTES = 16_000_000
"""The largest answer taken, unpacked: as much as the largest digest that is read."""

MAX_SECONDS = 120.0
"""For a whole request with its redirects, so that a server that sends a byte a second cannot hold us."""

_TIMEOUT = httpx.Timeout(30.0, connect=15.0)
_MAX_REDIRECTS = 5


class Refused(Exception):
    """An answer that is too large, or packed in an unknown way; its text says why."""


class Connection:
    """An HTTP client that names itself, has limits of time and size, and stays on one server.

    `seconds` is the limit of a whole request. It heeds `HTTPS_PROXY` and the like.
    """

    def __init__(self, agent: str, timeout: httpx.Timeout = _TIMEOUT, seconds: float = MAX_SECONDS) -> None:
        # Gzip only: it is what is unpacked with care below.
        headers = {"User-Agent": agent, "Accept-Encoding": "gzip"}
        # Every request has a connection of its own, which can be closed when its time is up.
        limits = httpx.Limits(max_keepalive_connections=0)
        self._client = httpx.Client(headers=headers, timeout=timeout, follow_redirects=False, limits=limits)
        self._seconds = seconds

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def get(self, url: str) -> Answer | NoResponse:
        """Return the answer to a request. Redirects are followed on the same server; one elsewhere is the answer."""
        with _Deadline(self._seconds) as deadline:
            answer = self._follow(url, deadline)
        if deadline.is_over:
            return NoResponse(f"takes more than {self._seconds:g} s for its answer", is_temporary=False)
        return answer

    def _follow(self, url: str, deadline: _Deadline) -> Answer | NoResponse:
        here = url
        for _ in range(_MAX_REDIRECTS):
            answer = self._get(here, deadline)
            if isinstance(answer, NoResponse) or not answer.location:
                return answer
            there = _joined(here, answer.location)
            if there is None or _server(there) != _server(httpx.URL(url)):
                return answer
            here = str(there)
        return NoResponse(f"redirects more than {_MAX_REDIRECTS} times", is_temporary=False)

    def _get(self, url: str, deadline: _Deadline) -> Answer | NoResponse:
        try:
            with self._client.stream("GET", url, extensions={"trace": deadline.watch}) as response:
                body = b"".join(_limited(_unpacked(response.iter_raw(), response.headers)))
                retry_after = response.headers.get("retry-after", "")
                location = response.headers.get("location", "") if response.is_redirect else ""
                return Answer(response.status_code, body, retry_after, location)
        except Refused as reason:
            return NoResponse(str(reason), is_temporary=False)
        except httpx.ConnectTimeout:
            return NoResponse(f"cannot be reached within {self._client.timeout.connect:g} s")
        except httpx.TimeoutException:
            return NoResponse(f"sends nothing for {self._client.timeout.read:g} s")
        except httpx.ConnectError as error:
            return NoResponse(f"cannot be reached ({_shown(error)})", is_temporary="CERTIFICATE" not in str(error))
        except httpx.RemoteProtocolError as error:
            return NoResponse(f"breaks off its answer ({_shown(error)})")
        except (httpx.NetworkError, httpx.ProxyError) as error:
            return NoResponse(f"the connection broke ({_shown(error)})")
        except httpx.TransportError as error:
            return NoResponse(f"cannot be asked ({_shown(error)})", is_temporary=False)


class _Deadline:
    """Closes a request's connections when its time is up.

    Timeouts of httpx hold for one read each: neither headers nor chunks that come byte by byte ever exceed them.
    """

    def __init__(self, seconds: float) -> None:
        self.is_over = False
        self._timer = threading.Timer(seconds, self._close)
        self._timer.daemon = True
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()

    def watch(self, event: str, details: Mapping[str, object]) -> None:
        """Take note of each connection of the request; httpx calls this as its `trace` extension."""
        if event not in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            return
        stream = details.get("return_value")
        connection = stream.get_extra_info("socket") if hasattr(stream, "get_extra_info") else None
        with self._lock:
            if isinstance(connection, socket.socket):
                self._sockets.append(connection)
        if self.is_over:
            self._close()

    def _close(self) -> None:
        self.is_over = True
        with self._lock:
            for connection in self._sockets:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)


def agent_of(version: str, contact: str) -> str:
    """Return the name to give to servers: the version, and where those who see it in their logs can complain."""
    return f"papershelf/{version} (+{quote(contact, safe=':/?#@!$&*,;=~%+')})"


def _limited(chunks: Iterator[bytes]) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > MAX_BYTES:
            raise Refused(f"answers with more than {MAX_BYTES / 1e6:.0f} MB")
        yield chunk


def _unpacked(chunks: Iterator[bytes], headers: Mapping[str, str]) -> Iterator[bytes]:
    """Yield the body. Few bytes can unpack to gigabytes, so no step unpacks more than may be taken."""
    encoding = headers.get("content-encoding", "").strip().lower()
    if encoding in ("", "identity"):
        yield from chunks
        return
    if encoding not in ("gzip", "x-gzip"):
        raise Refused(f"answers packed as '{encoding[:40]}', which was not asked for")
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


def _shown(error: Exception) -> str:
    return str(error)[:200] or type(error).__name__
