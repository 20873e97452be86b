"""The layout: data of the archive that several pages share, and the functions that write pages."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, partial
from itertools import pairwise
from typing import TypeVar

from markdown import Markdown

from generator.addresses import address_of
from generator.archive import people, timeline, trending
from generator.archive.timeline import Timeline
from generator.archive.trending import Trend
from generator.exports import channels, citations, social_cards
from generator.exports.channels import Channel, Channels
from generator.exports.citations import Reference
from generator.model import Archive, Collection, Credit, Link, Paper, Tag
from generator.outputs import Output, PageText, output
from generator.pages.cards import Cards
from generator.relations import Relations
from generator.text.languages import language_of_paper
from generator.text.markdown_writer import Block, placed, python_markdown
from generator.text.wording import Wording, words_of

Item = TypeVar("Item")

_AMPERSAND = re.compile(r"&(?=[#\w])")
"""An ampersand that may begin a character reference."""

_KEPT = 100_000
"""Papers whose language is kept in memory, some 10 MB."""

_WITHOUT_NOTES = {
    "words", "times", "tags", "carded", "collections_of", "author_pages", "_namesake_pages", "organisation_pages",
    "venue_pages", "_files", "curated_files",
}  # fmt: skip
"""Properties of a layout that do not depend on notes."""

_REDIRECT = """\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; form-action 'none'; base-uri 'none'">
<title>{title}</title>
<link rel="canonical" href="{address}">
<meta http-equiv="refresh" content="0; url={target}">
<meta name="robots" content="noindex">
</head>
<body>
<p>{text}</p>
</body>
</html>
"""


@dataclass(frozen=True)
class Layout:
    """The archive and its relations, with lazily computed data that several pages share."""

    archive: Archive
    cite: Callable[[Paper], Reference]
    relations: Relations = field(default_factory=Relations)

    @cached_property
    def words(self) -> Wording:
        """The messages of its pages, in English if its language has no catalogue."""
        return words_of(self.archive.settings.language)

    @cached_property
    def attributes_of(self) -> Callable[[Paper], Mapping[str, str]]:
        """The attributes of HTML for a paper's own words, where these are in another language than the page's."""
        languages = lru_cache(_KEPT)(lambda slug: language_of_paper(self.papers[slug]))
        return lambda paper: self.words.attributes_of(languages(paper.slug))

    @cached_property
    def feeds(self) -> Channels:
        return channels.find(self.archive)

    @cached_property
    def carded(self) -> frozenset[str]:
        """The slugs of papers that have a social card of their own."""
        return social_cards.having_cards(self.archive.papers)

    @cached_property
    def times(self) -> Timeline:
        return timeline.timeline(self.archive.days)

    @cached_property
    def trends(self) -> tuple[Trend, ...]:
        """The papers with their scores, highest first."""
        return trending.rank(self.archive.papers)

    @cached_property
    def has_votes(self) -> bool:
        """True if papers trend; where nobody votes, they may be seen again."""
        return trending.has_votes(self.archive.papers)

    @cached_property
    def trending_title(self) -> str:
        """The title of the page of trending papers, "" in an archive without votes where no paper was seen again."""
        if self.has_votes:
            return self.words.t("Trending")
        return self.words.t("Seen again") if any(trending.seen_again(self.archive.papers)) else ""

    @cached_property
    def papers(self) -> dict[str, Paper]:
        return {paper.slug: paper for paper in self.archive.papers}

    @cached_property
    def tags(self) -> dict[str, Tag]:
        return {tag.slug: tag for tag in self.archive.tags}

    @cached_property
    def with_code(self) -> tuple[Paper, ...]:
        """The papers whose code is known, newest first."""
        return tuple(paper for paper in self.archive.papers if paper.code)

    @cached_property
    def collections_of(self) -> dict[str, tuple[Collection, ...]]:
        """The collections that have a paper, by its slug."""
        found: dict[str, tuple[Collection, ...]] = {}
        for collection in self.archive.collections:
            for collected in collection.papers:
                found[collected.slug] = (*found.get(collected.slug, ()), collection)
        return found

    @cached_property
    def author_pages(self) -> dict[str, str]:
        """The files of authors' pages by every spelling of their names."""
        return _pages(people.AUTHORS, self.archive.authors)

    @cached_property
    def _namesake_pages(self) -> dict[tuple[str, str], str]:
        """The files of the pages of authors who share a name, by a paper's slug and that name; "" without a page."""
        return {
            (paper.slug, name): _page(people.AUTHORS, credit) if credit.has_page else ""
            for credit in self.archive.authors
            if credit.is_namesake
            for paper in credit.papers
            for name in credit.spellings
        }

    def author_page(self, paper: Paper, name: str) -> str:
        """Return the file of the page of a paper's author, "" if there is none."""
        namesake = self._namesake_pages.get((paper.slug, name))
        return self.author_pages.get(name, "") if namesake is None else namesake

    @cached_property
    def organisation_pages(self) -> dict[str, str]:
        """The files of organisations' pages by every spelling of their names."""
        return _pages(people.ORGANISATIONS, self.archive.organisations)

    @cached_property
    def venue_pages(self) -> dict[str, str]:
        """The files of venues' pages by every spelling of their names."""
        return _pages(people.VENUES, self.archive.venues)

    def file_at(self, address: str) -> str:
        """Return the file of the page at an address such as `/tags/search/`, "" if the page may not exist."""
        return self._files.get(address, "")

    def file_of(self, link: Link) -> str:
        """Return the file of the page to which a link leads, on which the text of the link's own page depends."""
        return self.file_at(link.target.partition("#")[0])

    @cached_property
    def curated_files(self) -> frozenset[str]:
        """The files of the curator's pages."""
        return frozenset(page.path for page in self.archive.pages)

    @cached_property
    def _files(self) -> dict[str, str]:
        archive = self.archive
        spans = (*self.times.years, *self.times.months, *self.times.weeks)
        paths = [
            *(f"{name}/index.md" for name in ("tags", "digests", "authors", "organisations", "map")),
            *("index.md", "trending.md", "feeds.md", "data.md", "search.md", "shelf.md"),
            *(["with-code.md"] if self.with_code else []),
            *(["collections/index.md"] if archive.collections else []),
            *(f"collections/{collection.slug}.md" for collection in archive.collections),
            *(f"papers/{paper.slug}.md" for paper in archive.papers),
            *(f"tags/{tag.slug}.md" for tag in archive.tags),
            *(f"{pair.folder.rstrip('/')}.md" for pair in self.feeds.pairs),
            *(f"digests/{day.date}.md" for day in archive.days),
            *(f"digests/{span.name}.md" for span in spans),
            *([f"{people.VENUES}/index.md"] if archive.venues else []),
            *(self.author_pages | self.organisation_pages).values(),
            *self.venue_pages.values(),
            *filter(None, self._namesake_pages.values()),
            *(page.path for page in archive.pages),
        ]
        return {address_of(path): path for path in paths}

    @cached_property
    def cards(self) -> Cards:
        return Cards(self.archive, self.cite, self.author_page, self.organisation_pages, self.words, self.attributes_of)

    @cached_property
    def markdown(self) -> Markdown:
        return python_markdown()

    def with_notes(self, archive: Archive) -> Layout:
        """Return the layout of the same archive with other notes. What notes do not change is not computed again."""
        layout = replace(self, archive=archive)
        layout.__dict__.update({name: self.__dict__[name] for name in _WITHOUT_NOTES & self.__dict__.keys()})
        return layout

    def written(self, path: str, front: Mapping[str, object], body: Block) -> PageText:
        """Return a page, after making the links in its body relative to it."""
        markdown, markup, headings = placed(body, path, file_address)
        return PageText(front_matter(front), markdown, markup.rstrip("\n"), headings)

    def page(self, path: str, front: Mapping[str, object], body: Callable[..., Block], *inputs: object) -> Output:
        """Return a page with the body `body(*inputs)`."""

        def write(front: Mapping[str, object], *inputs: object) -> PageText:
            return self.written(path, front, body(*inputs))

        return output(path, write, front, *inputs)

    def redirect(self, path: str, target: str) -> Output:
        """Return a redirect, at the path of its HTML file, to the address `target`, which is relative to the site."""
        root = "../" * path.count("/")
        return output(path, partial(_redirect, self.words), root + target, self.archive.settings.site_url + target)


def layout_of(archive: Archive, relations: Relations = Relations()) -> Layout:  # noqa: B008 (it is immutable)
    """Return the layout of an archive's pages."""
    return Layout(archive, citations.references(archive), relations)


def _redirect(words: Wording, target: str, address: str) -> str:
    target, address = html.escape(target), html.escape(address)
    title, text = html.escape(words.t("Moved")), html.escape(words.t("This page has moved: {page}."))
    text = text.format(page=f'<a href="{target}">{address}</a>')
    return _REDIRECT.format(language=words.language, target=target, address=address, title=title, text=text)


def _pages(folder: str, credited: Iterable[Credit]) -> dict[str, str]:
    return {
        name: _page(folder, credit)
        for credit in credited
        if credit.has_page and not credit.is_namesake
        for name in credit.spellings
    }


def _page(folder: str, credit: Credit) -> str:
    return f"{folder}/{credit.slug}.md"


def tag_kind(tag: Tag) -> str:
    """Return `broad`, `curated` or `automatic`."""
    return "broad" if tag.is_broad else "curated" if tag.is_curated else "automatic"


def file_address(path: str) -> str:
    """Return the address of a file of `build/docs`, without the slash at its beginning."""
    return address_of(path)[1:]


def neighbours(items: Sequence[Item]) -> Iterator[tuple[Item | None, Item, Item | None]]:
    """Yield each item between the newer one before it and the older one after it, None at the ends."""
    padded = [None, *items, None]
    for (newer, item), (_, older) in pairwise(pairwise(padded)):
        if item is not None:
            yield newer, item, older


def link_to(title: str, address: str) -> dict[str, str]:
    """Return a link for front matter."""
    return {"title": title, "address": address}


def announced(feeds: Sequence[Channel]) -> list[dict[str, str]]:
    """Return the feeds of a page for its front matter, which announces them to feed readers."""
    announcements = ({"title": feed.title, "rss": feed.rss, "atom": feed.atom, "json": feed.json} for feed in feeds)
    return [{key: value for key, value in announcement.items() if value} for announcement in announcements]


def front_matter(values: Mapping[str, object]) -> dict[str, object]:
    """Return front matter with the values that are not empty, and with title and description as HTML."""
    front = {key: value for key, value in values.items() if value}
    front["title"] = _as_html(str(values["title"]))
    if "description" in front:
        front["description"] = _as_html(str(values["description"])).replace('"', "&quot;")
    return front | {"hide": ["navigation", "toc"]}


def _as_html(plain: str) -> str:
    """Escape plain text. An ampersand that begins no character reference is left, so that people can read the text.

    >>> _as_html("A & B <C> of R&D")
    'A & B &lt;C&gt; of R&amp;D'
    """
    return _AMPERSAND.sub("&amp;", plain).replace("<", "&lt;").replace(">", "&gt;")
