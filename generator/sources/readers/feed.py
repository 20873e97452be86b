"""RSS 2.0, RSS 1.0 (RDF) and Atom feeds, as loosely as they are written."""

from __future__ import annotations

import datetime as dt
import email.utils
import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from generator.model import Entry, Problem, Reading, SourceFile
from generator.sources import schemas
from generator.sources.entries import Rejected, address, day, line, make_entry
from generator.sources.readers import arxiv_atom
from generator.sources.readers.reader import Reader
from generator.text import identifiers

_Fields = dict[str, list[Element]]
"""An element's children by name, as `_fields` names them."""

_BLOCKS = frozenset(
    "address article aside blockquote dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main nav "
    "ol p pre section table td th tr ul".split()
)
_BLOCK_TAG = re.compile(rf"(?=</?(?:{'|'.join(sorted(_BLOCKS))})[\s/>])", re.I)
_BREAK_TAG = re.compile(r"(?=<br[\s/>])", re.I)
_TAG, _MOST_TAGS = re.compile(r"<[^<>]*>"), 5_000
"""BeautifulSoup looks through all that is open for each tag that closes nothing: so many take it 0.2 s."""

_HIDDEN = frozenset(("script", "style", "template"))
# Attributes make a tag certain, so that "a<b and c>d" is prose.
_CERTAIN_TAG = re.compile(r"</?[A-Za-z][\w:-]*(?:\s[^<>=]*=[^<>]*|\s*/?)>|<!--")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_NO_TAG = re.compile(r"<(?![/!?]?[A-Za-z][^<>]*>)")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});", re.ASCII)

_ANNOUNCEMENT = re.compile(r"\s*arXiv:\S+\s+Announce Type:\s*\S+\s+Abstract:\s*")
_BETWEEN_PEOPLE = re.compile(r" ?; ?|,? (?:and|&) ")
_COMMA = re.compile(r",(?! ?(?:Jr|Sr|II|III|IV)\b) ?")
# As it stands behind a family name: one word and initials, `Jane B.`
_GIVEN_NAME = re.compile(r"\S+(?: \w\.?)*")


def recognises(text: str) -> bool:
    name = arxiv_atom.root_name(text)
    is_feed = name in ("rss", "feed") or (name == "RDF" and "http://purl.org/rss/1.0/" in text)
    return is_feed and not arxiv_atom.recognises(text)


def read(file: SourceFile, date: dt.date | None = None) -> Reading:
    root = arxiv_atom.parse_xml(file)
    if isinstance(root, Problem):
        return Reading(problems=(root,))
    # RSS 2.0 has its items in the channel, RDF beside it; Atom has no channel.
    channels = [child for child in root if _local(child) == "channel"]
    rows = [child for parent in (*channels, root) for child in parent if _local(child) in ("item", "entry")]
    entries, problems = [], []
    for number, (row, row_line) in enumerate(zip(rows, arxiv_atom.row_lines(file.text), strict=False), 1):
        try:
            entries.append(_entry(_fields(row)))
        except Rejected as reason:
            hint = "fix it or leave it out; the other entries are used"
            problems.append(Problem(file.path, row_line, 1, f"{_local(row)} {number} {reason}", hint))
    head = _fields((*channels, root)[0])
    title = line(_first(head, "title"))[: schemas.MAX_LINE]
    shown = _day(head, "lastbuilddate", "pubdate", "updated", "modified", ":date")
    return Reading(tuple(entries), len(problems), tuple(problems), shown, _slug(title), title)


def _entry(fields: _Fields) -> Entry:
    link = _link(fields)
    named = (link, *_texts(fields, "guid", "id", ":doi", ":identifier"))
    references = [reference for reference in named if len(reference) <= schemas.MAX_LINE]
    # arXiv's own feeds have an `arxiv:announce_type`, and subject classes such as cs.CL as categories.
    keywords = () if ":announce_type" in fields else _keywords(fields)
    return make_entry(
        title=_first(fields, "title"),
        abstract=_abstract(fields),
        authors=_authors(fields),
        published=_day(fields, "published", "pubdate", "issued", ":date", "updated", "modified"),
        arxiv=_known(_arxiv(reference) for reference in references),
        doi=_known(identifiers.doi(reference) for reference in references),
        url=link,
        keywords=keywords,
    )


def _fields(element: Element) -> _Fields:
    """Children by their local name in lower case, behind a colon when of another namespace: `title`, `:creator`.

    So `media:title` or the channel's `atom:link` cannot pass for the feed's own, whatever namespace that has.
    """
    fields: _Fields = {}
    namespace = element.tag.rpartition("}")[0]
    for child in element:
        own = child.tag.rpartition("}")[0] == namespace
        fields.setdefault(("" if own else ":") + _local(child).lower(), []).append(child)
    return fields


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _texts(fields: _Fields, *names: str) -> Iterator[str]:
    """What the fields of these names say, in the order of the names."""
    return filter(None, (line(_plain(element)) for name in names for element in fields.get(name, ())))


def _first(fields: _Fields, *names: str) -> str:
    return next(_texts(fields, *names), "")


def _known(values: Iterable[str]) -> str:
    return next(filter(None, values), "")


def _arxiv(reference: str) -> str:
    """The arXiv id in a reference that says it is one: `node/1234567` only looks like it."""
    says_so = "arxiv" in reference.lower()
    return identifiers.arxiv_id(reference.replace("oai:arXiv.org:", "arXiv:")) if says_so else ""


def _abstract(fields: _Fields) -> str:
    for name in ("description", "summary", "content", ":encoded"):
        for element in fields.get(name, ()):
            raw = "".join(element.itertext())
            if announced := _ANNOUNCEMENT.match(raw):
                return arxiv_atom.indented_paragraphs(raw[announced.end() :])
            if plain := _plain(element).strip():
                return plain
    return ""


def _authors(fields: _Fields) -> list[str]:
    """Atom's authors have names in elements of their own; RSS has Dublin Core's creators or `address (Name)`."""
    named = [line(_plain(name)) for author in fields.get("author", ()) for name in _fields(author).get("name", ())]
    if any(named):
        return named
    if creators := list(_texts(fields, ":creator")):
        return [person for creator in creators for person in _people(creator)]
    authors = _texts(fields, "author")
    written = (author.partition("(")[2].rstrip(") ") if "@" in author else author for author in authors)
    return [person for author in written for person in _people(author)]


def _people(text: str) -> list[str]:
    """The names in one line of text, first names first: `Doe, Jane` is one person, `Jane Doe, Ann Roe` are two."""
    groups = [_COMMA.split(group) for group in _BETWEEN_PEOPLE.split(text)]
    if all(len(group) == 2 and _GIVEN_NAME.fullmatch(group[1]) for group in groups):
        return [f"{given} {family}" for family, given in groups]
    return [name for group in groups for name in group]


def _link(fields: _Fields) -> str:
    for link in fields.get("link", ()):
        if link.get("rel", "alternate") == "alternate" and (known := address(link.get("href") or link.text)):
            return known
    permalinks = (guid.text for guid in fields.get("guid", ()) if guid.get("isPermaLink") != "false")
    return _known(address(permalink) for permalink in permalinks)


def _keywords(fields: _Fields) -> list[str]:
    categories = fields.get("category", ())
    terms = (category.get("label") or category.get("term") or _plain(category) for category in categories)
    return [*terms, *_texts(fields, ":subject")]


def _day(fields: _Fields, *names: str) -> dt.date | None:
    """The day as its own time zone has it, from the first field that tells one."""
    return next(filter(None, (day(text) or _rfc822_day(text) for text in _texts(fields, *names))), None)


def _rfc822_day(text: str) -> dt.date | None:
    try:
        parsed = email.utils.parsedate(text[:100])
        return dt.date(*parsed[:3]) if parsed else None
    except (ValueError, IndexError, OverflowError):
        return None


def _slug(title: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:40].strip("-") or "feed"


def _plain(element: Element) -> str:
    """The element's text without markup, paragraphs apart. Atom says what is markup; in RSS all text may be HTML."""
    if len(element):
        return _xhtml_as_text(element)
    text = element.text or ""
    is_atom = element.tag.startswith("{http://www.w3.org/2005/Atom}")
    return text if is_atom and "html" not in element.get("type", "") else _html_as_text(text)


def _xhtml_as_text(root: Element) -> str:
    for element in root.iter():
        name = _local(element)
        around = "\n\n" if name in _BLOCKS else ""
        element.text = around + ("" if name in _HIDDEN else element.text or "")
        element.tail = around + ("\n" if name == "br" else "") + (element.tail or "")
    return "".join(root.itertext())


def _html_as_text(markup: str) -> str:
    """HTML as text, or text as it is; '' when the HTML is none a parser takes."""
    if not _CERTAIN_TAG.search(markup):
        return _ENTITY.sub(lambda found: html.unescape(found[0]), markup)
    from bs4 import BeautifulSoup  # slow to import, and few feeds of papers have HTML in them
    from bs4.exceptions import ParserRejectedMarkup

    # html.parser takes quadratic time over what begins like a tag and does not end.
    markup = _NO_TAG.sub("&lt;", _COMMENT.sub("", markup))
    markup = _BREAK_TAG.sub("\n", _BLOCK_TAG.sub("\n\n", markup))
    if markup.count("<") > _MOST_TAGS:
        return html.unescape(_TAG.sub("", markup))
    try:
        # Behind the <div>, an XML declaration does not make BeautifulSoup warn.
        return BeautifulSoup(f"<div>{markup}", "html.parser").get_text()
    except (ValueError, ParserRejectedMarkup):  # such as a character reference of 5,000 digits
        return ""


READER = Reader("RSS or Atom feed", "feed", recognises, read)
