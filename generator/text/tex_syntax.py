"""The syntax of TeX as far as several modules look at it: dollars, macros, brackets."""

from __future__ import annotations

import re

BETWEEN_DOLLARS = r"(?<![\\$])\$(?=[^\s$])([^$]{0,400}?[^\s\\$])\$(?![\d$])"
"""Pandoc's rule for inline math: no space inside the dollars and no digit after them, so that "$5 and $10" is money."""

ARGUMENT = r"\{((?:[^{}]|\{(?:[^{}]|\{[^{}]{0,200}\}){0,200}\}){0,400})\}"
"""A group in braces, with groups in it up to two levels deep; its size is bounded, or it would be looked for in vain
from each open brace to the end.
"""

PIECE = re.compile(r"\\(?:[A-Za-z]+\*?|.)|[{}\[\]]|[^\\{}\[\]\s]+", re.S)
"""A piece of TeX: a macro's name, a bracket, or a run of other characters."""

_CLOSING = {"{": "}", "[": "]"}
_MAXIMUM_UNBALANCED = 4


def is_unbalanced(source: str) -> bool:
    r"""Return True if many brackets are not closed. Each unclosed argument, as of `\frac{`, doubles parsing time."""
    expected: list[str] = []
    unopened, previous = 0, ""
    for piece in PIECE.findall(source):
        # In prose "[" stands for itself, as in [0, 1): an argument follows a macro or another argument.
        if piece == "{" or (piece == "[" and (previous[:1] == "\\" or previous in _CLOSING.values())):
            expected.append(_CLOSING[piece])
        elif expected and expected[-1] == piece:
            expected.pop()
        else:
            unopened += piece == "}"
        previous = piece
    return unopened + len(expected) > _MAXIMUM_UNBALANCED
