"""BibTeX and BibLaTeX files, as reference managers and publishers write them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from functools import partial

from generator.bibliography import MONTHS, EntryType
from generator.model import Entry, Problem, Severity, SourceFile
from generator.sources import schemas
from generator.sources.entries import Publication, Rejected, day, line, make_entry
from generator.sources.readers import bibtex_blocks, bibtex_names
from generator.sources.readers.bibtex_blocks import Block, Blocks
from generator.sources.readers.bibtex_tex import unprotect, verbatim
from generator.sources.readers.reader import Reader, Reading
from generator.sources.readers.rows import Rows
from generator.text import identifiers
from generator.text.html_debris import html_to_tex
from generator.text.record_notes import read_note

_TYPES = {
    "article": EntryType.ARTICLE,
    "inproceedings": EntryType.INPROCEEDINGS,
    "conference": EntryType.INPROCEEDINGS,
    "incollection": EntryType.CHAPTER,
    "inbook": EntryType.CHAPTER,
    "suppbook": EntryType.CHAPTER,
    "book": EntryType.BOOK,
    "mvbook": EntryType.BOOK,
    "booklet": EntryType.BOOK,
    "collection": EntryType.BOOK,
    "proceedings": EntryType.BOOK,
    "thesis": EntryType.THESIS,
    "phdthesis": EntryType.THESIS,
    "mastersthesis": EntryType.THESIS,
    "techreport": EntryType.REPORT,
    "report": EntryType.REPORT,
    "dataset": EntryType.DATASET,
    "software": EntryType.SOFTWARE,
}

_NAMED_TYPES = {
    "preprint": EntryType.PREPRINT,
    "working paper": EntryType.PREPRINT,
    "phd thesis": EntryType.THESIS,
    "phdthesis": EntryType.THESIS,
    "mathesis": EntryType.THESIS,
    "technical report": EntryType.REPORT,
    "techreport": EntryType.REPORT,
    "dataset": EntryType.DATASET,
    "software": EntryType.SOFTWARE,
}
"""Types that entries such as `@misc` name in their field `type`."""

_INHERITED = frozenset(
    "booktitle booksubtitle journal journaltitle editor publisher organization institution school year date month "
    "volume number issue series eventtitle".split()
)
"""Fields that an entry takes from the one that its `crossref` or `xdata` names. Abstracts are not: they are long."""

_MAX_PARENTS = 10
_MAX_COMMENT = 500
"""Up to this number, characters outside of entries may be more than those inside."""

_ONLY_FOR_OTHERS = frozenset(("xdata", "set"))
_WITHOUT_AUTHOR = frozenset(("proceedings", "mvproceedings", "collection", "mvcollection", "book", "mvbook"))

_LINK = re.compile(r"\\(?:url|href|path|nolinkurl)\s*\{([^{}]*)\}")
_WEB_ADDRESS = re.compile(r"https?://[^\s{}]+", re.I)
_BARE_ADDRESS = re.compile(r"(?:www\.|(?:[a-z0-9-]+\.)+[a-z]{2,6}/)[^\s{}]*", re.I)
_NAMED_ARXIV = re.compile(rf"\barxiv[:\s]\s*({identifiers.ARXIV_ID.pattern})(?!\d)", re.I)
_OF_ARXIV = re.compile(r"\s*(?:corr\b|arxiv\b|\(?preprint\)?\s*arxiv\b|computing research repository)", re.I)


def recognises(text: str) -> bool:
    return bibtex_blocks.begins_block(text)


def read(file: SourceFile, date: dt.date | None = None) -> Reading:
    blocks = bibtex_blocks.parse(file.text)
    by_key: dict[str, Block] = {}
    for block in blocks.entries:
        by_key.setdefault(block.key.lower(), block)
    parents = {key for block in blocks.entries for key in _parents(block)}
    rows = Rows(file, "entry")
    warnings = []
    for fault in blocks.faults:
        if fault.is_warning:
            hint = "give it another name, or remove it"
            warnings.append(Problem(file.path, fault.line, 1, fault.message, hint, Severity.WARNING))
        else:
            hint = "check its braces and quotation marks, and the commas between its fields"
            rows.reject(fault.line, fault.message, hint)
    if blocks.other_length > max(_MAX_COMMENT, len(file.text) // 2) and not blocks.faults:
        message = "most of the file is outside of BibTeX entries"
        problem = Problem(file.path, blocks.other_line, 1, message, "split it into a file for each format")
        return Reading(rejected=1, problems=(problem,))
    warnings += _unread_text(file.path, blocks)
    for block in blocks.entries:
        if block.type not in _ONLY_FOR_OTHERS and not _only_completes(block, parents):
            warnings += _missing_parents(file.path, block, by_key)
            rows.add(f"entry '{block.key[:80]}'", block.line, partial(_entry, block, by_key))
    return rows.reading(warnings=warnings, is_partial=blocks.other_length > 0)


def _unread_text(path: str, blocks: Blocks) -> Iterator[Problem]:
    """Warn of text outside of entries, which may be a comment, or an entry without its @."""
    if blocks.other_length and not blocks.faults:
        hint = "begin comments with %, and entries with @"
        yield Problem(path, blocks.other_line, 1, "text outside of entries is not read", hint, Severity.WARNING)


def _parents(block: Block) -> list[str]:
    named = f"{block.fields.get('crossref', '')},{block.fields.get('xdata', '')}"
    return [key.strip().lower() for key in named.split(",", _MAX_PARENTS)[:_MAX_PARENTS] if key.strip()]


def _only_completes(block: Block, parents: set[str]) -> bool:
    """Return whether an entry is there only for those that refer to it, as proceedings are for their papers."""
    return block.key.lower() in parents and block.type in _WITHOUT_AUTHOR and "author" not in block.fields


def _missing_parents(path: str, block: Block, by_key: Mapping[str, Block]) -> Iterator[Problem]:
    for key in _parents(block):
        if key not in by_key:
            message = f"entry '{block.key[:80]}' refers to '{key[:80]}', which is not in this file"
            yield Problem(path, block.line, 1, message, "add that entry, or remove 'crossref'", Severity.WARNING)


def _inherited(block: Block, by_key: Mapping[str, Block]) -> dict[str, str]:
    """Return the entry's fields with those that it inherits. The title of a book is the `booktitle` of its chapters."""
    fields = dict(block.fields)
    todo, seen = _parents(block), {block.key.lower()}
    while todo and len(seen) < _MAX_PARENTS:
        parent = by_key.get(todo.pop(0))
        if parent is None or parent.key.lower() in seen:
            continue
        seen.add(parent.key.lower())
        todo += _parents(parent)
        for name, value in parent.fields.items():
            if name in _INHERITED:
                fields.setdefault(name, value)
        if parent.type in _WITHOUT_AUTHOR and parent.fields.get("title"):
            fields.setdefault("booktitle", _titled(parent.fields, "title", "subtitle"))
    return fields


def _entry(block: Block, by_key: Mapping[str, Block]) -> Entry:
    """Return the entry of a block.

    Raises:
        Rejected: when its content is ambiguous, or it has no title.
    """
    first = by_key[block.key.lower()]
    if block.key and first is not block:
        raise Rejected(f"is already in line {first.line}, which is used")
    if block.repeated:
        raise Rejected(f"has more than one {', '.join(map(repr, block.repeated))}")
    fields = _inherited(block, by_key)
    url = _url(fields)
    authors = bibtex_names.people(fields.get("author", ""))
    if group := _prose(fields, "collaboration"):
        is_whole = group.lower().endswith(("collaboration", "consortium", "group", "team"))
        name = bibtex_names.group(group if is_whole else f"{group} Collaboration")
        authors += [] if name in authors else [name]
    doi = identifiers.doi(verbatim(fields.get("doi", ""))) or identifiers.doi(url)
    return make_entry(
        title=unprotect(html_to_tex(_titled(fields, "title", "subtitle"))),
        abstract=unprotect(html_to_tex(fields.get("abstract", ""))),
        authors=authors,
        author_count=read_note(_prose(fields, "note")).author_count or None,
        organisation=_prose(fields, "affiliation"),
        arxiv=_arxiv(fields, url),
        doi=doi,
        url=url,
        pdf=verbatim(fields.get("pdf", "")),
        code=_named_address(fields, "code", "codeurl", "code_url", "github"),
        project=_named_address(fields, "project", "projectpage", "project_page", "website", "homepage"),
        keywords=_keywords(unprotect(fields.get("keywords") or fields.get("keyword", ""))),
        **_publication(block.type, fields),
    )


def _publication(kind: str, fields: Mapping[str, str]) -> Publication:
    """Return venue, date and type of the work."""
    journal = _titled(fields, "journaltitle" if "journaltitle" in fields else "journal", "journalsubtitle")
    venue = journal or _titled(fields, "booktitle", "booksubtitle") or fields.get("school", "")
    if kind in ("thesis", "report", "techreport"):
        venue = venue or fields.get("institution", "")
    type_ = _TYPES.get(kind)
    is_on_arxiv = _OF_ARXIV.match(unprotect(venue)) is not None
    if is_on_arxiv or kind == "preprint":
        type_, venue = EntryType.PREPRINT, ""
    elif type_ is None:
        type_ = _NAMED_TYPES.get(_prose(fields, "type").lower())
    note = read_note(_prose(fields, "note") or _prose(fields, "addendum"))
    return Publication(
        type=type_,
        venue=unprotect(html_to_tex(venue)),
        volume="" if is_on_arxiv else unprotect(fields.get("volume", "")),
        number="" if is_on_arxiv else unprotect(fields.get("number") or fields.get("issue", "")),
        pages=unprotect(fields.get("pages", "")),
        editors=bibtex_names.people(fields.get("editor", "")),
        published=_published(fields),
        publisher=unprotect(fields.get("publisher") or ("" if kind == "report" else fields.get("institution", ""))),
        remark="" if _says_only_where(note.remark) else note.remark,
        withdrawn=note.withdrawn or verbatim(fields.get("pubstate", "")).lower() in ("withdrawn", "retracted"),
        superseded_by=note.superseded_by,
    )


def _prose(fields: Mapping[str, str], name: str) -> str:
    return line(unprotect(html_to_tex(fields.get(name, ""))))


def _says_only_where(note: str) -> bool:
    """Return whether a note is nothing but an address or an arXiv id, which have fields of their own."""
    text = verbatim(note)
    without = _NAMED_ARXIV.sub("", _WEB_ADDRESS.sub("", text))
    return not re.sub(r"v\d+|\[[\w.\-]+\]|[\s.,;:()]", "", without)


def _titled(fields: Mapping[str, str], title: str, subtitle: str) -> str:
    """Return a title with its subtitle, `Attention: A Review`."""
    parts = [fields.get(title, ""), fields.get(subtitle, "")]
    if not parts[1]:
        return parts[0]
    return f"{parts[0]}{' ' if parts[0].rstrip('} ').endswith(('?', '!', ':')) else ': '}{parts[1]}"


def _published(fields: Mapping[str, str]) -> str:
    """Return the day, month or year of publication in ISO 8601, as precise as the entry has it."""
    written = verbatim(fields.get("date", "")).replace("~", "").split("/")[0]
    if whole := day(written):
        return whole.isoformat()
    if match := re.match(r"(\d{4})(?:-(\d{2}))?(?!\d)", written):
        return match[0] if match[2] is None or 1 <= int(match[2]) <= 12 else match[1]
    year = re.search(r"(?<!\d)(?:1[5-9]|20|21)\d{2}(?!\d)", verbatim(fields.get("year", "")))
    if year is None:
        return ""
    month = verbatim(fields.get("month", "")).lower()
    named = next((number for number, name in enumerate(MONTHS, 1) if name in month), None)
    # BibTeX has no field for the day, so it is written into the month: `month = jun # "~3"`.
    day_of_month = _only_number(fields.get("day", "")) or (_only_number(month) if named else None)
    number = named or _only_number(month)
    if number and day_of_month and day(f"{year[0]}-{number:02}-{day_of_month:02}"):
        return f"{year[0]}-{number:02}-{day_of_month:02}"
    return f"{year[0]}-{number:02}" if number and 1 <= number <= 12 else year[0]


def _only_number(text: str) -> int | None:
    """Return the one number of a day or month; several, such as `3--5`, are the days of a conference."""
    numbers = re.findall(r"\d+", text, re.ASCII)
    return int(numbers[0]) if len(numbers) == 1 and len(numbers[0]) <= 2 else None


def _url(fields: Mapping[str, str]) -> str:
    """Return the address of the work; one in a note only if there is no other."""
    for name in ("url", "howpublished", "link", "note"):
        written = fields.get(name, "")[: schemas.MAX_TEXT]
        linked = _LINK.search(written)
        text = verbatim(linked[1] if linked else written)
        if address := _WEB_ADDRESS.search(text):
            return address[0].rstrip(".,;")
        if name == "url" and _BARE_ADDRESS.fullmatch(text):
            return f"https://{text}"
    return ""


def _named_address(fields: Mapping[str, str], *names: str) -> str:
    """Return the first address that fields of these names have, which no style reads."""
    found = (_WEB_ADDRESS.search(verbatim(fields.get(name, ""))) for name in names)
    return next((match[0].rstrip(".,;") for match in found if match), "")


def _arxiv(fields: Mapping[str, str], url: str) -> str:
    """Return the arXiv id, wherever programs write it: BibLaTeX's `eprint`, an address, or `arXiv preprint arXiv:…`."""
    archive = fields.get("archiveprefix") or fields.get("eprinttype") or "arxiv"
    eprint = fields.get("eprint", "") if verbatim(archive).lower() == "arxiv" else ""
    # DBLP and Semantic Scholar write journal = {CoRR}, volume = {abs/2401.12345}.
    volume = verbatim(fields.get("volume", ""))
    own = (fields.get("arxiv", ""), fields.get("arxivid", ""), fields.get("arxiv_id", ""))
    references = (eprint, *own, url, fields.get("doi", ""), f"arxiv.org/{volume}" if volume.startswith("abs/") else "")
    known = next(filter(None, (identifiers.arxiv_id(verbatim(reference)) for reference in references)), "")
    prose = (
        verbatim(fields.get(name, ""))
        for name in ("journal", "journaltitle", "howpublished", "number", "publisher", "note", "addendum")
    )
    named = (_NAMED_ARXIV.search(text) for text in prose if _OF_ARXIV.match(text))
    return known or next((identifiers.arxiv_id(match[1]) for match in named if match), "")


def _keywords(text: str) -> list[str]:
    return text.split(";" if ";" in text else ",")


READER = Reader("BibTeX", "bibtex", recognises, read)
