"""Papers: a page for each, whose front matter programs can read, and a redirect from each former address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import NamedTuple
from urllib.parse import quote, urlencode

from generator.archive.citations import reversed_citations
from generator.exports import citation_tags, citations, social_cards
from generator.model import Appearance, Paper, Tag
from generator.outputs import Output, PageText, output
from generator.pages import edit_links, map_data, related_papers, tag_reasons
from generator.pages.layout import Layout, file_address, link_to, neighbours, tag_kind
from generator.pages.paper_notes import NoteWriter
from generator.pages.related_papers import Group
from generator.text import identifiers, web
from generator.text import markdown_writer as writer
from generator.text.leads import shortened
from generator.text.markdown_writer import Block, HeadingWriter
from generator.vocabulary import Assignment, PendingTag

_FIRST_WITH_HTML = "2312"
"""The month from which on arXiv makes HTML of papers."""

_CITATIONS_SHOWN = 4
"""Papers that cite a paper, or that it cites, which its page names; the others are counted."""

_MINIMUM_CONTENTS = 3
"""Headings in its notes from which on a page has a table of contents."""


class _Related(NamedTuple):
    """Related papers as groups, the days between them and the paper, and whether the map shows it."""

    groups: Sequence[Group]
    days: Sequence[int]
    is_on_map: bool


class PaperPages:
    """The pages of papers, with what several of them need. `layout` is that of the archive."""

    def __init__(self, layout: Layout) -> None:
        self._places = _places(layout.archive.papers)
        self._cites, self._cited_by = layout.archive.cites, reversed_citations(layout.archive.cites)
        self._credited = related_papers.credits_by_paper(layout.archive.authors)
        self._on_map = map_data.papers_on_it(layout.relations)
        self._around = {paper.slug: (newer, older) for newer, paper, older in neighbours(layout.archive.papers)}

    def page_of(self, layout: Layout, slug: str) -> Output:
        """Return the page of one paper. `layout` may have other notes than that of the archive."""
        paper, (newer, older) = layout.papers[slug], self._around[slug]
        similar = layout.relations.neighbours.get(slug, ())
        groups = related_papers.groups(paper, (newer, older), self._credited, layout)
        related = _Related(groups, related_papers.days_away(paper, similar, layout), slug in self._on_map)
        cited = tuple([layout.papers[other] for other in of.get(slug, ())] for of in (self._cites, self._cited_by))
        path, is_carded = f"papers/{slug}.md", slug in layout.carded
        around = newer, older, self._places[slug]
        collected = tuple((each.title, each.slug) for each in layout.collections_of.get(slug, ()))
        linked = tuple(layout.file_of(link) for note in paper.notes for link in note.mentions)
        others = related, cited, collected, linked
        return output(path, partial(_write, path, layout), paper, around, others, is_carded)


def render(layout: Layout) -> Iterator[Output]:
    """Yield every paper's page and redirects."""
    pages = PaperPages(layout)
    for paper in layout.archive.papers:
        yield pages.page_of(layout, paper.slug)
        for slug in paper.former_slugs:
            yield layout.redirect(f"papers/{slug}/index.html", f"papers/{paper.slug}/")


def _write(
    path: str,
    layout: Layout,
    paper: Paper,
    around: tuple[Paper | None, Paper | None, tuple[int, int]],
    others: tuple[_Related, tuple[Sequence[Paper], ...], Sequence[tuple[str, str]], Sequence[str]],
    is_carded: bool,
) -> PageText:
    newer, older, place = around
    (related, days, is_on_map), (cites, cited_by), collected, _ = others
    words = layout.words
    heading = writer.headings()
    before = [*_abstract(paper, heading, layout), heading(2, writer.text(words.t("Notes")), "notes")]
    after = [heading(2, writer.text(words.t("Related")), "related")] if related else []
    after += [*related_papers.section(related, layout), *_citations(cites, cited_by, heading, layout)]
    if paper.notes:
        settings = layout.archive.settings
        edit = edit_links.edit_address(settings)
        keeps = settings.keeps_markdown
        notes = NoteWriter(layout.markdown, path, file_address, layout.file_at, edit, words, keeps)
        body = notes.body(before, paper.notes, after)
    else:
        nothing = writer.paragraph(writer.text(words.t("No one has written a note on this paper yet.")))
        body = writer.document([*before, nothing, *after])
    card = social_cards.path_of(paper.slug) if is_carded else ""
    contents = [{"id": each.id, "title_html": each.html} for each in body.headings if each.level > 2]
    front = {
        **_facts(paper, layout),
        "template": "paper.html",
        **_for_programs(paper, layout),
        "contents": contents if len(contents) >= _MINIMUM_CONTENTS else [],
        "card": card,
        "place": dict(zip(("number", "count"), place, strict=True)),
        "collections": [link_to(title, f"collections/{slug}/") for title, slug in collected],
        "neighbourhood": related_papers.drawing(days),
        "is_on_map": is_on_map,
        "has_standfirst": _is_long(paper),
        "older": _neighbour(older, layout),
        "newer": _neighbour(newer, layout),
    }
    return layout.written(path, front, body)


def _facts(paper: Paper, layout: Layout) -> dict[str, object]:
    """Return the facts about the paper that people read."""
    return {
        "title": paper.title.plain,
        "authors": list(paper.authors),
        "et_al": paper.et_al,
        "author_count": 0 if paper.authors else paper.author_count,
        "organisation": paper.organisation,
        "published": str(paper.published or ""),
        "type": paper.type.value if paper.type else "",
        "venue": paper.venue,
        "volume": paper.volume,
        "number": paper.number,
        "page": paper.pages,
        "publisher": paper.publisher,
        "editors": [person.full_name for person in paper.editors],
        "remark": paper.remark,
        "withdrawn": paper.withdrawn,
        "superseded_by": paper.superseded_by,
        "arxiv": paper.arxiv,
        "doi": paper.doi,
        "links": _links(paper),
        "tags": [*(tag.label for _, tag in _tags(paper, layout)), *(tag.label for tag in _pending(paper, layout))],
        "keywords": list(layout.archive.keywords.get(paper.slug, ())),
        "source_keywords": list(paper.keywords),
        "appearances": [_appearance(seen) for seen in paper.appearances],
    }


def _links(paper: Paper) -> dict[str, str]:
    is_of_doi = bool(paper.doi) and paper.doi in paper.url.lower()
    links = {
        "arxiv": identifiers.arxiv_address(paper.arxiv),
        "pdf": identifiers.pdf_address(paper.pdf, paper.arxiv),
        "doi": identifiers.doi_address(paper.doi),
        "paper": "" if is_of_doi else paper.url,
        "code": paper.code,
        "project": paper.project,
        **_elsewhere(paper),
    }
    if not (paper.arxiv or paper.doi or paper.url):
        links["search"] = f"https://arxiv.org/search/?{urlencode({'searchtype': 'title', 'query': paper.title.plain})}"
    return {name: address for name, address in links.items() if address}


def _elsewhere(paper: Paper) -> dict[str, str]:
    """Return addresses on sites that know a paper by its arXiv id or its DOI."""
    scholar = f"arXiv:{paper.arxiv}" if paper.arxiv else f"DOI:{quote(paper.doi, safe='/')}" if paper.doi else ""
    links = {"semantic_scholar": f"https://api.semanticscholar.org/{scholar}" if scholar else ""}
    if re.match(r"\d{4}\.", paper.arxiv):
        links["html"] = f"https://arxiv.org/html/{paper.arxiv}" if paper.arxiv >= _FIRST_WITH_HTML else ""
        links["discussion"] = f"https://huggingface.co/papers/{paper.arxiv}"
        links["alphaxiv"] = f"https://www.alphaxiv.org/abs/{paper.arxiv}"
    return links


def _places(papers: Sequence[Paper]) -> dict[str, tuple[int, int]]:
    """Return the place of each paper among those of its newest day, from 1, and how many these are, by slug."""
    places: dict[str, tuple[int, int]] = {}
    for _, same in groupby(papers, key=lambda paper: paper.newest.date):
        of_day = [*same]
        places |= {paper.slug: (number, len(of_day)) for number, paper in enumerate(of_day, 1)}
    return places


def _successor_address(successor: str) -> str:
    """Return the address of the work that supersedes a paper, which is given by arXiv id, DOI or address."""
    if arxiv := identifiers.arxiv_id(successor):
        return identifiers.arxiv_address(arxiv)
    if doi := identifiers.doi(successor):
        return identifiers.doi_address(doi)
    return successor if web.is_address(successor) else ""


def _appearance(seen: Appearance) -> dict[str, object]:
    counts = {"upvotes": seen.upvotes, "comments": seen.comments}
    known = {name: count for name, count in counts.items() if count is not None}
    return {"date": str(seen.date), "source": seen.source, **known}


def _tags(paper: Paper, layout: Layout) -> list[tuple[Assignment, Tag]]:
    return [(each, layout.tags[each.tag]) for each in layout.archive.assignments[paper.slug]]


def _for_programs(paper: Paper, layout: Layout) -> dict[str, object]:
    """Return the values for the template, reference managers and search engines."""
    cited, settings = layout.cite(paper), layout.archive.settings
    organisation, venue = layout.organisation_pages.get(paper.organisation), layout.venue_pages.get(paper.venue)
    return {
        **layout.attributes_of(paper),
        "markdown": f"papers/{paper.slug}.md",
        "description": paper.lead,
        "title_html": writer.title(paper.title).html if paper.title.formulas else "",
        "author_pages": {
            name: file_address(page) for name in paper.authors if (page := layout.author_page(paper, name))
        },
        "organisation_page": file_address(organisation) if organisation else "",
        "venue_page": file_address(venue) if venue else "",
        "tag_pages": list(_tag_pages(paper, layout)),
        "successor": _successor_address(paper.superseded_by),
        "edit": edit_links.ways_of(settings, paper),
        "citation": citation_tags.citation(cited),
        "abstract": citations.plain_abstract(cited).replace("\n\n", " "),
        "bibtex": citations.bibtex(citations.brief(cited)),
    }


def _tag_pages(paper: Paper, layout: Layout) -> Iterator[dict[str, str]]:
    """Yield address, kind and reason of each tag of a paper; the address of one without a page is ""."""
    words = layout.words
    for each, tag in _tags(paper, layout):
        reason = tag_reasons.in_words(each.reason, words)
        yield {"address": f"tags/{tag.slug}/", "kind": tag_kind(tag), "reason": reason}
    for pending in _pending(paper, layout):
        why = words.n(
            "No page yet: {n} paper has this tag, and a page needs {minimum}",
            "No page yet: {n} papers have this tag, and a page needs {minimum}",
            pending.papers,
            minimum=pending.minimum,
        )
        reason = f"{tag_reasons.in_words(pending.assignment.reason, words)}. {why}"
        yield {"address": "", "kind": "pending", "reason": reason}


def _pending(paper: Paper, layout: Layout) -> tuple[PendingTag, ...]:
    return layout.archive.pending_tags.get(paper.slug, ())


def _abstract(paper: Paper, heading: HeadingWriter, layout: Layout) -> Iterator[Block]:
    if not paper.abstract:
        nothing = layout.words.t("No abstract came with its digests; the links above lead to the paper.")
        yield writer.paragraph(writer.text(nothing))
        return
    title = layout.words.t("Summary") if layout.archive.settings.own_summaries else layout.words.t("Abstract")
    yield heading(2, writer.text(title), "abstract")
    attributes = layout.attributes_of(paper)
    yield from (writer.paragraph(writer.sentences(each), attributes) for each in paper.abstract)


def _is_long(paper: Paper) -> bool:
    """Return whether the abstract says much more than its lead, which can then stand above it."""
    return sum(len(each.plain) for each in paper.abstract) > 2 * len(paper.lead)


def _citations(
    cites: Sequence[Paper], cited_by: Sequence[Paper], heading: HeadingWriter, layout: Layout
) -> Iterator[Block]:
    """Yield how many papers of the archive a paper cites, and how many cite it, with the newest of them."""
    words = layout.words
    if cites or cited_by:
        yield heading(2, writer.text(words.t("Citations here")), "citations")
    if cites:
        label = words.n("Cites {n} paper of this archive:", "Cites {n} papers of this archive:", len(cites))
        yield _names(label, cites, layout)
    if cited_by:
        label = words.n("Cited by {n} paper of this archive:", "Cited by {n} papers of this archive:", len(cited_by))
        yield _names(label, cited_by, layout)


def _names(label: str, papers: Sequence[Paper], layout: Layout) -> Block:
    links = [
        writer.link(
            writer.text(shortened(other.title.plain, 44)), f"papers/{other.slug}.md", layout.attributes_of(other)
        )
        for other in papers[:_CITATIONS_SHOWN]
    ]
    more = ["…"] if len(papers) > _CITATIONS_SHOWN else []
    return writer.paragraph(
        writer.joined([writer.text(label), writer.joined([*links, *map(writer.text, more)], "; ")], " ")
    )


def _neighbour(paper: Paper | None, layout: Layout) -> dict[str, str]:
    if paper is None:
        return {}
    title, address = shortened(paper.title.plain, 44), f"papers/{paper.slug}/"
    return {"title": title, "address": address, **layout.attributes_of(paper)}
