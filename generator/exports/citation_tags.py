"""What a page tells programs about papers: values for the head of a paper's page, and COinS for lists.

A paper's page has no COinS: with them, Zotero would leave its authors and abstract out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote_plus

from generator.exports.citations import Reference, compact_json, slashed
from generator.model import EntryType, SafeHtml
from generator.text.identifiers import doi_address
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


def citation(cited: Reference, extracted_keywords: Sequence[str] = ()) -> dict[str, str | list[str]]:
    """The values of the `citation_*` and `DC.type` tags, for front matter; the theme names the tags."""
    first, _, last = cited.pages.partition("–")
    in_proceedings = cited.kind is EntryType.INPROCEEDINGS
    values: dict[str, str | list[str]] = {
        "type": _zotero_type(cited),
        "authors": _authors(cited),
        "date": slashed(cited.published) if cited.published else "",
        "arxiv": cited.arxiv,
        "pdf": f"https://arxiv.org/pdf/{cited.arxiv}" if cited.arxiv else "",
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
        "abstract": cited.abstract,
    }
    return {key: value for key, value in values.items() if value}


def json_ld(cited: Reference, page: str) -> SafeHtml:
    """The paper at `page` as schema.org's ScholarlyArticle, fit for a script element as it is.

    What it says, what it is about and where it is, is in the head already, in tags that search engines read.
    Authors are their names alone, which schema.org allows: a list of thirty is a kilobyte shorter.
    """
    elsewhere = {
        f"https://arxiv.org/abs/{cited.arxiv}" if cited.arxiv else "",
        doi_address(cited.doi) if cited.doi else "",
        cited.address,
    }
    article: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ScholarlyArticle",
        "headline": cited.title,
        "author": [author.full_name for author in cited.authors],
        "datePublished": str(cited.published or ""),
        "sameAs": sorted(elsewhere - {"", page}),
    }
    written = compact_json({key: value for key, value in article.items() if value})
    return json_for_script(written)


def coins(cited: Reference) -> str:
    """The paper as an OpenURL context object (ANSI/NISO Z39.88), for the title of an empty span.

    Of its formats, Zotero reads Dublin Core best: it knows preprints there. The title must stand before the type.
    """
    pairs = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"),
        ("rft.title", cited.title),
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
    """Family names first, so that nobody has to guess. Of a lone author, Zotero would make two at the comma."""
    return [author.full_name if len(cited.authors) == 1 else author.inverted for author in cited.authors]
