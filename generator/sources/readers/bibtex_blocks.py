"""The blocks of a BibTeX file: entries with their fields and expanded macros, and faults with their positions.

The grammar is BibTeX's, extended by what programs write: entries without a key, any white space before the opening
brace, types with hyphens and colons. A backslash makes a brace or a quotation mark a plain character. The time is
linear: matching braces are found once for the whole text.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_MAX_VALUE, _MAX_MACRO = 20_000, 1_000
"""Maximum characters of a value with its macros, and of a macro. Macros of macros could double with each level."""

_MAX_DEPTH = 10_000
"""Maximum number of open braces. No bibliography has more."""

_START = re.compile(r"(?:^|(?<=[\s})]))@[ \t]*([^\s{}()\",#%='@\\]+)\s*([{(])", re.M)
_LOST = re.compile(r"^[ \t]*@([A-Za-z]+)[ \t]+[^\s{}(),]+[ \t]*,", re.M)
"""A line that begins an entry, apart from its brace."""

_BRACE = re.compile(r"\\.|[{}]", re.S)
_QUOTED = re.compile(r"\\.|[{}\"]", re.S)
_NAME = re.compile(r"\s*([^\s{}()\",#%=]+)\s*=\s*")
_KEY = re.compile(r"[^\s,{}()=\"]*")
_WORD = re.compile(r"[^\s,#{}()\"=%]+")
_BLANK = re.compile(r"\s*")


class Malformed(ValueError):
    """A block that cannot be read. The message says why."""


@dataclass(frozen=True, slots=True)
class Block:
    """An entry: its type in lower case, its key, and the values of its fields by lower-case name.

    `repeated` are the fields that it has more than once, in any spelling; of these, the first value is in `fields`.
    """

    type: str
    key: str
    line: int
    fields: Mapping[str, str]
    repeated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that cannot be read, or a macro defined twice, which is only a warning."""

    line: int
    message: str
    is_warning: bool = False


@dataclass(slots=True)
class Blocks:
    """The entries of a file in order, its faults, and the text outside of all blocks that is no comment.

    `other_line` is the line on which that begins, 0 if there is none, and `other_length` its length in characters.
    """

    entries: list[Block] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    other_line: int = 0
    other_length: int = 0


def begins_block(text: str) -> bool:
    """Return whether there is anything that looks like the beginning of a block."""
    return _START.search(text) is not None


def parse(text: str) -> Blocks:
    """Return the blocks of a text. Never raises: what cannot be read is a fault, and reading goes on after it."""
    blocks = Blocks()
    try:
        parser = _Parser(text)
    except Malformed as error:
        blocks.faults.append(Fault(1, str(error)))
        return blocks
    lines = _Lines(text)
    end = 0
    start = _START.search(text)
    while start:
        _look_between(text, end, start.start(), lines, blocks)
        try:
            end = parser.block(start, lines.at(start.start()), blocks)
        except Malformed as error:
            opening = re.split(r"[,\n]", text[start.start() : start.start() + 80], maxsplit=1)[0].strip()
            blocks.faults.append(Fault(lines.at(start.start()), f"'{opening}' cannot be read: {error}"))
            following = _START.search(text, start.end())
            end = following.start() if following else len(text)
        start = _START.search(text, end)
    _look_between(text, end, len(text), lines, blocks)
    return blocks


def _look_between(text: str, begin: int, end: int, lines: _Lines, blocks: Blocks) -> None:
    """Look at text outside of all blocks: BibTeX ignores it."""
    other = text[begin:end]
    for lost in _LOST.finditer(other):
        message = f"'@{lost[1]}' begins no entry: write its '{{' directly behind it"
        blocks.faults.append(Fault(lines.at(begin + lost.start()), message))
    for number, line in enumerate(other.split("\n")):
        if line.strip(" \t\ufeff,;") and not line.lstrip().startswith(("%", "#", "//")):
            blocks.other_line = blocks.other_line or lines.at(begin) + number
            blocks.other_length += len(line.strip())


class _Lines:
    """The numbers of lines, for offsets that grow."""

    def __init__(self, text: str) -> None:
        self._text, self._offset, self._line = text, 0, 1

    def at(self, offset: int) -> int:
        self._line += self._text.count("\n", self._offset, offset)
        self._offset = max(self._offset, offset)
        return self._line


class _Parser:
    """Reads one block after the other, and knows the macros of those before.

    Raises:
        Malformed: when braces are nested too deeply.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._opening, self._closing = _matching_braces(text)
        self._last_parenthesis = text.rfind(")")
        self._after = 0
        self._macros: dict[str, str] = {}
        self._macro_lines: dict[str, int] = {}

    def block(self, start: re.Match[str], line: int, blocks: Blocks) -> int:
        """Add a block to the others and return where it ends.

        Raises:
            Malformed: when it cannot be read.
        """
        kind = start[1].lower()
        if kind in ("comment", "preamble"):
            return self._end_of_group(start.end() - 1)
        if kind == "string":
            return self._macro(start, line, blocks)
        key = _KEY.match(self._text, self._skip_blanks(start.end()))
        name = key[0] if key else ""
        position = self._skip_blanks(key.end() if key else start.end())
        fields: dict[str, str] = {}
        repeated: list[str] = []
        if self._text[position : position + 1] == "=":  # no key: this is the first field
            name, position = "", self._skip_blanks(start.end())
        elif self._text[position : position + 1] == ",":
            position += 1
        for field_name, value in self._fields(position, ")" if start[2] == "(" else "}"):
            if field_name in fields:
                repeated.append(field_name)
            fields.setdefault(field_name, value)
        blocks.entries.append(Block(kind, name, line, fields, tuple(dict.fromkeys(repeated))))
        return self._after

    def _macro(self, start: re.Match[str], line: int, blocks: Blocks) -> int:
        for name, value in self._fields(start.end(), ")" if start[2] == "(" else "}"):
            if name in self._macros:
                message = f"@string '{name}' is already in line {self._macro_lines[name]}, which is used"
                blocks.faults.append(Fault(line, message, is_warning=True))
            self._macros.setdefault(name, value[:_MAX_MACRO])
            self._macro_lines.setdefault(name, line)
        return self._after

    def _fields(self, position: int, closing: str) -> Iterator[tuple[str, str]]:
        """Yield each field's name and value; `_after` is the end of the block when all are read."""
        while True:
            position = self._skip_blanks(position)
            if self._text[position : position + 1] == closing:
                self._after = position + 1
                return
            if self._text[position : position + 1] == ",":
                position += 1
                continue
            name = _NAME.match(self._text, position)
            if name is None:
                raise Malformed(self._expected(position, "a field, such as 'year = 2026'"))
            value, position = self._value(name.end())
            yield name[1].lower(), value
            position = self._skip_blanks(position)
            if self._text[position : position + 1] not in (",", closing):
                raise Malformed(self._expected(position, f"a comma or '{closing}' after the field '{name[1][:40]}'"))

    def _value(self, position: int) -> tuple[str, int]:
        """Return the value that begins here, with its macros filled in, and where it ends."""
        text = ""
        while True:
            piece, position = self._piece(position)
            text += piece if len(text) <= _MAX_VALUE else ""
            position = self._skip_blanks(position)
            if self._text[position : position + 1] != "#":
                return text, position
            position = self._skip_blanks(position + 1)

    def _piece(self, position: int) -> tuple[str, int]:
        match self._text[position : position + 1]:
            case "{":
                end = self._end_of_group(position)
            case '"':
                end = self._end_of_quote(position)
            case _:
                word = _WORD.match(self._text, position)
                if word is None:
                    raise Malformed(self._expected(position, "a value"))
                return self._macros.get(word[0].lower(), word[0]), word.end()
        return self._text[position + 1 : end - 1], end

    def _end_of_group(self, position: int) -> int:
        """Return where the group ends that opens here, with a brace or a parenthesis."""
        if self._text[position] == "(":
            if position > self._last_parenthesis:
                raise Malformed("its '(' is never closed")
            return self._text.index(")", position) + 1
        index = bisect_left(self._opening, position)
        end = self._closing[index] if index < len(self._opening) and self._opening[index] == position else 0
        if not end:
            raise Malformed("a '{' is never closed")
        return end + 1

    def _end_of_quote(self, position: int) -> int:
        at = position + 1
        while mark := _QUOTED.search(self._text, at):
            at = mark.end()
            if mark[0] == '"':
                return at
            if mark[0] == "{":
                at = self._end_of_group(mark.start())
            elif mark[0] == "}":
                break
        raise Malformed("a quotation mark is never closed")

    def _skip_blanks(self, position: int) -> int:
        blank = _BLANK.match(self._text, position)
        return blank.end() if blank else position

    def _expected(self, position: int, what: str) -> str:
        found = self._text[position : position + 20].split("\n")[0]
        return f"expected {what}, found '{found}'" if found else f"expected {what}, found its end"


def _matching_braces(text: str) -> tuple[array[int], array[int]]:
    """Return the positions of all opening braces, and of those that close them, or 0."""
    opening, closing, stack = array("Q"), array("Q"), array("Q")
    for mark in _BRACE.finditer(text):
        if mark[0] == "{":
            stack.append(len(opening))
            opening.append(mark.start())
            closing.append(0)
            if len(stack) > _MAX_DEPTH:
                raise Malformed(f"has more than {_MAX_DEPTH:,} braces open at once")
        elif mark[0] == "}" and stack:
            closing[stack.pop()] = mark.start()
    return opening, closing
