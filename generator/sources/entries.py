"""Entries: makes an `Entry` from the loose values of foreign formats, checked by the schema of our own digests.

A row without a usable title is rejected. An optional value that cannot be used, such as an invalid address, is left
out, so that the rest of the row is kept.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Required, TypedDict, Unpack

from generator.bibliography import EntryType, PartialDate
from generator.model import Entry
from generator.sources import schemas
from generator.text import identifiers, web
from generator.text.author_lists import author_list
from generator.text.tidy import tidy, tidy_paragraphs


class Rejected(ValueError):
    """A row that cannot become an entry. The message says why."""


_RETRACTED = re.compile(r"\W{0,3}(?:retracted|withdrawn)(?: (?:article|chapter|paper))?\s*(?::|\]|\)|[—–-] )", re.I)
"""The beginning of the titles that publishers give to withdrawn works: `RETRACTED ARTICLE: …`."""

_SHORT_TEXTS = ("venue", "volume", "number", "pages", "publisher", "remark", "superseded_by", "section")
"""Fields that any short text may fill."""


class Publication(TypedDict, total=False):
    """The type, venue and date of a work's publication."""

    type: object
    venue: object
    volume: object
    number: object
    pages: object
    publisher: object
    editors: Iterable[object]
    published: object
    remark: object
    withdrawn: bool
    superseded_by: object


class LooseValues(Publication, total=False):
    """The values of a row as a foreign format has them, by the names of the fields of `EntrySchema`."""

    title: Required[object]
    abstract: object
    authors: Iterable[object]
    author_count: object
    et_al: bool
    organisation: object
    arxiv: object
    doi: object
    url: object
    pdf: object
    code: object
    project: object
    comments: object
    upvotes: object
    keywords: Iterable[object]
    section: object


def make_entry(**values: Unpack[LooseValues]) -> Entry:
    """Return the entry with these loose values, cleaned and checked.

    Raises:
        Rejected: when the title is missing, or title or abstract are longer than a digest may hold.
    """
    title, abstract = line(values["title"]), values.get("abstract", "")
    prose = tidy_paragraphs(abstract) if isinstance(abstract, str) else ""
    if not title:
        raise Rejected("has no title")
    if len(title) > schemas.MAX_LINE:
        raise Rejected(f"has a title of {len(title):,} characters; the limit is {schemas.MAX_LINE:,}")
    if len(prose) > schemas.MAX_TEXT:
        raise Rejected(f"has an abstract of {len(prose):,} characters; the limit is {schemas.MAX_TEXT:,}")
    checked = {
        "title": title,
        "abstract": prose,
        "authors": _lines(values.get("authors", ())),
        "author_count": count(values.get("author_count")),
        "organisation": _cut(line(values.get("organisation"))),
        "published": str(date(values.get("published")) or ""),
        "arxiv": identifiers.arxiv_id(line(values.get("arxiv"))),
        "doi": identifiers.doi(line(values.get("doi"))),
        "url": address(values.get("url")),
        "code": address(values.get("code")),
        "project": address(values.get("project")),
        "comments": count(values.get("comments")),
        "upvotes": count(values.get("upvotes")),
        "keywords": _lines(values.get("keywords", ())),
        "et_al": values.get("et_al", False),
        "type": _entry_type(values.get("type")),
        "editors": _lines(values.get("editors", ())),
        "pdf": address(values.get("pdf")),
        "withdrawn": values.get("withdrawn", False) or _RETRACTED.match(title) is not None,
        **{name: _cut(line(values.get(name))) for name in _SHORT_TEXTS},
    }
    return entry_of(schemas.EntrySchema.model_validate({key: value for key, value in checked.items() if value != ""}))


def entry_of(checked: schemas.EntrySchema) -> Entry:
    """Return the entry with these values.

    A DOI that arXiv gave is kept as the arXiv id, which means the same.
    """
    doi = checked.doi or ""
    names = author_list(checked.authors)
    arxiv_of_doi = identifiers.arxiv_id(doi)
    return Entry(
        title=checked.title,
        abstract=checked.abstract,
        authors=names.authors,
        author_count=checked.author_count,
        organisation=checked.organisation or "",
        published=PartialDate.parse(checked.published) if checked.published else None,
        arxiv=checked.arxiv or arxiv_of_doi,
        doi="" if arxiv_of_doi else doi,
        url=checked.url or "",
        code=checked.code or "",
        project=checked.project or "",
        comments=checked.comments,
        upvotes=checked.upvotes,
        keywords=tuple(dict.fromkeys(checked.keywords)),
        et_al=checked.et_al or names.et_al,
        type=checked.type,
        venue=checked.venue or "",
        volume=checked.volume or "",
        number=checked.number or "",
        pages=_page_range(checked.pages or ""),
        publisher=checked.publisher or "",
        editors=author_list(checked.editors).authors,
        remark=checked.remark or "",
        pdf=checked.pdf or "",
        withdrawn=checked.withdrawn,
        superseded_by=checked.superseded_by or "",
        section=checked.section or "",
    )


def _entry_type(value: object) -> EntryType | None:
    return next((type_ for type_ in EntryType if type_ == value), None)


def _page_range(pages: str) -> str:
    """Return a range of pages with a dash between its ends, as printers set it: `11--19` is 11–19."""
    return re.sub(r"(?<=\w)\s*(?:-{1,3}|[‐-―])\s*(?=\w)", "–", pages)


def line(value: object) -> str:
    """Return any text as one tidy line, and anything else as ""."""
    return tidy(value) if isinstance(value, str) else ""


def address(value: object) -> str:
    """Return an http(s) address, or "". Characters that could end an attribute are refused, not escaped."""
    text = line(value)
    return text if len(text) <= schemas.MAX_LINE and web.is_address(text) else ""


def count(value: object) -> int | None:
    """Return a number of things, from 0 to `schemas.MAX_COUNT`, or None."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 8:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= schemas.MAX_COUNT else None


def date(value: object) -> PartialDate | None:
    """Return the year, month or ISO date at the beginning (`2026`, `2026-04`), None for other texts and wrong years."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}(?:-\d{2})?", value.strip(), re.ASCII):
        try:
            known = PartialDate.parse(value.strip())
        except ValueError:
            return None
        return known if schemas.FIRST_YEAR <= known.year <= schemas.LAST_YEAR else None
    whole = day(value)
    return PartialDate.of(whole) if whole else None


def day(value: object) -> dt.date | None:
    """Return the day that begins an ISO date or date-time, or None; years outside 1900 to 2100 are mistakes, too."""
    if isinstance(value, dt.date):
        return value if schemas.FIRST_YEAR <= value.year <= schemas.LAST_YEAR else None
    match = re.match(r"\d{4}-\d{2}-\d{2}(?!\d)", value) if isinstance(value, str) else None
    try:
        date = dt.date.fromisoformat(match[0]) if match else None
        return date if date and schemas.FIRST_YEAR <= date.year <= schemas.LAST_YEAR else None
    except ValueError:
        return None


def _lines(values: Iterable[object]) -> tuple[str, ...]:
    tidied = (_cut(line(value)) for value in values)
    return tuple(text for text in tidied if text)


def _cut(text: str) -> str:
    return text[: schemas.MAX_LINE].rstrip()
