"""What moves readers: papers ranked by upvotes, comments and repeated appearances, with a decay.

    score = (upvotes + 2 · comments + 10 · further appearances) · 2^(−age / 7)

The age is in days, from a paper's newest appearance to the newest of all: no clock is read. Counts of one source only
grow, so its largest is taken; different sources have different readers, so these are added up. A count that no digest
gives is taken to be the archive's median where most papers have one, so that those of a source that counts nothing
stand neither at the top nor at the end; and 0 elsewhere.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from generator.model import Appearance, Paper

HALF_LIFE = 7
"""Days after which a paper counts half."""

PER_COMMENT = 2
"""A comment is worth two upvotes: it takes more than a click."""

PER_APPEARANCE = 10
"""Upvotes that each appearance after the first is worth: about what a paper has (11.6 in 1,700 real ones)."""


@dataclass(frozen=True, slots=True)
class Trend:
    """A paper with what its score is made of. `upvotes` and `comments` are None where no digest tells them, and are
    counted as `assumed`; `further` are its appearances after the first, `age` is in days.
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
        """From 1 for a paper of the newest digest to 0."""
        return math.pow(2, -self.age / HALF_LIFE)

    @property
    def score(self) -> float:
        return self.weight * self.decay


def rank(papers: Sequence[Paper]) -> tuple[Trend, ...]:
    """The papers of an archive with their scores, highest first; of equals the newer, then by slug."""
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
    """The same for papers of one span of time: there the latest are no better than the first."""
    return sorted(trends, key=lambda trend: (-trend.weight, trend.age, trend.paper.slug))


def most_upvotes(paper: Paper) -> int | None:
    """The upvotes of all sources, None when none tells any."""
    return _most((seen, seen.upvotes) for seen in paper.appearances)


def most_comments(paper: Paper) -> int | None:
    """The comments of all sources, None when none tells any."""
    return _most((seen, seen.comments) for seen in paper.appearances)


def _most(counts: Iterable[tuple[Appearance, int | None]]) -> int | None:
    """The largest count of each source, added up."""
    largest: dict[str, int] = {}
    for seen, count in counts:
        if count is not None:
            largest[seen.source] = max(count, largest.get(seen.source, 0))
    return sum(largest.values()) if largest else None


def _median(counts: Sequence[int | None]) -> int:
    """The lower median of the counts that are known; 0 when most are not."""
    known = [count for count in counts if count is not None]
    return statistics.median_low(known) if known and 2 * len(known) >= len(counts) else 0
