from __future__ import annotations

import pytest

from generator.text.spelling import american, british, other_spellings, respelt


@pytest.mark.parametrize(
    ("there", "here"),
    [
        ("generalise", "generalize"),
        ("generalised", "generalized"),
        ("generalisations", "generalizations"),
        ("optimiser", "optimizer"),
        ("organisational", "organizational"),
        ("customisable", "customizable"),
        ("analyse", "analyze"),
        ("analysing", "analyzing"),
        ("catalysed", "catalyzed"),
        ("behaviour", "behavior"),
        ("behaviourally", "behaviorally"),
        ("neighbourhoods", "neighborhoods"),
        ("favourite", "favorite"),
        ("colours", "colors"),
        ("modeller", "modeler"),
        ("labellers", "labelers"),
    ],
)
def test_a_word_is_spelt_in_two_ways(there: str, here: str) -> None:
    assert (american(there), british(here)) == (here, there)
    assert (american(here), british(there)) == (here, there)


@pytest.mark.parametrize(
    "word",
    """noise noisy denoising precise exercise unsupervised otherwise promising surprise comprising raised expertise
    compromise devise paradise franchise treatise disable crises four your hour tour contour size resized prize seizing
    collaborate laboratory rigorous humorous protocol analysis paralysis seller horizon isolation vision""".split(),
)
def test_a_word_of_one_spelling_stays(word: str) -> None:
    assert (american(word), british(word)) == (word, word)


def test_a_text_has_other_spellings_of_its_words_each_once() -> None:
    text = "Optimising Behaviour; optimising 2-way NEURAL summarization, noise."

    assert other_spellings(text) == ["optimizing", "behavior", "summarisation"]


def test_a_name_is_spelt_through_in_one_way_or_the_other() -> None:
    assert respelt("optimising behavior") == ["optimising behaviour", "optimizing behavior"]
    assert respelt("tree search 2") == []
    assert respelt("tree  search") == []


def test_a_text_that_both_spell_alike_has_no_other_spelling_also_with_two_spaces() -> None:
    assert respelt("tree  search") == []
