"""PubMed's format (`.nbib`, MEDLINE): a tag of up to four letters and a hyphen before each value.

    PMID- 38012345
    TI  - Sleep of lamplighters.
    FAU - Winterling, Ann
    AB  - BACKGROUND: Lamplighters work at night.

Described by https://www.nlm.nih.gov/bsd/mms/medlineelements.html.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import partial

from generator.bibliography import MONTHS, EntryType
from generator.model import Entry, SourceFile
from generator.sources.entries import Publication, make_entry
from generator.sources.people import group_name, inverted_name, people_in
from generator.sources.readers.reader import Reader, Reading
from generator.sources.readers.rows import Rows
from generator.sources.readers.tagged_lines import Record, check_one_title, records, unread_lines
from generator.text import identifiers
from generator.text.html_debris import html_to_tex

_TAG = re.compile(r"^([A-Z][A-Z ]{3})- ?(.*)$")
_FIRST = re.compile(r"\A\ufeff?\s*PMID- ?\d")
_SECTION = re.compile(
    r" (?=(?:BACKGROUND|OBJECTIVES?|AIMS?|METHODS?|DESIGN|RESULTS?|FINDINGS|CONCLUSIONS?|INTERPRETATION): )"
)
"""Before the parts of an abstract, which PubMed writes in one piece."""


def recognises(text: str) -> bool:
    return _FIRST.match(text) is not None


def read(file: SourceFile, date: dt.date | None = None) -> Reading:
    found, others = records(file.text, _TAG, "PMID")
    rows = Rows(file, "record")
    for number, record in enumerate(found, 1):
        rows.add(f"record {number}", record.line, partial(_entry, record))
    return rows.reading(warnings=unread_lines(file.path, others), is_partial=bool(others))


def _entry(record: Record) -> Entry:
    check_one_title(record, "TI")
    ids = (re.fullmatch(r"(.*) \[doi\]", _prose(text)) for text in record.all("AID", "LID"))
    doi = next((match[1] for match in ids if match), "")
    return make_entry(
        title=_title(record),
        abstract=_SECTION.sub("\n\n", _prose(record.first("AB"))),
        authors=[*_authors(record), *map(group_name, record.all("CN"))],
        doi=identifiers.doi(doi),
        url=f"https://pubmed.ncbi.nlm.nih.gov/{record.first('PMID')}/" if record.first("PMID").isdigit() else "",
        keywords=[_prose(keyword).lstrip("*") for keyword in record.all("OT")],
        **_publication(record),
    )


def _title(record: Record) -> str:
    """Return the title; that of a work that PubMed has no English title for is in its own language."""
    title = _prose(record.first("TI", "BTI")).removesuffix(".")
    own = _prose(record.first("TT")).removesuffix(".")
    return own if own and re.fullmatch(r"\[not available\]", title, re.I) else title


def _authors(record: Record) -> list[str]:
    if full := record.all("FAU"):
        return [inverted_name(_prose(name)) for name in full]
    return [name for text in record.all("AU") for name in people_in(text)]


def _publication(record: Record) -> Publication:
    kinds = [kind.lower() for kind in record.all("PT")]
    type_ = EntryType.BOOK if "book" in kinds else EntryType.PREPRINT if "preprint" in kinds else EntryType.ARTICLE
    return Publication(
        type=type_,
        published=_date(record),
        venue=_prose(record.first("JT", "TA")),
        volume=record.first("VI"),
        number=record.first("IP"),
        pages=record.first("PG"),
        publisher=_prose(record.first("PB")),
        withdrawn=any(kind.startswith("retracted publication") for kind in kinds),
    )


def _date(record: Record) -> str:
    """Return the date of electronic publication, or of the issue: `20260105`, `2026 Jan 5` or `2026 Jan`."""
    if match := re.fullmatch(r"(\d{4})(\d{2})(\d{2})", record.first("DEP")):
        return "-".join(match.groups())
    match = re.match(r"(\d{4})(?: ([A-Z][a-z]{2}))?(?: (\d{1,2}))?(?!\d)", record.first("DP"))
    if match is None:
        return ""
    month = (match[2] or "").lower()
    if month not in MONTHS:
        return match[1]
    of_month = f"{match[1]}-{MONTHS.index(month) + 1:02}"
    return f"{of_month}-{int(match[3]):02}" if match[3] else of_month


def _prose(value: str) -> str:
    """Return a value as one line, for PubMed wraps long ones, with its HTML as TeX."""
    return " ".join(html_to_tex(value).split())


READER = Reader("PubMed (nbib)", "pubmed", recognises, read)
