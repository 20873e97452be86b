"""Digests: pages for each day, with links to the neighbouring days, and to its week and month."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from functools import partial

from generator.archive.timeline import month_name, week_name
from generator.model import DigestDay, Paper
from generator.outputs import Output
from generator.pages import listing
from generator.pages.layout import Layout, link_to, neighbours
from generator.pages.listing import ListPage, Shown
from generator.text import markdown_writer as writer
from generator.text.markdown_writer import Block


def render(layout: Layout) -> Iterator[Output]:
    """Yield every day's pages."""
    words = layout.words
    for newer, day, older in neighbours(layout.archive.days):
        sources = ", ".join(day.sources)
        front = {
            "title": words.t("Papers of {day}", day=words.date(day.date)),
            "description": words.n(
                "{n} paper, from {sources}.", "{n} papers, from {sources}.", len(day.papers), sources=sources
            ),
            "template": "listing.html",
            "about": " · ".join(day.titles),
            "neighbours": words.t("Digests"),
            "older": _link(layout, older),
            "newer": _link(layout, newer),
        }
        sections = _sections(layout, day)
        body = partial(_body, layout)
        yield from listing.render(layout, f"digests/{day.date}/", front, day.papers, body, day, sections)


def _sections(layout: Layout, day: DigestDay) -> dict[str, str]:
    """Return the section of the day's papers by slug, for those that have one."""
    sections = {
        paper.slug: next((row.entry.section for row in rows if row.date == day.date and row.entry.section), "")
        for paper in day.papers
        if (rows := layout.archive.rows.get(paper.slug, ()))
    }
    return {slug: section for slug, section in sections.items() if section}


def _link(layout: Layout, day: DigestDay | None) -> dict[str, str]:
    return link_to(layout.words.date(day.date), f"digests/{day.date}/") if day else {}


def _body(layout: Layout, part: ListPage[Paper], day: DigestDay, sections: Mapping[str, str]) -> Shown:
    blocks = [_facts(layout, day)]
    if part.is_first:
        blocks += listing.bibtex(f"digests/{day.date}/", day.papers, layout.words)
    blocks += listing.note_on_length(layout, part)
    heading = writer.headings()
    for section, group in itertools.groupby(part.items, lambda paper: sections.get(paper.slug, "")):
        papers = tuple(group)
        blocks += [heading(2, writer.text(section))] if section else []
        blocks.append(layout.cards.rows(papers) if part.is_everything else layout.cards.cards(papers))
    return Shown(writer.document(blocks), () if part.is_everything else part.items, part.items)


def _facts(layout: Layout, day: DigestDay) -> Block:
    words = layout.words
    week, of_month = week_name(day.date), month_name(day.date)
    return listing.facts(
        writer.text(words.n("{n} paper", "{n} papers", len(day.papers))),
        writer.text(words.t("from {sources}", sources=", ".join(day.sources))),
        writer.joined(
            [
                writer.link(writer.text(words.t("week {number}", number=int(week[6:]))), f"digests/{week}.md"),
                writer.link(writer.text(words.month(day.date)), f"digests/{of_month}.md"),
            ],
            ", ",
        ),
    )
