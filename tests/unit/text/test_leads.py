"""A lead says what a paper does, where its abstract says so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.text.leads import MAXIMUM_LENGTH, lead


def lead_of(*paragraphs: str) -> str:
    return lead("\n".join(("trees", *paragraphs)))


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("Trees are tall. We introduce Bonsai, a small tree. It grows.", "We introduce Bonsai, a small tree."),
        ("Trees are tall. Here, this technical report presents Bonsai.", "This technical report presents Bonsai."),
        ("Trees are tall. In this paper, roots are measured.", "In this paper, roots are measured."),
        # What a paper makes says more of it than what it finds.
        ("Trees are tall. We find that all grow. We then propose Bonsai.", "We then propose Bonsai."),
        ("Trees are tall. We find that all grow. We also propose Bonsai.", "We find that all grow."),
        ("Trees are tall. In this paper, we measure roots.", "We measure roots."),
        ("Trees are tall. We grow one. bonSai is small.", "Trees are tall."),
        ("Trees are tall. We build one. bonSai is small.", "We build one."),
        ("Trees are tall. To this end, we build Bonsai.", "We build Bonsai."),
        ("Trees are tall. To bridge this gap, we build Bonsai.", "We build Bonsai."),
        ("Trees are tall. Motivated by these results, I study roots.", "I study roots."),
        ("Trees are tall. To grow them faster, we build Bonsai.", "To grow them faster, we build Bonsai."),
        ("Smith et al. Show it. However, we presented none.", "Smith et al. Show it."),
        ("Bias is universal. We propose Bonsai.", "We propose Bonsai."),
        ("A Phase I study ran. I present it.", "I present it."),
        ("We ask, e.g. why. Then we answer.", "We ask, e.g. why."),
        ("At 3.5 points. More.", "At 3.5 points."),
        # A list does not show what a sentence points to.
        ("Roots rot. We study this effect. We build Bonsai.", "We build Bonsai."),
        ("Roots rot. We study such effects.", "Roots rot."),
        ("Roots rot. We build two trees and cut these trees.", "We build two trees and cut these trees."),
        ("Roots rot. Building on this insight, we build Bonsai.", "We build Bonsai."),
        ("Roots rot. We build Bonsai, a tree that grows, to bridge this gap.", "We build Bonsai, a tree that grows."),
        ("no end", "no end"),
    ],
)
def test_the_lead_is_the_sentence_that_says_what_the_paper_does(abstract: str, expected: str) -> None:
    assert lead_of(abstract) == expected


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("We ask why. We propose planting. We present Bonsai, a tree.", "We present Bonsai, a tree."),
        ("Trees are old. Bonsai is a tree. We show it.", "Bonsai is a tree."),
        ("We propose planting. Bonsai-2 grows.", "We propose planting."),
    ],
)
def test_the_lead_of_a_named_paper_introduces_the_name(abstract: str, expected: str) -> None:
    assert lead(f"Bonsai: A Tree\n{abstract}") == expected


def test_any_paragraph_may_have_it() -> None:
    assert lead_of("Trees are tall.", "We measure them. We present the results.") == "We present the results."


def test_a_paper_without_an_abstract_has_none() -> None:
    assert lead_of() == ""


def test_a_long_one_is_cut_at_a_word() -> None:
    assert lead_of("word " * 100) == "word " * (MAXIMUM_LENGTH // 5 - 1) + "word…"


@given(st.lists(st.sampled_from(["We show it.", "To do this, we", "e.g.", "Hence, we ask!", "Trees " * 40, "(A", "."])))
def test_the_lead_of_any_abstract_is_a_part_of_it(pieces: list[str]) -> None:
    abstract = " ".join(pieces)
    found = lead_of(abstract)
    assert len(found) <= MAXIMUM_LENGTH + 1
    assert found.rstrip("…").lower() in abstract.lower()
    assert bool(found) == bool(abstract)
