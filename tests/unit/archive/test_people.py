from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain_paper import plain_paper

from generator.archive import people
from generator.model import Paper
from generator.text.slugs import name_slug


def paper(slug: str, *authors: str, organisation: str = "") -> Paper:
    return plain_paper(slug, authors=authors, organisation=organisation)


def test_each_name_has_its_papers_in_their_order() -> None:
    found = people.authors([paper("a", "Bo Ek", "Ann Lee"), paper("b", "Ann Lee")], 2)

    assert [(each.slug, [paper.slug for paper in each.papers], each.has_page) for each in found] == [
        ("ann-lee", ["a", "b"], True),
        ("bo-ek", ["a"], False),
    ]


def test_a_name_written_twice_on_a_paper_counts_once() -> None:
    [ann] = people.authors([paper("a", "Ann Lee", "ANN LEE")], 2)
    assert (len(ann.papers), ann.has_page) == (1, False)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Patrice Béchard", "Patrice Bechard"),
        ("Nitesh V. Chawla", "Nitesh V Chawla"),
        ("Pheng-Ann Heng", "Pheng Ann  Heng"),
        ("Gang YU", "Gang Yu"),
        ("Иван Петров", "ИВАН ПЕТРОВ"),
        ("Zo\N{LATIN SMALL LETTER E WITH DIAERESIS}", "Zoe\N{COMBINING DIAERESIS}"),
    ],
)
def test_spellings_of_one_name_are_one(one: str, other: str) -> None:
    [found] = people.authors([paper("a", other), paper("b", one), paper("c", one)], 3)
    assert (found.name, found.spellings, found.has_page) == (one, (one, other), True)


@pytest.mark.parametrize("others", [("J. Smith", "Jane Smith"), ("王伟", "李伟"), ("Wei 王", "Wei")])
def test_other_names_are_others(others: tuple[str, str]) -> None:
    assert len(people.authors([paper("a", *others)], 1)) == 2


def test_an_organisation_is_one_in_any_case() -> None:
    papers = [paper("a", organisation="Oppo"), paper("b", organisation="OPPO"), paper("c", organisation="OPPO")]
    [found] = people.organisations([*papers, paper("d")], 2)
    assert (found.slug, found.name, len(found.papers)) == ("oppo", "OPPO", 3)


def test_a_page_that_was_published_stays() -> None:
    """Two of her papers turned out to be one work, or the minimum was raised."""
    [ann] = people.authors([paper("a", "Ann Lee")], 3, kept={"ann-lee", "someone-else"})
    assert ann.has_page


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Erdős Kata", "erdos-kata"),
        ("Nguyễn Văn Đức", "nguyen-van-duc"),
        ("Łukasz Żak", "lukasz-zak"),
        ("O'Malley Finn", "omalley-finn"),
        ("J. R. R. Tolkien", "j-r-r-tolkien"),
    ],
)
def test_a_name_is_an_ascii_address(name: str, slug: str) -> None:
    assert name_slug(name) == slug


def test_names_with_the_same_ascii_form_have_different_addresses() -> None:
    slugs = {name_slug(name) for name in ("Wei", "王 Wei", "李 Wei", "王伟", "李伟", "Иван", "…")}

    assert len(slugs) == 7
    assert all(slug.isascii() and slug for slug in slugs)


@pytest.mark.parametrize("name", ["Index", "Letters", "INDEX"])
def test_the_folders_of_the_index_are_nobody_s(name: str) -> None:
    assert name_slug(name) not in ("index", "letters")


def test_long_names_that_begin_alike_have_different_addresses() -> None:
    long = "The Collaboration for the Measurement of Everything that can be Measured at Depth, "
    assert len({name_slug(long + "East"), name_slug(long + "West")}) == 2


@given(st.text(min_size=1))
def test_every_name_has_an_address_that_is_safe(name: str) -> None:
    slug = name_slug(name)
    assert slug
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert len(slug) <= 80
    assert slug not in ("index", "letters")


@given(st.lists(st.text("aAbB. é-王", min_size=1, max_size=4), min_size=1, max_size=9), st.randoms())
def test_the_order_of_papers_does_not_matter(names: list[str], chance: random.Random) -> None:
    papers = [paper(f"p{number}", name) for number, name in enumerate(names)]
    shuffled = chance.sample(papers, len(papers))

    one, other = people.authors(papers, 2), people.authors(shuffled, 2)

    assert [(each.slug, each.name, each.has_page) for each in one] == [
        (each.slug, each.name, each.has_page) for each in other
    ]
    assert len({each.slug for each in one}) == len(one)


def test_the_index_stands_by_family_name() -> None:
    names = ["Li Ang", "Wei Li", "An Liang", "Lonneke van der Plas", "Qwen Team", "王伟", "Ömer Öz", "Bo Li"]
    found = people.in_order(people.authors([paper("a", *names)], 1), people.author_order)

    assert [name for name, _ in found] == [
        "Ang, Li", "Li, Bo", "Li, Wei", "Liang, An", "Öz, Ömer", "Plas, Lonneke van der", "Qwen Team", "王伟",
    ]  # fmt: skip
    assert [people.letter(name) for name, _ in found] == ["a", "l", "l", "l", "o", "p", "q", "other"]
