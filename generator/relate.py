"""Relates the papers of an archive: neighbours, map and profiles, from vectors that later papers do not move.

What depends on the baseline alone is computed once for each of its steps. Each day's papers outside it are compared
with those before them once.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from generator.model import Archive, Json, Keyword, Paper, Tag
from generator.relations import ArchiveMap, Neighbour, Region, Relations
from generator.system import cache, jobs, parallel
from generator.system.cache import Cache
from generator.system.jobs import Job, Workers
from generator.system.progress import Progress
from generator.text.phrases import fold
from generator.topics import archive_map, baseline, map_regions, profiles, related, similarity, text_terms
from generator.topics.archive_map import MapJson
from generator.topics.map_regions import RegionJson
from generator.topics.profiles import ProfilesJson
from generator.topics.related import NeighboursJson
from generator.topics.similarity import Description, TermCounter, Vectors
from generator.topics.text_terms import TermsJson

Value = TypeVar("Value")

_KEYWORDS = 2
"""Keywords of a paper that count as much as a tag."""

_MIN_NEIGHBOURS_PER_FORK = 500
"""Papers whose neighbours take longer to find than a fork to start."""


@dataclass(frozen=True, slots=True)
class _Remembered:
    """The cache, for values that depend on the baseline, of which `key` is a hash, and on their own inputs."""

    results: Cache
    key: str

    def __call__(self, name: str, version: str, inputs: Json, function: Callable[[], Value]) -> Value:
        version = f"{similarity.VECTORS} {version}"
        return cache.remember(f"baseline: {name}", version, [self.key, inputs], function, self.results)  # type: ignore[type-var]


def relate(
    archive: Archive,
    keywords: Mapping[str, Sequence[Keyword]],
    results: Cache,
    workers: Workers,
    progress: Progress,
) -> Relations:
    """Return each paper's neighbours and profile, and the map with its regions.

    `keywords` has those of each paper by slug, best first. All comes from the cache when no paper is new.
    """
    labels = {tag.slug: tag.label for tag in archive.tags if tag.is_curated}
    by_slug = {paper.slug: paper for paper in archive.papers}
    descriptions = {slug: _description(by_slug[slug], archive, labels, keywords[slug]) for slug in archive.arrivals}
    days = {slug: paper.appearances[-1].date.isoformat() for slug, paper in by_slug.items()}
    members = {tag.slug: [paper.slug for paper in tag.papers] for tag in archive.tags}
    names = {tag.slug: tag.label for tag in archive.tags if not tag.is_broad}
    minimum = archive.settings.minimum_papers_per_tag

    def compare() -> tuple[NeighboursJson, MapJson, ProfilesJson, list[RegionJson]]:
        with jobs.runner(results, workers, progress) as runner:

            def count_terms(decode: Callable[[TermsJson], Value], texts: Iterable[str]) -> dict[str, Value]:
                version = f"terms {text_terms.VERSION}"
                job = Job("Comparing papers", text_terms.terms_of_text, decode, lambda: version, few=500)
                return runner.run(job, texts)

            vectors, remembered = _vectors(descriptions, results, count_terms)
        # Forks find neighbours before scikit-learn's threads run: see `parallel`.
        found = remembered("neighbours", related.VERSION, [], lambda: _baseline_neighbours(vectors))
        drawn = _draw(vectors, members, minimum, remembered)
        neighbours = _with_days(
            vectors, related.from_json(found), [days[slug] for slug in vectors.slugs], descriptions, remembered
        )
        regions = [*map(map_regions.to_json, _regions(drawn, vectors, archive.tags))]
        return related.to_json(neighbours), archive_map.to_json(drawn), profiles.find(vectors), regions

    versions = similarity.VECTORS, related.VERSION, archive_map.version(), profiles.VERSION, map_regions.VERSION
    inputs: list[Json] = [_hash(descriptions), days, members, names, minimum]
    neighbours, drawn, terms, regions = cache.remember("related, map", ", ".join(versions), inputs, compare, results)
    return Relations(
        related.from_json(neighbours),
        archive_map.from_json(drawn),
        profiles.from_json(terms),
        tuple(map(map_regions.from_json, regions)),
    )


def _regions(drawn: ArchiveMap, vectors: Vectors, tags: Sequence[Tag]) -> tuple[Region, ...]:
    """Return the regions of a map of papers; a map of tags has none, for its points have names."""
    if drawn.shows_tags:
        return ()
    papers_of = {tag.slug: (tag.label, [paper.slug for paper in tag.papers]) for tag in tags if not tag.is_broad}
    return map_regions.find(drawn.positions, *map_regions.names_in(vectors, papers_of))


def _vectors(
    descriptions: Mapping[str, Description], results: Cache, count_terms: TermCounter
) -> tuple[Vectors, _Remembered]:
    oldest = dict(itertools.islice(descriptions.items(), baseline.size(len(descriptions))))
    remembered = _Remembered(results, _hash(oldest))
    read = remembered(
        "terms", "", [], lambda: similarity.baseline_as_json(similarity.read_baseline(oldest, count_terms))
    )
    return similarity.vectorise(descriptions, similarity.baseline_from_json(read), count_terms), remembered


def _draw(vectors: Vectors, members: Mapping[str, Sequence[str]], minimum: int, remembered: _Remembered) -> ArchiveMap:
    tags = archive_map.established(vectors, members, minimum) if archive_map.shows_tags(vectors) else None
    positions = remembered("map", archive_map.version(), tags, lambda: archive_map.lay_out(vectors, tags or {}))
    points = vectors.slugs if tags is None else tags
    laid_out = {slug: (x, y) for slug, (x, y) in zip(points, positions, strict=False)}
    return archive_map.draw(vectors, members, laid_out)


def _baseline_neighbours(vectors: Vectors) -> NeighboursJson:
    def neighbours_of_rows(rows: Sequence[int]) -> NeighboursJson:
        return related.to_json(related.find(vectors, rows, vectors.baseline))

    parts = parallel.map_chunks(neighbours_of_rows, range(vectors.baseline), _MIN_NEIGHBOURS_PER_FORK)
    return dict(itertools.chain.from_iterable(part.items() for part in parts))


def _with_days(
    vectors: Vectors,
    neighbours: Mapping[str, tuple[Neighbour, ...]],
    days: Sequence[str],
    descriptions: Mapping[str, Description],
    remembered: _Remembered,
) -> dict[str, tuple[Neighbour, ...]]:
    """Return the neighbours of all papers: those of the baseline, and of each day's papers outside it in turn.

    `days` has the first day of each paper. What was compared in an earlier build is taken from the cache, as far as all
    papers until then are the same.
    """
    known = remembered.results.get(["days compared"]).get("days compared")
    before = list(known) if isinstance(known, list) else []
    compared: list[Json] = []
    key, first = cache.hash_of([similarity.VECTORS, remembered.key]), dict(neighbours)
    closest = related.closest_of(_pairs(neighbours))
    newer: list[tuple[str, Neighbour]] = []
    for rows in _runs(days, vectors.baseline):
        own = [vectors.slugs[row] for row in rows]
        key = cache.hash_of([related.VERSION, key, days[rows[0]], _hash({slug: descriptions[slug] for slug in own})])
        match before[len(compared) : len(compared) + 1]:
            case [[last_key, lists, entries]] if last_key == key:
                pass
            case _:
                found = related.find(vectors, rows, rows[-1] + 1)
                lists = related.to_json(found)
                entries = related.newer_as_json(related.newer(vectors, rows, closest))
        compared.append([key, lists, entries])
        own_lists, added = related.from_json(lists), related.newer_from_json(entries)
        first |= own_lists
        newer += added
        closest |= related.closest_of([*_pairs(own_lists), *added])
    if compared != before:
        remembered.results.put([("days compared", compared)])
    return related.with_newer(first, newer)


def _pairs(neighbours: Mapping[str, Iterable[Neighbour]]) -> Iterator[tuple[str, Neighbour]]:
    return ((slug, neighbour) for slug, found in neighbours.items() for neighbour in found)


def _runs(days: Sequence[str], begin: int) -> Iterator[range]:
    """Yield the rows from `begin` on in runs that have one day."""
    for _, rows in itertools.groupby(range(begin, len(days)), key=days.__getitem__):
        of_day = [*rows]
        yield range(of_day[0], of_day[-1] + 1)


def _hash(descriptions: Mapping[str, Description]) -> str:
    return cache.hash_of(
        [slug, description.title, description.abstract, description.labels]
        for slug, description in descriptions.items()
    )


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
