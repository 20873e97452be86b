"""Tables of contents of what people wrote: its headings get ids, and a list leads to them."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from markupsafe import Markup

from generator.text.slugs import slugify

LEAST = 3
"""Fewer headings are seen without a table."""


@dataclass(frozen=True, slots=True)
class Contents:
    """A text's safe HTML with ids, and its headings of one rank as id and plain text; none where there are few."""

    html: str
    headings: tuple[tuple[str, str], ...]


def find(safe_html: str, rank: int, taken: Collection[str] = ()) -> Contents:
    """The contents of sanitised HTML, by its headings `<h{rank}>`, whose ids are none of those `taken`.

    >>> find("<h2>A <em>b</em></h2><h2>A b</h2><h2>?</h2>", 2).headings
    (('a-b', 'A b'), ('a-b-2', 'A b'), ('part-3', '?'))
    """
    pieces = re.split(rf"<h{rank}>(.*?)</h{rank}>", safe_html)
    titles = [Markup(inner).striptags() for inner in pieces[1::2]]  # noqa: S704 (only to take its tags away)
    if len(titles) < LEAST:
        return Contents(safe_html, ())
    ids: list[str] = []
    for number, title in enumerate(titles, 1):
        ids.append(_free(slugify(title) or f"part-{number}", {*taken, *ids}))
    for at, (name, inner) in enumerate(zip(ids, pieces[1::2], strict=True)):
        pieces[2 * at + 1] = f'<h{rank} id="{name}">{inner}</h{rank}>'
    return Contents("".join(pieces), tuple(zip(ids, titles, strict=True)))


def _free(name: str, taken: Collection[str]) -> str:
    names = (name if number == 1 else f"{name}-{number}" for number in range(1, len(taken) + 2))
    return next(each for each in names if each not in taken)
