"""Long lists in parts: fifty items to a page, and one page of them all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

from generator.outputs import Output
from generator.pages.layout import Layout
from generator.wording import counted

MOST = 50
"""Items on a page."""

MOST_ROWS = 5_000
"""Items on the page that shows all, which has a line for each: 0.8 MB, which a phone scrolls, for the browser lays out
what it shows. A longer list has its newest there."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Part(Generic[Item]):
    """One page of a list of `total` items on `pages` pages: page `number`, from 1, or 0 for the one that shows all.

    `address` is that of the list itself, which is its first page: `tags/search/`.
    """

    address: str
    number: int
    pages: int
    total: int
    items: tuple[Item, ...]

    @property
    def is_first(self) -> bool:
        return self.number == 1

    @property
    def label(self) -> str:
        """What tells the page from the list's first: `page 2 of 7`, `all 312`."""
        if self.number == 0:
            return f"all {self.total:,}" if len(self.items) == self.total else f"the newest {len(self.items):,}"
        return "" if self.is_first else f"page {self.number} of {self.pages}"

    @property
    def path(self) -> str:
        """The page's file below `build/docs`."""
        return self.page(self.number).rstrip("/") + ".md"

    def page(self, number: int) -> str:
        """The address of another page of the list."""
        return self.address if number == 1 else f"{self.address}{number or 'all'}/"

    @property
    def numbers(self) -> list[int]:
        """The pages to link to, the first, the last and those around this one; 0 stands for a gap.

        >>> Part("x/", 6, 20, 1000, ()).numbers
        [1, 0, 5, 6, 7, 0, 20]
        """
        around = range(max(self.number - 1, 1), min(self.number + 1, self.pages) + 1) if self.number else ()
        shown = sorted({1, self.pages, *around})
        return [shown[0]] + [
            number for before, after in pairwise(shown) for number in ([0, after] if after - before > 1 else [after])
        ]


def parts(address: str, items: Sequence[Item], most: int = MOST) -> Iterator[Part[Item]]:
    """A list's pages; one page, that has everything, of a short list."""
    starts = range(0, len(items), most) or [0]
    for number, start in enumerate(starts, 1):
        yield Part(address, number, len(starts), len(items), tuple(items[start : start + most]))
    if len(starts) > 1:
        yield Part(address, 0, len(starts), len(items), tuple(items[:MOST_ROWS]))


def render(
    layout: Layout, address: str, template: str, front: Mapping[str, object], items: Sequence[object], **values: object
) -> Iterator[Output]:
    """A page for each part of the list. Only the first has the feeds and the description of `front`."""
    for part in parts(address, items):
        yield layout.page(part.path, template, _front(front, part), part=part, title=front["title"], **values)


def _front(front: Mapping[str, object], part: Part[object]) -> dict[str, object]:
    if part.is_first:
        return dict(front)
    title = f"{front['title']}, {part.label}"
    return {"title": title, "description": f"{title}: {counted(len(part.items), 'paper')} of {part.total:,}."}
