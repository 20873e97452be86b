"""What every module of this package defines: `READER`, a format with the functions that recognise and read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from generator.model import Reading, SourceFile


@dataclass(frozen=True, slots=True)
class Reader:
    """A format of digests.

    `format` names it in messages, and `source` names digests whose content and file name tell no source. `recognises`
    looks at a text. `read` returns its entries and problems and never raises; it also takes the digest's date, where a
    person or the file's name tells it, for formats whose own dates lack a year.
    """

    format: str
    source: str
    recognises: Callable[[str], bool]
    read: Callable[[SourceFile, dt.date | None], Reading]
