"""Highlights: the lists in the margin of the home page.

These are the rising tags, the most noticed papers, those seen again, the newest collections and the newest note. They
are front matter, which the template `home.html` shows. All of them are of the week that ends with the newest digest,
except collections and the note.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter

from generator.archive import trending
from generator.archive.rising import Rising, last_week, rising
from generator.model import Note, Paper
from generator.pages.layout import Layout
from generator.text.leads import shortened
from generator.text.safe_html import plain_text
from generator.text.wording import Wording

_SHOWN = 5
_NOTE_LENGTH = 180
_COLLECTIONS = 3
_PLOT_HEIGHT = 100
"""Units of a plot's height: shares are whole numbers of these."""


def highlights(layout: Layout, shown: Sequence[Paper]) -> dict[str, object]:
    """Return the highlights that the archive has. Papers that the page shows anyway are not among the most noticed."""
    archive, slugs = layout.archive, {paper.slug for paper in shown}
    week = {paper.slug: paper for day in last_week(archive.days) for paper in day.papers}
    others = [paper for slug, paper in week.items() if slug not in slugs]
    found = {
        "rising": [_rising(rise, layout) for rise in rising(archive.days, archive.tags, _SHOWN)],
        "noticed": list(_noticed(others, layout)),
        "again": list(_again([*week.values()], layout)),
        "collections": [*_newest_collections(layout)],
        "note": _newest_note(layout),
    }
    return {name: value for name, value in found.items() if value}


def _rising(rise: Rising, layout: Layout) -> dict[str, object]:
    words, highest = layout.words, max(rise.shares)
    text = words.t(
        "{share} of papers, before {mean}", share=words.percentage(rise.share), mean=words.percentage(rise.mean)
    )
    return {
        "label": rise.tag.label,
        "address": f"tags/{rise.tag.slug}/",
        "text": text,
        "shares": [round(_PLOT_HEIGHT * share / highest) for share in rise.shares],
    }


def _noticed(papers: Sequence[Paper], layout: Layout) -> Iterator[dict[str, object]]:
    """Yield the papers with the most upvotes and comments, none if nobody votes."""
    words = layout.words
    for paper in trending.most_noticed(sorted(papers, key=lambda paper: paper.slug), _SHOWN):
        upvotes, comments = trending.most_upvotes(paper), trending.most_comments(paper)
        counts = [words.n("{n} upvote", "{n} upvotes", upvotes)] if upvotes else []
        counts += [words.n("{n} comment", "{n} comments", comments)] if comments else []
        yield _line(paper, " · ".join(counts), layout)


def _again(papers: Sequence[Paper], layout: Layout) -> Iterator[dict[str, object]]:
    """Yield the papers with the most days of digests, none if each was seen on one day."""
    again = sorted(trending.seen_again(papers), key=lambda paper: -trending.days_seen(paper))
    for paper in again[:_SHOWN]:
        yield _line(paper, seen_on(paper, layout.words), layout)


def seen_on(paper: Paper, words: Wording) -> str:
    """Return on how many days a paper was seen, and the first."""
    days, first = trending.days_seen(paper), words.date(paper.first_seen)
    return words.n("on {n} day, first on {day}", "on {n} days, first on {day}", days, day=first)


def _newest_collections(layout: Layout) -> Iterator[dict[str, object]]:
    words = layout.words
    for collection in layout.archive.collections[:_COLLECTIONS]:
        number = words.n("{n} paper", "{n} papers", len(collection.papers))
        address = f"collections/{collection.slug}/"
        yield {"title": collection.title, "address": address, "text": f"{number} · {collection.author}"}


def _newest_note(layout: Layout) -> dict[str, object]:
    notes = [(note.date, note.path, note, paper) for paper in layout.archive.papers for note in paper.notes]
    if not notes:
        return {}
    _, _, note, paper = max(notes, key=itemgetter(0, 1))
    text = f"{note.author} · {layout.words.date(note.date)}"
    return {**_line(paper, text, layout), "address": f"papers/{paper.slug}/#notes", "lead": _lead(note)}


def _lead(note: Note) -> str:
    return shortened(plain_text(note.body), _NOTE_LENGTH)


def _line(paper: Paper, text: str, layout: Layout) -> dict[str, object]:
    own = layout.attributes_of(paper)
    return {"title_html": paper.title.html, "address": f"papers/{paper.slug}/", "text": text, **own}
