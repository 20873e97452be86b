"""The home page: the newest papers by day and subject, and what the archive is about."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from generator.model import DigestDay, Page, Paper
from generator.outputs import Output, PageText, output
from generator.pages import edit_links, listing
from generator.pages.highlights import highlights
from generator.pages.layout import Layout, announced, file_address
from generator.pages.subjects import by_subject
from generator.text import markdown_links
from generator.text import markdown_writer as writer
from generator.text.markdown_writer import Block, HeadingWriter
from generator.text.safe_html import plain_text

PATH = "index.md"

_LATEST = 10
"""The newest digests that the page links by their days."""

_LEADING = 3
"""Papers of the newest day that the page shows as cards; the others are lines that unfold."""

_MAXIMUM = 100
"""Papers on the page, however many a day has."""

_FEW = 8
"""Papers of a day that need no subjects."""

_HEADING = re.compile(r"\A\s*(?:#[ \t]+[^\n]*|[^\n]+\n=+[ \t]*)(?:\n|\Z)")
"""The heading of rank 1 that an introduction may begin with: the page has its text at the top."""

_SHORT = 200
"""Characters of an introduction that is as good as a description."""


class _Day(NamedTuple):
    """A day with `number` papers: those that lead it, and others by subject, each with its label and slug.

    Label and slug are "" for papers that share no subject. `others` may be fewer than the day has.
    """

    date: dt.date
    number: int
    sources: Sequence[str]
    leading: Sequence[Paper]
    others: Sequence[tuple[str, str, Sequence[Paper]]]

    @property
    def papers(self) -> list[Paper]:
        return [*self.leading, *(paper for _, _, papers in self.others for paper in papers)]


class _Digests(NamedTuple):
    """The newest digests: their days with numbers of papers, the days that are shown, and whether there are others."""

    latest: Sequence[tuple[dt.date, int]]
    shown: Sequence[_Day]
    has_more: bool


def render(layout: Layout) -> Iterator[Output]:
    """Yield the home page."""
    archive, settings = layout.archive, layout.archive.settings
    page = next((page for page in archive.pages if page.path == PATH), None)
    intro = page if page and not page.is_placeholder else None
    days = tuple(_days(layout))
    front = {
        "title": settings.site_name,
        "description": settings.site_description,
        "template": "home.html",
        "styles": ["assets/home.css"],
        "heading": _heading(intro) or settings.site_name,
        "about": _about(intro, settings.site_description),
        "has_intro": bool(intro),
        "search_label": layout.words.n("Search {n} paper", "Search {n} papers", len(archive.papers))
        if archive.papers
        else "",
        "feeds": announced([layout.feeds.archive]),
        "highlights": highlights(layout, [paper for day in days for paper in day.papers]),
    }
    latest = tuple((day.date, len(day.papers)) for day in archive.days[:_LATEST])
    digests = _Digests(latest, days, len(archive.days) > len(days))
    linked = tuple(layout.file_of(link) for link in intro.mentions) if intro else ()
    yield output(PATH, partial(_write, layout), front, intro, _totals(layout), (archive.pinned, digests), linked)


def _heading(intro: Page | None) -> str:
    """Return the title that the curator gave the page, "" without one."""
    return intro.title if intro and ("title" in intro.front or _HEADING.match(intro.markdown)) else ""


def _about(intro: Page | None, description: str) -> str:
    """Return one line on the archive: a description, or the introduction if it is short."""
    if described := (intro.description if intro else "") or description:
        return described
    text = _text(intro) if intro and not _HEADING.match(intro.markdown) else ""
    return text if len(text) <= _SHORT else ""


def _text(intro: Page) -> str:
    return " ".join(plain_text(intro.body).split())


def _days(layout: Layout) -> Iterator[_Day]:
    """Yield days, newest first, until they have the papers that the settings ask for.

    A paper is in its newest day alone, and a pinned one in none.

    The papers that lead the newest day have the most votes and appearances, or are its first if it has no votes.
    """
    archive, shown = layout.archive, 0
    weights = {trend.paper.slug: trend.weight for trend in layout.trends}
    for day in archive.days:
        if shown >= archive.settings.newest_on_home:
            return
        papers = [one for one in day.papers if one.newest.date == day.date and one not in archive.pinned]
        if not papers:
            continue
        leading = [] if shown else sorted(papers, key=lambda paper: -weights[paper.slug])[:_LEADING]
        others = [paper for paper in papers if paper not in leading][: _MAXIMUM - shown - len(leading)]
        shown += len(leading) + len(others)
        yield _day(layout, day, leading, others)


def _day(layout: Layout, day: DigestDay, leading: Sequence[Paper], others: Sequence[Paper]) -> _Day:
    subjects = by_subject(others, layout.archive.assignments, layout.tags) if len(others) > _FEW else [(None, others)]
    named = tuple((tag.label, tag.slug, papers) if tag else ("", "", papers) for tag, papers in subjects if papers)
    return _Day(day.date, len(day.papers), day.sources, leading, named)


def _write(
    layout: Layout,
    front: Mapping[str, object],
    intro: Page | None,
    totals: Sequence[tuple[str, str]],
    papers: tuple[Sequence[Paper], _Digests],
    _linked: Sequence[str],
) -> PageText:
    heading = writer.headings()
    pinned, digests = papers
    blocks = [*_pinned(layout, heading, pinned), *_latest(layout, digests.latest), *_newest(layout, heading, digests)]
    shown = [*pinned, *(paper for day in digests.shown for paper in day.papers)]
    front = {**front, **layout.cards.front(shown, ())}
    title = heading(2, writer.text(layout.words.t("About this archive")), "about")
    own = {key: value for key, value in (intro.front if intro else {}).items() if key not in ("title", "description")}
    if intro is None or (_text(intro) == front["about"] and not intro.mentions):
        blocks += [title, *_facts(layout, totals)] if totals else []
        return layout.written(PATH, {**front, **own}, writer.document(blocks))
    written = writer.document([*blocks, title, _introduction(layout, intro), *_facts(layout, totals)])
    body = writer.converted(layout.markdown, written, PATH, file_address)
    return layout.written(PATH, {**front, **own}, body)


def _introduction(layout: Layout, intro: Page) -> Block:
    """Return the curator's text, in which links to addresses of this site are links to the pages' source files."""

    def to_file(address: str) -> str:
        path, mark, rest = address.partition("#")
        file = layout.file_at(path) or (path if path in layout.curated_files else "")
        return f"{writer.target(file)}{mark}{rest}" if file else address

    written = markdown_links.rewrite(_HEADING.sub("", intro.markdown, 1).strip(), to_file)
    language = layout.archive.settings.language
    # The template marks what surrounds it with the language of our words.
    own = f' lang="{language}" dir="auto"' if language != layout.words.language else ""
    return Block(f'<div class="ps-about"{own} markdown>\n\n{written}\n\n</div>', "")


def _totals(layout: Layout) -> tuple[tuple[str, str], ...]:
    """Return the totals of the archive as (label, path of the page that lists them); the path may be empty."""
    archive, words = layout.archive, layout.words
    totals = [
        (words.n("{n} paper", "{n} papers", len(archive.papers)), ""),
        *([(layout.trending_title, "trending.md")] if layout.trending_title else []),
        (words.n("{n} digest", "{n} digests", len(archive.days)), "digests/index.md"),
        (words.n("{n} tag", "{n} tags", len(archive.tags)), "tags/index.md"),
    ]
    if archive.authors:
        totals.append((words.n("{n} author", "{n} authors", len(archive.authors)), "authors/index.md"))
    if archive.collections:
        number = len(archive.collections)
        totals.append((words.n("{n} collection", "{n} collections", number), "collections/index.md"))
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
    if archive.papers:
        yield listing.archive_files(words)


def _pinned(layout: Layout, heading: HeadingWriter, papers: Sequence[Paper]) -> Iterator[Block]:
    """Yield the papers that the curator keeps at the top."""
    if papers:
        yield heading(2, writer.text(layout.words.t("Pinned")), "pinned")
        yield layout.cards.cards(papers)


def _latest(layout: Layout, latest: Sequence[tuple[dt.date, int]]) -> Iterator[Block]:
    """Yield links to the newest digests, with how many papers each has, where there are several."""
    if len(latest) > 1:
        words, year = layout.words, latest[0][0].year
        yield writer.bullets(
            writer.joined(
                [
                    writer.link(
                        writer.text(words.short_date(day) if day.year == year else words.date(day)), f"digests/{day}.md"
                    ),
                    writer.text(words.number(papers)),
                ],
                " ",
            )
            for day, papers in latest
        )


def _newest(layout: Layout, heading: HeadingWriter, digests: _Digests) -> Iterator[Block]:
    """Yield the newest papers by day and subject."""
    words = layout.words
    for day in digests.shown:
        yield from _of_day(layout, heading, day)
    if digests.has_more:
        yield listing.facts(writer.link(writer.text(words.t("All digests")), "digests/index.md"))
    if not digests.shown:
        yield listing.sentence(
            words.t(
                "No papers yet. Import a digest with {import_} or get a day of the Daily Papers with {fetch} or papers "
                "from arXiv with {add}; then build again."
            ),
            import_=writer.code("papershelf import FILE"),
            fetch=writer.code("papershelf fetch --day DATE"),
            add=writer.code("papershelf add ARXIV_ID"),
        )


def _of_day(layout: Layout, heading: HeadingWriter, day: _Day) -> Iterator[Block]:
    """Yield a day: its heading and facts, the papers that lead it as cards, and the others as lines by subject."""
    words, page = layout.words, f"digests/{day.date}.md"
    yield heading(2, writer.link(writer.text(words.full_date(day.date)), page))
    yield listing.facts(
        writer.text(words.n("{n} paper", "{n} papers", day.number)),
        writer.text(words.t("from {sources}", sources=", ".join(day.sources))),
        writer.link(writer.text("BibTeX"), f"digests/{day.date}/papers.bib"),
    )
    if day.leading:
        yield layout.cards.cards(day.leading)
    for label, slug, papers in day.others:
        if slug:
            yield heading(3, writer.link(writer.text(label, in_label=True), f"tags/{slug}.md"))
        elif len(day.others) > 1:
            yield heading(3, writer.text(words.t("Other subjects")))
        yield from map(layout.cards.folded, papers)
    if len(day.papers) < day.number:
        label = words.n("The paper of {day}", "All {n} papers of {day}", day.number, day=words.date(day.date))
        yield listing.facts(writer.link(writer.text(label), page))
