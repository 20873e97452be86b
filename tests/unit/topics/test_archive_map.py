from __future__ import annotations

import json
import math
from collections.abc import Mapping

import pytest

from generator.relations import ArchiveMap
from generator.topics import archive_map, similarity
from generator.topics.similarity import Description, Vectors

WORDS = "tree proof melody kernel lattice robot prompt cache".split()
SHELF = {
    f"p{at}": Description(f"{WORDS[at % 8]} {WORDS[at // 3]}", (f"A {WORDS[at % 5]}. A {WORDS[at % 3]}.",))
    for at in range(20)
}


def vectors_of(shelf: Mapping[str, Description], baseline: int | None = None) -> Vectors:
    return similarity.vectorise(shelf, similarity.read_baseline(dict(list(shelf.items())[:baseline])))


def drawn_of(
    shelf: Mapping[str, Description], tags: Mapping[str, list[str]], baseline: int | None = None
) -> ArchiveMap:
    vectors = vectors_of(shelf, baseline)
    established = archive_map.established(vectors, tags, 1)
    positions = archive_map.lay_out(vectors, established)
    points = established if archive_map.shows_tags(vectors) else vectors.slugs
    return archive_map.draw(vectors, tags, dict(zip(points, positions, strict=False)))


def test_every_paper_has_a_position() -> None:
    drawn = drawn_of(SHELF, {})
    assert not drawn.shows_tags
    assert drawn.positions.keys() == SHELF.keys()
    assert len(set(drawn.positions.values())) > len(SHELF) / 2


def test_the_map_of_too_many_papers_shows_tags(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_map, "MAXIMUM_PAPERS", len(SHELF) - 1)
    tags = {word: [slug for slug, text in SHELF.items() if word in text.title] for word in WORDS}
    drawn = drawn_of(SHELF, tags)
    assert drawn.shows_tags
    assert drawn.positions.keys() == set(WORDS)


def test_a_new_paper_is_placed_among_similar_ones_and_moves_none() -> None:
    older = drawn_of(SHELF, {})
    drawn = drawn_of(SHELF | {"new": SHELF["p3"], "odd": Description("Nothing known")}, {}, len(SHELF))
    assert {slug: drawn.positions[slug] for slug in SHELF} == older.positions
    same = [older.positions[slug] for slug, text in SHELF.items() if text == SHELF["p3"]]
    assert min(math.dist(drawn.positions["new"], position) for position in same) < 200
    assert math.dist(drawn.positions["odd"], (500, 500)) < 20


def test_a_new_tag_is_placed_among_those_of_its_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_map, "MAXIMUM_PAPERS", len(SHELF) - 1)
    tags = {word: [slug for slug, text in SHELF.items() if word in text.title] for word in WORDS}
    more = SHELF | {"new": Description("New"), "newer": Description("Newer")}
    older = drawn_of(more, {**tags, "tree": [*tags["tree"], "new"]}, len(SHELF))
    drawn = drawn_of(more, {**tags, "tree": [*tags["tree"], "new"], "fresh": ["new", "newer"]}, len(SHELF))
    assert {tag: drawn.positions[tag] for tag in tags} == older.positions
    assert math.dist(drawn.positions["fresh"], drawn.positions["tree"]) < 20


def test_a_map_of_few_papers_is_a_line() -> None:
    assert archive_map.lay_out(vectors_of(dict(list(SHELF.items())[:3])), {}) == [(250, 500), (500, 500), (750, 500)]


def test_positions_are_whole_numbers_that_fill_the_plane() -> None:
    shelf = {
        f"p{at:02}": Description(f"{'ab'[at % 2]}x{at // 4}", ("One two three.",), (f"t{at % 5}",)) for at in range(30)
    }
    positions = archive_map.lay_out(vectors_of(shelf), {})
    values = [value for position in positions for value in position]
    assert min(values) == 0
    assert max(values) == 1000


def test_a_map_survives_the_cache() -> None:
    drawn = ArchiveMap(True, {"a": (3, 1000)})
    assert archive_map.from_json(json.loads(json.dumps(archive_map.to_json(drawn)))) == drawn
