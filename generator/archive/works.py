"""Identity: which entries of the digests are about one work.

The result depends on what the digests say, never on the order in which they are read or how they are split into files.
The effort is linear in the number of entries, but for sorting them.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from generator.model import Digest, Entry, Text
from generator.text.clean import clean_text
from generator.text.identifiers import ids, keys_of, of_kind

Clean = Callable[[str], Text]

Position = tuple[int, int]
"""Of an entry: the number of its digest and of its row there, from 0."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """An entry with the day and source that showed it. `order` is its rank in an order that every machine agrees on."""

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


def identify(digests: Sequence[Digest]) -> list[list[int]]:
    """The number of its work for each entry of each digest: entries of one work have the same number."""
    numbers = {sighting.position: number for number, work in enumerate(gather(digests)) for sighting in work.sightings}
    return [[numbers[place, row] for row in range(len(digest.entries))] for place, digest in enumerate(digests)]


def gather(digests: Iterable[Digest], clean: Clean = clean_text) -> list[Work]:
    """The works, by first sighting. Ids decide first; works known by title alone then join the first that agrees."""
    return _join_by_title(_join_by_id(list(_sightings(digests, clean))))


def _sightings(digests: Iterable[Digest], clean: Clean) -> Iterator[Sighting]:
    """Every entry, by date, source and content."""
    entries = [
        (digest.date, digest.source, repr(entry.title), entry, (number, row))
        for number, digest in enumerate(digests)
        for row, entry in enumerate(digest.entries)
    ]
    # The rest of an entry matters only where a digest has several of one title.
    times = Counter(entry[:3] for entry in entries)
    entries.sort(key=lambda entry: (*entry[:3], repr(entry[3]) if times[entry[:3]] > 1 else ""))
    for order, (date, source, _, entry, position) in enumerate(entries):
        yield Sighting(order, date, source, entry, keys_of(entry, clean), position)


def _join_by_id(sightings: Sequence[Sighting]) -> list[Work]:
    """Works of the sightings that share an id, directly or by way of others; in no order."""
    groups = _Groups(len(sightings))
    first_with: dict[str, int] = {}
    for number, sighting in enumerate(sightings):
        for key in ids(sighting.keys):
            groups.join(first_with.setdefault(key, number), number)
    return [_work(sightings[number] for number in members) for members in groups.members()]


def _join_by_title(works: Iterable[Work]) -> list[Work]:
    """Works that share a title, with no contradiction between their ids, as one.

    Works with arXiv ids never join. A work with only a DOI joins one without a DOI. A work without ids joins any.
    """
    joined: list[list[Work]] = []
    of_title: dict[str, int] = {}
    without_doi: dict[str, deque[int]] = defaultdict(deque)
    with_doi: set[int] = set()
    for work in sorted(works, key=_most_certain_first):
        titles = sorted(of_kind(work.keys, "title"))
        target = None
        if not of_kind(work.keys, "arxiv"):
            if of_kind(work.keys, "doi"):
                candidates = (_first_without(with_doi, without_doi[title]) for title in titles)
            else:
                candidates = (of_title.get(title) for title in titles)
            target = next((number for number in candidates if number is not None), None)
        if target is None:
            target = len(joined)
            joined.append([])
        joined[target].append(work)
        if of_kind(work.keys, "doi"):
            with_doi.add(target)
        for title in titles:
            of_title.setdefault(title, target)
            without_doi[title].append(target)
    found = (_work(sighting for work in of_work for sighting in work.sightings) for of_work in joined)
    return sorted(found, key=lambda work: work.sightings[0].order)


def _most_certain_first(work: Work) -> tuple[bool, bool, int]:
    return not of_kind(work.keys, "arxiv"), not of_kind(work.keys, "doi"), work.sightings[0].order


def _first_without(refused: Container[int], numbers: deque[int]) -> int | None:
    """The first of the numbers that is not refused; refused ones before it are dropped, for they stay refused."""
    while numbers and numbers[0] in refused:
        numbers.popleft()
    return numbers[0] if numbers else None


def _work(sightings: Iterable[Sighting]) -> Work:
    in_order = tuple(sorted(sightings, key=lambda sighting: sighting.order))
    return Work(in_order, frozenset(key for sighting in in_order for key in sighting.keys))


class _Groups:
    """Disjoint groups of the numbers below `size` (union-find)."""

    def __init__(self, size: int) -> None:
        self._parents = list(range(size))

    def join(self, number: int, other: int) -> None:
        low, high = sorted((self._leader(number), self._leader(other)))
        self._parents[high] = low

    def members(self) -> list[list[int]]:
        """The groups, each in order."""
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
