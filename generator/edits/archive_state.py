"""The archive as commands that edit it see it: digests with their files, papers, records and notes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.archive import papers, references
from generator.archive.papers import MergedPapers
from generator.edits.change import Refused
from generator.model import Digest, Note, Paper, Permalink, Problem, SourceFile
from generator.sources import digests, notes, permalinks, published
from generator.sources.source_files import Sources
from generator.text.messages import as_text


@dataclass(frozen=True, slots=True)
class ArchiveState:
    """The digests of an archive, each with its file, and the papers that they make."""

    sources: Sources
    files: tuple[SourceFile, ...]
    digests: tuple[Digest, ...]
    record: tuple[Permalink, ...]
    merged: MergedPapers

    @property
    def papers(self) -> tuple[Paper, ...]:
        return self.merged.papers

    def rows(self, paper: Paper) -> Iterator[tuple[SourceFile, Digest, list[int]]]:
        """Yield each file and digest that has the paper, with the indices of its rows there, oldest file first."""
        for number, (file, digest) in enumerate(zip(self.files, self.digests, strict=True)):
            rows = [row for row in range(len(digest.entries)) if self.merged.slug_at[number, row] == paper.slug]
            if rows:
                yield file, digest, rows

    def notes(self, paper: Paper) -> Iterator[Note]:
        """Yield the notes on a paper."""
        by_reference = references.references(self.papers, self.record)
        for file in self.sources.notes:
            note = notes.read_note(file)[0]
            found = references.named(note.paper, by_reference) if note else None
            if note and found and found.slug == paper.slug:
                yield note


def read_state(sources: Sources) -> ArchiveState:
    """Return the state of an archive.

    Raises:
        Refused: when a digest or the record of addresses has errors.
    """
    read = [
        (file, parsed)
        for file in sorted(sources.digests, key=lambda file: file.path)
        for parsed in digests.read_digests(file)
    ]
    record, of_record = permalinks.parse_record(sources.permalinks)
    refuse_for([problem for _, parsed in read for problem in parsed.problems if problem.is_error] + of_record)
    usable = [(file, parsed.digest) for file, parsed in read if parsed.digest]
    of_files = tuple(digest for _, digest in usable)
    merged = papers.merge(of_files, record)
    return ArchiveState(sources, tuple(file for file, _ in usable), of_files, tuple(record), merged)


def refuse_for(problems: Iterable[Problem]) -> None:
    """Raise `Refused` with a line for each problem, if there is one."""
    if messages := [as_text(problem) for problem in problems]:
        raise Refused("\n".join(messages))


def published_slugs(state: ArchiveState, upstream: str = "") -> frozenset[str]:
    """Return the slugs of papers that were published, as far as the archive's files show.

    A paper was published if the record of published addresses has its page, or if `upstream`, the record of papers in
    the branch that was pushed, has its slug. Records of earlier releases have no papers: there, a paper was published
    if the page of its first day was.
    """
    addresses = published.parse(state.sources.published)[0]
    of_pages = published.papers(addresses)
    found = of_pages | {permalink.slug for permalink in permalinks.parse_record(upstream)[0]}
    if not of_pages:
        days = {dt.date.fromisoformat(day) for day in published.kept(addresses, "digests") if _is_day(day)}
        for paper in state.papers:
            found |= {paper.slug, *paper.former_slugs} if paper.first_seen in days else set()
    known = {permalink.slug for permalink in state.record}
    known |= {slug for paper in state.papers for slug in (paper.slug, *paper.former_slugs)}
    return frozenset(found & known)


def _is_day(name: str) -> bool:
    return digests.date_and_source_of(name) != (None, "")
