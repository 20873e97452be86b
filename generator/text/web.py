"""Addresses of the web: which are accepted as links, and which belong to GitHub."""

from __future__ import annotations

import re

ADDRESS = re.compile(r"https?://[^\s<>\"'\\]+")
"""An accepted link: absolute, on the web, and without a character that could end an HTML attribute."""


def is_github(repo_url: str) -> bool:
    """Return whether an address is that of a repository on GitHub, where the forms for contributions are.

    >>> is_github("https://github.com/papershelf/papershelf"), is_github("https://gitlab.com/a/b")
    (True, False)
    """
    return re.fullmatch(r"https://github\.com/[\w.-]+/[\w.-]+", repo_url, re.ASCII) is not None
