"""Entries of one work become one paper, with every appearance it ever had, at an address that never changes.

The result depends on what the digests say, never on the order in which they are read or how they are split into files.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from generator.model import Appearance, Digest, DigestDay, Entry, Paper, Permalink, Problem, Row, Text
from generator.sources import permalinks as addresses
from generator.text import slugs
from generator.text.clean import clean_name, clean_text
from generator.text.identifiers import keys_of, may_be_one

Known = TypeVar("Known")
Understand = Callable[[str], Text]

Place = tuple[int, int]
"""Of an entry: the numbers of its digest and of its row there."""


@dataclass(frozen=True, slots=True)
class _Sighting:
    """An entry with the day and source that showed it, and its place in an order that every machine agrees on.

    `origin` is the entry's own place, `keys` what it is known by.
    """

    order: int
    date: dt.date
    source: str
    entry: Entry
    keys: tuple[str, ...]
    origin: Place


@dataclass(slots=True, eq=False)
class _Work:
    """A work while its sightings are gathered, oldest first."""

    sightings: list[_Sighting]
    keys: set[str]
    slugs: list[str] = field(default_factory=list)

    def kind(self, kind: str) -> set[str]:
        return {key for key in self.keys if key.startswith(kind)}

    def is_known_by(self, keys: Collection[str]) -> bool:
        """Whether an entry tells of nothing but some of `keys`."""
        return any(set(sighting.keys) <= set(keys) for sighting in self.sightings)


def merge(
    digests: Iterable[Digest], record: Sequence[Permalink] = (), understand: Understand = clean_text
) -> tuple[tuple[Paper, ...], list[Problem]]:
    """All papers of the digests, newest appearance first.

    And a problem for each recorded address that none of them has. `understand` may know what `clean_text` gives.
    """
    works = _gather(digests, understand)
    problems = _give_slugs(works, record, understand)
    papers = sorted((_paper(work, understand) for work in works), key=_newest_first)
    return tuple(papers), problems


def identify(digests: Sequence[Digest]) -> list[list[int]]:
    """The number of its work for each entry of each digest: entries of one work have the same."""
    numbers = {
        sighting.origin: number
        for number, work in enumerate(_gather(digests, clean_text))
        for sighting in work.sightings
    }
    return [[numbers[place, row] for row in range(len(digest.entries))] for place, digest in enumerate(digests)]


def by_row(
    digests: Sequence[Digest], papers: Iterable[Paper], understand: Understand = clean_text
) -> dict[Place, Paper]:
    """The paper of each entry."""
    by_keys = {paper.keys: paper for paper in papers}
    return {
        sighting.origin: by_keys[tuple(sorted(work.keys))]
        for work in _gather(digests, understand)
        for sighting in work.sightings
    }


def days(digests: Sequence[Digest], paper_at: Mapping[Place, Paper]) -> tuple[DigestDay, ...]:
    """The digests' papers by day of appearance, newest day first; a day's papers stand in the order of its digests."""
    by_slug: dict[dt.date, dict[str, Paper]] = defaultdict(dict)
    sources: dict[dt.date, dict[str, None]] = defaultdict(dict)
    titles: dict[dt.date, dict[str, None]] = defaultdict(dict)
    for place, digest in _by_date(digests):
        sources[digest.date][digest.source] = None
        if digest.title:
            titles[digest.date][digest.title] = None
        for row in range(len(digest.entries)):
            paper = paper_at[place, row]
            by_slug[digest.date][paper.slug] = paper
    return tuple(
        DigestDay(date, tuple(sources[date]), tuple(by_slug[date].values()), tuple(titles[date]))
        for date in sorted(by_slug, reverse=True)
    )


def in_order(days: Iterable[DigestDay]) -> tuple[Paper, ...]:
    """Every paper on the newest of its days, newest day first; those of one day stand in the order of its digests."""
    return tuple(paper for day in days for paper in day.papers if paper.newest.date == day.date)


def rows(digests: Sequence[Digest], paper_at: Mapping[Place, Paper]) -> dict[str, tuple[Row, ...]]:
    """What the digests say of each paper, by its slug, oldest first: with it the digests can be written again."""
    found: dict[str, list[Row]] = defaultdict(list)
    numbers: Counter[tuple[dt.date, str]] = Counter()
    for place, digest in _by_date(digests):
        for row, entry in enumerate(digest.entries):
            numbers[digest.date, digest.source] += 1
            number = numbers[digest.date, digest.source]
            found[paper_at[place, row].slug].append(Row(digest.date, digest.source, digest.title, number, entry))
    return {slug: tuple(of_paper) for slug, of_paper in found.items()}


def _by_date(digests: Sequence[Digest]) -> list[tuple[int, Digest]]:
    """The digests with their numbers, by date and source; those of one date and source stay in their order."""
    return sorted(enumerate(digests), key=lambda numbered: (numbered[1].date, numbered[1].source))


def _newest_first(paper: Paper) -> tuple[int, str]:
    return -paper.newest.date.toordinal(), paper.slug


def _sightings(digests: Iterable[Digest], understand: Understand) -> Iterator[_Sighting]:
    """Every entry, by date, source and content."""
    found = [
        (digest.date, digest.source, repr(entry.title), entry, (number, row))
        for number, digest in enumerate(digests)
        for row, entry in enumerate(digest.entries)
    ]
    # What an entry says beyond its title matters only where the same digest says it again.
    times = Counter(key[:3] for key in found)
    found.sort(key=lambda one: (*one[:3], repr(one[3]) if times[one[:3]] > 1 else ""))
    for order, (date, source, _, entry, origin) in enumerate(found):
        yield _Sighting(order, date, source, entry, keys_of(entry, understand), origin)


def _gather(digests: Iterable[Digest], understand: Understand) -> list[_Work]:
    """The works, by first sighting. Ids decide first; works known by title alone then join the first that agrees."""
    by_id: dict[str, _Work] = {}
    works: dict[int, _Work] = {}
    for sighting in _sightings(digests, understand):
        ids = [key for key in sighting.keys if not key.startswith("title:")]
        known = {id(by_id[key]): by_id[key] for key in ids if key in by_id}
        work = _Work([sighting], set(sighting.keys))
        for other in known.values():
            _absorb(other, work)
            works.pop(id(work), None)
            work = other
        works[id(work)] = work
        for key in work.keys:
            if not key.startswith("title:"):
                by_id[key] = work
    return _join_by_title(_in_order(works.values()))


def _join_by_title(works: list[_Work]) -> list[_Work]:
    """Works that share a title and contradict each other in no id are one. Those with ids come first, to be joined.

    `_gather` has joined all that share an id. So two works with arXiv ids contradict each other, a work that has but a
    DOI can join those that have none, and one without ids any: see `identity.may_be_one`.
    """
    joined: list[_Work] = []
    of_title: dict[str, _Work] = {}
    without_doi: dict[str, deque[_Work]] = defaultdict(deque)
    for work in sorted(works, key=lambda work: (not work.kind("arxiv:"), not work.kind("doi:"), _first_sighting(work))):
        titles = sorted(work.kind("title:"))
        if work.kind("arxiv:"):
            target = None
        elif work.kind("doi:"):
            target = next((other for title in titles for other in _without_doi(without_doi[title])), None)
        else:
            target = next((of_title[title] for title in titles if title in of_title), None)
        if target is None:
            joined.append(work)
        else:
            _absorb(target, work)
        for title in titles:
            of_title.setdefault(title, target or work)
            without_doi[title].append(target or work)
    return _in_order(joined)


def _without_doi(works: deque[_Work]) -> Iterator[_Work]:
    """The works that have no DOI; those before the first of them have found one, and leave for good."""
    while works and works[0].kind("doi:"):
        works.popleft()
    return (work for work in works if not work.kind("doi:"))


def _absorb(work: _Work, other: _Work) -> None:
    """Add `other` to `work`; `_in_order` sorts the sightings once, when all are there."""
    work.sightings += other.sightings
    work.keys |= other.keys


def _in_order(works: Iterable[_Work]) -> list[_Work]:
    """The works by first sighting, each with its own sightings oldest first."""
    works = list(works)
    for work in works:
        work.sightings.sort(key=lambda sighting: sighting.order)
    return sorted(works, key=_first_sighting)


def _first_sighting(work: _Work) -> int:
    return work.sightings[0].order


def _give_slugs(works: list[_Work], record: Sequence[Permalink], understand: Understand) -> list[Problem]:
    """Recorded slugs go to the works they were given to; the other works get new ones, oldest first."""
    problems = _give_recorded_slugs(works, record)
    taken = {permalink.slug for permalink in record}
    for work in works:
        if not work.slugs:
            options = slugs.fallback_slugs(understand(work.sightings[0].entry.title).plain, sorted(work.keys))
            work.slugs.append(next(slug for slug in options if slug not in taken))
            taken.add(work.slugs[0])
    for work in works:
        # An address that an earlier build could have derived from another of the work's titles leads here, too.
        for sighting in work.sightings:
            slug = slugs.slug_of_title(understand(sighting.entry.title).plain)
            if slug and slug not in taken:
                taken.add(slug)
                work.slugs.append(slug)
    return problems


def _give_recorded_slugs(works: list[_Work], record: Sequence[Permalink]) -> list[Problem]:
    problems = []
    by_key: dict[str, list[_Work]] = defaultdict(list)
    for work in works:
        for key in work.keys:
            by_key[key].append(work)
    for permalink in record:
        owner = _owner(permalink, by_key)
        if owner is None:
            message = f"no digest has the paper published as papers/{permalink.slug}/ any more"
            hint = "bring its digest back, or add a key of the paper that replaces it to this line"
            problems.append(Problem(addresses.PATH, permalink.line, 1, message, hint))
        else:
            owner.slugs.append(permalink.slug)
    return problems


def _owner(permalink: Permalink, by_key: Mapping[str, Sequence[_Work]]) -> _Work | None:
    """The work that has the record's most certain key; of several, the one that an entry joined by no other key."""
    for key in sorted(permalink.keys):  # arxiv, doi, title
        works = [work for work in by_key.get(key, ()) if may_be_one(work.keys, permalink.keys)]
        if works:
            return next((work for work in works if work.is_known_by(permalink.keys)), works[0])
    return None


def _paper(work: _Work, understand: Understand) -> Paper:
    """The paper that the work's sightings tell of: the newest that says something is believed, the first date kept."""
    entries = [sighting.entry for sighting in reversed(work.sightings)]
    authors = _first(entry.authors for entry in entries) or ()
    counts = [entry.author_count for entry in entries if entry.author_count is not None]
    return Paper(
        slug=sys.intern(work.slugs[0]),  # its neighbours name it, too
        keys=tuple(sorted(work.keys)),
        title=understand(entries[0].title),
        abstract=tuple(map(understand, paragraphs(_first(entry.abstract for entry in entries) or ""))),
        authors=tuple(clean_name(author) for author in authors),
        author_count=len(authors) or max(counts, default=None),
        organisation=clean_name(_first(entry.organisation for entry in entries) or ""),
        published=min((entry.published for entry in entries if entry.published), default=None),
        arxiv=_first(entry.arxiv for entry in entries) or "",
        doi=_first(entry.doi for entry in entries) or "",
        url=_first(entry.url for entry in entries) or "",
        code=_first(entry.code for entry in entries) or "",
        project=_first(entry.project for entry in entries) or "",
        keywords=_first(entry.keywords for entry in entries) or (),
        appearances=_appearances(work.sightings),
        former_slugs=tuple(work.slugs[1:]),
    )


def _first(values: Iterable[Known]) -> Known | None:
    return next((value for value in values if value), None)


def paragraphs(abstract: str) -> list[str]:
    """An entry's abstract as its paragraphs."""
    return [paragraph for paragraph in abstract.split("\n\n") if paragraph]


def _appearances(sightings: Iterable[_Sighting]) -> tuple[Appearance, ...]:
    """One appearance per day and source, newest first; counts only grow, so the largest is the latest."""
    comments: dict[tuple[dt.date, str], list[int]] = defaultdict(list)
    upvotes: dict[tuple[dt.date, str], list[int]] = defaultdict(list)
    for sighting in sightings:
        where = (sighting.date, sighting.source)
        comments[where] += [] if sighting.entry.comments is None else [sighting.entry.comments]
        upvotes[where] += [] if sighting.entry.upvotes is None else [sighting.entry.upvotes]
    seen = [
        Appearance(*where, max(comments[where], default=None), max(upvotes[where], default=None)) for where in comments
    ]
    return tuple(sorted(seen, key=lambda appearance: (-appearance.date.toordinal(), appearance.source)))
