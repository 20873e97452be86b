"""Limits of hosts of static sites, and advice when a site exceeds them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

PAGES_BYTES = 1_000_000_000
"""Maximum size of a site on GitHub Pages:
https://docs.github.com/en/pages/getting-started-with-github-pages/github-pages-limits
"""

_FOLDERS_SHOWN = 3
"""The largest folders, whose sizes the message names."""


def sizes(site: Path) -> Counter[str]:
    """Return the bytes of a site's files by top-level folder, "" for files at the top."""
    by_folder: Counter[str] = Counter()
    for folder, _, names in os.walk(site):
        top = folder[len(str(site)) + 1 :].partition(os.sep)[0]
        by_folder[top] += sum(os.stat(f"{folder}/{name}").st_size for name in names)  # noqa: PTH116 (a second faster)
    return by_folder


def excess(by_folder: Mapping[str, int]) -> str:
    """Return a warning if a site with these sizes is too large for GitHub Pages, or ""."""
    total = sum(by_folder.values())
    if total <= PAGES_BYTES:
        return ""
    largest = sorted(filter(None, by_folder), key=lambda folder: (-by_folder[folder], folder))[:_FOLDERS_SHOWN]
    listed = ", ".join(f"{folder}/ ({_megabytes(by_folder[folder])})" for folder in largest)
    return (
        f"the site has {_megabytes(total)}, and GitHub Pages publishes {_megabytes(PAGES_BYTES)} at most; most is in "
        f"{listed}. Raise minimum_papers_per_author or minimum_papers_per_tag or lower feed_entries in "
        "site_config/archive.yml, or publish the site on a host that allows more"
    )


def _megabytes(number: int) -> str:
    return f"{number / 1e6:,.0f} MB"
