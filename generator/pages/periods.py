"""The archive along time: the index of digests, and a page for each week, month and year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.archive import timeline, trending
from generator.archive.timeline import Span
from generator.archive.trending import Trend
from generator.outputs import Output
from generator.pages import edit_links, listing
from generator.pages.layout import Layout, announced, neighbours
from generator.text.wording import counted, month, span

_BEST_OF_YEAR = 10
_BEST = 5
_WITH_BEST = 20
"""A week or month with fewer papers is read as a whole: no part of it is shown first."""


def render(layout: Layout) -> Iterator[Output]:
    """The index and the page of every span."""
    times = layout.times
    trends = {trend.paper.slug: trend for trend in layout.trends}
    yield _index(layout)
    for newer, year, older in neighbours(times.years):
        yield _year(year, newer, older, trends, layout)
    for spans, heading in ((times.months, _month_heading), (times.weeks, _week_heading)):
        for newer, each, older in neighbours(spans):
            best = _best(each, _BEST, trends) if len(each.papers) >= _WITH_BEST else []
            title = heading(each)
            front = {"title": title, "description": _facts(each)}
            values = {"span": each, "best": best, "weeks": _weeks(each), "dates": span(each.first, each.last)}
            near = {"newer": newer, "older": older, "heading": heading}
            address = f"digests/{each.name}/"
            yield from listing.render(layout, address, "span.html", front, each.papers, **values, **near)


def _index(layout: Layout) -> Output:
    times, sources = layout.times, layout.feeds.sources
    front = {
        "title": "Digests",
        "description": f"All digests of {layout.archive.settings.site_name}, by day, week, month and year.",
        "feeds": announced(sources),
    }
    years = [(year, [each for each in times.months if each.first.year == year.first.year]) for year in times.years]
    newest = timeline.calendar(times.years[0]) if times.years else ()
    submit = edit_links.submit_address(layout.archive.settings)
    values = {"years": years, "sources": sources, "calendar": newest, "weeks_of": _weeks, "submit": submit}
    return layout.page("digests/index.md", "digests.html", front, spans=_by_name(times.months), **values)


def _year(year: Span, newer: Span | None, older: Span | None, trends: dict[str, Trend], layout: Layout) -> Output:
    months = [each for each in layout.times.months if each.first.year == year.first.year]
    return layout.page(
        f"digests/{year.name}.md",
        "year.html",
        {"title": f"Papers of {year.name}", "description": _facts(year)},
        span=year,
        spans=_by_name(months),
        calendar=timeline.calendar(year),
        best=_best(year, _BEST_OF_YEAR, trends),
        newer=newer,
        older=older,
    )


def _best(each: Span, most: int, trends: dict[str, Trend]) -> list[Trend]:
    return trending.without_decay(trends[paper.slug] for _, paper in each.papers)[:most]


def _by_name(spans: Sequence[Span]) -> dict[str, Span]:
    return {each.name: each for each in spans}


def _weeks(each: Span) -> list[str]:
    """The names of the weeks of a span's digests, oldest first."""
    return list(dict.fromkeys(timeline.week_name(day.date) for day in reversed(each.days)))


def _facts(each: Span) -> str:
    return f"{counted(len(each.papers), 'paper')} in {counted(len(each.days), 'day')} of digests."


def _month_heading(each: Span) -> str:
    return month(each.first)


def _week_heading(each: Span) -> str:
    """`Week 17 of 2026`: a week's year may be another than that of its first day."""
    year, _, number = each.name.partition("-W")
    return f"Week {int(number)} of {year}"
