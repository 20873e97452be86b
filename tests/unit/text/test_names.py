from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.text.names import Name, split_name


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Ada Lovelace", Name("Lovelace", "Ada")),
        ("Wen Li Shuyi", Name("Shuyi", "Wen Li")),
        ("Lonneke van der Plas", Name("Plas", "Lonneke", "van der")),
        ("Fernando De la Torre", Name("Torre", "Fernando", "De la")),
        ("Nicolas von Lützow", Name("Lützow", "Nicolas", "von")),
        ("Blaise Agüera y Arcas", Name("Agüera y Arcas", "Blaise")),
        ("Thanh Van Nguyễn", Name("Nguyễn", "Thanh Van")),
        ("jinghong lan", Name("lan", "jinghong")),
        ("Antonio Laverghetta Jr.", Name("Laverghetta", "Antonio", suffix="Jr.")),
        ("Sammy Davis, Jr.", Name("Davis", "Sammy", suffix="Jr.")),
        ("Quist, Jörgen", Name("Quist", "Jörgen")),
        ("van der Berg, Jan Willem", Name("Berg", "Jan Willem", "van der")),
        ("King, Jr., Martin Luther", Name("King", "Martin Luther", suffix="Jr.")),
        ("King, Martin Luther, Jr.", Name("King", "Martin Luther", suffix="Jr.")),
        ("De Geus, Daan", Name("De Geus", "Daan")),
        ("Plato", Name(literal="Plato")),
        ("Tea Team", Name(literal="Tea Team")),
        ("Team Tea", Name(literal="Team Tea")),
        ("The Lunch Collective", Name(literal="The Lunch Collective")),
        ("The Viet Bui", Name("Bui", "The Viet")),
        ("Ann and Bo", Name(literal="Ann and Bo")),
        ("Leeds, Leeds, Bradford", Name(literal="Leeds, Leeds, Bradford")),
    ],
)
def test_parts(name: str, parts: Name) -> None:
    assert split_name(name) == parts


def test_inverted_and_spoken() -> None:
    assert split_name("Jan van der Berg III").inverted == "van der Berg, Jan, III"
    assert split_name("van der Berg, Jan").spoken == "Jan van der Berg"
    assert split_name("Tea Team").inverted == split_name("Tea Team").spoken == "Tea Team"


@given(st.text().map(lambda text: " ".join(text.replace(",", "").split())))
def test_no_word_of_a_spoken_name_is_lost_or_moved(name: str) -> None:
    assert split_name(name).spoken == name


@given(st.text().map(lambda text: " ".join(text.split())))
def test_any_name_has_some_form(name: str) -> None:
    assert bool(split_name(name).inverted) == bool(name)
