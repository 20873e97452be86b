"""Papers in lists: as cards, with byline, lead, tags and counts, or as one line each with its votes.

A paper stands in some ten lists. Its card is the same in all of them, except that the page of an author adds the
author's name to a byline that would omit it. So a card is written once and cached. Its links are relative, and each
page fills in their base.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache

from generator.archive.trending import most_comments, most_upvotes
from generator.exports import citation_tags
from generator.exports.citations import Reference
from generator.model import Archive, Paper, Tag
from generator.text import markdown_writer as writer
from generator.text.identifiers import pdf_address
from generator.text.leads import shortened
from generator.text.markdown_writer import Block, Inline
from generator.text.wording import Wording

_KEPT = 20_000
"""Papers whose cards (some 50 MB) and lines (some 10 MB) are cached."""

_NAMES = 3
"""Authors named in a byline."""

_TERMS = 2
"""Shared terms shown with a related paper."""

_SHORT_LEAD = 90
"""Characters of the lead of a related paper: a page has five of them."""


class Cards:
    """Writes the papers of one archive into lists.

    `author_page` returns the file of an author's page, "" if there is none; `organisation_pages` has files by name.
    """

    def __init__(
        self,
        archive: Archive,
        cite: Callable[[Paper], Reference],
        author_page: Callable[[Paper, str], str],
        organisation_pages: Mapping[str, str],
        words: Wording,
        attributes_of: Callable[[Paper], Mapping[str, str]],
    ) -> None:
        self._archive, self._cite = archive, cite
        self._tags = {tag.slug: tag for tag in archive.tags}
        self._author_page, self._organisation_pages, self._words = author_page, organisation_pages, words
        self._attributes_of = attributes_of
        self._papers = {paper.slug: paper for paper in archive.papers}
        self._card = lru_cache(_KEPT)(
            lambda slug, highlighted: writer.item(self.blocks(self._papers[slug], highlighted))
        )
        self._coins = lru_cache(_KEPT)(lambda slug: citation_tags.coins(self._cite(self._papers[slug])))
        self._row = lru_cache(_KEPT)(lambda slug: self._line(self._papers[slug]))
        self._beginning = lru_cache(_KEPT)(lambda slug: self._title_and_votes(self._papers[slug]))
        self._tag_link = cache(lambda slug: tag_link(self._tags[slug]))
        self._values = lru_cache(_KEPT)(lambda slug: _sort_values(self._papers[slug]))

    def cards(self, papers: Sequence[Paper], highlighted: Sequence[str] = ()) -> Block:
        """Return a list of cards. `highlighted` are the spellings of an author, whom each byline names."""
        names = frozenset(highlighted)
        later = (tuple(name for name in paper.authors[_NAMES:] if name in names)[:1] for paper in papers)
        return writer.bulleted(self._card(paper.slug, each) for paper, each in zip(papers, later, strict=True))

    def rows(self, papers: Iterable[Paper]) -> Block:
        """Return a list with one line for each paper."""
        return writer.bullets(map(self.row, papers))

    def row(self, paper: Paper, remark: str = "") -> Inline:
        """Return the line of a paper, with a remark at its end."""
        return self._line(paper, remark) if remark else self._row(paper.slug)

    def brief(self, paper: Paper) -> Block:
        """Return a list with one card without lead and tags."""
        facts = writer.joined(self._facts(paper), " · ")
        lines = [line for line in (self._title(paper), self._byline(paper, ()), facts) if line.markdown]
        return writer.bulleted([writer.item(map(writer.paragraph, lines))])

    def folded(self, paper: Paper) -> Block:
        """Return a line that unfolds to a card; its facts begin with a link to the paper's page."""
        page = writer.link(writer.text(self._words.t("Full page")), f"papers/{paper.slug}.md")
        lines = [
            (self._byline(paper, ()), writer.NO_ATTRIBUTES),
            (writer.text(paper.lead), self._attributes_of(paper)),
            (writer.joined(self._tag_links(paper), " · "), writer.NO_ATTRIBUTES),
            (writer.joined([page, *self._facts(paper)], " · "), writer.NO_ATTRIBUTES),
        ]
        blocks = [writer.paragraph(line, attributes) for line, attributes in lines if line.markdown]
        summary = writer.joined([writer.title(paper.title), self._by(paper)], " ")
        return writer.folded(summary, blocks, {"data-ps-slug": paper.slug})

    def related(self, paper: Paper, terms: Sequence[str]) -> Inline:
        """Return a paper in the list of another: title, day, votes, the terms that both share, and its lead."""
        title, votes, lead_ = self._beginning(paper.slug)
        facts = writer.joined((votes, writer.text(", ".join(terms[:_TERMS]))), " · ")
        return writer.joined([title, writer.emphasis(facts), lead_], " ")

    def _title_and_votes(self, paper: Paper) -> tuple[Inline, Inline, Inline]:
        attributes = self._attributes_of(paper)
        lead = writer.text(shortened(paper.lead, _SHORT_LEAD))
        facts = (writer.text(self._words.date(paper.newest.date)), writer.text(self._votes(paper)))
        return (
            self._title(paper),
            writer.joined(facts, " · "),
            writer.emphasis(lead, attributes) if attributes else lead,
        )

    def front(self, carded: Iterable[Paper], listed: Iterable[Paper]) -> dict[str, object]:
        """Return front matter about the papers that have a card in a page, and those of the list at its end.

        `coins` has COinS, the metadata that reference managers read, of each card. `sort_values` has what `lists.js`
        sorts and filters the list by: of each paper `upvotes,comments,published,code`, empty where they are unknown, as
        in `12,3,2026-03-30,1 ,,2026-04,`.
        """
        return {
            "coins": [self._coins(paper.slug) for paper in carded],
            "sort_values": " ".join(self._values(paper.slug) for paper in listed),
        }

    def blocks(self, paper: Paper, highlighted: Sequence[str] = ()) -> list[Block]:
        """Return a card: title, byline, lead, tags, and a line of counts, links and dates."""
        lines = [
            (self._title(paper), writer.NO_ATTRIBUTES),
            (self._byline(paper, highlighted), writer.NO_ATTRIBUTES),
            (writer.text(paper.lead), self._attributes_of(paper)),
            (writer.joined(self._tag_links(paper), " · "), writer.NO_ATTRIBUTES),
            (writer.joined(self._facts(paper), " · "), writer.NO_ATTRIBUTES),
        ]
        return [writer.paragraph(line, attributes) for line, attributes in lines if line.markdown]

    def _title(self, paper: Paper) -> Inline:
        title = writer.title(paper.title, in_label=True)
        return writer.link(title, f"papers/{paper.slug}.md", self._attributes_of(paper))

    def _line(self, paper: Paper, remark: str = "") -> Inline:
        return writer.joined([self._title(paper), self._by(paper, remark)], " ")

    def _by(self, paper: Paper, remark: str = "") -> Inline:
        """Return the organisation of a paper, or its first author, its votes and a remark."""
        by = paper.organisation or next(iter(paper.authors), "")
        facts = writer.joined(map(writer.text, (by, self._votes(paper), remark)), " · ")
        return writer.emphasis(facts) if facts.markdown else writer.NOTHING

    def _votes(self, paper: Paper) -> str:
        upvotes = most_upvotes(paper)
        return self._words.n("{n} upvote", "{n} upvotes", upvotes) if upvotes else ""

    def _byline(self, paper: Paper, highlighted: Sequence[str]) -> Inline:
        names = self._names(paper, highlighted)
        parts = [part for part in (names, self._organisation(paper)) if part.markdown]
        return writer.emphasis(writer.joined(parts, " · ")) if parts else writer.NOTHING

    def _names(self, paper: Paper, highlighted: Sequence[str]) -> Inline:
        """Return the first three authors, the first `highlighted` one among the others, and the number of the rest."""
        words = self._words
        if not paper.authors:
            count = words.n("{n} author", "{n} authors", paper.author_count) if paper.author_count else ""
            return writer.text(count)
        others = paper.authors[_NAMES:]
        named = [self._author(paper, name) for name in paper.authors[:_NAMES]]
        name = next((name for name in others if name in highlighted), "")
        if name:
            named += [*([] if others[0] == name else [writer.text("…")]), self._author(paper, name)]
            others = others[1:]
        names = writer.joined(named, ", ")
        if others:
            message = words.n("{names} and {n} other", "{names} and {n} others", len(others), names="{names}")
            return writer.filled(message, {"names": names})
        return writer.filled(words.t("{names} and others"), {"names": names}) if paper.et_al else names

    def _author(self, paper: Paper, name: str) -> Inline:
        page = self._author_page(paper, name)
        label = writer.text(name, in_label=bool(page))
        return writer.link(label, page) if page else label

    def _facts(self, paper: Paper) -> Iterator[Inline]:
        """Yield counts, links and dates: votes, then code and other links, notes, and the days."""
        words, seen = self._words, paper.newest
        upvotes, comments = most_upvotes(paper), most_comments(paper)
        if paper.withdrawn:
            yield writer.text(words.t("Withdrawn"))
        yield writer.text(self._votes(paper))
        if comments and (upvotes or comments > 1):
            yield writer.text(words.n("{n} comment", "{n} comments", comments))
        pdf = pdf_address(paper.pdf, paper.arxiv)
        for label, address in ((words.t("Code"), paper.code), (words.t("Project"), paper.project), ("PDF", pdf)):
            if address:
                yield writer.foreign_link(label, address)
        if paper.notes:
            yield writer.text(words.n("{n} note", "{n} notes", len(paper.notes)))
        day = writer.link(writer.text(words.date(seen.date)), f"digests/{seen.date}.md")
        yield writer.filled(words.t("Digest of {date}"), {"date": day})
        if paper.published:
            yield writer.text(words.t("published {date}", date=words.date(paper.published)))

    def _organisation(self, paper: Paper) -> Inline:
        page = self._organisation_pages.get(paper.organisation)
        name = writer.text(paper.organisation, in_label=page is not None)
        return writer.link(name, page) if page else name

    def _tag_links(self, paper: Paper) -> Iterator[Inline]:
        for assignment in self._archive.assignments[paper.slug]:
            yield self._tag_link(assignment.tag)


def _sort_values(paper: Paper) -> str:
    counts = (most_upvotes(paper), most_comments(paper))
    values = ("" if count is None else str(count) for count in counts)
    return ",".join((*values, str(paper.published or ""), "1" if paper.code else ""))


def tag_link(tag: Tag) -> Inline:
    """Return a link to a tag's page; in italics for an automatic one."""
    link = writer.link(writer.text(tag.label, in_label=True), f"tags/{tag.slug}.md")
    return link if tag.is_curated else writer.emphasis(link)
