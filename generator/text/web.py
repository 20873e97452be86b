"""Addresses of the web: which are accepted as links, and which belong to GitHub."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_ADDRESS = re.compile(r"https?://[^\s<>\"'\\]+")


def is_address(text: str) -> bool:
    """Return whether a text is a link that is accepted: absolute, on the web, with nothing that ends an HTML attribute.

    Browsers and Python take apart what passes; neither can read `https://[e/` or a port beyond 65535.

    >>> is_address("https://example.org/a?b#c"), is_address("https://[e/"), is_address("https://a.b:99999/")
    (True, False, False)
    """
    if not _ADDRESS.fullmatch(text):
        return False
    try:
        parts = urlsplit(text)
        return bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


def is_github(repo_url: str) -> bool:
    """Return whether an address is that of a repository on GitHub, where the forms for contributions are.

    >>> is_github("https://github.com/papershelf/papershelf"), is_github("https://gitlab.com/a/b")
    (True, False)
    """
    return re.fullmatch(r"https://github\.com/[\w.-]+/[\w.-]+", repo_url, re.ASCII) is not None
