"""Hints for misspelt words."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_MAXIMUM_LISTED = 8
"""Words that a hint may list."""


def closest(word: str, known: Iterable[str]) -> str:
    """Return the closest known word, "" if none is close."""
    return next(iter(difflib.get_close_matches(word, sorted(known), 1)), "")


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return a hint with the closest known word; if none is close, with all, or `otherwise` if there are many."""
    known = sorted(known)
    if close := closest(word, known):
        return f"did you mean '{close}'?"
    if not known or (otherwise and len(known) > _MAXIMUM_LISTED):
        return otherwise
    return f"use one of: {', '.join(known)}"
