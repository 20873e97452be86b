"""Dates, persons and types of works, as bibliographies have them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

MONTHS = tuple("jan feb mar apr may jun jul aug sep oct nov dec".split())
"""The names of months in BibTeX and MEDLINE, in lower case."""


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A year, a month or a day: a date as precise as it is known. Unknown parts are 0, so a year sorts before its days.

    Its text is ISO 8601: `2026`, `2026-04` or `2026-04-20`.
    """

    year: int
    month: int = 0
    day: int = 0

    def __str__(self) -> str:
        return "-".join([f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)])

    @classmethod
    def of(cls, date: dt.date) -> PartialDate:
        return cls(date.year, date.month, date.day)

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Parse `2026`, `2026-04` or `2026-04-20`.

        Raises:
            ValueError: for any other text, and for a day that no calendar has.
        """
        if re.fullmatch(r"\d{4}(?:-\d{2}){0,2}", text, re.ASCII) is None:
            raise ValueError(f"'{text[:40]}' is not a date written as YYYY, YYYY-MM or YYYY-MM-DD")
        year, month, day = (*map(int, text.split("-")), 0, 0)[:3]
        dt.date(year, month or (1 if len(text) == 4 else 0), day or (1 if len(text) < 10 else 0))
        return cls(year, month, day)

    def includes(self, other: PartialDate) -> bool:
        """Return whether `other` is this date or a more precise form of it: 2026 includes 2026-04-20."""
        return other.year == self.year and self.month in (0, other.month) and self.day in (0, other.day)


@dataclass(frozen=True, slots=True)
class Person:
    """The name of an author or editor in parts, or a `literal` name without any: a group's, or a single word."""

    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""
    literal: str = ""

    @property
    def full_name(self) -> str:
        """The name in its natural order: `Lonneke van der Plas`, `Martin Luther King Jr.`, `山田 太郎`, `Qwen Team`."""
        if self.family and self.given and _EAST_ASIAN.fullmatch(self.family + self.given):
            return f"{self.family} {self.given}"
        return self.literal or " ".join(filter(None, (self.given, self.particle, self.family, self.suffix)))

    @property
    def inverted(self) -> str:
        """The name with the family name first: `van der Plas, Lonneke`, `King, Martin Luther, Jr.`, `Qwen Team`."""
        family = " ".join(filter(None, (self.particle, self.family)))
        return self.literal or ", ".join(filter(None, (family, self.given, self.suffix)))


_EAST_ASIAN = re.compile(
    "[\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3131-\u318e\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    "\U00020000-\U0003ffff ・]+"
)
"""Names in Han characters, kana or hangul, whose family name comes first."""


class EntryType(StrEnum):
    """The types of works that bibliographies distinguish."""

    ARTICLE = "article"
    INPROCEEDINGS = "inproceedings"
    CHAPTER = "chapter"
    BOOK = "book"
    THESIS = "thesis"
    REPORT = "report"
    PREPRINT = "preprint"
    DATASET = "dataset"
    SOFTWARE = "software"


@dataclass(frozen=True, slots=True)
class CitationsOf:
    """A line of the record of citations: papers of the archive that the paper `slug` cites, by their slugs.

    `asked` is the day on which services were asked about the paper, None if they were not.
    """

    slug: str
    asked: dt.date | None = None
    cites: tuple[str, ...] = ()
