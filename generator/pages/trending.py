"""Trending: the papers with the highest scores, and the formula of the score."""

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
from generator.text.wording import Wording

_SHOWN = 50


def render(layout: Layout) -> Iterator[Output]:
    """Yield the page of trending papers."""
    archive, trends = layout.archive, layout.trends[:_SHOWN]
    front = {
        "title": layout.words.t("Trending"),
        "description": layout.words.t("The papers of {site} that move readers.", site=archive.settings.site_name),
        "template": "listing.html",
    }
    newest = archive.days[0].date if archive.days else None
    yield listing.page(layout, "trending.md", front, partial(_body, layout), trends, newest)


def _body(layout: Layout, trends: Sequence[Trend], newest: dt.date | None) -> Shown:
    words = layout.words
    if not trends or newest is None:
        return Shown(listing.nothing_yet(words.t("No papers yet."), words))
    day = writer.link(writer.text(words.date(newest)), f"digests/{newest}.md")
    items = [
        writer.item([*layout.cards.blocks(trend.paper), writer.paragraph(_score(trend, words))]) for trend in trends
    ]
    body = writer.document(
        [
            listing.sentence(words.t("What moves readers, as of the newest digest, that of {day}."), day=day),
            writer.numbered(items),
            writer.headings()(2, writer.text(words.t("How papers are ranked"))),
            writer.paragraph(_formula(words)),
            writer.paragraph(writer.text(_rules(trends[0].assumed, words))),
        ]
    )
    papers = [trend.paper for trend in trends]
    return Shown(body, papers, papers)


def _formula(words: Wording) -> writer.Inline:
    sum_ = words.t(
        "Score = (upvotes + {per_comment} × comments + {per_appearance} × further appearances) ×",
        per_comment=trending.PER_COMMENT,
        per_appearance=trending.PER_APPEARANCE,
    )
    age = words.t("age")
    decay = read_formula(rf"2^{{-\text{{{age}}}/{trending.HALF_LIFE}}}")
    assert decay is not None  # noqa: S101 (a formula of ours)
    return writer.joined([writer.text(sum_), writer.formula(decay)], " ")


def _rules(assumed: tuple[int, int], words: Wording) -> str:
    upvotes, comments = assumed
    unknown = (
        words.t(
            "Where no digest gives a count, the median of the archive stands for it, marked with a ≈ ({upvotes}, "
            "{comments}), where most papers have one.",
            upvotes=words.n("{n} upvote", "{n} upvotes", upvotes),
            comments=words.n("{n} comment", "{n} comments", comments),
        )
        if any(assumed)
        else words.t("What no digest counts is left out.")
    )
    rules = words.t(
        "It halves every {days} days. The age is in days, from a paper’s newest appearance to the newest digest. No "
        "clock is read, so the page changes only with the archive. Of each source the largest count is taken, and "
        "sources are added up.",
        days=trending.HALF_LIFE,
    )
    return f"{rules} {unknown}"


def _score(trend: Trend, words: Wording) -> writer.Inline:
    age = words.n("{n} day older", "{n} days older", trend.age) if trend.age else words.t("of the newest digest")
    if not trend.weight and trend.upvotes is None and trend.comments is None:
        return writer.text(words.t("No upvotes or comments are known: ranked by its day · {age}", age=age))
    score = words.decimal(f"{trend.score:.1f}")
    if trend.score < 0.1:
        score = words.t("below {number}", number=words.decimal("0.1"))
    decay = words.decimal(f"{trend.decay:.2g}")
    return writer.text(
        words.t("Score {score} = ({sum}) × {decay} · {age}", score=score, sum=_sum(trend), decay=decay, age=age)
    )


def _sum(trend: Trend) -> str:
    """Return the sum that gives the score, without counts that are unknown and assumed to be 0."""
    upvotes = f"≈{trend.assumed[0]}" if trend.upvotes is None else str(trend.upvotes)
    comments = f"≈{trend.assumed[1]}" if trend.comments is None else str(trend.comments)
    parts = []
    if trend.upvotes is not None or trend.assumed[0]:
        parts.append(upvotes)
    if trend.comments is not None or trend.assumed[1]:
        parts.append(f"{trending.PER_COMMENT} × {comments}")
    return " + ".join([*parts, f"{trending.PER_APPEARANCE} × {trend.further}"])
