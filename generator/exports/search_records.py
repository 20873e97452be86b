"""Search records: the archive's data for Pagefind, which finds words in texts.

Papers have numbers, the indexes of their records, which is also Pagefind's order. A large archive has several indexes,
because Pagefind keeps a whole index in memory. A new digest changes only the last one: numbers go by the first digest
of a paper, and the papers of the newest month have an index of their own, once there are many others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from generator.addresses import address_of
from generator.model import Archive, Paper
from generator.text.safe_html import plain_text

ENOUGH, MAXIMUM = 5000, 6000
"""Papers in an index. It ends with the month in which it has enough, or at the maximum. Pagefind 1.5.2 takes 87 KB of
memory per paper; a first search fetches about 20 KB of each large index for each word.
"""

MINIMUM_SETTLED = 1000
"""Papers before the newest month that are settled. With fewer, all are made again in less than a second."""

SEPARATOR = " · "
"""Between paragraphs and notes in a record's text; the script has it, too."""


@dataclass(frozen=True, slots=True)
class SearchRecord:
    """A page to search, found by the words of all its texts. `address` is relative to the site.

    `text` is what excerpts are taken from; `subjects` are keywords, organisation, venue, publisher and remark.
    """

    address: str
    title: str
    text: str
    authors: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()


def numbered(archive: Archive) -> list[Paper]:
    """Return the papers in the order of their numbers: by first digests, so that a paper seen again keeps its own.

    Those of one day are in the opposite order of its digests, since lists begin with the newest.
    """
    places = {(day.date, paper.slug): place for day in archive.days for place, paper in enumerate(day.papers)}

    def order(paper: Paper) -> tuple[dt.date, int]:
        return paper.first_seen, -places.get((paper.first_seen, paper.slug), 0)

    papers = [*reversed(archive.papers)]
    papers.sort(key=order)
    return papers


def count_settled(papers: Sequence[Paper]) -> int:
    """Return how many of the numbered papers are settled: those before the newest month, 0 if these are few."""
    newest = _month(papers[-1]) if papers else None
    settled = sum(_month(paper) != newest for paper in papers)
    return settled if settled >= MINIMUM_SETTLED else 0


def indexes(archive: Archive) -> list[list[SearchRecord]]:
    """Return the records of each index: the numbered papers, then the pages that the curator wrote."""
    papers = numbered(archive)
    settled = count_settled(papers)
    records: list[list[SearchRecord]] = [[]]
    month = (0, 0)
    for number, paper in enumerate(papers):
        before, month = month, _month(paper)
        if number == settled > 0 or len(records[-1]) >= (MAXIMUM if month == before else ENOUGH):
            records.append([])
        records[-1].append(_paper_record(paper))
    records[-1] += page_records(archive)
    return records


def _month(paper: Paper) -> tuple[int, int]:
    return paper.first_seen.year, paper.first_seen.month


def texts_of_notes(paper: Paper) -> list[str]:
    return [text for note in paper.notes if (text := plain_text(note.body))]


def _paper_record(paper: Paper) -> SearchRecord:
    texts = [*(paragraph.plain for paragraph in paper.abstract), *texts_of_notes(paper)]
    ids = tuple(filter(None, (paper.arxiv, paper.doi)))
    subjects = tuple(filter(None, (paper.organisation, paper.venue, paper.publisher, paper.remark, *paper.keywords)))
    text = SEPARATOR.join(filter(None, texts))
    return SearchRecord(f"papers/{paper.slug}/", paper.title.plain, text, paper.authors, ids, subjects)


def page_records(archive: Archive) -> list[SearchRecord]:
    """Return the records of the pages that the curator wrote. Their numbers follow those of the papers."""
    return [
        SearchRecord(address_of(page.path)[1:], page.title, plain_text(page.body))
        for page in archive.pages
        if page.is_searchable
    ]
