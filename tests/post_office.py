"""A real SMTP server on this machine, which keeps what it is given and misbehaves as a test wishes."""

from __future__ import annotations

import asyncio
import email
import email.policy
import ssl
import threading
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "shelf", "pa55 word"


@dataclass
class PostOffice:
    """`letters` are the messages accepted, with their one recipient; `refuses` answers RCPT for an address, `spoils`
    its message. At `drops` the connection breaks when its message was taken, before the answer; at `stalls` the answer
    waits for ever, at `stalls_before` that to RCPT, and `stalled` tells when that has begun.
    """

    refuses: Mapping[str, str] = field(default_factory=dict)
    spoils: Mapping[str, str] = field(default_factory=dict)
    drops: str = ""
    stalls: str = ""
    stalls_before: str = ""
    accepts_senders: bool = True
    accepts_options: bool = True
    letters: list[tuple[str, EmailMessage]] = field(default_factory=list)
    stalled: threading.Event = field(default_factory=threading.Event)
    port: int = 0

    @property
    def reached(self) -> list[str]:
        return [recipient for recipient, _ in self.letters]

    async def handle_MAIL(  # noqa: N802 (aiosmtpd calls it so, and with these)
        self, _server: Any, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not self.accepts_senders:
            return "553 5.7.1 not your address"
        if "SMTPUTF8" in options and not self.accepts_options:
            return "550 5.6.7 not beyond this server"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refuses:
            return self.refuses[address]
        if address == self.stalls_before:
            await self._stall()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        [recipient] = envelope.rcpt_tos
        if recipient in self.spoils:
            return self.spoils[recipient]
        assert isinstance(envelope.content, bytes)
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.letters.append((recipient, message))
        if recipient == self.drops:
            server.transport.abort()
        if recipient == self.stalls:
            await self._stall()
        return "250 OK"

    async def _stall(self) -> None:
        self.stalled.set()
        await asyncio.sleep(3600)


def knows(server: Any, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:
    return AuthResult(success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()), handled=False)


@contextmanager
def opened(office: PostOffice, tls: ssl.SSLContext | None = None, **options: Any) -> Iterator[PostOffice]:
    """The office, open for business at its `port`; with `tls`, private from the first byte."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    def wait_for(work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, loop).result(30)

    async def close() -> None:
        server.close()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    server = wait_for(loop.create_server(lambda: SMTP(office, loop=loop, **options), "127.0.0.1", 0, ssl=tls))
    office.port = server.sockets[0].getsockname()[1]
    try:
        yield office
    finally:
        wait_for(close())
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
