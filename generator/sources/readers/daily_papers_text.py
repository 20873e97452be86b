"""The Daily Papers page as text, copied from a browser: titles, abstracts and, on some pages, a line of facts.

    Searching for Programs by Their Traces

    A trace says more than an example. …

      • 7 authors
    ·
    Aug 27, 2025 2

The facts are a number of authors or an organisation (`handle Full Name`), the day of publication, without its year
when that is the page's own, and the number of comments when there are any.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from generator.model import Entry, Problem, Reading, Severity, SourceFile
from generator.sources.entries import Rejected, make_entry
from generator.sources.readers.reader import Reader

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_DATE = re.compile(rf"({'|'.join(_MONTHS)})[a-z]* (\d{{1,2}})(?:, (\d{{4}}))?(?: (\d+))?", re.ASCII)
_AUTHORS = re.compile(r"•?\s*(\d+) authors?", re.ASCII)
_CHROME = frozenset(
    """new|Get trending papers in your email inbox!|Get trending papers in your email inbox once a day!|Subscribe
    |Daily Papers|Daily|Weekly|Monthly|Trending Papers|byAK and the research community|by AK and the research community
    |Submit|Previous|Next|View all|System theme|Company|TOS|Privacy|About|Careers|Website|Models|Datasets|Spaces|Pricing
    |Docs|© Hugging Face|Log In|Sign Up|Upvote|Submitted by""".replace("\n    ", "").split("|")
)
"""Lines that belong to the page around the papers."""

_LONGEST_TITLE = 250
"""Characters; on the pages measured, titles have at most 164 and abstracts at least 255."""


class _Kind(Enum):
    TEXT = auto()
    AUTHORS = auto()
    DOT = auto()
    DATE = auto()


@dataclass(frozen=True, slots=True)
class _Part:
    kind: _Kind
    text: str
    line: int

    @property
    def is_prose(self) -> bool:
        return len(self.text) > _LONGEST_TITLE


def recognises(text: str) -> bool:
    return "Daily Papers" in [line.strip() for line in text.lstrip().split("\n", 30)[:30]]


def read(file: SourceFile, date: dt.date | None = None) -> Reading:
    parts = list(_parts(file.text))
    problems: list[Problem] = []
    page_date, parts = _page_date(file, parts, date, problems)
    entries: list[Entry] = []
    rejected = 0
    for texts, facts in _groups(parts):
        for title, paragraphs, has_facts in _works(texts, bool(facts)):
            try:
                if title is None:
                    raise Rejected("is an abstract without a title")
                known = _known(facts, page_date) if has_facts else {}
                abstract = "\n\n".join(part.text for part in paragraphs)
                entries.append(make_entry(title=title.text, abstract=abstract, **known))
            except Rejected as reason:
                rejected += 1
                first = title or paragraphs[0]
                message = f"entry {len(entries) + rejected} {reason}"
                problems.append(Problem(file.path, first.line, 1, message, "put a title line above its abstract"))
    return Reading(tuple(entries), rejected, tuple(problems), page_date)


def _parts(text: str) -> Iterator[_Part]:
    """The page's paragraphs and lines of facts; chrome is left out."""
    paragraph: list[str] = []
    began = 0
    for number, raw in enumerate([*text.split("\n"), ""], 1):
        line = raw.strip()
        kind = _kind(line)
        if (not line or kind is not _Kind.TEXT or line in _CHROME) and paragraph:
            yield _Part(_Kind.TEXT, " ".join(paragraph), began)
            paragraph = []
        if not line or line in _CHROME:
            continue
        if kind is not _Kind.TEXT:
            yield _Part(kind, line, number)
        else:
            began = began if paragraph else number
            paragraph.append(line)


def _kind(line: str) -> _Kind:
    if line == "·":
        return _Kind.DOT
    if _AUTHORS.fullmatch(line):
        return _Kind.AUTHORS
    return _Kind.DATE if _DATE.fullmatch(line) else _Kind.TEXT


def _page_date(
    file: SourceFile, parts: list[_Part], date: dt.date | None, problems: list[Problem]
) -> tuple[dt.date | None, list[_Part]]:
    """The page's own date, from its heading and `date`, which supplies the year; and the parts after the heading."""
    if not parts or parts[0].kind is not _Kind.DATE:
        return date, parts
    heading, rest = parts[0], parts[1:]
    own = _day(heading.text, date.year if date else None)
    if own is None:
        hint = "name the file <date>-<source>.txt, or give --date"
        problems.append(Problem(file.path, heading.line, 1, f"the page's date '{heading.text}' has no year", hint))
    elif date and own != date:
        message = f"the page says '{heading.text}' but its name or --date says {date}, which is used"
        hint = "rename the file if the page is right"
        problems.append(Problem(file.path, heading.line, 1, message, hint, Severity.WARNING))
    return date or own, rest


def _groups(parts: list[_Part]) -> Iterator[tuple[list[_Part], list[_Part]]]:
    """Runs of texts, each with the facts that close it: an organisation is the text right before the dot."""
    texts: list[_Part] = []
    facts: list[_Part] = []
    for index, part in enumerate(parts):
        following = parts[index + 1].kind if index + 1 < len(parts) else None
        is_organisation = part.kind is _Kind.TEXT and following is _Kind.DOT and bool(texts)
        if part.kind is _Kind.TEXT and not is_organisation:
            if facts:
                yield texts, facts
                texts, facts = [], []
            texts.append(part)
        else:
            facts.append(part)
    if texts:
        yield texts, facts


def _works(texts: list[_Part], has_facts: bool) -> Iterator[tuple[_Part | None, list[_Part], bool]]:
    """Titles with their abstracts' paragraphs, and whether the group's facts are theirs: only the last work's are.

    Titles and abstracts alternate; a second long paragraph in a row continues the abstract, and a title followed by
    another title that has an abstract has none.
    """
    works: list[tuple[_Part | None, list[_Part]]] = []
    index = 0
    while index < len(texts):
        part = texts[index]
        following = texts[index + 1] if index + 1 < len(texts) else None
        after = texts[index + 2] if index + 2 < len(texts) else None
        index += 1
        if part.is_prose:
            if works:
                works[-1][1].append(part)
            else:
                works.append((None, [part]))
        elif following is None or (not following.is_prose and after is not None and after.is_prose):
            works.append((part, []))
        else:
            works.append((part, [following]))
            index += 1
    for position, (title, paragraphs) in enumerate(works, 1):
        yield title, paragraphs, has_facts and position == len(works)


def _known(facts: list[_Part], page_date: dt.date | None) -> dict[str, Any]:
    """The facts as `make_entry` takes them."""
    known: dict[str, Any] = {}
    for fact in facts:
        if fact.kind is _Kind.AUTHORS and (authors := _AUTHORS.fullmatch(fact.text)):
            known["author_count"] = authors[1]
        elif fact.kind is _Kind.DATE and (found := _DATE.fullmatch(fact.text)):
            known["published"] = _day(fact.text, page_date.year if page_date else None)
            known["comments"] = found[4]
        elif fact.kind is _Kind.TEXT:
            # The picture's alternative text is the handle; the name follows it.
            known["organisation"] = fact.text.partition(" ")[2] or fact.text
    return known


def _day(text: str, year: int | None) -> dt.date | None:
    """`Aug 27, 2025 2` or, in the page's own year, `Feb 27 3`, as a date; None when there is no such day or year."""
    found = _DATE.fullmatch(text)
    if found is None or (found[3] or year) is None:
        return None
    try:
        return dt.date(int(found[3] or year or 0), _MONTHS.index(found[1]) + 1, int(found[2]))
    except ValueError:
        return None


READER = Reader("Daily Papers page as text", "daily-papers", recognises, read)
