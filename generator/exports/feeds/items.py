"""Items: the content of a paper's entry, for every format of feed."""

from __future__ import annotations

import datetime as dt
import html
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from generator.model import Archive, Paper, Row
from generator.text.identifiers import arxiv_address, doi_address, pdf_address
from generator.text.wording import Wording, words_of

_KEYWORDS = 3
"""Extracted keywords of an entry, besides its tags. The page has all."""

_DAY = 24 * 60 * 60
_ROWS = 15 * 60
"""Rows of a day that keep their times, a second each, when others are added."""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry. `summary` is plain text; `content` is HTML that is also XHTML, without MathML, scripts or relative
    addresses. `tags` has labels by slug, `keywords` the best extracted keywords; `external` is the address of the paper
    itself.
    """

    address: str
    title: str
    summary: str
    content: str
    published: dt.datetime
    authors: tuple[str, ...]
    tags: Mapping[str, str]
    keywords: tuple[str, ...]
    external: str


def item(
    archive: Archive, paper: Paper, published: dt.datetime, labels: Mapping[str, str], *, is_brief: bool = False
) -> Item:
    """Return the entry of a paper; `labels` has those of all tags by slug.

    A brief entry has the lead in place of the abstract.
    """
    address = f"{archive.settings.site_url}papers/{paper.slug}/"
    words = words_of(archive.settings.language)
    links = _links(paper, words)
    # With these classes, an archive that reads the feed knows which paragraph is what.
    paragraphs = [_paragraph(text, "status") for text in _status(paper, words)]
    if text := publication_line(paper):
        paragraphs.append(_paragraph(text, "venue" if paper.venue else "publisher"))
    texts = [paper.lead] if is_brief and paper.lead else [paragraph.plain for paragraph in paper.abstract]
    paragraphs += [_paragraph(text) for text in texts]
    # The content has the page's address as well: in a browser that shows the feed, only HTML has clickable links.
    all_links = [(archive.settings.site_name, address), *links.items()]
    anchors = (f'<a href="{html.escape(to)}">{html.escape(name)}</a>' for name, to in all_links)
    paragraphs.append(f'<p class="links">{" · ".join(anchors)}</p>')
    return Item(
        address=address,
        title=f"[{words.t('Withdrawn')}] {paper.title.plain}" if paper.withdrawn else paper.title.plain,
        summary=paper.lead or paper.title.plain,
        content="".join(paragraphs),
        published=published,
        authors=paper.authors,
        tags={assignment.tag: labels[assignment.tag] for assignment in archive.assignments[paper.slug]},
        keywords=archive.keywords.get(paper.slug, ())[:_KEYWORDS],
        external=next(iter(links.values()), ""),
    )


def _paragraph(text: str, kind: str = "") -> str:
    attribute = f' class="{kind}"' if kind else ""
    return f"<p{attribute}>{html.escape(text, quote=False)}</p>"


def _status(paper: Paper, words: Wording) -> list[str]:
    withdrawn = [words.t("Withdrawn")] if paper.withdrawn else []
    return withdrawn + ([words.t("Superseded by {paper}", paper=paper.superseded_by)] if paper.superseded_by else [])


def publication_line(paper: Paper) -> str:
    """Return where a paper was published, such as `Kite Letters 3 (2), 11–19 · Shelf Press`; "" if it is unknown."""
    number = f"({paper.number})" if paper.number and paper.venue else ""
    issue = " ".join(filter(None, (paper.venue, paper.volume if paper.venue else "", number)))
    place = ", ".join(filter(None, (issue, paper.pages if paper.venue else "")))
    return " · ".join(filter(None, (place, paper.publisher)))


def published(papers: Iterable[Paper], rows: Mapping[str, Sequence[Row]]) -> dict[str, dt.datetime]:
    """Return the time of each paper's entry by slug, in the order of rows; no two are the same.

    Readers sort by time. The first row of a paper's first day has the latest time of it, a quarter past midnight UTC,
    each further row a second less: so no time is in the future once that day has begun, and rows that are added to a
    digest change no other's time. Only a day of more than 900 rows begins later.

    `rows` are the paper's rows in digests by slug, oldest first.
    """
    by_day: dict[dt.date, list[tuple[int, str, str]]] = defaultdict(list)
    for paper in papers:
        first = next(iter(rows.get(paper.slug, ())), None)
        place = (first.number, first.source) if first and first.date == paper.first_seen else (1, "")
        by_day[paper.first_seen].append((*place, paper.slug))
    times: dict[str, dt.datetime] = {}
    for day, places in by_day.items():
        positions: dict[str, int] = {}
        position = 0
        for number, _, slug in sorted(places):
            position = positions[slug] = max(number, position + 1)
        latest = min(max(position, _ROWS), _DAY - 1)
        midnight = dt.datetime.combine(day, dt.time(), dt.UTC)
        for slug, position in positions.items():
            times[slug] = midnight + dt.timedelta(seconds=max(latest - position, 0))
    return times


def _links(paper: Paper, words: Wording) -> dict[str, str]:
    """Return addresses outside of the archive by their labels, the paper's own first."""
    links = {
        "arXiv": arxiv_address(paper.arxiv),
        "DOI": doi_address(paper.doi),
        words.t("Paper"): paper.url,
        "PDF": pdf_address(paper.pdf, paper.arxiv),
        words.t("Code"): paper.code,
        words.t("Project"): paper.project,
    }
    return {name: address for name, address in links.items() if address}
