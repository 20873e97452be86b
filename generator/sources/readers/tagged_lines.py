"""Records of lines that begin with a tag, as in RIS and MEDLINE: lines without one continue the value before."""

from __future__ import annotations

import re
from dataclasses import dataclass, field


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


def records(text: str, tag: re.Pattern[str], begin: str, end: str = "") -> tuple[list[Record], bool]:
    """Return the records of a text, and whether there is text outside of them.

    A record begins with the tag `begin`, and ends with `end` or before the next. `tag` matches a line, with the tag and
    the value as its groups.
    """
    found: list[Record] = []
    is_in_record = has_other_text = False
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
        elif line.strip() and name != end:
            has_other_text = True
    return found, has_other_text
