"""Permanent addresses: slugs, and the record of every slug ever given to a work.

`content/permalinks.txt` holds a line per slug, oldest first, written when digests are imported and never rewritten:

    searching-for-programs-by-their-traces arxiv:2508.01234 title:searchingforprogramsbytheirtraces

A work keeps the first slug whose line shares a key with it; its later slugs become redirects.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence

from generator.model import Paper, Permalink, Problem

PATH = "content/permalinks.txt"

HEADER = """\
# Every address this archive has given to a paper: its slug below papers/, then what the paper is known by.
# `papershelf import` adds lines. Keep this file in git, and never change or delete a line: published links depend on it.
"""

LONGEST_SLUG = 70
"""Characters; a title is cut at a word. Long enough that two of 1,900 real titles share a slug only if they are equal."""

_LINE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?: (?:arxiv|doi|title):\S+)+")
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i", "μ": "mu", "π": "pi"}
    | {"α": "alpha", "β": "beta", "γ": "gamma", "λ": "lambda", "σ": "sigma", "τ": "tau", "ε": "epsilon", "δ": "delta"}
)


def slugify(title: str, longest: int = LONGEST_SLUG) -> str:
    """A title as an address: ASCII letters, digits and single hyphens; '' when it has none of them.

    >>> slugify("T\\u00dcLU 3: Post-Training")
    'tulu-3-post-training'
    """
    ascii_title = unicodedata.normalize("NFKD", title.lower().translate(_LETTERS)).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", re.sub(r"(?<=[a-z])'(?=[a-z])", "", ascii_title))
    slug = "-".join(words)
    if len(slug) <= longest:
        return slug
    return slug[: longest + 1].rpartition("-")[0] or slug[:longest]


def parse_record(text: str) -> tuple[list[Permalink], list[Problem]]:
    """The record's lines, oldest first, and a problem for each line that is none."""
    permalinks, problems = [], []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if _LINE.fullmatch(line.rstrip()):
            slug, *keys = line.split()
            permalinks.append(Permalink(slug, frozenset(keys), number))
        else:
            hint = "restore it from git: a line is '<slug> <key> <key>…'"
            problems.append(Problem(PATH, number, 1, "is not a line of the record of addresses", hint))
    return permalinks, problems


def extend_record(text: str, papers: Iterable[Paper]) -> str:
    """The record with a line for every paper whose slug it lacks, in the order of `papers`."""
    recorded = {permalink.slug for permalink in parse_record(text)[0]}
    new = [f"{paper.slug} {' '.join(paper.keys)}\n" for paper in papers if paper.slug not in recorded]
    if not new:
        return text
    text = text or HEADER
    return text + ("" if text.endswith("\n") else "\n") + "".join(new)


def fallback_slugs(title: str, keys: Sequence[str]) -> list[str]:
    """Slugs for a work in order of preference: its title's, then that with its arXiv id, then with a digest of its keys."""
    base = slugify(title)
    arxiv = next((slugify(key.partition(":")[2]) for key in keys if key.startswith("arxiv:")), "")
    unique = hashlib.sha256(" ".join(keys).encode()).hexdigest()[:8]
    return list(filter(None, [base, f"{base}-{arxiv}".strip("-") if arxiv else "", f"{base or 'paper'}-{unique}"]))
