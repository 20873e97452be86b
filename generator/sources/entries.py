"""From the loose values of foreign formats to an `Entry`, checked by the same schema as the archive's own digests.

A row without a usable title is rejected. An optional value that cannot be used, such as a link that is no address, is
left out: the row is still worth having.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Required, TypedDict, Unpack

from generator.model import Entry
from generator.sources import schemas
from generator.text import identifiers, web
from generator.text.tidy import tidy, tidy_paragraphs


class Rejected(ValueError):
    """A row that cannot become an entry; its text says why."""


class LooseValues(TypedDict, total=False):
    """The values of a row as a foreign format has them, by the names of the fields of `EntrySchema`."""

    title: Required[object]
    abstract: object
    authors: Iterable[object]
    author_count: object
    organisation: object
    published: object
    arxiv: object
    doi: object
    url: object
    code: object
    project: object
    comments: object
    upvotes: object
    keywords: Iterable[object]


def make_entry(**values: Unpack[LooseValues]) -> Entry:
    """Return the entry that loose values make.

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
        "published": day(values.get("published")),
        "arxiv": identifiers.arxiv_id(line(values.get("arxiv"))),
        "doi": identifiers.doi(line(values.get("doi"))),
        "url": address(values.get("url")),
        "code": address(values.get("code")),
        "project": address(values.get("project")),
        "comments": count(values.get("comments")),
        "upvotes": count(values.get("upvotes")),
        "keywords": _lines(values.get("keywords", ())),
    }
    return entry_of(schemas.EntrySchema.model_validate({key: value for key, value in checked.items() if value != ""}))


def entry_of(checked: schemas.EntrySchema) -> Entry:
    """Return the entry with these values.

    arXiv gives each work a DOI of its own, which says no more than the id: it is kept as the id.
    """
    doi = checked.doi or ""
    arxiv_of_doi = identifiers.arxiv_id(doi)
    return Entry(
        title=checked.title,
        abstract=checked.abstract,
        authors=checked.authors,
        author_count=checked.author_count,
        organisation=checked.organisation or "",
        published=checked.published,
        arxiv=checked.arxiv or arxiv_of_doi,
        doi="" if arxiv_of_doi else doi,
        url=checked.url or "",
        code=checked.code or "",
        project=checked.project or "",
        comments=checked.comments,
        upvotes=checked.upvotes,
        keywords=checked.keywords,
    )


def line(value: object) -> str:
    """Return any text as one tidy line, and anything else as ""."""
    return tidy(value) if isinstance(value, str) else ""


def address(value: object) -> str:
    """Return an http(s) address, or "". Characters that could end an attribute are refused, not escaped."""
    text = line(value)
    return text if len(text) <= schemas.MAX_LINE and web.ADDRESS.fullmatch(text) else ""


def count(value: object) -> int | None:
    """Return a number of things, from 0 to `schemas.MAX_COUNT`, or None."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 8:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= schemas.MAX_COUNT else None


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
    return tuple(dict.fromkeys(text for text in tidied if text))


def _cut(text: str) -> str:
    return text[: schemas.MAX_LINE].rstrip()
