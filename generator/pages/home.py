"""The home page: the curator's introduction, and the newest papers by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import NamedTuple

from generator.model import Page, Paper
from generator.outputs import Output, PageText, output
from generator.pages import edit_links, listing
from generator.pages.layout import Layout, announced, file_address
from generator.text import markdown_links
from generator.text import markdown_writer as writer
from generator.text.markdown_writer import Block

PATH = "index.md"

_LATEST = 10
"""The newest digests that the page links by their days."""

ShownDay = tuple[dt.date, Sequence[Paper], int]
"""A day, those of its papers that are shown, and the number of all its papers."""


class _Digests(NamedTuple):
    """The newest digests: their days with numbers of papers, the days that are shown, and whether there are others."""

    latest: Sequence[tuple[dt.date, int]]
    shown: Sequence[ShownDay]
    has_more: bool


def render(layout: Layout) -> Iterator[Output]:
    """Yield the home page."""
    archive, settings = layout.archive, layout.archive.settings
    intro = next((page for page in archive.pages if page.path == PATH), None)
    front = {
        "title": settings.site_name,
        "description": settings.site_description,
        "template": "home.html",
        "heading": intro.title if intro else settings.site_name,
        "about": "" if intro else settings.site_description,
        "feeds": announced([layout.feeds.archive]),
    }
    newest = archive.papers[: settings.newest_on_home]
    numbers = {day.date: len(day.papers) for day in archive.days}
    grouped = groupby(newest, key=lambda paper: paper.newest.date)
    days = tuple((day, tuple(papers), numbers[day]) for day, papers in grouped)
    totals = _totals(layout)
    latest = tuple((day.date, len(day.papers)) for day in archive.days[:_LATEST])
    digests = _Digests(latest, days, len(archive.days) > len(days))
    yield output(PATH, partial(_write, layout), front, intro, totals, digests)


def _write(
    layout: Layout,
    front: Mapping[str, object],
    intro: Page | None,
    totals: Sequence[tuple[str, str]],
    digests: _Digests,
) -> PageText:
    latest, days, has_more = digests
    blocks = [*_facts(layout, totals), *_latest(layout, latest), *_newest(layout, days, has_more=has_more)]
    shown = [paper for _, papers, _ in days for paper in papers]
    front = {**front, **layout.cards.front(shown, shown)}
    if intro is None:
        return layout.written(PATH, front, writer.document(blocks))
    own = {key: value for key, value in intro.front.items() if key not in ("title", "description")}
    written = writer.document([_introduction(layout, intro), *blocks])
    body = writer.converted(layout.markdown, written, PATH, file_address)
    return layout.written(PATH, {**front, **own}, body)


def _introduction(layout: Layout, intro: Page) -> Block:
    """Return the curator's text, in which links to addresses of this site are links to the pages' source files."""

    def to_file(address: str) -> str:
        path, mark, rest = address.partition("#")
        file = layout.file_at(path) or (path if path in layout.curated_files else "")
        return f"{writer.target(file)}{mark}{rest}" if file else address

    written = markdown_links.rewrite(intro.markdown.strip(), to_file)
    language = layout.archive.settings.language
    if language != layout.words.language:
        # The template marks what surrounds it with the language of our words.
        written = f'<div lang="{language}" dir="auto" markdown>\n\n{written}\n\n</div>'
    return Block(written, "")


def _totals(layout: Layout) -> tuple[tuple[str, str], ...]:
    """Return the totals of the archive as (label, path of the page that lists them); the path may be empty."""
    archive, words = layout.archive, layout.words
    totals = [
        (words.n("{n} paper", "{n} papers", len(archive.papers)), ""),
        (words.t("trending"), "trending.md"),
        (words.n("{n} digest", "{n} digests", len(archive.days)), "digests/index.md"),
        (words.n("{n} tag", "{n} tags", len(archive.tags)), "tags/index.md"),
    ]
    if archive.authors:
        totals.append((words.n("{n} author", "{n} authors", len(archive.authors)), "authors/index.md"))
    if layout.with_code:
        totals.append((words.n("{n} with code", "{n} with code", len(layout.with_code)), "with-code.md"))
    return tuple(totals) if archive.papers else ()


def _facts(layout: Layout, totals: Sequence[tuple[str, str]]) -> Iterator[Block]:
    if not totals:
        return
    archive, words = layout.archive, layout.words
    submit = edit_links.submit_address(archive.settings)
    all_feeds = writer.link(writer.text(words.t("all feeds")), "feeds.md")
    yield listing.facts(
        *(writer.link(writer.text(label), file) if file else writer.text(label) for label, file in totals),
        writer.joined([listing.feed_links(layout.feeds.archive, words), all_feeds], ", "),
        writer.link(writer.text(words.t("data")), "data.md"),
        writer.foreign_link(words.t("Submit a paper"), submit) if submit else writer.NOTHING,
    )
    yield from listing.downloads("archive", archive.papers, len(archive.papers), words)


def _latest(layout: Layout, latest: Sequence[tuple[dt.date, int]]) -> Iterator[Block]:
    """Yield links to the newest digests, with how many papers each has, where there are several."""
    if len(latest) > 1:
        days = (
            writer.joined(
                [
                    writer.link(writer.text(layout.words.date(day)), f"digests/{day}.md"),
                    writer.text(f"({layout.words.number(papers)})"),
                ],
                " ",
            )
            for day, papers in latest
        )
        yield listing.labelled(layout.words.t("Digests"), days)


def _newest(layout: Layout, days: Sequence[ShownDay], *, has_more: bool) -> Iterator[Block]:
    """Yield the newest papers under a heading for each day."""
    heading, words = writer.headings(), layout.words
    for day, papers, number in days:
        page = f"digests/{day}.md"
        yield heading(2, writer.link(writer.text(words.date(day)), page))
        yield layout.cards.cards(papers)
        is_last = day == days[-1][0]
        rest = []
        if len(papers) < number:
            label = words.n("The paper of {day}", "All {n} papers of {day}", number, day=words.date(day))
            rest.append(writer.link(writer.text(label), page))
        if is_last and (rest or has_more):
            rest.append(writer.link(writer.text(words.t("All digests")), "digests/index.md"))
        if rest:
            yield listing.facts(*rest)
    if not days:
        yield listing.sentence(
            words.t(
                "No papers yet. Import a digest with {import_} or get a day of the Daily Papers with {fetch} or papers "
                "from arXiv with {add}; then build again."
            ),
            import_=writer.code("papershelf import FILE"),
            fetch=writer.code("papershelf fetch --day DATE"),
            add=writer.code("papershelf add ARXIV_ID"),
        )
