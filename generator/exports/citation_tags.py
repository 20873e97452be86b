"""Metadata of papers for programs: values for the head of a paper's page, and COinS for lists.

A paper's page has no COinS, because Zotero would then ignore its authors and abstract.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote_plus

from generator.bibliography import EntryType, Person
from generator.exports.citations import Reference, compact_json, plain_abstract, plain_title, slashed
from generator.model import Json, SafeHtml
from generator.text.identifiers import arxiv_address, doi_address, pdf_address
from generator.text.safe_html import json_for_script

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


_SCHEMA_TYPES = {
    EntryType.CHAPTER: "Chapter",
    EntryType.BOOK: "Book",
    EntryType.THESIS: "Thesis",
    EntryType.REPORT: "Report",
    EntryType.DATASET: "Dataset",
    EntryType.SOFTWARE: "SoftwareSourceCode",
}
"""Types of schema.org."""


def citation(cited: Reference, extracted_keywords: Sequence[str] = ()) -> dict[str, str | list[str]]:
    """Return the values of the `citation_*` and `DC.type` tags, for front matter. The theme names the tags."""
    first, _, last = cited.pages.partition("–")
    in_proceedings = cited.kind is EntryType.INPROCEEDINGS
    values: dict[str, str | list[str]] = {
        "type": _zotero_type(cited),
        "authors": _authors(cited),
        "date": slashed(cited.published) if cited.published else "",
        "arxiv": cited.arxiv,
        "pdf": pdf_address(cited.pdf, cited.arxiv),
        "doi": cited.doi,
        # With both, Zotero files a preprint under its repository and number.
        "publisher": cited.publisher or ("arXiv" if cited.arxiv else ""),
        "technical_report_number": f"arXiv:{cited.arxiv}" if cited.arxiv and not cited.publisher else "",
        "journal_title": "" if in_proceedings else cited.venue,
        "conference_title": cited.venue if in_proceedings else "",
        "volume": cited.volume,
        "issue": cited.number,
        "firstpage": first,
        "lastpage": last,
        "keywords": "; ".join([*cited.keywords, *extracted_keywords]),
        "abstract": " ".join(plain_abstract(cited).split()),
    }
    return {key: value for key, value in values.items() if value}


def json_ld(cited: Reference, page: str, image: str = "") -> SafeHtml:
    """Return the paper at `page` as schema.org's ScholarlyArticle or a like type, escaped for a script element.

    `image` is the address of its picture. Keywords are left out: the head has them in another tag.
    """
    elsewhere = {arxiv_address(cited.arxiv), doi_address(cited.doi), cited.address}
    article: dict[str, Json] = {
        "@context": "https://schema.org",
        "@type": _SCHEMA_TYPES.get(cited.kind, "ScholarlyArticle"),
        "headline": plain_title(cited),
        "url": page,
        "image": image,
        "author": _persons(cited.authors),
        "datePublished": str(cited.published or ""),
        "abstract": " ".join(plain_abstract(cited).split()),
        "isPartOf": {"@type": "PublicationVolume", "name": cited.venue} if cited.venue else "",
        "volumeNumber": cited.volume,
        "issueNumber": cited.number,
        "pagination": cited.pages,
        "publisher": {"@type": "Organization", "name": cited.publisher} if cited.publisher else "",
        "editor": _persons(cited.editors),
        "creativeWorkStatus": "Withdrawn" if cited.withdrawn else "",
        "sameAs": sorted(elsewhere - {"", page}),
    }
    written = compact_json({key: value for key, value in article.items() if value})
    return json_for_script(written)


def _persons(persons: Sequence[Person]) -> list[Json]:
    """Return authors or editors. A name without parts is a group's or a person's, and stays a plain name."""
    return [person.full_name if person.literal else {"@type": "Person", "name": person.full_name} for person in persons]


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
