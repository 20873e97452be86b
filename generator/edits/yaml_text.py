"""Edits of YAML as text: a key set or removed, an item added or removed, and no other character changed.

Parsing and dumping would lose comments and order. Callers parse the result and refuse it if anything else changed, for
example in a mapping written in braces.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Sequence

from generator.sources import located_yaml
from generator.sources.located_yaml import Document, Path, Position
from generator.sources.yaml_writer import dump

Edit = tuple[int, int, str]
"""A replacement: begin and end offset of the characters to replace, and their new text."""

_NOT_TEXT = frozenset("false n no null off on true y yes".split())
"""Words that YAML reads as booleans or null unless they are quoted."""


def with_value(text: str, path: Path, value: object, after: str = "") -> str:
    """Return the text in which the key at `path` has this value.

    A new key is put below the key `after` of the same mapping, or at the mapping's end.
    """
    document = located_yaml.parse(text, "")
    position = document.keys.get(path)
    *parent, key = path
    if position is not None:
        end = end_of(text, document, path)
        return text[: offset_of(text, position)] + _block(str(key), value, position.column) + text[end:]
    siblings = [other for other in document.keys if list(other[:-1]) == parent]
    if not siblings:
        if parent:
            return with_value(text, tuple(parent), {str(key): value})
        return f"{text}{newline_before(text, len(text))}{_block(str(key), value, 1)}"
    previous = (*parent, after) if (*parent, after) in siblings else siblings[-1]
    column = document.keys[previous].column
    offset = end_of(text, document, previous)
    return (
        f"{text[:offset]}{newline_before(text, offset)}{' ' * (column - 1)}{_block(str(key), value, column)}"
        f"{text[offset:]}"
    )


def without(text: str, path: Path) -> str:
    """Return the text without the key, or the item of a list, at `path`, and the comments at its lines."""
    document = located_yaml.parse(text, "")
    position = document.keys.get(path) or document.values.get(path)
    if position is None:
        return text
    begin = offset_of(text, Position(position.line, 1))
    return text[:begin] + text[end_of(text, document, path) :]


def end_of(text: str, document: Document, path: Path) -> int:
    """Return the offset of the line after a value, before comments that belong to the next one."""
    begin = document.keys.get(path) or document.values[path]
    later = (
        (position.line, position.column)
        for other, position in itertools.chain(document.keys.items(), document.values.items())
        if (position.line, position.column) > (begin.line, begin.column) and other[: len(path)] != path
    )
    following = min(later, default=None)
    return before_comments(text, offset_of(text, Position(following[0], 1)) if following else len(text))


def before_comments(text: str, end: int) -> int:
    """Return the offset before the comments and empty lines that precede the line at `end`, and belong to it."""
    while end > 0:
        start = text.rfind("\n", 0, end - 1) + 1
        line = text[start:end].strip()
        if line and not line.startswith("#"):
            break
        end = start
    return end


def _block(key: str, value: object, column: int) -> str:
    """Return a key with its value as YAML, whose further lines begin at `column`."""
    first, *others = dump({key: value}).splitlines(keepends=True)
    return first + "".join(" " * (column - 1) + line if line.strip() else line for line in others)


def extended_list(document: Document, text: str, path: Path, new: Sequence[str]) -> Edit:
    """Return the edit that adds items at the end of a list, in the list's own style."""
    offset = offset_of(text, document.ends[path])
    items = [position for inner, position in document.values.items() if inner[:-1] == path]
    if text[offset : offset + 1] == "]":
        while text[offset - 1].isspace() or text[offset - 1] == ",":
            offset -= 1
        return offset, offset, (", " if items else "") + ", ".join(map(quoted, new))
    last = max(items, key=lambda position: position.line)
    offset = offset_of(text, Position(last.line + 1, 1))
    dash = " " * (last.column - 3) + "- "
    return offset, offset, newline_before(text, offset) + "".join(f"{dash}{quoted(item)}\n" for item in new)


def with_items(text: str, path: Path, new: Sequence[str]) -> str:
    """Return the text in which a list has these items as well."""
    document = located_yaml.parse(text, "")
    if path not in document.ends:
        return with_value(text, path, list(new))
    begin, end, addition = extended_list(document, text, path, new)
    return text[:begin] + addition + text[end:]


def offset_of(text: str, position: Position) -> int:
    """Return the offset of a position; the text's length if the text has fewer lines."""
    offset = 0
    for _ in range(position.line - 1):
        offset = text.find("\n", offset) + 1
        if offset == 0:
            return len(text)
    return offset + position.column - 1


def newline_before(text: str, offset: int) -> str:
    """Return a line break if the text before `offset` does not end with one."""
    return "" if offset == 0 or text[offset - 1] == "\n" else "\n"


def quoted(name: str) -> str:
    """Return a name as YAML, in quotes unless it is text without them, also inside a list in brackets."""
    is_plain = re.fullmatch(r"[^\W\d_][\w .'’-]*", name) and name.lower() not in _NOT_TEXT
    return name if is_plain else json.dumps(name, ensure_ascii=False)
