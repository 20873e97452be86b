"""Addresses of the site: how the paths of `build/docs` become them."""

from __future__ import annotations

import re

LISTING = "published.txt"
"""The list that the site itself has, below `build/docs`."""


TRANSIENT = re.compile(
    r"/(?:authors|digests|organisations|tags)/[^/]+/(?:with/[^/]+/)?(?:\d+|all)/"
    r"|/(?:authors|organisations)/letters/.*|/social/.*|/(?:map|shelf)/.+|/trending/(?:[a-z]+/|papers\.json)|/CNAME"
)
"""Addresses that may go: further pages of long lists, those of an index of names, social cards, the data of scripts,
the windows of trending papers, and the domain of a host. It does not match `/digests/2026/`.
"""


FEED_FILES = ("feed.xml", "atom.xml", "feed.json")
"""The names of feeds: RSS, Atom and JSON Feed."""


def address_of(path: str) -> str:
    """Return the address of a file of `build/docs`.

    >>> address_of("tags/index.md"), address_of("tags/search.md"), address_of("feed.xml")
    ('/tags/', '/tags/search/', '/feed.xml')
    """
    folder, _, name = path.rpartition("/")
    if name in ("index.md", "index.html"):
        return f"/{folder}/" if folder else "/"
    return f"/{path.removesuffix('.md')}/" if name.endswith(".md") else f"/{path}"


def folders_of(path: str) -> list[str]:
    """Return the folders that a file is in, from the top.

    >>> folders_of("a/b/c.xml")
    ['a', 'a/b']
    """
    names = path.split("/")[:-1]
    return ["/".join(names[: depth + 1]) for depth in range(len(names))]


_LASTING = re.compile(r"/(?!assets/)(?:(?!\.)[A-Za-z0-9._~-]+/)*(?:(?!\.)[A-Za-z0-9._~-]+\.[A-Za-z0-9]+)?")


def is_lasting(address: str) -> bool:
    """Return False for further pages of a list, data of scripts, `/assets/`, hidden files, and files without a suffix.

    >>> is_lasting("/tags/search/"), is_lasting("/tags/search/7/"), is_lasting("/assets/a.png")
    (True, False, False)
    """
    return bool(_LASTING.fullmatch(address)) and not TRANSIENT.fullmatch(address)


MAX_LENGTH = 1_000
"""Characters of an address: servers take 2,000 and more, file systems 4,096 for a whole path."""

MAX_DEPTH = 30
"""Folders of an address."""

_MAX_NAME = 255
"""Bytes of a name in file systems."""


def fits(address: str) -> bool:
    """Return whether an address is short enough to be a path on every system.

    >>> fits("/tags/search/"), fits("/a" * 31 + "/"), fits("/" + "a" * 256 + "/")
    (True, False, False)
    """
    parts = address.strip("/").split("/")
    return len(address) <= MAX_LENGTH and len(parts) <= MAX_DEPTH and max(map(len, parts)) <= _MAX_NAME


PUBLISHED_RECORD = "content/published.txt"
"""The record of every address that was ever published but papers', which `content/permalinks.txt` has."""

PAPERS_RECORD = "content/permalinks.txt"
"""The record of every address ever given to a paper."""

CITATIONS_RECORD = "content/citations.txt"
"""The record of which papers of the archive cite which."""
