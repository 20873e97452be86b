"""Relates the papers of an archive: neighbours, map and profiles, from vectors that later papers do not move.

Results that depend on the baseline alone are computed once for each of its steps. Each day's papers outside it are
compared with those before them once.
"""

from __future__ import annotations

import functools
import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from generator.model import Archive, Json, Keyword, Paper, Tag
from generator.relations import ArchiveMap, Neighbour, Position, Profile, Region, Relations
from generator.system import cache, jobs, parallel
from generator.system.cache import Cache
from generator.system.jobs import Job, Workers
from generator.system.progress import Progress
from generator.text.phrases import fold
from generator.topics import archive_map, baseline, map_regions, profiles, related, similarity, text_terms
from generator.topics.map_regions import RegionJson
from generator.topics.profiles import ProfilesJson
from generator.topics.related import NeighboursJson, NewerJson
from generator.topics.similarity import BaselineJson, Description, LaterRowJson, Vectors
from generator.topics.text_terms import TermsJson

Value = TypeVar("Value", bound=Json)
Result = TypeVar("Result")

_KEYWORDS = 2
"""Keywords of a paper that count as much as a tag."""

_MIN_NEIGHBOURS_PER_FORK = 500
"""Papers whose neighbours take longer to find than a fork to start."""

_DayJson: TypeAlias = tuple[str, NeighboursJson, NewerJson, Mapping[str, Position], ProfilesJson]
"""The results of one day's papers, as JSON values, for the cache: a hash of all that they depend on, the papers'
neighbours, those that earlier papers got, positions on a map of papers, and profiles.
"""


@dataclass(frozen=True)
class _Papers:
    """The papers of an archive, described by slug, and what the cache has of them.

    Vectors are computed or read when something first needs them; when no paper is new, nothing does.
    """

    descriptions: Mapping[str, Description]
    results: Cache
    workers: Workers
    progress: Progress

    @functools.cached_property
    def slugs(self) -> tuple[str, ...]:
        return tuple(self.descriptions)

    @functools.cached_property
    def oldest(self) -> tuple[str, ...]:
        """The slugs of the baseline."""
        return self.slugs[: baseline.size(len(self.slugs))]

    @functools.cached_property
    def key(self) -> str:
        """A hash of the baseline."""
        return cache.hash_of([similarity.VECTORS, text_terms.VERSION, self.hash_of(self.oldest)])

    @functools.cached_property
    def vectors(self) -> Vectors:
        with jobs.runner(self.results, self.workers, self.progress) as runner:

            def count_terms(decode: Callable[[TermsJson], Result], texts: Iterable[str]) -> dict[str, Result]:
                version = f"terms {text_terms.VERSION}"
                job = Job("Comparing papers", text_terms.terms_of_text, decode, lambda: version, few=500)
                return runner.run(job, texts)

            def read_baseline() -> BaselineJson:
                oldest = {slug: self.descriptions[slug] for slug in self.oldest}
                return similarity.baseline_as_json(similarity.read_baseline(oldest, count_terms))

            def make_rows(papers: Sequence[str]) -> dict[str, LaterRowJson]:
                later = {slug_of[paper]: self.descriptions[slug_of[paper]] for paper in papers}
                rows = similarity.later_rows(later, read, count_terms)
                return {paper: similarity.later_row_as_json(rows[slug_of[paper]]) for paper in papers}

            slug_of = {json.dumps(self._as_json(slug)): slug for slug in self.slugs[len(self.oldest) :]}
            read = similarity.baseline_from_json(self.remember("terms", "", [], read_baseline))
            decode = similarity.later_row_from_json
            rows = cache.remember_each("vectors", self.key, slug_of, make_rows, decode, self.results)
        return similarity.vectorise(self.slugs, read, [*rows.values()])

    def remember(self, name: str, version: str, inputs: Json, function: Callable[[], Value]) -> Value:
        """Return `function()`, which depends on the baseline and on `inputs`; from the cache if these are the same."""
        return cache.remember(f"baseline: {name}", version, [self.key, inputs], function, self.results)

    def hash_of(self, slugs: Iterable[str]) -> str:
        """Return a hash of the descriptions of papers."""
        return cache.hash_of(map(self._as_json, slugs))

    def _as_json(self, slug: str) -> Json:
        description = self.descriptions[slug]
        return [slug, description.title, description.abstract, description.labels]


def describe(archive: Archive, keywords: Mapping[str, Sequence[Keyword]]) -> dict[str, Description]:
    """Return the descriptions of an archive's papers, by slug and in the order in which the archive got them.

    `keywords` has those of each paper by slug, best first.
    """
    labels = {tag.slug: tag.label for tag in archive.tags if tag.is_curated}
    by_slug = {paper.slug: paper for paper in archive.papers}
    return {slug: _description(by_slug[slug], archive, labels, keywords[slug]) for slug in archive.arrivals}


def relate(
    archive: Archive,
    descriptions: Mapping[str, Description],
    results: Cache,
    workers: Workers,
    progress: Progress,
) -> Relations:
    """Return each paper's neighbours and profile, and the map with its regions, by what `describe` returns.

    All comes from the cache when no paper is new.
    """
    by_slug = {paper.slug: paper for paper in archive.papers}
    dates = [by_slug[slug].appearances[-1].date.isoformat() for slug in archive.arrivals]
    papers = _Papers(descriptions, results, workers, progress)
    members = {tag.slug: [paper.slug for paper in tag.papers] for tag in archive.tags}
    shows_tags, minimum = archive_map.shows_tags(len(papers.slugs)), archive.settings.minimum_papers_per_tag
    tags = archive_map.established(papers.oldest, members, minimum) if shows_tags else None
    laid_out = _lay_out(papers, tags)
    terms = papers.remember("profiles", profiles.VERSION, [], lambda: _profiles_of_baseline(papers.vectors))
    neighbours = related.from_json(_neighbours_of_baseline(papers))
    compared = _compare_days(papers, dates, neighbours, {} if shows_tags else laid_out)
    others = archive_map.among_tags(members, laid_out) if shows_tags else compared.positions
    drawn = ArchiveMap(shows_tags, laid_out | others)
    return Relations(
        compared.neighbours,
        drawn,
        profiles.from_json(terms) | compared.profiles,
        () if shows_tags else _regions(papers, compared.key, drawn, archive.tags),
    )


def _profiles_of_baseline(vectors: Vectors) -> ProfilesJson:
    return profiles.find(vectors, range(vectors.baseline))


def _neighbours_of_baseline(papers: _Papers) -> NeighboursJson:
    def neighbours_of_rows(rows: Sequence[int]) -> NeighboursJson:
        return related.to_json(related.find(papers.vectors, rows, papers.vectors.baseline))

    def find() -> NeighboursJson:
        parts = parallel.map_chunks(neighbours_of_rows, range(papers.vectors.baseline), _MIN_NEIGHBOURS_PER_FORK)
        return dict(itertools.chain.from_iterable(part.items() for part in parts))

    return papers.remember("neighbours", related.VERSION, [], find)


def _lay_out(papers: _Papers, tags: Mapping[str, Sequence[str]] | None) -> dict[str, Position]:
    """Return the positions of the baseline's papers or, on a map of tags, of those that it has, with its papers."""

    def lay_out() -> list[Position]:
        vectors = papers.vectors
        # scikit-learn takes long and works on one core: neighbours are found meanwhile, and its memory is freed.
        with parallel.start_fork(lambda: archive_map.lay_out(vectors, tags)) as positions:
            _neighbours_of_baseline(papers)
            return positions()

    positions = papers.remember("map", archive_map.version(), tags, lay_out)
    return {slug: (x, y) for slug, (x, y) in zip(papers.oldest if tags is None else tags, positions, strict=True)}


def _regions(papers: _Papers, key: str, drawn: ArchiveMap, tags: Sequence[Tag]) -> tuple[Region, ...]:
    """Return the regions of a map of papers; `key` is a hash of what their vectors and positions depend on."""
    papers_of = {tag.slug: (tag.label, [paper.slug for paper in tag.papers]) for tag in tags if not tag.is_broad}

    def find() -> list[RegionJson]:
        named = map_regions.names_in(papers.vectors, papers_of)
        return [*map(map_regions.to_json, map_regions.find(drawn.positions, *named))]

    regions = cache.remember("regions", map_regions.VERSION, [key, papers_of], find, papers.results)
    return tuple(map(map_regions.from_json, regions))


@dataclass(slots=True)
class _Compared:
    """The neighbours of all papers, and the positions and profiles of those outside the baseline; `key` is a hash of
    what they depend on.
    """

    key: str
    neighbours: dict[str, tuple[Neighbour, ...]]
    positions: dict[str, Position]
    profiles: dict[str, Profile]


def _compare_days(
    papers: _Papers,
    dates: Sequence[str],
    neighbours: Mapping[str, tuple[Neighbour, ...]],
    laid_out: Mapping[str, Position],
) -> _Compared:
    """Compare each day's papers outside the baseline with those before them, one day after the other.

    `dates` has the first day of each paper, `neighbours` has those of the baseline, and `laid_out` its positions, empty
    if the map shows tags. Results of an earlier build come from the cache, as far as all papers until then are the
    same.
    """
    known = papers.results.get(["days compared"]).get("days compared")
    before = list(known) if isinstance(known, list) else []
    days: list[_DayJson] = []
    versions = related.VERSION, profiles.VERSION, archive_map.version()
    compared = _Compared(cache.hash_of([papers.key, versions, bool(laid_out)]), dict(neighbours), {}, {})
    closest = related.closest_of(_pairs(neighbours))
    newer: list[tuple[str, Neighbour]] = []
    for rows in _runs(dates, len(papers.oldest)):
        own = papers.slugs[rows[0] : rows[-1] + 1]
        compared.key = cache.hash_of([compared.key, dates[rows[0]], papers.hash_of(own)])
        match before[len(days) : len(days) + 1]:
            case [[compared.key, *_] as day]:
                pass
            case _:
                day = _compare_day(compared.key, papers.vectors, rows, closest, laid_out)
        days.append(day)
        _, found, entries, positions, terms = day
        own_neighbours, added = related.from_json(found), related.newer_from_json(entries)
        compared.neighbours |= own_neighbours
        compared.positions |= {slug: (x, y) for slug, (x, y) in positions.items()}
        compared.profiles |= profiles.from_json(terms)
        newer += added
        closest |= related.closest_of([*_pairs(own_neighbours), *added])
    if days != before:
        papers.results.put([("days compared", days)])
    compared.neighbours = related.with_newer(compared.neighbours, newer)
    return compared


def _compare_day(
    key: str, vectors: Vectors, rows: Sequence[int], closest: Mapping[str, float], laid_out: Mapping[str, Position]
) -> _DayJson:
    return (
        key,
        related.to_json(related.find(vectors, rows, rows[-1] + 1)),
        related.newer_as_json(related.newer(vectors, rows, closest)),
        archive_map.among_papers(vectors, rows, laid_out) if laid_out else {},
        profiles.find(vectors, rows),
    )


def _pairs(neighbours: Mapping[str, Iterable[Neighbour]]) -> Iterator[tuple[str, Neighbour]]:
    return ((slug, neighbour) for slug, found in neighbours.items() for neighbour in found)


def _runs(days: Sequence[str], begin: int) -> Iterator[range]:
    """Yield the rows from `begin` on in runs that have one day."""
    for _, rows in itertools.groupby(range(begin, len(days)), key=days.__getitem__):
        of_day = [*rows]
        yield range(of_day[0], of_day[-1] + 1)


def _description(paper: Paper, archive: Archive, labels: Mapping[str, str], keywords: Sequence[Keyword]) -> Description:
    """Return the description of a paper, with its curated tags and best keywords.

    Automatic tags are left out: they come and go as the archive grows, and are keywords of most papers that have them.
    """
    assigned = [labels[each.tag] for each in archive.assignments[paper.slug] if each.tag in labels]
    assigned += [pending.label for pending in archive.pending_tags.get(paper.slug, ())]
    assigned += [keyword.spellings[0] for keyword in keywords[:_KEYWORDS]]
    by_words = {fold(label): label for label in reversed(assigned)}
    return Description(
        paper.title.plain,
        tuple(paragraph.plain for paragraph in paper.abstract),
        tuple(sorted(by_words.values())),
    )
