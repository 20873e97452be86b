"""Outputs: the files of `build/docs` as promises. Which there are is known at once, a text when it is wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Output:
    """A file of `build/docs`, by its path there.

    `made_of` is all that its text depends on, beside the settings and the program: values of `model`, texts, numbers
    and collections of these. `pieces` makes the text, a long one in parts, so that it is never in memory as a whole.
    """

    path: str
    made_of: object
    pieces: Callable[[], Iterable[str]]

    @property
    def text(self) -> str:
        return "".join(self.pieces())


def output(path: str, made_of: object, write: Callable[[], str]) -> Output:
    """An output that is short enough to be written in one piece."""
    return Output(path, made_of, lambda: (write(),))


def texts(outputs: Iterable[Output]) -> dict[str, str]:
    """All of them written, by path."""
    return {each.path: each.text for each in outputs}
