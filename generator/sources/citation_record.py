"""The record of citations: which papers of the archive cite which, in `content/citations.txt`.

A line has a paper's slug, the day on which `papershelf enrich` asked about it, and the slugs of papers that it cites:

    searching-for-programs-by-their-traces 2026-05-01 programs-as-proofs lanterns-for-tree-search
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from generator.addresses import CITATIONS_RECORD as PATH
from generator.bibliography import CitationsOf
from generator.model import Problem

HEADER = """\
# Which papers of this archive cite which, by their addresses below papers/: the paper, the day on which services were
# asked about it, the papers that it cites. `papershelf enrich` writes it. Keep this file in git.
"""

_LINE = re.compile(r"(?P<slug>[a-z0-9-]+)(?: (?P<asked>\d{4}-\d{2}-\d{2}))?(?P<cites>(?: [a-z0-9-]+)*)", re.A)


def parse(text: str) -> tuple[list[CitationsOf], list[Problem]]:
    """Return the lines of the record, and a problem for each that is none."""
    lines: list[CitationsOf] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            lines.append(_parsed(line.rstrip()))
        except ValueError:
            hint = "restore it from git: a line is '<slug> <day> <slug of a cited paper> …'"
            problems.append(Problem(PATH, number, 1, "is not a line of the record of citations", hint))
    return lines, problems


def _parsed(line: str) -> CitationsOf:
    match = _LINE.fullmatch(line)
    if match is None:
        raise ValueError(line)
    asked = dt.date.fromisoformat(match["asked"]) if match["asked"] else None
    return CitationsOf(match["slug"], asked, tuple(match["cites"].split()))


def extend(text: str, new: Iterable[CitationsOf]) -> str:
    """Return the record with these citations as well; the later day stays. Lines are in the order of slugs."""
    by_slug: dict[str, CitationsOf] = {}
    for line in (*parse(text)[0], *new):
        known = by_slug.get(line.slug, CitationsOf(line.slug))
        days = [day for day in (known.asked, line.asked) if day]
        by_slug[line.slug] = CitationsOf(line.slug, max(days, default=None), tuple(sorted({*known.cites, *line.cites})))
    return HEADER + "".join(
        " ".join([slug, *([str(line.asked)] if line.asked else []), *line.cites]) + "\n"
        for slug, line in sorted(by_slug.items())
    )
