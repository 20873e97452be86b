"""The types that readers share: `Reader`, a format with its functions, and `Reading`, their result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from generator.model import Entry, Permalink, Problem, SourceFile


@dataclass(frozen=True, slots=True)
class Reading:
    """The result of reading one file. Rows that could not be used are counted, and each has a problem.

    `date` and `source` come from the content, if it has them. `positions` has their lines and columns, and `lines` the
    lines of the entries, if a person wrote the file. A file with several digests has a reading of each in `digests`,
    and no entries of its own. `permalinks` are the addresses of the papers in the archive that a dump comes from.
    `is_partial` is True if a part of the text belongs to no row, so that the file may be in another format.
    """

    entries: tuple[Entry, ...] = ()
    rejected: int = 0
    problems: tuple[Problem, ...] = ()
    date: dt.date | None = None
    source: str = ""
    title: str = ""
    digests: tuple[Reading, ...] = ()
    permalinks: tuple[Permalink, ...] = ()
    is_partial: bool = False
    positions: Mapping[str, tuple[int, int]] = field(default_factory=dict, compare=False, repr=False)
    lines: tuple[int, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Reader:
    """A format of digests.

    `format` is its name in messages. `source` is the source of digests whose content and file name have none.
    `recognises` returns whether a text may be in the format. `read` returns its entries and problems and never raises;
    for formats whose dates lack a year it also gets the digest's date, if a person or the file's name gives one.
    """

    format: str
    source: str
    recognises: Callable[[str], bool]
    read: Callable[[SourceFile, dt.date | None], Reading]
