"""Records of lines that begin with a tag, as in RIS and MEDLINE: lines without one continue the value before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from generator.model import Problem, Severity
from generator.sources.entries import Rejected


@dataclass(slots=True)
class Record:
    """The values of a record by their tags, each as its lines, and the line of the text on which it begins."""

    line: int
    values: dict[str, list[list[str]]] = field(default_factory=dict)

    def all(self, *tags: str) -> list[str]:
        """Return the values with these tags, of one tag after the other."""
        values = ("\n".join(lines).strip() for tag in tags for lines in self.values.get(tag, ()))
        return [value for value in values if value]

    def first(self, *tags: str) -> str:
        """Return the first value with one of these tags, of the first tag that has any, or ""."""
        return next(iter(self.all(*tags)), "")


def records(text: str, tag: re.Pattern[str], begin: str, end: str = "") -> tuple[list[Record], list[int]]:
    """Return the records of a text, and the numbers of the lines of text outside of them.

    A record begins with the tag `begin`, and ends with `end` or before the next. `tag` matches a line, with the tag and
    the value as its groups.
    """
    found: list[Record] = []
    others: list[int] = []
    is_in_record = False
    value: list[str] = []
    for number, line in enumerate(text.lstrip("\ufeff").split("\n"), 1):
        match = tag.match(line.rstrip())
        name = match[1].strip() if match else ""
        if name == begin:
            found.append(Record(number))
            is_in_record = True
        elif name and name == end:
            is_in_record = False
        if match and is_in_record:
            value = [match[2] or ""]
            found[-1].values.setdefault(name, []).append(value)
        elif is_in_record:
            value.append(line.strip())  # an empty line parts paragraphs
        elif line.strip() and not (name and name == end):
            others.append(number)
    return found, others


def unread_lines(path: str, others: Sequence[int]) -> Iterator[Problem]:
    """Report lines outside of records, at the first of them."""
    if others:
        message = f"{len(others):,} line{'s are' if len(others) > 1 else ' is'} outside of records and not read"
        yield Problem(path, others[0], 1, message, "begin each record with its first tag", Severity.WARNING)


def check_one_title(record: Record, *tags: str) -> None:
    """Check that a record is about one work.

    Raises:
        Rejected: when it has several titles: the records of several works have run together.
    """
    for tag in tags:
        if len(titles := set(record.all(tag))) > 1:
            raise Rejected(f"has {len(titles)} titles ({tag})")
