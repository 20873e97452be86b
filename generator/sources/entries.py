"""Turning the loose values of foreign formats into an `Entry`, with the same limits our own digests have.

A row without a usable title is rejected. An optional value that is unusable, such as an address that is none, is left
out: the row is still worth having.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from generator.model import Entry
from generator.sources import schemas
from generator.text import identifiers
from generator.text.tidy import tidy, tidy_paragraphs


class Rejected(ValueError):
    """A row that cannot become an entry; its text says why."""


def make_entry(
    *,
    title: object,
    abstract: object = "",
    authors: Iterable[object] = (),
    author_count: object = None,
    organisation: object = "",
    published: object = None,
    arxiv: object = "",
    doi: object = "",
    url: object = "",
    code: object = "",
    project: object = "",
    comments: object = None,
    upvotes: object = None,
    keywords: Iterable[object] = (),
) -> Entry:
    """The entry that loose values make.

    Raises:
        Rejected: when the title is missing or something is longer than a digest may hold.
    """
    tidy_title = line(title)
    if not tidy_title:
        raise Rejected("has no title")
    if len(tidy_title) > schemas.MAX_LINE:
        raise Rejected(f"has a title of {len(tidy_title):,} characters; {schemas.MAX_LINE:,} are the most")
    prose = tidy_paragraphs(abstract) if isinstance(abstract, str) else ""
    if len(prose) > schemas.MAX_TEXT:
        raise Rejected(f"has an abstract of {len(prose):,} characters; {schemas.MAX_TEXT:,} are the most")
    bare_arxiv, bare_doi = identifiers.arxiv_id(line(arxiv)), identifiers.doi(line(doi))
    if on_arxiv := identifiers.arxiv_id(bare_doi):
        # arXiv gives each work a DOI of its own; as an identity the id is enough.
        bare_arxiv, bare_doi = bare_arxiv or on_arxiv, ""
    return Entry(
        title=tidy_title,
        abstract=prose,
        authors=_lines(authors),
        author_count=count(author_count),
        organisation=_cut(line(organisation)),
        published=day(published),
        arxiv=bare_arxiv,
        doi=bare_doi,
        url=address(url),
        code=address(code),
        project=address(project),
        comments=count(comments),
        upvotes=count(upvotes),
        keywords=_lines(keywords),
    )


def line(value: object) -> str:
    """Any text as one tidy line; anything else as ''."""
    return tidy(value) if isinstance(value, str) else ""


def address(value: object) -> str:
    """An http(s) address, or ''. Characters that could end an attribute are refused, not escaped."""
    text = line(value)
    return text if len(text) <= schemas.MAX_LINE and schemas.ADDRESS.fullmatch(text) else ""


def count(value: object) -> int | None:
    """A number of things, from 0 to `schemas.MAX_COUNT`, or None."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 8:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= schemas.MAX_COUNT else None


def day(value: object) -> dt.date | None:
    """The day that begins an ISO date or date-time, or None; a year outside 1900 to 2100 is a mistake, too."""
    if isinstance(value, dt.date):
        return value if schemas.FIRST_YEAR <= value.year <= schemas.LAST_YEAR else None
    found = re.match(r"\d{4}-\d{2}-\d{2}(?!\d)", value) if isinstance(value, str) else None
    try:
        date = dt.date.fromisoformat(found[0]) if found else None
        return date if date and schemas.FIRST_YEAR <= date.year <= schemas.LAST_YEAR else None
    except ValueError:
        return None


def _lines(values: Iterable[object]) -> tuple[str, ...]:
    tidied = (_cut(line(value)) for value in values)
    return tuple(dict.fromkeys(text for text in tidied if text))


def _cut(text: str) -> str:
    return text[: schemas.MAX_LINE].rstrip()
