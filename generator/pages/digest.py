"""Digests: a page for each day, with the way to the next and the one before, and to its week, month and year."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from generator.archive.timeline import month_name, week_name
from generator.model import DigestDay, Paper
from generator.outputs import Output
from generator.pages import listing
from generator.pages.layout import Layout, link_to, neighbours
from generator.pages.listing import Part, Shown
from generator.text import markdown_writer as writer
from generator.text.markdown_writer import Block
from generator.text.wording import counted, long_date, month


def render(layout: Layout) -> Iterator[Output]:
    """Every day's pages."""
    for newer, day, older in neighbours(layout.archive.days):
        front = {
            "title": f"Papers of {long_date(day.date)}",
            "description": f"{counted(len(day.papers), 'paper')}, from {', '.join(day.sources)}.",
            "template": "listing.html",
            "about": " · ".join(day.titles),
            "neighbours": "Digests",
            "older": _link(older),
            "newer": _link(newer),
        }
        yield from listing.render(layout, f"digests/{day.date}/", front, day.papers, partial(_body, layout), day)


def _link(day: DigestDay | None) -> dict[str, str]:
    return link_to(long_date(day.date), f"digests/{day.date}/") if day else {}


def _body(layout: Layout, part: Part[Paper], day: DigestDay) -> Shown:
    blocks = [_facts(day)]
    if part.is_first:
        blocks += listing.downloads(f"digests/{day.date}/papers", day.papers, len(day.papers))
    blocks += listing.note_on_length(part)
    if part.is_everything:
        return Shown(writer.document([*blocks, layout.cards.rows(part.items)]))
    return Shown(writer.document([*blocks, layout.cards.cards(part.items)]), part.items)


def _facts(day: DigestDay) -> Block:
    week, of_month = week_name(day.date), month_name(day.date)
    return listing.facts(
        writer.text(counted(len(day.papers), "paper")),
        writer.text(f"from {', '.join(day.sources)}"),
        writer.joined(
            [
                writer.link(writer.text(f"week {int(week[6:])}"), f"digests/{week}.md"),
                writer.link(writer.text(month(day.date)), f"digests/{of_month}.md"),
            ],
            ", ",
        ),
    )
