"""A service that knows facts about works: how to ask it, and what its answers are."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.model import Entry
from generator.sources.api_answers import Api, ApiError, json_of, one_line
from generator.sources.entries import Rejected, line
from generator.text import identifiers

MAX_CITED = 10_000
"""References, or citations, of a record that are read."""


@dataclass(frozen=True, slots=True)
class Record:
    """A service's facts about a work, and the address where people can see them.

    `keys` are its ids, such as `doi:10.1000/x`, or `openalex:w1`, which only the service gives. `references` are keys
    of works that it cites, `citations` of works that cite it.
    """

    entry: Entry
    address: str
    keys: frozenset[str]
    references: frozenset[str] = frozenset()
    citations: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Service:
    """A service. `facts` are the keys of digests that its records may have.

    `id_of` returns the id by which it knows a work with these keys, "" if there is none; `ids_url` and `title_url` the
    addresses to request for these ids, or for works with this title, given the address of its API. `records` reads
    an answer, which is "" if the service has no such work.

    Raises (`records`):
        ValueError: when the answer is not one of this service's.
    """

    api: Api
    facts: frozenset[str]
    id_of: Callable[[Collection[str]], str]
    ids_url: Callable[[str, Sequence[str]], str]
    title_url: Callable[[str, str], str]
    records: Callable[[str], list[Record]]
    ids_per_request: int = 1
    has_references: bool = False


def words_of(title: str) -> str:
    """Return the words of a title: signs in it would be operators of a service's search.

    >>> words_of('"On C++", part|2 (of many)')
    'On C part 2 of many'
    """
    return " ".join(re.findall(r"\w+", title))[:300]


def object_in(text: str) -> Mapping[str, object]:
    """Return the JSON object of an answer.

    Raises:
        ValueError: when it is not an object.
    """
    value = json.loads(text)
    if not isinstance(value, dict):
        raise ValueError("is not an object")
    return value


def records_of(
    answer: Mapping[str, object], key: str, read: Callable[[Mapping[str, object]], Record | None]
) -> Iterator[Record]:
    """Yield the records that can be read: those of the items under `key`, or that of an answer which is one work."""
    for item in listed(answer[key]) if key in answer else [answer]:
        if isinstance(item, Mapping):
            try:
                record = read(item)
            except Rejected:
                continue
            if record is not None:
                yield record


def listed(value: object) -> list[object]:
    """Return the items of a list, [] if it is something else."""
    return value[:MAX_CITED] if isinstance(value, list) else []


def mapped(value: object) -> Mapping[str, object]:
    """Return an object, an empty one if it is something else."""
    return value if isinstance(value, Mapping) else {}


def keys_of_ids(*, arxiv: object = "", doi: object = "") -> frozenset[str]:
    """Return the keys of a work with these ids; a DOI that arXiv gave is an arXiv id."""
    doi_text = line(doi)
    arxiv_id = identifiers.arxiv_id(line(arxiv)) or identifiers.arxiv_id(doi_text)
    own_doi = "" if identifiers.arxiv_id(doi_text) else identifiers.doi(doi_text)
    found = (("arxiv", arxiv_id), ("doi", own_doi))
    return frozenset(f"{kind}:{value}" for kind, value in found if value)


def value_of_kind(keys: Collection[str], kind: identifiers.Kind) -> str:
    """Return the value of the first key of a kind, "" without one."""
    return min(map(identifiers.value_of, identifiers.of_kind(keys, kind)), default="")


def json_error(text: str) -> ApiError | None:
    """Return why an answer in JSON cannot be used: it is empty, a web page, broken off, or an object with an error."""
    answer = json_of(text)
    if isinstance(answer, ApiError):
        return answer
    if not isinstance(answer, dict):
        return ApiError("answers with JSON that is no object", "try again later")
    if isinstance(answer.get("error"), str):
        message = one_line(answer["error"])
        return ApiError(f"answers with an error: {message}", "try again later", server_message=message)
    return None
