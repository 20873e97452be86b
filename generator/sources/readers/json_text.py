"""JSON of digests: parses it, and locates faults, repeated keys and rows."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Iterator

from generator.model import Problem, SourceFile
from generator.sources.entries import Rejected


class RepeatedKeys(dict[str, object]):
    """An object with a key that it has more than once; `repeated` is one of these."""

    repeated: str = ""


def parse(file: SourceFile) -> object | Problem:
    """Return the value of a JSON text, with `RepeatedKeys` for such objects, or why it is not JSON."""
    hint = "download the file again"
    try:
        value: object = json.loads(file.text.lstrip("\ufeff"), object_pairs_hook=_object)
        return value
    except json.JSONDecodeError as error:
        if error.msg == "Extra data":
            hint = "put all its values into one list, [ … ], with commas between them"
        return Problem(file.path, error.lineno, error.colno, f"not valid JSON: {error.msg}", hint)
    except RecursionError:
        return Problem(file.path, 1, 1, "not usable JSON: nested too deeply", hint)
    except ValueError:
        return Problem(file.path, 1, 1, "not usable JSON: holds a number of thousands of digits", hint)


def check_keys(value: object) -> None:
    """Check that neither an object nor one that is a value of it has a key more than once.

    Raises:
        Rejected: with the key.
    """
    inner = value.values() if isinstance(value, dict) else ()
    for one in (value, *inner):
        if isinstance(one, RepeatedKeys):
            raise Rejected(f"has the key '{one.repeated[:40]}' more than once")


def row_lines(text: str, rows: int) -> Iterator[int]:
    """Yield the line on which each item of a JSON list begins; 1 for each if the list is in an object."""
    if not text.lstrip("\ufeff \t\r\n").startswith("["):
        yield from itertools.repeat(1, rows)
        return
    decoder = json.JSONDecoder()
    at, counted, line = text.find("[") + 1, 0, 1
    for _ in range(rows):
        while text[at] in " \t\r\n,":
            at += 1
        line += text.count("\n", counted, at)
        counted = at
        yield line
        at = decoder.raw_decode(text, at)[1]


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    value = dict(pairs)
    if len(value) == len(pairs):
        return value
    counts = Counter(key for key, _ in pairs)
    repeated = RepeatedKeys(value)
    repeated.repeated = next(key for key, count in counts.items() if count > 1)
    return repeated
