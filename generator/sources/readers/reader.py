"""The type of `READER`, which every reader defines: a format, with the functions that recognise and read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from generator.model import Reading, SourceFile


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
