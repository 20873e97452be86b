"""Addresses are promises: the record of everything ever published, and what keeps a build from dropping any of it.

`content/published.txt` has an address per line, sorted, relative to the site; after an arrow, where it leads now:

    /digests/2026-04-20/
    /tags/code-synthesis/ -> /tags/program-synthesis/

`papershelf record` writes it, a build only reads it. Each site has its own list at `/published.txt`, which the
publishing workflow records before it builds, so that what is online is kept even where nobody ran `papershelf record`.
Papers are not in the record: `permalinks` has their addresses, with what it takes to find them again. Nor are the other
pages of long lists, `/tags/search/7/`: when two works turn out to be one, a list gets shorter and may need a page less.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from generator.model import Problem, Severity

PATH = "content/published.txt"

LISTING = "published.txt"
"""The list that the site itself has, below `build/docs`."""

HEADER = """\
# Every address this archive has published, but its papers', which permalinks.txt has. `papershelf record` adds lines.
# A build that would drop one fails. To give one up, write where its readers should go: /tags/old/ -> /tags/new/
"""

_ADDRESS = r"/(?:[A-Za-z0-9._~-]+/)*(?:[A-Za-z0-9._~-]+\.[A-Za-z0-9]+)?"
_LINE = re.compile(rf"({_ADDRESS})(?: +-> +({_ADDRESS}))?")
_SOURCES = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
"""Of what ends so, MkDocs makes a page; it is never published itself."""

_OF_PAPER = re.compile(r"/(?:api/v\d+/)?papers/([a-z0-9-]+)(?:/|\.json)")
"""The files that a paper alone has; its slug's line in the other record stands for them."""


_OF_LIST = re.compile(
    r"/(?:authors|digests|organisations|tags)/[^/]+/(?:\d+|all)/|/(?:authors|organisations)/letters/.*"
)
"""The other pages of long lists, and those of an index of names; `/digests/2026/` is none of them."""


@dataclass(frozen=True, slots=True)
class Published:
    """A line of the record: something was published at `address`, and leads to `target` now, if that is not ''."""

    address: str
    target: str = ""
    line: int = 0


def parse(text: str, path: str = PATH) -> tuple[list[Published], list[Problem]]:
    """The record's addresses, and a problem for each line that is none."""
    found: dict[str, Published] = {}
    problems = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line.rstrip())
        if match is None or not all(map(_is_address, filter(None, match.groups()))):
            hint = "a line is '/address/' or '/address/ -> /where/it/leads/'"
            problems.append(Problem(path, number, 1, "is not a line of the record of addresses", hint))
        elif match[1] not in found or match[2]:
            found[match[1]] = Published(match[1], match[2] or "", number)
    return list(found.values()), problems


def _is_address(text: str) -> bool:
    """Whether a file of this site could be published there: none outside of it, none that is made into a page."""
    *folders, name = text.split("/")
    return not {".", ".."} & set(folders) and name != "index.html" and not name.lower().endswith(_SOURCES)


def extend(text: str, addresses: Iterable[str], slugs: Collection[str]) -> str:
    """The record with these addresses, sorted; what it has stays. Those of papers whose `slugs` are recorded are left
    out.
    """
    lines = text.splitlines()
    known = {published.address: published.target for published in parse(text)[0]}
    lasting = (address for address in addresses if not _is_of_paper(address, slugs) and not _OF_LIST.fullmatch(address))
    kept = dict.fromkeys(lasting, "") | known
    if kept == known:
        return text
    comments = [line for line in lines if line.startswith("#")] or HEADER.splitlines()
    entries = [f"{address} -> {target}" if target else address for address, target in sorted(kept.items())]
    return "\n".join([*comments, *entries]) + "\n"


def _is_of_paper(address: str, slugs: Collection[str]) -> bool:
    found = _OF_PAPER.fullmatch(address)
    return found is not None and found[1] in slugs


def address_of(path: str) -> str:
    """The address of a file of `build/docs`.

    >>> address_of("tags/index.md"), address_of("tags/search.md"), address_of("feed.xml")
    ('/tags/', '/tags/search/', '/feed.xml')
    """
    folder, _, name = path.rpartition("/")
    if name in ("index.md", "index.html"):
        return f"/{folder}/" if folder else "/"
    return f"/{path.removesuffix('.md')}/" if name.endswith(".md") else f"/{path}"


def listing(outputs: Iterable[str]) -> str:
    """The site's own list of its lasting addresses, this one among them, from the paths of `build/docs`."""
    addresses = sorted(map(address_of, {*outputs, LISTING}))
    return "".join(f"{address}\n" for address in addresses if not _OF_LIST.fullmatch(address))


def kept(record: Iterable[Published], folder: str) -> frozenset[str]:
    """The names below `folder` that have a page by the record, and lead nowhere else.

    >>> kept([Published("/authors/ann-lee/"), Published("/authors/"), Published("/tags/x/")], "authors")
    frozenset({'ann-lee'})
    """
    page = re.compile(rf"/{folder}/([^/]+)/")
    found = (page.fullmatch(published.address) for published in record if not published.target)
    return frozenset(match[1] for match in found if match)


def kept_pairs(record: Iterable[Published]) -> frozenset[tuple[str, str]]:
    """The two tags of each feed of two tags by the record that leads nowhere else.

    >>> kept_pairs([Published("/tags/code/with/search/feed.xml"), Published("/tags/code/feed.xml")])
    frozenset({('code', 'search')})
    """
    feed = re.compile(r"/tags/([^/]+)/with/([^/]+)/[^/]+")
    found = (feed.fullmatch(published.address) for published in record if not published.target)
    return frozenset((match[1], match[2]) for match in found if match)


def redirects(
    record: Iterable[Published], outputs: Iterable[str], moved: Mapping[str, str]
) -> tuple[dict[str, str], list[Problem]]:
    """Where each recorded address leads that nothing is published at any more, and a problem for each that is lost.

    `moved` are the folders for which the archive itself knows a new address. A folder takes along what was below it:
    with `/tags/old/ -> /tags/new/`, the feed `/tags/old/feed.xml` is the one of the new tag.
    """
    record = list(record)
    taken = {address_of(path) for path in (*outputs, LISTING)}
    known = dict(moved) | {published.address: published.target for published in record if published.target}
    found: dict[str, str] = {}
    problems = []
    for published in record:
        if published.address in taken:
            if published.target and published.address not in moved:
                message = f"{published.address} is published again, so that it leads nowhere else"
                hint = f"remove ' -> {published.target}' from the line"
                problems.append(Problem(PATH, published.line, 1, message, hint, Severity.WARNING))
            continue
        target = _follow(published.address, known, taken)
        if target is None:
            problems.append(_lost(published, taken))
        else:
            found[published.address] = target
    return found, problems


def _follow(address: str, known: Mapping[str, str], taken: Collection[str]) -> str | None:
    """The published address that this one leads to; None when there is none, or when it leads in a circle.

    A file can stand only for a file: what reads feeds or data does not follow a page that says "moved".
    """
    target = address
    # A way that leads nowhere goes in a circle, or grows with each round: `/a/ -> /a/b/`.
    for _ in range(len(known) + 1):
        step = _step(target, known)
        if step is None:
            return None
        target = step
        if target in taken:
            return target if address.endswith("/") or not target.endswith("/") else None
    return None


def _step(address: str, known: Mapping[str, str]) -> str | None:
    """One step along a redirect: of the address itself, else of the closest folder above it that has one."""
    folder, rest = address, ""
    while folder:
        if folder in known and (not rest or known[folder].endswith("/")):
            return known[folder] + rest
        above = folder.rstrip("/").rpartition("/")[0]
        folder, rest = (f"{above}/", folder[len(above) + 1 :] + rest) if above else ("", "")
    return None


def _lost(published: Published, taken: Collection[str]) -> Problem:
    if published.target:
        message = f"{published.address} leads to {published.target}, where nothing is published that could stand for it"
        return Problem(PATH, published.line, 1, message, f"correct the address; {_example(published, taken)}")
    message = f"nothing is published at {published.address} any more"
    hint = f"bring back what was there, or lead its readers on: write '{_example(published, taken)}' in this line"
    return Problem(PATH, published.line, 1, message, hint)


def _example(published: Published, taken: Collection[str]) -> str:
    """A line that would do: to the closest folder above that is there, or file of that name; of a list of papers, to
    that of all papers.
    """
    folder, _, name = published.address.rpartition("/")
    above = [f"{folder[:end]}/" for end, char in enumerate(f"{folder}/") if char == "/"][::-1]
    near = [place + name for place in above if place + name in taken]
    if name:
        near += [f"/archive.{name.rpartition('.')[2]}"]
    found = next((address for address in near if address in taken), "/another/file" if name else "/")
    return f"{published.address} -> {found}"
