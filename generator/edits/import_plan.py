"""Importing digests: the files of `content/digests/` that change, and receipts that account for every row."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from generator.archive import papers
from generator.archive.title_joins import Gathered, gather
from generator.archive.works import FindingKind
from generator.edits.digest_rows import add_entries, missing_entries
from generator.model import Digest, Problem, SourceFile
from generator.sources import permalinks
from generator.sources.digest_writer import is_unedited, write_digest
from generator.sources.digests import ParsedDigest, read_digest
from generator.sources.permalinks import Recordable
from generator.sources.schemas import MAX_PAPERS


@dataclass(frozen=True, slots=True)
class Receipt:
    """The result of importing one file, in numbers of rows: `read` is `new` + `seen` + `rejected`.

    `new` counts rows of works that neither the archive nor an earlier row of the import had. `title_matches` has a
    sentence for each doubtful comparison of works, such as two with one title: whether they were joined or kept apart.
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
    """The result of an import: the digest files to write, by path, the text of the record of addresses, a receipt for
    each file, and the number of works in the archive afterwards.
    """

    digests: Mapping[str, str]
    permalinks: str
    receipts: tuple[Receipt, ...]
    works: int

    @property
    def texts(self) -> dict[str, str]:
        """The files to write, by path and in this order.

        Digests come first: a paper without a record still has a page, but a record without its paper is an error.
        """
        return dict(self.digests) | ({permalinks.PATH: self.permalinks} if self.permalinks else {})


def plan(
    present: Mapping[str, SourceFile],
    existing: Sequence[Digest],
    record: str,
    readings: Sequence[tuple[str, ParsedDigest]],
    advance: Callable[[], object] = lambda: None,
) -> Plan:
    """Return the changes that add the digests of `readings`, each with the path it was read from, to the archive.

    `present` has the archive's digest files by path, `existing` their digests, `record` the text of the record of
    addresses. `advance` is called when works are compared, when they have addresses, and after each digest.
    """
    new = [reading.digest for _, reading in readings if reading.digest]
    gathered = gather([*existing, *new])
    receipts_of_digests, works = receipts(gathered, existing, readings)
    advance()
    if permalinks_of_dump := [permalink for _, reading in readings for permalink in reading.permalinks]:
        # Papers that the archive has keep their addresses, recorded or not; new ones get those of the dump.
        record = permalinks.add_permalinks(with_papers(record, gather(existing)), permalinks_of_dump)
    record = with_papers(record, gathered)
    advance()
    return Plan(changed_files(present, _advancing(new, advance)), record, tuple(by_file(receipts_of_digests)), works)


def _advancing(digests: Iterable[Digest], advance: Callable[[], object]) -> Iterator[Digest]:
    for digest in digests:
        yield digest
        advance()


def oldest_first(merged: Iterable[Recordable]) -> list[Recordable]:
    """Return papers in the order in which they get their addresses."""
    return sorted(merged, key=lambda paper: (paper.first_seen, paper.slug))


def receipts(
    gathered: Gathered, existing: Sequence[Digest], readings: Sequence[tuple[str, ParsedDigest]]
) -> tuple[list[Receipt], int]:
    """Return a receipt for each reading, in order, and the number of works of archive and import together.

    `gathered` has the works of both.
    """
    incoming = [reading.digest for _, reading in readings if reading.digest]
    numbers = gathered.numbers([*existing, *incoming])
    title_matches = iter(_title_matches(gathered, existing, incoming))
    known = set(itertools.chain.from_iterable(numbers[: len(existing)]))
    remaining = iter(numbers[len(existing) :])
    results = []
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
        results.append(Receipt(path, reading.format, new, seen, rejected, problems, is_usable, matches))
    return results, len(known)


def _title_matches(gathered: Gathered, existing: Sequence[Digest], incoming: Sequence[Digest]) -> list[tuple[str, ...]]:
    """Return a sentence for each doubtful comparison of an entry with another, by incoming digest."""
    digests = [*existing, *incoming]
    matches: list[list[str]] = [[] for _ in digests]
    for finding in sorted(gathered.findings, key=lambda finding: max(finding.position, finding.other)):
        number, row = max(finding.position, finding.other, key=lambda position: position[0])
        [other] = {finding.position, finding.other} - {(number, row)}
        location = ":".join(map(str, papers.place_of(other, digests)))
        title = f"'{digests[number].entries[row].title[:60]}'"
        match finding.kind:
            case FindingKind.JOINED_BY_TITLE:
                matches[number].append(f"{title} was joined with {location} by title alone")
            case FindingKind.DOUBTFUL:
                matches[number].append(f"{title} was joined with {location}, which is doubtful: {finding.reason}")
            case FindingKind.UNLIKE_TITLES:
                matches[number].append(f"{title} has the id of {location}, whose title is very different")
            case FindingKind.KEPT_APART:
                matches[number].append(f"{title} was kept apart from {location}: {finding.reason}")
    return [tuple(sentences) for sentences in matches[len(existing) :]]


def with_papers(record: str, gathered: Gathered) -> str:
    """Return the text of the record of addresses, extended by these works."""
    addressed = papers.addressed(gathered, permalinks.parse_record(record)[0])
    return permalinks.extend_record(record, oldest_first(addressed))


def with_unrecorded(record: str, merged: Iterable[Recordable]) -> tuple[str, str]:
    """Return the record with the papers of digests that were placed by hand, and a message about them, or ""."""
    known = {permalink.slug for permalink in permalinks.parse_record(record)[0]}
    new = [paper for paper in oldest_first(merged) if paper.slug not in known]
    return permalinks.extend_record(record, new), placed_by_hand(len(new))


def placed_by_hand(papers: int) -> str:
    """Return a message about papers whose addresses are recorded although no command imported them, or ""."""
    what = "the address of a paper" if papers == 1 else f"the addresses of {papers:,} papers"
    verb = "is" if papers == 1 else "are"
    return f"{permalinks.PATH}: {what} placed by hand {verb} recorded from now on" if papers else ""


def by_file(of_digests: Iterable[Receipt]) -> list[Receipt]:
    """Add up consecutive receipts of the same file. A dump has one for each of its digests."""
    groups = itertools.groupby(of_digests, key=lambda receipt: receipt.path)
    return [functools.reduce(_sum, of_file) for _, of_file in groups]


def _sum(receipt: Receipt, other: Receipt) -> Receipt:
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
    """Return the texts of the digest files to write, by path, so that `content/digests/` has all entries of `digests`.

    `present` has its files by path. A file that a person has edited is not changed: new entries go to the next free
    name, `<date>-<source>-2.yml`, as do those beyond the papers that a file of any size may have. Files whose text
    would stay the same are left out.
    """
    texts = {path: file.text for path, file in present.items()}
    for digest in digests:
        for path in _paths(digest):
            text = texts.get(path)
            existing = read_digest(SourceFile(path, text)).digest if text is not None else None
            if text is not None and existing is None:
                continue  # the file has errors, which its author must fix
            merged, remaining = add_entries(existing or replace(digest, entries=()), digest.entries, MAX_PAPERS)
            if text is None or existing is None or (merged != existing and is_unedited(text, existing)):
                texts[path] = write_digest(merged)
            elif merged != existing:
                remaining = missing_entries(existing, digest.entries)
            if not remaining:
                break
            digest = replace(digest, entries=tuple(remaining))
    return {path: text for path, text in texts.items() if path not in present or present[path].text != text}


def _paths(digest: Digest) -> Iterable[str]:
    name = f"content/digests/{digest.date}-{digest.source}"
    return itertools.chain([f"{name}.yml"], (f"{name}-{number}.yml" for number in itertools.count(2)))
