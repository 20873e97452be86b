"""Add entries to a digest in linear time. If the digest has the work already, the entry fills what its row lacks."""

from __future__ import annotations

import collections
import dataclasses
import itertools
import sys
from collections.abc import Iterable, Iterator

from generator.model import Digest, Entry
from generator.text import identifiers
from generator.text.identifiers import value_of
from generator.text.identity import Evidence, evidence_of, may_be_one_work

_MAX_CANDIDATES = 10
"""Rows of one work that are searched for one that lacks nothing. Only edited files have more than one or two."""

_FIELDS = tuple(field.name for field in dataclasses.fields(Entry))
_COUNTS = ("comments", "upvotes")

_Ids = tuple[str, str, str]
"""The title key, arXiv id and DOI of a row; "*" stands for any id."""


def add_entries(digest: Digest, more: Iterable[Entry], maximum: int = sys.maxsize) -> tuple[Digest, list[Entry]]:
    """Return the digest with `more` entries, and those that need a row of their own when it has `maximum` rows.

    Adding the same entries again changes nothing. See `DigestRows`.
    """
    rows = DigestRows(digest.entries, maximum)
    remaining = [entry for entry in more if not rows.add(entry)]
    return dataclasses.replace(digest, entries=rows.entries), remaining


def missing_entries(digest: Digest, entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries that would change the digest if they were added."""
    rows = DigestRows(digest.entries)
    return [entry for entry in entries if rows.lacks(entry)]


class DigestRows:
    """The rows of a digest while entries are added.

    An entry fills a row with the same title and no different id, if both share an id or nothing shows that they are two
    works. Any other entry becomes a row of its own, so that its title and ids are kept. If both have a value, the row's
    own is kept, since a person may have corrected it. Of two counts the larger is kept, since counts only grow.
    """

    def __init__(self, entries: Iterable[Entry], maximum: int = sys.maxsize) -> None:
        self._maximum = maximum
        self._rows: list[Entry] = []
        self._ids: list[_Ids] = []
        self._evidence: dict[int, Evidence] = {}
        self._by_pattern: dict[_Ids, collections.deque[int]] = collections.defaultdict(collections.deque)
        for entry in entries:
            self._append(entry, _ids_of(entry))

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(self._rows)

    def add(self, entry: Entry) -> bool:
        """Add an entry. Return False if it needs a row of its own and there are `maximum` rows already."""
        ids = _ids_of(entry)
        number = self._row_for(entry, ids)
        if number is None:
            if len(self._rows) >= self._maximum:
                return False
            self._append(entry, ids)
            return True
        self._rows[number] = _filled(self._rows[number], entry)
        self._evidence.pop(number, None)
        self._register(number, (ids[0], self._rows[number].arxiv, self._rows[number].doi))
        return True

    def lacks(self, entry: Entry) -> bool:
        """Return whether adding the entry would change anything."""
        number = self._row_for(entry, _ids_of(entry))
        return number is None or _filled(self._rows[number], entry) != self._rows[number]

    def _row_for(self, entry: Entry, ids: _Ids) -> int | None:
        """Return the index of the row that the entry fills: the first that lacks nothing, or else the first."""
        candidates = list(itertools.islice(self._candidates(ids), _MAX_CANDIDATES))
        if not candidates:
            return None
        evidence = evidence_of(entry)
        fitting = [number for number in candidates if self._are_one(number, entry, ids[0], evidence)]
        complete = (number for number in fitting if _filled(self._rows[number], entry) == self._rows[number])
        return next(complete, fitting[0] if fitting else None)

    def _are_one(self, number: int, entry: Entry, title: str, evidence: Evidence) -> bool:
        """Return whether a row and an entry of its title are one work: they share an id, or no field contradicts."""
        row = self._rows[number]
        if (row.arxiv and row.arxiv == entry.arxiv) or (row.doi and row.doi == entry.doi):
            return True
        if number not in self._evidence:
            self._evidence[number] = evidence_of(row)
        return may_be_one_work(value_of(title), self._evidence[number], evidence) or _agrees(row, entry)

    def _append(self, entry: Entry, ids: _Ids) -> None:
        self._rows.append(entry)
        self._ids.append(ids)
        self._register(len(self._rows) - 1, ids)

    def _register(self, number: int, ids: _Ids) -> None:
        self._ids[number] = ids
        title, arxiv, doi = ids
        for pattern in {ids, (title, arxiv, "*"), (title, "*", doi), (title, "*", "*")}:
            numbers = self._by_pattern[pattern]
            if not numbers or numbers[-1] != number:
                numbers.append(number)

    def _candidates(self, ids: _Ids) -> Iterator[int]:
        """Yield the rows that an entry with these ids may fill: with its arXiv id, with its DOI, with no id."""
        title, arxiv, doi = ids
        if arxiv and doi:
            patterns = [(title, arxiv, doi), (title, arxiv, ""), (title, "", doi), (title, "", "")]
        elif arxiv:
            patterns = [(title, arxiv, "*"), (title, "", "")]
        elif doi:
            patterns = [(title, "*", doi), (title, "", "")]
        else:
            patterns = [(title, "*", "*")]
        for pattern in patterns:
            numbers = self._by_pattern.get(pattern, collections.deque())
            # A row that was filled has other ids by now and is registered with those. Such rows are dropped here, so
            # that the search stays linear.
            while numbers and not _matches(self._ids[numbers[0]], pattern):
                numbers.popleft()
            yield from (number for number in numbers if _matches(self._ids[number], pattern))


def _ids_of(entry: Entry) -> _Ids:
    *_, title = identifiers.keys_of(entry)
    return title, entry.arxiv, entry.doi


def _matches(ids: _Ids, pattern: _Ids) -> bool:
    return all(wanted in ("*", own) for own, wanted in zip(ids, pattern, strict=True))


def _agrees(row: Entry, entry: Entry) -> bool:
    """Return True if the row has every value of the entry, counts aside."""
    values = ((getattr(entry, name), getattr(row, name)) for name in _FIELDS if name not in _COUNTS)
    return all(not own or own == of_row for own, of_row in values)


def _filled(entry: Entry, other: Entry) -> Entry:
    values = {name: getattr(entry, name) or getattr(other, name) for name in _FIELDS}
    for name in _COUNTS:
        counts = [value for value in (getattr(entry, name), getattr(other, name)) if value is not None]
        values[name] = max(counts, default=None)
    return Entry(**values)
