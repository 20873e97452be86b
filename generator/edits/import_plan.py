"""Importing digests: which files of `content/digests/` change, and a receipt that accounts for every row."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from generator.archive import papers
from generator.archive.title_joins import Gathered, gather
from generator.archive.works import FindingKind
from generator.edits.digest_rows import add_entries, missing_entries
from generator.model import Digest, Paper, Problem, SourceFile
from generator.sources import permalinks
from generator.sources.digest_writer import is_unedited, write_digest
from generator.sources.digests import ParsedDigest, read_digest


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one file's rows: `read` is `new` + `seen` + `rejected`.

    `new` counts entries of works that neither the archive nor an earlier entry of the import had. `title_matches` says
    of entries that share hardly more than a title or an id with others whether they were joined or kept apart.
    """

    path: str
    format: str
    new: int
    seen: int
    rejected: int
    problems: tuple[Problem, ...]
    is_usable: bool
    title_matches: tuple[str, ...] = ()

    @property
    def read(self) -> int:
        return self.new + self.seen + self.rejected


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import comes to: the files to write, by path and in this order, a receipt for each file it read, and the
    number of works that the archive then has.
    """

    digests: Mapping[str, str]
    permalinks: str
    receipts: tuple[Receipt, ...]
    works: int

    @property
    def texts(self) -> dict[str, str]:
        """Digests come first: without its record a paper still has its page, while a record of no paper is an error."""
        return dict(self.digests) | ({permalinks.PATH: self.permalinks} if self.permalinks else {})


def plan(
    present: Mapping[str, SourceFile],
    existing: Sequence[Digest],
    record: str,
    readings: Sequence[tuple[str, ParsedDigest]],
) -> Plan:
    """What to write so that the archive has all that `readings`, by the path they were read from, say.

    `present` are its digests' files by path, `existing` what they hold, `record` the text of the record of addresses.
    """
    new = [reading.digest for _, reading in readings if reading.digest]
    found, works = receipts(existing, readings)
    if told := [permalink for _, reading in readings for permalink in reading.permalinks]:
        # What the archive has already keeps its address, recorded or not; the dump's papers get theirs.
        record = permalinks.add_told(with_papers(record, existing), told)
    record = with_papers(record, [*existing, *new])
    return Plan(changed_files(present, new), record, tuple(by_file(found)), works)


def oldest_first(merged: Iterable[Paper]) -> list[Paper]:
    """Papers in the order in which they get their addresses."""
    return sorted(merged, key=lambda paper: (paper.first_seen, paper.slug))


def receipts(existing: Sequence[Digest], readings: Sequence[tuple[str, ParsedDigest]]) -> tuple[list[Receipt], int]:
    """A receipt per reading, in their order, and the number of works of archive and import together."""
    incoming = [reading.digest for _, reading in readings if reading.digest]
    gathered = gather([*existing, *incoming])
    numbers = gathered.numbers([*existing, *incoming])
    title_matches = iter(_title_matches(gathered, existing, incoming))
    known = set(itertools.chain.from_iterable(numbers[: len(existing)]))
    remaining = iter(numbers[len(existing) :])
    found = []
    for path, reading in readings:
        new = seen = 0
        for work in next(remaining) if reading.digest else ():
            new += work not in known
            seen += work in known
            known.add(work)
        problems = reading.problems
        unread = 0 if reading.digest else len(reading.entries)
        rejected = reading.rejected + unread
        matches = next(title_matches) if reading.digest else ()
        is_usable = reading.digest is not None
        found.append(Receipt(path, reading.format, new, seen, rejected, problems, is_usable, matches))
    return found, len(known)


def _title_matches(gathered: Gathered, existing: Sequence[Digest], incoming: Sequence[Digest]) -> list[tuple[str, ...]]:
    """For each incoming digest, what became of the entries that share only their titles with others, in words."""
    digests = [*existing, *incoming]
    matches: list[list[str]] = [[] for _ in digests]
    for finding in sorted(gathered.findings, key=lambda finding: max(finding.position, finding.other)):
        number, row = max(finding.position, finding.other, key=lambda position: position[0])
        [other] = {finding.position, finding.other} - {(number, row)}
        place = ":".join(map(str, papers.place_of(other, digests)))
        title = f"'{digests[number].entries[row].title[:60]}'"
        match finding.kind:
            case FindingKind.JOINED_BY_TITLE:
                matches[number].append(f"{title} is one with {place} by its title alone")
            case FindingKind.DOUBTFUL:
                matches[number].append(f"{title} is one with {place} in doubt: {finding.reason}")
            case FindingKind.UNLIKE_TITLES:
                matches[number].append(f"{title} has the id of {place}, whose title is quite unlike")
            case FindingKind.KEPT_APART:
                matches[number].append(f"{title} is another work than {place}: {finding.reason}")
    return [tuple(of_digest) for of_digest in matches[len(existing) :]]


def with_papers(addresses: str, known: Sequence[Digest]) -> str:
    """The record of papers' addresses with all papers of these digests."""
    merged = papers.merge(known, permalinks.parse_record(addresses)[0])
    return permalinks.extend_record(addresses, oldest_first(merged.papers))


def by_file(found: Iterable[Receipt]) -> list[Receipt]:
    """One receipt for each file: a dump has one for each of its digests."""
    return [functools.reduce(_together, of_file) for _, of_file in itertools.groupby(found, key=lambda one: one.path)]


def _together(receipt: Receipt, other: Receipt) -> Receipt:
    """The receipt for a file of which two receipts tell."""
    return replace(
        receipt,
        new=receipt.new + other.new,
        seen=receipt.seen + other.seen,
        rejected=receipt.rejected + other.rejected,
        problems=receipt.problems + other.problems,
        is_usable=receipt.is_usable or other.is_usable,
        title_matches=receipt.title_matches + other.title_matches,
    )


def changed_files(present: Mapping[str, SourceFile], digests: Iterable[Digest]) -> dict[str, str]:
    """The digest files to write, by path, so that `content/digests/` holds all that `digests` say.

    `present` are its files by path. A file that a person has edited is left alone: what is new goes to the next free
    name, `<date>-<source>-2.yml`. Files whose text would stay the same are not among the result.
    """
    texts = {path: file.text for path, file in present.items()}
    for digest in digests:
        for path in _paths(digest):
            text = texts.get(path)
            there = read_digest(SourceFile(path, text)).digest if text is not None else None
            if text is not None and there is None:
                continue  # it has errors; not ours to touch
            merged = add_entries(there or replace(digest, entries=()), digest.entries)
            if merged == there:
                break
            if text is None or there is None or is_unedited(text, there):
                texts[path] = write_digest(merged)
                break
            digest = replace(digest, entries=tuple(missing_entries(there, digest.entries)))
    return {path: text for path, text in texts.items() if path not in present or present[path].text != text}


def _paths(digest: Digest) -> Iterable[str]:
    name = f"content/digests/{digest.date}-{digest.source}"
    return itertools.chain([f"{name}.yml"], (f"{name}-{number}.yml" for number in itertools.count(2)))
