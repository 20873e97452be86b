"""Writes YAML: keys in the given order, long text folded, and the same bytes for the same values everywhere."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import yaml


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
    text: str = yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
    return text


def dump_rows(key: str, rows: Sequence[Mapping[str, object]]) -> str:
    """Return a list of mappings, under its key, as `dump` writes it.

    Rows of short and plain values are written here: PyYAML takes a tenth of a millisecond for each value, which in a
    file of thousands of titles is most of an import.
    """
    if not rows:
        return dump({key: []})
    groups = itertools.groupby(rows, _simple_row)
    return f"{key}:\n" + "".join(itertools.chain.from_iterable(_written(key, *group) for group in groups))


def _written(key: str, text: str | None, rows: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """Yield the text of consecutive rows that have the same text, or None."""
    if text is None:
        yield dump({key: list(rows)}).partition("\n")[2]
    else:
        yield from (text for _ in rows)


_SIMPLE = re.compile(r"(?:https?://|10\.\d+/)?[A-Za-z](?:,? ?[A-Za-z0-9_./()+=-])*", re.ASCII)
"""Text that YAML writes as it is, unless it is one of `_WORDS`: it begins like no number and has no sign of YAML."""

_WORDS = frozenset("yes no true false on off null".split())
"""Words that YAML reads as other types."""

_LONGEST_SIMPLE = 60
"""Characters; longer text may be folded."""


def _simple_row(row: Mapping[str, object]) -> str | None:
    """Return a row of short and plain values as YAML, or None if it has another."""
    lines: list[str] = []
    for key, value in row.items():
        if isinstance(value, list) and value:
            items = list(map(_simple, value))
            lines += [f"{key}:", *(f"  - {item}" for item in items)]
            if None in items:
                return None
        elif (text := _simple(value)) is not None:
            lines.append(f"{key}: {text}")
        else:
            return None
    return "  - " + "\n    ".join(lines) + "\n" if lines else None


def _simple(value: object) -> str | None:
    if type(value) is int:
        return str(value)
    if type(value) is not str or len(value) > _LONGEST_SIMPLE:
        return None
    return value if _SIMPLE.fullmatch(value) and value.lower() not in _WORDS else None
