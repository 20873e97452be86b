"""CSL-JSON, the exchange format of citation processors: Zotero, Pandoc and this archive export it.

Specified by https://docs.citationstyles.org/en/stable/specification.html, appendices III and IV.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import partial

from generator.bibliography import EntryType
from generator.model import Entry, Problem, SourceFile
from generator.sources.entries import Publication, Rejected, line, make_entry
from generator.sources.people import group_name, name_of_parts
from generator.sources.readers import json_text
from generator.sources.readers.reader import Reader, Reading
from generator.sources.readers.rows import Rows
from generator.text import identifiers
from generator.text.html_debris import html_to_tex
from generator.text.record_notes import RecordNote, read_note

_TYPES = {
    "article": EntryType.PREPRINT,
    "article-journal": EntryType.ARTICLE,
    "article-magazine": EntryType.ARTICLE,
    "article-newspaper": EntryType.ARTICLE,
    "book": EntryType.BOOK,
    "chapter": EntryType.CHAPTER,
    "entry-encyclopedia": EntryType.CHAPTER,
    "paper-conference": EntryType.INPROCEEDINGS,
    "report": EntryType.REPORT,
    "thesis": EntryType.THESIS,
    "dataset": EntryType.DATASET,
    "software": EntryType.SOFTWARE,
}
_OTHER_TYPES = "document manuscript webpage post post-weblog patent speech review legal_case personal_communication"
_ITEM = re.compile(rf'"type"\s*:\s*"(?:{"|".join([*_TYPES, *_OTHER_TYPES.split()])})"')
_LIST = re.compile(r'[\ufeff\s]*(?:\[\s*\{|\{\s*"(?:items|references)"\s*:\s*\[\s*\{|\{)')
_MAX_HEAD = 20_000
"""Characters in which the type of the first item is looked for."""


def recognises(text: str) -> bool:
    head = text[:_MAX_HEAD]
    is_other = '"paper"' in head or '"papershelf"' in head
    return not is_other and _LIST.match(head) is not None and _ITEM.search(head) is not None


def read(file: SourceFile, date: dt.date | None = None) -> Reading:
    answer = json_text.parse(file)
    if isinstance(answer, Problem):
        return Reading(problems=(answer,))
    items = _items(answer)
    if items is None:
        message = "has items both under 'items' and under 'references'"
        return Reading(problems=(Problem(file.path, 1, 1, message, "split it into two files"),))
    lines = json_text.row_lines(file.text, len(items))
    rows = Rows(file, "item")
    for number, (item, line_number) in enumerate(zip(items, lines, strict=True), 1):
        rows.add(f"item {number}", line_number, partial(entry_of_item, item))
    return rows.reading()


def _items(answer: object) -> list[object] | None:
    """Return the items of a list, of an object that wraps a list, or a single item; None for several lists."""
    if isinstance(answer, list):
        return answer
    wrapped = [answer.get(name) for name in ("items", "references")] if isinstance(answer, dict) else []
    lists = [one for one in wrapped if isinstance(one, list)]
    return (lists or [[answer]])[0] if len(lists) < 2 else None


def entry_of_item(item: object, pdf: object = "") -> Entry:
    """Return the entry of an item; CSL-JSON has no key for the address of its PDF.

    Raises:
        Rejected: when it is not an item of CSL-JSON, or has no title.
    """
    if not isinstance(item, Mapping):
        raise Rejected("is not an object")
    json_text.check_keys(item)
    url = _text(item.get("URL"))
    number, archive = _text(item.get("number")), _text(item.get("archive")).lower()
    references = [_text(item.get("arxiv")), url, _text(item.get("DOI")), number if "arxiv" in number.lower() else ""]
    references += [_text(item.get("archive_location"))] if archive == "arxiv" else []
    arxiv = next(filter(None, map(identifiers.arxiv_id, references)), "")
    note = read_note(line(_prose(item.get("note"))))
    return make_entry(
        title=_prose(item.get("title")),
        abstract=_prose(item.get("abstract")),
        authors=_people(item.get("author")),
        author_count=note.author_count or None,
        arxiv=arxiv,
        doi=_text(item.get("DOI")) or identifiers.doi(url),
        url=url,
        pdf=pdf,
        code=note.code,
        project=note.project,
        keywords=re.split(r"[;,]", _text(item.get("keyword"))),
        **_publication(item, note, is_on_arxiv=bool(arxiv)),
    )


def _publication(item: Mapping[str, object], note: RecordNote, *, is_on_arxiv: bool) -> Publication:
    type_ = _TYPES.get(_text(item.get("type")))
    # The type "article" is a preprint's in the specification, and anything's in practice.
    venue = _prose(item.get("container-title"))
    if type_ is EntryType.PREPRINT and venue and not is_on_arxiv:
        type_ = EntryType.ARTICLE
    is_thesis = type_ is EntryType.THESIS
    publisher = _prose(item.get("publisher"))
    return Publication(
        type=type_,
        published=_date(item.get("issued")),
        venue=venue or (publisher if is_thesis else ""),
        volume=_text(item.get("volume")),
        number=_text(item.get("issue")) or ("" if is_on_arxiv else _text(item.get("number"))),
        pages=_text(item.get("page")),
        publisher="" if is_thesis or (is_on_arxiv and publisher.lower() == "arxiv") else publisher,
        editors=_people(item.get("editor")),
        remark=note.remark,
        withdrawn=note.withdrawn or _text(item.get("status")).lower() in ("withdrawn", "retracted"),
        superseded_by=note.superseded_by,
    )


def _people(value: object) -> list[str]:
    return [name for person in value if (name := _person(person))] if isinstance(value, list) else []


def _person(person: object) -> str:
    if not isinstance(person, Mapping):
        return ""
    if literal := _text(person.get("literal")):
        return "et al." if literal == "others" else group_name(literal)
    particles = (person.get("non-dropping-particle"), person.get("dropping-particle"))
    particle = " ".join(filter(None, map(_text, particles)))
    return name_of_parts(_text(person.get("family")), _text(person.get("given")), particle, _text(person.get("suffix")))


def _date(value: object) -> str:
    """Return the date in `{"date-parts": [[2023, 5]]}`, or in `raw` or `literal`."""
    if not isinstance(value, Mapping):
        return ""
    parts = value.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    numbers = [int(part) for part in first[:3] if str(part).isascii() and str(part).isdigit() and len(str(part)) <= 4]
    if numbers and len(numbers) == len(first[:3]) and numbers[0]:
        known = [number for number in numbers[1:] if number]
        return "-".join([f"{numbers[0]:04}", *(f"{number:02}" for number in known)])
    written = re.match(r"\d{4}(?:-\d{2}){0,2}", _text(value.get("raw")) or _text(value.get("literal")))
    return written[0] if written else ""


def _prose(value: object) -> str:
    """Return a text with its HTML as TeX. CSL-JSON allows HTML for italics and such; Crossref has JATS in abstracts."""
    return html_to_tex(value) if isinstance(value, str) else ""


def _text(value: object) -> str:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else line(value)


READER = Reader("CSL-JSON", "csl-json", recognises, read)
