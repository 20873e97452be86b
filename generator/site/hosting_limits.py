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
"""The largest folders, whose sizes the warning names."""

_FOLDERS_WEIGHED = 6
"""The largest folders, whose sizes a build names."""

_WHOLE_MEGABYTES = 10
"""Sizes from which on decimals say nothing."""

_MINIMUM_PAPERS = 500
"""Papers from which on those that follow weigh about as much: before, what every site has weighs more."""


def sizes(site: Path) -> Counter[str]:
    """Return the bytes of a site's files by top-level folder, "" for files at the top."""
    by_folder: Counter[str] = Counter()
    for folder, _, names in os.walk(site):
        top = folder[len(str(site)) + 1 :].partition(os.sep)[0]
        by_folder[top] += sum(os.stat(f"{folder}/{name}").st_size for name in names)  # noqa: PTH116 (a second faster)
    return by_folder


def weight(by_folder: Mapping[str, int], papers: int) -> str:
    """Return the size of a site of so many papers in words, and, of a large one, how many papers GitHub Pages takes."""
    total = sum(by_folder.values())
    said = f"The site has {_megabytes(total)}: {_listed(by_folder, _FOLDERS_WEIGHED)}"
    if papers < _MINIMUM_PAPERS:
        return said
    room = PAGES_BYTES * papers // total
    return f"{said}; {total / papers / 1000:,.0f} KB a paper, so that GitHub Pages takes some {room:,} papers"


def excess(by_folder: Mapping[str, int]) -> str:
    """Return a warning if a site with these sizes is too large for GitHub Pages, or ""."""
    total = sum(by_folder.values())
    if total <= PAGES_BYTES:
        return ""
    return (
        f"the site has {_megabytes(total)}, and GitHub Pages publishes {_megabytes(PAGES_BYTES)} at most; most is in "
        f"{_listed(by_folder, _FOLDERS_SHOWN)}. Raise minimum_papers_per_author or minimum_papers_per_tag or lower "
        "feed_entries in site_config/archive.yml, or publish the site on a host that allows more"
    )


def _listed(by_folder: Mapping[str, int], maximum: int) -> str:
    largest = sorted(filter(None, by_folder), key=lambda folder: (-by_folder[folder], folder))[:maximum]
    return ", ".join(f"{folder}/ ({_megabytes(by_folder[folder])})" for folder in largest)


def _megabytes(number: int) -> str:
    megabytes = number / 1e6
    return f"{megabytes:,.0f} MB" if megabytes >= _WHOLE_MEGABYTES else f"{megabytes:.1f} MB"
