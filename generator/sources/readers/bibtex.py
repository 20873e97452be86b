"""BibTeX and BibLaTeX files, as reference managers and publishers write them."""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Iterator, Mapping

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares.names import parse_single_name_into_parts
from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    ImplicitComment,
    ParsingFailedBlock,
    String,
)
from bibtexparser.model import Entry as EntryBlock

from generator.model import Entry, EntryType, Person, Problem, Reading, Severity, SourceFile
from generator.sources import schemas
from generator.sources.entries import Rejected, line, make_entry
from generator.sources.entries import date as date_of
from generator.sources.readers.reader import Reader
from generator.text import identifiers
from generator.text.html_debris import html_to_tex
from generator.text.names import written_name

# The parser also logs what it tells in its failed blocks, and we as problems.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)

_BLOCK = re.compile(r"\A\ufeff?\s*@[A-Za-z]+\s*[{(]|^@[A-Za-z]+\s*[{(]", re.M)
# What the parser takes for a comment: a block whose brace is missing or stands on the next line.
_LOST_BLOCK = re.compile(r"^[ \t]*(@[A-Za-z]+)\s+(?:[{(]|[^\s{}(),]+,[ \t]*$)", re.M)
# The parser's own rule: a backslash before it makes any of these a plain character.
_MARK = re.compile(r"(?<!\\)[{}\"#=]")

_TEX = re.compile(r"\$(?!\s)[^$]+(?<!\s)\$(?!\d)|\\[A-Za-z]+\*?|\\.|[{}]|[^\\{}$]+|.", re.S)
_TAKES_ARGUMENT = re.compile(r"\\(?:[A-Za-z]+\*?|[`'^\"~=.])")
_VERBATIM = re.compile(r"\\url\b|\\([_%&#~$])|[{}]")
_WEB_ADDRESS = re.compile(r"https?://[^\s{}]+")
_NAMED_ARXIV = re.compile(rf"arxiv:\s*({identifiers.ARXIV_ID.pattern})(?!\d)", re.I)
_ARXIV = re.compile(r"(?:arxiv\b|corr\b)", re.I)
_AND_OR_BRACE = re.compile(r"[{}]|\s+and(?=\s)", re.I)
_EXTENDED = re.compile(r"(?:family|given|prefix|suffix)(?:-i)?\s*=")
_TYPES = {
    "article": EntryType.ARTICLE,
    "inproceedings": EntryType.INPROCEEDINGS,
    "conference": EntryType.INPROCEEDINGS,
    "incollection": EntryType.CHAPTER,
    "inbook": EntryType.CHAPTER,
    "book": EntryType.BOOK,
    "mvbook": EntryType.BOOK,
    "collection": EntryType.BOOK,
    "proceedings": EntryType.BOOK,
    "phdthesis": EntryType.THESIS,
    "mastersthesis": EntryType.THESIS,
    "thesis": EntryType.THESIS,
    "techreport": EntryType.REPORT,
    "report": EntryType.REPORT,
    "dataset": EntryType.DATASET,
    "software": EntryType.SOFTWARE,
}
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def recognises(text: str) -> bool:
    return _BLOCK.search(text) is not None


def read(file: SourceFile, date: dt.date | None = None) -> Reading:
    blocks = parse_string(file.text, parse_stack=[]).blocks
    strings = _strings(blocks)
    entries: list[Entry] = []
    lines: list[int] = []
    problems: list[Problem] = []
    for block in blocks:
        found = _entry_block(block)
        if found is None:
            problems += _failures(file.path, block)
            continue
        try:
            entries.append(_entry(found.entry_type.lower(), _fields(found, strings)))
            lines.append(_line(block))
        except Rejected as reason:
            hint = "fix the entry or leave it out; the other entries are used"
            problems.append(Problem(file.path, _line(block), 1, f"entry '{found.key}' {reason}", hint))
    rejected = sum(problem.is_error for problem in problems)
    return Reading(tuple(entries), rejected, tuple(problems), lines=tuple(lines))


def _entry_block(block: Block) -> EntryBlock | None:
    # Some programs write entries without a key; to the parser these are duplicates of each other.
    found = block.ignore_error_block if isinstance(block, DuplicateBlockKeyBlock) and not block.key else block
    return found if isinstance(found, EntryBlock) else None


def _failures(path: str, block: Block) -> Iterator[Problem]:
    """What is lost with a block that is no entry: nothing, when it is a good comment or macro."""
    if isinstance(block, ImplicitComment):
        for lost in _LOST_BLOCK.finditer(block.comment):
            row = _line(block) + block.comment.count("\n", 0, lost.start())
            message, hint = f"'{lost[1]}' begins no entry", "write its '{' directly behind it, on the same line"
            yield Problem(path, row, 1, message, hint)
    elif isinstance(block, DuplicateBlockKeyBlock):
        is_string = isinstance(block.previous_block, String)
        what = f"{'@string' if is_string else 'entry'} '{block.key}'"
        message = f"{what} is already in line {_line(block.previous_block)}, which is used"
        severity = Severity.WARNING if is_string else Severity.ERROR
        yield Problem(path, _line(block), 1, message, "give it another key, or remove it", severity)
    elif isinstance(block, DuplicateFieldKeyBlock):
        twice = ", ".join(f"'{key}'" for key in sorted(block.duplicate_keys))
        yield Problem(path, _line(block), 1, f"'{_start(block)}' has more than one {twice}", "keep the right one")
    elif isinstance(block, ParsingFailedBlock):
        reason = " ".join(str(getattr(block.error, "abort_reason", block.error)).split()).rstrip(".")
        hint = "check its braces and quotes, and the commas between its fields"
        yield Problem(path, _line(block), 1, f"'{_start(block)}' cannot be read: {reason}", hint)


def _line(block: Block) -> int:
    return (block.start_line or 0) + 1


def _start(block: Block) -> str:
    """The block up to its key, such as `@article{doe2024`."""
    return re.split(r"[,\n]", block.raw or "", maxsplit=1)[0].strip()[:80]


def _strings(blocks: list[Block]) -> dict[str, str]:
    """The file's macros. Each may be made of earlier ones, so their length is limited, or it could double each time."""
    strings: dict[str, str] = {}
    for block in blocks:
        if isinstance(block, String):
            try:
                strings[block.key.lower()] = _value(block.value, strings)[: schemas.MAX_LINE]
            except Rejected:
                continue
    return strings


def _fields(block: EntryBlock, strings: Mapping[str, str]) -> dict[str, str]:
    return {field.key.lower(): _value(field.value, strings) for field in block.fields}


def _value(expression: str, strings: Mapping[str, str]) -> str:
    """What a field's or macro's value says: `"On " # acl # {, 2024}` with its macros filled in."""
    text = ""
    for piece in _pieces(expression):
        enclosed = len(piece) > 1 and piece[0] + piece[-1] in ("{}", '""')
        text += piece[1:-1] if enclosed else strings.get(piece.lower(), piece)
        if len(text) > schemas.MAX_TEXT:  # too long whatever follows, and macros can multiply
            break
    return text


def _pieces(expression: str) -> list[str]:
    """An expression's parts between the `#` signs that are outside of braces and quotes."""
    pieces: list[str] = []
    start, depth, quoted = 0, 0, False
    for mark in _MARK.finditer(expression):
        if mark[0] == "{":
            depth += 1
        elif mark[0] == "}":
            depth = max(depth - 1, 0)
        elif depth:
            continue
        elif mark[0] == '"':
            quoted = not quoted
        elif not quoted and mark[0] == "=":
            # To the parser, `title = {A} year = 2024` is one field.
            raise Rejected("has a field that is not closed by a comma")
        elif not quoted:
            pieces.append(expression[start : mark.start()].strip())
            start = mark.end()
    return [*pieces, expression[start:].strip()]


def _entry(entry_type: str, fields: Mapping[str, str]) -> Entry:
    url = _url(fields)
    arxiv, venue = _arxiv(fields, url), _venue(fields)
    note = _prose(fields, "note")
    count = re.fullmatch(r"(\d+) authors?", note)
    volume, number = _verbatim(fields.get("volume", "")), _verbatim(fields.get("number") or fields.get("issue", ""))
    return make_entry(
        title=_unprotect(html_to_tex(": ".join(filter(None, (fields.get("title"), fields.get("subtitle")))))),
        abstract=_unprotect(html_to_tex(fields.get("abstract", ""))),
        authors=[*_authors(fields.get("author", "")), *_collaboration(fields)],
        author_count=count[1] if count else None,
        type=EntryType.PREPRINT if arxiv and not venue and entry_type == "article" else _TYPES.get(entry_type),
        venue=venue,
        volume="" if volume.startswith("abs/") else volume,
        number="" if identifiers.arxiv_id(number) else number,
        pages=_verbatim(fields.get("pages", "")),
        publisher=_prose(fields, "publisher"),
        editors=_authors(fields.get("editor", "")),
        remark="" if count or _WEB_ADDRESS.search(note) or _ARXIV.match(note) else note,
        published=_published(fields),
        arxiv=arxiv,
        doi=identifiers.doi(_verbatim(fields.get("doi", ""))) or identifiers.doi(url),
        url=url,
        keywords=_keywords(_unprotect(fields.get("keywords") or fields.get("keyword", ""))),
    )


def _unprotect(tex: str) -> str:
    r"""Without the braces that only keep capitals; those that TeX needs stay.

    >>> print(_unprotect(r'{BERT} and {G{\"o}del} at \emph{work}'))
    BERT and G{\"o}del at \emph{work}
    """
    kept: list[str] = []
    opened: list[tuple[int, bool, bool]] = []
    takes_argument = False
    for found in _TEX.finditer(tex):
        part = found[0]
        if part == "{":
            # {\"u} and {\it word} begin with the macro that they are there for.
            opened.append((len(kept), takes_argument, tex.startswith("\\", found.end())))
            takes_argument = False
        elif part == "}" and opened:
            place, is_argument, holds_macro = opened.pop()
            if not is_argument and not holds_macro:
                kept[place] = part = ""
            takes_argument = is_argument  # a macro may take several
        else:
            takes_argument = _TAKES_ARGUMENT.fullmatch(part) is not None
        kept.append(part)
    return "".join(kept)


def _authors(names: str) -> list[str]:
    """The names as `Entry` writes them: the parts that BibTeX has are kept."""
    people = [name for name in map(line, _split_at_and(names)) if name]
    if len(people) == 1 and "{" not in people[0]:
        return _listed(people[0])
    return [_name(name) for name in people]


def _split_at_and(names: str) -> Iterator[str]:
    """Yield the names between the words "and" outside of braces. The parser's own function drops a backslash there."""
    start = depth = 0
    for mark in _AND_OR_BRACE.finditer(names):
        depth += (mark[0] == "{") - (mark[0] == "}")
        if len(mark[0]) > 1 and depth == 0:
            yield names[start : mark.start()]
            start = mark.end()
    yield names[start:]


def _listed(names: str) -> list[str]:
    """Names that somebody separated by semicolons or commas where BibTeX wants "and"; one name alone is one."""
    if ";" in names:
        return [_name(name.strip()) for name in names.split(";")]
    pieces = [piece.strip() for piece in names.split(",")]
    if len(pieces) > 3 or (len(pieces) == 3 and all(" " in piece for piece in pieces)):
        return pieces
    return [_name(names)]


def _name(name: str) -> str:
    if _EXTENDED.match(name):
        return written_name(_extended(name))
    if "," not in name and "{" not in name:
        return name
    parts = parse_single_name_into_parts(name[: schemas.MAX_LINE], strict=False)
    first, von, last, suffix = (_unprotect(" ".join(words)) for words in (parts.first, parts.von, parts.last, parts.jr))
    if not first:
        return written_name(Person(literal=" ".join(filter(None, (von, last, suffix)))))
    return written_name(Person(last, first, von, suffix))


def _extended(name: str) -> Person:
    """BibLaTeX's form of a name: `family=Plas, given=Lonneke, prefix=van der`."""
    parts = dict(part.split("=", 1) for part in re.split(r",\s*(?=[a-z-]+\s*=)", name))
    given = {key.strip(): _unprotect(value.strip().strip('"')) for key, value in parts.items()}
    return Person(*(given.get(part, "") for part in ("family", "given", "prefix", "suffix")))


def _collaboration(fields: Mapping[str, str]) -> list[str]:
    name = _prose(fields, "collaboration")
    has_word = name.lower().endswith(("collaboration", "consortium", "group", "team"))
    return [f"{{{name if has_word else f'{name} Collaboration'}}}"] if name else []


def _venue(fields: Mapping[str, str]) -> str:
    """The journal, proceedings, book or school; arXiv, which some programs call a journal, is none."""
    for key in ("journaltitle", "journal", "booktitle", "school", "institution", "series", "howpublished"):
        text = _prose(fields, key)
        if text and not _ARXIV.match(text) and not _WEB_ADDRESS.search(text):
            return text
    return ""


def _prose(fields: Mapping[str, str], key: str) -> str:
    return line(_unprotect(html_to_tex(fields.get(key, ""))))


def _published(fields: Mapping[str, str]) -> str:
    """The date as precisely as the fields have it: 2024, 2024-05 or 2024-05-03."""
    told = re.match(r"\d{4}(?:-\d{2}){0,2}", _verbatim(fields.get("date", "")), re.ASCII)
    month = _verbatim(fields.get("month", "")).lower()
    named = next((number for number, name in enumerate(_MONTHS, 1) if name in month), None)
    # BibTeX has no field for the day, so it is written into the month: `month = jun # "~3"`.
    day_of_month = _only_number(fields.get("day", "")) or (_only_number(month) if named else None)
    number = named or _only_number(month)
    year = _verbatim(fields.get("year", ""))
    options = [told[0] if told else "", year]
    if number:
        options.insert(1, f"{year}-{number:02}")
    if number and day_of_month:
        options.insert(1, f"{year}-{number:02}-{day_of_month:02}")
    return next((option for option in options if date_of(option)), "")


def _only_number(text: str) -> int | None:
    """The one number of a day or month; several, such as `3--5`, are the days of a conference."""
    numbers = re.findall(r"\d+", text, re.ASCII)
    return int(numbers[0]) if len(numbers) == 1 and len(numbers[0]) <= 2 else None


def _url(fields: Mapping[str, str]) -> str:
    found = _WEB_ADDRESS.search(_verbatim(fields.get("url") or fields.get("howpublished", "")))
    return found[0] if found else ""


def _verbatim(tex: str) -> str:
    r"""An address or DOI as it is meant: `\url{https://a.org/b\_c}` without its TeX."""
    return line(_VERBATIM.sub(r"\1", tex))[: schemas.MAX_LINE]


def _arxiv(fields: Mapping[str, str], url: str) -> str:
    """The arXiv id, wherever programs write it: BibLaTeX's `eprint`, an address, or `arXiv preprint arXiv:…`."""
    archive = fields.get("archiveprefix") or fields.get("eprinttype") or "arxiv"
    eprint = fields.get("eprint", "") if _verbatim(archive).lower() == "arxiv" else ""
    # DBLP and Semantic Scholar write journal = {CoRR}, volume = {abs/2401.12345}.
    volume = _verbatim(fields.get("volume", ""))
    references = (eprint, url, fields.get("doi", ""), f"arxiv.org/{volume}" if volume.startswith("abs/") else "")
    known = next(filter(None, (identifiers.arxiv_id(_verbatim(reference)) for reference in references)), "")
    prose = (line(fields.get(name, "")) for name in ("journal", "journaltitle", "howpublished", "note"))
    named = (_NAMED_ARXIV.search(text[: schemas.MAX_LINE]) for text in prose if text.lower().startswith("arxiv"))
    return known or next((found[1] for found in named if found), "")


def _keywords(text: str) -> list[str]:
    return text.split(";" if ";" in text else ",")


READER = Reader("BibTeX", "bibtex", recognises, read)
