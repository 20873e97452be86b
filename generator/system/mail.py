"""Sending one message to each recipient, and the journal that keeps anyone from getting it twice.

The only module that speaks SMTP. It retries nothing; its caller decides that.
"""

from __future__ import annotations

import json
import os
import smtplib
import ssl
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from enum import Enum
from pathlib import Path
from typing import BinaryIO

from generator.text.tidy import tidy

if sys.platform != "win32":
    import fcntl

_TIMEOUT = 60
"""Seconds to wait for a server's answer."""


class MailError(Exception):
    """No mail can be sent. The text says why, and what to do."""


class _Stopped(Exception):
    """The session with the server is over. The text says why."""


class Security(Enum):
    """How a connection is encrypted; `port` is the usual port for it."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"

    @property
    def port(self) -> int:
        return {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}[self]


@dataclass(frozen=True, slots=True)
class Server:
    """An SMTP server and its login; with an empty `user` there is none."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = ""

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class State(Enum):
    """The state of one address. SENDING is recorded just before the message is sent; if it stays the last state, the
    message may or may not have arrived.
    """

    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Delivery:
    """The outcome of a run. Each address is in exactly one of the collections; `refused` has the server's reasons.

    `stopped` is why the run ended early, or ''.
    """

    sent: tuple[str, ...]
    sent_before: tuple[str, ...]
    refused: Mapping[str, str]
    unknown: tuple[str, ...]
    not_tried: tuple[str, ...]
    stopped: str = ""

    @property
    def is_complete(self) -> bool:
        return not (self.refused or self.unknown or self.not_tried)


class Journal:
    """The state of each address of one issue: an append-only file of JSON lines.

    Each line is synced to the disk before the program goes on, so a killed program loses nothing it knew. Addresses
    are compared without case.
    """

    def __init__(self, file: BinaryIO, states: dict[str, State]) -> None:
        self._file = file
        self._states = states

    def state(self, address: str) -> State | None:
        return self._states.get(address.lower())

    def write(self, address: str, state: State, reason: str = "") -> None:
        row = {"address": address.lower(), "state": state.value} | ({"reason": reason} if reason else {})
        _append(self._file, _line_of(row))
        self._states[address.lower()] = state


@contextmanager
def open_journal(path: Path, issue: str) -> Iterator[Journal]:
    """Open the issue's journal, or start it. No other process can open it at the same time.

    Raises:
        MailError: when it belongs to another issue, is damaged, or is in use.
        OSError: when it cannot be read or written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        _lock(file, path)
        file.seek(0)
        *lines, rest = file.read().split(b"\n")
        if lines and _is_row(rest):  # complete but for the line end, which some editors leave out
            _append(file, b"\n")
            lines.append(rest)
        first = _line_of({"issue": issue})
        if not lines and not first.startswith(rest):
            raise MailError(f"{path}:1: is not a line of a journal. Name another file with --journal")
        states = _read(lines, path, issue)
        # Drop an incomplete last line: the message it announces was never started.
        file.truncate(sum(len(line) + 1 for line in lines))
        if not lines:
            _append(file, first)
            _sync_folder(path)
        yield Journal(file, states)


def send(
    server: Server,
    sender: str,
    recipients: Sequence[str],
    message_for: Callable[[str], EmailMessage],
    journal: Journal,
    again: Iterable[str] = (),
) -> Delivery:
    """Send each recipient a message of their own, except those who have it or may have it.

    Addresses in `again` are sent to even if they may have it.

    Raises:
        MailError: when the server cannot be reached or refuses the session; nothing was sent.
        OSError: when the journal cannot be written; nothing was sent after that.
    """
    retried = {address.lower() for address in again}
    states = {recipient: journal.state(recipient) for recipient in recipients}
    sent_before = [recipient for recipient, state in states.items() if state is State.SENT]
    unknown = [
        recipient for recipient, state in states.items() if state is State.SENDING and recipient.lower() not in retried
    ]
    waiting = [recipient for recipient in recipients if recipient not in {*sent_before, *unknown}]
    sent: list[str] = []
    refused: dict[str, str] = {}
    stopped = ""
    if waiting:
        with _connection(server) as smtp:
            try:
                while waiting:
                    reason = _send_one(smtp, sender, waiting[0], message_for(waiting[0]), journal)
                    if reason:
                        refused[waiting.pop(0)] = reason
                        _ask(smtp.rset)
                    else:
                        sent.append(waiting.pop(0))
            except _Stopped as error:
                stopped = f"{server}: {error}"
                if waiting and journal.state(waiting[0]) is State.SENDING:
                    unknown.append(waiting.pop(0))
    return Delivery(tuple(sent), tuple(sent_before), refused, tuple(unknown), tuple(waiting), stopped)


def _send_one(smtp: smtplib.SMTP, sender: str, recipient: str, message: EmailMessage, journal: Journal) -> str:
    """Send one message. Return why the server refuses it for this recipient, or ''.

    Raises:
        _Stopped: when the session is over. The journal says whether the message may have arrived.
    """
    if not recipient.isascii() and not smtp.has_extn("smtputf8"):
        reason = "the address is not in ASCII before its @, and the server lacks SMTPUTF8"
        journal.write(recipient, State.REFUSED, reason)
        return reason
    data, options = message.as_bytes(), () if recipient.isascii() else ("SMTPUTF8", "BODY=8BITMIME")
    code, answer = _ask(lambda: smtp.mail(sender, options))
    if code != 250 and options:
        reason = f"{code} {answer}"
        journal.write(recipient, State.REFUSED, reason)
        return reason
    if code != 250:
        raise _Stopped(f"refuses mail from {sender} ({code} {answer}). Check PAPERSHELF_SMTP_FROM")
    code, answer = _ask(lambda: smtp.rcpt(recipient))
    if code in (250, 251):
        journal.write(recipient, State.SENDING)
        code, answer = _ask(lambda: smtp.data(data))
        if 200 <= code < 300:
            journal.write(recipient, State.SENT)
            return ""
        if code < 400:
            raise _Stopped(f"answered a message with an unexpected code ({code} {answer})")
    reason = f"{code} {answer}"
    journal.write(recipient, State.REFUSED, reason)
    return reason


def _ask(command: Callable[[], tuple[int, bytes]]) -> tuple[int, str]:
    """Return the code and the text of a command's answer, the text as one line that is safe to print."""
    try:
        code, answer = command()
    except smtplib.SMTPDataError as error:  # refused before the message was sent
        code, answer = error.smtp_code, _bytes(error.smtp_error)
    except OSError as error:  # includes smtplib's own exceptions
        raise _Stopped(f"the connection broke ({_reason(error)})") from error
    return code, _line(answer)


@contextmanager
def _connection(server: Server) -> Iterator[smtplib.SMTP]:
    """Yield a session with the server, encrypted and logged in as its settings say."""
    try:
        smtp = _connect(server)
    except (OSError, UnicodeError) as error:  # UnicodeError if the host is not a valid name
        hint = "Check PAPERSHELF_SMTP_HOST, _PORT and _SECURITY, and the network"
        raise MailError(f"{server}: cannot be reached ({_reason(error)}). {hint}") from error
    try:
        if server.security is Security.STARTTLS:
            _start_tls(smtp, server)
        if server.user:
            _log_in(smtp, server)
        _greet(smtp, server)
        yield smtp
    except BaseException:  # perhaps in the middle of a message, of which QUIT would become a part
        smtp.close()
        raise
    try:
        smtp.quit()
    except OSError:  # already closed
        smtp.close()


def _connect(server: Server) -> smtplib.SMTP:
    if server.security is Security.TLS:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=_TIMEOUT, context=context)
    return smtplib.SMTP(server.host, server.port, timeout=_TIMEOUT)


def _greet(smtp: smtplib.SMTP, server: Server) -> None:
    try:
        smtp.ehlo_or_helo_if_needed()
    except OSError as error:
        raise MailError(
            f"{server}: does not answer the greeting ({_reason(error)}). Check that it is a mail server"
        ) from error


def _start_tls(smtp: smtplib.SMTP, server: Server) -> None:
    try:
        smtp.starttls(context=ssl.create_default_context())
    except smtplib.SMTPNotSupportedError as error:
        hint = "Try PAPERSHELF_SMTP_SECURITY=tls with port 465"
        raise MailError(f"{server}: does not offer STARTTLS. {hint}") from error
    except OSError as error:
        hint = "Check that PAPERSHELF_SMTP_HOST is the name in the server's certificate"
        raise MailError(f"{server}: no encrypted connection ({_reason(error)}). {hint}") from error


def _log_in(smtp: smtplib.SMTP, server: Server) -> None:
    try:
        smtp.login(server.user, server.password)
    except smtplib.SMTPAuthenticationError as error:
        hint = "Check PAPERSHELF_SMTP_USER and PAPERSHELF_SMTP_PASSWORD"
        raise MailError(f"{server}: refuses the user or password ({_reason(error)}). {hint}") from error
    except smtplib.SMTPNotSupportedError as error:
        hint = "Unset PAPERSHELF_SMTP_USER, or set PAPERSHELF_SMTP_SECURITY to starttls or tls"
        raise MailError(f"{server}: does not offer a login. {hint}") from error
    except UnicodeEncodeError as error:
        raise MailError(f"{server}: accepts only a user and password in ASCII. Change yours there") from error
    except OSError as error:
        raise MailError(f"{server}: the connection broke during the login ({_reason(error)}). Try again") from error


def _reason(error: Exception) -> str:
    """Return the server's answer, or the reason that OpenSSL or the system gives."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_line(_bytes(error.smtp_error))}"
    return _line(str(error).encode()) or type(error).__name__


def _bytes(answer: bytes | str) -> bytes:
    return answer if isinstance(answer, bytes) else answer.encode()


def _line(answer: bytes) -> str:
    """Return a server's answer as one line without control characters."""
    return tidy(answer.decode("utf-8", "replace"))[:300]


def _lock(file: BinaryIO, path: Path) -> None:
    """Lock the journal until it is closed; the system unlocks it after a crash.

    Windows has no such lock: do not run two sends of one issue at the same time there.
    """
    if sys.platform != "win32":
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise MailError(f"{path}: another process is sending this issue. Wait until it ends") from error


def _line_of(row: Mapping[str, str]) -> bytes:
    return json.dumps(row, ensure_ascii=False).encode() + b"\n"


def _append(file: BinaryIO, line: bytes) -> None:
    file.write(line)
    file.flush()
    os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    """Sync the folder of a new file, so that its name survives a power cut."""
    if sys.platform != "win32":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _is_row(line: bytes) -> bool:
    """Return whether a line records an address."""
    try:
        row = json.loads(line)
    except ValueError:
        return False
    return isinstance(row, dict) and {"address", "state"} <= row.keys()


def _read(lines: Iterable[bytes], path: Path, issue: str) -> dict[str, State]:
    """Return the state of each address in a journal's lines: its last one, or SENT if that is among them."""
    states: dict[str, State] = {}
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            journal_issue = str(row["issue"]) if number == 1 else issue
            if number > 1:
                address, state = str(row["address"]).lower(), State(row["state"])
                if states.get(address) is not State.SENT:
                    states[address] = state
        except (ValueError, KeyError, TypeError) as error:
            hint = "Fix it: without the journal, some may get the mail twice"
            raise MailError(f"{path}:{number}: is not a line of a journal. {hint}") from error
        if journal_issue != issue:
            belongs = f"is the journal of issue {journal_issue}, not of {issue}"
            raise MailError(f"{path}: {belongs}. Name another file with --journal")
    return states
