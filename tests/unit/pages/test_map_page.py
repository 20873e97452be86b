from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest

from generator.archive import papers
from generator.model import Archive, Digest, Entry, Paper, Settings, Tag
from generator.outputs import texts
from generator.pages import map_data
from generator.pages.archive_map import AUTHORS, DATA, PAGE, render
from generator.pages.layout import Layout, layout_of
from generator.pages.map_data import COLOURS, groups_of, legend_of, levels, papers_on_it
from generator.relations import ArchiveMap, Neighbour, Region, Relations
from generator.vocabulary import Assignment

DAY = dt.date(2026, 4, 20)


def works(*titles: str) -> tuple[Paper, ...]:
    return papers.merge([Digest(DAY, "desk", tuple(Entry(title) for title in titles))]).papers


def shelf(
    drawn: ArchiveMap, *tags: Tag, titles: tuple[str, ...] = ("A", "B"), regions: tuple[Region, ...] = ()
) -> Layout:
    found = works(*titles)
    assignments = {
        paper.slug: tuple(Assignment(tag.slug, "said") for tag in tags if paper in tag.papers) for paper in found
    }
    archive = Archive(Settings("Shelf", "https://a.org/"), found, (), tags, assignments, ())
    return layout_of(archive, Relations(map=drawn, regions=regions))


def data(layout: Layout) -> Any:
    return json.loads(texts(render(layout))[DATA])


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


REGION = Region((("Cats", "cats"), ("Dogs", "")), ("a", "b"), (Region((("Cats", "cats"),), ("a", "b")),))


def test_the_data_has_what_papers_are_found_and_coloured_by() -> None:
    a, b = works("A < B", "B")
    seen = replace(b.appearances[0], upvotes=7)
    tag = Tag("cats", "Cats", (b,), parent="animals")
    layout = shelf(
        ArchiveMap(False, {a.slug: (1, 2), "b": (3, 4)}), Tag("animals", "Animals", (b,)), tag, titles=("A < B", "B"),
        regions=(Region((("Cats", "cats"),), (a.slug, "b")),),
    )  # fmt: skip
    archive = replace(
        layout.archive,
        papers=(a, replace(b, appearances=(seen,))),
        assignments={a.slug: (), "b": (Assignment("cats", ""),)},
    )
    assert data(layout_of(archive, layout.relations)) == {
        "of": "papers",
        "tags": [["animals", "Animals", -1], ["cats", "Cats", 0]],
        "groups": [0],
        "days": ["2026-04-20"],
        "regions": [[0, 2, "Cats", 2, 2, 3, 1, 2, 3, 4]],
        "links": [],
        "places": [["A < B", 0, 1, 2, 0, 0], ["B", 0, 3, 4, 0, 7, 1]],
    }


def test_authors_are_in_a_file_of_their_own_in_the_same_order() -> None:
    digest = Digest(DAY, "desk", (Entry("A", authors=("Ada", "Bo")), Entry("B", authors=("Cy",))))
    archive = Archive(Settings("S", "https://a.org/"), papers.merge([digest]).papers, (), (), {"a": (), "b": ()}, ())
    relations = Relations(map=ArchiveMap(False, {"a": (1, 2), "b": (3, 4)}), regions=(REGION,))
    files = texts(render(layout_of(archive, relations)))
    titles = [title for title, *_ in json.loads(files[DATA])["places"]]
    assert dict(zip(titles, json.loads(files[AUTHORS])["authors"], strict=True)) == {"A": "Ada, Bo", "B": "Cy"}


def test_the_data_of_a_large_archive_has_its_tags() -> None:
    tag = Tag("t", "T", works("A", "B"))
    layout = shelf(ArchiveMap(True, {"t": (5, 6)}), tag)
    assert data(layout) == {"of": "tags", "places": [["T", 0, 5, 6, 2]]}
    assert AUTHORS not in texts(render(layout))
    assert papers_on_it(layout.relations) == frozenset()
    assert "too large for a map of papers" in texts(render(layout))[PAGE]


def test_papers_of_a_small_archive_are_joined_with_their_neighbours() -> None:
    titles = tuple("ABCDEF")
    layout = shelf(ArchiveMap(False, {title.lower(): (1, 2) for title in titles}), titles=titles)
    neighbours = {slug: (Neighbour("a", 0.5, ()),) for slug in "bcdef"}
    joined = layout_of(layout.archive, replace(layout.relations, neighbours=neighbours))
    order = [title for title, *_ in data(joined)["places"]]
    assert {frozenset(order[number] for number in pair) for pair in data(joined)["links"]} == {
        frozenset({"A", other}) for other in "BCDEF"
    }
    assert papers_on_it(joined.relations) == set("abcdef")


@pytest.mark.parametrize("joined", ["", "bcd"])
def test_there_is_no_map_of_papers_that_are_hardly_alike(joined: str) -> None:
    titles = tuple("ABCDEFGHIJ")
    layout = shelf(ArchiveMap(False, {title.lower(): (1, 2) for title in titles}), titles=titles)
    neighbours = {slug: (Neighbour("a", 0.5, ()),) for slug in joined}
    files = texts(render(layout_of(layout.archive, replace(layout.relations, neighbours=neighbours))))
    assert files.keys() == {PAGE}
    assert "So far, no two papers are alike enough for a map." in files[PAGE]


def test_an_archive_without_papers_has_no_map() -> None:
    assert texts(render(shelf(ArchiveMap(), titles=()))).keys() == {PAGE}


def test_without_scripts_a_region_has_its_tags_and_its_most_noticed_papers() -> None:
    a, b = works("A", "B")
    layout = shelf(ArchiveMap(False, {"a": (1, 2), "b": (3, 4)}), Tag("cats", "Cats", (a, b)), regions=(REGION,))
    text = texts(render(layout))[PAGE]
    [_, region] = text.split("## Cats · Dogs")
    assert "2 papers · *[Cats](../tags/cats.md)*" in region
    assert "[A](../papers/a.md)" in region
    assert "[B](../papers/b.md)" in region


def test_parts_stand_in_place_of_a_region_without_a_name() -> None:
    cats, dogs = Region((("Cats", ""),), ("a",)), Region((("Dogs", ""),), ("c",))
    birds = Region((("Birds", ""),), ("b",))
    lone = Region((), ("b", "d"), (birds, Region((), ("d",))))
    regions = (Region((), ("a", "b", "d"), (cats, lone)), dogs)
    assert levels(regions) == [[cats, birds, dogs], [cats, birds, dogs], [cats, birds, dogs]]


def test_small_parts_stand_in_place_of_no_region() -> None:
    crowd = Region((("Crowd", ""),), tuple(f"p{number}" for number in range(200)))
    bird, cats = Region((("Bird", ""),), ("a",)), Region((("Cats", ""),), ("b", "c", "d"))
    assert levels((crowd, Region((), ("a", "b", "c", "d"), (bird, cats))))[:2] == [[crowd, cats], [crowd, bird, cats]]


def test_no_name_is_twice_at_a_level() -> None:
    one, other = Region((("Cats", ""),), ("a",)), Region((("Cats", ""),), ("b",))
    assert levels((Region((), ("a",), (one,)), other))[0] == [one]


def test_the_extent_of_a_region_leaves_out_its_outermost_papers() -> None:
    where = {f"p{number}": (number * 10, 500) for number in range(40)} | {"far": (1000, 0)}
    region = Region((("Cats", ""),), tuple(sorted(where)))
    [row] = map_data._rows_of((region,), where)
    assert row[6:] == [20, 500, 380, 500]
