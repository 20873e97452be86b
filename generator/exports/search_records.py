"""The archive as its search finds it: records for Pagefind, and tables of what Pagefind does not tell.

Pagefind ranks by words. That a whole title, an id or a name comes first is looked up in the tables of keys; which
papers have a tag, a year, a digest or notes, in the table of facets. Papers are told by their numbers: the places of
their records, oldest first, which is also the order of Pagefind's own pages. A large archive has several indexes, one
after the other: Pagefind holds all that it indexes in memory, and a new digest then changes the last one alone.
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
from generator.text.safe_html import plain_text
from generator.text.wording import words_of

Value = TypeVar("Value")

KEYS_PER_TABLE = 150
"""Some 6 KB, which a browser fetches to look one key up."""

ENOUGH, MOST = 5000, 6000
"""Papers of an index: it ends with the month in which it has enough, and has no more than the most. Pagefind 1.5.2
takes 87 KB of memory for each; of each index, a first search fetches some 20 KB for each of its words.
"""

MOST_WORDS = 12_000
"""At most some 40 KB when a server compresses them, which a browser fetches when words seem to be mistyped."""

Target = int | tuple[str, str, str, int]
"""What a key leads to: a record's number, or a page's kind, title, address and how many papers it lists."""

_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i", "ħ": "h", "ς": "σ"}
)
"""Letters that readers type otherwise, and that Unicode does not take apart."""


_WORD = re.compile(r"[^\W\d_]{4,}")
"""Shorter ones have too many others near them."""


@dataclass(frozen=True, slots=True)
class SearchRecord:
    """Something to be found, by the words of all its texts. `address` is relative to the site."""

    address: str
    title: str
    text: str
    authors: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()


def indexes(archive: Archive) -> list[list[SearchRecord]]:
    """What can be found, index by index: the papers, oldest first, then the pages that the curator wrote."""
    found: list[list[SearchRecord]] = [[]]
    month = (0, 0)
    for paper in reversed(archive.papers):
        before, month = month, (paper.newest.date.year, paper.newest.date.month)
        if len(found[-1]) >= (MOST if month == before else ENOUGH):
            found.append([])
        found[-1].append(_of_paper(paper))
    found[-1] += map(_of_page, _pages(archive))
    return found


def tables(archive: Archive, indexes: Sequence[int]) -> dict[str, str]:
    """The tables, as JSON by name: what each key leads to, the facets, the words, and a manifest that tells of the
    first two and how many records each index has.
    """
    numbers = {paper.slug: number for number, paper in enumerate(reversed(archive.papers))}
    found = sorted(_keys(archive, numbers).items(), key=_as_javascript_sorts)
    parts = [found[start : start + KEYS_PER_TABLE] for start in range(0, len(found), KEYS_PER_TABLE)]
    manifest = {
        "indexes": indexes,
        "papers": len(numbers),
        "days": _days([paper.newest.date for paper in reversed(archive.papers)]),
        "keys": _beginnings([[key for key, _ in part] for part in parts]),
    }
    return {
        "manifest.json": _json(manifest),
        "facets.json": _json(_facets(archive, numbers)),
        "words.json": _json(_words(archive.papers)),
        **{f"keys/{number}.json": _json(dict(part)) for number, part in enumerate(parts)},
    }


def key_of(text: str) -> str:
    """What a title, id or name is looked up by. The script of the search, `keyOf`, does just the same.

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


def _of_paper(paper: Paper) -> SearchRecord:
    texts = [paragraph.plain for paragraph in paper.abstract]
    texts += [plain_text(note.body) for note in paper.notes]
    texts += [paper.organisation, ", ".join(paper.keywords)]
    ids = tuple(filter(None, (paper.arxiv, paper.doi)))
    return SearchRecord(f"papers/{paper.slug}/", paper.title.plain, "\n".join(filter(None, texts)), paper.authors, ids)


def _pages(archive: Archive) -> list[Page]:
    return [page for page in archive.pages if page.is_searchable]


def _of_page(page: Page) -> SearchRecord:
    return SearchRecord(address_of(page.path)[1:], page.title, plain_text(page.body))


def _keys(archive: Archive, numbers: Mapping[str, int]) -> dict[str, list[Target]]:
    """Everything that can be asked for by its whole name, with what it leads to: titles and ids first, then pages,
    then an author's papers, newest first; and by its other spelling, which comes after what is spelt so.
    """
    found: dict[str, dict[Target, None]] = defaultdict(dict)
    for paper in archive.papers:
        for name in filter(None, (paper.title.plain, paper.arxiv, paper.doi)):
            found[key_of(name)][numbers[paper.slug]] = None
    for number, page in enumerate(_pages(archive), len(numbers)):
        found[key_of(page.title)][number] = None
    for name, place in _places(archive):
        found[key_of(name)][place] = None
    for paper in archive.papers:
        for author in paper.authors:
            found[key_of(author)][numbers[paper.slug]] = None
    for key, targets in [*found.items()]:
        for other in spelling.respelt(key):
            found[other] |= targets
    return {key: list(targets) for key, targets in found.items() if key}


def _places(archive: Archive) -> Iterator[tuple[str, tuple[str, str, str, int]]]:
    """The pages of tags, digests, authors and organisations, by each of their names."""
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


def _beginnings(parts: Iterable[Sequence[str]]) -> list[str]:
    """For each part of the sorted keys as few letters as tell that a key is not in the part before.

    >>> _beginnings([["ada", "bee"], ["bell", "bird"], ["zoo"]])
    ['', 'bel', 'z']
    """
    found: list[str] = []
    last = ""
    for part in parts:
        first = part[0]
        beginnings = (first[:length] for length in range(1, len(first) + 1))
        found.append(next(each for each in beginnings if not last.startswith(each)) if found else "")
        last = part[-1]
    return found


def _days(dates: Sequence[dt.date]) -> list[int]:
    """Of dates in their order, how many days after the last one (of all, after 1970) each comes, and how often.

    >>> _days([dt.date(1970, 1, 3), dt.date(1970, 1, 3), dt.date(1970, 1, 4)])
    [2, 2, 1, 1]
    """
    last, found = dt.date(1970, 1, 1), []
    for day, same in groupby(dates):
        found += [(day - last).days, len(list(same))]
        last = day
    return found


def _facets(archive: Archive, numbers: Mapping[str, int]) -> dict[str, list[tuple[str, str, list[int]]]]:
    """By facet, every value with its label and the papers that have it: a number, then the steps to the next ones."""
    words, papers = words_of(archive.settings.language), list(reversed(archive.papers))
    years = _by_value((str(_year(paper)), numbers[paper.slug]) for paper in papers)
    seen = [(number, seen) for number, paper in enumerate(papers) for seen in paper.appearances]
    sources = _by_value((seen.source, number) for number, seen in seen)
    with_notes = [numbers[paper.slug] for paper in papers if paper.notes]
    return {
        "tag": [
            (tag.slug, tag.label, _steps(numbers[paper.slug] for paper in tag.papers))
            for tag in archive.tags
            if tag.papers
        ],
        "year": [(year, year, _steps(found)) for year, found in sorted(years.items(), reverse=True)],
        "digest": [
            (str(day), words.date(day), _steps(found))
            for day, found in sorted(_by_value((seen.date, number) for number, seen in seen).items(), reverse=True)
        ],
        "source": [(source, source, _steps(found)) for source, found in sorted(sources.items())],
        "notes": [("yes", words.t("Has notes"), _steps(with_notes))] if with_notes else [],
    }


def _year(paper: Paper) -> int:
    """The year it was published, as far as anybody said; else that of its first digest."""
    return (paper.published or paper.first_seen).year


def _words(papers: Iterable[Paper]) -> list[str]:
    """The papers' words as keys, in their order with spaces between: first those that one paper has, then those of two
    and three, of four to seven, and so on. Of too many words, the rarest are left out.
    """
    counts: Counter[str] = Counter()
    for paper in papers:
        texts = (paper.title, *paper.abstract)
        text = "\n".join((*(each.plain for each in texts), *paper.authors, paper.organisation))
        counts.update(set(_WORD.findall(text.lower())))
    by_key: Counter[str] = Counter()
    for word, count in counts.items():
        by_key[word if word.isascii() else key_of(word)] += count
    levels: dict[int, list[str]] = defaultdict(list)
    for word, count in by_key.items():
        levels[count.bit_length() - 1].append(word)
    found: list[str] = []
    left = MOST_WORDS
    for level in range(max(levels, default=-1), -1, -1):
        left -= len(levels[level])
        found.append(" ".join(sorted(levels[level])) if left >= 0 else "")
    return found[::-1]


def _by_value(pairs: Iterable[tuple[Value, int]]) -> dict[Value, list[int]]:
    found: dict[Value, list[int]] = defaultdict(list)
    for value, number in pairs:
        found[value].append(number)
    return found


def _steps(numbers: Iterable[int]) -> list[int]:
    """Sorted numbers as the first of them and the differences that follow, which are shorter.

    >>> _steps([12, 10, 11, 10])
    [10, 1, 1]
    """
    ordered = sorted(set(numbers))
    return ordered[:1] + [after - before for before, after in pairwise(ordered)]


def _as_javascript_sorts(item: tuple[str, Sequence[Target]]) -> bytes:
    """By UTF-16 units, so that the script finds a key's table by comparing texts."""
    return item[0].encode("utf-16-be", "surrogatepass")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
