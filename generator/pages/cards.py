"""Papers in lists: as cards, with byline, lead, tags and counts, or as one line each.

A paper stands in some ten lists, and what they show of it says nothing of them but, on the page of an author who comes
late among many, that name. So a card is written once and kept; where its links lead from is filled in by each page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from generator.exports import citation_tags
from generator.exports.citations import Reference
from generator.model import Appearance, Archive, Paper, Tag
from generator.text import markdown_writer as writer
from generator.text.leads import lead
from generator.text.markdown_writer import Block, Inline
from generator.text.wording import counted, long_date

_KEPT = 20_000
"""Papers in memory as cards, some 50 MB, and as lines of lists, some 10 MB."""

_NAMES = 3
"""Authors named in a byline."""


class Cards:
    """Writes papers of one archive; `organisation_pages` are addresses of files by the organisations' names."""

    def __init__(
        self,
        archive: Archive,
        cite: Callable[[Paper], Reference],
        tags: Mapping[str, Tag],
        organisation_pages: Mapping[str, str],
    ) -> None:
        self._archive, self._cite = archive, cite
        self._tags, self._organisation_pages = tags, organisation_pages
        self._papers = {paper.slug: paper for paper in archive.papers}
        self._card = lru_cache(_KEPT)(lambda slug, sought: writer.item(self.blocks(self._papers[slug], sought)))
        self._row = lru_cache(_KEPT)(lambda slug: self._line(self._papers[slug]))

    def cards(self, papers: Sequence[Paper], sought: Sequence[str] = ()) -> Block:
        """A list of cards. `sought` are an author's names: the bylines name that author, however late."""
        names = frozenset(sought)
        later = (tuple(name for name in paper.authors[_NAMES:] if name in names)[:1] for paper in papers)
        return writer.bulleted(self._card(paper.slug, each) for paper, each in zip(papers, later, strict=True))

    def rows(self, papers: Iterable[Paper]) -> Block:
        """A list with a line for each paper."""
        return writer.bullets(self._row(paper.slug) for paper in papers)

    def coins(self, papers: Iterable[Paper]) -> list[str]:
        """The papers as reference managers read them from a list."""
        return [citation_tags.coins(self._cite(paper)) for paper in papers]

    def blocks(self, paper: Paper, sought: Sequence[str] = ()) -> list[Block]:
        """A card: title, byline, lead, tags, and a line of dates and counts."""
        lines = [
            self._title(paper),
            self._byline(paper, sought),
            writer.text(lead(paper)),
            writer.joined(self._tag_links(paper), " · "),
            writer.text(" · ".join(_facts(paper))),
        ]
        return [writer.paragraph(line) for line in lines if line.markdown]

    def _title(self, paper: Paper) -> Inline:
        return writer.link(writer.title(paper.title, in_label=True), f"papers/{paper.slug}.md")

    def _line(self, paper: Paper) -> Inline:
        by = paper.organisation or next(iter(paper.authors), "")
        return writer.joined([self._title(paper), writer.emphasis(writer.text(by)) if by else writer.NOTHING], " ")

    def _byline(self, paper: Paper, sought: Sequence[str]) -> Inline:
        names = writer.text(byline(paper, sought))
        parts = [part for part in (names, self._organisation(paper)) if part.markdown]
        return writer.emphasis(writer.joined(parts, " · ")) if parts else writer.NOTHING

    def _organisation(self, paper: Paper) -> Inline:
        page = self._organisation_pages.get(paper.organisation)
        name = writer.text(paper.organisation, in_label=page is not None)
        return writer.link(name, page) if page else name

    def _tag_links(self, paper: Paper) -> Iterator[Inline]:
        for assignment in self._archive.assignments[paper.slug]:
            tag = self._tags[assignment.tag]
            yield writer.link(writer.text(tag.label, in_label=True), f"tags/{tag.slug}.md")


def byline(paper: Paper, sought: Sequence[str] = ()) -> str:
    """Three authors and how many others, and whoever of `sought` is among these: on an author's page, its author."""
    if not paper.authors:
        return counted(paper.author_count, "author") if paper.author_count else ""
    others = paper.authors[_NAMES:]
    names = ", ".join(paper.authors[:_NAMES])
    found = next((name for name in others if name in sought), "")
    if found:
        names += f", {found}" if others[0] == found else f", …, {found}"
        others = others[1:]
    rest = f" and {counted(len(others), 'other')}" if others else " and others" if paper.et_al else ""
    return names + rest


def _facts(paper: Paper) -> Iterator[str]:
    if paper.withdrawn:
        yield "Withdrawn"
    date, seen = paper.published, paper.newest
    yield f"Published {long_date(date)}" if date else f"Seen {long_date(seen.date)}"
    if paper.notes:
        yield counted(len(paper.notes), "note")
    yield from counts(seen)


def counts(seen: Appearance) -> Iterator[str]:
    """The counts that a digest gave: `12 upvotes`, `3 comments`."""
    if seen.upvotes is not None:
        yield counted(seen.upvotes, "upvote")
    if seen.comments is not None:
        yield counted(seen.comments, "comment")
