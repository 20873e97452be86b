"""What makes two entries the same work: arXiv ids, DOIs and normalised titles."""

from __future__ import annotations

import re
import unicodedata

from generator.model import Entry

ARXIV_ID = re.compile(r"(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Za-z]{2})?/\d{7})", re.ASCII)
"""New ids since April 2007 and old ones such as `hep-th/9901001`, as https://info.arxiv.org/help/arxiv_identifier.html
defines them, without version."""

DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+", re.ASCII)
"""The pattern Crossref recommends for modern DOIs, its suffix widened to any printable character."""

_ARXIV_IN_TEXT = re.compile(
    rf"(?:^|arxiv\.org/(?:abs|pdf|html)/|arxiv:\s*)({ARXIV_ID.pattern})(?:v\d+)?(?:\.pdf)?/?$", re.I
)
_DOI_IN_TEXT = re.compile(rf"(?:^|doi\.org/|doi:\s*)({DOI.pattern})$", re.I)
_ARXIV_DOI = re.compile(rf"10\.48550/arxiv\.({ARXIV_ID.pattern})(?:v\d+)?$", re.I)


def arxiv_id(reference: str) -> str:
    """The bare arXiv id in `2401.10000v2`, `arXiv:2401.10000` or an arxiv.org address; '' when there is none."""
    found = _ARXIV_IN_TEXT.search(reference.strip().split("?")[0].split("#")[0]) or _ARXIV_DOI.search(reference.strip())
    return found[1] if found else ""


def doi(reference: str) -> str:
    """The bare lower-case DOI in `10.1000/X`, `doi:…` or a doi.org address; '' when there is none."""
    found = _DOI_IN_TEXT.search(reference.strip())
    return found[1].lower() if found else ""


def title_key(title: str) -> str:
    """A title reduced to what two spellings of it share: letters and digits, case and accents folded.

    `"T\\u00dcLU 3: Pushing…"` and `"TULU-3 pushing"` begin alike; a title with neither letter nor digit gives ''.
    """
    decomposed = unicodedata.normalize("NFKD", title)
    return "".join(char for char in decomposed.casefold() if char.isalnum())


def keys_of(entry: Entry) -> tuple[str, ...]:
    """The identities an entry gives its work, most certain first: `("arxiv:2401.10000", "title:ontraces")`."""
    keys = (("arxiv", entry.arxiv), ("doi", entry.doi), ("title", title_key(entry.title)))
    return tuple(f"{kind}:{value}" for kind, value in keys if value)
