"""Crossref's REST API: works as their publishers registered them (https://github.com/CrossRef/rest-api-doc).

Its answers are like CSL-JSON, with titles as lists. Without an account it allows five single requests in a second, and
one search (https://www.crossref.org/documentation/retrieve-metadata/rest-api/access-and-authentication/).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from urllib.parse import quote, urlencode

from generator.sources.api_answers import Api
from generator.sources.readers import csl_json
from generator.sources.services.service import (
    Record,
    Service,
    json_error,
    keys_of_ids,
    listed,
    mapped,
    object_in,
    records_of,
    value_of_kind,
)
from generator.text import identifiers

_TYPES = {
    "journal-article": "article-journal",
    "proceedings-article": "paper-conference",
    "posted-content": "article",
    "book-chapter": "chapter",
    "book": "book",
    "monograph": "book",
    "edited-book": "book",
    "report": "report",
    "dissertation": "thesis",
    "dataset": "dataset",
}
"""CSL's names of Crossref's types."""

_FIELDS = "DOI,title,subtitle,type,author,issued,container-title,volume,issue,page,publisher,abstract,link,reference"
_TITLES = 5


def _id_of(keys: Collection[str]) -> str:
    return value_of_kind(keys, "doi")


def _ids_url(url: str, ids: Sequence[str]) -> str:
    return f"{url}/{quote(ids[0], safe='')}"


def _title_url(url: str, title: str) -> str:
    return f"{url}?{urlencode({'query.title': title[:500], 'rows': str(_TITLES), 'select': _FIELDS})}"


def _records(text: str) -> list[Record]:
    return list(records_of(mapped(object_in(text).get("message")), "items", _record)) if text else []


def _record(item: Mapping[str, object]) -> Record:
    pdf = (
        link.get("URL")
        for link in map(mapped, listed(item.get("link")))
        if link.get("content-type") == "application/pdf" and link.get("intended-application") != "similarity-checking"
    )
    csl = {
        "title": _title(_first(item.get("title")), _first(item.get("subtitle"))),
        "type": _TYPES.get(str(item.get("type")), "document"),
        "author": [{**author, "literal": author.get("name")} for author in map(mapped, listed(item.get("author")))],
        "container-title": _first(item.get("container-title")),
        **{name: item.get(name) for name in ("DOI", "issued", "volume", "issue", "page", "publisher", "abstract")},
    }
    entry = csl_json.entry_of_item(csl, pdf=next(pdf, ""))
    references = (keys_of_ids(doi=one.get("DOI")) for one in map(mapped, listed(item.get("reference"))))
    return Record(
        entry,
        identifiers.doi_address(entry.doi),
        keys_of_ids(doi=item.get("DOI")),
        frozenset[str]().union(*references),
    )


def _title(title: str, subtitle: str) -> str:
    return title if not subtitle or subtitle in title else f"{title}: {subtitle}"


def _first(value: object) -> str:
    return next((text for text in listed(value) if isinstance(text, str)), "")


SERVICE = Service(
    Api("Crossref", "https://api.crossref.org/works", 1.0, json_error, knows_some_only=True),
    frozenset("doi authors published type venue volume number pages publisher abstract pdf".split()),
    _id_of,
    _ids_url,
    _title_url,
    _records,
    has_references=True,
)
