"""Papers: a page each, and a redirect from each of its former addresses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from generator.exports import citation_tags, citations, social_cards
from generator.model import Note, Paper
from generator.outputs import Output, PageText, output
from generator.pages import edit_links
from generator.pages.layout import Layout, neighbours
from generator.text.leads import lead
from generator.text.safe_html import Contents, with_heading_ids

_MANY_AUTHORS = 12
"""Names shown before the rest of a long list folds."""

_TAKEN = frozenset({"content", "ps-nav", "abstract", "notes", "related", "cite", "appeared", "tagged"})
"""Ids of the page and its theme."""


def render(layout: Layout) -> Iterator[Output]:
    """Every paper's page and redirects."""
    papers = {paper.slug: paper for paper in layout.archive.papers}
    for newer, paper, older in neighbours(layout.archive.papers):
        related = [(papers[near.slug], near.terms) for near in layout.archive.neighbours.get(paper.slug, ())]
        path, is_carded = f"papers/{paper.slug}.md", paper.slug in layout.carded
        yield output(path, partial(_write, path, layout), paper, newer, older, related, is_carded)
        for slug in paper.former_slugs:
            yield layout.redirect(f"papers/{slug}/index.html", f"papers/{paper.slug}/")


def page_of(layout: Layout, slug: str) -> Output:
    """The page of one paper."""
    return next(each for each in render(layout) if each.path == f"papers/{slug}.md")


def _write(
    path: str,
    layout: Layout,
    paper: Paper,
    newer: Paper | None,
    older: Paper | None,
    related: Sequence[tuple[Paper, Sequence[str]]],
    is_carded: bool,
) -> PageText:
    settings, cited = layout.archive.settings, layout.cite(paper)
    front = {
        "title": paper.title.plain,
        "description": lead(paper),
        "card": social_cards.path_of(paper.slug) if is_carded else "",
        "citation": citation_tags.citation(cited),
        "json_ld_html": citation_tags.json_ld(cited, f"{settings.site_url}papers/{paper.slug}/"),
    }
    values = {
        "paper": paper,
        "newer": newer,
        "older": older,
        "assignments": layout.archive.assignments[paper.slug],
        "shown": paper.authors[:_MANY_AUTHORS],
        "folded": paper.authors[_MANY_AUTHORS:],
        "bibtex": citations.bibtex(citations.without_abstract(cited)),
        "related": related,
        "notes": list(_notes(paper)),
        "ways": edit_links.ways_of(settings, paper),
        "edit": edit_links.edit_address(settings),
    }
    return layout.write(path, "paper.html", front, values)


def _notes(paper: Paper) -> Iterator[tuple[Note, Contents]]:
    """The paper's notes with tables of contents of those that are long."""
    taken = set(_TAKEN)
    for note in paper.notes:
        found = with_heading_ids(note.body, 3, taken)
        taken |= {name for name, _ in found.headings}
        yield note, found
