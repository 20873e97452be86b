"""Answers of the Daily Papers API: a JSON list of rows, or an object that wraps one."""

from __future__ import annotations

import ast
import collections
import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

from generator.model import Problem, Reading, SourceFile
from generator.sources.entries import Rejected, day
from generator.sources.readers.daily_papers_rows import entry_of_row
from generator.sources.readers.reader import Reader

_WRAPPERS = ("data", "dailyPapers", "papers")


def recognises(text: str) -> bool:
    return text.lstrip()[:1] in ("[", "{")


def read(file: SourceFile, date: dt.date | None = None) -> Reading:
    try:
        answer = json.loads(file.text)
    except json.JSONDecodeError as error:
        return _unreadable(file, error.lineno, error.colno, f"not valid JSON: {error.msg}")
    except RecursionError:
        return _unreadable(file, 1, 1, "not usable JSON: nested too deeply")
    except ValueError:
        return _unreadable(file, 1, 1, "not usable JSON: holds a number of thousands of digits")
    rows, start = _rows(answer, file.text)
    if rows is None:
        return _unreadable(
            file, 1, 1, f"holds neither a list of rows nor one under {' or '.join(map(repr, _WRAPPERS))}"
        )
    entries, problems, days = [], [], collections.Counter[dt.date]()
    lines = _line_numbers(file.text, start, len(rows)) if start is not None else iter([1] * len(rows))
    for number, (row, line_number) in enumerate(zip(rows, lines, strict=True), 1):
        try:
            row = _unrepr(row)
            entries.append(entry_of_row(row))
        except Rejected as reason:
            hint = "fix the row or leave it out; the other rows are used"
            problems.append(Problem(file.path, line_number, 1, f"row {number} {reason}", hint))
            continue
        if shown := day(row["paper"].get("submittedOnDailyAt")):
            days[shown] += 1
    # The answer to one day's question: rows can have been submitted the evening before, so most of them decide.
    most = min((-times, shown) for shown, times in days.items())[1] if days else None
    return Reading(tuple(entries), len(problems), tuple(problems), most)


def _rows(answer: Any, text: str) -> tuple[list[Any] | None, int | None]:
    """The list of rows, and where in `text` its bracket stands."""
    if isinstance(answer, list):
        return answer, text.index("[")
    if isinstance(answer, dict):
        for wrapper in _WRAPPERS:
            if isinstance(answer.get(wrapper), list):
                return answer[wrapper], None
    return None, None


def _line_numbers(text: str, bracket: int, how_many: int) -> Iterator[int]:
    """The line on which each item of the list at `bracket` begins."""
    decoder = json.JSONDecoder()
    at, counted, line = bracket + 1, 0, 1
    for _ in range(how_many):
        while text[at] in " \t\r\n,":
            at += 1
        line += text.count("\n", counted, at)
        counted = at
        yield line
        at = decoder.raw_decode(text, at)[1]


def _unrepr(row: Any) -> Any:
    """Some stored answers hold rows as Python wrote them: `"{'paper': {'id': …"`."""
    if not isinstance(row, str):
        return row
    try:
        return ast.literal_eval(row)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        raise Rejected("is text, and not a row that Python printed") from None


def _unreadable(file: SourceFile, line: int, column: int, message: str) -> Reading:
    return Reading(problems=(Problem(file.path, line, column, message, "download the answer again"),))


READER = Reader("Daily Papers API answer (JSON)", "daily-papers", recognises, read)
