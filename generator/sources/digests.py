"""Digests: from a file's text to a dated `Digest`, and from a `Digest` to the YAML we keep."""

from __future__ import annotations

import collections
import dataclasses
import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath
from typing import Any

from generator.model import Digest, Entry, Problem, Reading, Severity, SourceFile
from generator.sources import json_schemas, schemas
from generator.sources.readers import Reader, reader_for
from generator.sources.yaml_writer import Folded, Plain, dump
from generator.text import identifiers

_FILE_NAME = re.compile(r"(?:.*/)?(\d{4}-\d{2}-\d{2})(?:-([a-z0-9]+(?:-[a-z0-9]+)*?))??(?:\.[A-Za-z0-9.]+)?", re.ASCII)

_FOLDER = "content/digests/"

_MODELINE = json_schemas.modeline("digest", "content/digests/…")


@dataclasses.dataclass(frozen=True, slots=True)
class DigestFile:
    """A digest with the reading it came from; `digest` is None when the file gave none that can be used."""

    digest: Digest | None
    reading: Reading
    format: str = ""


def read_digest(file: SourceFile, date: dt.date | None = None, source: str = "") -> DigestFile:
    """The digest of a file that holds one, as all do but an archive's dump: see `read_digests`."""
    return read_digests(file, date, source)[0]


def read_digests(file: SourceFile, date: dt.date | None = None, source: str = "") -> list[DigestFile]:
    """Read the digests of a file in any format we know; there is always one, if only to tell what is wrong.

    Never raises: what is wrong is in the readings' problems. A `date` or `source` that is given wins over what the
    content says, that over the file's name, `<date>-<source>.<ext>`, and that over the format's usual source.
    """
    reader = reader_for(file.text)
    if reader is None:
        hint = "supported are YAML digests, Daily Papers (text, JSON, HTML), BibTeX, arXiv Atom, RSS, Atom and dumps"
        problem = Problem(file.path, 1, 1, "is not a digest in any format known here", hint)
        return [DigestFile(None, Reading(problems=(problem,)))]
    named_date, named_source = date_and_source_of(file.path)
    reading = reader.read(file, date or named_date)
    return [
        _digest_of(file.path, part, reader, date or part.date or named_date, source or part.source or named_source)
        for part in reading.parts or (reading,)
    ]


def _digest_of(path: str, reading: Reading, reader: Reader, day: dt.date | None, source: str) -> DigestFile:
    problems = list(reading.problems)
    if day is None and not any(problem.is_error for problem in problems):
        hint = "name the file <date>-<source>, such as 2026-04-20-daily-papers, or give --date"
        problems.append(Problem(path, 1, 1, "the digest has no date", hint))
    if day and not schemas.FIRST_YEAR <= day.year <= schemas.LAST_YEAR:
        message = f"the digest's date, {day}, is not between {schemas.FIRST_YEAR} and {schemas.LAST_YEAR}"
        problems.append(Problem(path, 1, 1, message, "correct the file's name or what it says, or give --date"))
        day = None
    if len(source) > schemas.MAX_SLUG:
        message = f"the digest's source is longer than {schemas.MAX_SLUG} characters"
        problems.append(Problem(path, 1, 1, message, "give the file a shorter name, or give --source"))
        day = None
    if not reading.entries and not reading.rejected and not problems:
        problems.append(Problem(path, 1, 1, f"holds no paper ({reader.format})", "add papers, or delete the file"))
    reading = dataclasses.replace(reading, problems=(*problems, *_contradictions(path, reading)))
    if day is None or not reading.entries:
        return DigestFile(None, reading, reader.format)
    return DigestFile(Digest(day, source or reader.source, reading.entries, reading.title), reading, reader.format)


def _contradictions(path: str, reading: Reading) -> Iterator[Problem]:
    """Warnings where a person wrote into a file of the archive what its name says otherwise: one is a mistake.

    The name may have a number at its end, as `import` gives one to a second file.
    """
    if not path.startswith(_FOLDER):
        return
    date, source = date_and_source_of(path)
    right = f"{reading.date}-{reading.source}{PurePath(path).suffix}"
    if date and reading.date != date and "date" in reading.places:
        yield _contradiction(path, reading, "date", f"{reading.date}", f"{date}", right)
    if source and "source" in reading.places and not re.fullmatch(rf"{re.escape(reading.source)}(-\d+)?", source):
        yield _contradiction(path, reading, "source", reading.source, source, right)


def _contradiction(path: str, reading: Reading, key: str, written: str, named: str, right: str) -> Problem:
    message = f"the digest's {key} is '{written}', which counts, and the file's name says '{named}'"
    hint = f"correct the {key}, or rename the file, for instance to {right}"
    return Problem(path, *reading.places[key], message, hint, Severity.WARNING)


def date_and_source_of(path: str) -> tuple[dt.date | None, str]:
    """What a file's name tells: `content/digests/2026-04-20-daily-papers.yml` is 20 April 2026, `daily-papers`."""
    found = _FILE_NAME.fullmatch(path)
    try:
        return (dt.date.fromisoformat(found[1]), found[2] or "") if found else (None, "")
    except ValueError:
        return None, ""


def write_digest(digest: Digest) -> str:
    """The digest as YAML, the same bytes for the same digest; `read_digest` reads it back to an equal one.

    Its first line tells editors where the schema is.
    """
    data = as_data(digest)
    papers = {"papers": data.pop("papers")}
    return _MODELINE + dump(data) + dump(papers)


def as_data(digest: Digest) -> dict[str, Any]:
    """The digest as the values that its file holds."""
    head: dict[str, Any] = {"date": Plain(digest.date.isoformat()), "source": digest.source}
    if digest.title:
        head["title"] = digest.title
    return {**head, "papers": [dict(_fields(entry)) for entry in digest.entries]}


def is_unedited(text: str, digest: Digest) -> bool:
    """Whether a file that holds `digest` is what `write_digest` makes of it, with its first line or without."""
    return _MODELINE + text.removeprefix(_MODELINE) == write_digest(digest)


def add_entries(digest: Digest, more: Iterable[Entry]) -> Digest:
    """The digest with `more` entries: one of a work it has already only fills what is missing there.

    An entry that tells of another id or title of a known work stays a row of its own, for nothing else keeps that.
    Where both say something, what stands in the digest wins, since a person may have corrected it; of counts, which
    only grow, the larger one wins.
    """
    entries = list(digest.entries)
    places: dict[str, list[int]] = collections.defaultdict(list)
    for index, entry in enumerate(entries):
        for key in identifiers.keys_of(entry):
            places[key].append(index)
    for entry in more:
        keys = identifiers.keys_of(entry)
        told_by = [place for key in keys for place in places[key] if _is_told_by(entries[place], entry)]
        # Whatever came before is found where it went, though others may tell of it since: to add it again adds nothing.
        has_all = (place for place in told_by if _fill(entries[place], entry) == entries[place])
        known = next(has_all, told_by[0] if told_by else None)
        if known is None:
            known = len(entries)
            entries.append(entry)
        else:
            entries[known] = _fill(entries[known], entry)
        for key in keys:
            if known not in places[key]:
                places[key].append(known)
    return dataclasses.replace(digest, entries=tuple(entries))


def _is_told_by(entry: Entry, other: Entry) -> bool:
    """Whether `entry`, filled by `other`, names all that identifies them, and both are certainly one work."""
    ids, other_ids = ({one.arxiv, one.doi} - {""} for one in (entry, other))
    is_one = bool(ids & other_ids) or not ids or not other_ids
    return is_one and set(identifiers.keys_of(other)) <= set(identifiers.keys_of(_fill(entry, other)))


def _fill(entry: Entry, other: Entry) -> Entry:
    filled = {
        field.name: getattr(entry, field.name) or getattr(other, field.name) for field in dataclasses.fields(Entry)
    }
    for name in ("comments", "upvotes"):
        counts = [value for value in (getattr(entry, name), getattr(other, name)) if value is not None]
        filled[name] = max(counts, default=None)
    return Entry(**filled)


def digests_of_named(named: str) -> list[Any] | None:
    """The digests of a file, its path and text with a NUL between them, as JSON values for the cache.

    None when something is wrong with it: problems are not kept, and such a file is read again.
    """
    path, _, text = named.partition("\0")
    readings = read_digests(SourceFile(path, text))
    if any(reading.reading.problems or not reading.digest for reading in readings):
        return None
    found = [reading.digest for reading in readings if reading.digest]
    return [[one.date.isoformat(), one.source, one.title, list(map(_row, one.entries))] for one in found]


def from_json(value: Sequence[Any] | None) -> list[Digest] | None:
    """What `digests_of_named` gave, after a way through the cache."""
    if value is None:
        return None
    return [
        Digest(dt.date.fromisoformat(date), source, tuple(map(_entry, rows)), title)
        for date, source, title, rows in value
    ]


def _row(entry: Entry) -> list[Any]:
    row = [getattr(entry, name) for name in _ROW]
    return [value.isoformat() if isinstance(value, dt.date) else value for value in row]


def _entry(row: Sequence[Any]) -> Entry:
    values: dict[str, Any] = dict(zip(_ROW, row, strict=True))
    values["authors"], values["keywords"] = tuple(values["authors"]), tuple(values["keywords"])
    values["published"] = dt.date.fromisoformat(values["published"]) if values["published"] else None
    return Entry(**values)


_ROW = tuple(field.name for field in dataclasses.fields(Entry))


def _fields(entry: Entry) -> Iterator[tuple[str, Any]]:
    """The entry's fields that say something, in the order a person wants to read them."""
    for name in _ORDER:
        value = getattr(entry, name)
        if value in (None, "", ()):
            continue
        if name == "abstract":
            value = Folded(value)
        elif isinstance(value, tuple):
            value = list(value)
        elif isinstance(value, dt.date):
            value = Plain(value.isoformat())
        yield name, value


_ORDER = (
    "title", "arxiv", "doi", "authors", "author_count", "organisation", "published", "url", "code", "project",
    "comments", "upvotes", "keywords", "abstract",
)  # fmt: skip
