"""Writes YAML: keys in the given order, long text folded, and the same bytes for the same values everywhere."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import yaml

_WIDTH = 100
"""The column after which a line is folded at the next space."""


class Plain(str):
    """Text to write without quotes although YAML reads it as another type, such as a date."""


class Folded(str):
    """Text to write as a folded block."""


class _Dumper(yaml.SafeDumper):
    """PyYAML's own emitter. libyaml's folds long lines differently and is not installed everywhere."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 (PyYAML's signature)
        super().increase_indent(flow, False)


def _plain(dumper: yaml.SafeDumper, text: Plain) -> yaml.ScalarNode:
    """Return a scalar with the tag that YAML gives it by itself, a date's or a number's, so that none is written."""
    tag: str = dumper.resolve(yaml.ScalarNode, str(text), (True, False))  # type: ignore[no-untyped-call]
    return dumper.represent_scalar(tag, str(text))


_Dumper.add_representer(Plain, _plain)
_Dumper.add_representer(Folded, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", str(text), ">"))


def dump(value: Mapping[str, object]) -> str:
    """Return a mapping as YAML."""
    text: str = yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH)
    return text


def dump_rows(key: str, rows: Sequence[Mapping[str, object]]) -> str:
    """Return a list of mappings, under its key, as `dump` writes it. No folded text in it may end with a line break.

    Rows of usual values are written here: PyYAML takes 0.1 ms for each value, which is most of an import.
    """
    if not rows:
        return dump({key: []})
    groups = itertools.groupby(rows, _usual_row)
    return f"{key}:\n" + "".join(itertools.chain.from_iterable(_written(key, *group) for group in groups))


def _written(key: str, text: str | None, rows: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """Yield the text of consecutive rows that have the same text, or None."""
    if text is None:
        yield dump({key: list(rows)}).partition("\n")[2]
    else:
        yield from (text for _ in rows)


_LETTER = "[A-Za-z\u00c0-\u024f]"
_SIGN = r"[A-Za-z0-9\u00c0-\u024f‐-”_./()+=;?&~^$<>-]"
_BEGINNING = rf"(?:https?://|10\.\d+/|\d+[-–])?{_LETTER}|(?!0x)\d+ ?{_LETTER}{{2}}"
_PLAIN = re.compile(rf"(?:{_BEGINNING})(?:[,:]* ?{_SIGN})*|\d+–\d+|\d{{4}}-\d\d(?:-\d\d)?", re.ASCII)
"""Text that YAML writes as it is, except with ": " and the words of `_WORDS`: it begins like no number or sign."""

_NUMBER = re.compile(r"[1-9]\d*|\d{4}\.\d{4,5}|\d{4}-\d\d-\d\d", re.ASCII)
"""Text that is quoted, for YAML reads it as a number or date: volumes and arXiv ids."""

_WORDS = frozenset("yes no true false on off null".split())
"""Words that YAML reads as other types."""

_PARAGRAPH = re.compile(r"[!-~\u00a1-\u024f‐-”]+(?: [!-~\u00a1-\u024f‐-”]+)*")

_INDENT = 6
"""Columns before the continued lines of a row's values."""


def _usual_row(row: Mapping[str, object]) -> str | None:
    """Return a row of usual values as YAML, or None if it has another."""
    lines: list[str] = []
    for key, value in row.items():
        if isinstance(value, list) and value:
            items = [_usual(item, _INDENT + 2, _INDENT + 2) for item in value]
            lines += [f"{key}:", *(f"  - {item}" for item in items)]
            if None in items:
                return None
        elif (text := _usual(value, len(key) + _INDENT, _INDENT)) is not None:
            lines.append(f"{key}: {text}")
        else:
            return None
    return "  - " + "\n    ".join(lines) + "\n" if lines else None


def _usual(value: object, column: int, indent: int) -> str | None:
    """Return a value as YAML writes it at a column, or None if it is of another kind than most are."""
    if type(value) is int:
        return str(value)
    if type(value) is Folded and indent == _INDENT and _PARAGRAPH.fullmatch(value):
        return f">-\n{' ' * indent}{_folded(value, indent, indent)}"
    if type(value) is Plain and _PLAIN.fullmatch(value):
        return value if _NUMBER.fullmatch(value) else None
    if type(value) is not str:
        return None
    if _NUMBER.fullmatch(value):
        return f"'{value}'"
    if not _PLAIN.fullmatch(value) or value.lower() in _WORDS:
        return None
    return f"'{_folded(value, column + 1, indent)}'" if ": " in value else _folded(value, column, indent)


def _folded(text: str, column: int, indent: int) -> str:
    """Return text that begins at a column, with a line break for each space beyond the width."""
    if column + len(text) <= _WIDTH:
        return text
    first, *words = text.split(" ")
    pieces = [first]
    column += len(first)
    for word in words:
        is_beyond = column > _WIDTH
        pieces += ["\n" + " " * indent if is_beyond else " ", word]
        column = (indent if is_beyond else column + 1) + len(word)
    return "".join(pieces)
