"""The archive by time: the index of digests, and a page for each week, month and year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby

from generator.archive import timeline, trending
from generator.archive.timeline import Month, Span
from generator.archive.trending import Trend
from generator.exports.channels import Channel
from generator.model import Paper
from generator.outputs import Output
from generator.pages import edit_links, listing
from generator.pages.layout import Layout, announced, link_to, neighbours
from generator.pages.listing import ListPage, Shown
from generator.text import markdown_writer as writer
from generator.text.markdown_writer import Block, Inline
from generator.text.wording import Wording

_BEST_OF_YEAR = 10
_BEST = 5
_WITH_BEST = 20
"""Papers from which on a week or month shows its best ones first."""


def render(layout: Layout) -> Iterator[Output]:
    """Yield the index, and the page of every year, month and week."""
    times, words = layout.times, layout.words
    trends = {trend.paper.slug: trend for trend in layout.trends} if layout.has_votes else {}
    yield _index(layout)
    for newer, year, older in neighbours(times.years):
        yield _year(year, newer, older, trends, layout)
    for spans, title, kind in (
        (times.months, _month_title, words.t("Months")),
        (times.weeks, _week_title, words.t("Weeks")),
    ):
        for newer, span, older in neighbours(spans):
            best = _best(span, _BEST, trends) if len(span.papers) >= _WITH_BEST else []
            front = {
                "title": title(span, words),
                "description": _numbers(span, words),
                "template": "listing.html",
                "neighbours": kind,
                "older": _link(older, title, words),
                "newer": _link(newer, title, words),
            }
            body, address = partial(_span_body, layout), f"digests/{span.name}/"
            yield from listing.render_growing(layout, address, front, span.papers, body, span, best, alone=_by_day)


def _link(span: Span | None, title: Callable[[Span, Wording], str], words: Wording) -> dict[str, str]:
    return link_to(title(span, words), f"digests/{span.name}/") if span else {}


def _span_body(layout: Layout, part: ListPage[tuple[dt.date, Paper]], span: Span, best: Sequence[Trend]) -> Shown:
    """Return the first page of a week or month: its best papers, then the newest by day."""
    heading, words = writer.headings(), layout.words
    blocks = [_facts(span, words)]
    carded = [trend.paper for trend in best]
    if carded:
        blocks += [heading(2, writer.text(words.t("Most noticed"))), layout.cards.cards(carded)]
    blocks += _days(layout, part, heading)
    return Shown(writer.document(blocks), (), [paper for _, paper in part.items])


def _by_day(layout: Layout, part: ListPage[tuple[dt.date, Paper]]) -> Shown:
    """Return another page of a week or month."""
    blocks = [*listing.note_on_length(layout, part), *_days(layout, part, writer.headings())]
    return Shown(writer.document(blocks), (), [paper for _, paper in part.items])


def _days(
    layout: Layout, part: ListPage[tuple[dt.date, Paper]], heading: Callable[[int, Inline], Block]
) -> Iterator[Block]:
    for day, of_day in groupby(part.items, key=lambda item: item[0]):
        yield heading(2, writer.link(writer.text(layout.words.date(day)), f"digests/{day}.md"))
        yield layout.cards.rows(paper for _, paper in of_day)


def _facts(span: Span, words: Wording) -> Block:
    """Return papers, dates, links to the weeks of a month or the month of a week, and a link to the year."""
    is_week = "-W" in span.name
    first = span.days[0].date
    weeks = _weeks(span)
    year = first.year if is_week else span.name[:4]
    if len(weeks) > 1 or not is_week:
        beside = _week_links(weeks, words)
    else:
        beside = writer.link(writer.text(words.month(first)), f"digests/{timeline.month_name(first)}.md")
    return listing.facts(
        writer.text(_in_digests(span, words)),
        writer.text(words.span(span.first, span.last)),
        beside,
        writer.link(writer.text(words.year(int(year))), f"digests/{year}.md"),
    )


def _week_links(names: Sequence[str], words: Wording) -> Inline:
    links = (writer.link(writer.text(str(int(name[6:]))), f"digests/{name}.md") for name in names)
    message = words.t("week {numbers}") if len(names) == 1 else words.t("weeks {numbers}")
    return writer.filled(message, {"numbers": writer.joined(links, ", ")})


def _index(layout: Layout) -> Output:
    times, words = layout.times, layout.words
    # A single source has the feed of the archive.
    sources = layout.feeds.sources or ((layout.feeds.archive,) if layout.archive.papers else ())
    front = {
        "title": words.t("Digests"),
        "description": words.t(
            "All digests of {site}, by day, week, month and year.", site=layout.archive.settings.site_name
        ),
        "template": "listing.html",
        "list": "spans",
        "feeds": announced(sources),
        "calendar": _calendar(times.years[0], times.months) if times.years else [],
    }
    years = [(year, [span for span in times.months if span.first.year == year.first.year]) for year in times.years]
    submit = edit_links.submit_address(layout.archive.settings)
    return layout.page("digests/index.md", front, partial(_index_body, words), years, sources, submit, layout.has_votes)


def _index_body(
    words: Wording,
    years: Sequence[tuple[Span, Sequence[Span]]],
    sources: Sequence[Channel],
    submit: str,
    has_votes: bool,
) -> Block:
    heading = writer.headings()
    blocks = []
    if years and has_votes:
        text = words.t("All papers by the day they appeared. The most noticed are under {trending}.")
        blocks.append(listing.sentence(text, trending=writer.link(writer.text(words.t("Trending")), "trending.md")))
    elif years:
        blocks.append(writer.paragraph(writer.text(words.t("All papers by the day they appeared."))))
    else:
        blocks.append(listing.nothing_yet(words.t("No digests yet."), words))
    if submit:
        form = writer.foreign_link(words.t("Submit a paper"), submit)
        blocks.append(listing.sentence(words.t("A paper is missing? {form}."), form=form))
    blocks += [_source(source, words) for source in sources]
    for year, months in years:
        blocks.append(heading(2, writer.link(writer.text(_year_title(year, words)), f"digests/{year.name}.md")))
        blocks.append(writer.paragraph(writer.text(_numbers(year, words))))
        blocks.append(_months(months, words))
    return writer.document(blocks)


def _source(source: Channel, words: Wording) -> Block:
    papers = writer.text(words.n("{n} paper", "{n} papers", len(source.papers)))
    return listing.facts(writer.text(source.label), papers, listing.feed_links(source, words))


def _months(months: Sequence[Span], words: Wording) -> Block:
    """Return a list of months with links to their weeks."""
    return writer.bullets(
        writer.joined(
            [
                writer.joined(
                    [
                        writer.link(writer.text(words.month(span.first)), f"digests/{span.name}.md"),
                        writer.text(_in_digests(span, words)),
                    ],
                    " ",
                ),
                _week_links(_weeks(span), words),
            ],
            " · ",
        )
        for span in months
    )


def _year(year: Span, newer: Span | None, older: Span | None, trends: dict[str, Trend], layout: Layout) -> Output:
    words = layout.words
    months = [span for span in layout.times.months if span.first.year == year.first.year]
    best = [trend.paper for trend in _best(year, _BEST_OF_YEAR, trends)]
    front = {
        "title": words.t("Papers of {year}", year=words.year(year.first.year)),
        "description": _numbers(year, words),
        "template": "listing.html",
        "calendar": _calendar(year, months),
        "neighbours": words.t("Years"),
        "older": _link(older, _year_title, words),
        "newer": _link(newer, _year_title, words),
    }
    return listing.page(layout, f"digests/{year.name}.md", front, partial(_year_body, layout), year, months, best)


def _year_body(layout: Layout, year: Span, months: Sequence[Span], best: Sequence[Paper]) -> Shown:
    heading, words = writer.headings(), layout.words
    all_years = writer.link(writer.text(words.t("all years")), "digests/index.md")
    blocks = [
        listing.facts(writer.text(_in_digests(year, words)), all_years),
        heading(2, writer.text(words.t("Month by month"))),
        _months(months, words),
    ]
    if best:
        text = words.t("By upvotes, comments and appearances, without the decay of {trending}.")
        blocks += [
            heading(2, writer.text(words.t("Most noticed"))),
            listing.sentence(text, trending=writer.link(writer.text(words.t("Trending")), "trending.md")),
            layout.cards.cards(best),
        ]
    return Shown(writer.document(blocks), (), best)


def _calendar(year: Span, months: Sequence[Span]) -> list[dict[str, object]]:
    """Return the months of a year for the template that draws them.

    In each week, `days`, `papers` and `levels` have an item for each of the seven days. All three are 0 for a day of
    another month.
    """
    spans = {span.name: span for span in months}
    return [_month(month, spans.get(timeline.month_name(month.first))) for month in timeline.calendar(year)]


def _month(month: Month, span: Span | None) -> dict[str, object]:
    weeks = [
        {
            "name": name,
            "days": [day.date.day if day else 0 for day in days],
            "papers": [day.papers if day else 0 for day in days],
            "levels": [day.level if day else 0 for day in days],
        }
        for name, days in month.weeks
    ]
    return {"name": timeline.month_name(month.first), "papers": len(span.papers) if span else 0, "weeks": weeks}


def _best(span: Span, at_most: int, trends: dict[str, Trend]) -> list[Trend]:
    """Return the most noticed papers, none if nobody votes."""
    return trending.without_decay(trends[paper.slug] for _, paper in span.papers if trends)[:at_most]


def _weeks(span: Span) -> list[str]:
    """Return the names of the weeks in which a span has digests, oldest first."""
    return list(dict.fromkeys(timeline.week_name(day.date) for day in reversed(span.days)))


def _numbers(span: Span, words: Wording) -> str:
    papers = words.n("{n} paper", "{n} papers", len(span.papers))
    return words.n("{papers} in {n} day of digests.", "{papers} in {n} days of digests.", len(span.days), papers=papers)


def _in_digests(span: Span, words: Wording) -> str:
    papers = words.n("{n} paper", "{n} papers", len(span.papers))
    return words.n("{papers} in {n} digest", "{papers} in {n} digests", len(span.days), papers=papers)


def _month_title(span: Span, words: Wording) -> str:
    return words.month(span.first)


def _year_title(span: Span, words: Wording) -> str:
    return words.year(span.first.year)


def _week_title(span: Span, words: Wording) -> str:
    """Return `Week 17 of 2026`, with the year of ISO 8601, which may differ from that of the week's first day."""
    year, _, number = span.name.partition("-W")
    return words.t("Week {number} of {year}", number=int(number), year=words.year(int(year)))
