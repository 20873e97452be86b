"""Answers of the Daily Papers API: a JSON list of rows, or an object that wraps one."""

from __future__ import annotations

import ast
import collections
import datetime as dt
import re
from functools import partial

from generator.model import Entry, Problem, SourceFile
from generator.sources.entries import Rejected, day
from generator.sources.readers import json_text
from generator.sources.readers.daily_papers_rows import entry_of_row
from generator.sources.readers.reader import Reader, Reading
from generator.sources.readers.rows import Rows

_WRAPPERS = ("data", "dailyPapers", "papers")

_OTHERS = {
    r'"version"\s*:\s*"https://jsonfeed\.org/': ("a JSON Feed", "use the RSS or Atom feed of that site"),
    r'"paperId"\s*:|"externalIds"\s*:': ("an answer of Semantic Scholar", "export the papers as BibTeX"),
    r'"https://openalex\.org/': ("an answer of OpenAlex", "export the papers as BibTeX or RIS"),
    r'"message-type"\s*:|"message-version"\s*:': ("an answer of Crossref", "ask doi.org for BibTeX or CSL-JSON"),
}
"""JSON of other services, by a pattern, with a name and what to do."""


def recognises(text: str) -> bool:
    return text.lstrip("\ufeff \t\r\n")[:1] in ("[", "{")


def read(file: SourceFile, date: dt.date | None = None) -> Reading:
    answer = json_text.parse(file)
    if isinstance(answer, Problem):
        return Reading(problems=(answer,))
    rows = _rows(answer, file)
    if isinstance(rows, Problem):
        return Reading(problems=(rows,))
    lines = json_text.row_lines(file.text, len(rows))
    collected = Rows(file, "row")
    days = collections.Counter[dt.date]()
    for number, (row, line) in enumerate(zip(rows, lines, strict=True), 1):
        collected.add(f"row {number}", line, partial(_entry, row, days))
    # The answer to one day's question: rows can have been submitted the evening before, so most of them decide.
    most = min((-times, shown) for shown, times in days.items())[1] if days else None
    return collected.reading(most)


def _entry(row: object, days: collections.Counter[dt.date]) -> Entry:
    """Return the entry of a row, whose day is counted."""
    row = _unrepr(row)
    json_text.check_keys(row)
    entry = entry_of_row(row)
    if shown := _shown(row):
        days[shown] += 1
    return entry


def _rows(answer: object, file: SourceFile) -> list[object] | Problem:
    """Return the list of rows, or why there is none."""
    if isinstance(answer, list):
        return _known(answer, file)
    wrapped = {name: answer.get(name) for name in _WRAPPERS} if isinstance(answer, dict) else {}
    lists = {name: value for name, value in wrapped.items() if isinstance(value, list)}
    if isinstance(answer, json_text.RepeatedKeys) and answer.repeated in lists:
        message, hint = f"has '{answer.repeated}' more than once", "keep one of them"
    elif len(lists) == 1 and (other := _other_rows(answer, next(iter(lists)))):
        message, hint = f"has rows of papers under '{other[:40]}', too", "split it into a file for each list"
    elif len(lists) == 1:
        return _known(next(iter(lists.values())), file)
    elif lists:
        message, hint = f"has several lists of rows: {' and '.join(map(repr, lists))}", "keep one of them"
    else:
        message = f"holds neither a list of rows nor one under {' or '.join(map(repr, _WRAPPERS))}"
        message, hint = _other_service(file.text) or (message, "download the answer again")
    return Problem(file.path, 1, 1, message, hint)


def _known(rows: list[object], file: SourceFile) -> list[object] | Problem:
    """Return the rows, or a problem that names their service if none of them is from the Daily Papers."""
    if any(not isinstance(row, dict) or "paper" in row for row in rows):
        return rows
    other = _other_service(file.text)
    return Problem(file.path, 1, 1, *other) if other else rows


def _other_rows(answer: object, name: str) -> str:
    """Return the key of another list of rows, at any depth, or ""."""
    todo = [(key, value) for key, value in answer.items() if key != name] if isinstance(answer, dict) else []
    while todo:
        key, value = todo.pop()
        if isinstance(value, dict):
            todo += value.items()
        elif isinstance(value, list) and any(isinstance(row, dict) and "paper" in row for row in value):
            return str(key)
    return ""


def _other_service(text: str) -> tuple[str, str] | None:
    """Return a message and a hint if this is JSON of a service that is known, but not read."""
    for pattern, (name, hint) in _OTHERS.items():
        if re.search(pattern, text[:100_000]):
            return f"is {name}, which is not read here", hint
    return None


def _shown(row: object) -> dt.date | None:
    paper = row.get("paper") if isinstance(row, dict) else None
    return day(paper.get("submittedOnDailyAt")) if isinstance(paper, dict) else None


def _unrepr(row: object) -> object:
    """Return the row in `"{'paper': {'id': …"`: some stored answers contain rows as `repr` of Python."""
    if not isinstance(row, str):
        return row
    try:
        value: object = ast.literal_eval(row)
        return value
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        raise Rejected("is text, and not a row that Python printed") from None


READER = Reader("Daily Papers API answer (JSON)", "daily-papers", recognises, read)
