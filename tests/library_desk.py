"""A real HTTP server on this machine that answers like the Daily Papers API and arXiv's, and misbehaves as told."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

Respond = Callable[["Handler"], None]


@dataclass
class Desk:
    """`answers` are taken one after the other, by the path and query they answer; the last one stays.

    `asked` are the paths and queries of all requests, `agents` what they called themselves; `reached` tells when a
    request has come that is never answered, until `closing`.
    """

    answers: dict[str, list[Respond]] = field(default_factory=dict)
    otherwise: Respond | None = None
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    reached: threading.Event = field(default_factory=threading.Event)
    closing: threading.Event = field(default_factory=threading.Event)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    def on(self, query: str, *responses: Respond) -> None:
        self.answers[f"/api?{query}"] = list(responses)


class Handler(BaseHTTPRequestHandler):
    """Answers as its desk says."""

    protocol_version = "HTTP/1.1"
    desk: Desk

    def do_GET(self) -> None:
        self.desk.asked.append(self.path)
        self.desk.agents.add(self.headers["User-Agent"])
        waiting = self.desk.answers.get(self.path)
        respond = self.desk.otherwise if waiting is None else waiting.pop(0) if len(waiting) > 1 else waiting[0]
        assert respond, f"nobody expected {self.path}"
        respond(self)

    def log_message(self, *_: object) -> None:
        pass

    @property
    def query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.path).query)

    def send(self, body: bytes, status: int = 200, length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


def says(body: str | bytes, status: int = 200, **headers: str) -> Respond:
    data = body if isinstance(body, bytes) else body.encode()
    return lambda handler: handler.send(data, status, **headers)


def packed(body: str) -> Respond:
    return says(gzip.compress(body.encode()), Content_Encoding="gzip")


def half(body: str) -> Respond:
    """Half of the body, of which all was promised; then the connection ends."""

    def respond(handler: Handler) -> None:
        handler.send(body.encode()[: len(body) // 2], length=len(body.encode()))
        handler.close_connection = True

    return respond


def nothing(handler: Handler) -> None:
    """No answer at all, for as long as the desk is open."""
    handler.desk.reached.set()
    handler.desk.closing.wait(60)
    handler.close_connection = True


@contextmanager
def opened(desk: Desk) -> Iterator[Desk]:
    """The desk, open on a free port of this machine."""
    handler = type("DeskHandler", (Handler,), {"desk": desk})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        desk.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield desk
        finally:
            desk.closing.set()
            server.shutdown()
            thread.join()
