"""OpenAlex: works with abstracts as indexes of their words, and references by OpenAlex's own ids.

Its answers are described at https://docs.openalex.org/api-entities/works/work-object. Single works cost nothing without
a key; searches are few a day.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
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
    words_of,
)
from generator.text import identifiers

_FIELDS = (
    "id,doi,title,type,publication_year,publication_date,authorships,biblio,primary_location,best_oa_location,"
    "locations,abstract_inverted_index,referenced_works"
)
_TYPES = {"journal": EntryType.ARTICLE, "conference": EntryType.INPROCEEDINGS}
"""Types of works by the types of the sources that they are in."""

_MAX_WORDS = 20_000
"""Places of words in an abstract; a text may have 100,000 characters."""


def _id_of(keys: Collection[str]) -> str:
    doi, arxiv = value_of_kind(keys, "doi"), value_of_kind(keys, "arxiv")
    return doi or (f"10.48550/arxiv.{arxiv}" if arxiv else "")


def _ids_url(url: str, ids: Sequence[str]) -> str:
    return f"{url}/doi:{quote(ids[0], safe='/')}?{urlencode({'select': _FIELDS}, safe=',')}"


def _title_url(url: str, title: str) -> str:
    query = {"filter": f"title.search:{words_of(title)}", "per-page": "5", "select": _FIELDS}
    return f"{url}?{urlencode(query, safe=',:')}"


def _records(text: str) -> list[Record]:
    return list(records_of(object_in(text), "results", _record)) if text else []


def _record(item: Mapping[str, object]) -> Record:
    places = [mapped(item.get(name)) for name in ("primary_location", "best_oa_location")]
    source = mapped(places[0].get("source"))
    # A repository, such as arXiv, is where a copy is, not where a work was published.
    is_published = source.get("type") != "repository"
    on_arxiv = (mapped(place).get("landing_page_url") for place in listed(item.get("locations")))
    arxiv = next(filter(None, (identifiers.arxiv_id(line(address)) for address in on_arxiv)), "")
    keys = keys_of_ids(doi=item.get("doi")) | keys_of_ids(arxiv=arxiv)
    biblio = mapped(item.get("biblio"))
    pages = "-".join(dict.fromkeys(filter(None, (line(biblio.get(name)) for name in ("first_page", "last_page")))))
    is_dated = str(item.get("publication_date"))[5:] != "01-01"  # what OpenAlex writes if it knows the year alone
    entry = make_entry(
        title=item.get("title"),
        abstract=_abstract(item.get("abstract_inverted_index")),
        authors=[_author(mapped(one)) for one in listed(item.get("authorships"))],
        arxiv=value_of_kind(keys, "arxiv"),
        doi=value_of_kind(keys, "doi"),
        published=item.get("publication_date") if is_dated else str(item.get("publication_year")),
        type=_TYPES.get(str(source.get("type"))) if is_published else None,
        venue=source.get("display_name") if is_published else "",
        volume=biblio.get("volume") if is_published else "",
        number=biblio.get("issue") if is_published else "",
        pages=pages if is_published else "",
        pdf=next(filter(None, (line(place.get("pdf_url")) for place in places)), ""),
    )
    own = _own_keys([item.get("id")])
    return Record(entry, line(item.get("id")), keys | own, _own_keys(listed(item.get("referenced_works"))))


def _author(authorship: Mapping[str, object]) -> object:
    return mapped(authorship.get("author")).get("display_name") or authorship.get("raw_author_name")


def _own_keys(values: Sequence[object]) -> frozenset[str]:
    """Return the keys of works by their addresses at OpenAlex, such as `https://openalex.org/W2741809807`."""
    names = (line(value).rpartition("/")[2].lower() for value in values)
    return frozenset(f"openalex:{name}" for name in names if name[:1] == "w" and name[1:].isdigit())


def _abstract(index: object) -> str:
    """Return the text of an index of its words: `{"We": [0, 4], "show": [1]}`."""
    words = [
        (place, word)
        for word, places in mapped(index).items()
        for place in listed(places)
        if isinstance(place, int) and 0 <= place < _MAX_WORDS
    ]
    return " ".join(str(word) for _, word in sorted(words)[:_MAX_WORDS])


SERVICE = Service(
    Api("OpenAlex", "https://api.openalex.org/works", 1.0, json_error, knows_some_only=True),
    frozenset("arxiv doi authors published type venue volume number pages abstract pdf".split()),
    _id_of,
    _ids_url,
    _title_url,
    _records,
    has_references=True,
)
