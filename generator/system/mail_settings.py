"""Who sends mail, through which server and to whom: from environment variables to checked values."""

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
_NONE = "no address, or of a domain that must be written in ASCII (xn--…)"
_NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<named>[^<>]*)>|(?P<bare>[^<>]*)")


@dataclass(frozen=True, slots=True)
class Mailing:
    """All that sending needs; no two of the recipients differ in nothing but case. Domains are in ASCII, as mail
    servers know them; what stands before a recipient's @ may not be.
    """

    server: Server
    sender: Address
    recipients: tuple[str, ...]


def read_mailing(environ: Mapping[str, str], listed_in: str, listed: str) -> tuple[Mailing | None, list[str]]:
    """The settings in the environment, or None and every problem with them.

    `listed` is the text of the list of recipients, and `listed_in` the name that problems with it give its lines.
    """
    server, problems = _server(environ)
    sender, more = read_sender(environ)
    if sender is None and not more:
        more = [_unset("FROM", "the address the newsletter comes from, such as 'My papers <papers@example.org>'")]
    recipients, wrong = read_recipients(listed_in, listed)
    problems += [*more, *wrong]
    if problems or server is None or sender is None:
        return None, problems
    return Mailing(server, sender, recipients), []


def read_sender(environ: Mapping[str, str]) -> tuple[Address | None, list[str]]:
    """Whom the newsletter comes from, or None where the environment does not tell."""
    written = tidy(environ.get(f"{PREFIX}FROM", ""))
    if not written:
        return None, []
    name, address = _parsed(written)
    if not address.isascii():
        return None, [f"{PREFIX}FROM: '{written}' is not in ASCII before its @, which few servers send; name another"]
    if not address:
        return None, [f"{PREFIX}FROM: '{written}' is {_NONE}; write you@example.org or Name <you@example.org>"]
    return Address(name, addr_spec=address), []


def read_recipients(listed_in: str, listed: str) -> tuple[tuple[str, ...], list[str]]:
    """The addresses of a list: one to a line, or separated by commas; `#` begins a line that is a comment."""
    found: dict[str, str] = {}
    problems = []
    for number, written in _listed(listed):
        _, address = _parsed(written)
        if not address:
            problems.append(f"{listed_in}:{number}: '{written}' is {_NONE}; write you@example.org")
        else:
            found.setdefault(address.lower(), address)
    if not found and not problems:
        problems.append(f"{listed_in}: names nobody; write one address to a line")
    return tuple(found.values()), problems


def recipient(written: str) -> str:
    """An address as it is among the recipients, however a person writes it; as it stands when it is none."""
    return _parsed(tidy(written))[1] or written


def _server(environ: Mapping[str, str]) -> tuple[Server | None, list[str]]:
    host, port, user, wanted = (
        environ.get(f"{PREFIX}{name}", "").strip() for name in ("HOST", "PORT", "USER", "SECURITY")
    )
    password = environ.get(f"{PREFIX}PASSWORD", "").rstrip("\r\n")
    problems = []
    if not host:
        problems.append(_unset("HOST", "the mail server's name, such as smtp.example.org"))
    if port and not (port.isascii() and port.isdecimal() and 0 < int(port) < 65536):
        problems.append(f"{PREFIX}PORT: '{port}' is no port; write a number such as 587")
    known = [security.value for security in Security]
    if wanted and wanted not in known:
        problems.append(f"{PREFIX}SECURITY: '{wanted}' is none of {', '.join(known)}; choose one")
    if bool(user) != bool(password):
        problems.append(_unset("PASSWORD" if user else "USER", "a login needs both; set it, or unset the other"))
    if wanted == Security.NONE.value and user and not _is_this_machine(host):
        problems.append(f"{PREFIX}SECURITY: 'none' would show the password to the network; use starttls or tls")
    if problems:
        return None, problems
    security = Security(wanted or Security.STARTTLS.value)
    return Server(host, int(port or security.port), security, user, password), []


def _unset(name: str, what: str) -> str:
    return f"{PREFIX}{name}: is not set; {what}"


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _listed(text: str) -> Iterator[tuple[int, str]]:
    """What stands in a list of recipients, with the line it stands on."""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.lstrip().startswith("#"):
            yield from ((number, written) for part in line.split(",") if (written := tidy(part)))


def _parsed(written: str) -> tuple[str, str]:
    """`Ada Lovelace <ada@example.org>` as name and address; the address is '' when it is none."""
    found = _NAMED.fullmatch(written)
    if not found:
        return "", ""
    name, _, domain = (found["named"] or found["bare"] or "").strip().rpartition("@")
    address = f"{name}@{_in_ascii(domain)}"
    # In a header, what stands between =? and ?= is read as other letters.
    is_one = _ADDRESS.fullmatch(address) and name.isprintable() and "=?" not in name
    return (found["name"] or "").strip(' "'), address if is_one else ""


def _in_ascii(domain: str) -> str:
    """`exämple.org` as `xn--exmple-cua.org`; '' where that could be another's, as of `ß`, which has meant `ss`."""
    if domain.isascii():
        return domain
    try:
        found = domain.encode("idna").decode()
        return found if found.encode().decode("idna") == unicodedata.normalize("NFC", domain).lower() else ""
    except UnicodeError:
        return ""
