"""Hints for misspelt words."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_MAXIMUM_LISTED = 8
"""Words that a hint may list."""


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """A hint with the closest known word. If none is close: all known words, or `otherwise` where they are many."""
    known = sorted(known)
    close = difflib.get_close_matches(word, known, 1)
    if close:
        return f"did you mean '{close[0]}'?"
    if not known or (otherwise and len(known) > _MAXIMUM_LISTED):
        return otherwise
    return f"use one of: {', '.join(known)}"
