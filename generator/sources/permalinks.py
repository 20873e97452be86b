"""Permanent addresses: slugs, and the record of every slug ever given to a work.

`content/permalinks.txt` holds a line per slug, oldest first, written when digests are imported:

    searching-for-programs-by-their-traces arxiv:2508.01234 titled:searchingforprogramsbytheirtraces

Lines of earlier releases have `title:` instead, a title without its signs, and still find their work. A work that gets
an id later gets another line, with the same slug and all its keys. A work keeps the first slug whose lines share a key
with it; its later slugs become redirects. Two words are no keys: `removed:2026-04-20`, the day on which a published
paper was taken out, whose address says so since; and `hidden:2026-04-20`, for a paper that digests have and no page
shows.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Protocol

from generator.addresses import PAPERS_RECORD
from generator.model import Permalink, Problem
from generator.text import identifiers

PATH = PAPERS_RECORD

HEADER = """\
# Every address this archive has given to a paper: its slug below papers/, then what the paper is known by.
# Commands write it, so that no published link breaks: `papershelf import` adds lines; `remove`, `hide`, `fix`, `merge`,
# `split` and `undo` change them. Keep this file in git.
"""
_FORMER_HEADER = re.compile(
    r"# Every address this archive has given to a paper: .*\n# `papershelf import` adds lines\. .*depend on it\.\n"
)


_LONGEST_RECORDED = 200
"""Characters; file systems allow 255 in a name."""

MAX_LINES = 50
"""Lines of one address: a work gets another one with each new id."""

_LINE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?: (?:arxiv|by|doi|hidden|link|removed|titled?):\S+)+")
_STATES = ("removed", "hidden")
"""Words of a line that say what became of the paper."""


class Recordable(Protocol):
    """A paper, or as much of one as the record needs."""

    @property
    def slug(self) -> str: ...
    @property
    def keys(self) -> tuple[str, ...]: ...
    @property
    def first_seen(self) -> dt.date: ...


def parse_record(text: str) -> tuple[list[Permalink], list[Problem]]:
    """Return the slugs of the record, oldest first, with the keys of their lines, and problems of malformed lines."""
    lines: dict[str, list[tuple[int, frozenset[str]]]] = {}
    states: dict[str, dict[str, str]] = {}
    problems = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        slug, *keys = line.split()
        if not (_LINE.fullmatch(line.rstrip()) and len(slug) <= _LONGEST_RECORDED and slug != "index"):
            hint = "restore it from git: a line is '<slug> <key> <key>…'"
            problems.append(Problem(PATH, number, 1, "is not a line of the record of addresses", hint))
        elif len(lines.get(slug, ())) == MAX_LINES:
            message = f"is one more line of papers/{slug}/, which has {MAX_LINES} already, the limit"
            problems.append(Problem(PATH, number, 1, message, "restore the file from git"))
        else:
            states.setdefault(slug, {}).update(key.partition(":")[::2] for key in keys if _is_state(key))
            known = frozenset(_key_of(key) for key in keys if not _is_state(key))
            lines.setdefault(slug, []).append((number, known))
    return [_permalink(slug, of_slug, states[slug]) for slug, of_slug in lines.items()], problems


def _permalink(slug: str, lines: Sequence[tuple[int, frozenset[str]]], states: Mapping[str, str]) -> Permalink:
    keys = frozenset[str]().union(*(keys for _, keys in lines))
    of_lines = tuple(lines) if len(lines) > 1 else ()
    return Permalink(slug, keys, lines[0][0], of_lines, states.get("removed", ""), "hidden" in states)


def _is_state(word: str) -> bool:
    return word.partition(":")[0] in _STATES


def _key_of(recorded: str) -> str:
    """Return a recorded key in its usual form: a person or another program may have written an arXiv id differently."""
    kind, _, value = recorded.partition(":")
    if kind == "arxiv" and "/" in value:
        return identifiers.key_of("arxiv", identifiers.without_subject(value))
    return {"title": "former:", "titled": "title:"}.get(kind, f"{kind}:") + value


def _line(slug: str, keys: Iterable[str]) -> str:
    """Return the line that records a slug with keys of its work."""
    recorded = (f"titled:{identifiers.value_of(key)}" if key.startswith("title:") else key for key in sorted(keys))
    return f"{slug} {' '.join(recorded)}\n"


def add_permalinks(text: str, permalinks: Iterable[Permalink]) -> str:
    """Add a line for each of another archive's permalinks whose slug the record does not have."""
    taken = {permalink.slug for permalink in parse_record(text)[0]}
    new = {permalink.slug: permalink.keys for permalink in reversed(list(permalinks)) if permalink.slug not in taken}
    return _with_lines(text, [_line(slug, keys) for slug, keys in reversed(new.items())])


def extend_record(text: str, papers: Iterable[Recordable]) -> str:
    """Return the record with a line for every paper whose slug or ids it lacks, in the order of `papers`."""
    recorded = {permalink.slug: permalink.keys for permalink in parse_record(text)[0]}
    papers = list(papers)
    titles = Counter(title for paper in papers for title in identifiers.of_kind(paper.keys, "title"))
    new = [
        _line(paper.slug, paper.keys)
        for paper in papers
        if paper.slug not in recorded or _lacks(recorded[paper.slug], paper, titles)
    ]
    return _with_lines(text, new)


def _lacks(recorded: Collection[str], paper: Recordable, titles: Mapping[str, int]) -> bool:
    """Return whether the record lacks an id of the paper, or its title, or the marks that distinguish it from others.

    Titles count for papers without ids; lines of earlier releases do not have them.
    """
    has_namesake = any(titles[title] > 1 for title in identifiers.of_kind(paper.keys, "title"))
    marks = [*identifiers.of_kind(paper.keys, "by"), *identifiers.of_kind(paper.keys, "link")]
    lacks_marks = has_namesake and marks and not set(marks) & set(recorded)
    own_ids, known_titles = identifiers.ids(paper.keys), identifiers.of_kind(recorded, "title")
    lacks_title = not own_ids and known_titles and set(known_titles).isdisjoint(paper.keys)
    return bool(lacks_marks or lacks_title) or not set(own_ids) <= set(recorded)


def add_keys(text: str, slug: str, keys: Iterable[str]) -> str:
    """Return the record with these keys added to a slug. A paper so keeps its address when its title is corrected."""
    recorded = {permalink.slug: permalink.keys for permalink in parse_record(text)[0]}
    if recorded.get(slug, frozenset()).issuperset(keys := set(keys)):
        return text
    return _with_lines(text, [_line(slug, keys)])


def with_state(text: str, slug: str, state: str, day: dt.date) -> str:
    """Return the record in which an address is `removed` or `hidden` since `day`."""
    return _with_lines(without_state(text, slug, state), [f"{slug} {state}:{day.isoformat()}\n"])


def without_state(text: str, slug: str, state: str) -> str:
    """Return the record in which an address is not `removed`, or not `hidden`, any more."""
    return _changed(text, {slug}, lambda word: not word.startswith(f"{state}:"))


def without_keys(text: str, slug: str, keys: Collection[str]) -> str:
    """Return the record without these keys of a paper's slug, such as a mistyped arXiv id."""
    return _changed(text, {slug}, lambda word: _is_state(word) or _key_of(word) not in keys)


def without_addresses(text: str, slugs: Collection[str]) -> str:
    """Return the record without the lines of these slugs, which were never published."""
    return _changed(text, slugs, lambda _: False)


def later(text: str, slug: str) -> str:
    """Return the record with an address moved to its end. A work with several addresses keeps the first."""
    lines = [line for line in text.splitlines(keepends=True) if line.split()[:1] == [slug]]
    return _with_lines(without_addresses(text, {slug}), lines)


def _changed(text: str, slugs: Collection[str], keeps: Callable[[str], bool]) -> str:
    """Return the record in which lines of `slugs` have only the words to keep. A line without any is removed."""
    lines = []
    for line in text.splitlines(keepends=True):
        slug, *words = line.split() or [""]
        kept = [word for word in words if keeps(word)]
        if slug not in slugs or kept == words:
            lines.append(line)
        elif kept:
            lines.append(f"{' '.join([slug, *kept])}\n")
    return "".join(lines)


def _with_lines(text: str, lines: Sequence[str]) -> str:
    if not lines:
        return text
    text = _FORMER_HEADER.sub(HEADER, text, count=1) or HEADER
    return text + ("" if text.endswith("\n") else "\n") + "".join(lines)
