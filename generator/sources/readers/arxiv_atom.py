"""Answers of arXiv's API: an Atom feed whose entries are papers, or one entry that is an error message."""

from __future__ import annotations

import datetime as dt
import re
from functools import partial
from xml.etree.ElementTree import Element

from generator.bibliography import EntryType
from generator.model import Entry, Problem, SourceFile
from generator.sources import schemas
from generator.sources.entries import Publication, day, line, make_entry
from generator.sources.readers import xml_feeds
from generator.sources.readers.reader import Reader, Reading
from generator.sources.readers.rows import Rows
from generator.text import identifiers

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"

# arXiv's announcement feeds declare the same namespaces as its API, but their ids are no addresses.
_API_ID = re.compile(r"<(?:[\w.-]+:)?id>\s*https?://(?:\w+\.)?arxiv\.org/(?:abs|api)/")
_WITHDRAWN_PAPER = re.compile(
    r"\b(?:paper|article|submission|work) (?:has been|is|was) (?:withdrawn|retracted)\b", re.I
)
_WITHDRAWN = re.compile(
    r"^(?:withdrawn|retracted)\b(?! from)|\b(?:withdrawn|withdraws?) (?:by|due|because|for)\b", re.I
)
_SUPERSEDED = re.compile(r"\bsuper[sc]+ee?ded by\s(?P<by>.{1,200})", re.I)
_MAXIMUM_NOTICE = 300
"""Characters of an abstract that is only the notice of a withdrawal."""

_JOURNAL = re.compile(
    r"(?P<venue>[^\d,(][^\d,(]*[^\d,( ]),? *(?P<volume>\d+)[,:]? *(?P<pages>[\w–-]+)? *\(?(?P<year>\d{4})\)?\.?"
)
"""A reference such as `Phys. Rev. D 76, 013009 (2007)`."""


def recognises(text: str) -> bool:
    return xml_feeds.root_name(text) == "feed" and _API_ID.search(text) is not None


def read(file: SourceFile, date: dt.date | None = None) -> Reading:
    parsed = xml_feeds.parse(file)
    if isinstance(parsed, Problem):
        return Reading(problems=(parsed,))
    rows = Rows(file, "entry")
    elements = zip(parsed.root.iterfind(f"{_ATOM}entry"), xml_feeds.row_lines(file.text), strict=False)
    for number, (element, row_line) in enumerate(elements, 1):
        if (message := _error(element)) is not None:
            hint = "correct the query and ask arXiv again"
            rows.reject(row_line, f"arXiv answered with an error: {message}", hint)
        else:
            rows.add(f"entry {number}", row_line, partial(_entry, element))
    # When the query ran: arXiv computes its answers once a day.
    asked = day(_text(parsed.root, f"{_ATOM}updated").strip())
    return rows.reading(asked, "arxiv", warnings=parsed.warnings)


def errors_in(root: Element) -> list[str]:
    """Return the messages of entries that are errors: what is wrong with the query."""
    return [message for element in root.iterfind(f"{_ATOM}entry") if (message := _error(element)) is not None]


def indented_paragraphs(abstract: str) -> str:
    """Return an abstract with empty lines between its paragraphs, each of which arXiv begins with two spaces."""
    return re.sub(r"\n  (?=\S)", "\n\n", abstract)


def _error(element: Element) -> str | None:
    """Return the message of an entry that is no paper but an error."""
    if "/api/errors" not in _text(element, f"{_ATOM}id"):
        return None
    return line(_text(element, f"{_ATOM}summary"))[: schemas.MAX_LINE] or "no reason given"


def _entry(element: Element) -> Entry:
    # Without `category`: subject classes such as cs.CL are no keywords.
    return make_entry(
        title=_text(element, f"{_ATOM}title"),
        abstract=indented_paragraphs(_text(element, f"{_ATOM}summary")),
        authors=[name.text for name in element.iterfind(f"{_ATOM}author/{_ATOM}name")],
        arxiv=_text(element, f"{_ATOM}id"),
        doi=_doi(element),
        **_publication(element),
    )


def _publication(element: Element) -> Publication:
    comment = line(_text(element, f"{_ARXIV}comment"))
    reference = line(_text(element, f"{_ARXIV}journal_ref"))[: schemas.MAX_LINE]
    journal = _JOURNAL.fullmatch(reference)
    return Publication(
        type=EntryType.PREPRINT,
        published=_text(element, f"{_ATOM}published").strip(),
        venue=journal["venue"] if journal else reference,
        volume=journal["volume"] if journal else "",
        pages=journal["pages"] if journal else "",
        remark=comment,
        withdrawn=_is_withdrawn(comment, line(_text(element, f"{_ATOM}summary"))),
        superseded_by=_successor(comment),
    )


def _is_withdrawn(comment: str, abstract: str) -> bool:
    """Return whether the authors' comment, or the notice in the place of an abstract, says so."""
    if len(abstract) <= _MAXIMUM_NOTICE and _WITHDRAWN_PAPER.search(abstract):
        return True
    return any(pattern.search(comment[: schemas.MAX_LINE]) for pattern in (_WITHDRAWN, _WITHDRAWN_PAPER))


def _successor(comment: str) -> str:
    """Return the arXiv id or DOI of the paper that supersedes this one, if the comment says so."""
    match = _SUPERSEDED.search(comment[: schemas.MAX_LINE])
    words = match["by"].rstrip(".").split() if match else []
    return next(filter(None, (identifiers.arxiv_id(word) or identifiers.doi(word) for word in words)), "")


def _doi(element: Element) -> str:
    linked = (link.get("href", "") for link in element.iterfind(f"{_ATOM}link") if link.get("title") == "doi")
    # Papers with several DOIs have them all in one element.
    several = (_text(element, f"{_ARXIV}doi") or next(linked, "")).split()
    return several[0][: schemas.MAX_LINE] if several else ""


def _text(element: Element, tag: str) -> str:
    return element.findtext(tag) or ""


READER = Reader("arXiv API answer (Atom)", "arxiv", recognises, read)
