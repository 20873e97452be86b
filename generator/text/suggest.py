"""TODO text.suggest."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_FEW = 8
"""Words that a hint may list."""


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """A hint that names the closest of the known words; when none is close, all of a few, or `otherwise`."""
    known = sorted(known)
    close = difflib.get_close_matches(word, known, 1)
    if close:
        return f"did you mean '{close[0]}'?"
    if not known or (otherwise and len(known) > _FEW):
        return otherwise
    return f"known are {', '.join(known)}"
