"""The newsletter: papers that are new in the archive since a day, as a mail with a text and an HTML part.

`system.mail` sends it. No clock is read: the papers of an issue depend on the archive alone.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import re
import textwrap
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from email.header import Header
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy, Policy
from email.utils import parseaddr
from functools import cache
from urllib.parse import quote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from generator.archive import trending
from generator.model import Archive, Paper, Settings, Tag
from generator.text.languages import language_of_paper
from generator.text.tidy import tidy
from generator.text.wording import Wording, words_of

SHOWN = 30
"""Papers that an issue shows. The others are counted and linked, because Gmail cuts off mails of more than 102 KB."""

ADDRESS_PLACE = "{address}"
"""Placeholder for the reader's address in an address for unsubscribing."""

_DAYS, _LATE = 7, dt.timedelta(weeks=4)
_NAMED_AUTHORS = 3
_TAGS = 3
_TEXT_WIDTH = 72


class _Addresses(UnstructuredHeader, BaseHeader):
    """A header with addresses in angle brackets, one per line.

    Python would write an address that is longer than a line as an encoded word, which no mail program understands.
    """

    def fold(self, *, policy: Policy) -> str:
        lines = str(self).replace(", ", f",{policy.linesep} ")
        return f"{self.name}: {lines}{policy.linesep}"


class _Words(BaseHeader):
    """A header with plain text.

    Python would decode anything in it that looks like an encoded word. With one, the label of a tag could end the line
    and begin another header.
    """

    max_count = 1

    @classmethod
    def parse(cls, value: object, kwds: dict[str, object]) -> None:
        kwds["decoded"], kwds["parse_tree"] = str(value), None

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {_encoded(self.name, str(self), policy)}{policy.linesep}"


class _Sender(_Words):
    """The sender. Python would fold a long name with accents in a way that adds a space when it is read."""

    def fold(self, *, policy: Policy) -> str:
        name, address = parseaddr(str(self))
        if name.isascii() and "=?" not in name:
            return f"{self.name}: {self}{policy.linesep}"
        return f"{self.name}: {_encoded(self.name, name, policy)}{policy.linesep} <{address}>{policy.linesep}"


def _encoded(header: str, text: str, policy: Policy) -> str:
    """Encode and fold the text of a header as RFC 2047 requires."""
    charset = "us-ascii" if text.isascii() and "=?" not in text else "utf-8"
    return Header(text, charset, policy.max_line_length, header).encode(linesep=policy.linesep)


@cache
def _policy() -> EmailPolicy[EmailMessage]:
    headers = HeaderRegistry()
    headers.map_to_type("subject", _Words)
    headers.map_to_type("from", _Sender)
    headers.map_to_type("list-id", _Addresses)
    headers.map_to_type("list-unsubscribe", _Addresses)
    return SMTP.clone(header_factory=headers)


@dataclass(frozen=True, slots=True)
class Issue:
    """The papers that first appeared from `since` to `until`, in the order of `trending`, or only those of one tag.

    `name` is unique in the archive: `2026-04-14-to-2026-04-20-program-synthesis`.
    """

    name: str
    since: dt.date
    until: dt.date
    tag: Tag | None
    papers: tuple[Paper, ...]


def find_issue(
    archive: Archive,
    since: dt.date | None = None,
    until: dt.date | None = None,
    tag: Tag | None = None,
    late: Container[str] = (),
) -> Issue | None:
    """Return the issue of the days from `since` to `until`, None if they have no new paper.

    `until` defaults to the day of the archive's newest digest, `since` to six days before. Papers with the slugs in
    `late` came after the last issue, with a digest of an earlier day. They are new if they first appeared in the four
    weeks before `since`; older ones belong to a collection that was added, and are no news.
    """
    if not archive.days:
        return None
    until = until or archive.days[0].date
    since = since or until - dt.timedelta(days=_DAYS - 1)
    if since > until:
        return None
    earliest = since - _LATE
    new = [
        paper
        for paper in (tag.papers if tag else archive.papers)
        if since <= paper.first_seen <= until or (earliest <= paper.first_seen < since and paper.slug in late)
    ]
    name = f"{since}-to-{until}" + (f"-{tag.slug}" if tag else "")
    ranks = {trend.paper.slug: rank for rank, trend in enumerate(trending.rank(archive.papers))}
    return Issue(name, since, until, tag, tuple(sorted(new, key=lambda paper: ranks[paper.slug]))) if new else None


def message(archive: Archive, issue: Issue, sender: Address, date: dt.datetime, recipient: str = "") -> EmailMessage:
    """Return the issue as a message to `recipient`; without one, it is addressed to undisclosed recipients.

    The message's id depends on the issue alone, so that a mail program recognises an issue that was sent twice.
    """
    settings = archive.settings
    unsubscribe = _unsubscribe_addresses(settings, sender, recipient)
    # A non-ASCII address is written as it is, for servers that support it (RFC 6532).
    mail = EmailMessage(policy=_policy().clone(utf8=not recipient.isascii()))
    mail["From"] = sender
    mail["To"] = recipient or "undisclosed-recipients:;"
    mail["Date"] = date
    mail["Subject"] = subject(settings, issue)
    mail["Message-ID"] = f"<{'.'.join([issue.name, 'newsletter', *_folders(settings)])}@{_domain(settings)}>"
    mail["List-Id"] = f"<{_list_id(settings, issue)}>"
    mail["List-Unsubscribe"] = ", ".join(f"<{address}>" for address in unsubscribe)
    # RFC 8058: the address alone must identify the reader who unsubscribes with a POST.
    if any(ADDRESS_PLACE in address for address in settings.unsubscribe if address.startswith("https:")):
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    content = _content(archive, issue, unsubscribe[0])
    templates = _templates()
    # In quoted-printable, no line is too long and no server needs to convert the text.
    text = templates.get_template("newsletter.txt").render(content)
    mail.set_content(text, cte="quoted-printable")
    html = templates.get_template("newsletter.html").render(content)
    mail.add_alternative(html, subtype="html", cte="quoted-printable")
    # From a hash, so that the same issue has the same bytes. Quoted-printable text never contains `=_`.
    mail.set_boundary(f"=_{hashlib.sha256((text + html).encode()).hexdigest()[:32]}")
    return mail


def subject(settings: Settings, issue: Issue) -> str:
    """Return `Papershelf: 12 new papers on Program synthesis, 14–20 April 2026`."""
    words = words_of(settings.language)
    span = words.span(issue.since, issue.until)
    return tidy(
        words.t("{site}: {heading}, {days}", site=settings.site_name, heading=_heading(issue, words), days=span)
    )


def default_sender(settings: Settings) -> Address:
    """Return the sender of issues unless one is given: the archive, at an address of its site's domain."""
    return Address(tidy(settings.site_name), "newsletter", _domain(settings))


def _heading(issue: Issue, words: Wording) -> str:
    number = len(issue.papers)
    if issue.tag:
        return words.n("{n} new paper on {tag}", "{n} new papers on {tag}", number, tag=issue.tag.label)
    return words.n("{n} new paper", "{n} new papers", number)


@dataclass(frozen=True, slots=True)
class _Item:
    """A paper in plain text, as both parts show it, with absolute addresses; `attributes` are those of HTML."""

    title: str
    address: str
    facts: str
    lead: str
    tags: tuple[tuple[str, str], ...]
    attributes: Mapping[str, str]


def _content(archive: Archive, issue: Issue, unsubscribe: str) -> dict[str, object]:
    """Return the variables of the templates of both parts."""
    settings, words = archive.settings, words_of(archive.settings.language)
    more = max(len(issue.papers) - SHOWN, 0)
    labels = {tag.slug: tag.label for tag in archive.tags}
    return {
        "site_name": tidy(settings.site_name),
        "site_url": settings.site_url,
        "heading": tidy(_heading(issue, words)),
        "span": words.span(issue.since, issue.until),
        "items": [_item(archive, paper, labels, words) for paper in issue.papers[:SHOWN]],
        "more": words.n("And {n} more", "And {n} more", more) if more else "",
        "more_address": _page_of(settings, issue),
        "unsubscribe": unsubscribe,
        "language": words.language,
        "t": words.t,
    }


def _item(archive: Archive, paper: Paper, labels: Mapping[str, str], words: Wording) -> _Item:
    site = archive.settings.site_url
    assigned = [assignment.tag for assignment in archive.assignments[paper.slug]][:_TAGS]
    tags = ((labels[tag], f"{site}tags/{tag}/") for tag in assigned)
    address, facts = f"{site}papers/{paper.slug}/", "\u00a0· ".join(_facts(paper, words))
    attributes = words.attributes_of(language_of_paper(paper))
    return _Item(paper.title.plain, address, facts, paper.lead, tuple(tags), attributes)


def _facts(paper: Paper, words: Wording) -> Iterable[str]:
    """Yield known facts: `Ada Lovelace, Alan Turing and 3 others`, `12 upvotes`, `1 comment`, `in 2 digests`."""
    if paper.authors:
        others, names = len(paper.authors) - _NAMED_AUTHORS, ", ".join(paper.authors[:_NAMED_AUTHORS])
        is_long = others > 0
        yield words.n("{names} and {n} other", "{names} and {n} others", others, names=names) if is_long else names
    elif paper.author_count:
        yield words.n("{n} author", "{n} authors", paper.author_count)
    if paper.organisation:
        yield paper.organisation
    if upvotes := trending.most_upvotes(paper):
        yield words.n("{n} upvote", "{n} upvotes", upvotes)
    if comments := trending.most_comments(paper):
        yield words.n("{n} comment", "{n} comments", comments)
    if len(paper.appearances) > 1:
        yield words.n("in {n} digest", "in {n} digests", len(paper.appearances))


def _page_of(settings: Settings, issue: Issue) -> str:
    """Return the page of the site that comes closest to showing all papers of the issue."""
    if issue.tag:
        return f"{settings.site_url}tags/{issue.tag.slug}/"
    return f"{settings.site_url}digests/" + (f"{issue.until}/" if issue.since == issue.until else "")


def _unsubscribe_addresses(settings: Settings, sender: Address, recipient: str) -> Sequence[str]:
    """Return the addresses for unsubscribing, https first. If the archive has none, it is a mail to the sender."""
    if not settings.unsubscribe:
        return [f"mailto:{quote(sender.addr_spec, safe='@')}?subject=unsubscribe"]
    # Without a recipient the placeholder stays, encoded, for the program that will send the message.
    reader = quote(recipient or ADDRESS_PLACE, safe="")
    addresses = [address.replace(ADDRESS_PLACE, reader) for address in settings.unsubscribe]
    return sorted(addresses, key=lambda address: not address.startswith("https:"))


def _domain(settings: Settings) -> str:
    """Return the site's host in ASCII: `xn--mnchen-3ya.de` for `münchen.de`."""
    host = urlsplit(settings.site_url).hostname or ""
    with contextlib.suppress(UnicodeError):
        host = host.encode("idna").decode()
    return ".".join(re.findall(r"[a-z0-9-]+", host.lower())) or "localhost"


def _list_id(settings: Settings, issue: Issue) -> str:
    """Return the list's id as of RFC 2919: `tree-search.newsletter.papers.you.github.io`.

    It includes the site's path, since two archives may share a host.
    """
    topic = [issue.tag.slug] if issue.tag else []
    return ".".join([*topic, "newsletter", *_folders(settings), _domain(settings)])


def _folders(settings: Settings) -> list[str]:
    """Return the folders of the site's path, innermost first as in a host name."""
    return re.findall(r"[a-z0-9-]+", urlsplit(settings.site_url).path.lower())[::-1]


def _wrapped(text: str, indent: str = "", first: str | None = None) -> str:
    """Wrap text to lines that every mail program shows; a longer address is not broken."""
    lines = textwrap.wrap(text, _TEXT_WIDTH - len(indent), break_long_words=False, break_on_hyphens=False)
    indented = textwrap.indent("\n".join(lines), indent)
    return indented if first is None else first + indented[len(indent) :]


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("generator.exports"),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters["wrapped"] = _wrapped
    return templates
