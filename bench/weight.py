"""What papers' pages weigh: `python -m bench.weight SITE`, where SITE is a built site.

HTML is counted as it is on the disk, a first load as a reader's browser fetches it from a server that compresses: the
page with every style sheet, script and picture that it names, gzipped (level 6) but for what is compressed already.
"""

from __future__ import annotations

import functools
import gzip
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from bs4 import BeautifulSoup

MOST_HTML, MOST_LOADED = 22_000, 120_000
"""Bytes that a paper's page may have, and may cost on a first load."""

COMPRESSED = {".png", ".jpg", ".webp", ".woff2", ".gz"}
FETCHED = "script[src], img[src], link[rel=stylesheet][href], link[rel=icon][href]"


@functools.cache
def on_the_wire(path: Path) -> int:
    """What a file costs to fetch."""
    data = path.read_bytes()
    return len(data) if path.suffix in COMPRESSED else len(gzip.compress(data, 6))


def loaded(page: Path) -> int:
    soup = BeautifulSoup(page.read_bytes(), "lxml")
    names = {str(each.get("src") or each.get("href")) for each in soup.select(FETCHED)}
    return on_the_wire(page) + sum(on_the_wire((page.parent / urlsplit(name).path).resolve()) for name in names)


def row(name: str, values: Sequence[int], most: int) -> str:
    ordered = sorted(values)
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    within = sum(value <= most for value in ordered) / len(ordered)
    median = round(statistics.median(ordered))
    return f"{name:24} {median:9,} {p95:9,} {ordered[-1]:9,}   {within:6.1%} within {most:,}"


def main(arguments: list[str]) -> None:
    [site] = map(Path, arguments)
    stubs = b'http-equiv="refresh"'
    pages = [page for page in site.glob("papers/*/index.html") if stubs not in page.read_bytes()]
    if not pages:
        raise SystemExit(f"{site}: has no papers; name a built site")
    print(f"{len(pages):,} papers, bytes{'':8} {'median':>9} {'p95':>9} {'most':>9}")
    print(row("HTML, uncompressed", [page.stat().st_size for page in pages], MOST_HTML))
    print(row("first load, compressed", [loaded(page) for page in pages], MOST_LOADED))


if __name__ == "__main__":
    main(sys.argv[1:])
