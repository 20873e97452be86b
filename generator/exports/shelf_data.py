"""Data of the shelf, which scripts keep in the reader's browser: the newest papers, and profiles that suggest papers.

The first is fetched by a returning reader on each page with papers, so it stays below 25 KB; the others when the reader
asks for suggestions.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from generator.archive import people
from generator.exports import channels
from generator.model import Archive, Paper
from generator.outputs import Output, output
from generator.relations import Profile, Relations
from generator.text.wording import words_of

NEWEST, CANDIDATES = "shelf/newest.json", "shelf/candidates.json"

MAXIMUM_BYTES = 24_000
"""Of the newest papers: some 400 of eight subjects."""

_MOST = 1_000
"""Papers that might fit."""

_KEY = 6
"""Characters of a key."""

_DAYS = 90
"""The newest days whose numbers of papers are given, 2 KB."""

_CANDIDATES = 400
"""The newest papers, which may be suggested: 90 KB, 35 KB compressed."""

_PROFILES_PER_FILE = 1_000
"""Profiles of other papers in a file: 130 KB, 50 KB compressed."""


def render(archive: Archive, relations: Relations) -> Iterator[Output]:
    """Yield the newest papers, and the profiles of all."""
    newest = sorted(archive.papers, key=_newest_first)
    days = sorted(Counter(paper.first_seen for paper in newest).items(), reverse=True)[:_DAYS]
    feeds_of_pairs = channels.pairs_of(archive, words_of(archive.settings.language))
    pairs = tuple((tuple(sorted(f"tags/{tag}/" for tag in pair.tags)), pair.rss) for pair in feeds_of_pairs)
    subjects = _subjects(archive)
    papers = tuple((paper.first_seen, (paper.slug, *subjects[paper.slug])) for paper in newest[:_MOST])
    yield output(NEWEST, _newest, days, papers, pairs)
    yield from _profiles(newest, relations.profiles)


def _newest_first(paper: Paper) -> tuple[int, str]:
    return -paper.first_seen.toordinal(), paper.slug


def _subjects(archive: Archive) -> Mapping[str, Sequence[str]]:
    """Return what readers can follow by the slugs of papers: addresses of pages, and `venue:` with the venue."""
    subjects: dict[str, list[str]] = defaultdict(list)
    for paper in archive.papers:
        subjects[paper.slug] += [f"tags/{assignment.tag}/" for assignment in archive.assignments[paper.slug]]
        subjects[paper.slug] += [f"venue:{paper.venue}"] if paper.venue else []
    for collection in archive.collections:
        for collected in collection.papers:
            subjects[collected.slug].append(f"collections/{collection.slug}/")
    for root, credited in people.by_folder(archive):
        for credit in credited:
            for paper in credit.papers if credit.has_page else ():
                subjects[paper.slug].append(f"{root}/{credit.slug}/")
    return subjects


def _newest(
    days: Sequence[tuple[dt.date, int]],
    papers: Sequence[tuple[dt.date, Sequence[str]]],
    pairs: Sequence[tuple[Sequence[str], str]],
) -> str:
    """Return as JSON feeds of pairs of tags, and the newest days with their numbers of new papers.

    As long as the file is not too large, a day has its papers, too: for each, the keys of its slug and its subjects.
    """
    keys = lru_cache(None)(key)
    rows: dict[dt.date, list[str]] = {day: [] for day, _ in days}
    head = {"pairs": pairs}
    size = len(_lines(head, "days", [[str(day), number, []] for day, number in days]).encode())
    for day, names in papers:
        row = "".join(map(keys, names))
        size += len(row) + len('"",')
        if size > MAXIMUM_BYTES or day not in rows:
            break
        rows[day].append(row)
    return _lines(head, "days", [[str(day), number, rows[day]] for day, number in days])


def key(name: str) -> str:
    """Return six letters and digits for a name: its hash by FNV-1a (32 bits) to the base 36.

    With 400 papers of eight subjects, the chance that any of 50 followed names is mistaken for another is 1 in 12,000.

    >>> key("tags/search/")
    'mp65fc'
    """
    value = 0x811C9DC5
    for byte in name.encode():
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    digits = ""
    for _ in range(_KEY):
        value, digit = divmod(value, 36)
        digits += "0123456789abcdefghijklmnopqrstuvwxyz"[digit]
    return digits


def _profiles(newest: Sequence[Paper], profiles: Mapping[str, Profile]) -> Iterator[Output]:
    """Yield the candidates, and files with the profiles of the other papers, in the order of slugs."""
    candidates = tuple((paper.slug, paper.title.plain, profiles.get(paper.slug, ())) for paper in newest[:_CANDIDATES])
    terms = tuple(sorted({name for _, _, profile in candidates for name, _ in profile}))
    others = sorted(paper.slug for paper in newest[_CANDIDATES:] if paper.slug in profiles)
    parts = [others[start : start + _PROFILES_PER_FILE] for start in range(0, len(others), _PROFILES_PER_FILE)]
    yield output(CANDIDATES, _candidates, terms, candidates, tuple(part[0] for part in parts))
    for number, part in enumerate(parts, 1):
        yield output(path_of_part(number), _part, terms, tuple((slug, profiles[slug]) for slug in part))


def path_of_part(number: int) -> str:
    """Return the path of a file of profiles; the first has the number 1."""
    return f"shelf/profiles-{number}.json"


def _candidates(
    terms: Sequence[str], candidates: Sequence[tuple[str, str, Profile]], first_slugs: Sequence[str]
) -> str:
    """Return as JSON the terms, the first slugs of the files of other papers, and the candidates.

    A candidate has slug and title, then the index of each term with its weight.
    """
    numbers = {name: number for number, name in enumerate(terms)}
    rows = [[slug, title, *_weights(profile, numbers)] for slug, title, profile in candidates]
    return _lines({"terms": terms, "parts": first_slugs}, "papers", rows)


def _part(terms: Sequence[str], profiles: Sequence[tuple[str, Profile]]) -> str:
    """Return as JSON a list of slugs, each with those terms that a candidate has, too."""
    numbers = {name: number for number, name in enumerate(terms)}
    return _lines({}, "papers", [[slug, *_weights(profile, numbers)] for slug, profile in profiles])


def _weights(profile: Profile, numbers: Mapping[str, int]) -> Iterator[int]:
    pairs = ((numbers[name], weight) for name, weight in profile if name in numbers)
    return itertools.chain.from_iterable(pairs)


def _lines(head: Mapping[str, object], name: str, rows: Sequence[Sequence[object]]) -> str:
    """Return a JSON object with a line for each row, so that a difference of two builds shows new papers."""
    keys = "".join(f"{_compact(key)}:{_compact(value)},\n" for key, value in head.items())
    listed = ",\n".join(map(_compact, rows))
    return f"{{{keys}{_compact(name)}:[\n{listed}\n]}}\n"


_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
