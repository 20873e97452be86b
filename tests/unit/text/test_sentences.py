from __future__ import annotations

import time

import pytest

from generator.text.sentences import made


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("We study trees and release a dataset for all.", "a dataset"),
        ("We then propose roots and build trees.", "roots\ntrees"),
        ("We study trees; roots grow and build soil.", ""),
        ("Trees grow: we boldly plant and then also build a garden.", "a garden"),
    ],
)
def test_later_verbs_of_a_sentence_have_objects_too(sentence: str, expected: str) -> None:
    assert made([sentence]) == expected


@pytest.mark.parametrize("unit", ["we ", "we and ", "we first first "])
def test_objects_are_found_in_linear_time(unit: str) -> None:
    start = time.process_time()
    made([unit * (60_000 // len(unit))])
    assert time.process_time() - start < 1
