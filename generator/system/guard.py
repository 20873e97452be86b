"""Unforeseen failures while one file is read become a problem of that file, so that the others are still read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from generator.model import Problem

Value = TypeVar("Value")

_MAX_MESSAGE = 200


def guarded(read: Callable[[], Value], path: str) -> Value | Problem:
    """Return what `read` returns, or the problem of the file at `path` when it raises.

    Readers report what is wrong with a file themselves, at its line. This is for what they did not foresee.
    """
    try:
        return read()
    except Exception as error:
        return unforeseen(path, error)


def unforeseen(path: str, error: Exception) -> Problem:
    """Return the problem of a file whose reading ended in an exception."""
    text = " ".join(str(error).split())[:_MAX_MESSAGE]
    message = f"cannot be read ({type(error).__name__}{': ' + text if text else ''})"
    return Problem(
        path, 1, 1, message, "if the file is in order, report this as a mistake of Papershelf's, with the file"
    )
