"""Authors and organisations: an index of each that stays usable at 20,000 names, and a page for who has papers enough.

The index is by letter, some hundred names to a page; a field finds names in a file that is fetched when it is used.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from generator.archive import people
from generator.exports.channels import Channel
from generator.model import Credit
from generator.outputs import Output, output
from generator.pages import listing
from generator.pages.layout import Layout, announced

MOST_NAMES = 400
"""Names on a page of the index; an index with fewer is one page."""

_MOST_CREDITED = 30

Named = tuple[str, Credit]
"""A name as the index has it, `Lovelace, Ada`, and whose it is."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """What the pages of authors and of organisations differ in. `other` is the folder of the other kind."""

    root: str
    title: str
    noun: str
    other: str


@dataclass(frozen=True, slots=True)
class _Credits:
    """The names of a kind, the order of an index of them, and their feeds by the folders that these are in."""

    kind: _Kind
    order: Callable[[str], str]
    credited: tuple[Credit, ...]
    channels: dict[str, Channel]


def render(layout: Layout) -> Iterator[Output]:
    """Both indexes with their pages, and a page for each name that has one."""
    for credits_ in _both(layout):
        yield from _index(credits_, layout)
        for credit in credits_.credited:
            if credit.has_page:
                yield from _pages(credit, credits_, layout)


def _both(layout: Layout) -> list[_Credits]:
    archive, feeds = layout.archive, layout.feeds
    by_author = {channel.folder: channel for channel in feeds.authors}
    by_organisation = {channel.folder: channel for channel in feeds.organisations}
    authors, organisations = people.AUTHORS, people.ORGANISATIONS
    return [
        _Credits(_Kind(authors, "Authors", "name", organisations), people.author_order, archive.authors, by_author),
        _Credits(
            _Kind(organisations, "Organisations", "organisation", authors),
            people.organisation_order,
            archive.organisations,
            by_organisation,
        ),
    ]


def _pages(credit: Credit, credits_: _Credits, layout: Layout) -> Iterator[Output]:
    kind = credits_.kind
    address = f"{kind.root}/{credit.slug}/"
    channel = credits_.channels[address]
    front = {
        "title": credit.name,
        "description": channel.description,
        "feeds": announced([channel]),
    }
    return listing.render_growing(
        layout,
        address,
        "credit.html",
        front,
        credit.papers,
        sought=credit.spellings,
        credit=credit,
        channel=channel,
        kind=kind,
    )


def _index(credits_: _Credits, layout: Layout) -> Iterator[Output]:
    kind, credited = credits_.kind, credits_.credited
    named = people.in_order(credited, credits_.order)
    letters = [(letter, list(group)) for letter, group in groupby(named, key=lambda pair: people.letter(pair[0]))]
    is_long = len(named) > MOST_NAMES
    volumes = list(_volumes(kind, letters)) if is_long else []
    # No number: all pages are made of the front matter of those in the nav, as this one may be.
    front = {"title": kind.title, "description": f"All {kind.title.lower()} of {layout.archive.settings.site_name}."}
    with_page = [credit for credit in credited if credit.has_page]
    yield layout.page(
        f"{kind.root}/index.md",
        "credits.html",
        front,
        kind=kind,
        credited=credited,
        letters=[] if is_long else letters,
        volumes=[(letter, list(group)) for letter, group in groupby(volumes, key=lambda volume: volume.letter)],
        most=sorted(with_page, key=lambda credit: (-len(credit.papers), credit.slug))[:_MOST_CREDITED],
        with_page=len(with_page),
        least=layout.archive.settings.minimum_papers_per_author,
    )
    if is_long:
        yield output(f"{kind.root}/names.json", _names, tuple(named))
    around = zip([None, *volumes], volumes, [*volumes[1:], None], strict=False)
    for before, volume, after in around:
        front = {"title": f"{kind.title}: {volume.heading}"}
        values = {"before": before, "volume": volume, "after": after, "kind": kind}
        yield layout.page(volume.path, "letter.html", front, **values)


@dataclass(frozen=True, slots=True)
class _Volume:
    """A page of the index: a letter's names, or some of them; then its heading is the first and the last."""

    letter: str
    address: str
    path: str
    heading: str
    names: tuple[Named, ...]


def _volumes(kind: _Kind, letters: Sequence[tuple[str, list[Named]]]) -> Iterator[_Volume]:
    for letter, names in letters:
        for part in listing.parts(f"{kind.root}/{people.LETTERS}/{letter}/", names, MOST_NAMES):
            if not part.is_everything:
                heading = letter.upper() if letter != "other" else "Other"
                if part.numbers:
                    heading = f"{part.items[0][0]} – {part.items[-1][0]}"
                yield _Volume(letter, part.address, part.path, heading, part.items)


def _names(named: Sequence[Named]) -> str:
    """All names as JSON for the field that finds them: `["Ada Lovelace", 12, "ada-lovelace"]` has a page, and
    `["Bo Ek", 2, 17, 40]` two papers, which are numbers of `papers`.
    """
    alone = {paper.slug: None for _, credit in named if not credit.has_page for paper in credit.papers}
    number = {slug: number for number, slug in enumerate(alone)}
    rows = [
        [credit.name, len(credit.papers), *([credit.slug] if credit.has_page else _numbers(credit, number))]
        for _, credit in named
    ]
    return json.dumps({"papers": list(alone), "names": rows}, ensure_ascii=False, separators=(",", ":")) + "\n"


def _numbers(credit: Credit, number: dict[str, int]) -> list[int]:
    return [number[paper.slug] for paper in credit.papers]
