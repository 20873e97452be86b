"""RIS, which most databases and reference managers export: a tag, two blanks and a hyphen before each value.

TY  - CONF
TI  - Lighting by night
AU  - Winterling, Ann
ER  -
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import partial

from generator.bibliography import EntryType
from generator.model import Entry, SourceFile
from generator.sources.entries import Publication, Rejected, line, make_entry
from generator.sources.people import inverted_name
from generator.sources.readers.reader import Reader, Reading
from generator.sources.readers.rows import Rows
from generator.sources.readers.tagged_lines import Record, check_one_title, records, unread_lines
from generator.text import identifiers
from generator.text.html_debris import html_to_tex
from generator.text.record_notes import RecordNote, read_note

_TAG = re.compile(r"^([A-Z][A-Z0-9])  ?-(?: (.*)|)$")
_FIRST = re.compile(r"\A\ufeff?(?:\s|(?:Provider|Database|Content):[^\n]*\n)*+TY  ?- ")

_TYPES = {
    "ABST": EntryType.ARTICLE,
    "EJOUR": EntryType.ARTICLE,
    "JFULL": EntryType.ARTICLE,
    "JOUR": EntryType.ARTICLE,
    "MGZN": EntryType.ARTICLE,
    "NEWS": EntryType.ARTICLE,
    "CONF": EntryType.INPROCEEDINGS,
    "CPAPER": EntryType.INPROCEEDINGS,
    "CHAP": EntryType.CHAPTER,
    "ECHAP": EntryType.CHAPTER,
    "BOOK": EntryType.BOOK,
    "EBOOK": EntryType.BOOK,
    "EDBOOK": EntryType.BOOK,
    "THES": EntryType.THESIS,
    "RPRT": EntryType.REPORT,
    "GOVDOC": EntryType.REPORT,
    "UNPB": EntryType.PREPRINT,
    "UNPD": EntryType.PREPRINT,
    "INPR": EntryType.PREPRINT,
    "MANSCPT": EntryType.PREPRINT,
    "DATA": EntryType.DATASET,
    "COMP": EntryType.SOFTWARE,
}
_WITH_EDITORS = frozenset(("CHAP", "ECHAP", "CONF", "CPAPER"))


def recognises(text: str) -> bool:
    return _FIRST.match(text) is not None


def read(file: SourceFile, date: dt.date | None = None) -> Reading:
    found, others = records(file.text, _TAG, "TY", "ER")
    rows = Rows(file, "record")
    for number, record in enumerate(found, 1):
        rows.add(f"record {number}", record.line, partial(_entry, record))
    return rows.reading(warnings=unread_lines(file.path, others), is_partial=bool(others))


def _entry(record: Record) -> Entry:
    check_one_title(record, "TI", "T1")
    title = record.first("TI", "T1", "CT") or (record.first("BT") if record.first("TY") == "BOOK" else "")
    if not title:
        raise Rejected("has no title")
    url = next((text for text in _addresses(record) if not text.lower().endswith(".pdf")), "")
    pdf = next((text for text in _addresses(record) if text.lower().endswith(".pdf") or "/pdf/" in text), "")
    doi = record.first("DO") or next(filter(None, map(identifiers.doi, _addresses(record))), "")
    named = (url, pdf, doi, record.first("AN"), record.first("C1"), record.first("M1"), record.first("M3"))
    arxiv = next(filter(None, (identifiers.arxiv_id(text) for text in named if _names_arxiv(text, record))), "")
    note = read_note(line(html_to_tex(record.first("N1"))))
    return make_entry(
        title=html_to_tex(title),
        abstract=html_to_tex("\n\n".join(record.all("AB")) or "\n\n".join(record.all("N2"))),
        author_count=note.author_count or None,
        organisation=record.first("AD"),
        authors=[inverted_name(name) for name in record.all("AU", "A1")],
        arxiv=arxiv,
        doi=doi,
        url=url or pdf,
        pdf=pdf if url else "",
        code=note.code,
        project=note.project,
        keywords=[part for text in record.all("KW") for part in re.split(r"[;\n]", text)],
        **_publication(record, note, is_on_arxiv=bool(arxiv)),
    )


def _addresses(record: Record) -> Iterator[str]:
    for text in record.all("UR", "LK", "L2", "L1"):
        yield from (part for part in text.split() if part.startswith(("http://", "https://", "www.")))


def _names_arxiv(text: str, record: Record) -> bool:
    of_arxiv = " ".join((record.first("PB"), record.first("JO", "T2", "JF"), record.first("DB"))).lower()
    return "arxiv" in f"{text} {of_arxiv}".lower() or "huggingface.co/papers" in text


def _publication(record: Record, note: RecordNote, *, is_on_arxiv: bool) -> Publication:
    kind = record.first("TY")
    type_ = _TYPES.get(kind)
    if record.first("M3").lower() in ("preprint", "working paper") or (is_on_arxiv and type_ is None):
        type_ = EntryType.PREPRINT
    venue = record.first("T2", "JF", "JO", "BT", "JA", "J2")
    if type_ is EntryType.THESIS:
        venue = record.first("PB") or venue
    first, last = record.first("SP"), record.first("EP")
    is_only_arxiv = type_ is EntryType.PREPRINT and venue.lower().startswith("arxiv")
    return Publication(
        type=type_,
        published=_date(record),
        venue="" if is_only_arxiv else html_to_tex(venue),
        volume="" if is_only_arxiv else record.first("VL"),
        number=record.first("IS"),
        pages=f"{first}-{last}" if first and last and "-" not in first else first,
        publisher="" if type_ is EntryType.THESIS or record.first("PB").lower() == "arxiv" else record.first("PB"),
        editors=[inverted_name(name) for name in record.all("ED", *(("A2",) if kind in _WITH_EDITORS else ()))],
        remark=note.remark,
        withdrawn=note.withdrawn,
        superseded_by=note.superseded_by,
    )


def _date(record: Record) -> str:
    """Return `2023/05/08/` and `2023-05` as ISO 8601, as precise as the record has it."""
    written = record.first("DA", "PY", "Y1")
    match = re.match(r"(\d{4})(?:[/-](\d{1,2}))?(?:[/-](\d{1,2}))?(?!\d)", written)
    if match is None:
        year = re.search(r"(?<!\d)\d{4}(?!\d)", f"{written} {record.first('PY', 'Y1')}")
        return year[0] if year else ""
    return "-".join([match[1], *(f"{int(part):02}" for part in match.groups()[1:] if part and int(part))])


READER = Reader("RIS", "ris", recognises, read)
