"""The record of published addresses, which no build may drop.

`content/published.txt` has an address per line, sorted, relative to the site; after an arrow, where it redirects to:

    /digests/2026-04-20/
    /tags/code-synthesis/ -> /tags/program-synthesis/

`papershelf record` writes it, and a build only reads it. Each site has its own list at `/published.txt`. The publishing
workflow records that list before it builds, so that addresses are kept even if nobody ran `papershelf record`. A line
such as `/papers/on-traces/` says that the paper was published; `permalinks` has the keys that find it again, and keeps
its address. The further pages of long lists are left out, such as `/tags/search/7/`: if two works turn out to be one, a
list may need a page less.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from generator.addresses import MAX_DEPTH, MAX_LENGTH, PUBLISHED_RECORD, TRANSIENT, fits
from generator.model import Problem, PublishedAddress
from generator.system.files import WELL_KNOWN

HEADER = """\
# Every address this archive has published. `papershelf record` adds lines, and commands such as `papershelf remove` and
# `papershelf tags drop` write where readers of one that they give up go: /tags/old/ -> /tags/new/
"""

_ADDRESS = r"/(?:[A-Za-z0-9._~-]+/)*(?:[A-Za-z0-9._~-]+\.[A-Za-z0-9]+)?"
_LINE = re.compile(rf"({_ADDRESS})(?: +-> +({_ADDRESS}))?")
_SOURCES = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
"""Suffixes of files that MkDocs makes pages of and does not publish themselves."""

_OF_PROGRAM = ("/assets/", "/search/data/")
"""Folders of scripts, styles and data. A line may lead to a file there, but not from there: it could be a script."""

_PAPER_PAGE = re.compile(r"/papers/([a-z0-9-]+)/")
_PAPER_DATA = re.compile(r"/api/v\d+/papers/([a-z0-9-]+)\.json")
"""Addresses of a paper's data. The record has only the page's address, which stands for both."""


def parse(text: str, path: str = PUBLISHED_RECORD) -> tuple[list[PublishedAddress], list[Problem]]:
    """Return the record's addresses, and a problem for each line that is none."""
    addresses: dict[str, PublishedAddress] = {}
    problems = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        too_large = len(line) > 2 * MAX_LENGTH
        match = None if too_large else _LINE.fullmatch(line.rstrip())
        if too_large or (match and not all(map(fits, filter(None, match.groups())))):
            message = f"an address is longer than {MAX_LENGTH:,} characters or {MAX_DEPTH} folders deep"
            problems.append(Problem(path, number, 1, message, "restore the line from git, or delete it"))
        elif (
            match is None
            or (match[2] and match[1].startswith(_OF_PROGRAM))
            or not all(map(_is_address, filter(None, match.groups())))
        ):
            hint = (
                "a line is '/address/' or '/address/ -> /new/address/'; none is hidden or leads from /assets/ elsewhere"
            )
            problems.append(Problem(path, number, 1, "is not a line of the record of addresses", hint))
        elif match[1] not in addresses or match[2]:
            addresses[match[1]] = PublishedAddress(match[1], match[2] or "", number)
    return list(addresses.values()), problems


def _is_address(text: str) -> bool:
    """Return whether a file of this site can be published there: not outside of it, not hidden, and not as the source
    of a page.
    """
    *folders, name = text.split("/")
    is_hidden = any(part.startswith(".") and part != WELL_KNOWN for part in (*folders, name))
    return not is_hidden and name != "index.html" and not name.lower().endswith(_SOURCES)


def papers_among(addresses: Iterable[str]) -> list[str]:
    """Return the slugs of the papers' pages among these addresses, sorted.

    >>> papers_among(["/tags/", "/papers/on-traces/"])
    ['on-traces']
    """
    return sorted(match[1] for address in addresses if (match := _PAPER_PAGE.fullmatch(address)))


def extend(text: str, addresses: Iterable[str], slugs: Collection[str]) -> str:
    """Add these addresses to the record and sort it.

    The data of papers with recorded `slugs` are left out, and files whose names no line can have, such as `LICENSE`.
    """
    known = {published.address: published.target for published in parse(text)[0]}
    lasting = (address for address in addresses if not _is_data_of(address, slugs) and not TRANSIENT.fullmatch(address))
    lasting = (address for address in lasting if not parse(address)[1])
    return _written(text, dict.fromkeys(lasting, "") | known)


def add_redirects(text: str, targets: Mapping[str, str]) -> str:
    """Add a line for each of these redirects, or change its line: `/tags/old/ -> /tags/new/`."""
    return _written(text, {published.address: published.target for published in parse(text)[0]} | dict(targets))


def _written(text: str, kept: Mapping[str, str]) -> str:
    if kept == {published.address: published.target for published in parse(text)[0]}:
        return text
    lines = text.splitlines()
    comments = [line for line in lines if line.startswith("#")] or HEADER.splitlines()
    entries = [f"{address} -> {target}" if target else address for address, target in sorted(kept.items())]
    return "\n".join([*comments, *entries]) + "\n"


def _is_data_of(address: str, slugs: Collection[str]) -> bool:
    found = _PAPER_DATA.fullmatch(address)
    return found is not None and found[1] in slugs


def papers(record: Iterable[PublishedAddress]) -> frozenset[str]:
    """Return the slugs of papers whose pages the record has without a redirect."""
    return kept(record, "papers")


def without_papers(record: Iterable[PublishedAddress], slugs: Collection[str]) -> list[PublishedAddress]:
    """Return the addresses except the pages of these papers, which `permalinks.txt` records."""
    return [
        published
        for published in record
        if not ((page := _PAPER_PAGE.fullmatch(published.address)) and page[1] in slugs)
    ]


def kept(record: Iterable[PublishedAddress], folder: str) -> frozenset[str]:
    """Return the names below `folder` whose pages the record has without a redirect.

    >>> kept(map(PublishedAddress, ["/authors/ann-lee/", "/authors/", "/tags/x/"]), "authors")
    frozenset({'ann-lee'})
    """
    page = re.compile(rf"/{folder}/([^/]+)/")
    matches = (page.fullmatch(published.address) for published in record if not published.target)
    return frozenset(match[1] for match in matches if match)


def files(record: Iterable[PublishedAddress]) -> frozenset[str]:
    """Return the paths of the files that the record has without a redirect, and of those to which it redirects.

    >>> sorted(files([PublishedAddress("/tags/x/"), PublishedAddress("/tags/x/papers.ris", "/archive.ris")]))
    ['archive.ris']
    """
    paths = ((published.target or published.address)[1:] for published in record)
    return frozenset(path for path in paths if path and not path.endswith("/"))
