"""Search records: the archive's data for Pagefind, and tables for searches that Pagefind cannot do.

Pagefind ranks by words. The tables of keys list titles, ids and names, so that an exact match is shown first. The
table of facets has the papers of each tag, year, digest and so on. The tables name papers by number, the index of their
record, oldest first, which is also Pagefind's order. A large archive has several indexes, because Pagefind keeps a
whole index in memory, and because a new digest then changes only the last one.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TypeVar

from generator.addresses import address_of
from generator.archive import people
from generator.model import Archive, Page, Paper
from generator.text import spelling
from generator.text.languages import language_of_paper
from generator.text.safe_html import plain_text
from generator.text.wording import words_of

Value = TypeVar("Value")

KEYS_PER_TABLE = 150
"""A browser fetches one table, about 6 KB, to look up a key."""

ENOUGH, MAXIMUM = 5000, 6000
"""Papers in an index. It ends with the month in which it has enough, or at the maximum. Pagefind 1.5.2 takes 87 KB of
memory per paper; a first search fetches about 20 KB of each index for each word.
"""

MAXIMUM_WORDS = 12_000
"""Words in the table of words, about 40 KB compressed. A browser fetches it when words seem to be mistyped."""

Target = int | tuple[str, str, str, int]
"""The result for a key: the number of a record, or the kind, title, address and number of papers of a page."""

_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i", "ħ": "h", "ς": "σ"}
)
"""Letters that readers type differently and that Unicode does not decompose."""

_WORD = re.compile(r"[^\W\d_]{4,}")
"""Words that corrections are suggested for. Shorter ones resemble too many others."""


@dataclass(frozen=True, slots=True)
class SearchRecord:
    """A search result, found by the words of all its texts. `address` is relative to the site."""

    address: str
    title: str
    text: str
    authors: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()


def indexes(archive: Archive) -> list[list[SearchRecord]]:
    """Return the records of each index: the papers, oldest first, then the pages that the curator wrote."""
    records: list[list[SearchRecord]] = [[]]
    month = (0, 0)
    for paper in reversed(archive.papers):
        before, month = month, (paper.newest.date.year, paper.newest.date.month)
        if len(records[-1]) >= (MAXIMUM if month == before else ENOUGH):
            records.append([])
        records[-1].append(_paper_record(paper))
    records[-1] += map(_page_record, _pages(archive))
    return records


def tables(archive: Archive, indexes: Sequence[int]) -> dict[str, str]:
    """Return the tables as JSON by file name: keys with their targets, facets, words, and the manifest.

    `indexes` has the number of records of each index.
    """
    numbers = {paper.slug: number for number, paper in enumerate(reversed(archive.papers))}
    languages = _languages(archive)
    keys = sorted(_keys(archive, numbers).items(), key=_utf_16_order)
    parts = [keys[start : start + KEYS_PER_TABLE] for start in range(0, len(keys), KEYS_PER_TABLE)]
    manifest = {
        "indexes": indexes,
        "papers": len(numbers),
        "days": _days([paper.newest.date for paper in reversed(archive.papers)]),
        "keys": _shortest_prefixes([[key for key, _ in part] for part in parts]),
        **({"languages": languages} if any(languages[::2]) else {}),
    }
    return {
        "manifest.json": _json(manifest),
        "facets.json": _json(_facets(archive, numbers)),
        "words.json": _json(_words(archive.papers)),
        **{f"keys/{number}.json": _json(dict(part)) for number, part in enumerate(parts)},
    }


def key_of(text: str) -> str:
    """Return the key of a title, id or name. The function `keyOf` of the search's script does the same.

    >>> key_of("TÜLU 3: Łukasz’s “Post-Training”"), key_of("2401.10000")
    ('tulu 3 lukasz s post training', '2401 10000')
    """
    if text.isascii():
        return " ".join(re.findall(r"[a-z0-9]+", text.lower())) or text.strip()
    lowered = unicodedata.normalize("NFKD", text).lower().translate(_LETTERS)
    letters = (_letter(char) for char in unicodedata.normalize("NFKD", lowered))
    return " ".join("".join(letters).split()) or text.strip()


def _letter(char: str) -> str:
    match unicodedata.category(char)[0]:
        case "L" | "N":
            return char
        case "M":
            return ""
    return " "


def _paper_record(paper: Paper) -> SearchRecord:
    texts = [paragraph.plain for paragraph in paper.abstract]
    texts += [plain_text(note.body) for note in paper.notes]
    texts += [paper.organisation, paper.venue, paper.publisher, paper.remark, ", ".join(paper.keywords)]
    ids = tuple(filter(None, (paper.arxiv, paper.doi)))
    return SearchRecord(f"papers/{paper.slug}/", paper.title.plain, "\n".join(filter(None, texts)), paper.authors, ids)


def _pages(archive: Archive) -> list[Page]:
    return [page for page in archive.pages if page.is_searchable]


def _page_record(page: Page) -> SearchRecord:
    return SearchRecord(address_of(page.path)[1:], page.title, plain_text(page.body))


def _keys(archive: Archive, numbers: Mapping[str, int]) -> dict[str, list[Target]]:
    """Return the targets of each key: papers by title and id, then pages, then papers by author, newest first.

    A key's other spelling (British or American) has the same targets, after those that are spelt so.
    """
    targets_of: dict[str, dict[Target, None]] = defaultdict(dict)
    for paper in archive.papers:
        for name in filter(None, (paper.title.plain, paper.arxiv, paper.doi)):
            targets_of[key_of(name)][numbers[paper.slug]] = None
    for number, page in enumerate(_pages(archive), len(numbers)):
        targets_of[key_of(page.title)][number] = None
    for name, target in _generated_pages(archive):
        targets_of[key_of(name)][target] = None
    for paper in archive.papers:
        for author in paper.authors:
            targets_of[key_of(author)][numbers[paper.slug]] = None
    for key, targets in [*targets_of.items()]:
        for other in spelling.respelt(key):
            targets_of[other] |= targets
    return {key: list(targets) for key, targets in targets_of.items() if key}


def _generated_pages(archive: Archive) -> Iterator[tuple[str, tuple[str, str, str, int]]]:
    """Yield the pages of tags, digests, authors and organisations by each of their names."""
    words = words_of(archive.settings.language)
    for tag in archive.tags:
        for name in (tag.label, tag.slug, *tag.aliases):
            yield name, (words.t("Tag"), tag.label, f"tags/{tag.slug}/", len(tag.papers))
    for day in archive.days:
        for name in (str(day.date), words.date(day.date)):
            yield name, (words.t("Digest"), words.date(day.date), f"digests/{day.date}/", len(day.papers))
    for kind, folder, credited in (
        (words.t("Author"), people.AUTHORS, archive.authors),
        (words.t("Organisation"), people.ORGANISATIONS, archive.organisations),
    ):
        for credit in credited:
            for name in credit.spellings if credit.has_page else ():
                yield name, (kind, credit.name, f"{folder}/{credit.slug}/", len(credit.papers))


def _shortest_prefixes(parts: Iterable[Sequence[str]]) -> list[str]:
    """Return, for each part of the sorted keys, the shortest prefix of its first key that the part before lacks.

    >>> _shortest_prefixes([["ada", "bee"], ["bell", "bird"], ["zoo"]])
    ['', 'bel', 'z']
    """
    shortest: list[str] = []
    last = ""
    for part in parts:
        first = part[0]
        prefixes = (first[:length] for length in range(1, len(first) + 1))
        shortest.append(next(prefix for prefix in prefixes if not last.startswith(prefix)) if shortest else "")
        last = part[-1]
    return shortest


def _days(dates: Sequence[dt.date]) -> list[int]:
    """Compress sorted dates: for each distinct date, the days since the one before (or 1970-01-01), and its count.

    >>> _days([dt.date(1970, 1, 3), dt.date(1970, 1, 3), dt.date(1970, 1, 4)])
    [2, 2, 1, 1]
    """
    last, compressed = dt.date(1970, 1, 1), []
    for day, same in groupby(dates):
        compressed += [(day - last).days, len(list(same))]
        last = day
    return compressed


def _languages(archive: Archive) -> list[str | int]:
    """Return the languages of the papers, oldest first, each followed by the number of papers in a row that have it.

    The language is "" where it is not clear, or that of the words around a paper.
    """
    words = words_of(archive.settings.language)
    languages = (words.attributes_of(language_of_paper(paper)).get("lang", "") for paper in reversed(archive.papers))
    return [value for language, same in groupby(languages) for value in (language, len(list(same)))]


def _facets(archive: Archive, numbers: Mapping[str, int]) -> dict[str, list[tuple[str, str, list[int]]]]:
    """Return each facet's values: a value, its label, and the numbers of its papers as `_steps`."""
    words, papers = words_of(archive.settings.language), list(reversed(archive.papers))
    years = _by_value((str(_year(paper)), numbers[paper.slug]) for paper in papers)
    appearances = [(number, seen) for number, paper in enumerate(papers) for seen in paper.appearances]
    sources = _by_value((seen.source, number) for number, seen in appearances)
    dates = _by_value((seen.date, number) for number, seen in appearances)
    venues = _by_value((paper.venue, numbers[paper.slug]) for paper in papers if paper.venue)
    with_notes = [numbers[paper.slug] for paper in papers if paper.notes]
    return {
        "tag": [
            (tag.slug, tag.label, _steps(numbers[paper.slug] for paper in tag.papers))
            for tag in archive.tags
            if tag.papers
        ],
        "year": [(year, year, _steps(members)) for year, members in sorted(years.items(), reverse=True)],
        "venue": [(venue, venue, _steps(members)) for venue, members in sorted(venues.items())],
        "digest": [
            (str(day), words.date(day), _steps(members)) for day, members in sorted(dates.items(), reverse=True)
        ],
        "source": [(source, source, _steps(members)) for source, members in sorted(sources.items())],
        "notes": [("yes", words.t("Has notes"), _steps(with_notes))] if with_notes else [],
    }


def _year(paper: Paper) -> int:
    """Return the year of publication, if it is known, or else that of the paper's first digest."""
    return (paper.published or paper.first_seen).year


def _words(papers: Iterable[Paper]) -> list[str]:
    """Return the papers' words as keys, by frequency: a sorted list, joined by spaces, of the words of one paper, then
    of those of two and three, of four to seven, and so on. Beyond `MAXIMUM_WORDS` the rarest are left out.
    """
    counts: Counter[str] = Counter()
    for paper in papers:
        texts = (paper.title, *paper.abstract)
        text = "\n".join((*(paragraph.plain for paragraph in texts), *paper.authors, paper.organisation))
        counts.update(set(_WORD.findall(text.lower())))
    by_key: Counter[str] = Counter()
    for word, count in counts.items():
        by_key[word if word.isascii() else key_of(word)] += count
    levels: dict[int, list[str]] = defaultdict(list)
    for word, count in by_key.items():
        levels[count.bit_length() - 1].append(word)
    lines: list[str] = []
    remaining = MAXIMUM_WORDS
    for level in range(max(levels, default=-1), -1, -1):
        remaining -= len(levels[level])
        lines.append(" ".join(sorted(levels[level])) if remaining >= 0 else "")
    return lines[::-1]


def _by_value(pairs: Iterable[tuple[Value, int]]) -> dict[Value, list[int]]:
    numbers: dict[Value, list[int]] = defaultdict(list)
    for value, number in pairs:
        numbers[value].append(number)
    return numbers


def _steps(numbers: Iterable[int]) -> list[int]:
    """Sort numbers and return the first and the differences that follow, which have fewer digits.

    >>> _steps([12, 10, 11, 10])
    [10, 1, 1]
    """
    ordered = sorted(set(numbers))
    return ordered[:1] + [after - before for before, after in pairwise(ordered)]


def _utf_16_order(item: tuple[str, Sequence[Target]]) -> bytes:
    """Return a sort key by UTF-16 code units, as JavaScript compares texts, so that the script finds a key's table."""
    return item[0].encode("utf-16-be", "surrogatepass")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
