"""Readers of digests: a module for each format, which turns a text into entries and problems.

A new format is a module that defines `READER`, and its name in `_MODULES`; docs/extending.md has an example.

Formats are recognised by the structure of the text, not by the name of the file. If several readers recognise a text,
all of them read it, and the one that can use the whole text is right: a digest in YAML may quote BibTeX.
"""

from __future__ import annotations

import datetime as dt
from functools import cache, partial
from importlib import import_module

from generator.model import Problem, SourceFile
from generator.sources.readers.reader import Reader, Reading
from generator.system.guard import guarded

_MODULES = (
    "archive_dump",
    "csl_json",
    "daily_papers_json",
    "daily_papers_html",
    "daily_papers_mhtml",
    "arxiv_atom",
    "feed",
    "yaml_digest",
    "ris",
    "nbib",
    "daily_papers_text",
    "bibtex",
    "markdown_list",
)
"""In order of preference, which decides if several readers recognise a text and none or all can use it whole."""


def _load(name: str) -> Reader:
    reader = import_module(f"{__name__}.{name}").READER
    if not isinstance(reader, Reader):
        raise TypeError(f"{name}.READER is no Reader")
    return reader


@cache
def readers() -> tuple[Reader, ...]:
    """Return all readers. They are loaded when a text is read, for builds find most digests in the cache."""
    return tuple(map(_load, _MODULES))


def read(file: SourceFile, date: dt.date | None = None) -> tuple[Reader | None, Reading]:
    """Read a file in any known format. Return the reader that understands it, None without one, and its reading.

    Never raises. A text that two readers can use as a whole, with different papers, is a problem.
    """
    recognising = [reader for reader in readers() if guarded(partial(reader.recognises, file.text), file.path) is True]
    if not recognising:
        hint = f"supported are: {', '.join(reader.format for reader in readers())}"
        problem = Problem(file.path, 1, 1, "is not a digest in any known format", hint)
        return None, Reading(problems=(problem,))
    readings = [(reader, _read_with(reader, file, date)) for reader in recognising]
    whole = [(reader, reading) for reader, reading in readings if _is_whole(reading)]
    first, reading = (whole or readings)[0]
    for other, another in whole[1:]:
        if (another.entries, another.digests) != (reading.entries, reading.digests):
            message = f"may be read in two ways: {first.format}, and {other.format}"
            hint = "split it into two files, or remove what belongs to the one that is not meant"
            return first, Reading(problems=(Problem(file.path, 1, 1, message, hint),))
    return first, reading


def _read_with(reader: Reader, file: SourceFile, date: dt.date | None) -> Reading:
    reading = guarded(partial(reader.read, file, date), file.path)
    return Reading(problems=(reading,)) if isinstance(reading, Problem) else reading


def _is_whole(reading: Reading) -> bool:
    """Return whether a reader could use a whole text."""
    has_errors = reading.rejected or any(problem.is_error for problem in reading.problems)
    return bool(reading.entries or reading.digests) and not has_errors and not reading.is_partial
