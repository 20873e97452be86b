"""Trending: the papers with the highest scores, and how these are made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import partial

from generator.archive import trending
from generator.archive.trending import Trend
from generator.outputs import Output
from generator.pages import listing
from generator.pages.layout import Layout
from generator.pages.listing import Shown
from generator.text import markdown_writer as writer
from generator.text.formulas import read_formula
from generator.text.wording import counted, long_date

_MOST = 50


def render(layout: Layout) -> Iterator[Output]:
    """The page."""
    archive, trends = layout.archive, layout.trends[:_MOST]
    front = {
        "title": "Trending",
        "description": f"The papers of {archive.settings.site_name} that move readers.",
        "template": "listing.html",
    }
    newest = archive.days[0].date if archive.days else None
    yield listing.page(layout, "trending.md", front, partial(_body, layout), trends, newest)


def _body(layout: Layout, trends: Sequence[Trend], newest: dt.date | None) -> Shown:
    if not trends or newest is None:
        return Shown(listing.nothing_yet("papers"))
    day = writer.link(writer.text(long_date(newest)), f"digests/{newest}.md")
    items = [writer.item([*layout.cards.blocks(trend.paper), writer.paragraph(_score(trend))]) for trend in trends]
    body = writer.document(
        [
            listing.sentence("What moves readers, as of the newest digest, that of", day),
            writer.paragraph(_formula()),
            writer.paragraph(writer.text(_rules(trends[0].assumed))),
            writer.numbered(items),
        ]
    )
    return Shown(body, [trend.paper for trend in trends])


def _formula() -> writer.Inline:
    sum_ = f"upvotes + {trending.PER_COMMENT} × comments + {trending.PER_APPEARANCE} × further appearances"
    decay = read_formula(rf"2^{{-\text{{age}}/{trending.HALF_LIFE}}}")
    assert decay is not None  # noqa: S101 (a formula of ours)
    return writer.joined([writer.text(f"Score = ({sum_}) ×"), writer.formula(decay)], " ")


def _rules(assumed: tuple[int, int]) -> str:
    unknown = (
        "Where no digest gives a count, the median of the archive stands for it, marked with a ≈ "
        f"({counted(assumed[0], 'upvote')}, {counted(assumed[1], 'comment')}), where most papers have one."
        if any(assumed)
        else "What no digest counts is left out."
    )
    return (
        f"It halves every {trending.HALF_LIFE} days. The age is in days, from a paper’s newest appearance to the "
        "newest digest. No clock is read, so the page changes only with the archive. Of each source the largest count "
        f"is taken, and sources are added up. {unknown}"
    )


def _score(trend: Trend) -> writer.Inline:
    age = counted(trend.age, "day") + " older" if trend.age else "of the newest digest"
    if not trend.weight and trend.upvotes is None and trend.comments is None:
        return writer.text(f"No upvotes or comments are known: ranked by its day · {age}")
    score = f"{trend.score:.1f}" if trend.score >= 0.1 else "below 0.1"
    return writer.text(f"Score {score} = ({_sum(trend)}) × {trend.decay:.2g} · {age}")


def _sum(trend: Trend) -> str:
    """What the score is made of; a count that nobody made and nothing is assumed of is no part of it."""
    upvotes = f"≈{trend.assumed[0]}" if trend.upvotes is None else str(trend.upvotes)
    comments = f"≈{trend.assumed[1]}" if trend.comments is None else str(trend.comments)
    parts = []
    if trend.upvotes is not None or trend.assumed[0]:
        parts.append(upvotes)
    if trend.comments is not None or trend.assumed[1]:
        parts.append(f"{trending.PER_COMMENT} × {comments}")
    return " + ".join([*parts, f"{trending.PER_APPEARANCE} × {trend.further}"])
