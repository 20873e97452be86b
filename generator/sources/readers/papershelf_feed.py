"""Entries of a Papershelf archive's own feeds: the class of a paragraph says what it has.

    <p class="status">Withdrawn</p><p class="venue">Kite Letters 3 (2), 11–19</p><p>An abstract.</p>
    <p class="links"><a href="https://a.org/papers/on-kites/">The archive</a> · <a href="https://…">arXiv</a></p>

Their dates are those of digests, and their categories tags and extracted keywords of the archive, not of the paper.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from generator.model import Entry
from generator.sources.entries import make_entry
from generator.sources.readers.html_text import text_of_html
from generator.text import identifiers

GENERATOR = "Papershelf"

_PARAGRAPH = re.compile(
    r"<p(?: class=\"(?P<kind>status|venue|publisher|links)\")?>(?P<text>(?:(?!</?p[ >]).)*+)</p>", re.S
)
_LINK = re.compile(r"<a href=\"(?P<address>[^\"]{1,2000})\">")
_LONGEST = 1_000
"""Characters of a venue with all that belongs to it."""

_VENUE = re.compile(
    r"(?P<venue>.+?)(?: (?P<volume>(?!(?:19|20)\d\d(?!\w))\d[^\s(),]*))?(?: \((?P<number>[^()]+)\))?"
    r"(?:, (?P<pages>[^,·]+))?(?: · (?P<publisher>.+))?"
)
_BETWEEN_AUTHORS = re.compile(r", (?!(?:Jr|Sr|II|III|IV|Inc|Ltd|LLC)\b)")
_MARK = re.compile(r"\[[^\[\]]{1,40}\] ")
_CODE = re.compile(r"https?://(?:www\.)?(?:github|gitlab)\.com/")


def authors_in(creator: str) -> list[str]:
    """Return the authors in the one creator that an item of RSS has.

    >>> authors_in("Ann Lee, Bo Ray, Jr."), authors_in("Ann Lee; Sample, Bo")
    (['Ann Lee', 'Bo Ray, Jr.'], ['Ann Lee', 'Sample, Bo'])
    """
    return creator.split("; ") if "; " in creator else _BETWEEN_AUTHORS.split(creator)


def entry_of(title: str, authors: Iterable[str], content: str, page: str) -> Entry:
    """Return the entry of a paper whose page in its archive is at `page`.

    Raises:
        Rejected: when it has no title.
    """
    paragraphs = [(match["kind"] or "", match["text"]) for match in _PARAGRAPH.finditer(content)]
    status = [html.unescape(text) for kind, text in paragraphs if kind == "status"]
    named = (identifiers.arxiv_id(word) or identifiers.doi(word) for word in _last_words(status))
    venue = _VENUE.fullmatch(next((html.unescape(text) for kind, text in paragraphs if kind == "venue"), "")[:_LONGEST])
    publisher = next((html.unescape(text) for kind, text in paragraphs if kind == "publisher"), "")
    addresses = [
        html.unescape(link["address"])
        for kind, text in paragraphs
        if kind == "links"
        for link in _LINK.finditer(text)
        if html.unescape(link["address"]) != page
    ]
    others = [one for one in addresses if not identifiers.arxiv_id(one) and "//doi.org/" not in one]
    is_withdrawn = bool(status) and _MARK.match(title) is not None
    return make_entry(
        title=_MARK.sub("", title, count=1) if is_withdrawn else title,
        abstract="\n\n".join(text_of_html(text) for kind, text in paragraphs if not kind),
        authors=authors,
        arxiv=next(filter(None, map(identifiers.arxiv_id, addresses)), ""),
        doi=next((doi for one in addresses if "//doi.org/" in one and (doi := identifiers.doi(one))), ""),
        url=next((one for one in others if not one.endswith(".pdf") and not _CODE.match(one)), "") or page,
        pdf=next((one for one in others if one.endswith(".pdf")), ""),
        code=next(filter(_CODE.match, others), ""),
        withdrawn=is_withdrawn,
        superseded_by=next(filter(None, named), ""),
        venue=venue["venue"] if venue else "",
        volume=venue["volume"] if venue else "",
        number=venue["number"] if venue else "",
        pages=venue["pages"] if venue else "",
        publisher=venue["publisher"] if venue else publisher,
    )


def _last_words(status: Iterable[str]) -> Iterable[str]:
    """Return the words of statuses, the last first: most languages end with the id in `Superseded by 10.1000/x`."""
    return (word for text in status for word in reversed(text.split()))
