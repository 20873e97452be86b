"""Rising tags: those with a larger share of the last week's papers than of the four weeks before.

A week is seven days, and the last ends with the newest digest; no clock is read. Its papers are those of its digests,
each once.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from generator.model import DigestDay, Tag

WEEKS = 8
"""Weeks in the plot of a tag, the last included."""

_BEFORE = 4
"""Weeks before the last, with which it is compared."""

_MINIMUM_WEEK = 10
"""Papers that a week needs: the share of a tag among fewer says nothing. Days without digests may leave gaps before."""

_MINIMUM_PAPERS = 3
_MINIMUM_EXCESS = 1.0
"""Papers of the last week that a tag needs, and by how many standard deviations they exceed the expected ones."""


@dataclass(frozen=True, slots=True)
class Rising:
    """A tag with its number of papers in the last week, their share, its mean share in the four weeks before, and its
    shares in `WEEKS` weeks, oldest first, of which those without papers are 0.
    """

    tag: Tag
    papers: int
    share: float
    mean: float
    shares: tuple[float, ...]


def rising(days: Sequence[DigestDay], tags: Iterable[Tag], at_most: int) -> tuple[Rising, ...]:
    """Return the tags that rise most, by the excess over their expected number of papers. `days` are newest first.

    None rises while the last week or the four before have too few papers.
    """
    weeks = [frozenset(paper.slug for day in week for paper in day.papers) for week in _weeks(days)]
    totals = [len(week) for week in weeks]
    before = totals[1 : 1 + _BEFORE]
    if not weeks or totals[0] < _MINIMUM_WEEK or sum(before) < _BEFORE * _MINIMUM_WEEK:
        return ()
    recent = frozenset().union(*weeks)
    found = []
    for tag in tags:
        members = [paper.slug for paper in tag.papers if paper.slug in recent]
        counts = [sum(slug in week for slug in members) for week in weeks]
        mean = sum(counts[1 : 1 + _BEFORE]) / sum(before)
        excess = _excess(counts[0], mean * totals[0])
        if counts[0] >= _MINIMUM_PAPERS and excess >= _MINIMUM_EXCESS:
            shares = tuple(count / max(total, 1) for count, total in zip(counts, totals, strict=True))
            found.append((excess, Rising(tag, counts[0], shares[0], mean, shares[::-1])))
    found.sort(key=lambda pair: (-pair[0], pair[1].tag.slug))
    return tuple(rise for _, rise in found[:at_most])


def last_week(days: Sequence[DigestDay]) -> list[DigestDay]:
    """Return the days of the last week, newest first."""
    return next(iter(_weeks(days)), [])


def _weeks(days: Sequence[DigestDay]) -> list[list[DigestDay]]:
    """Return the days of each of the last `WEEKS` weeks, newest first."""
    if not days:
        return []
    end = days[0].date
    weeks: list[list[DigestDay]] = [[] for _ in range(WEEKS)]
    for day in days:
        number = (end - day.date) // dt.timedelta(days=7)
        if number >= WEEKS:
            break
        weeks[number].append(day)
    return weeks


def _excess(papers: int, expected: float) -> float:
    """Return by how many standard deviations papers exceed the expected number, as if each came independently.

    One is added to the variance, so that a tag without papers before does not rise without bound.

    >>> round(_excess(9, 4), 2), _excess(3, 0)
    (2.24, 3.0)
    """
    return (papers - expected) / math.sqrt(expected + 1)
