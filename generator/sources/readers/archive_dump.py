"""An archive's own dump, `archive.jsonl`: a paper per line, with all its rows in digests.

A dump has the rows of many digests, grouped by paper. This reader restores the digests, with their rows in order, and
the papers' addresses.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from dataclasses import replace

from pydantic import ValidationError

from generator.api_schema import PaperRecord, written_entry
from generator.model import Entry, Permalink, Problem, SourceFile
from generator.sources import schemas
from generator.sources.entries import Rejected, line, make_entry
from generator.sources.readers.reader import Reader, Reading
from generator.text import identifiers
from generator.text.identifiers import keys_of
from generator.text.identity import marks_of

_BEGINNING = re.compile(r'\s*\{\s*"papershelf"\s*:')
_SLUG = re.compile(r"(?!index$)[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_SLUG = 200
_LONGEST_SOURCE = 80

_Place = tuple[dt.date, str]
"""A digest's date and source."""


def recognises(text: str) -> bool:
    return _BEGINNING.match(text) is not None


def read(file: SourceFile, date: dt.date | None = None) -> Reading:
    """Return the dump's digests, oldest first. The first has the problems of lines that could not be used."""
    rows: dict[_Place, list[tuple[int, str, Entry]]] = defaultdict(list)
    permalinks: list[Permalink] = []
    problems = []
    for number, text in enumerate(file.text.split("\n"), 1):
        if not text.strip():
            continue
        try:
            paper, entries = _paper(text)
        except Rejected as reason:
            hint = "fix the line, or download the dump again; the other lines are used"
            problems.append(Problem(file.path, number, 1, f"line {number} {reason}", hint))
            continue
        for appearance, entry in zip(paper.appearances, entries, strict=True):
            rows[appearance.date, appearance.source].append((appearance.row, appearance.digest, entry))
        keys = {key for entry in entries for key in keys_of(entry)}
        keys |= set() if identifiers.ids(keys) else marks_of(entries)
        permalinks += [Permalink(slug, frozenset(keys)) for slug in (paper.slug, *paper.former_slugs)]
    summary = Reading(rejected=len(problems), problems=tuple(problems), permalinks=tuple(permalinks))
    parts = [_digest(place, of_digest) for place, of_digest in sorted(rows.items())]
    if not parts:
        return summary
    first = replace(parts[0], rejected=summary.rejected, problems=summary.problems, permalinks=summary.permalinks)
    return Reading(digests=(first, *parts[1:]))


def _paper(text: str) -> tuple[PaperRecord, list[Entry]]:
    """Return the paper of a line of the dump, and the entry of each of its appearances.

    Raises:
        Rejected: when the line is not a line of a dump.
    """
    try:
        paper = PaperRecord.model_validate_json(text)
    except ValidationError as error:
        detail = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(map(str, detail["loc"]))
        raise Rejected(f"is no paper of a dump: {where + ': ' if where else ''}{detail['msg']}") from None
    for slug in (paper.slug, *paper.former_slugs):
        if len(slug) > _LONGEST_SLUG or not _SLUG.fullmatch(slug):
            raise Rejected(f"has an address that is none: '{slug[:40]}'")
    if not paper.appearances:
        raise Rejected("has no appearance in a digest")
    for appearance in paper.appearances:
        if len(appearance.source) > _LONGEST_SOURCE or not _SLUG.fullmatch(appearance.source):
            raise Rejected(f"has a source that is none: '{appearance.source[:40]}'")
    return paper, [make_entry(**{"title": "", **written_entry(paper, row)}) for row in paper.appearances]


def _digest(place: _Place, rows: list[tuple[int, str, Entry]]) -> Reading:
    """Return the digest of a date and source, with its rows in order."""
    date, source = place
    rows = sorted(rows, key=lambda row: row[0])
    title = line(next((title for _, title, _ in rows if title), ""))[: schemas.MAX_LINE].rstrip()
    return Reading(tuple(entry for _, _, entry in rows), date=date, source=source, title=title)


READER = Reader("archive's dump (JSON Lines)", "digest", recognises, read)
