"""YAML in which every scalar is text or null, and every value has its line and column.

In YAML, `arxiv: 2401.10000` is a number and `no:` is False; here both are the text that a person typed. Only null keeps
its meaning, because programs write it for unknown values. Aliases, tags and duplicate keys are refused, which also
prevents exponential documents ("billion laughs"). Values are composed from libyaml's events, so that each problem has
the position of the value itself and not of its parent.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from generator.model import Problem

Path: TypeAlias = tuple[str | int, ...]
"""The path of a value in a document: `("papers", 0, "title")`."""

MAX_DEPTH = 20
"""Maximum nesting. None of our files needs as much; deeper input is refused before it exhausts the stack."""

SYNTAX_HINT = "check the indentation, and quote text that holds ': ' or ' #' or begins with a special character"

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
"""Unquoted scalars that are null in YAML."""

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Position:
    """A position in a text, both counted from 1."""

    line: int
    column: int


@dataclass(slots=True)
class Document:
    """A composed document: text, lists and dicts, with the positions of keys and values, and of the ends of lists.

    `nulls` has the values that are None as they were typed. `refused` has the paths of values that were left out
    because of a problem. `files` has the file of each value that is not in the file `path`.
    """

    path: str
    value: object = None
    problems: list[Problem] = field(default_factory=list)
    keys: dict[Path, Position] = field(default_factory=dict)
    values: dict[Path, Position] = field(default_factory=dict)
    ends: dict[Path, Position] = field(default_factory=dict)
    unquoted: set[Path] = field(default_factory=set)
    nulls: dict[Path, str] = field(default_factory=dict)
    refused: set[Path] = field(default_factory=set)
    files: dict[Path, str] = field(default_factory=dict)

    @property
    def mapping(self) -> dict[str, object]:
        """The value if it is a mapping, otherwise {}."""
        return self.value if isinstance(self.value, dict) else {}

    def file(self, path: Path) -> str:
        """Return the file of the value at `path`, or of the nearest value around it."""
        while path and path not in self.values:
            path = path[:-1]
        return self.files.get(path, self.path)

    def position(self, path: Path) -> Position:
        """Return the position of the value at `path`, or of the nearest value around it."""
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, Position(1, 1))

    def place_order(self, path: Path) -> tuple[int, int]:
        """Return a sort key: the order of values in the file."""
        position = self.position(path)
        return position.line, position.column

    def problem(self, path: Path, message: str, hint: str = "", *, at_key: bool = False) -> Problem:
        position = self.keys[path] if at_key and path in self.keys else self.position(path)
        return Problem(self.file(path), position.line, position.column, message, hint)


def parse(text: str, path: str, first_line: int = 1, max_items: int = sys.maxsize) -> Document:
    """Compose the YAML document in `text`, which begins at `first_line` of the file at `path`.

    No list of a top key may have more than `max_items` items.

    Never raises on any text that UTF-8 can express: faults are in the document's `problems`, and its value is None if
    nothing could be composed.
    """
    document = Document(path)
    composer = _Composer(document, first_line, first_line + text.count("\n"), max_items)
    try:
        composer.compose(yaml.parse(text, Loader=_Loader))
    except yaml.MarkedYAMLError as error:
        position = composer.position(error.problem_mark or error.context_mark)
        hint = SYNTAX_HINT
        if text.split("\n")[max(position.line - first_line, 0)][: position.column].lstrip(" ").startswith("\t"):
            hint = "the line begins with a tab; indent with spaces"
        document.problems.append(
            Problem(path, position.line, position.column, f"not valid YAML: {error.problem}", hint)
        )
        document.value = None
    except yaml.reader.ReaderError:
        # libyaml's error counts in bytes and knows no line.
        forbidden = yaml.reader.Reader.NON_PRINTABLE.search(text)
        before = text[: forbidden.start()] if forbidden else ""
        position = Position(before.count("\n") + first_line, len(before) - before.rfind("\n"))
        message = (
            f"holds the character {forbidden[0]!a}, which YAML does not allow"
            if forbidden
            else "holds a forbidden character"
        )
        document.problems.append(Problem(path, position.line, position.column, message, "delete the character"))
        document.value = None
    except _TooLarge as error:
        document.problems.append(Problem(path, error.position.line, error.position.column, error.message, error.hint))
        document.value = None
    return document


class _TooLarge(Exception):
    """A document has more levels or items than it may have."""

    def __init__(self, position: Position, message: str, hint: str) -> None:
        self.position, self.message, self.hint = position, message, hint


_REFUSED = object()


class _Composer:
    """Builds a document's value from parser events, one method per kind of node."""

    def __init__(self, document: Document, first_line: int, last_line: int, max_items: int) -> None:
        self.document = document
        self.first_line = first_line
        self.last_line = last_line
        self.max_items = max_items

    def compose(self, events: Iterator[yaml.Event]) -> None:
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if self.document.values:
                    self._report(event, (), "holds a second document", "keep one document per file; remove the '---'")
                    return
                value = self._node(next(events), events, ())
                self.document.value = None if value is _REFUSED else value

    def position(self, mark: Any) -> Position:
        """Return the position of one of libyaml's marks, the beginning without one.

        After the last line break libyaml sees another line, which is limited to the last one here.
        """
        if mark is None:
            return Position(self.first_line, 1)
        return Position(min(mark.line + self.first_line, self.last_line), mark.column + 1)

    def _report(self, event: yaml.Event, path: Path, message: str, hint: str) -> None:
        position = self.position(event.start_mark)
        self.document.problems.append(Problem(self.document.path, position.line, position.column, message, hint))
        self.document.refused.add(path)

    def _node(self, event: Any, events: Iterator[yaml.Event], path: Path) -> object:
        if len(path) > MAX_DEPTH:
            message = f"is nested more than {MAX_DEPTH} levels deep"
            raise _TooLarge(self.position(event.start_mark), message, "flatten it")
        self.document.values[path] = self.position(event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            self._report(
                event, path, f"refers to the alias *{event.anchor}", "write the value out; aliases are refused"
            )
            return _REFUSED
        if isinstance(event, yaml.SequenceStartEvent):
            value: object = self._sequence(events, path)
        elif isinstance(event, yaml.MappingStartEvent):
            value = self._mapping(events, path)
        else:
            value = event.value
            if event.implicit[0]:
                self.document.unquoted.add(path)
                if value in _NULLS:
                    self.document.nulls[path] = value
                    value = None
        # An explicit tag, `!!python/object` or `!ENV`, asks for more than text, lists and mappings.
        if event.tag not in (None, "!"):
            self._report(event, path, f"has the tag {event.tag}", "remove the tag; plain values are enough")
            return _REFUSED
        return value

    def _sequence(self, events: Iterator[yaml.Event], path: Path) -> list[object]:
        items: list[object] = []
        for index, event in enumerate(self._until(events, yaml.SequenceEndEvent, path)):
            if len(path) == 1 and index == self.max_items:
                message = f"the list has more than {self.max_items:,} items"
                hint = "split the file: one of its size may have no more"
                raise _TooLarge(self.position(event.start_mark), message, hint)
            item = self._node(event, events, (*path, index))
            # A refused item becomes None, so that the indices of later items stay right.
            items.append(None if item is _REFUSED else item)
        return items

    def _mapping(self, events: Iterator[yaml.Event], path: Path) -> dict[str, object]:
        mapping: dict[str, object] = {}
        for event in self._until(events, yaml.MappingEndEvent, path):
            if not isinstance(event, yaml.ScalarEvent):
                # The path ends in a number, which no key's path does.
                self._report(event, (*path, 0), "has a key that is not text", "write the key as plain text")
                self._node(event, events, (*path, 0))
                self._node(next(events), events, (*path, 0))
                continue
            inner = (*path, event.value)
            if event.value in mapping or inner in self.document.refused:
                first = self.document.keys.get(inner)
                message = f"repeats the key '{event.value}'" + (f" of line {first.line}" if first else "")
                self._report(event, (*inner, "repeated"), message, "keep one of the two")
                self._node(next(events), events, (*inner, "repeated"))
                continue
            self.document.keys[inner] = self.position(event.start_mark)
            value = self._node(next(events), events, inner)
            if value is not _REFUSED:
                mapping[event.value] = value
        return mapping

    def _until(self, events: Iterator[yaml.Event], end: type[yaml.Event], path: Path) -> Iterator[Any]:
        """Yield the events before the one that ends the collection at `path`, and record its position."""
        for event in events:
            if isinstance(event, end):
                self.document.ends[path] = self.position(event.start_mark)
                return
            yield event
