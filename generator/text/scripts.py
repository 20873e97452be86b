"""Raised and lowered characters in prose, as marks that become plain text or HTML at the end.

A mark is a character of Unicode's private use that `tidy` leaves in no text that comes in.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from generator.text.letters import linear, subscript, superscript

RAISED, LOWERED, END = "\ue003", "\ue004", "\ue005"
"""The beginnings of a superscript and of a subscript, and the end of each."""

MARKED = re.compile(f"([{RAISED}{LOWERED}])([^{RAISED}{LOWERED}{END}]*){END}")
ELEMENT = re.compile(r"<(su[bp])>(.*?)</\1>")
"""A script in the HTML of a text."""

_RAISED_ALREADY = frozenset("*°′″†‡")


class Script(NamedTuple):
    """A script in a text, as an element `sub` or `sup`."""

    tag: str
    text: str


def raised(text: str) -> str:
    """Return the text as a superscript: in Unicode where it has its characters, else marked."""
    if text == "∘":
        return "°"
    return superscript(text) or _marked(RAISED, text)


def lowered(text: str) -> str:
    """Return the text as a subscript: in Unicode where it has its characters, else marked."""
    return subscript(text) or _marked(LOWERED, text)


def _marked(mark: str, text: str) -> str:
    """Return the text with a mark, unless it has some itself: scripts of scripts stay on the line."""
    return text if not text.strip() or END in text else f"{mark}{text}{END}"


def without_marks(marked: str) -> str:
    """Return the marked text as plain text: `G_F`, `ℓ^(-β)`, `V*`."""
    return MARKED.sub(_linear, marked)


def _linear(match: re.Match[str]) -> str:
    mark, text = match.groups()
    if mark == RAISED and set(text) <= _RAISED_ALREADY:
        return text
    return ("^" if mark == RAISED else "_") + linear(text.replace(" ", ""))
