"""Surveys: what the papers of a tag, an author, an organisation or a venue have in common.

Above the list of a page are its surveys and the papers with notes, the most noticed, and who and what is often named.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from generator.archive import trending
from generator.model import Paper
from generator.pages import listing
from generator.pages.cards import tag_link
from generator.pages.layout import Layout
from generator.text import markdown_writer as writer
from generator.text.markdown_writer import Block, Inline

_SHOWN = 5
_MINIMUM = 10
"""Papers of a list from which on it begins with its most noticed ones."""

_NAMED = 8
_SHARED = 2
"""Papers that a name shares with a list to be named with it."""

_SURVEY = re.compile(r"\b(?:survey|review|overview|tutorial|primer|roadmap)\b", re.I)


def sections(layout: Layout, papers: Sequence[Paper]) -> Iterator[Block]:
    """Yield the surveys and the papers with notes, then the most noticed papers, each under a heading."""
    heading, words = writer.headings(), layout.words
    read_first = [paper for paper in papers if paper.notes or _SURVEY.search(paper.title.plain)]
    if read_first and len(papers) > len(read_first):
        yield heading(2, writer.text(words.t("Notes and surveys")))
        read_first.sort(key=lambda paper: not paper.notes)
        yield layout.cards.rows(read_first[:_SHOWN])
    noticed = trending.most_noticed(papers, _SHOWN)
    if noticed and len(papers) >= _MINIMUM:
        yield heading(2, writer.text(words.t("Most noticed")))
        yield layout.cards.rows(noticed)


def authors(layout: Layout, papers: Iterable[Paper], without: Sequence[str] = ()) -> Iterator[Block]:
    """Yield links to the authors of several papers who have a page, but for one, who has the names `without`."""
    pages: Counter[tuple[str, str]] = Counter()
    for paper in papers:
        pages.update({(page, name) for name in paper.authors if (page := layout.author_page(paper, name))})
    yield from _names(layout.words.t("Authors"), pages, without)


def organisations(layout: Layout, papers: Iterable[Paper], without: Sequence[str] = ()) -> Iterator[Block]:
    """Yield links to the organisations of several papers that have a page, but for one."""
    found = ((layout.organisation_pages.get(paper.organisation, ""), paper.organisation) for paper in papers)
    yield from _names(layout.words.t("Organisations"), Counter(pair for pair in found if pair[0]), without)


def tags(layout: Layout, papers: Iterable[Paper]) -> Iterator[Block]:
    """Yield links to the tags that several of the papers have."""
    counts = Counter(one.tag for paper in papers for one in layout.archive.assignments[paper.slug])
    yield from _counted(layout.words.t("Tags"), counts, lambda slug: tag_link(layout.tags[slug]))


def _names(label: str, pages: Counter[tuple[str, str]], without: Sequence[str]) -> Iterator[Block]:
    """Yield links to pages; of the names that lead to one, the most frequent is shown."""
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}
    for (page, name), number in sorted(pages.items(), key=lambda item: (-item[1], item[0])):
        names.setdefault(page, name)
        counts[page] += number
    own = {page for page, name in pages if name in without}
    counts = Counter({page: number for page, number in counts.items() if page not in own})
    yield from _counted(label, counts, lambda page: writer.link(writer.text(names[page], in_label=True), page))


def _counted(label: str, counts: Counter[str], link: Callable[[str], Inline]) -> Iterator[Block]:
    most = sorted((key for key in counts if counts[key] >= _SHARED), key=lambda key: (-counts[key], key))[:_NAMED]
    if most:
        yield listing.labelled(
            label, (writer.joined([link(key), writer.text(f"({counts[key]})")], " ") for key in most)
        )
