"""The Daily Papers page as text, copied from a browser: titles, abstracts and, on some pages, a line of facts.

    Searching for Programs by Their Traces

    A trace says more than an example. …

      • 7 authors
    ·
    Aug 27, 2025 2

The facts are a number of authors or an organisation (`handle Full Name`), the day of publication, without the year if
it is that of the page, and the number of comments, if there are any.

Nothing in such a text marks titles. A paragraph that ends with a full stop, or is longer than any title seen, belongs
to an abstract; any other is a title. So a title without an abstract, and a long one, are papers of their own. A short
sentence between an abstract and a long paragraph may be either, and gives a warning.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial

from generator.model import Problem, Severity, SourceFile
from generator.sources.entries import LooseValues, make_entry
from generator.sources.readers.reader import Reader, Reading
from generator.sources.readers.rows import Rows

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_DATE = re.compile(rf"({'|'.join(_MONTHS)})[a-z]* (\d{{1,2}})(?:, (\d{{4}}))?(?: (\d+))?", re.ASCII)
_AUTHORS = re.compile(r"•?\s*(\d+) authors?", re.ASCII)
_CHROME = frozenset(
    """new|Get trending papers in your email inbox!|Get trending papers in your email inbox once a day!|Subscribe
    |Daily Papers|Daily|Weekly|Monthly|Trending Papers|byAK and the research community|by AK and the research community
    |Submit|Previous|Next|View all|System theme|Company|TOS|Privacy|About|Careers|Website|Models|Datasets|Spaces|Pricing
    |Docs|© Hugging Face|Log In|Sign Up|Upvote|Submitted by""".replace("\n    ", "").split("|")
)
"""Lines of the page around the papers."""

_WORDS = frozenset("Models Datasets Spaces Privacy About Careers Website Company Pricing Docs Weekly Monthly".split())
"""Lines of the page that may also be titles: such a line right above an abstract is one."""

_LONGEST_TITLE = 250
"""Characters; on the pages measured, titles have at most 164 and abstracts at least 255."""

_END_OF_SENTENCE = re.compile(r"\.[\"'”’)\]]*$")
_OTHER_FORMAT = re.compile(r"[\ufeff\s]*(?:[<{\[@]|(?:date|source|title|papers)\s*:)")


class _Kind(Enum):
    TEXT = auto()
    AUTHORS = auto()
    DOT = auto()
    DATE = auto()


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph in one line, or a line of facts, and the number of the line on which it begins."""

    kind: _Kind
    text: str
    number: int

    @property
    def is_long(self) -> bool:
        """True if it is longer than titles are. Without an end of a sentence it may be a very long title."""
        is_title = len(self.text) < 2 * _LONGEST_TITLE and not re.search(r"[.!?](?:\s|$)", self.text)
        return len(self.text) > _LONGEST_TITLE and not is_title

    @property
    def is_prose(self) -> bool:
        """True if it belongs to an abstract: long, or a sentence of several words. Titles may be questions."""
        is_sentence = _END_OF_SENTENCE.search(self.text[-10:]) is not None and len(self.text.split()) > 3
        return self.is_long or is_sentence


def recognises(text: str) -> bool:
    head = [line.strip() for line in text.lstrip("\ufeff").lstrip().split("\n", 30)[:30]]
    return "Daily Papers" in head and _OTHER_FORMAT.match(text) is None


def read(file: SourceFile, date: dt.date | None = None) -> Reading:
    lines = list(_lines(file.text))
    problems: list[Problem] = []
    page_date, lines = _page_date(file, lines, date, problems)
    rows = Rows(file, "entry")
    number = 0
    for texts, facts in _groups(lines):
        problems += _doubts(file.path, texts)
        works = list(_works(texts))
        for index, (title, paragraphs) in enumerate(works, 1):
            number += 1
            if title is None:
                message = f"entry {number} is an abstract without a title"
                rows.reject(paragraphs[0].number, message, "put a title line above its abstract")
                continue
            # The facts close the group, and are those of its last work.
            values = _values(title, paragraphs, facts if index == len(works) else (), page_date)
            rows.add(f"entry {number}", title.number, partial(make_entry, **values))
    return rows.reading(page_date, warnings=problems)


def _lines(text: str) -> Iterator[_Line]:
    """Yield the page's paragraphs and lines of facts, without the lines around the papers."""
    lines = list(_paragraphs(text))
    for line, following in itertools.zip_longest(lines, lines[1:]):
        is_title = following is not None and following.kind is _Kind.TEXT and following.is_prose
        if line.text not in _CHROME or (is_title and line.text in _WORDS):
            yield line


def _paragraphs(text: str) -> Iterator[_Line]:
    paragraph: list[str] = []
    begin = 0
    for number, raw in enumerate([*text.split("\n"), ""], 1):
        line = raw.strip("\ufeff \t\r\f\v\u00a0")
        kind = _kind(line)
        is_own = kind is not _Kind.TEXT or line in _CHROME
        if (not line or is_own) and paragraph:
            yield _Line(_Kind.TEXT, " ".join(paragraph), begin)
            paragraph = []
        if is_own and line:
            yield _Line(kind, line, number)
        elif line:
            begin = begin if paragraph else number
            paragraph.append(line)


def _kind(line: str) -> _Kind:
    if line == "·":
        return _Kind.DOT
    if _AUTHORS.fullmatch(line):
        return _Kind.AUTHORS
    return _Kind.DATE if _DATE.fullmatch(line) else _Kind.TEXT


def _page_date(
    file: SourceFile, lines: list[_Line], date: dt.date | None, problems: list[Problem]
) -> tuple[dt.date | None, list[_Line]]:
    """Return the date of the page, from its heading and the year of `date`, and the lines after the heading."""
    if not lines or lines[0].kind is not _Kind.DATE:
        return date, lines
    heading, rest = lines[0], lines[1:]
    own = _day(heading.text, date.year if date else None)
    if own is None:
        hint = "name the file <date>-<source>.txt, or give --date"
        problems.append(Problem(file.path, heading.number, 1, f"the page's date '{heading.text}' has no year", hint))
    elif date and own != date:
        message = f"the page says '{heading.text}' but its name or --date says {date}, which is used"
        hint = "rename the file if the page is right"
        problems.append(Problem(file.path, heading.number, 1, message, hint, Severity.WARNING))
    return date or own, rest


def _groups(lines: list[_Line]) -> Iterator[tuple[list[_Line], list[_Line]]]:
    """Yield runs of texts, each with the facts that close it: an organisation is the text right before the dot."""
    texts: list[_Line] = []
    facts: list[_Line] = []
    for line, following in itertools.zip_longest(lines, lines[1:]):
        is_before_dot = following is not None and following.kind is _Kind.DOT
        is_organisation = line.kind is _Kind.TEXT and is_before_dot and bool(texts)
        if line.kind is _Kind.TEXT and not is_organisation:
            if facts:
                yield texts, facts
                texts, facts = [], []
            texts.append(line)
        else:
            facts.append(line)
    if texts:
        yield texts, facts


def _works(texts: list[_Line]) -> Iterator[tuple[_Line | None, list[_Line]]]:
    """Yield titles with the paragraphs of their abstracts."""
    title: _Line | None = None
    paragraphs: list[_Line] = []
    for line in texts:
        if line.is_prose:
            paragraphs.append(line)
            continue
        if title or paragraphs:
            yield title, paragraphs
        title, paragraphs = line, []
    if title or paragraphs:
        yield title, paragraphs


def _doubts(path: str, texts: list[_Line]) -> Iterator[Problem]:
    """Warn of short sentences between an abstract and a long paragraph, which may be titles."""
    for before, line, following in zip(texts, texts[1:], texts[2:], strict=False):
        if before.is_prose and line.is_prose and not line.is_long and following.is_long:
            message = f"'{line.text[:40]}' is read as a part of the abstract above it, and may be a title"
            hint = "if it is one, remove the full stop at its end"
            yield Problem(path, line.number, 1, message, hint, Severity.WARNING)


def _values(
    title: _Line, paragraphs: Sequence[_Line], facts: Sequence[_Line], page_date: dt.date | None
) -> LooseValues:
    values = LooseValues(title=title.text, abstract="\n\n".join(line.text for line in paragraphs))
    for fact in facts:
        if fact.kind is _Kind.AUTHORS and (authors := _AUTHORS.fullmatch(fact.text)):
            values["author_count"] = authors[1]
        elif fact.kind is _Kind.DATE and (match := _DATE.fullmatch(fact.text)):
            values["published"] = _day(fact.text, page_date.year if page_date else None)
            values["comments"] = match[4]
        elif fact.kind is _Kind.TEXT:
            # The picture's alternative text is the handle; the name follows it.
            values["organisation"] = fact.text.partition(" ")[2] or fact.text
    return values


def _day(text: str, year: int | None) -> dt.date | None:
    """Return the date in `Aug 27, 2025 2` or, in the page's year, `Feb 27 3`; None if no such day or year exists."""
    match = _DATE.fullmatch(text)
    if match is None or (match[3] or year) is None:
        return None
    try:
        return dt.date(int(match[3] or year or 0), _MONTHS.index(match[1]) + 1, int(match[2]))
    except ValueError:
        return None


READER = Reader("Daily Papers page as text", "daily-papers", recognises, read)
