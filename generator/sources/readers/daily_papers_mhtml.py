"""The Daily Papers page as Chromium saves it in one file (`.mhtml`): a mail message with the page as its first part."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import re

from generator.model import Problem, SourceFile
from generator.sources.readers import daily_papers_html
from generator.sources.readers.reader import Reader, Reading

_HEADERS = re.compile(r"\A\ufeff?(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,20}?MIME-Version:", re.I)
_HEAD = 4_000


def recognises(text: str) -> bool:
    return _HEADERS.match(text[:_HEAD]) is not None and "multipart/related" in text[:_HEAD].lower()


def read(file: SourceFile, date: dt.date | None = None) -> Reading:
    for page in _pages(file.text):
        if daily_papers_html.recognises(page):
            reading = daily_papers_html.read(SourceFile(file.path, page), date)
            # Lines of the page are none of the file.
            problems = (Problem(file.path, 1, 1, problem.message, problem.hint) for problem in reading.problems)
            return Reading(reading.entries, reading.rejected, tuple(problems), reading.date)
    message = "the saved page has no list of papers, or is cut off"
    return Reading(problems=(Problem(file.path, 1, 1, message, "save the Daily Papers page again"),))


def _pages(text: str) -> list[str]:
    """Return the pages in HTML among the parts of the message."""
    message = email.message_from_string(text.lstrip("\ufeff"), policy=email.policy.compat32)
    pages = []
    for part in message.walk():
        payload = part.get_payload(decode=True) if part.get_content_type() == "text/html" else None
        if isinstance(payload, bytes):
            charset = str(part.get_content_charset() or "utf-8")
            try:
                pages.append(payload.decode(charset, "replace"))
            except LookupError:
                pages.append(payload.decode("utf-8", "replace"))
    return pages


READER = Reader("saved Daily Papers page (MHTML)", "daily-papers", recognises, read)
