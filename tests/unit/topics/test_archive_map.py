from __future__ import annotations

import json

import pytest

from generator.relations import ArchiveMap
from generator.topics import archive_map, similarity
from generator.topics.similarity import Description

WORDS = "tree proof melody kernel lattice robot prompt cache".split()
SHELF = {
    f"p{at}": Description(f"{WORDS[at % 8]} {WORDS[at // 3]}", (f"A {WORDS[at % 5]}. A {WORDS[at % 3]}.",))
    for at in range(20)
}


def test_every_paper_has_a_position() -> None:
    drawn = archive_map.draw(similarity.vectorise(SHELF), {})
    assert not drawn.shows_tags
    assert drawn.positions.keys() == SHELF.keys()
    assert len(set(drawn.positions.values())) > len(SHELF) / 2


def test_the_map_of_too_many_papers_shows_tags(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_map, "MAXIMUM_PAPERS", len(SHELF) - 1)
    tags = {word: [slug for slug, text in SHELF.items() if word in text.title] for word in WORDS}
    drawn = archive_map.draw(similarity.vectorise(SHELF), tags)
    assert drawn.shows_tags
    assert drawn.positions.keys() == set(WORDS)


def test_a_map_survives_the_cache() -> None:
    drawn = ArchiveMap(True, {"a": (3, 1000)})
    assert archive_map.from_json(json.loads(json.dumps(archive_map.to_json(drawn)))) == drawn
