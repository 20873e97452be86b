"""What makes two entries the same work: arXiv ids, DOIs and normalised titles."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection

from generator.model import Entry, Text
from generator.text.clean import clean_text

ARXIV_ID = re.compile(r"(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Za-z]{2})?/\d{7})", re.ASCII)
"""New ids since April 2007 and old ones such as `hep-th/9901001`, as https://info.arxiv.org/help/arxiv_identifier.html
defines them, without version."""

DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>\\]+", re.ASCII)
"""The pattern Crossref recommends for modern DOIs, its suffix widened to any printable character but the backslash: a
brace behind one closes nothing in BibTeX.
"""

_ARXIV_IN_TEXT = re.compile(
    rf"(?:^|arxiv\.org/(?:abs|pdf|html)/|arxiv:\s*)({ARXIV_ID.pattern})(?:v\d+)?(?:\.pdf)?/?$", re.I | re.A
)
_DOI_IN_TEXT = re.compile(rf"(?:^|doi\.org/|doi:\s*)({DOI.pattern})$", re.I | re.A)
_ARXIV_DOI = re.compile(rf"10\.48550/arxiv\.({ARXIV_ID.pattern})(?:v\d+)?$", re.I | re.A)

_SUBJECT = re.compile(r"\.[a-z]{2}/")
_NO_LETTER_OR_DIGIT = re.compile(r"[^a-z0-9]+")

_LONGEST = 1_000
"""Characters of a reference; in longer ones these patterns could search for minutes."""


def arxiv_id(reference: str) -> str:
    """The bare arXiv id in `2401.10000v2`, `arXiv:2401.10000` or an arxiv.org address; '' when there is none."""
    if len(reference) > _LONGEST:
        return ""
    address = reference.strip()
    found = _ARXIV_IN_TEXT.search(address.split("?")[0].split("#")[0]) or _ARXIV_DOI.search(address)
    return without_subject(found[1]) if found else ""


def without_subject(arxiv: str) -> str:
    """An id as arXiv writes it: `math.GT/0309136` and `MATH/0309136` are `math/0309136`."""
    return _SUBJECT.sub("/", arxiv.lower())


def doi(reference: str) -> str:
    """The bare lower-case DOI in `10.1000/X`, `doi:…` or a doi.org address; '' when there is none."""
    found = _DOI_IN_TEXT.search(" ".join(reference.split())) if len(reference) <= _LONGEST else None
    return found[1].lower() if found else ""


def title_key(title: str, understand: Callable[[str], Text] = clean_text) -> str:
    r"""A title reduced to what two spellings of it share: letters and digits, TeX understood, case and accents folded.

    `"TÜLU 3: Pushing…"` and `"{\it TULU}-3 pushing"` begin alike; a title with neither letter nor digit gives ''.
    """
    plain = understand(title).plain
    if plain.isascii():
        return _NO_LETTER_OR_DIGIT.sub("", plain.lower())
    return "".join(char for char in unicodedata.normalize("NFKD", plain).casefold() if char.isalnum())


def keys_of(entry: Entry, understand: Callable[[str], Text] = clean_text) -> tuple[str, ...]:
    """The identities an entry gives its work, most certain first: `("arxiv:2401.10000", "title:ontraces")`.

    There is always one: a title of nothing but signs stands for itself.
    """
    title = title_key(entry.title, understand) or "".join(entry.title.split())
    keys = (("arxiv", entry.arxiv), ("doi", entry.doi), ("title", title))
    return tuple(f"{kind}:{value}" for kind, value in keys if value)


def may_be_one(keys: Collection[str], others: Collection[str]) -> bool:
    """Whether both may be keys of one work: not when both have arXiv ids (failing these, DOIs) and none in common."""
    for kind in ("arxiv:", "doi:"):
        ids, other_ids = ({key for key in some if key.startswith(kind)} for some in (keys, others))
        if ids and other_ids:
            return bool(ids & other_ids)
    return True
