"""Works: joins the entries that are about one work.

Ids decide first; `title_joins` then joins works of one title. The result depends on the content of digests, and not on
the order in which they are read or how they are split into files. Except for sorting, the time is linear in the number
of entries.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from generator.model import Digest, Entry, Text
from generator.text.clean import clean_text
from generator.text.identifiers import ids, keys_of
from generator.text.identity import evidence_of, words_in_common

Clean = Callable[[str], Text]

Position = tuple[int, int]
"""The position of an entry: the indices of its digest and of its row there."""

_UNLIKE = 0.3
"""Titles with a smaller share of common words are different. Most works that change their titles keep half of them."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """An entry with the day and source that showed it. `order` is its rank in an order that is the same everywhere."""

    order: int
    date: dt.date
    source: str
    entry: Entry
    keys: tuple[str, ...]
    position: Position


@dataclass(frozen=True, slots=True)
class Work:
    """The sightings of one work, oldest first, and all their keys."""

    sightings: tuple[Sighting, ...]
    keys: frozenset[str]

    @classmethod
    def of(cls, sightings: Iterable[Sighting]) -> Work:
        in_order = tuple(sorted(sightings, key=lambda sighting: sighting.order))
        return cls(in_order, frozenset(key for sighting in in_order for key in sighting.keys))

    @property
    def first(self) -> Sighting:
        return self.sightings[0]


class FindingKind(Enum):
    """The kinds of findings about two entries that share a title or an id."""

    JOINED_BY_TITLE = "joined by title alone"
    DOUBTFUL = "joined by title, in doubt"
    KEPT_APART = "kept apart in spite of one title"
    UNLIKE_TITLES = "joined by an id in spite of unlike titles"


@dataclass(frozen=True, slots=True)
class Finding:
    """Two entries that share a title or an id, by position, and the reason why they were joined or kept apart."""

    kind: FindingKind
    position: Position
    other: Position
    reason: str = ""


def sightings_of(digests: Iterable[Digest], clean: Clean = clean_text) -> list[Sighting]:
    """Return all entries, ordered by date, source and content. `clean` may look titles up in a cache."""
    entries = [
        (digest.date, digest.source, repr(entry.title), entry, (number, row))
        for number, digest in enumerate(digests)
        for row, entry in enumerate(digest.entries)
    ]
    # The rest of an entry decides the order only if a digest has several entries of one title.
    times = Counter(entry[:3] for entry in entries)
    entries.sort(key=lambda entry: (*entry[:3], repr(entry[3]) if times[entry[:3]] > 1 else ""))
    return [
        Sighting(order, date, source, entry, keys_of(entry, clean), position)
        for order, (date, source, _, entry, position) in enumerate(entries)
    ]


def join_by_id(sightings: Sequence[Sighting]) -> list[Work]:
    """Join sightings that share an id, directly or through others. The works are in no particular order."""
    groups = _Groups(len(sightings))
    first_with: dict[str, int] = {}
    for number, sighting in enumerate(sightings):
        for key in ids(sighting.keys):
            groups.join(first_with.setdefault(key, number), number)
    return [Work.of(sightings[number] for number in members) for members in groups.members()]


def unlike_titles(works: Iterable[Work], clean: Clean = clean_text) -> Iterator[Finding]:
    """Yield a finding for each title of a work that shares few words, and no author, with the work's first title.

    A mistyped arXiv id joins two works in this way.
    """
    for work in works:
        by_title: dict[str, Sighting] = {}
        for sighting in work.sightings:
            by_title.setdefault(sighting.keys[-1], sighting)
        first, *others = by_title.values()
        for other in others:
            titles = (clean(one.entry.title).plain for one in (first, other))
            if words_in_common(*titles) >= _UNLIKE:
                continue
            if "authors" not in evidence_of(first.entry).agreements(evidence_of(other.entry)):
                yield Finding(FindingKind.UNLIKE_TITLES, other.position, first.position)


class _Groups:
    """Disjoint groups of the numbers below `size` (union-find)."""

    def __init__(self, size: int) -> None:
        self._parents = list(range(size))

    def join(self, number: int, other: int) -> None:
        low, high = sorted((self._leader(number), self._leader(other)))
        self._parents[high] = low

    def members(self) -> list[list[int]]:
        """Return the groups, each in ascending order."""
        members: dict[int, list[int]] = defaultdict(list)
        for number in range(len(self._parents)):
            members[self._leader(number)].append(number)
        return list(members.values())

    def _leader(self, number: int) -> int:
        parents = self._parents
        while parents[number] != number:
            parents[number] = parents[parents[number]]
            number = parents[number]
        return number
