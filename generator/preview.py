"""Adds the papers of new digests to an archive in memory, to be shown before a whole build.

They have their facts, curated tags and notes. Keywords, related papers and automatic tags, which the whole archive
decides, follow with the build; so does a paper that the archive had before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from generator.archive import papers
from generator.archive.citation_keys import citation_keys
from generator.assemble import Assembled
from generator.model import Archive, DigestDay, Paper, Permalink, Row, SourceFile
from generator.sources import digests, permalinks
from generator.text import clean
from generator.text.leads import lead
from generator.topics import tags


@dataclass(frozen=True, slots=True)
class Preview:
    """An archive with new papers, the slugs of these, and the days on which they appeared."""

    assembled: Assembled
    slugs: tuple[str, ...]
    days: tuple[DigestDay, ...]


def with_digests(assembled: Assembled, new: Iterable[SourceFile], record: SourceFile | None) -> Preview | None:
    """Return the archive with the papers of these digests, None if it has them all or a file has a problem.

    `record` is `content/permalinks.txt`, which an import extends before the archive is built.
    """
    readings = [reading for file in new for reading in digests.read_digests(file)]
    if not readings or any(problem.is_error for reading in readings for problem in reading.problems):
        return None
    added = [reading.digest for reading in readings if reading.digest]
    recorded = permalinks.parse_record(record.text)[0] if record else []
    as_written = {text for digest in added for text in clean.beyond_budget(papers.texts(digest))}
    merged = papers.merge(
        added, recorded, lambda text: (clean.text_as_written if text in as_written else clean.clean_text)(text)
    )
    works = _unknown(merged.papers, assembled.archive, recorded)
    if not works:
        return None
    shown = {paper.slug for paper in works}
    days = [
        replace(day, papers=tuple(paper for paper in day.papers if paper.slug in shown))
        for day in papers.days(added, merged.slug_at, [*merged.papers, *works])
    ]
    days = [day for day in days if day.papers]
    archive = _with(assembled, works, days, papers.rows(added, merged.slug_at), recorded)
    by_date = {day.date: day for day in archive.days}
    return Preview(replace(assembled, archive=archive), tuple(shown), tuple(by_date[day.date] for day in days))


def _unknown(found: Iterable[Paper], archive: Archive, record: Iterable[Permalink]) -> list[Paper]:
    """Return the papers that share neither key nor slug with one of the archive, and are not hidden, with leads."""
    taken = {slug for paper in archive.papers for slug in (paper.slug, *paper.former_slugs)}
    known = {key for paper in archive.papers for key in paper.keys}
    taken |= {permalink.slug for permalink in record if permalink.is_hidden}
    return [
        replace(paper, lead=lead(paper.text))
        for paper in found
        if paper.slug not in taken and known.isdisjoint(paper.keys)
    ]


def _with(
    assembled: Assembled,
    works: Sequence[Paper],
    days: Sequence[DigestDay],
    rows: Mapping[str, tuple[Row, ...]],
    record: Sequence[Permalink],
) -> Archive:
    archive = assembled.archive
    tagging = tags.assign(works, {}, assembled.vocabulary, 1)
    with_page = {tag.slug for tag in archive.tags}
    assignments = {
        slug: tuple(each for each in assigned if each.tag in with_page)
        for slug, assigned in tagging.assignments.items()
    }
    own = {paper.slug: rows[paper.slug] for paper in works}
    all_days = _merged(archive.days, days)
    return replace(
        archive,
        papers=papers.in_order(all_days),
        days=all_days,
        assignments={**archive.assignments, **assignments},
        rows={**archive.rows, **own},
        citation_keys={**citation_keys(works, own, record), **archive.citation_keys},
        arrivals=(*archive.arrivals, *own),
    )


def _merged(known: Iterable[DigestDay], new: Iterable[DigestDay]) -> tuple[DigestDay, ...]:
    """Return all days, newest first; the new papers of a known day come after its others."""
    by_date = {day.date: day for day in known}
    for day in new:
        before = by_date.get(day.date, DigestDay(day.date, (), (), ()))
        by_date[day.date] = DigestDay(
            day.date,
            tuple(dict.fromkeys((*before.sources, *day.sources))),
            (*before.papers, *day.papers),
            tuple(dict.fromkeys((*before.titles, *day.titles))),
        )
    return tuple(by_date[date] for date in sorted(by_date, reverse=True))
