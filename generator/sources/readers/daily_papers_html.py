"""The Daily Papers page as a browser saves it. Its rows are JSON in an attribute."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from collections.abc import Iterator
from functools import partial

from generator.model import Problem, SourceFile
from generator.sources.entries import day
from generator.sources.readers.daily_papers_rows import entry_of_row
from generator.sources.readers.reader import Reader, Reading
from generator.sources.readers.rows import Rows

MARK = 'data-target="DailyPapers"'

# Cut out, not parsed: HTML parsers need hours for some broken pages, and the rest of the page is of no use here.
_PROPS = re.compile(r"""data-props=(?:"([^"]*)"|'([^']*)')""")


def recognises(text: str) -> bool:
    return text.lstrip("\ufeff \t\r\n")[:1] == "<" and MARK in text


def read(file: SourceFile, date: dt.date | None = None) -> Reading:
    line = file.text.count("\n", 0, file.text.find(MARK)) + 1
    lists = list(_lists(file.text))
    if not lists:
        message = "the page's list of papers is missing or cut off"
        return Reading(problems=(Problem(file.path, line, 1, message, "save the page again, as a complete page"),))
    # At a weekend the page shows the Friday before; `dateString` says which day that is.
    days = {shown for _, shown in lists if shown}
    if len(days) > 1:
        message = f"the page has lists of papers of several days: {', '.join(map(str, sorted(days)))}"
        return Reading(problems=(Problem(file.path, line, 1, message, "save a page of one day"),))
    collected = Rows(file, "row")
    for number, row in enumerate((row for rows, _ in lists for row in rows), 1):
        collected.add(f"row {number}", line, partial(entry_of_row, row))
    return collected.reading(next(iter(days), None))


def _lists(page: str) -> Iterator[tuple[list[object], dt.date | None]]:
    """Yield each list of papers in the page with its day; the same list again is left out."""
    seen: set[str] = set()
    for match in _PROPS.finditer(page):
        escaped = match[1] or match[2] or ""
        if "dailyPapers" not in escaped or escaped in seen:
            continue
        seen.add(escaped)
        try:
            props = json.loads(html.unescape(escaped))
        except (ValueError, RecursionError):
            continue
        if isinstance(props, dict) and isinstance(props.get("dailyPapers"), list):
            yield props["dailyPapers"], day(props.get("dateString"))


READER = Reader("saved Daily Papers page (HTML)", "daily-papers", recognises, read)
