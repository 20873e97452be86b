"""Trending papers: a ranking by upvotes, comments and repeated appearances, with a decay.

    score = (upvotes + 2 · comments + 10 · further appearances) · 2^(−age / 7)

The age is in days, from a paper's newest appearance to the newest in the archive; no clock is read. Counts of one
source only grow, so its largest counts; different sources have different readers, so these are added up. If no digest
has a count for a paper, the archive's median is assumed if most papers have one, and 0 otherwise. So papers of a source
without counts rank in the middle.
"""

from __future__ import annotations

import datetime as dt
import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from generator.model import Appearance, Paper

HALF_LIFE = 7
"""Days after which the score of a paper is halved."""

PER_COMMENT = 2
"""A comment counts as two upvotes, because it takes more than a click."""

PER_APPEARANCE = 10
"""Each appearance after the first counts as ten upvotes, about a paper's average (11.6 over 1,700 real papers)."""


@dataclass(frozen=True, slots=True)
class Trend:
    """A paper with the parts of its score.

    `upvotes` and `comments` are None if no digest has them, and then count as `assumed`, a number for each. `further`
    is the number of appearances after the first, `age` is in days.
    """

    paper: Paper
    upvotes: int | None
    comments: int | None
    assumed: tuple[int, int]
    further: int
    age: int

    @property
    def weight(self) -> int:
        """The score without its decay."""
        upvotes = self.assumed[0] if self.upvotes is None else self.upvotes
        comments = self.assumed[1] if self.comments is None else self.comments
        return upvotes + PER_COMMENT * comments + PER_APPEARANCE * self.further

    @property
    def decay(self) -> float:
        """1 for a paper of the newest digest, falling to 0."""
        return math.pow(2, -self.age / HALF_LIFE)

    @property
    def score(self) -> float:
        return self.weight * self.decay


def rank(papers: Sequence[Paper]) -> tuple[Trend, ...]:
    """Return all papers with their scores, highest first; equal scores are ordered by date, newest first, then slug."""
    if not papers:
        return ()
    newest = max(paper.newest.date for paper in papers)
    counted = [(paper, most_upvotes(paper), most_comments(paper)) for paper in papers]
    assumed = _median([upvotes for _, upvotes, _ in counted]), _median([comments for *_, comments in counted])
    trends = (
        Trend(paper, upvotes, comments, assumed, len(paper.appearances) - 1, (newest - paper.newest.date).days)
        for paper, upvotes, comments in counted
    )
    return tuple(sorted(trends, key=lambda trend: (-trend.score, trend.age, trend.paper.slug)))


def without_decay(trends: Iterable[Trend]) -> list[Trend]:
    """Order the trends of one week, month or year without decay, so that its last days have no advantage."""
    return sorted(trends, key=lambda trend: (-trend.weight, trend.age, trend.paper.slug))


def in_window(trends: Iterable[Trend], days: int) -> list[Trend]:
    """Return the papers that appeared in the last `days` days, with the highest score first, without decay."""
    return without_decay(trend for trend in trends if trend.age < days)


def most_noticed(papers: Sequence[Paper], at_most: int) -> list[Paper]:
    """Return the papers with the most votes, among equals in their order; counts that no digest has are 0."""
    votes = {paper.slug: (most_upvotes(paper) or 0) + PER_COMMENT * (most_comments(paper) or 0) for paper in papers}
    ranked = sorted(papers, key=lambda paper: -votes[paper.slug])
    return [paper for paper in ranked[:at_most] if votes[paper.slug]]


def as_of(papers: Iterable[Paper], day: dt.date) -> list[Paper]:
    """Return the papers as they were on `day`: with their appearances up to it, without those that came later."""
    known = ((paper, tuple(seen for seen in paper.appearances if seen.date <= day)) for paper in papers)
    return [replace(paper, appearances=seen) for paper, seen in known if seen]


def has_votes(papers: Iterable[Paper]) -> bool:
    """Return True if any digest counts upvotes or comments."""
    return any(seen.upvotes or seen.comments for paper in papers for seen in paper.appearances)


def days_seen(paper: Paper) -> int:
    """Return the number of days whose digests have the paper."""
    return len({seen.date for seen in paper.appearances})


def seen_again(papers: Iterable[Paper]) -> list[Paper]:
    """Return the papers of several days: those with the newest day first, of these the ones with the most days."""
    again = (paper for paper in papers if days_seen(paper) > 1)
    return sorted(again, key=lambda paper: (-paper.newest.date.toordinal(), -days_seen(paper), paper.slug))


def most_upvotes(paper: Paper) -> int | None:
    """Return the upvotes of all sources, None if no source counts them."""
    return _sum_of_largest((seen, seen.upvotes) for seen in paper.appearances)


def most_comments(paper: Paper) -> int | None:
    """Return the comments of all sources, None if no source counts them."""
    return _sum_of_largest((seen, seen.comments) for seen in paper.appearances)


def _sum_of_largest(counts: Iterable[tuple[Appearance, int | None]]) -> int | None:
    """Add up the largest count of each source."""
    largest: dict[str, int] = {}
    for seen, count in counts:
        if count is not None:
            largest[seen.source] = max(count, largest.get(seen.source, 0))
    return sum(largest.values()) if largest else None


def _median(counts: Sequence[int | None]) -> int:
    """Return the lower median of the known counts, 0 if most are unknown."""
    known = [count for count in counts if count is not None]
    return statistics.median_low(known) if known and 2 * len(known) >= len(counts) else 0
