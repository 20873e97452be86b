"""Entries of one work become one paper, with every appearance it ever had, at an address that never changes."""

from __future__ import annotations

import datetime as dt
import itertools
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from generator.addresses import PAPERS_RECORD
from generator.archive.works import Clean, Position, Sighting, Work, gather
from generator.model import Appearance, Digest, DigestDay, Paper, PartialDate, Permalink, Problem, Row
from generator.text import slugs
from generator.text.clean import clean_name, clean_text
from generator.text.identifiers import ids, may_be_one, of_kind, value_of
from generator.text.names import read_name

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class MergedPapers:
    """The papers of some digests, newest appearance first, and the slug of each entry's paper.

    `problems` has one for each recorded address that no paper has.
    """

    papers: tuple[Paper, ...]
    slug_at: Mapping[Position, str]
    problems: tuple[Problem, ...]


def merge(digests: Iterable[Digest], record: Sequence[Permalink] = (), clean: Clean = clean_text) -> MergedPapers:
    """All papers of the digests. `clean` may look titles and paragraphs up in a cache."""
    works = gather(digests, clean)
    slugs_of, problems = _give_slugs(works, record, clean)
    papers = [_paper(work, slugs, clean) for work, slugs in zip(works, slugs_of, strict=True)]
    slug_at = {
        sighting.position: paper.slug for work, paper in zip(works, papers, strict=True) for sighting in work.sightings
    }
    return MergedPapers(tuple(sorted(papers, key=_newest_first)), slug_at, tuple(problems))


def days(digests: Sequence[Digest], slug_at: Mapping[Position, str], papers: Iterable[Paper]) -> tuple[DigestDay, ...]:
    """The digests' papers by day of appearance, newest day first; a day's papers are in the order of its digests."""
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
    """Every paper on the newest of its days, newest day first; those of one day are in the order of its digests."""
    return tuple(paper for day in days for paper in day.papers if paper.newest.date == day.date)


def rows(digests: Sequence[Digest], slug_at: Mapping[Position, str]) -> dict[str, tuple[Row, ...]]:
    """The rows of each paper, by its slug, oldest first. The digests can be written again from them."""
    by_slug: dict[str, list[Row]] = defaultdict(list)
    numbers: Counter[tuple[dt.date, str]] = Counter()
    for place, digest in _by_date(digests):
        for row, entry in enumerate(digest.entries):
            numbers[digest.date, digest.source] += 1
            number = numbers[digest.date, digest.source]
            by_slug[slug_at[place, row]].append(Row(digest.date, digest.source, digest.title, number, entry))
    return {slug: tuple(of_paper) for slug, of_paper in by_slug.items()}


def _by_date(digests: Sequence[Digest]) -> list[tuple[int, Digest]]:
    """The digests with their numbers, by date and source; those of one date and source stay in their order."""
    return sorted(enumerate(digests), key=lambda numbered: (numbered[1].date, numbered[1].source))


def _newest_first(paper: Paper) -> tuple[int, str]:
    return -paper.newest.date.toordinal(), paper.slug


def _give_slugs(
    works: Sequence[Work], record: Sequence[Permalink], clean: Clean
) -> tuple[list[list[str]], list[Problem]]:
    """The slugs of each work, its address first, and a problem for each recorded slug that finds no work.

    Recorded slugs go to the works they were given to; the other works get new ones, oldest first.
    """
    slugs_of, problems = _give_recorded_slugs(works, record)
    taken = {permalink.slug for permalink in record}
    titles_of = [_plain_titles(work, clean) for work in works]
    for work, own, titles in zip(works, slugs_of, titles_of, strict=True):
        if not own:
            arxiv = min(map(value_of, of_kind(work.keys, "arxiv")), default="")
            options = slugs.fallback_slugs(titles[0], arxiv, sorted(work.keys))
            own.append(next(slug for slug in options if slug not in taken))
            taken.add(own[0])
    for own, titles in zip(slugs_of, titles_of, strict=True):
        # An earlier build may have derived an address from another of the work's titles.
        for slug in map(slugs.slug_of_title, titles):
            if slug and slug not in taken:
                taken.add(slug)
                own.append(slug)
    return slugs_of, problems


def _plain_titles(work: Work, clean: Clean) -> list[str]:
    """The titles that the work's entries give it, oldest first, each once."""
    titles = dict.fromkeys(sighting.entry.title for sighting in work.sightings)
    return [clean(title).plain for title in titles]


def _give_recorded_slugs(works: Sequence[Work], record: Sequence[Permalink]) -> tuple[list[list[str]], list[Problem]]:
    slugs_of: list[list[str]] = [[] for _ in works]
    problems = []
    index = _KeyIndex(works)
    for permalink in record:
        owner = index.owner(permalink)
        if owner is None:
            message = f"no digest has the paper published as papers/{permalink.slug}/ any more"
            hint = "bring its digest back, or add a key of the paper that replaces it to this line"
            problems.append(Problem(PAPERS_RECORD, permalink.line, 1, message, hint))
        else:
            slugs_of[owner].append(permalink.slug)
    return slugs_of, problems


class _KeyIndex:
    """Works, by number, found by the keys of a recorded address.

    Titles may have many works. Only the first of those with and without arXiv ids and DOIs matters, see `may_be_one`,
    and of these the first that an entry without ids gave this title.
    """

    def __init__(self, works: Sequence[Work]) -> None:
        self._by_id: dict[str, int] = {}
        self._by_title: dict[tuple[str, bool, bool, bool], int] = {}
        for number, work in enumerate(works):
            self._by_id.update(dict.fromkeys(ids(work.keys), number))
            kinds = bool(of_kind(work.keys, "arxiv")), bool(of_kind(work.keys, "doi"))
            only_titles = {sighting.keys[0] for sighting in work.sightings if len(sighting.keys) == 1}
            for title in of_kind(work.keys, "title"):
                self._by_title.setdefault((title, *kinds, False), number)
                if title in only_titles:
                    self._by_title.setdefault((title, *kinds, True), number)
        self._works = works

    def owner(self, permalink: Permalink) -> int | None:
        """The work with the most certain of the recorded keys, unless its other keys contradict it."""
        for key in sorted(ids(permalink.keys)):  # arxiv before doi
            number = self._by_id.get(key)
            if number is not None and may_be_one(self._works[number].keys, permalink.keys):
                return number
        with_arxiv = [False] if of_kind(permalink.keys, "arxiv") else [False, True]
        with_doi = [False] if of_kind(permalink.keys, "doi") else [False, True]
        titles = sorted(of_kind(permalink.keys, "title"))
        for known_by_title_alone, title in itertools.product([True, False], titles):
            kinds = itertools.product([title], with_arxiv, with_doi, [known_by_title_alone])
            numbers = [self._by_title[kind] for kind in kinds if kind in self._by_title]
            if numbers:
                return min(numbers)
        return None


def _paper(work: Work, slugs: Sequence[str], clean: Clean) -> Paper:
    """The paper of a work: for each field the newest entry that has it counts, but the earliest date of publication."""
    entries = [sighting.entry for sighting in reversed(work.sightings)]
    authors = _first(entry.authors for entry in entries) or ()
    persons = tuple(map(read_name, authors))
    # Volume and pages belong to the venue that they come with.
    published = [entry for entry in entries if entry.venue][:1] or entries
    counts = [entry.author_count for entry in entries if entry.author_count is not None]
    return Paper(
        slug=sys.intern(slugs[0]),  # its neighbours name it, too
        keys=tuple(sorted(work.keys)),
        title=clean(entries[0].title),
        abstract=tuple(map(clean, paragraphs(_first(entry.abstract for entry in entries) or ""))),
        authors=tuple(person.full_name for person in persons),
        author_count=len(authors) or max(counts, default=None),
        organisation=clean_name(_first(entry.organisation for entry in entries) or ""),
        published=_earliest(entry.published for entry in entries if entry.published),
        arxiv=_first(entry.arxiv for entry in entries) or "",
        doi=_first(entry.doi for entry in entries) or "",
        url=_first(entry.url for entry in entries) or "",
        code=_first(entry.code for entry in entries) or "",
        project=_first(entry.project for entry in entries) or "",
        keywords=_first(entry.keywords for entry in entries) or (),
        persons=persons,
        et_al=next((entry.et_al for entry in entries if entry.authors), False),
        type=_first(entry.type for entry in entries),
        venue=clean_name(_first(entry.venue for entry in entries) or ""),
        volume=_first(entry.volume for entry in published) or "",
        number=_first(entry.number for entry in published) or "",
        pages=_first(entry.pages for entry in published) or "",
        publisher=clean_name(_first(entry.publisher for entry in published) or ""),
        editors=tuple(map(read_name, _first(entry.editors for entry in published) or ())),
        remark=clean_name(_first(entry.remark for entry in entries) or ""),
        pdf=_first(entry.pdf for entry in entries) or "",
        withdrawn=any(entry.withdrawn for entry in entries),
        superseded_by=_first(entry.superseded_by for entry in entries) or "",
        appearances=_appearances(work.sightings),
        former_slugs=tuple(slugs[1:]),
    )


def _first(values: Iterable[Value]) -> Value | None:
    return next((value for value in values if value), None)


def _earliest(dates: Iterable[PartialDate]) -> PartialDate | None:
    """The earliest of some dates; of 2017 and 2017-06-12, which may be one, the one that is known better."""
    known = sorted(dates)
    earliest = known[0] if known else None
    for date in known:
        if earliest and earliest.includes(date):
            earliest = date
    return earliest


def paragraphs(abstract: str) -> list[str]:
    """The paragraphs of an entry's abstract."""
    return [paragraph for paragraph in abstract.split("\n\n") if paragraph]


def _appearances(sightings: Iterable[Sighting]) -> tuple[Appearance, ...]:
    """One appearance per day and source, newest first; counts only grow, so the largest is the latest."""
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
