from __future__ import annotations

import math
from collections.abc import Mapping

from vectors import vectors_of

from generator.relations import Position
from generator.topics import archive_map
from generator.topics.similarity import Description

WORDS = "tree proof melody kernel lattice robot prompt cache".split()
SHELF = {
    f"p{at}": Description(f"{WORDS[at % 8]} {WORDS[at // 3]}", (f"A {WORDS[at % 5]}. A {WORDS[at % 3]}.",))
    for at in range(20)
}


def drawn_of(shelf: Mapping[str, Description], baseline: int | None = None) -> dict[str, Position]:
    vectors = vectors_of(shelf, baseline)
    positions = dict(zip(vectors.slugs, archive_map.lay_out(vectors, None), strict=False))
    return positions | archive_map.among_papers(vectors, range(vectors.baseline, len(shelf)), positions)


def test_every_paper_has_a_position() -> None:
    drawn = drawn_of(SHELF)
    assert drawn.keys() == SHELF.keys()
    assert len(set(drawn.values())) > len(SHELF) / 2


def test_a_new_paper_is_placed_among_similar_ones_and_moves_none() -> None:
    older = drawn_of(SHELF)
    drawn = drawn_of(SHELF | {"new": SHELF["p3"], "odd": Description("Nothing known")}, len(SHELF))
    assert {slug: drawn[slug] for slug in SHELF} == older
    same = [older[slug] for slug, text in SHELF.items() if text == SHELF["p3"]]
    assert min(math.dist(drawn["new"], position) for position in same) < 200
    assert math.dist(drawn["odd"], (500, 500)) < 20


def test_a_new_tag_is_placed_among_those_of_its_papers() -> None:
    tags = {word: [slug for slug, text in SHELF.items() if word in text.title] for word in WORDS}
    positions = dict(zip(tags, archive_map.lay_out(vectors_of(SHELF), tags), strict=True))
    drawn = archive_map.among_tags({**tags, "tree": [*tags["tree"], "new"], "fresh": ["new", "newer"]}, positions)
    assert drawn.keys() == {"fresh"}
    assert math.dist(drawn["fresh"], positions["tree"]) < 20


def test_established_tags_are_those_of_enough_old_papers() -> None:
    tags = {"b": ["p2", "p1", "new"], "a": ["new", "p1"]}
    assert archive_map.established(["p1", "p2"], tags, 2) == {"b": ["p1", "p2"]}


def test_a_map_of_few_papers_is_a_line() -> None:
    assert archive_map.lay_out(vectors_of(dict(list(SHELF.items())[:3])), None) == [(250, 500), (500, 500), (750, 500)]


def test_positions_are_whole_numbers_that_fill_the_plane() -> None:
    shelf = {
        f"p{at:02}": Description(f"{'ab'[at % 2]}x{at // 4}", ("One two three.",), (f"t{at % 5}",)) for at in range(30)
    }
    positions = archive_map.lay_out(vectors_of(shelf), None)
    values = [value for position in positions for value in position]
    assert min(values) == 0
    assert max(values) == 1000
