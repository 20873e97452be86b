"""Sending one mail per person, and the journal that keeps anyone from getting it twice.

The only module that speaks SMTP. Nothing is tried again here: who called decides that.
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
"""Seconds a server may take to answer."""


class MailError(Exception):
    """Why no mail, or no more mail, can be sent, and what to do, in one sentence."""


class _Stopped(Exception):
    """Why nothing more can be said to this server."""


class Security(Enum):
    """How the connection is kept private, with the port that is usual for it."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"

    @property
    def port(self) -> int:
        return {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}[self]


@dataclass(frozen=True, slots=True)
class Server:
    """An SMTP server, and how to log in there; '' for `user` means that it wants no login."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = ""

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class State(Enum):
    """What is known of one address. SENDING is written just before the message goes out, so where it is the last
    word the message may have arrived, or not.
    """

    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a run ended: each address of the list is in exactly one of these; `refused` tells the server's reasons.

    `stopped` says why the run ended before the list did, or is ''.
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
    """What became of each address of one issue: a file of JSON lines that only ever grows.

    Each line is on the disk before the program goes on, so a program that is killed leaves what it knew. Addresses
    that differ in nothing but case are one.
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
    """The journal of the issue, begun when there is none; no other process can open it at the same time.

    Raises:
        MailError: when it belongs to another issue, cannot be understood, or is in use.
        OSError: when it cannot be read or written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        _lock(file, path)
        file.seek(0)
        *lines, rest = file.read().split(b"\n")
        if lines and _is_row(rest):  # whole but for its end, which some editors leave out
            _append(file, b"\n")
            lines.append(rest)
        first = _line_of({"issue": issue})
        if not lines and not first.startswith(rest):
            raise MailError(f"{path}:1: is no line of a journal; name another file with --journal")
        states = _read(lines, path, issue)
        # A part of a line was being written when the program was killed: what it tells of had not begun.
        file.truncate(sum(len(line) + 1 for line in lines))
        if not lines:
            _append(file, first)
            _keep_name(path)
        yield Journal(file, states)


def send(
    server: Server,
    sender: str,
    recipients: Sequence[str],
    message_for: Callable[[str], EmailMessage],
    journal: Journal,
    again: Iterable[str] = (),
) -> Delivery:
    """Send each recipient a message of their own, but nobody who has it or may have it.

    `again` are addresses to send to although it is unknown whether they have it.

    Raises:
        MailError: when the server cannot be reached or will not serve us; nothing was sent then.
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
            except _Stopped as why:
                stopped = f"{server}: {why}"
                if waiting and journal.state(waiting[0]) is State.SENDING:
                    unknown.append(waiting.pop(0))
    return Delivery(tuple(sent), tuple(sent_before), refused, tuple(unknown), tuple(waiting), stopped)


def _send_one(smtp: smtplib.SMTP, sender: str, recipient: str, message: EmailMessage, journal: Journal) -> str:
    """Send one message; why the server refuses it for this recipient, or ''.

    Raises:
        _Stopped: when there is no going on. The journal says whether the message may have arrived.
    """
    if not recipient.isascii() and not smtp.has_extn("smtputf8"):
        reason = "this server sends to no address that is not in ASCII before its @: it lacks SMTPUTF8"
        journal.write(recipient, State.REFUSED, reason)
        return reason
    data, options = message.as_bytes(), () if recipient.isascii() else ("SMTPUTF8", "BODY=8BITMIME")
    code, said = _ask(lambda: smtp.mail(sender, options))
    if code != 250 and options:
        reason = f"{code} {said}"
        journal.write(recipient, State.REFUSED, reason)
        return reason
    if code != 250:
        raise _Stopped(f"takes no mail from {sender} ({code} {said}); see whether PAPERSHELF_SMTP_FROM is right")
    code, said = _ask(lambda: smtp.rcpt(recipient))
    if code in (250, 251):
        journal.write(recipient, State.SENDING)
        code, said = _ask(lambda: smtp.data(data))
        if 200 <= code < 300:
            journal.write(recipient, State.SENT)
            return ""
        if code < 400:
            raise _Stopped(f"answered a message with something that is no answer ({code} {said})")
    reason = f"{code} {said}"
    journal.write(recipient, State.REFUSED, reason)
    return reason


def _ask(command: Callable[[], tuple[int, bytes]]) -> tuple[int, str]:
    """A command's answer: its code, and what the server said as one line that is safe to show."""
    try:
        code, said = command()
    except smtplib.SMTPDataError as error:  # the server wants no message, so it got none
        code, said = error.smtp_code, _bytes(error.smtp_error)
    except OSError as error:  # smtplib's own exceptions among them
        raise _Stopped(f"the connection broke ({_spelt(error)})") from error
    return code, _line(said)


@contextmanager
def _connection(server: Server) -> Iterator[smtplib.SMTP]:
    """A session with the server, private and logged in as far as its settings say."""
    try:
        smtp = _connect(server)
    except (OSError, UnicodeError) as error:  # the latter of a host that is no name
        hint = "see whether PAPERSHELF_SMTP_HOST, _PORT and _SECURITY are right, and whether the network is there"
        raise MailError(f"{server}: cannot be reached ({_spelt(error)}); {hint}") from error
    try:
        if server.security is Security.STARTTLS:
            _start_tls(smtp, server)
        if server.user:
            _log_in(smtp, server)
        _greet(smtp, server)
        yield smtp
    except BaseException:  # perhaps in the middle of a message: no word more, or it would become part of it
        smtp.close()
        raise
    try:
        smtp.quit()
    except OSError:  # it is gone already
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
        raise MailError(f"{server}: does not answer our greeting ({_spelt(error)}); is it a mail server?") from error


def _start_tls(smtp: smtplib.SMTP, server: Server) -> None:
    try:
        smtp.starttls(context=ssl.create_default_context())
    except smtplib.SMTPNotSupportedError as error:
        hint = "try PAPERSHELF_SMTP_SECURITY=tls with port 465"
        raise MailError(f"{server}: does not offer STARTTLS; {hint}") from error
    except OSError as error:
        hint = "see whether PAPERSHELF_SMTP_HOST is the name in the server's certificate"
        raise MailError(f"{server}: no private connection ({_spelt(error)}); {hint}") from error


def _log_in(smtp: smtplib.SMTP, server: Server) -> None:
    try:
        smtp.login(server.user, server.password)
    except smtplib.SMTPAuthenticationError as error:
        said = f"{error.smtp_code} {_line(_bytes(error.smtp_error))}"
        hint = "see to PAPERSHELF_SMTP_USER and PAPERSHELF_SMTP_PASSWORD"
        raise MailError(f"{server}: refuses this user or password ({said}); {hint}") from error
    except smtplib.SMTPNotSupportedError as error:
        hint = "unset PAPERSHELF_SMTP_USER, or set PAPERSHELF_SMTP_SECURITY to starttls or tls"
        raise MailError(f"{server}: offers no login here; {hint}") from error
    except UnicodeEncodeError as error:
        raise MailError(f"{server}: only takes users and passwords in ASCII; change yours there") from error
    except OSError as error:
        raise MailError(f"{server}: the connection broke at the login ({_spelt(error)}); try again") from error


def _spelt(error: Exception) -> str:
    """What went wrong: a server's answer, OpenSSL's or the system's reason, whichever it is."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_line(_bytes(error.smtp_error))}"
    return _line(str(error).encode()) or type(error).__name__


def _bytes(said: bytes | str) -> bytes:
    return said if isinstance(said, bytes) else said.encode()


def _line(said: bytes) -> str:
    """What a server said, as one line that commands no terminal."""
    return tidy(said.decode("utf-8", "replace"))[:300]


def _lock(file: BinaryIO, path: Path) -> None:
    """Keep other processes from the journal until it is closed; the system sees to it even after a crash.

    On Windows there is no such lock: do not send one issue twice at the same time there.
    """
    if sys.platform != "win32":
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise MailError(f"{path}: another process is sending this issue; wait until it has ended") from error


def _line_of(row: Mapping[str, str]) -> bytes:
    return json.dumps(row, ensure_ascii=False).encode() + b"\n"


def _append(file: BinaryIO, line: bytes) -> None:
    file.write(line)
    file.flush()
    os.fsync(file.fileno())


def _keep_name(path: Path) -> None:
    """See to it that a new file is still in its folder after a power cut."""
    if sys.platform != "win32":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _is_row(line: bytes) -> bool:
    """Whether a line tells of an address."""
    try:
        row = json.loads(line)
    except ValueError:
        return False
    return isinstance(row, dict) and {"address", "state"} <= row.keys()


def _read(lines: Iterable[bytes], path: Path, issue: str) -> dict[str, State]:
    """What a journal's whole lines tell of each address: the last one counts, but nothing can take back SENT."""
    states: dict[str, State] = {}
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            known = str(row["issue"]) if number == 1 else issue
            if number > 1:
                address, state = str(row["address"]).lower(), State(row["state"])
                if states.get(address) is not State.SENT:
                    states[address] = state
        except (ValueError, KeyError, TypeError) as error:
            hint = "mend it, for without the journal some may get the mail twice"
            raise MailError(f"{path}:{number}: is no line of a journal; {hint}") from error
        if known != issue:
            raise MailError(f"{path}: is the journal of issue {known}, not of {issue}; name another with --journal")
    return states
