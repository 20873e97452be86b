"""What all pages share: front matter, the templates, and what these know of the archive."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from itertools import pairwise
from typing import TypeVar

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.environment import TemplateModule
from markdown import Markdown

from generator.addresses import address_of
from generator.archive import people, timeline, trending
from generator.archive.timeline import Timeline
from generator.archive.trending import Trend
from generator.exports import channels, citation_tags, citations, social_cards
from generator.exports.channels import Channel, Channels
from generator.exports.citations import FORMATS, Reference
from generator.model import Archive, Credit, Paper, Tag, Text
from generator.outputs import Output, PageText, output
from generator.text import safe_html, wording
from generator.text.leads import lead
from generator.text.markdown_writer import Block, placed, python_markdown
from generator.text.safe_html import TemplateHtml

Each = TypeVar("Each")

_AMPERSAND = re.compile(r"&(?=[#\w])")
"""An ampersand with which a character reference may begin."""

_KEPT = 20_000
"""Papers in memory as cards, some 25 MB, and as lines of lists, some 5 MB."""

_ROOT, _BYLINE = "\x01", "\x02"
"""What stands, in a card or line that is kept, for the way to the site's root and for the authors that a page names;
`tidy.visible` leaves neither in any text. Beyond U+00FF, all characters of a card would take two bytes each.
"""


@dataclass(frozen=True)
class Layout:
    """The archive with all that its pages say of it, each made when a page first wants it."""

    archive: Archive
    cite: Callable[[Paper], Reference]
    templates: Environment

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
        """Its papers' scores, the highest first."""
        return trending.rank(self.archive.papers)

    @cached_property
    def parts(self) -> TemplateModule:
        """Macros of what several kinds of page show alike."""
        return self.templates.get_template("parts.html").module

    @cached_property
    def lists(self) -> TemplateModule:
        """Macros of what long lists share."""
        return self.templates.get_template("lists.html").module

    def page(self, path: str, template: str, front: Mapping[str, object], **values: object) -> Output:
        """A page: front matter, then the template filled with `values`."""
        return output(path, partial(self.write, path, template), front, values)

    def write(self, path: str, template: str, front: Mapping[str, object], values: Mapping[str, object]) -> PageText:
        """The text of a page."""
        # Were the macros imported by the template, Jinja would compare all globals with theirs for every page.
        shared = {"root": root_of(path), "parts": self.parts, "lists": self.lists}
        body = self.templates.get_template(template).render(shared, **values).strip()
        return PageText(front_matter(front), body, body)

    @cached_property
    def papers(self) -> dict[str, Paper]:
        return {paper.slug: paper for paper in self.archive.papers}

    @cached_property
    def tags(self) -> dict[str, Tag]:
        return {tag.slug: tag for tag in self.archive.tags}

    @cached_property
    def author_pages(self) -> dict[str, str]:
        """The addresses of authors' pages by every spelling of their names."""
        return _pages(people.AUTHORS, self.archive.authors)

    @cached_property
    def organisation_pages(self) -> dict[str, str]:
        """The addresses of organisations' pages by every spelling of their names."""
        return _pages(people.ORGANISATIONS, self.archive.organisations)

    @cached_property
    def markdown(self) -> Markdown:
        return python_markdown()

    def written(self, path: str, front: Mapping[str, object], body: Block) -> PageText:
        """A page of Markdown, whose links are not yet placed."""
        markdown, markup, headings = placed(body, path, file_address)
        return PageText(front_matter(front), markdown, markup.rstrip("\n"), headings)

    def redirect(self, path: str, target: str) -> Output:
        """A page, by the path of its HTML file, that leads to the address `target`, relative to the site's."""
        root = "../" * path.count("/")
        address = self.archive.settings.site_url + target
        return output(path, self._redirect, root + target, address)

    def _redirect(self, target: str, address: str) -> str:
        return self.templates.get_template("redirect.html").render(target=target, address=address)


def layout_of(archive: Archive) -> Layout:
    """The layout of an archive's pages."""
    cite = citations.references(archive)
    return Layout(archive, cite, _templates(archive, cite))


def _pages(folder: str, credited: Iterable[Credit]) -> dict[str, str]:
    return {name: f"{folder}/{each.slug}/" for each in credited if each.has_page for name in each.spellings}


def tag_kind(tag: Tag) -> str:
    """`broad`, `curated` or `automatic`."""
    return "broad" if tag.is_broad else "curated" if tag.is_curated else "automatic"


def file_address(path: str) -> str:
    """The address of a file of `build/docs`, without the slash at its beginning."""
    return address_of(path)[1:]


def root_of(path: str) -> str:
    """The way from a page to the site's root, for links: `../../` of `papers/x.md`, which is served as `papers/x/`."""
    levels = path.count("/") + (not (path == "index.md" or path.endswith("/index.md")))
    return "../" * levels


def neighbours(each: Sequence[Each]) -> Iterator[tuple[Each | None, Each, Each | None]]:
    """Each with the newer one before it and the older one after it, where there are any."""
    padded = [None, *each, None]
    for (newer, one), (_, older) in pairwise(pairwise(padded)):
        if one is not None:
            yield newer, one, older


def announced(feeds: Sequence[Channel]) -> list[dict[str, str]]:
    """The feeds of a page, as its front matter tells the theme."""
    return [{"title": feed.title, "rss": feed.rss, "atom": feed.atom, "json": feed.json} for feed in feeds]


def front_matter(values: Mapping[str, object]) -> dict[str, object]:
    """Front matter: the values that are not empty, title and description as HTML."""
    front = {key: value for key, value in values.items() if value}
    front["title"] = _as_html(str(values["title"]))
    if "description" in front:
        front["description"] = _as_html(str(values["description"])).replace('"', "&quot;")
    return front | {"hide": ["navigation", "toc"]}


def _as_html(plain: str) -> str:
    """Plain text as HTML that reads like it: an ampersand alone needs no character reference.

    >>> _as_html("A & B <C> of R&D")
    'A & B &lt;C&gt; of R&amp;D'
    """
    return _AMPERSAND.sub("&amp;", plain).replace("<", "&lt;").replace(">", "&gt;")


def _markup(text: Text) -> TemplateHtml:
    return safe_html.for_template(text.html)


def _linked(text: Text) -> TemplateHtml:
    return safe_html.for_template(safe_html.linked(text.html))


def _templates(archive: Archive, cite: Callable[[Paper], Reference]) -> Environment:
    templates = Environment(
        loader=PackageLoader("generator.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    papers = {paper.slug: paper for paper in archive.papers}
    tags = {tag.slug: tag for tag in archive.tags}
    templates.filters |= {
        "tag": tags.__getitem__,
        "long_date": wording.long_date,
        "month": wording.month,
        "month_name": timeline.month_name,
        "by_month": timeline.by_month,
        "counted": wording.counted,
        "markup": _markup,
        "linked": _linked,
        "lead": lead,
        "safe_html": safe_html.for_template,
        "as_text": lambda text: safe_html.for_template(safe_html.escaped(text)),
        "coins": lambda paper: citation_tags.coins(cite(paper)),
    }

    # A paper stands in some ten lists, and what they show of it says nothing of them but the way to the site's root
    # and, on the page of an author who comes late among many, that name.
    @lru_cache(_KEPT)
    def card(slug: str, level: int) -> str:
        paper = papers[slug]
        by = _BYLINE if paper.authors or paper.author_count else ""
        return str(templates.get_template("parts.html").module.card(paper, _ROOT, level, by))  # type: ignore[attr-defined]

    @lru_cache(_KEPT)
    def byline(slug: str, sought: tuple[str, ...]) -> str:
        return str(templates.get_template("parts.html").module.byline(papers[slug], sought)).strip()  # type: ignore[attr-defined]

    @lru_cache(_KEPT)
    def row(slug: str) -> str:
        return str(templates.get_template("parts.html").module.row(papers[slug], _ROOT))  # type: ignore[attr-defined]

    def cards_of(shown: Sequence[Paper], root: str, level: int, sought: tuple[str, ...] = ()) -> TemplateHtml:
        names = frozenset(sought)
        authors = (byline(paper.slug, () if names.isdisjoint(paper.authors[3:]) else sought) for paper in shown)
        found = (card(paper.slug, level).replace(_BYLINE, by) for paper, by in zip(shown, authors, strict=True))
        return safe_html.rendered(found, _ROOT, root)

    templates.globals |= {
        "cards_of": cards_of,
        "rows_of": lambda shown, root: safe_html.rendered((row(paper.slug) for paper in shown), _ROOT, root),
        "assignments_of": archive.assignments,
        "tags_by_slug": tags,
        "formats": FORMATS,
        "author_pages": _slugs(archive.authors),
        "organisation_pages": _slugs(archive.organisations),
    }
    return templates


def _slugs(credited: Iterable[Credit]) -> dict[str, str]:
    """The slugs of those that have a page, by every spelling of their names."""
    return {spelling: credit.slug for credit in credited if credit.has_page for spelling in credit.spellings}
