"""Digests: reads a file in any known format as dated digests, with a problem for each row that is lost."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Any, TypeAlias

from generator.bibliography import EntryType, PartialDate
from generator.model import Digest, Entry, Json, Permalink, Problem, Severity, SourceFile
from generator.sources import readers, schemas
from generator.sources.readers.reader import Reader, Reading
from generator.text import clean

_FILE_NAME = re.compile(r"(?:.*/)?(\d{4}-\d{2}-\d{2})(?:-([a-z0-9]+(?:-[a-z0-9]+)*?))??(?:\.[A-Za-z0-9.]+)?", re.ASCII)

_FOLDER = "content/digests/"

_SEARCHED = 40
"""Characters of a title by which its line is found."""


@dataclasses.dataclass(frozen=True, slots=True)
class ParsedDigest:
    """A digest read from a file; `digest` is None if nothing in the file can be used.

    `entries` are the usable rows, even if there is no digest because of a missing date. `rejected` counts the others.
    `date` is the date in the content, `permalinks` are the addresses that a dump has for its papers.
    """

    digest: Digest | None
    problems: tuple[Problem, ...] = ()
    entries: tuple[Entry, ...] = ()
    rejected: int = 0
    format: str = ""
    date: dt.date | None = None
    permalinks: tuple[Permalink, ...] = ()


def read_digest(file: SourceFile, date: dt.date | None = None, source: str = "") -> ParsedDigest:
    """Read a file with one digest, as all are except an archive's dump. See `read_digests`."""
    return read_digests(file, date, source)[0]


def read_digests(file: SourceFile, date: dt.date | None = None, source: str = "") -> list[ParsedDigest]:
    """Read the digests of a file in any known format: at least one, which may have problems only.

    Never raises. An explicit `date` or `source` takes precedence over the content's own, that over the file's name
    (`<date>-<source>.<ext>`), and that over the format's default source.
    """
    named_date, named_source = date_and_source_of(file.path)
    reader, reading = readers.read(file, date or named_date)
    if reader is None:
        return [ParsedDigest(None, reading.problems)]
    parsed = [
        _digest_of(file.path, part, reader, date or part.date or named_date, source or part.source or named_source)
        for part in reading.digests or (reading,)
    ]
    return [_with_warning_of_tex(file, one) for one in parsed]


def _with_warning_of_tex(file: SourceFile, parsed: ParsedDigest) -> ParsedDigest:
    """Warn about texts whose TeX is shown as written because the digest has too much of it, at the first of them."""
    text_of = {text: entry for entry in parsed.entries for text in (entry.title, *entry.abstract.split("\n\n"))}
    unread = clean.beyond_budget(text_of)
    if not unread:
        return parsed
    line = file.text.count("\n", 0, max(file.text.find(text_of[unread[0]].title[:_SEARCHED]), 0)) + 1
    message = f"{len(unread):,} titles and paragraphs are shown as written: the digest has too much TeX"
    warning = Problem(file.path, line, 1, message, "split the file", Severity.WARNING)
    return dataclasses.replace(parsed, problems=(*parsed.problems, warning))


def _digest_of(path: str, reading: Reading, reader: Reader, day: dt.date | None, source: str) -> ParsedDigest:
    problems = list(reading.problems)
    if day is None and not any(problem.is_error for problem in problems):
        hint = "name the file <date>-<source>, such as 2026-04-20-daily-papers, or give --date"
        problems.append(Problem(path, 1, 1, "the digest has no date", hint))
    if day and not schemas.FIRST_YEAR <= day.year <= schemas.LAST_YEAR:
        message = f"the digest's date, {day}, is not between {schemas.FIRST_YEAR} and {schemas.LAST_YEAR}"
        problems.append(Problem(path, 1, 1, message, "correct the file's name or its date, or give --date"))
        day = None
    if len(source) > schemas.MAX_SLUG:
        message = f"the digest's source is longer than {schemas.MAX_SLUG} characters"
        problems.append(Problem(path, 1, 1, message, "give the file a shorter name, or give --source"))
        day = None
    if not reading.entries and not reading.rejected and not problems:
        problems.append(Problem(path, 1, 1, f"holds no paper ({reader.format})", "add papers, or delete the file"))
    problems += _contradictions(path, reading)
    digest = None
    if day is not None and reading.entries:
        digest = Digest(day, source or reader.source, reading.entries, reading.title, path, reading.lines)
    return ParsedDigest(
        digest,
        tuple(problems),
        reading.entries,
        reading.rejected,
        reader.format,
        reading.date,
        reading.permalinks,
    )


def _contradictions(path: str, reading: Reading) -> Iterator[Problem]:
    """Warn where the name of a file in the archive contradicts its content: one of the two is a mistake.

    The name may end in a number, as `import` gives one to a second file.
    """
    if not path.startswith(_FOLDER):
        return
    date, source = date_and_source_of(path)
    right_name = f"{reading.date}-{reading.source}{PurePath(path).suffix}"
    if date and reading.date != date and "date" in reading.positions:
        yield _contradiction(path, reading, "date", f"{reading.date}", f"{date}", right_name)
    if source and "source" in reading.positions and not re.fullmatch(rf"{re.escape(reading.source)}(-\d+)?", source):
        yield _contradiction(path, reading, "source", reading.source, source, right_name)


def _contradiction(path: str, reading: Reading, key: str, written: str, named: str, right_name: str) -> Problem:
    message = f"the digest's {key} is '{written}', which is used, but the file's name says '{named}'"
    hint = f"correct the {key}, or rename the file, for instance to {right_name}"
    return Problem(path, *reading.positions[key], message, hint, Severity.WARNING)


def date_and_source_of(path: str) -> tuple[dt.date | None, str]:
    """Return the date and source in a file's name.

    >>> date_and_source_of("content/digests/2026-04-20-daily-papers.yml")
    (datetime.date(2026, 4, 20), 'daily-papers')
    """
    match = _FILE_NAME.fullmatch(path)
    try:
        return (dt.date.fromisoformat(match[1]), match[2] or "") if match else (None, "")
    except ValueError:
        return None, ""


DigestJson: TypeAlias = tuple[str, str, str, str, Sequence[int], Sequence[Sequence[Json]]]
"""A digest as JSON values, for the cache: date, source, title, path, lines, and the fields of its entries in order."""


def digests_as_json(path_and_text: str) -> list[DigestJson] | None:
    """Return the digests of a file, for `digests_from_json`. The argument is its path and text with a NUL between.

    Return None if the file has a problem: problems are not cached, so such a file is read again.
    """
    path, _, text = path_and_text.partition("\0")
    parsed = read_digests(SourceFile(path, text))
    if any(one.problems or not one.digest for one in parsed):
        return None
    digests = [one.digest for one in parsed if one.digest]
    return [
        (
            digest.date.isoformat(),
            digest.source,
            digest.title,
            digest.path,
            digest.lines,
            list(map(_entry_as_json, digest.entries)),
        )
        for digest in digests
    ]


def digests_from_json(value: Sequence[DigestJson] | None) -> list[Digest] | None:
    if value is None:
        return None
    return [
        Digest(dt.date.fromisoformat(date), source, tuple(map(_entry_from_json, rows)), title, path, tuple(lines))
        for date, source, title, path, lines, rows in value
    ]


_FIELDS = tuple(field.name for field in dataclasses.fields(Entry))


def _entry_as_json(entry: Entry) -> list[Json]:
    values = (getattr(entry, name) for name in _FIELDS)
    return [str(value) if isinstance(value, PartialDate) else value for value in values]


def _entry_from_json(row: Sequence[Json]) -> Entry:
    # Any, because `Entry` gets them by name.
    values: dict[str, Any] = dict(zip(_FIELDS, row, strict=True))
    for name in ("authors", "editors", "keywords"):
        values[name] = tuple(values[name])
    values["published"] = PartialDate.parse(values["published"]) if values["published"] else None
    values["type"] = EntryType(values["type"]) if values["type"] else None
    return Entry(**values)
