from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.bibliography import Person
from generator.text.names import read_name, split_name, written_name


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Ada Lovelace", Person("Lovelace", "Ada")),
        ("Wen Li Shuyi", Person("Shuyi", "Wen Li")),
        ("Lonneke van der Plas", Person("Plas", "Lonneke", "van der")),
        ("Fernando De la Torre", Person("Torre", "Fernando", "De la")),
        ("Nicolas von Lützow", Person("Lützow", "Nicolas", "von")),
        ("Blaise Agüera y Arcas", Person("Agüera y Arcas", "Blaise")),
        ("Thanh Van Nguyễn", Person("Nguyễn", "Thanh Van")),
        ("jinghong lan", Person("lan", "jinghong")),
        ("Antonio Laverghetta Jr.", Person("Laverghetta", "Antonio", suffix="Jr.")),
        ("Sammy Davis, Jr.", Person("Davis", "Sammy", suffix="Jr.")),
        ("Quist, Jörgen", Person("Quist", "Jörgen")),
        ("van der Berg, Jan Willem", Person("Berg", "Jan Willem", "van der")),
        ("King, Jr., Martin Luther", Person("King", "Martin Luther", suffix="Jr.")),
        ("King, Martin Luther, Jr.", Person("King", "Martin Luther", suffix="Jr.")),
        ("De Geus, Daan", Person("De Geus", "Daan")),
        ("Plato", Person(literal="Plato")),
        ("Tea Team", Person(literal="Tea Team")),
        ("Team Tea", Person(literal="Team Tea")),
        ("The Lunch Collective", Person(literal="The Lunch Collective")),
        ("The Viet Bui", Person("Bui", "The Viet")),
        ("Ann and Bo", Person(literal="Ann and Bo")),
        ("Leeds, Leeds, Bradford", Person(literal="Leeds, Leeds, Bradford")),
    ],
)
def test_parts(name: str, parts: Person) -> None:
    assert split_name(name) == parts


def test_inverted_and_full_name() -> None:
    assert split_name("Jan van der Berg III").inverted == "van der Berg, Jan, III"
    assert split_name("van der Berg, Jan").full_name == "Jan van der Berg"
    assert split_name("Tea Team").inverted == split_name("Tea Team").full_name == "Tea Team"


@given(st.text().map(lambda text: " ".join(text.replace(",", "").split())))
def test_no_word_of_a_spoken_name_is_lost_or_moved(name: str) -> None:
    assert split_name(name).full_name == name


@given(st.text().map(lambda text: " ".join(text.split())))
def test_any_name_has_some_form(name: str) -> None:
    assert bool(split_name(name).inverted) == bool(name)


@pytest.mark.parametrize(
    ("raw", "person"),
    [
        ("Solano Vega, Inés María", Person("Solano Vega", "Inés María")),
        ("Van Dam, Joost", Person("Van Dam", "Joost")),
        ("van der {Berg Smit}, Sam", Person("Berg Smit", "Sam", "van der")),
        ("{De la Cruz}, Ana", Person("De la Cruz", "Ana")),
        ("佐藤, 花子", Person("佐藤", "花子")),
        ("佐藤 花子", Person("佐藤", "花子")),
        ("김, 민수", Person("김", "민수")),
        ("{Hill and Dale, Inc.}", Person(literal="Hill and Dale, Inc.")),
        ("Hill Books, Ltd.", Person(literal="Hill Books, Ltd.")),
        (r"G{\"o}del, Kurt", Person("Gödel", "Kurt")),
        (r"{G{\"o}del}, Kurt", Person("Gödel", "Kurt")),
        (r"{\'E}mile Blanc", Person("Blanc", "Émile")),
        (r"{\L}ukasz", Person(literal="Łukasz")),
        ("Hill, {Baron}, Ann", Person("Hill", "Ann", suffix="Baron")),
        ("Hill}, {Ann", Person("Hill}", "{Ann")),
    ],
)
def test_a_name_is_read_as_its_source_gave_it(raw: str, person: Person) -> None:
    assert read_name(raw) == person


@pytest.mark.parametrize(
    ("person", "name"),
    [
        (Person("佐藤", "花子"), "佐藤 花子"),
        (Person("김", "민수"), "김 민수"),
        (Person("Sato", "Hanako"), "Hanako Sato"),
        (Person("Berg", "Sam", "van der", "Jr."), "Sam van der Berg Jr."),
        (Person(literal="The Shelf Group"), "The Shelf Group"),
    ],
)
def test_a_name_is_shown_in_the_order_of_its_own_culture(person: Person, name: str) -> None:
    assert person.full_name == name


_WORDS = st.sampled_from(["Ada", "van", "De", "la", "Jr.", "Inc.", "and", "Sons", "山田", "O'Hara", "Li-Wei", "Team"])
_PART = st.lists(_WORDS, min_size=1, max_size=3).map(" ".join)


@given(_PART, _PART, st.sampled_from(["", "van", "von der"]), st.sampled_from(["", "Jr.", "III", "Baron"]))
def test_parts_of_a_person_are_written_and_read_back(family: str, given_: str, particle: str, suffix: str) -> None:
    person = Person(family, given_, particle, suffix)
    assert read_name(written_name(person)) == person


@given(st.lists(_WORDS | st.just(","), min_size=1).map(" ".join))
def test_a_name_without_parts_is_written_and_read_back(name: str) -> None:
    assert read_name(written_name(Person(literal=name))) == Person(literal=name)


def test_three_words_with_a_spanish_y_have_a_family_name_of_one_word() -> None:
    assert split_name("Ana y Arcas").family == "Arcas"
