"""JSON of digests: parses it, and locates faults, repeated keys and rows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from generator.model import Problem, SourceFile


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


def repeated_key(value: object) -> str:
    """Return a key that an object, or one that is a value of it, has more than once, or ""."""
    inner = value.values() if isinstance(value, dict) else ()
    return next((one.repeated for one in (value, *inner) if isinstance(one, RepeatedKeys)), "")


def row_lines(text: str, rows: int) -> Iterator[int]:
    """Yield the line on which each item of a text's first list begins; the text is valid JSON."""
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
