"""Authors, organisations and venues: an index of each, and a page for each name with enough papers.

The index must stay usable at 20,000 names. So a long one is split by letter, with some hundred names on a page. Its
search field finds names in a file that the browser fetches when the field is used.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import NamedTuple

from generator.archive import people
from generator.exports.channels import Channel
from generator.model import Credit, Paper
from generator.outputs import Output, output
from generator.pages import listing, survey
from generator.pages.charts import Spans
from generator.pages.layout import Layout, announced, link_to
from generator.pages.listing import ListPage, Shown
from generator.text import markdown_writer as writer
from generator.text.markdown_writer import Block, Inline
from generator.text.wording import Wording

NAMES_PER_PAGE = 400
"""Names on a page of the index; an index with fewer is one page."""

_CREDITS_SHOWN = 30

_MINIMUM_IN_CHART = 8
"""Papers from which on a page has a chart."""


class _Entry(NamedTuple):
    """A name of an index, `order` being the form in which it is listed, such as `Lovelace, Ada`.

    `page` is the slug of its page; without one it is "", and `papers` are the slugs of its papers.
    """

    order: str
    name: str
    number: int
    page: str
    papers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Kind:
    """Folder and texts of one kind: authors, organisations or venues.

    `others` are folder and title of the indexes that it links to. `about_one` is a message with the placeholders `name`
    and `site`.
    """

    root: str
    title: str
    others: tuple[tuple[str, str], ...]
    about: str
    about_one: str
    all: str
    rules: str


@dataclass(frozen=True, slots=True)
class _Credits:
    """The credits of one kind, the sort key of their index, their feeds by the folder of the feed, and the spans of
    their charts.
    """

    kind: _Kind
    order: Callable[[str], str]
    credited: tuple[Credit, ...]
    channels: dict[str, Channel]
    spans: Spans


def render(layout: Layout) -> Iterator[Output]:
    """Yield the indexes with all their pages, and the pages of each credit that has one.

    An archive that knows of no venue has no index of venues.
    """
    for credits_ in _all(layout):
        if credits_.kind.root == people.VENUES and not credits_.credited:
            continue
        yield from _index(credits_, layout)
        for credit in credits_.credited:
            if credit.has_page:
                yield from _pages(credit, credits_, layout)


def _all(layout: Layout) -> list[_Credits]:
    archive, feeds = layout.archive, layout.feeds
    by_author = {channel.folder: channel for channel in feeds.authors}
    by_organisation = {channel.folder: channel for channel in feeds.organisations}
    authors, organisations, venues = _kinds(layout)
    spans = Spans.covering(archive.papers, layout.words)
    return [
        _Credits(authors, people.author_order, archive.authors, by_author, spans),
        _Credits(organisations, people.organisation_order, archive.organisations, by_organisation, spans),
        _Credits(venues, people.organisation_order, archive.venues, {}, spans),
    ]


def _kinds(layout: Layout) -> tuple[_Kind, _Kind, _Kind]:
    words, settings = layout.words, layout.archive.settings
    site, minimum = settings.site_name, settings.minimum_papers_per_author
    authors, organisations = (people.AUTHORS, words.t("Authors")), (people.ORGANISATIONS, words.t("Organisations"))
    venues = [(people.VENUES, words.t("Venues"))] if layout.archive.venues else []
    return (
        _Kind(
            root=people.AUTHORS,
            title=words.t("Authors"),
            others=(organisations, *venues),
            about=words.t("All authors of {site}.", site=site),
            about_one=words.t("New papers by {name} in {site}."),
            all=words.t("all authors"),
            rules=words.n(
                "Whoever has {n} paper or more has a page",
                "Whoever has {n} papers or more has a page",
                minimum,
            ),
        ),
        _Kind(
            root=people.ORGANISATIONS,
            title=words.t("Organisations"),
            others=(authors, *venues),
            about=words.t("All organisations of {site}.", site=site),
            about_one=words.t("New papers from {name} in {site}."),
            all=words.t("all organisations"),
            rules=words.n(
                "An organisation that has {n} paper or more has a page",
                "An organisation that has {n} papers or more has a page",
                minimum,
            ),
        ),
        _of_venues(layout, authors, organisations),
    )


def _of_venues(layout: Layout, *others: tuple[str, str]) -> _Kind:
    words, settings = layout.words, layout.archive.settings
    return _Kind(
        root=people.VENUES,
        title=words.t("Venues"),
        others=others,
        about=words.t("All journals and conferences of {site}.", site=settings.site_name),
        about_one=words.t("Papers of {name} in {site}."),
        all=words.t("all venues"),
        rules=words.n(
            "A venue that has {n} paper or more has a page",
            "A venue that has {n} papers or more has a page",
            settings.minimum_papers_per_author,
        ),
    )


def _counted(kind: _Kind, number: int, words: Wording) -> str:
    if kind.root == people.AUTHORS:
        return words.n("{n} name", "{n} names", number)
    if kind.root == people.VENUES:
        return words.n("{n} venue", "{n} venues", number)
    return words.n("{n} organisation", "{n} organisations", number)


def _pages(credit: Credit, credits_: _Credits, layout: Layout) -> Iterator[Output]:
    kind = credits_.kind
    address = f"{kind.root}/{credit.slug}/"
    channel = credits_.channels.get(address)
    chart = credits_.spans.chart(address, credit.papers) if len(credit.papers) >= _MINIMUM_IN_CHART else {}
    front = {
        "title": credit.name,
        "description": kind.about_one.format(name=credit.name, site=layout.archive.settings.site_name),
        "template": "listing.html",
        "feeds": announced([channel] if channel else []),
        "chart": chart,
    }
    body = partial(_body, layout, kind)
    yield from listing.render_growing(layout, address, front, credit.papers, body, credit, channel)


def _body(layout: Layout, kind: _Kind, part: ListPage[Paper], credit: Credit, channel: Channel | None) -> Shown:
    """Return the first page of an author, organisation or venue."""
    words = layout.words
    shown = listing.papers_by_month(layout, part, credit.spellings)
    blocks = [
        listing.facts(
            writer.text(words.n("{n} paper", "{n} papers", len(credit.papers))),
            listing.feed_links(channel, words) if channel else writer.NOTHING,
            writer.link(writer.text(kind.all), f"{kind.root}/index.md"),
        )
    ]
    if len(credit.spellings) > 1:
        blocks.append(listing.labelled(words.t("Also written"), map(writer.text, credit.spellings[1:])))
    is_author, is_organisation = kind.root == people.AUTHORS, kind.root == people.ORGANISATIONS
    blocks += survey.tags(layout, credit.papers)
    blocks += survey.authors(layout, credit.papers, credit.spellings if is_author else ())
    blocks += survey.organisations(layout, credit.papers, credit.spellings if is_organisation else ())
    blocks += listing.bibtex(f"{kind.root}/{credit.slug}/", credit.papers, words)
    blocks += survey.sections(layout, credit.papers)
    return Shown(writer.document([*blocks, shown.body]), (), shown.listed)


def _index(credits_: _Credits, layout: Layout) -> Iterator[Output]:
    kind, credited, words = credits_.kind, credits_.credited, layout.words
    named = people.in_order(credited, credits_.order)
    entries = [_entry(order, credit) for order, credit in named]
    letters = [(letter, list(group)) for letter, group in groupby(entries, key=lambda one: people.letter(one.order))]
    is_long = len(entries) > NAMES_PER_PAGE
    volumes = list(_volumes(kind, letters, words)) if is_long else []
    # No counts: this page may be in the nav, and front matter of pages in the nav is part of every page's inputs.
    front = {
        "title": kind.title,
        "description": kind.about,
        "template": "listing.html",
        "list": "index",
        "filter": words.t("Find a name") if credited else "",
        "other_names": {} if is_long else _other_names(named),
        "names": {"file": f"{kind.root}/names.json", "folder": kind.root} if is_long else {},
    }
    with_page = [entry for entry in entries if entry.page]
    most = sorted(with_page, key=lambda entry: (-entry.number, entry.page))[:_CREDITS_SHOWN] if is_long else []
    parts = [(volume.letter, volume.heading, volume.path, len(volume.names)) for volume in volumes]
    body, counts = partial(_index_body, kind, words), (len(entries), len(with_page))
    listed = [] if is_long else letters
    yield layout.page(f"{kind.root}/index.md", front, body, counts, listed, (most, parts), kind.others)
    if is_long:
        yield output(f"{kind.root}/names.json", _names, entries)
    around = zip([None, *volumes], volumes, [*volumes[1:], None], strict=False)
    for before, volume, after in around:
        front = {
            "title": words.t("{list}: {part}", list=kind.title, part=volume.heading),
            "template": "listing.html",
            "list": "index",
            "neighbours": words.t("Letters"),
            "older": link_to(before.heading, before.address) if before else {},
            "newer": link_to(after.heading, after.address) if after else {},
        }
        yield layout.page(volume.path, front, partial(_volume_body, kind, words), volume)


def _other_names(named: Sequence[tuple[str, Credit]]) -> dict[str, str]:
    """Return the further spellings of each name of the index, which the filter searches, too."""
    return {name: ", ".join(credit.spellings[1:]) for name, credit in named if len(credit.spellings) > 1}


def _index_body(
    kind: _Kind,
    words: Wording,
    counts: tuple[int, int],
    letters: Sequence[tuple[str, Sequence[_Entry]]],
    of_long: tuple[Sequence[_Entry], Sequence[_VolumeLink]],
    others: Sequence[tuple[str, str]],
) -> Block:
    """Return an index: of `counts[0]` names, `counts[1]` have a page. A long one has the names with most papers and
    links to its volumes.
    """
    heading, (number, with_page), (most, volumes) = writer.headings(), counts, of_long
    links = [writer.link(writer.text(title), f"{folder}/index.md") for folder, title in others]
    blocks = [listing.facts(writer.text(_counted(kind, number, words)), *links)]
    if not number:
        return writer.document([*blocks, writer.paragraph(writer.text(words.t("No digest names any yet.")))])
    blocks.append(writer.paragraph(writer.text(_rules(kind, with_page, words))))
    if most:
        blocks.append(heading(2, writer.text(words.t("Most papers"))))
        blocks.append(writer.bullets(_line(kind, entry.name, entry, words) for entry in most))
    if volumes:
        blocks += [heading(2, writer.text(words.t("By letter"))), writer.bullets(_letters(volumes, words))]
    elif letters:
        blocks.append(heading(2, writer.text(words.t("By letter"))))
        for letter, names in letters:
            blocks.append(heading(3, writer.text(_letter_title(letter, words))))
            blocks.append(writer.bullets(_line(kind, entry.order, entry, words) for entry in names))
    return writer.document(blocks)


def _rules(kind: _Kind, with_page: int, words: Wording) -> str:
    rules = kind.rules
    if with_page:
        rules = words.t("{rules} ({count} so far)", rules=rules, count=words.number(with_page))
    if kind.root == people.VENUES:
        return words.t(
            "{rules}; the other names lead to their papers. Spellings that differ only in case, accents, dots or "
            "hyphens are one.",
            rules=rules,
        )
    return words.t(
        "{rules}; the other names lead to their papers. A name is all that is known here: those who share one share a "
        "page, and spellings that differ only in case, accents, dots or hyphens are one.",
        rules=rules,
    )


def _letters(volumes: Sequence[_VolumeLink], words: Wording) -> Iterator[Inline]:
    """Yield links to the pages of the index, one line for each letter."""
    for letter, of_letter in groupby(volumes, key=lambda volume: volume[0]):
        group = list(of_letter)
        links = [
            writer.joined(
                [
                    writer.link(writer.text(heading, in_label=True), path),
                    writer.text(words.n("{n} name", "{n} names", number)),
                ],
                " ",
            )
            for _, heading, path, number in group
        ]
        first = [writer.strong(writer.text(_letter_title(letter, words)))] if len(group) > 1 else []
        yield writer.joined([*first, writer.joined(links, " · ")], " ")


def _volume_body(kind: _Kind, words: Wording, volume: _Volume) -> Block:
    everything = writer.link(writer.text(words.t("all letters")), f"{kind.root}/index.md")
    facts = listing.facts(writer.text(_counted(kind, len(volume.names), words)), everything)
    return writer.document([facts, writer.bullets(_line(kind, entry.order, entry, words) for entry in volume.names)])


def _entry(order: str, credit: Credit) -> _Entry:
    page, papers = (credit.slug, ()) if credit.has_page else ("", tuple([paper.slug for paper in credit.papers]))
    return _Entry(order, credit.name, len(credit.papers), page, papers)


def _line(kind: _Kind, name: str, entry: _Entry, words: Wording) -> Inline:
    """Return the line of an entry: a link and the number of papers, or, without a page, links to the papers.

    `name` is how the line names it. With one paper it is the link to it: `Ada Lovelace`; with several it is not:
    `Bo Ek: paper 1, paper 2`.
    """
    label = writer.text(name, in_label=True)
    if entry.page:
        link = writer.link(label, f"{kind.root}/{entry.page}.md")
        return writer.joined([link, writer.text(words.number(entry.number))], " ")
    if entry.number == 1:
        return writer.link(label, f"papers/{entry.papers[0]}.md")
    links = (
        writer.link(writer.text(words.t("paper {number}", number=number)), f"papers/{slug}.md")
        for number, slug in enumerate(entry.papers, 1)
    )
    return writer.joined([writer.text(f"{name}:"), writer.joined(links, ", ")], " ")


def _letter_title(letter: str, words: Wording) -> str:
    return letter.upper() if letter != "other" else words.t("Other")


@dataclass(frozen=True, slots=True)
class _Volume:
    """A page of a long index: the names of one letter, or a range of them, whose heading is its first and last name."""

    letter: str
    address: str
    path: str
    heading: str
    names: tuple[_Entry, ...]


_VolumeLink = tuple[str, str, str, int]
"""A link to a volume: its letter, heading and path, and its number of names."""


def _volumes(kind: _Kind, letters: Sequence[tuple[str, list[_Entry]]], words: Wording) -> Iterator[_Volume]:
    for letter, names in letters:
        for part in listing.paginate(f"{kind.root}/{people.LETTERS}/{letter}/", names, words, NAMES_PER_PAGE):
            if not part.is_everything:
                heading = _letter_title(letter, words)
                if part.numbers:
                    heading = f"{part.items[0].order} – {part.items[-1].order}"
                yield _Volume(letter, part.address, part.path, heading, part.items)


def _names(entries: Sequence[_Entry]) -> str:
    """Return all names as JSON for the search field.

    `["Ada Lovelace", 12, "ada-lovelace"]` is a name with 12 papers and a page. `["Bo Ek", 2, 17, 40]` is a name with 2
    papers and no page; 17 and 40 are indices in the list `papers`.
    """
    alone = {slug: None for entry in entries for slug in entry.papers}
    number = {slug: number for number, slug in enumerate(alone)}
    rows = [
        [entry.name, entry.number, *([entry.page] if entry.page else [number[slug] for slug in entry.papers])]
        for entry in entries
    ]
    return json.dumps({"papers": list(alone), "names": rows}, ensure_ascii=False, separators=(",", ":")) + "\n"
