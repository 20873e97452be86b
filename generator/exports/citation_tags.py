"""Metadata of papers for programs: values that the head of a paper's page needs besides its facts, and COinS for lists.

A paper's page has no COinS, because Zotero would then ignore its authors and abstract.
"""

from __future__ import annotations

from urllib.parse import quote_plus

from generator.bibliography import EntryType
from generator.exports.citations import Reference, plain_title

_ZOTERO_TYPES = {
    EntryType.PREPRINT: "preprint",
    EntryType.INPROCEEDINGS: "conferencePaper",
    EntryType.CHAPTER: "bookSection",
    EntryType.BOOK: "book",
    EntryType.THESIS: "thesis",
    EntryType.REPORT: "report",
    EntryType.DATASET: "dataset",
    EntryType.SOFTWARE: "computerProgram",
}


def citation(cited: Reference) -> dict[str, str | list[str]]:
    """Return those values of the `citation_*` and `DC.type` tags that a paper's front matter has not got already.

    `plain_names` are those of authors and editors who are no persons, or of whom that is not known.
    """
    first, _, last = cited.pages.partition("–")
    values: dict[str, str | list[str]] = {
        "type": _zotero_type(cited),
        "authors": _authors(cited),
        "plain_names": [person.full_name for person in (*cited.authors, *cited.editors) if person.literal],
        "first_page": first,
        "last_page": last,
    }
    return {key: value for key, value in values.items() if value}


def coins(cited: Reference) -> str:
    """Return the paper as an OpenURL context object (ANSI/NISO Z39.88), for the `title` of an empty span.

    In Dublin Core, because only there Zotero recognises preprints. The title must come before the type.
    """
    pairs = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"),
        ("rft.title", plain_title(cited)),
        ("rft.type", _zotero_type(cited)),
        *(("rft.au", author.inverted) for author in cited.authors),
        ("rft.date", str(cited.published or "")),
        ("rft_id", f"info:doi/{cited.doi}" if cited.doi else ""),
        ("rft_id", cited.address),
    ]
    return "&".join([f"{key}={quote_plus(value, safe=':/,')}" for key, value in pairs if value])


def _zotero_type(cited: Reference) -> str:
    return _ZOTERO_TYPES.get(cited.kind, "journalArticle")


def _authors(cited: Reference) -> list[str]:
    """Return names with the family name first, which leaves nothing to guess.

    A single author's name has its natural order, because Zotero would split it at the comma into two authors.
    """
    return [author.full_name if len(cited.authors) == 1 else author.inverted for author in cited.authors]
