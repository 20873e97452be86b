"""Semantic Scholar's Academic Graph API (https://api.semanticscholar.org/api-docs/graph).

Without a key, all who ask share one allowance, and it answers 429 when that is used up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from urllib.parse import quote, urlencode

from generator.bibliography import EntryType
from generator.sources.api_answers import Api
from generator.sources.entries import line, make_entry
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

_FIELDS = (
    "title,abstract,year,publicationDate,venue,publicationVenue,journal,authors.name,externalIds,openAccessPdf,url,"
    "references.externalIds,citations.externalIds"
)
_TYPES = {"journal": EntryType.ARTICLE, "conference": EntryType.INPROCEEDINGS}
_NO_VENUES = ("arxiv", "arxiv.org", "corr")


def _id_of(keys: Collection[str]) -> str:
    arxiv, doi = value_of_kind(keys, "arxiv"), value_of_kind(keys, "doi")
    return f"ARXIV:{arxiv}" if arxiv else f"DOI:{doi}" if doi else ""


def _ids_url(url: str, ids: Sequence[str]) -> str:
    return f"{url}/{quote(ids[0], safe='/:')}?{urlencode({'fields': _FIELDS}, safe=',')}"


def _title_url(url: str, title: str) -> str:
    return f"{url}/search/match?{urlencode({'query': title[:500], 'fields': _FIELDS}, safe=',')}"


def _records(text: str) -> list[Record]:
    return list(records_of(object_in(text), "data", _record)) if text else []


def _record(item: Mapping[str, object]) -> Record:
    keys = _keys(item)
    journal = mapped(item.get("journal"))
    venue = line(item.get("venue")) or line(journal.get("name"))
    is_published = venue.lower() not in _NO_VENUES
    entry = make_entry(
        title=item.get("title"),
        abstract=item.get("abstract"),
        authors=[mapped(author).get("name") for author in listed(item.get("authors"))],
        arxiv=value_of_kind(keys, "arxiv"),
        doi=value_of_kind(keys, "doi"),
        published=item.get("publicationDate") or str(item.get("year")),
        type=_TYPES.get(str(mapped(item.get("publicationVenue")).get("type"))) if is_published else None,
        venue=venue if is_published else "",
        volume=journal.get("volume") if is_published else "",
        pages=journal.get("pages") if is_published else "",
        pdf=mapped(item.get("openAccessPdf")).get("url"),
    )
    return Record(
        entry,
        line(item.get("url")),
        keys,
        frozenset[str]().union(*_keys_of_all(item.get("references"))),
        frozenset[str]().union(*_keys_of_all(item.get("citations"))),
    )


def _keys_of_all(items: object) -> Iterator[frozenset[str]]:
    return (_keys(mapped(item)) for item in listed(items))


def _keys(item: Mapping[str, object]) -> frozenset[str]:
    ids = mapped(item.get("externalIds"))
    return keys_of_ids(arxiv=ids.get("ArXiv")) | keys_of_ids(doi=ids.get("DOI"))


SERVICE = Service(
    Api("Semantic Scholar", "https://api.semanticscholar.org/graph/v1/paper", 1.5, json_error, knows_some_only=True),
    frozenset("arxiv doi authors published type venue volume pages abstract pdf".split()),
    _id_of,
    _ids_url,
    _title_url,
    _records,
    has_references=True,
)
