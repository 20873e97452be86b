from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator, Mapping

from vectors import vectors_of

from generator.relations import Position, Region
from generator.topics import map_regions
from generator.topics.map_regions import MINIMUM_PAPERS, Named
from generator.topics.similarity import Description

PLACES = {"cats": (150, 150), "dogs": (850, 150), "birds": (150, 850), "fish": (850, 850)}


def positions(each: int = 40) -> dict[str, Position]:
    """Four crowds of papers, in the corners of the map."""
    chance = random.Random(1)  # noqa: S311
    return {
        f"{name}-{number:02}": (x + chance.randrange(-60, 60), y + chance.randrange(-60, 60))
        for name, (x, y) in PLACES.items()
        for number in range(each)
    }


def named(label: str, *papers: str, tag: str = "") -> Named:
    return Named(label, tag, frozenset(papers))


def part(name: str, papers: Mapping[str, Position], one_in: int = 1) -> list[str]:
    return [slug for slug in papers if slug.startswith(name)][::one_in]


def nested(regions: tuple[Region, ...]) -> Iterator[Region]:
    for region in regions:
        yield region
        yield from nested(region.parts)


def crowd(name: str, regions: tuple[Region, ...]) -> Region:
    """The largest region all of whose papers are in this crowd."""
    inside = [region for region in nested(regions) if all(slug.startswith(name) for slug in region.papers)]
    return max(inside, key=lambda region: len(region.papers))


def test_a_region_has_the_name_of_the_tag_that_is_over_represented_in_it() -> None:
    papers = positions()
    tags = [named("Animals", *papers, tag="animals"), *(named(name, *part(name, papers), tag=name) for name in PLACES)]
    regions = map_regions.find(papers, tags, [])
    assert {crowd(name, regions).names for name in PLACES} == {((name, name),) for name in PLACES}


def test_a_name_covers_a_third_of_its_region() -> None:
    papers = positions()
    tags = [named("Rare", *part("cats", papers, 4), tag="rare")]
    assert not any(region.names for region in nested(map_regions.find(papers, tags, [])) if len(region.papers) >= 40)


def test_two_tags_name_a_region_together_if_none_covers_a_third_of_it() -> None:
    papers = positions()
    cats = part("cats", papers)
    tags = [named("Old", *cats[::4], tag="old"), named("Young", *cats[1::4], tag="young")]
    assert ((("Old", "old"), ("Young", "young"))) in [
        tuple(sorted(region.names)) for region in nested(map_regions.find(papers, tags, []))
    ]


def test_a_word_names_a_region_that_no_tag_names() -> None:
    papers = positions()
    words = [named("purring", *part("cats", papers)), named("animal", *papers)]
    regions = map_regions.find(papers, [], words)
    assert crowd("cats", regions).names == (("Purring", ""),)
    assert not crowd("dogs", regions).names


def test_a_word_that_many_papers_elsewhere_have_names_no_region() -> None:
    papers = positions()
    elsewhere = [slug for slug in papers if not slug.startswith("cats")]
    words = [named("models", *part("cats", papers), *elsewhere[::3])]
    assert not any(region.names for region in nested(map_regions.find(papers, [], words)))


def test_no_name_is_twice_at_a_level() -> None:
    papers = positions()
    regions = map_regions.find(papers, [named("Pets", *part("cats", papers), *part("dogs", papers), tag="pets")], [])
    level: tuple[Region, ...] = regions
    while level:
        assert [region.names for region in level].count((("Pets", "pets"),)) == 1
        level = tuple(itertools.chain.from_iterable(region.parts for region in level))


def test_every_paper_is_in_one_region_of_each_level() -> None:
    papers = positions()
    level = map_regions.find(papers, [], [])
    for _ in range(3):
        assert sorted(slug for region in level for slug in region.papers) == sorted(papers)
        level = tuple(itertools.chain.from_iterable(region.parts for region in level))
    assert level == ()


def test_regions_do_not_depend_on_the_order_of_papers() -> None:
    papers = positions()
    tags = [named(name, *part(name, papers), tag=name) for name in PLACES]
    shuffled = dict(sorted(papers.items(), key=lambda item: item[0][::-1]))
    assert map_regions.find(shuffled, tags[::-1], []) == map_regions.find(papers, tags, [])


def test_a_small_archive_has_no_regions() -> None:
    papers = dict(itertools.islice(positions().items(), MINIMUM_PAPERS - 1))
    assert map_regions.find(papers, [named("Cats", *papers)], []) == ()


def test_regions_survive_the_cache() -> None:
    papers = positions()
    for region in map_regions.find(papers, [named("Cats", *part("cats", papers), tag="cats")], []):
        assert map_regions.from_json(json.loads(json.dumps(map_regions.to_json(region)))) == region


def test_papers_that_mention_a_tag_count_as_its_papers() -> None:
    texts = {f"p{number}": Description(f"Tree search {number}", ("We use tree search.",)) for number in range(6)}
    texts["other"] = Description("Melodies", ("A melody.",))
    tags, words = map_regions.names_in(vectors_of(texts), {"trees": ("Tree search", ["other"])})
    assert tags == [named("Tree search", *texts, tag="trees")]
    assert "tree search" not in [word.label for word in words]
