"""Answers of arXiv's API: an Atom feed whose entries are papers, or one entry that tells an error.

What any XML feed needs, `feed` takes from here: parsing without entities, and the lines on which rows begin.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException, ElementTree

from generator.model import Entry, Problem, Reading, SourceFile
from generator.sources import schemas
from generator.sources.entries import Rejected, day, line, make_entry
from generator.sources.readers.reader import Reader

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"

# The first element, behind white space, declarations and comments. The quantifiers that give nothing back (*+) keep
# the search linear when there is none.
_ROOT = re.compile(
    r"\ufeff?\s*+(?:(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)\s*+)*+<(?:[\w.-]+:)?([\w.-]+)", re.S
)
# arXiv's announcement feeds declare the same namespaces as its API, but their ids are no addresses.
_API_ID = re.compile(r"<(?:[\w.-]+:)?id>\s*https?://(?:\w+\.)?arxiv\.org/(?:abs|api)/")
_WITHDRAWN = re.compile(
    r"\b(?:withdrawn|withdraws?) (?:by|due|because|for)\b|\bpaper (?:has been|is|was) withdrawn\b", re.I
)
_ROW = re.compile(r"<\?.*?\?>|<!--.*?-->|<!\[CDATA\[.*?\]\]>|<(?:[\w.-]+:)?(?:item|entry)(?=[\s/>])", re.S)


def recognises(text: str) -> bool:
    return root_name(text) == "feed" and _API_ID.search(text) is not None


def read(file: SourceFile, date: dt.date | None = None) -> Reading:
    root = parse_xml(file)
    if isinstance(root, Problem):
        return Reading(problems=(root,))
    entries, problems = [], []
    rows = zip(root.iterfind(f"{_ATOM}entry"), row_lines(file.text), strict=False)
    for number, (element, row) in enumerate(rows, 1):
        if (said := _error(element)) is not None:
            hint = "correct the query and ask arXiv again"
            problems.append(Problem(file.path, row, 1, f"arXiv answered with an error: {said}", hint))
            continue
        try:
            entries.append(_entry(element))
        except Rejected as reason:
            hint = "fix the entry or leave it out; the other entries are used"
            problems.append(Problem(file.path, row, 1, f"entry {number} {reason}", hint))
    # When the query ran: arXiv computes its answers once a day.
    asked = day(_text(root, f"{_ATOM}updated").strip())
    return Reading(tuple(entries), len(problems), tuple(problems), asked, "arxiv")


def errors_in(root: Element) -> list[str]:
    """What arXiv says is wrong with the query, in answers whose entries are errors."""
    return [said for element in root.iterfind(f"{_ATOM}entry") if (said := _error(element)) is not None]


def root_name(text: str) -> str:
    """The local name of the element that XML begins with, such as `feed` or `RDF`; '' when text is no XML."""
    found = _ROOT.match(text)
    return found[1] if found else ""


def parse_xml(file: SourceFile) -> Element | Problem:
    """The root element, or why there is none.

    Any DTD is refused, and with it every entity that could name a file or multiply into gigabytes.
    """
    try:
        root: Element = ElementTree.fromstring(file.text, forbid_dtd=True)
        return root
    except ElementTree.ParseError as error:
        row, column = error.position
        message = f"not valid XML: {str(error).rpartition(': ')[0]}"
        return Problem(file.path, row, column + 1, message, "download the file again, or fix it at this place")
    except DefusedXmlException:
        at, hint = file.text.find("<!DOCTYPE"), "remove it; a feed needs none"
        return Problem(file.path, _line_at(file.text, at), 1, "a DTD (<!DOCTYPE …>) is not accepted", hint)
    except UnicodeEncodeError as error:
        message = "not valid XML: holds half of a surrogate pair"
        return Problem(file.path, _line_at(file.text, error.start), 1, message, "save the file as UTF-8 again")


def row_lines(text: str) -> Iterator[int]:
    """The lines on which the entries or items of a well-formed feed begin; at the end, 1 again and again.

    The parser does not tell them, so they are counted in the text, which a strange prefix can mislead.
    """
    number, counted = 1, 0
    for found in _ROW.finditer(text):
        if not found[0].startswith(("<!", "<?")):
            number += text.count("\n", counted, found.start())
            counted = found.start()
            yield number
    while True:
        yield 1


def indented_paragraphs(abstract: str) -> str:
    """An abstract whose paragraphs begin with two spaces, as arXiv writes them, with an empty line between them."""
    return re.sub(r"\n  (?=\S)", "\n\n", abstract)


def _error(element: Element) -> str | None:
    """The reason, when an entry is no paper but an error."""
    if "/api/errors" not in _text(element, f"{_ATOM}id"):
        return None
    return line(_text(element, f"{_ATOM}summary"))[: schemas.MAX_LINE] or "no reason given"


def _entry(element: Element) -> Entry:
    # Without `category`: subject classes such as cs.CL are no keywords.
    remark = line(_text(element, f"{_ARXIV}comment"))
    return make_entry(
        title=_text(element, f"{_ATOM}title"),
        abstract=indented_paragraphs(_text(element, f"{_ATOM}summary")),
        authors=[name.text for name in element.iterfind(f"{_ATOM}author/{_ATOM}name")],
        published=_text(element, f"{_ATOM}published").strip(),
        arxiv=_text(element, f"{_ATOM}id"),
        doi=_doi(element),
        remark=remark,
        withdrawn=_WITHDRAWN.search(remark) is not None,
    )


def _doi(element: Element) -> str:
    linked = (link.get("href", "") for link in element.iterfind(f"{_ATOM}link") if link.get("title") == "doi")
    # Papers with several DOIs have them all in one element.
    several = (_text(element, f"{_ARXIV}doi") or next(linked, "")).split()
    return several[0][: schemas.MAX_LINE] if several else ""


def _text(element: Element, tag: str) -> str:
    return element.findtext(tag) or ""


def _line_at(text: str, index: int) -> int:
    return text.count("\n", 0, max(index, 0)) + 1


READER = Reader("arXiv API answer (Atom)", "arxiv", recognises, read)
