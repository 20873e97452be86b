from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from generator.archive import papers
from generator.model import Archive, Digest, Entry, Paper, Settings, Tag
from generator.outputs import texts
from generator.pages.archive_map import COLOURS, DATA, PAGE, groups_of, legend_of, render
from generator.pages.layout import Layout, layout_of
from generator.relations import ArchiveMap, Relations
from generator.topics import archive_map, similarity
from generator.topics.similarity import Description
from generator.vocabulary import Assignment

DAY = dt.date(2026, 4, 20)
WORDS = "tree proof melody kernel lattice robot prompt cache".split()
SHELF = {
    f"p{at}": Description(f"{WORDS[at % 8]} {WORDS[at // 3]}", (f"A {WORDS[at % 5]}. A {WORDS[at % 3]}.",))
    for at in range(20)
}


def works(*titles: str) -> tuple[Paper, ...]:
    return papers.merge([Digest(DAY, "desk", tuple(Entry(title) for title in titles))]).papers


def shelf(drawn: ArchiveMap, *tags: Tag, titles: tuple[str, ...] = ("A", "B")) -> Layout:
    found = works(*titles)
    assignments = {
        paper.slug: tuple(Assignment(tag.slug, "said") for tag in tags if paper in tag.papers) for paper in found
    }
    archive = Archive(Settings("Shelf", "https://a.org/"), found, (), tags, assignments, ())
    return layout_of(archive, Relations(map=drawn))


def data(layout: Layout) -> Any:
    return json.loads(texts(render(layout))[DATA])


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


def test_a_tag_with_a_colour_adds_papers_that_have_none() -> None:
    a, b, c, d = works("A", "B", "C", "D")
    tags = [
        Tag("most", "Most", (a, b, c)), Tag("same", "Same", (a, b)), Tag("rest", "Rest", (c, d)),
        Tag("all", "All", (a, b, c, d), is_broad=True),
    ]  # fmt: skip
    assert [tag.slug for tag in legend_of(tags)] == ["most", "rest"]


def test_colours_that_tags_leave_go_to_keywords_that_papers_without_one_share() -> None:
    a, b, c, d = works("A", "B", "C", "D")
    keywords = {
        "a": ("planning", "search"),
        "b": ("Search", "planning"),
        "c": ("search", "tagged", "lone"),
        "d": ("planning",),
    }
    tag = Tag("tagged", "Tagged", (c, d))
    archive = Archive(Settings("A", "https://a.org/"), (a, b, c, d), (), (tag,), {}, (), keywords=keywords)
    assert [(group.slug, group.label, list(group.papers)) for group in groups_of(archive)] == [
        ("tagged", "Tagged", ["c", "d"]),
        ("", "Planning", ["a", "b", "d"]),
    ]


def test_no_more_tags_have_a_colour_than_there_are_colours() -> None:
    found = works(*"ABCDEFGHIJKL")
    assert len(legend_of([Tag(paper.slug, paper.slug, (paper,)) for paper in found])) == COLOURS


def test_the_data_has_title_position_and_tags() -> None:
    a, b = works("A < B", "B")
    layout = shelf(ArchiveMap(False, {a.slug: (1, 2), "b": (3, 4)}), Tag("t", "T", (b,)), titles=("A < B", "B"))
    assert data(layout) == {
        "of": "papers",
        "tags": [["t", "T"]],
        "places": [[a.slug, "A < B", 1, 2, [], 1], ["b", "B", 3, 4, [0], 1]],
    }


def test_the_data_of_a_large_archive_has_its_tags() -> None:
    tag = Tag("t", "T", works("A", "B"))
    layout = shelf(ArchiveMap(True, {"t": (5, 6)}), tag)
    assert data(layout) == {"of": "tags", "tags": [], "places": [["t", "T", 5, 6, [], 2]]}
    assert "too large for a map of papers" in texts(render(layout))[PAGE]


def test_an_archive_without_papers_has_an_empty_map() -> None:
    layout = shelf(ArchiveMap(), titles=())
    assert data(layout)["places"] == []
