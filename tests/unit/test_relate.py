"""Relations of an archive that grows: with the results of earlier builds they are those of a first one."""

from __future__ import annotations

import contextlib
import datetime as dt
import random
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor

import pytest

from generator.archive import papers
from generator.model import Archive, Digest, Entry, Settings, Tag
from generator.relate import describe, relate
from generator.relations import Region, Relations
from generator.system.cache import Cache
from generator.system.progress import Silent
from generator.topics import archive_map, baseline, map_regions, similarity
from generator.topics.similarity import Description

WORDS = "tree proof melody kernel lattice robot prompt camera protein violin garden lantern".split()


@pytest.fixture(autouse=True)
def small_baseline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(baseline, "_FIRST_STEP", 16)


@contextlib.contextmanager
def one_thread() -> Iterator[Executor]:
    with ThreadPoolExecutor(1) as executor:
        yield executor


def digest(day: int, seed: int = 0) -> Digest:
    chance = random.Random(100 * seed + day)  # noqa: S311
    entries = tuple(
        Entry(
            f"{' '.join(chance.sample(WORDS, 3))} {day} {number}",
            abstract=f"A {' '.join(chance.sample(WORDS, 2))}. The {chance.choice(WORDS)} {day % 3}x of {day}y.",
        )
        for number in range(2)
    )
    return Digest(dt.date(2026, 4, day), "desk", entries)


def related(digests: list[Digest], results: Cache, label: str = "", minimum: int = 3) -> Relations:
    merged = papers.merge(digests)
    works = papers.in_order(papers.days(digests, merged.slug_at, merged.papers))
    arrivals = papers.arrivals(papers.rows(digests, merged.slug_at), ())
    nothing = {paper.slug: () for paper in works}
    tags = (Tag("tag", label, works[:4]),) if label else ()
    settings = Settings("A", "https://a.org/", minimum_papers_per_tag=minimum)
    archive = Archive(settings, works, (), tags, nothing, (), arrivals=arrivals)
    return relate(archive, describe(archive, nothing), results, one_thread, Silent())


@pytest.mark.parametrize("maximum", [archive_map.MAXIMUM_PAPERS, 3])
def test_an_archive_that_grew_has_the_relations_of_a_new_one(maximum: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_map, "MAXIMUM_PAPERS", maximum)
    grown = Cache(None)
    edits = [
        [digest(day) for day in range(1, 9)],
        [digest(day) for day in range(1, 10)],
        [digest(day, seed=day == 9) for day in range(1, 12)],
        [digest(day) for day in range(2, 12)],
        [digest(day) for day in range(1, 13)],
    ]
    for digests in edits:
        assert related(digests, grown) == related(digests, Cache(None))


def test_new_papers_move_nothing() -> None:
    results = Cache(None)
    before = related([digest(day) for day in range(1, 9)], results)
    after = related([digest(day) for day in range(1, 10)], results)
    assert len(before.map.positions) == 16
    assert {slug: after.map.positions[slug] for slug in before.map.positions} == before.map.positions
    assert {slug: after.profiles[slug] for slug in before.profiles} == before.profiles
    changed = [slug for slug in before.neighbours if after.neighbours[slug] != before.neighbours[slug]]
    assert len(changed) < 8
    for slug in changed:
        assert after.neighbours[slug][0].similarity > before.neighbours[slug][0].similarity


def test_only_new_papers_get_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    later_rows = similarity.later_rows

    def noted(descriptions: dict[str, Description], *arguments: object) -> object:
        made.extend(description.title.rsplit(maxsplit=2)[1] for description in descriptions.values())
        return later_rows(descriptions, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(similarity, "later_rows", noted)
    results = Cache(None)
    for last in (11, 12, 12):
        related([digest(day) for day in range(1, last + 1)], results)
    assert made == ["11", "11", "12", "12"]


def test_other_vectors_are_compared_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    digests, results = [digest(day) for day in range(1, 10)], Cache(None)
    before = related(digests, results)
    monkeypatch.setattr(similarity, "VECTORS", "other")
    monkeypatch.setattr(similarity, "_LONE_SHARE", 4.0)
    after = related(digests, results)
    assert after == related(digests, Cache(None))
    assert after != before


def test_regions_are_named_anew_when_a_tag_is_renamed(monkeypatch: pytest.MonkeyPatch) -> None:
    def one_region(_positions: object, tags: list[map_regions.Named], _words: object) -> tuple[Region, ...]:
        return (Region(tuple((tag.label, tag.tag) for tag in tags), ("a",)),)

    monkeypatch.setattr(map_regions, "find", one_region)
    digests, results = [digest(1)], Cache(None)
    assert related(digests, results, "Trees").regions[0].names == (("Trees", "tag"),)
    assert related(digests, results, "Woods").regions[0].names == (("Woods", "tag"),)


def test_a_map_of_tags_follows_the_minimum_and_shows_no_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    digests, results = [digest(day) for day in range(1, 9)], Cache(None)
    related(digests, results, "Trees")
    monkeypatch.setattr(archive_map, "MAXIMUM_PAPERS", 3)
    for minimum in (5, 3, 5):
        drawn = related([*digests, digest(9)], results, "Trees", minimum).map
        assert drawn == related([*digests, digest(9)], Cache(None), "Trees", minimum).map
        assert drawn.positions.keys() == {"tag"}
