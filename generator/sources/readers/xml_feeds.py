"""XML of feeds: parses it without external or recursive entities, repairs common mistakes, and locates rows."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException, ElementTree

from generator.model import Problem, Severity, SourceFile

ROWS = ("item", "entry")
"""The names of elements that are papers, in lower case."""

# The first element, behind white space, declarations and comments. The quantifiers that give nothing back (*+) keep
# the search linear when there is none.
_ROOT = re.compile(
    r"\ufeff?\s*+(?:(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)\s*+)*+<(?:[\w.-]+:)?([\w.-]+)", re.S
)
_VERBATIM = r"<!\[CDATA\[(?:(?!\]\]>).)*+(?:\]\]>|\Z)|<!--(?:(?!-->).)*+(?:-->|\Z)|<\?(?:(?!\?>).)*+(?:\?>|\Z)"
_ROW = re.compile(rf"{_VERBATIM}|<(?:[\w.-]+:)?(?:item|entry)(?=[\s/>])", re.S | re.I)
_AMPERSAND = re.compile(rf"{_VERBATIM}|&(?:#\d{{1,7}};|#[xX][0-9A-Fa-f]{{1,6}};|[A-Za-z][A-Za-z0-9]{{1,31}};)?", re.S)
_MAX_ROW_DEPTH = 5
"""Rows in rows; the texts of more would be read again and again."""

_XML_ENTITIES = frozenset(("&amp;", "&lt;", "&gt;", "&quot;", "&apos;"))
_NAMESPACE = re.compile(r" xmlns(?::\w+)?=\"[^\"]*\"")
_PREFIX = re.compile(r"<(/?)\w+:")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class ParsedXml:
    """The root of an XML text, and a warning if the text had to be repaired first."""

    root: Element
    warnings: tuple[Problem, ...] = ()


def root_name(text: str) -> str:
    """Return the local name of the element that XML begins with, such as `feed` or `RDF`; "" when text is no XML."""
    match = _ROOT.match(text)
    return match[1] if match else ""


def local_name(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def parse(file: SourceFile) -> ParsedXml | Problem:
    """Return the root element, or why there is none.

    Entities of HTML and ampersands that begin none, which XML does not allow, cost a warning. A DTD is refused, and
    with it every entity that could name a file or multiply into gigabytes.
    """
    first = _parse(file.path, file.text)
    if not isinstance(first, Problem):
        return ParsedXml(first)
    repaired = _repaired(file.text)
    if repaired == file.text:
        return first
    second = _parse(file.path, repaired)
    if isinstance(second, Problem):
        return first
    hint = "write '&amp;' for an ampersand, and characters instead of HTML's entities"
    message = f"{first.message}; the text is read as it was probably meant"
    return ParsedXml(second, (Problem(file.path, first.line, first.column, message, hint, Severity.WARNING),))


def _parse(path: str, text: str) -> Element | Problem:
    try:
        root: Element = ElementTree.fromstring(text, forbid_dtd=True)
        if _has_rows_deeper_than(root, _MAX_ROW_DEPTH):
            message = f"has papers in papers, more than {_MAX_ROW_DEPTH} levels deep"
            return Problem(path, 1, 1, message, "put its items beside each other")
        return root
    except ElementTree.ParseError as error:
        row, column = error.position
        message = f"not valid XML: {str(error).rpartition(': ')[0]}"
        return Problem(path, row, column + 1, message, "download the file again, or correct it at this place")
    except DefusedXmlException:
        at, hint = text.find("<!DOCTYPE"), "remove it; a feed needs none"
        return Problem(path, line_at(text, at), 1, "a DTD (<!DOCTYPE …>) is not accepted", hint)
    except UnicodeEncodeError as error:
        message = "not valid XML: holds half of a surrogate pair"
        return Problem(path, line_at(text, error.start), 1, message, "save the file as UTF-8 again")


def _has_rows_deeper_than(root: Element, limit: int) -> bool:
    todo = [(root, 0)]
    while todo:
        element, depth = todo.pop()
        depth += local_name(element).lower() in ROWS
        if depth > limit:
            return True
        todo += [(child, depth) for child in element]
    return False


def _repaired(text: str) -> str:
    return _FORBIDDEN.sub("", _AMPERSAND.sub(_repaired_ampersand, text))


def _repaired_ampersand(match: re.Match[str]) -> str:
    written = match[0]
    if not written.startswith("&") or written in _XML_ENTITIES or written.startswith("&#"):
        return written
    character = html.unescape(written) if written.endswith(";") else written
    return f"&amp;{written[1:]}" if character == written else html.escape(character)


def row_lines(text: str) -> Iterator[int]:
    """Yield the lines on which the rows of a well-formed feed begin; at the end, 1 again and again.

    The parser does not know them, so they are counted in the text, which a strange prefix can mislead.
    """
    number, counted = 1, 0
    for match in _ROW.finditer(text):
        if not match[0].startswith(("<!", "<?")):
            number += text.count("\n", counted, match.start())
            counted = match.start()
            yield number
    while True:
        yield 1


def rows(root: Element) -> list[Element]:
    """Return all elements that are papers, wherever in the feed they are, in the order of the text."""
    return [element for element in root.iter() if local_name(element).lower() in ROWS]


def line_at(text: str, index: int) -> int:
    """Return the number of the line of a character."""
    return text.count("\n", 0, max(index, 0)) + 1


def markup_in(element: Element) -> str:
    """Return the HTML in an element, whether it is escaped or, as XHTML in Atom, not."""
    if not len(element):
        return element.text or ""
    inner = (ElementTree.tostring(child, encoding="unicode") for child in element)
    return _PREFIX.sub(r"<\1", _NAMESPACE.sub("", "".join(inner)))
