"""Front matter: the YAML at the head of a page's file, as people read it and MkDocs, Zensical and Obsidian parse it.

In block style, in the order given. Text stays text to every reader of YAML 1.1 and 1.2: a date, a number or a word such
as `no` is quoted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

_DRAWN = "[^\x00-\x20\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]"
"""A character but white space that YAML allows."""

_PLAIN = re.compile(rf"(?=[^\W\d_])(?!.*(?::\s|:\Z|\s\#))(?:{_DRAWN}| (?!\Z))+")
"""Text that needs no quotes: it begins with a letter and has nothing that ends a key or begins a comment."""

_WORDS = frozenset("true false yes no on off y n null".split())
"""Words that YAML 1.1 takes for no text."""

_LINE = re.compile(rf"(?:{_DRAWN}| )*")
_LITERAL = re.compile(rf"{_DRAWN}(?:{_DRAWN}| )*\n(?: *{_DRAWN}(?:{_DRAWN}| )*\n)*")
"""Lines that a literal block has as they are: none is blank, and the first is not indented."""

_REFUSED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
"""Characters that JSON leaves as they are, and YAML takes for line breaks or refuses."""


def written(values: Mapping[str, object]) -> str:
    """Return the values between two lines `---`: texts, whole numbers, booleans, and lists and mappings of these.

    Raises:
        TypeError: when there is anything else.
    """
    return "".join(["---\n", *(f"{line}\n" for line in _mapping(values, "")), "---\n"])


def _mapping(values: Mapping[str, object], indent: str) -> Iterator[str]:
    for key, value in values.items():
        yield from _entry(f"{indent}{_text(key)}:", value, indent)


def _entry(head: str, value: object, indent: str) -> Iterator[str]:
    """Yield the lines of a value that follows `head`, which is a key or a dash."""
    match value:
        case Mapping() if value:
            yield head
            yield from _mapping(value, f"{indent}  ")
        case list() | tuple() if value and all(type(item) is int for item in value):
            yield f"{head} [{', '.join(map(str, value))}]"
        case list() | tuple() if value:
            yield head
            yield from _items(value, f"{indent}  ")
        case str() if "\n" in value and _LITERAL.fullmatch(value):
            yield f"{head} |"
            yield from (f"{indent}  {line}" for line in value[:-1].split("\n"))
        case _:
            yield f"{head} {_scalar(value)}"


def _items(values: Sequence[object], indent: str) -> Iterator[str]:
    for value in values:
        if isinstance(value, Mapping) and value:
            first, *rest = _mapping(value, f"{indent}  ")
            yield f"{indent}- {first[len(indent) + 2 :]}"
            yield from rest
        else:
            yield from _entry(f"{indent}-", value, f"{indent}")


def _scalar(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return _text(value)
        case Mapping():
            return "{}"
        case list() | tuple():
            return "[]"
    raise TypeError(f"front matter has texts, whole numbers, lists and mappings, not {type(value).__name__}")


def _text(value: str) -> str:
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    if ('"' in value or "\\" in value) and _LINE.fullmatch(value):
        return "'" + value.replace("'", "''") + "'"
    return _REFUSED.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(value, ensure_ascii=False))
