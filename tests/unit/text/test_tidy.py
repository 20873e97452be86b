from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.text.tidy import tidy, tidy_paragraphs


@pytest.mark.parametrize(
    "char",
    [
        *("\x00", "\x1b", "\x85", "\u200b", "\u202e", "\u2066", "\ufeff", "\ud800", "\ue001", "\u00ad"),
        *("\u034f", "\u061c", "\u115f", "\u206a", "\u3164", "\uffa0", "\U000e0041", "\U000e0100"),
    ],
)
def test_invisible_and_reordering_characters_are_removed(char: str) -> None:
    assert tidy(f"a{char}b").replace(" ", "") == "ab"


def test_joiners_that_scripts_and_emoji_need_are_kept() -> None:
    assert tidy("می\u200cخواهم 👩\u200d🔬") == "می\u200cخواهم 👩\u200d🔬"


def test_tidy_composes_and_collapses_white_space() -> None:
    assert tidy("  u\u0308ber\n\tall ") == "über all"


@given(st.text())
def test_tidying_twice_changes_nothing(raw: str) -> None:
    assert tidy(tidy(raw)) == tidy(raw)
    assert tidy_paragraphs(tidy_paragraphs(raw)) == tidy_paragraphs(raw)
    assert unicodedata.is_normalized("NFC", tidy(raw))


def test_hard_wrapped_paragraphs_become_lines_and_stay_apart() -> None:
    assert tidy_paragraphs("a\r\nb\n \t\n\n c \n") == "a b\n\nc"
