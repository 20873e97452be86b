"""What hosts of static sites allow, and what to do when a site is too large for them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

PAGES_BYTES = 1_000_000_000
"""What GitHub Pages publishes at most: https://docs.github.com/en/pages/getting-started-with-github-pages/github-pages-limits"""

_TOLD = 3
"""Folders whose sizes are told, the largest."""


def sizes(site: Path) -> Counter[str]:
    """The bytes of a site's files by the folder at its top that they are below; '' for those at the top itself."""
    found: Counter[str] = Counter()
    for folder, _, names in os.walk(site):
        top = folder[len(str(site)) + 1 :].partition(os.sep)[0]
        found[top] += sum(os.stat(f"{folder}/{name}").st_size for name in names)  # noqa: PTH116 (of so many, a second)
    return found


def excess(found: Mapping[str, int]) -> str:
    """What to tell of a site of these sizes: '' where GitHub Pages takes it."""
    total = sum(found.values())
    if total <= PAGES_BYTES:
        return ""
    largest = sorted(filter(None, found), key=lambda folder: (-found[folder], folder))[:_TOLD]
    told = ", ".join(f"{folder}/ ({_megabytes(found[folder])})" for folder in largest)
    return (
        f"the site has {_megabytes(total)}, and GitHub Pages publishes {_megabytes(PAGES_BYTES)} at most; most is in "
        f"{told}. Raise minimum_papers_per_author or minimum_papers_per_tag or lower feed_entries in "
        "site_config/archive.yml, or publish the site on a host that takes more"
    )


def _megabytes(number: int) -> str:
    return f"{number / 1e6:,.0f} MB"
