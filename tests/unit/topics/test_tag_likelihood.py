from __future__ import annotations

from collections.abc import Sequence

import pytest

from generator.text.phrases import Clauses, read_clauses
from generator.topics.tag_likelihood import BIAS, Evidence, TagWords, from_json, learn, log_odds

TREES = [read_clauses(f"Roots {n}\nLeaves and bark grow in forests of kind {n % 7}.") for n in range(60)]
CARS = [read_clauses(f"Wheels {n}\nEngines and brakes drive on roads of kind {n % 7}.") for n in range(60)]
PLANTS, PLACES = "bark stem bud cone moss fern herb seed".split(), "forest meadow garden park swamp hill field".split()
FOREST, ROAD = read_clauses("On forests\nA search in leaves and bark."), read_clauses("On roads\nA search in engines.")


def words_of_botany(members: int, texts: Sequence[Clauses] = (*TREES, *CARS)) -> TagWords:
    """Return the words of a tag that the first texts have."""
    return from_json(learn(texts, [["botany"] if n < members else [] for n in range(len(texts))]))


def test_a_paper_is_close_to_a_tag_whose_papers_have_its_words() -> None:
    words = words_of_botany(60)
    assert words.closeness(FOREST, ["botany"])["botany"] > 0.2
    assert words.closeness(ROAD, ["botany"])["botany"] < -0.2


@pytest.mark.parametrize(("members", "known"), [(3, False), (4, True)])
def test_a_tag_of_few_papers_has_no_words(members: int, known: bool) -> None:
    assert bool(words_of_botany(members).closeness(FOREST, ["botany"])["botany"]) is known


def test_a_paper_does_not_teach_the_words_that_it_is_compared_with() -> None:
    assert words_of_botany(4).closeness(TREES[0], ["botany"], own=["botany"]) == {"botany": 0}
    odd = read_clauses("Wheels\nSeeds and cones in parks.")
    plants = [read_clauses(f"Roots\nThe {plant} of {place}.") for plant in PLANTS for place in PLACES]
    words = from_json(learn([odd, *plants, *CARS], [["botany"]] * 20 + [[]] * (len(plants) + len(CARS) - 19)))
    as_new, as_own = words.closeness(odd, ["botany"]), words.closeness(odd, ["botany"], own=["botany"])
    assert as_own["botany"] < as_new["botany"] - 0.05


def test_a_paper_without_a_word_that_counts_is_close_to_no_tag() -> None:
    odd = read_clauses("Zither")
    words = words_of_botany(60, (odd, *TREES, *CARS))
    assert words.closeness(odd, ["botany"], own=["botany"]) == {"botany": 0}


def test_a_small_archive_teaches_no_words() -> None:
    assert words_of_botany(60, TREES).closeness(FOREST, ["botany"]) == {"botany": 0}


def test_each_evidence_speaks_for_a_tag() -> None:
    assert log_odds(Evidence()) == BIAS
    assert min(log_odds(Evidence(**{name: 1})) for name in Evidence._fields) > BIAS
