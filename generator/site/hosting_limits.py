"""The size of a site by kind of file, and how much of it a host of static sites takes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.system.files import State

PAGES_BYTES = 1_000_000_000
"""Maximum size of a site on GitHub Pages:
https://docs.github.com/en/pages/getting-started-with-github-pages/github-pages-limits
"""

_KINDS = {
    "papers' pages": r"papers/[^/]+/index\.html",
    "papers' Markdown": r"papers/[^/]+\.md",
    "papers' records": r"api/v1/papers/.*",
    "dump and database": r"api/v1/archive\..*",
    "citations": r"archive\..*|.*\.bib|.*\.ris|.*/papers\.json",
    "feeds": r".*/feed\.xml|.*/atom\.xml|.*/feed\.json|feed\.xml|atom\.xml|feed\.json|feeds\.opml",
    "search": r"search/.*",
    "social cards": r"social/.*",
    "lists": r".*\.html",
    "everything else": r".*",
}
"""Patterns of paths; the first that matches is a file's kind."""

_KIND_OF = re.compile("|".join(f"({pattern})" for pattern in _KINDS.values()))

_CONSTANT = ("social cards", "everything else")
"""Kinds of which a large archive has as much as a small one, or nearly."""

_KINDS_SHOWN = 3
"""The largest kinds, which a warning names."""

_WHOLE_MEGABYTES = 10
"""Sizes from which on decimals say nothing."""

_MINIMUM_PAPERS = 500
"""Papers from which on those that follow weigh about as much: before, what every site has weighs more."""


@dataclass(frozen=True, slots=True)
class Size:
    """A number of files and their bytes."""

    files: int = 0
    bytes: int = 0

    def __add__(self, other: Size) -> Size:
        return Size(self.files + other.files, self.bytes + other.bytes)


SizeByKind = Mapping[str, Size]


def kind_of(path: str) -> str:
    """Return the kind of a file by its path in the site.

    >>> kind_of("papers/on-traces/index.html"), kind_of("tags/search/feed.xml"), kind_of("tags/search/index.html")
    ("papers' pages", 'feeds', 'lists')
    """
    match = _KIND_OF.fullmatch(path)
    return list(_KINDS)[match.lastindex - 1] if match and match.lastindex else "everything else"


def sizes(states: Mapping[str, State]) -> SizeByKind:
    """Return the size of each kind of file, in a fixed order, without kinds of which there are none.

    `states` are those of a site's files by path.
    """
    found: dict[str, list[int]] = {kind: [] for kind in _KINDS}
    for path, (size, _) in states.items():
        found[kind_of(path)].append(size)
    return {kind: Size(len(of_kind), sum(of_kind)) for kind, of_kind in found.items() if of_kind}


def report(by_kind: SizeByKind, papers: int) -> str:
    """Return a table of a site with so many papers, and, of a large one, how many papers GitHub Pages takes."""
    total = _sum(by_kind.values())
    heading = f"{'size of the site':20}{'files':>9}{'MB':>9}{'KB a paper':>13}"
    rows = [_row(kind, size, papers) for kind, size in by_kind.items()]
    lines = [heading, *rows, _row("all", total, papers)]
    if papers >= _MINIMUM_PAPERS:
        lines.append(_room(by_kind, papers))
    return "\n".join(lines)


def _row(name: str, size: Size, papers: int) -> str:
    a_paper = f"{size.bytes / papers / 1000:13,.1f}" if papers else ""
    return f"{name:20}{size.files:9,}{size.bytes / 1e6:9,.1f}{a_paper}"


def _room(by_kind: SizeByKind, papers: int) -> str:
    """Return how many papers GitHub Pages takes if each further one weighs as much as those there are."""
    total = _sum(by_kind.values())
    constant = sum(by_kind.get(kind, Size()).bytes for kind in _CONSTANT)
    further = (total.bytes - constant) / papers
    room = max(0, int((PAGES_BYTES - constant) / further)) // 100 * 100
    return (
        f"{total.bytes / papers / 1000:,.0f} KB and {total.files / papers:.1f} files a paper. GitHub Pages takes "
        f"{_megabytes(PAGES_BYTES)}, at this rate ({further / 1000:,.0f} KB for each further paper) some {room:,} "
        "papers."
    )


def excess(by_kind: SizeByKind) -> str:
    """Return a warning if a site with these sizes is too large for GitHub Pages, or ""."""
    total = _sum(by_kind.values()).bytes
    if total <= PAGES_BYTES:
        return ""
    largest = sorted(by_kind, key=lambda kind: (-by_kind[kind].bytes, kind))[:_KINDS_SHOWN]
    listed = ", ".join(f"{kind} ({_megabytes(by_kind[kind].bytes)})" for kind in largest)
    return (
        f"the site has {_megabytes(total)}, and GitHub Pages publishes {_megabytes(PAGES_BYTES)} at most; most is in "
        f"{listed}. Raise minimum_papers_per_author or minimum_papers_per_tag or lower feed_entries in "
        "site_config/archive.yml, or publish the site on a host that allows more"
    )


def papers_in(by_kind: SizeByKind) -> int:
    """Return how many papers a site has: each has a Markdown file."""
    return by_kind.get("papers' Markdown", Size()).files


def _sum(sizes_: Iterable[Size]) -> Size:
    return sum(sizes_, Size())


def _megabytes(number: int) -> str:
    megabytes = number / 1e6
    return f"{megabytes:,.0f} MB" if megabytes >= _WHOLE_MEGABYTES else f"{megabytes:.1f} MB"
