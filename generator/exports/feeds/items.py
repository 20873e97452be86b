"""A paper as every format of feed has it."""

from __future__ import annotations

import datetime as dt
import hashlib
import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.model import Archive, Paper
from generator.text.identifiers import doi_address
from generator.text.leads import lead
from generator.text.wording import Words, words_of

_DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Item:
    """One entry. `summary` is text, `content` HTML that is XHTML, too, without MathML, scripts or relative addresses;
    `tags` are labels by slug, `keywords` extracted; `external` is where the paper itself is.
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


def item(archive: Archive, paper: Paper, published: dt.datetime, labels: Mapping[str, str]) -> Item:
    """The entry of a paper; `labels` are those of all tags."""
    address = f"{archive.settings.site_url}papers/{paper.slug}/"
    links = _links(paper, words_of(archive.settings.language))
    paragraphs = [html.escape(paragraph.plain, quote=False) for paragraph in paper.abstract]
    # The address of the page is here, too: in a browser that shows the feed itself, only HTML has links to follow.
    ways = [(archive.settings.site_name, address), *links.items()]
    paragraphs.append(" · ".join(f'<a href="{html.escape(to)}">{html.escape(name)}</a>' for name, to in ways))
    return Item(
        address=address,
        title=paper.title.plain,
        summary=lead(paper) or paper.title.plain,
        content="".join(f"<p>{paragraph}</p>" for paragraph in paragraphs),
        published=published,
        authors=paper.authors,
        tags={assignment.tag: labels[assignment.tag] for assignment in archive.assignments[paper.slug]},
        keywords=archive.keywords.get(paper.slug, ()),
        external=next(iter(links.values()), ""),
    )


def published(papers: Iterable[Paper]) -> dict[str, dt.datetime]:
    """When the archive first had each paper, by slug; no two have the same time.

    Of two that would, as happens on one day in a hundred, the second by address is a second later.
    """
    times: dict[str, dt.datetime] = {}
    taken: set[dt.datetime] = set()
    for paper in sorted(papers, key=lambda paper: paper.slug):
        time = published_at(paper)
        while time in taken:
            time += dt.timedelta(seconds=1)
        taken.add(time)
        times[paper.slug] = time
    return times


def published_at(paper: Paper) -> dt.datetime:
    """The first day that the archive had the paper, and a time of that day taken from its address.

    Feed readers sort by date, and the papers of a day share one; a time from the slug keeps them apart, and is the
    same in every build.
    """
    first = paper.first_seen
    seconds = int.from_bytes(hashlib.sha256(paper.slug.encode()).digest()[:4]) % _DAY
    return dt.datetime.combine(first, dt.time(), dt.UTC) + dt.timedelta(seconds=seconds)


def _links(paper: Paper, words: Words) -> dict[str, str]:
    """Addresses outside of the archive, by what they lead to, the paper's own first."""
    links = {
        "arXiv": f"https://arxiv.org/abs/{paper.arxiv}" if paper.arxiv else "",
        "DOI": doi_address(paper.doi) if paper.doi else "",
        words.t("Paper"): paper.url,
        "PDF": f"https://arxiv.org/pdf/{paper.arxiv}" if paper.arxiv else "",
        words.t("Code"): paper.code,
        words.t("Project"): paper.project,
    }
    return {name: address for name, address in links.items() if address}
