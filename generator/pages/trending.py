"""Trending: the papers with the highest scores, now and in windows of time; where nobody votes, those seen again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from generator.archive import trending
from generator.archive.trending import Trend
from generator.exports.channels import Channel
from generator.model import Paper
from generator.outputs import Output, output
from generator.pages import listing, survey, trending_data
from generator.pages.highlights import seen_on
from generator.pages.layout import Layout, announced
from generator.pages.listing import Shown
from generator.text import markdown_writer as writer
from generator.text.formulas import read_formula
from generator.text.markdown_writer import Block, Inline
from generator.text.wording import Wording

_SHOWN = 50
_WEEK = dt.timedelta(days=7)


class _Window(NamedTuple):
    """A page of trending papers: all of them with decay, or those of the last `days` without."""

    path: str
    label: str
    title: str
    days: int = 0

    def ranking(self, trends: Sequence[Trend]) -> Sequence[Trend]:
        """Return the papers of the window that have votes or came again, those with the highest score first."""
        ranked = trending.in_window(trends, self.days) if self.days else trends
        return [trend for trend in ranked if trend.weight]


class _Place(NamedTuple):
    """A paper in a ranking, and its place in that of a week before; 0 if it was not among those shown."""

    paper: Paper
    before: int


class _Ranking(NamedTuple):
    """The first papers of a window, as of the newest digest. `has_before` is True if the archive is older than a week;
    `assumed` are the votes and comments of papers without counts.
    """

    window: _Window
    places: Sequence[_Place]
    newest: dt.date
    has_before: bool
    assumed: tuple[int, int]


def render(layout: Layout) -> Iterator[Output]:
    """Yield the pages of trending papers, or the page of those seen again."""
    if not layout.has_votes:
        yield _seen_again(layout)
        return
    newest = layout.archive.days[0].date
    before = trending.rank(trending.as_of(layout.archive.papers, newest - _WEEK))
    windows = _windows(layout)
    for window in windows:
        places = {trend.paper.slug: place for place, trend in enumerate(window.ranking(before)[:_SHOWN], 1)}
        ranking = window.ranking(layout.trends)[:_SHOWN]
        ranked = tuple(_Place(trend.paper, places.get(trend.paper.slug, 0)) for trend in ranking)
        front = _front(layout, window.title)
        if layout.archive.tags:
            front |= {"trending": trending_data.PATH, "days": window.days}
        inputs = (
            _Ranking(window, ranked, newest, bool(before), layout.trends[0].assumed),
            windows,
            layout.feeds.trending,
        )
        yield listing.page(layout, window.path, front, partial(_body, layout), *inputs)
    if layout.archive.tags:
        days = [window.days for window in windows]
        yield output(trending_data.PATH, trending_data.papers, layout.archive.tags, layout.trends, before, days)


def _windows(layout: Layout) -> tuple[_Window, ...]:
    """Return the windows, without those that have no more papers than the one before."""
    words = layout.words
    windows = [_Window("trending.md", words.t("Now"), words.t("Trending"))]
    papers = 0
    for window in (
        _Window("trending/month.md", words.t("30 days"), words.t("Most noticed of 30 days"), 30),
        _Window("trending/year.md", words.t("A year"), words.t("Most noticed of a year"), 365),
        _Window("trending/all.md", words.t("All time"), words.t("Most noticed of all time"), 1_000_000),
    ):
        if (longer := len(window.ranking(layout.trends))) > papers:
            windows.append(window)
            papers = longer
    return tuple(windows)


def _front(layout: Layout, title: str) -> dict[str, object]:
    site = layout.archive.settings.site_name
    return {
        "title": title,
        "description": layout.words.t("The papers of {site} that move readers.", site=site),
        "template": "listing.html",
        "feeds": announced(layout.feeds.trending),
    }


def _body(layout: Layout, ranking: _Ranking, windows: Sequence[_Window], feeds: Sequence[Channel]) -> Shown:
    words = layout.words
    day = writer.link(writer.text(words.date(ranking.newest)), f"digests/{ranking.newest}.md")
    papers = [place.paper for place in ranking.places]
    links = (
        writer.strong(writer.text(each.label))
        if each == ranking.window
        else writer.link(writer.text(each.label), each.path)
        for each in windows
    )
    blocks = [
        listing.sentence(words.t("What moves readers, as of the newest digest, that of {day}."), day=day),
        listing.facts(*links, *(listing.feed_links(feed, words) for feed in feeds)),
        *survey.tags(layout, papers),
        _how(ranking, words),
        writer.ordered(
            _line(layout, number, place, ranking.has_before) for number, place in enumerate(ranking.places, 1)
        ),
    ]
    return Shown(writer.document(blocks), (), papers)


def _line(layout: Layout, number: int, place: _Place, has_before: bool) -> Inline:
    """Return a paper with its votes, and how it moved in a week."""
    moved = place.before - number
    if not has_before or not moved:
        return layout.cards.row(place.paper)
    text = f"↑ {moved}" if moved > 0 else f"↓ {-moved}"
    return layout.cards.row(place.paper, text if place.before else layout.words.t("new"))


def _how(ranking: _Ranking, words: Wording) -> Block:
    """Return how papers are ranked, folded."""
    with_decay = not ranking.window.days
    movement = words.t("Arrows say how many places a paper rose or fell in a week.") if ranking.has_before else ""
    texts = [
        _formula(words, with_decay=with_decay),
        writer.text(_rules(ranking.assumed, words, with_decay=with_decay)),
        writer.text(movement),
    ]
    paragraphs = [writer.paragraph(text) for text in texts if text.markdown]
    return writer.folded(writer.text(words.t("How papers are ranked")), paragraphs)


def _formula(words: Wording, *, with_decay: bool) -> Inline:
    sum_ = words.t(
        "Score = (upvotes + {per_comment} × comments + {per_appearance} × further appearances)",
        per_comment=trending.PER_COMMENT,
        per_appearance=trending.PER_APPEARANCE,
    )
    if not with_decay:
        return writer.text(sum_)
    age = words.t("age")
    decay = read_formula(rf"2^{{-\text{{{age}}}/{trending.HALF_LIFE}}}")
    assert decay is not None  # noqa: S101 (a formula of ours)
    return writer.joined([writer.text(f"{sum_} ×"), writer.formula(decay)], " ")


def _rules(assumed: tuple[int, int], words: Wording, *, with_decay: bool) -> str:
    upvotes, comments = assumed
    rules = [
        words.t(
            "It halves every {days} days. The age is in days, from a paper’s newest appearance to the newest digest.",
            days=trending.HALF_LIFE,
        )
        if with_decay
        else "",
        words.t("Of each source the largest count is taken, and sources are added up."),
        words.t(
            "Where no digest gives a count, the median of the archive stands for it ({upvotes}, {comments}).",
            upvotes=words.n("{n} upvote", "{n} upvotes", upvotes),
            comments=words.n("{n} comment", "{n} comments", comments),
        )
        if any(assumed)
        else "",
    ]
    return " ".join(filter(None, rules))


def _seen_again(layout: Layout) -> Output:
    """Return the page of papers that several days have, in an archive where nobody votes."""
    papers = tuple(trending.seen_again(layout.archive.papers)[:_SHOWN])
    words = layout.words
    front = _front(layout, words.t("Seen again")) | {
        "description": words.t("The papers of {site} that came again.", site=layout.archive.settings.site_name)
    }
    inputs = papers, layout.feeds.trending, not layout.archive.papers
    return listing.page(layout, "trending.md", front, partial(_again_body, layout), *inputs)


def _again_body(layout: Layout, papers: Sequence[Paper], feeds: Sequence[Channel], is_empty: bool) -> Shown:
    words = layout.words
    if is_empty:
        return Shown(listing.nothing_yet(words.t("No papers yet."), words))
    if not papers:
        return Shown(writer.paragraph(writer.text(words.t("No paper has come on a second day yet."))))
    blocks = [
        writer.paragraph(writer.text(words.t("Papers that digests of several days have, the newest first."))),
        listing.facts(*(listing.feed_links(feed, words) for feed in feeds)),
        writer.ordered(layout.cards.row(paper, seen_on(paper, words)) for paper in papers),
    ]
    return Shown(writer.document(blocks), (), papers)
