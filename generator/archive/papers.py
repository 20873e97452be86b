"""Papers: merges the entries of a work into one paper, with all its appearances, at an address that never changes."""

from __future__ import annotations

import datetime as dt
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from generator.archive.paper_addresses import give_slugs, marks
from generator.archive.title_joins import Gathered, gather
from generator.archive.works import Clean, Finding, FindingKind, Position, Sighting, Work
from generator.bibliography import PartialDate
from generator.model import Appearance, Digest, DigestDay, Entry, Paper, Permalink, Problem, Row, Severity
from generator.text.clean import clean_name, clean_text
from generator.text.names import read_name

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class MergedPapers:
    """The papers of digests, newest appearance first, and the slug of each entry's paper by the entry's position.

    `problems` has one for each recorded address without a paper, and for each doubtful join of entries.
    """

    papers: tuple[Paper, ...]
    slug_at: Mapping[Position, str]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class AddressedWork:
    """The facts of a paper by which its address is recorded."""

    slug: str
    keys: tuple[str, ...]
    first_seen: dt.date


def addressed(gathered: Gathered, record: Sequence[Permalink]) -> list[AddressedWork]:
    """Return the addresses of works, in their order. An import needs no more of them, and papers take three times as
    long.
    """
    slugs = give_slugs(gathered.works, record).slugs
    return [
        AddressedWork(own[0], _keys(work), work.first.date) for work, own in zip(gathered.works, slugs, strict=True)
    ]


def merge(digests: Sequence[Digest], record: Sequence[Permalink] = (), clean: Clean = clean_text) -> MergedPapers:
    """Return all papers of the digests. `clean` may look titles and paragraphs up in a cache."""
    gathered = gather(digests, clean)
    addresses = give_slugs(gathered.works, record, clean)
    papers = [_paper(work, slugs, clean) for work, slugs in zip(gathered.works, addresses.slugs, strict=True)]
    slug_at = {
        sighting.position: paper.slug
        for work, paper in zip(gathered.works, papers, strict=True)
        for sighting in work.sightings
    }
    doubts = (_problem(finding, digests) for finding in gathered.findings if finding.kind in _SEVERITIES)
    return MergedPapers(tuple(sorted(papers, key=_newest_first)), slug_at, (*addresses.problems, *doubts))


def without_hidden(digests: Sequence[Digest], record: Sequence[Permalink], clean: Clean = clean_text) -> list[Digest]:
    """Return the digests without the rows of papers that the record hides."""
    hidden = {permalink.slug for permalink in record if permalink.is_hidden}
    if not hidden:
        return list(digests)
    merged = merge(digests, record, clean)
    slugs = {paper.slug for paper in merged.papers if not hidden.isdisjoint((paper.slug, *paper.former_slugs))}
    shown = []
    for number, digest in enumerate(digests):
        rows = [row for row in range(len(digest.entries)) if merged.slug_at[number, row] not in slugs]
        lines = tuple(digest.lines[row] for row in rows) if digest.lines else ()
        if rows:
            shown.append(replace(digest, entries=tuple(digest.entries[row] for row in rows), lines=lines))
    return shown


_SEVERITIES = {
    FindingKind.DOUBTFUL: Severity.WARNING,
    FindingKind.UNLIKE_TITLES: Severity.WARNING,
    FindingKind.KEPT_APART: Severity.NOTICE,
}
"""The severity of findings about two entries. A join by title alone is reported by imports only."""


def _problem(finding: Finding, digests: Sequence[Digest]) -> Problem:
    """Return the problem of an entry that shares a title or id with another; it names the position of the other."""
    path, line = place_of(finding.position, digests)
    title, other_title = (digests[number].entries[row].title for number, row in (finding.position, finding.other))
    other = ":".join(map(str, place_of(finding.other, digests)))
    match finding.kind:
        case FindingKind.UNLIKE_TITLES:
            message = f"'{title[:60]}' has the id of '{other_title[:60]}' ({other}), whose title is very different"
            hint = (
                "if they are two works, correct one: `papershelf split`. If not, `papershelf fix` gives both one title"
            )
        case FindingKind.DOUBTFUL:
            message = f"'{title[:60]}' is joined with the work of that title at {other}, but {finding.reason}"
            hint = "if they are two works, tell them apart: `papershelf split`"
        case _:
            message = f"'{title[:60]}' has the title of another work, at {other}: {finding.reason}"
            hint = "if they are one work, join them: `papershelf merge`"
    return Problem(path, line, 1, message, hint, _SEVERITIES[finding.kind])


def place_of(position: Position, digests: Sequence[Digest]) -> tuple[str, int]:
    """Return the path and line of an entry; line 1 if its format has no lines."""
    digest, row = digests[position[0]], position[1]
    return digest.path or f"{digest.date}-{digest.source}", digest.lines[row] if row < len(digest.lines) else 1


def days(digests: Sequence[Digest], slug_at: Mapping[Position, str], papers: Iterable[Paper]) -> tuple[DigestDay, ...]:
    """Return papers by day of appearance, newest day first; a day's papers are in the order of its digests."""
    paper_of = {paper.slug: paper for paper in papers}
    by_day: dict[dt.date, dict[str, None]] = defaultdict(dict)
    sources: dict[dt.date, dict[str, None]] = defaultdict(dict)
    titles: dict[dt.date, dict[str, None]] = defaultdict(dict)
    for number, digest in _by_date(digests):
        sources[digest.date][digest.source] = None
        if digest.title:
            titles[digest.date][digest.title] = None
        for row in range(len(digest.entries)):
            by_day[digest.date][slug_at[number, row]] = None
    return tuple(
        DigestDay(date, tuple(sources[date]), tuple(map(paper_of.__getitem__, by_day[date])), tuple(titles[date]))
        for date in sorted(by_day, reverse=True)
    )


def in_order(days: Iterable[DigestDay]) -> tuple[Paper, ...]:
    """Return every paper once, on its newest day, newest day first; those of a day in the order of its digests."""
    return tuple(paper for day in days for paper in day.papers if paper.newest.date == day.date)


def rows(digests: Sequence[Digest], slug_at: Mapping[Position, str]) -> dict[str, tuple[Row, ...]]:
    """Return the rows of each paper by slug, oldest first. The digests can be restored from them."""
    by_slug: dict[str, list[Row]] = defaultdict(list)
    numbers: Counter[tuple[dt.date, str]] = Counter()
    for index, digest in _by_date(digests):
        for row, entry in enumerate(digest.entries):
            numbers[digest.date, digest.source] += 1
            number = numbers[digest.date, digest.source]
            by_slug[slug_at[index, row]].append(Row(digest.date, digest.source, digest.title, number, entry))
    return {slug: tuple(rows_of_paper) for slug, rows_of_paper in by_slug.items()}


def arrivals(rows: Mapping[str, Sequence[Row]], record: Sequence[Permalink]) -> tuple[str, ...]:
    """Return the slugs of all papers, of which there are rows, in the order in which the archive got them.

    Those of the record come first, in its order, then others by their first rows: a digest of an old day that is
    imported today makes no other paper a later one.
    """
    recorded = {permalink.slug: None for permalink in record if permalink.slug in rows}
    firsts = {slug: rows_of_paper[0] for slug, rows_of_paper in rows.items() if slug not in recorded}
    return (*recorded, *sorted(firsts, key=lambda slug: (firsts[slug].date, firsts[slug].source, firsts[slug].number)))


def _by_date(digests: Sequence[Digest]) -> list[tuple[int, Digest]]:
    """Return the digests with their indices, ordered by date and source, and otherwise in their order."""
    return sorted(enumerate(digests), key=lambda numbered: (numbered[1].date, numbered[1].source))


def _newest_first(paper: Paper) -> tuple[int, str]:
    return -paper.newest.date.toordinal(), paper.slug


def _paper(work: Work, slugs: Sequence[str], clean: Clean) -> Paper:
    """Return the paper of a work; most have one entry."""
    entries = [sighting.entry for sighting in reversed(work.sightings)]
    entry = entries[0] if len(entries) == 1 else _merged(entries)
    persons = tuple(map(read_name, entry.authors))
    return Paper(
        slug=sys.intern(slugs[0]),  # its neighbours name it, too
        keys=_keys(work),
        title=clean(entry.title),
        abstract=tuple(map(clean, paragraphs(entry.abstract))),
        authors=tuple(person.full_name for person in persons),
        author_count=len(persons) or entry.author_count,
        organisation=clean_name(entry.organisation),
        published=entry.published,
        arxiv=entry.arxiv,
        doi=entry.doi,
        url=entry.url,
        code=entry.code,
        project=entry.project,
        keywords=entry.keywords,
        persons=persons,
        et_al=entry.et_al and bool(persons),
        type=entry.type,
        venue=clean_name(entry.venue),
        volume=entry.volume,
        number=entry.number,
        pages=entry.pages,
        publisher=clean_name(entry.publisher),
        editors=tuple(map(read_name, entry.editors)),
        remark=clean_name(entry.remark),
        pdf=entry.pdf,
        withdrawn=entry.withdrawn,
        superseded_by=entry.superseded_by,
        appearances=_appearances(work.sightings),
        former_slugs=tuple(slugs[1:]),
    )


def _merged(entries: Sequence[Entry]) -> Entry:
    """Return one entry for those of a work, newest first: each field comes from the first that has it.

    `published` is the earliest date.
    """
    # Volume and pages belong to the venue that they come with.
    published = [entry for entry in entries if entry.venue][:1] or entries
    authors = next((entry for entry in entries if entry.authors), entries[0])
    return replace(
        entries[0],
        abstract=_first(entry.abstract for entry in entries) or "",
        authors=authors.authors,
        author_count=max((entry.author_count for entry in entries if entry.author_count is not None), default=None),
        organisation=_first(entry.organisation for entry in entries) or "",
        published=_earliest(entry.published for entry in entries if entry.published),
        arxiv=_first(entry.arxiv for entry in entries) or "",
        doi=_first(entry.doi for entry in entries) or "",
        url=_first(entry.url for entry in entries) or "",
        code=_first(entry.code for entry in entries) or "",
        project=_first(entry.project for entry in entries) or "",
        keywords=_first(entry.keywords for entry in entries) or (),
        et_al=authors.et_al,
        type=_first(entry.type for entry in entries),
        venue=published[0].venue,
        volume=_first(entry.volume for entry in published) or "",
        number=_first(entry.number for entry in published) or "",
        pages=_first(entry.pages for entry in published) or "",
        publisher=_first(entry.publisher for entry in published) or "",
        editors=_first(entry.editors for entry in published) or (),
        remark=_first(entry.remark for entry in entries) or "",
        pdf=_first(entry.pdf for entry in entries) or "",
        withdrawn=any(entry.withdrawn for entry in entries),
        superseded_by=_first(entry.superseded_by for entry in entries) or "",
    )


def _keys(work: Work) -> tuple[str, ...]:
    return tuple(sorted(work.keys | marks(work)))


def _first(values: Iterable[Value]) -> Value | None:
    return next((value for value in values if value), None)


def _earliest(dates: Iterable[PartialDate]) -> PartialDate | None:
    """Return the earliest date; of 2017 and 2017-06-12, which may be the same, the more precise one."""
    known = sorted(dates)
    earliest = known[0] if known else None
    for date in known:
        if earliest and earliest.includes(date):
            earliest = date
    return earliest


def texts(digest: Digest) -> list[str]:
    """Return the titles and paragraphs of a digest, as written."""
    return [text for entry in digest.entries for text in (entry.title, *paragraphs(entry.abstract))]


def paragraphs(abstract: str) -> list[str]:
    """Return the paragraphs of an entry's abstract."""
    return [paragraph for paragraph in abstract.split("\n\n") if paragraph]


def _appearances(sightings: Iterable[Sighting]) -> tuple[Appearance, ...]:
    """Return an appearance for each day and source, newest first. Counts only grow, so the largest is the latest."""
    comments: dict[tuple[dt.date, str], list[int]] = defaultdict(list)
    upvotes: dict[tuple[dt.date, str], list[int]] = defaultdict(list)
    for sighting in sightings:
        digest = (sighting.date, sighting.source)
        comments[digest] += [] if sighting.entry.comments is None else [sighting.entry.comments]
        upvotes[digest] += [] if sighting.entry.upvotes is None else [sighting.entry.upvotes]
    appearances = [
        Appearance(*digest, max(comments[digest], default=None), max(upvotes[digest], default=None))
        for digest in comments
    ]
    return tuple(sorted(appearances, key=lambda appearance: (-appearance.date.toordinal(), appearance.source)))
