"""RSS 2.0, RSS 1.0 (RDF) and Atom feeds, as journals, preprint servers and weblogs write them.

Papers are found anywhere in the feed, and the case of element names is ignored. `feed_facts` reads facts that
publishers put into descriptions besides the abstract, such as `Source:` and `Author(s):`.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import partial
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from generator.bibliography import EntryType
from generator.model import Entry, Problem, SourceFile
from generator.sources import schemas
from generator.sources.entries import Publication, address, day, line, make_entry
from generator.sources.people import name_of_parts, people_in
from generator.sources.readers import arxiv_atom, feed_facts, papershelf_feed, xml_feeds
from generator.sources.readers.html_text import text_of_html, text_of_xhtml
from generator.sources.readers.reader import Reader, Reading
from generator.sources.readers.rows import Rows
from generator.sources.readers.xml_feeds import local_name
from generator.text import identifiers

_Fields = dict[str, list[Element]]
"""An element's children by name, as `_fields` names them."""

_ANNOUNCEMENT = re.compile(r"\s*arXiv:\S+\s+Announce Type:\s*\S+\s+Abstract:\s*")
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_MAX_ABSTRACT = 6_000
"""Maximum characters of a text that is read as an abstract: three times arXiv's longest. Longer texts are articles."""

_PREPRINT_SERVERS = ("10.1101/", "10.64898/", "10.20944/", "10.21203/rs.", "10.26434/", "10.31234/", "10.31219/")
"""The beginnings of DOIs of bioRxiv and medRxiv (both), Preprints.org, Research Square, ChemRxiv, PsyArXiv and OSF."""


def recognises(text: str) -> bool:
    name = xml_feeds.root_name(text).lower()
    is_feed = name in ("rss", "feed") or (name == "rdf" and "http://purl.org/rss/1.0/" in text)
    return is_feed and not arxiv_atom.recognises(text)


def read(file: SourceFile, date: dt.date | None = None) -> Reading:
    parsed = xml_feeds.parse(file)
    if isinstance(parsed, Problem):
        return Reading(problems=(parsed,))
    root = parsed.root
    # RSS 2.0 has its items in the channel, RDF beside it; Atom has no channel.
    head = next((child for child in root if local_name(child).lower() == "channel"), root)
    bases = _bases(root)
    rows = Rows(file, "item")
    elements = zip(xml_feeds.rows(root), xml_feeds.row_lines(file.text), strict=False)
    is_own = any(line(child.text) == papershelf_feed.GENERATOR for child in head if local_name(child) == "generator")
    read_entry = _own_entry if is_own else _entry
    for number, (element, row_line) in enumerate(elements, 1):
        name = f"{local_name(element).lower()} {number}"
        rows.add(name, row_line, partial(read_entry, _fields(element), bases.get(element, "")))
    fields = _fields(head)
    title = line(_first(fields, "title"))[: schemas.MAX_LINE]
    shown = _day(fields, "lastbuilddate", "pubdate", "updated", "modified", ":date")
    return rows.reading(shown, _slug(title), title, parsed.warnings)


def _bases(root: Element) -> dict[Element, str]:
    """Return the address that relative links of each row are relative to, by `xml:base` of the elements around it."""
    bases: dict[Element, str] = {}
    todo = [(root, "")]
    while todo:
        element, outer = todo.pop()
        base = _joined(outer, element.get(_BASE, ""))
        if local_name(element).lower() in xml_feeds.ROWS:
            bases[element] = base
        todo += [(child, base) for child in element]
    return bases


def _joined(base: str, link: str) -> str:
    """Return a link as an absolute address, or as it is when it cannot be joined."""
    try:
        return urljoin(base[: schemas.MAX_LINE], link[: schemas.MAX_LINE])
    except ValueError:
        return link


def _entry(fields: _Fields, base: str) -> Entry:
    metadata = _metadata(fields)
    facts = feed_facts.read_all(_descriptions(fields))
    link = _link(fields, base)
    named = (link, *_texts(fields, "guid", "id", ":doi", ":identifier", "doi"), *metadata.get("doi", ()))
    references = [reference for reference in (*named, *facts.identifiers) if len(reference) <= schemas.MAX_LINE]
    doi = _known(identifiers.doi(reference) for reference in references)
    # arXiv's own feeds have an `arxiv:announce_type`, and subject classes such as cs.CL as categories.
    keywords = () if ":announce_type" in fields else _keywords(fields)
    return make_entry(
        title=_first(fields, "title"),
        abstract=facts.abstract,
        authors=_authors(fields) or metadata.get("authors", ()) or facts.authors,
        arxiv=_known(_arxiv(reference) for reference in references),
        doi=doi,
        url=link,
        pdf=_pdf(fields, base),
        keywords=keywords,
        **_publication(fields, facts, doi),
    )


def _own_entry(fields: _Fields, base: str) -> Entry:
    """Return the entry of a paper in a feed of Papershelf."""
    elements = (element for name in (":encoded", "content") for element in fields.get(name, ()))
    content = next((xml_feeds.markup_in(element) for element in elements), "")
    creators = list(_texts(fields, ":creator"))
    authors = papershelf_feed.authors_in(creators[0]) if len(creators) == 1 else creators or _authors(fields)
    return papershelf_feed.entry_of(_first(fields, "title"), authors, content, _link(fields, base))


def _publication(fields: _Fields, facts: feed_facts.Facts, doi: str) -> Publication:
    date = _day(fields, "published", "pubdate", "issued", ":publicationdate", ":date", "updated", "modified")
    venue = _first(fields, ":publicationname", "publication", ":source") or facts.venue
    first, last = _first(fields, ":startingpage", "startpage"), _first(fields, ":endingpage", "endpage")
    pages = _first(fields, ":pagerange") or (f"{first}-{last}" if first and last else first)
    is_preprint = ":announce_type" in fields or doi.startswith(_PREPRINT_SERVERS)
    type_ = EntryType.PREPRINT if is_preprint else EntryType.ARTICLE if ":issn" in fields or facts.venue else None
    return Publication(
        type=type_,
        published=_more_precise(facts.published, date),
        venue="" if venue.startswith("http") else venue,
        volume=_first(fields, ":volume", "volume") or facts.volume,
        number=_first(fields, ":number", ":issueidentifier", "issue") or facts.number,
        pages=pages or facts.pages,
        publisher="" if is_preprint else _first(fields, ":publisher"),
    )


def _more_precise(written: str, date: dt.date | None) -> str:
    """Return the date in a description, `2026-01`, or that of the feed where it is a day of the same month."""
    day = date.isoformat() if date else ""
    return day if day.startswith(written) else written


def _fields(element: Element) -> _Fields:
    """Children by their local name in lower case, behind a colon when of another namespace: `title`, `:creator`.

    So `media:title` or the channel's `atom:link` cannot pass for the feed's own, whatever namespace that has.
    """
    fields: _Fields = {}
    namespace = element.tag.rpartition("}")[0]
    for child in element:
        if isinstance(child.tag, str):
            own = child.tag.rpartition("}")[0] == namespace
            fields.setdefault(("" if own else ":") + local_name(child).lower(), []).append(child)
    return fields


def _texts(fields: _Fields, *names: str) -> Iterator[str]:
    """Yield the texts of the fields with these names, in the order of the names."""
    return filter(None, (line(_plain(element)) for name in names for element in fields.get(name, ())))


def _first(fields: _Fields, *names: str) -> str:
    return next(_texts(fields, *names), "")


def _known(values: Iterable[str]) -> str:
    return next(filter(None, values), "")


def _arxiv(reference: str) -> str:
    """Return the arXiv id in a reference that says it is one: `node/1234567` only looks like it."""
    says_so = "arxiv" in reference.lower() or "huggingface.co/papers" in reference
    return identifiers.arxiv_id(reference.replace("oai:arXiv.org:", "arXiv:")) if says_so else ""


def _metadata(fields: _Fields) -> dict[str, list[str]]:
    """Authors and DOI in the content of an entry that is XML: so JOSS and its sisters write them."""
    found: dict[str, list[str]] = {}
    for content in fields.get("content", ()):
        if content.get("type", "").lower() not in ("application/xml", "text/xml"):
            continue
        for element in content.iter():
            name = local_name(element).lower()
            texts = {local_name(child).lower(): child.text or "" for child in element}
            if name == "doi" and element.text:
                found.setdefault("doi", []).append(element.text)
            elif name == "author" and texts.get("last_name"):
                given = " ".join(filter(None, (texts.get("given_name"), texts.get("middle_name"))))
                found.setdefault("authors", []).append(name_of_parts(line(texts["last_name"]), line(given)))
        content.clear()
    return found


def _descriptions(fields: _Fields) -> list[str]:
    """Return the texts that may hold an abstract: many feeds have a teaser in `description` and all of it elsewhere."""
    texts: list[str] = []
    for name in ("description", "summary", "content", ":encoded", ":abstract"):
        for element in fields.get(name, ()):
            raw = "".join(element.itertext())
            if announced := _ANNOUNCEMENT.match(raw):
                return [arxiv_atom.indented_paragraphs(raw[announced.end() :])]
            plain = _plain(element).strip()
            if plain and (not texts or len(plain) <= _MAX_ABSTRACT):
                texts.append(plain)
    return texts


def _authors(fields: _Fields) -> list[str]:
    """Atom's authors have names in elements of their own; RSS has Dublin Core's creators or `address (Name)`."""
    named = [line(_plain(name)) for author in fields.get("author", ()) for name in _fields(author).get("name", ())]
    if any(named):
        return named
    if creators := list(_texts(fields, ":creator", "authors", ":authors")):
        return [person for creator in creators for person in people_in(creator)]
    authors = _texts(fields, "author")
    written = (author.partition("(")[2].rstrip(") ") if "@" in author else author for author in authors)
    return [person for author in written for person in people_in(author)]


def _link(fields: _Fields, base: str) -> str:
    for link in fields.get("link", ()):
        own_base = _joined(base, link.get(_BASE, ""))
        target = _joined(own_base, (link.get("href") or link.text or "").strip())
        if link.get("rel", "alternate") == "alternate" and (known := address(target)):
            return known
    permalinks = (guid.text for guid in fields.get("guid", ()) if guid.get("isPermaLink") != "false")
    return _known(address(permalink) for permalink in (*permalinks, *_texts(fields, ":url", ":link")))


def _pdf(fields: _Fields, base: str) -> str:
    links = (*fields.get("link", ()), *fields.get("enclosure", ()))
    of_pdf = (link for link in links if link.get("type", "").lower() == "application/pdf")
    return _known(address(_joined(base, link.get("href") or link.get("url") or "")) for link in of_pdf)


def _keywords(fields: _Fields) -> list[str]:
    categories = fields.get("category", ())
    terms = (category.get("label") or category.get("term") or _plain(category) for category in categories)
    return [*terms, *_texts(fields, ":subject", ":keyword")]


def _day(fields: _Fields, *names: str) -> dt.date | None:
    """Return the day as its own time zone has it, from the first field that has one."""
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
    """Return the element's text without markup, by paragraph. Atom declares markup; in RSS any text may be HTML."""
    if len(element):
        return text_of_xhtml(element)
    text = element.text or ""
    is_atom = element.tag.startswith("{http://www.w3.org/2005/Atom}")
    return text if is_atom and "html" not in element.get("type", "") else text_of_html(text)


READER = Reader("RSS or Atom feed", "feed", recognises, read)
