"""The settings for sending mail: server, sender and recipients, checked, from environment variables."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from ipaddress import ip_address

from generator.system.mail import Security, Server
from generator.text.tidy import tidy

PREFIX = "PAPERSHELF_SMTP_"

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\x80-\U0010ffff-]+"
_ADDRESS = re.compile(rf"({_ATOM}(?:\.{_ATOM})*)@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*)")
_INVALID = "not an address, or has a domain that must be written in ASCII (xn--…)"
_NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<named>[^<>]*)>|(?P<bare>[^<>]*)")


@dataclass(frozen=True, slots=True)
class Mailing:
    """Checked settings. Recipients are distinct without case. Domains are in ASCII; the part before the @ need not be
    for recipients.
    """

    server: Server
    sender: Address
    recipients: tuple[str, ...]


def read_mailing(environ: Mapping[str, str], listed_in: str, listed: str) -> tuple[Mailing | None, list[str]]:
    """Return the settings in the environment, or None and all problems with them.

    `listed` is the text of the list of recipients, `listed_in` its name in problems.
    """
    server, problems = _server(environ)
    sender, more = read_sender(environ)
    if sender is None and not more:
        more = [_unset("FROM", "Set it to the newsletter's sender, such as 'My papers <papers@example.org>'")]
    recipients, invalid = read_recipients(listed_in, listed)
    problems += [*more, *invalid]
    if problems or server is None or sender is None:
        return None, problems
    return Mailing(server, sender, recipients), []


def read_sender(environ: Mapping[str, str]) -> tuple[Address | None, list[str]]:
    """Return the sender, or None if the environment names none, and problems."""
    written = tidy(environ.get(f"{PREFIX}FROM", ""))
    if not written:
        return None, []
    name, address = _parsed(written)
    if not address.isascii():
        return None, [f"{PREFIX}FROM: '{written}' is not in ASCII before its @, which few servers accept. Name another"]
    if not address:
        return None, [f"{PREFIX}FROM: '{written}' is {_INVALID}. Write you@example.org or Name <you@example.org>"]
    return Address(name, addr_spec=address), []


def read_recipients(listed_in: str, listed: str) -> tuple[tuple[str, ...], list[str]]:
    """Return the addresses of a list, one a line or separated by commas, and problems; `#` starts a comment line."""
    addresses: dict[str, str] = {}
    problems = []
    for number, written in _listed(listed):
        _, address = _parsed(written)
        if not address:
            problems.append(f"{listed_in}:{number}: '{written}' is {_INVALID}. Write you@example.org")
        else:
            addresses.setdefault(address.lower(), address)
    if not addresses and not problems:
        problems.append(f"{listed_in}: has no address. Write one address a line")
    return tuple(addresses.values()), problems


def recipient(written: str) -> str:
    """Return an address as the list of recipients has it; a text that is no address is returned unchanged."""
    return _parsed(tidy(written))[1] or written


def _server(environ: Mapping[str, str]) -> tuple[Server | None, list[str]]:
    host, port, user, security_name = (
        environ.get(f"{PREFIX}{name}", "").strip() for name in ("HOST", "PORT", "USER", "SECURITY")
    )
    password = environ.get(f"{PREFIX}PASSWORD", "").rstrip("\r\n")
    problems = []
    if not host:
        problems.append(_unset("HOST", "Set it to the mail server, such as smtp.example.org"))
    if port and not (port.isascii() and port.isdecimal() and 0 < int(port) < 65536):
        problems.append(f"{PREFIX}PORT: '{port}' is not a port. Write a number such as 587")
    choices = [security.value for security in Security]
    if security_name and security_name not in choices:
        problems.append(f"{PREFIX}SECURITY: '{security_name}' is unknown. Choose one of {', '.join(choices)}")
    if bool(user) != bool(password):
        problems.append(_unset("PASSWORD" if user else "USER", "A login needs both: set it, or unset the other"))
    if security_name == Security.NONE.value and user and not _is_this_machine(host):
        problems.append(f"{PREFIX}SECURITY: 'none' would send the password unencrypted. Use starttls or tls")
    if problems:
        return None, problems
    security = Security(security_name or Security.STARTTLS.value)
    return Server(host, int(port or security.port), security, user, password), []


def _unset(name: str, remedy: str) -> str:
    return f"{PREFIX}{name}: is not set. {remedy}"


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _listed(text: str) -> Iterator[tuple[int, str]]:
    """Yield the entries of a list of recipients with their line numbers."""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.lstrip().startswith("#"):
            yield from ((number, written) for part in line.split(",") if (written := tidy(part)))


def _parsed(written: str) -> tuple[str, str]:
    """Split `Ada Lovelace <ada@example.org>` into name and address; an invalid address becomes ''."""
    parts = _NAMED.fullmatch(written)
    if not parts:
        return "", ""
    local, _, domain = (parts["named"] or parts["bare"] or "").strip().rpartition("@")
    address = f"{local}@{_in_ascii(domain)}"
    # In a header, =?…?= is an encoded word, which readers show as other letters.
    is_valid = _ADDRESS.fullmatch(address) and local.isprintable() and "=?" not in local
    return (parts["name"] or "").strip(' "'), address if is_valid else ""


def _in_ascii(domain: str) -> str:
    """Return `exämple.org` as `xn--exmple-cua.org`, and '' where that is ambiguous: `ß` once meant `ss`."""
    if domain.isascii():
        return domain
    try:
        encoded = domain.encode("idna").decode()
        return encoded if encoded.encode().decode("idna") == unicodedata.normalize("NFC", domain).lower() else ""
    except UnicodeError:
        return ""
