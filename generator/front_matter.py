"""Front matter: the YAML at the head of a page's file, as people read it and MkDocs, Zensical and Obsidian parse it.

In block style, in the order given. Text stays text to every reader of YAML 1.1 and 1.2: a date, a number or a word such
as `no` is quoted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

_NO_YAML = r"\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff"
"""Characters that YAML refuses or takes for line breaks."""

_DRAWN, _LINE = f"[^ {_NO_YAML}]", f"[^{_NO_YAML}]*"

_PLAIN = re.compile(rf"[^\W\d_]{_LINE}(?<![ :])")
"""Text that needs no quotes, unless it has what ends a key or begins a comment: it begins with a letter."""

_WORDS = frozenset("true false yes no on off y n null".split())
"""Words that YAML 1.1 takes for no text."""

_ONE_LINE = re.compile(_LINE)
_LITERAL = re.compile(rf"{_DRAWN}{_LINE}\n(?: *{_DRAWN}{_LINE}\n)*")
"""Lines that a literal block has as they are: none is blank, and the first is not indented."""

_REFUSED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
"""Characters that JSON leaves as they are, and YAML takes for line breaks or refuses."""


def written(values: Mapping[str, object]) -> str:
    """Return the values between two lines `---`: texts, whole numbers, booleans, and lists and mappings of these.

    Raises:
        TypeError: when there is anything else.
    """
    return "\n".join(["---", *_mapping(values, ""), "---\n"])


def _mapping(values: Mapping[str, object], indent: str) -> list[str]:
    lines: list[str] = []
    for key, value in values.items():
        lines += _entry(f"{indent}{_key(key)}:", value, indent)
    return lines


def _entry(head: str, value: object, indent: str) -> list[str]:
    """Return the lines of a value that follows `head`, which is a key or a dash."""
    if isinstance(value, str):
        if "\n" in value and _LITERAL.fullmatch(value):
            return [f"{head} |", *(f"{indent}  {line}" for line in value[:-1].split("\n"))]
        return [f"{head} {_text(value)}"]
    match value:
        case Mapping() if value:
            return [head, *_mapping(value, f"{indent}  ")]
        case list() | tuple() if value and all(type(item) is int for item in value):
            return [f"{head} [{', '.join(map(str, value))}]"]
        case list() | tuple() if value:
            return [head, *_items(value, f"{indent}  ")]
    return [f"{head} {_scalar(value)}"]


def _items(values: Sequence[object], indent: str) -> list[str]:
    lines: list[str] = []
    for value in values:
        if isinstance(value, Mapping) and value:
            first, *rest = _mapping(value, f"{indent}  ")
            lines += [f"{indent}- {first[len(indent) + 2 :]}", *rest]
        else:
            lines += _entry(f"{indent}-", value, indent)
    return lines


def _scalar(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Mapping():
            return "{}"
        case list() | tuple():
            return "[]"
    raise TypeError(f"front matter has texts, whole numbers, lists and mappings, not {type(value).__name__}")


@lru_cache(maxsize=256)
def _key(value: str) -> str:
    return _text(value)


def _text(value: str) -> str:
    if _PLAIN.fullmatch(value) and ": " not in value and " #" not in value and value.lower() not in _WORDS:
        return value
    if ('"' in value or "\\" in value) and _ONE_LINE.fullmatch(value):
        return "'" + value.replace("'", "''") + "'"
    return _REFUSED.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(value, ensure_ascii=False))
