"""The Daily Papers page as a browser saves it: its rows travel as JSON in an attribute."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from typing import Any

from generator.model import Problem, Reading, SourceFile
from generator.sources.entries import Rejected, day
from generator.sources.readers.daily_papers_rows import entry_of_row
from generator.sources.readers.reader import Reader

_MARK = 'data-target="DailyPapers"'

# Cut out, not parsed: HTML parsers need hours for some broken pages, and the rest of the page is of no use here.
_PROPS = re.compile(r"""data-props=(?:"([^"]*)"|'([^']*)')""")


def recognises(text: str) -> bool:
    return text.lstrip()[:1] == "<" and _MARK in text


def read(file: SourceFile, date: dt.date | None = None) -> Reading:
    line = file.text.count("\n", 0, file.text.find(_MARK)) + 1
    props = _props(file.text)
    rows = props.get("dailyPapers")
    if not isinstance(rows, list):
        message = "the page's list of papers is missing or cut off"
        return Reading(problems=(Problem(file.path, line, 1, message, "save the page again, as a complete page"),))
    entries, problems = [], []
    for number, row in enumerate(rows, 1):
        try:
            entries.append(entry_of_row(row))
        except Rejected as reason:
            problems.append(Problem(file.path, line, 1, f"row {number} {reason}", "the other rows are used"))
    # At a weekend the page shows the Friday before; `dateString` says which day that is.
    return Reading(tuple(entries), len(problems), tuple(problems), day(props.get("dateString")))


def _props(page: str) -> dict[str, Any]:
    """What the page's list of papers was made from; {} when it is missing or cut off."""
    for found in _PROPS.finditer(page):
        escaped = found[1] or found[2] or ""
        if "dailyPapers" not in escaped:
            continue
        try:
            props = json.loads(html.unescape(escaped))
        except (ValueError, RecursionError):
            continue
        if isinstance(props, dict) and "dailyPapers" in props:
            return props
    return {}


READER = Reader("saved Daily Papers page (HTML)", "daily-papers", recognises, read)
