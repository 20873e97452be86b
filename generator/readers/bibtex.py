"""BibTeX and BibLaTeX files, as reference managers and publishers write them."""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Iterator, Mapping

import bibtexparser
from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names
from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Field,
    ImplicitComment,
    ParsingFailedBlock,
    String,
)
from bibtexparser.model import Entry as EntryBlock

from generator import identity, schemas
from generator.entries import Rejected, day, line, make_entry
from generator.model import Entry, Problem, Reading, Severity, SourceFile

# The parser also logs what it tells in its failed blocks, and we as problems.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)

_BLOCK = re.compile(r"\A\ufeff?\s*@[A-Za-z]+\s*[{(]|^@[A-Za-z]+\s*[{(]", re.M)
# What the parser takes for a comment: a block whose brace is missing or stands on the next line.
_LOST_BLOCK = re.compile(r"^[ \t]*(@[A-Za-z]+)\s+(?:[{(]|[^\s{}(),]+,[ \t]*$)", re.M)
_NO_ENTRIES = ("@comment", "@preamble", "@string")
# The parser's own rule: a backslash before it makes any of these a plain character.
_MARK = re.compile(r"(?<!\\)[{}\"#=]")

_TEX = re.compile(r"\$(?!\s)[^$]+(?<!\s)\$(?!\d)|\\[A-Za-z]+\*?|\\.|[{}]|[^\\{}$]+|.", re.S)
_TAKES_ARGUMENT = re.compile(r"\\(?:[A-Za-z]+\*?|[`'^\"~=.])")
_VERBATIM = re.compile(r"\\url\b|\\([_%&#~$])|[{}]")
_WEB_ADDRESS = re.compile(r"https?://[^\s{}]+")
_NAMED_ARXIV = re.compile(rf"arxiv:\s*({identity.ARXIV_ID.pattern})(?!\d)", re.I)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def recognises(text: str) -> bool:
    return _BLOCK.search(text) is not None


def read(file: SourceFile, date: dt.date | None = None) -> Reading:
    blocks = bibtexparser.parse_string(file.text, parse_stack=[]).blocks
    strings = _strings(blocks)
    entries: list[Entry] = []
    problems: list[Problem] = []
    rejected = 0
    for block in blocks:
        found = _entry_block(block)
        if found is None:
            failures = list(_failures(file.path, block))
            problems += failures
            rejected += sum(problem.is_error for problem in failures) if _is_of_an_entry(block) else 0
            continue
        try:
            entries.append(_entry(_fields(found, strings)))
        except Rejected as reason:
            rejected += 1
            hint = "mend the entry or leave it out; the other entries are used"
            problems.append(Problem(file.path, _line(found), 1, f"entry '{found.key}' {reason}", hint))
    return Reading(tuple(entries), rejected, tuple(problems), source="bibtex")
