"""The Daily Papers page as a browser saves it: its rows travel as JSON in an attribute."""

from __future__ import annotations

import datetime as dt
import json

from bs4 import BeautifulSoup
from bs4.filter import SoupStrainer

from generator.entries import Rejected, day
from generator.model import Problem, Reading, SourceFile
from generator.readers.daily_papers_rows import entry_of_row

_MARK = 'data-target="DailyPapers"'


def recognises(text: str) -> bool:
    return text.lstrip()[:1] == "<" and _MARK in text


def read(file: SourceFile, date: dt.date | None = None) -> Reading:
    line = file.text.count("\n", 0, file.text.find(_MARK)) + 1
    only = SoupStrainer(attrs={"data-target": "DailyPapers"})
    element = BeautifulSoup(file.text, "html.parser", parse_only=only).select_one("[data-props]")
    try:
        props = json.loads(str(element["data-props"])) if element else None
    except (json.JSONDecodeError, RecursionError):
        props = None
    rows = props.get("dailyPapers") if isinstance(props, dict) else None
    if not isinstance(props, dict) or not isinstance(rows, list):
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
