"""Long lists in parts: some fifty items to a page, and one page of them all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

from generator.outputs import Output
from generator.pages.layout import Layout
from generator.text.wording import counted

MOST = 50
"""Items on a page."""

MOST_ROWS = 5_000
"""Items on the page that shows all, which has a line for each: 0.8 MB, which a phone scrolls, for the browser lays out
what it shows. A longer list has its newest there."""

Item = TypeVar("Item")


class Way(NamedTuple):
    """A link to a page of the list."""

    label: str
    address: str


GAP = Way("…", "")
"""Stands for the pages between two that are linked to."""


@dataclass(frozen=True, slots=True)
class Part(Generic[Item]):
    """One page of a list at `address`: `tags/search/7/`.

    `label` tells it from the list's first page, `page 2 of 7` or `all 312`, and is "" of that one. `numbers` leads to
    the pages at both ends and those around this one, and is empty when the list has one page; `before`, `after` and
    `everything` lead to other pages, where there are any. `total` is how many items the list has, where the page may
    tell that, and 0 elsewhere.
    """

    address: str
    items: tuple[Item, ...]
    label: str = ""
    numbers: tuple[Way, ...] = ()
    before: Way | None = None
    after: Way | None = None
    everything: Way | None = None
    total: int = 0

    @property
    def is_first(self) -> bool:
        return not self.label

    @property
    def is_everything(self) -> bool:
        return self.everything is not None and self.everything.address == self.address

    @property
    def path(self) -> str:
        """The page's file below `build/docs`."""
        return self.address.rstrip("/") + ".md"


def parts(address: str, items: Sequence[Item], most: int = MOST) -> Iterator[Part[Item]]:
    """A list's pages, numbered from the first; one page, that has everything, of a short list."""
    pages = [items[start : start + most] for start in range(0, len(items), most)] or [items]
    ways = [Way(str(number), f"{address}{number}/" if number > 1 else address) for number in range(1, len(pages) + 1)]
    everything = Way(f"Show all {len(items):,}", f"{address}all/") if len(pages) > 1 else None
    for at, shown in enumerate(pages):
        yield Part(
            ways[at].address,
            tuple(shown),
            label=f"page {at + 1} of {len(pages)}" if at else "",
            numbers=_numbers(ways, at),
            before=Way("Previous", ways[at - 1].address) if at else None,
            after=Way("Next", ways[at + 1].address) if at + 1 < len(pages) else None,
            everything=everything,
            total=len(items),
        )
    if everything:
        yield _everything(items, ways, everything)


def growing_parts(address: str, items: Sequence[Item], most: int = MOST) -> Iterator[Part[Item]]:
    """The pages of a list whose items are newest first, as a tag's are, which grows there with each digest.

    They are numbered from the oldest, `most` items to each, and tell nothing of the list as a whole. So when there is
    more, the same stays at the same address, down to the byte, and only the first page changes, which has no number
    and half as many items as the others, up to one and a half times as many.
    """
    numbered = max(0, (len(items) - most // 2) // most)
    starts = [0, *(len(items) - number * most for number in range(numbered, 0, -1))]
    ways = [Way(str(number) if number > 1 else "Oldest", f"{address}{number}/") for number in range(1, numbered + 1)]
    ways.append(Way("Newest", address))
    everything = Way(f"Show all {len(items):,}", f"{address}all/") if numbered else None
    for at, (start, end) in enumerate(pairwise([*starts, len(items)])):
        place = numbered - at
        yield Part(
            ways[place].address,
            tuple(items[start:end]),
            label=f"page {place + 1}" if at else "",
            numbers=_numbers(ways, place),
            before=Way("Older", ways[place - 1].address) if place else None,
            after=Way("Newer", ways[place + 1].address) if at else None,
            everything=everything._replace(label="Show all") if everything and at else everything,
            total=0 if at else len(items),
        )
    if everything:
        yield _everything(items, ways, everything)


def _everything(items: Sequence[Item], ways: Sequence[Way], own: Way) -> Part[Item]:
    shown = tuple(items[:MOST_ROWS])
    label = f"all {len(items):,}" if len(shown) == len(items) else f"the newest {len(shown):,}"
    numbers = _linked(ways, {0, len(ways) - 1})
    return Part(own.address, shown, label=label, numbers=numbers, everything=own, total=len(items))


def _numbers(ways: Sequence[Way], at: int) -> tuple[Way, ...]:
    """The links of the page at this place among several: to both ends, and to those around it."""
    return _linked(ways, {0, *range(max(at - 1, 0), min(at + 2, len(ways))), len(ways) - 1}) if len(ways) > 1 else ()


def _linked(ways: Sequence[Way], places: set[int]) -> tuple[Way, ...]:
    """The links at these places, and a gap wherever there are others between them.

    >>> _linked([Way("1", "x/"), Way("2", "x/2/"), Way("3", "x/3/")], {0, 2})
    (Way(label='1', address='x/'), Way(label='…', address=''), Way(label='3', address='x/3/'))
    """
    found: list[Way] = []
    for before, place in pairwise([-1, *sorted(places)]):
        found += [GAP] if place - before > 1 else []
        found.append(ways[place])
    return tuple(found)


def render(
    layout: Layout, address: str, template: str, front: Mapping[str, object], items: Sequence[object], **values: object
) -> Iterator[Output]:
    """A page for each part of a list. Only the first has the feeds and the description of `front`."""
    for part in parts(address, items):
        yield layout.page(part.path, template, _front(front, part), part=part, title=front["title"], **values)


def render_growing(
    layout: Layout,
    address: str,
    template: str,
    front: Mapping[str, object],
    items: Sequence[object],
    sought: Sequence[str] = (),
    **values: object,
) -> Iterator[Output]:
    """A page for each part of a list that grows: the first as its template has it, the others with their papers alone,
    so that they stay. `sought` are the authors whose papers they are.
    """
    first, *others = growing_parts(address, items)
    title = front["title"]
    yield layout.page(first.path, template, front, part=first, title=title, sought=sought, **values)
    for part in others:
        yield layout.page(part.path, "part.html", _front(front, part), part=part, title=title, sought=sought)


def _front(front: Mapping[str, object], part: Part[object]) -> dict[str, object]:
    if part.is_first:
        return dict(front)
    title = f"{front['title']}, {part.label}"
    of_all = f" of {part.total:,}" if part.total else ""
    return {"title": title, "description": f"{title}: {counted(len(part.items), 'paper')}{of_all}."}
