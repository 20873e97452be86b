"""arXiv's API, which answers with Atom (https://info.arxiv.org/help/api/user-manual.html).

It knows no references. The address of a paper's code is often in its comment or at the end of its abstract.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from urllib.parse import urlencode

from generator.model import Entry, SourceFile
from generator.sources import api_answers
from generator.sources.api_answers import ARXIV
from generator.sources.readers import arxiv_atom
from generator.sources.services.service import Record, Service, keys_of_ids, value_of_kind, words_of
from generator.text import identifiers

_TITLES = 5
"""Papers that a search for a title returns."""

_REPOSITORY = re.compile(
    r"https?://(?:www\.)?(?:github\.com|gitlab\.com|codeberg\.org|bitbucket\.org)/[\w.-]+/[\w.-]*\w", re.A
)


def _id_of(keys: Collection[str]) -> str:
    return value_of_kind(keys, "arxiv")


def _title_url(url: str, title: str) -> str:
    query = {"search_query": f'ti:"{words_of(title)}"', "max_results": str(_TITLES)}
    return f"{url}?{urlencode(query)}"


def _records(text: str) -> list[Record]:
    entries = arxiv_atom.read(SourceFile(ARXIV.url, text)).entries if text else ()
    return [
        Record(_with_code(entry), identifiers.arxiv_address(entry.arxiv), keys_of_ids(arxiv=entry.arxiv, doi=entry.doi))
        for entry in entries
    ]


def _with_code(entry: Entry) -> Entry:
    """Return the entry with the address of its code, if its comment and abstract name a single repository.

    It has no type, for the venue that arXiv names is where the work was published, not where it is a preprint.
    """
    named = set(_REPOSITORY.findall(f"{entry.remark} {entry.abstract}"))
    return replace(entry, code=named.pop() if len(named) == 1 else "", type=None)


SERVICE = Service(
    ARXIV,
    frozenset("arxiv doi authors published venue volume pages abstract code".split()),
    _id_of,
    lambda url, ids: api_answers.papers_url(replace(ARXIV, url=url), ids),
    _title_url,
    _records,
    api_answers.IDS_PER_REQUEST,
)
