"""Identifiers of works: arXiv ids, DOIs and normalised titles, and the keys made of them.

A key is a text of kind and value, as in the record of addresses: `arxiv:2401.10000`, `doi:10.1000/x`, `title:ontraces`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable
from typing import Literal

from generator.model import Entry, Text
from generator.text.clean import clean_text

Kind = Literal["arxiv", "doi", "title"]
"""The kinds of keys, most certain first, which is also their alphabetical order."""

ARXIV_ID = re.compile(r"(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Za-z]{2})?/\d{7})", re.ASCII)
"""An arXiv id without version: new ones since April 2007, old ones such as `hep-th/9901001`.

Defined by https://info.arxiv.org/help/arxiv_identifier.html.
"""

DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>\\]+", re.ASCII)
"""A DOI: Crossref's pattern for modern DOIs with any printable character in the suffix but the backslash, since a brace
after a backslash closes nothing in BibTeX.
"""

_ARXIV_IN_TEXT = re.compile(
    rf"(?:^|arxiv\.org/(?:abs|pdf|html)/|arxiv:\s*)({ARXIV_ID.pattern})(?:v\d+)?(?:\.pdf)?/?$", re.I | re.A
)
_DOI_IN_TEXT = re.compile(rf"(?:^|doi\.org/|doi:\s*)({DOI.pattern})$", re.I | re.A)
_ARXIV_DOI = re.compile(rf"10\.48550/arxiv\.({ARXIV_ID.pattern})(?:v\d+)?$", re.I | re.A)

_SUBJECT = re.compile(r"\.[a-z]{2}/")
_NO_LETTER_OR_DIGIT = re.compile(r"[^a-z0-9]+")

_MAXIMUM_LENGTH = 1_000
"""Characters of a reference; on longer ones these patterns could run for minutes."""


def arxiv_id(reference: str) -> str:
    """The arXiv id without version of `2401.10000v2`, `arXiv:2401.10000` or an arxiv.org address, or ""."""
    if len(reference) > _MAXIMUM_LENGTH:
        return ""
    address = reference.strip()
    match = _ARXIV_IN_TEXT.search(address.split("?")[0].split("#")[0]) or _ARXIV_DOI.search(address)
    return without_subject(match[1]) if match else ""


def without_subject(arxiv: str) -> str:
    """The id as arXiv writes it: `math.GT/0309136` and `MATH/0309136` are `math/0309136`."""
    return _SUBJECT.sub("/", arxiv.lower())


def doi(reference: str) -> str:
    """The DOI in lower case of `10.1000/X`, `doi:…` or a doi.org address, or ""."""
    match = _DOI_IN_TEXT.search(" ".join(reference.split())) if len(reference) <= _MAXIMUM_LENGTH else None
    return match[1].lower() if match else ""


def title_key(title: str, clean: Callable[[str], Text] = clean_text) -> str:
    r"""The letters and digits of a title, without TeX, case and accents, so that its spellings compare equal.

    `"TÜLU 3: Pushing…"` and `"{\it TULU}-3 pushing"` begin alike; a title without letters and digits gives "".
    """
    plain = clean(title).plain
    if plain.isascii():
        return _NO_LETTER_OR_DIGIT.sub("", plain.lower())
    return "".join(char for char in unicodedata.normalize("NFKD", plain).casefold() if char.isalnum())


def keys_of(entry: Entry, clean: Callable[[str], Text] = clean_text) -> tuple[str, ...]:
    """The identities of an entry's work, most certain first: `("arxiv:2401.10000", "title:ontraces")`.

    There is always one: a title without letters and digits is its own key.
    """
    title = title_key(entry.title, clean) or "".join(entry.title.split())
    values: tuple[tuple[Kind, str], ...] = (("arxiv", entry.arxiv), ("doi", entry.doi), ("title", title))
    return tuple(key_of(kind, value) for kind, value in values if value)


def key_of(kind: Kind, value: str) -> str:
    return f"{kind}:{value}"


def value_of(key: str) -> str:
    """The value of a key, without its kind.

    >>> value_of("doi:10.1000/a:b")
    '10.1000/a:b'
    """
    return key.partition(":")[2]


def of_kind(keys: Iterable[str], kind: Kind) -> list[str]:
    """The keys of one kind, in their order."""
    return [key for key in keys if key.startswith(f"{kind}:")]


def ids(keys: Iterable[str]) -> list[str]:
    """The keys that are ids, which no two works share, unlike titles."""
    return [key for key in keys if not key.startswith("title:")]


def may_be_one(keys: Collection[str], others: Collection[str]) -> bool:
    """Return whether both may be keys of one work: not if both have arXiv ids (or else DOIs) and share none."""
    kinds: tuple[Kind, ...] = ("arxiv", "doi")
    for kind in kinds:
        own, other = set(of_kind(keys, kind)), set(of_kind(others, kind))
        if own and other:
            return bool(own & other)
    return True
