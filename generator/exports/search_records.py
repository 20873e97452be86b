"""Search records: the archive's data for Pagefind, and tables for searches that Pagefind cannot do.

Pagefind finds words in texts. The tables of keys list whole titles, ids and names, so that an exact match is shown
first. The tables of names have the papers of each word of titles and authors, and the pages that a word names, so that
titles rank above texts. The table of facets has the papers of each tag, year, digest and so on. The tables name papers
by number, the index of their record, oldest first, which is also Pagefind's order. The tables of records have what the
browser shows of a number: a paper's slug, for its data in the API, or a page's text. A large archive has several
indexes, because Pagefind keeps a whole index in memory, and because a new digest then changes only the last one.
"""

from __future__ import annotations

import datetime as dt
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise
from typing import TypeAlias, TypeVar

from generator.addresses import address_of
from generator.archive import people
from generator.archive.trending import most_upvotes
from generator.exports.citations import compact_json
from generator.exports.search_words import key_of, lookup_key, stem, terms, variants
from generator.model import Archive, Page, Paper, Tag
from generator.text import spelling
from generator.text.languages import language_of_paper
from generator.text.safe_html import plain_text
from generator.text.wording import words_of

Value = TypeVar("Value")
Row = TypeVar("Row")

KEYS_PER_TABLE = 300
"""A browser fetches one table, some 4 KB compressed, to look up a key."""

ENOUGH, MAXIMUM = 5000, 6000
"""Papers in an index. It ends with the month in which it has enough, or at the maximum. Pagefind 1.5.2 takes 87 KB of
memory per paper; a first search fetches about 20 KB of each index for each word.
"""

MAXIMUM_WORDS = 12_000
"""Words in the table of words, about 40 KB compressed. A browser fetches it when words seem to be mistyped."""

CHARACTERS_PER_TABLE = 6_000
"""The usual size of a table of names, as JSON: under 3 KB compressed. A browser fetches one for each word."""

_BASES = (0x811C9DC5, 0x9E3779B9)

_ROWS_BETWEEN_CUTS = 50
"""Rows, on average, between two whose keys may begin a table."""

CHARACTERS_OF_RECORDS = 4_000
"""The size of a table of records, as JSON: 50 slugs, 1.7 KB compressed. A browser fetches one for each result."""

_SEPARATOR = " · "
"""Between paragraphs and notes in a record's text; the script has it, too."""

_MINIMUM_INITIALS = 3
_BASE_36 = "0123456789abcdefghijklmnopqrstuvwxyz"

Target = int | tuple[str, str, str, int]
"""The result for a key: the number of a record, or the kind, title, address and number of papers of a page."""

NamedPage: TypeAlias = tuple[str, tuple[str, str, str, int]]
"""A name of a generated page, and the page as a target."""

_YEAR = re.compile(r"\d{4}")
_WORD = re.compile(r"[^\W\d_]{4,}")
"""Words that corrections are suggested for. Shorter ones resemble too many others."""


@dataclass(frozen=True, slots=True)
class SearchRecord:
    """A page to search, found by the words of all its texts. `address` is relative to the site.

    `text` is what excerpts are taken from; `subjects` are keywords, organisation, venue, publisher and remark.
    """

    address: str
    title: str
    text: str
    authors: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()


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

    `indexes` has the number of records of each index. The manifest has a digit for each paper: in base 36 the number of
    words of its title, in base 16 its votes, in powers of two. Its `records` has the number of rows of each of those
    tables.
    """
    languages = _languages(archive)
    papers = [*reversed(archive.papers)]
    numbers = {paper.slug: number for number, paper in enumerate(papers)}
    pages = [*_generated_pages(archive)]
    words_of_name = cache(lambda name: " ".join(terms(name)))  # a title and an author are in both kinds of tables
    keys = _with_beginnings(_sorted_parts(_keys(archive, numbers, pages, words_of_name), lambda _: 1, KEYS_PER_TABLE))
    names = _with_beginnings(
        _sorted_parts(_names(papers, pages, words_of_name), lambda row: len(_json(row[1])), CHARACTERS_PER_TABLE)
    )
    records = _parts(_rows(archive), lambda row: len(_json(row)), CHARACTERS_OF_RECORDS)
    votes = [most_upvotes(paper) or 0 for paper in papers]
    manifest = {
        "indexes": indexes,
        "papers": len(papers),
        "days": _days([paper.newest.date for paper in papers]),
        "titles": "".join(_BASE_36[min(len(set(words_of_name(paper.title.plain).split())), 35)] for paper in papers),
        "votes": "".join(f"{min(number.bit_length(), 15):x}" for number in votes),
        "keys": [beginning for beginning, _ in keys],
        "names": [beginning for beginning, _ in names],
        "records": [len(part) for part in records],
        **({"languages": languages} if any(languages[::2]) else {}),
    }
    return {
        "manifest.json": _json(manifest),
        "votes.json": _json(votes),
        "facets.json": _json(_facets(archive, numbers)),
        "words.json": _json(_words(archive.papers, archive.tags)),
        **{f"keys/{file_of(beginning)}": _json(part) for beginning, part in keys},
        **{f"names/{file_of(beginning)}": _json(part) for beginning, part in names},
        **{f"records/{number}.json": _json(part) for number, part in enumerate(records)},
    }


def file_of(beginning: str) -> str:
    """Return the name of the file of the part with this beginning, which a new part before it does not change.

    It is a hash (FNV-1a, of UTF-16 code units, with two bases), which `search-tables.js` computes, too.
    """
    units = beginning.encode("utf-16-be", "surrogatepass")
    hashes = [*_BASES]
    for unit in zip(units[::2], units[1::2], strict=True):
        hashes = [(each ^ (unit[0] << 8 | unit[1])) * 0x01000193 & 0xFFFFFFFF for each in hashes]
    return "".join(f"{each:08x}" for each in hashes) + ".json"


def _with_beginnings(parts: Sequence[Sequence[tuple[str, Row]]]) -> list[tuple[str, dict[str, Row]]]:
    """Return each part with the beginning by which a browser finds it."""
    beginnings = _shortest_prefixes([[key for key, _ in part] for part in parts])
    return [(beginning, dict(part)) for beginning, part in zip(beginnings, parts, strict=True)]


def _sorted_parts(
    rows: Mapping[str, Row], size: Callable[[tuple[str, Row]], int], usual: int
) -> list[list[tuple[str, Row]]]:
    """Return rows in parts of about the usual size, sorted as JavaScript compares their keys.

    A part with two thirds of it ends before the next key whose hash is chosen for beginnings, or at twice the usual
    size. So a new key changes the part that it is in, and hardly others.
    """
    parts: list[list[tuple[str, Row]]] = []
    filled = 0
    for key in sorted(rows, key=_utf_16_order):
        begins = 3 * filled >= 2 * usual and zlib.crc32(key.encode("utf-8", "surrogatepass")) % _ROWS_BETWEEN_CUTS == 0
        if not parts or begins or filled >= 2 * usual:
            parts.append([])
            filled = 0
        parts[-1].append((key, rows[key]))
        filled += size(parts[-1][-1])
    return parts


def _parts(rows: Iterable[Row], size: Callable[[Row], int], maximum: int) -> list[list[Row]]:
    """Return rows in parts, each of which ends where it has its maximum: new rows at the end change the last."""
    parts: list[list[Row]] = []
    filled = maximum
    for row in rows:
        if filled >= maximum:
            parts.append([])
            filled = 0
        parts[-1].append(row)
        filled += size(row)
    return parts


def _rows(archive: Archive) -> Iterator[dict[str, str]]:
    """Yield what the browser shows of each record: a paper's slug, with the text of its notes, or a page's text."""
    for paper in reversed(archive.papers):
        notes = _SEPARATOR.join(_texts_of_notes(paper))
        yield {"slug": paper.slug} | ({"notes": notes} if notes else {})
    for record in map(_page_record, _pages(archive)):
        yield {"address": record.address, "title": record.title, "text": record.text}


def _texts_of_notes(paper: Paper) -> list[str]:
    return [text for note in paper.notes if (text := plain_text(note.body))]


def _paper_record(paper: Paper) -> SearchRecord:
    texts = [*(paragraph.plain for paragraph in paper.abstract), *_texts_of_notes(paper)]
    ids = tuple(filter(None, (paper.arxiv, paper.doi)))
    subjects = tuple(filter(None, (paper.organisation, paper.venue, paper.publisher, paper.remark, *paper.keywords)))
    text = _SEPARATOR.join(filter(None, texts))
    return SearchRecord(f"papers/{paper.slug}/", paper.title.plain, text, paper.authors, ids, subjects)


def _pages(archive: Archive) -> list[Page]:
    return [page for page in archive.pages if page.is_searchable]


def _page_record(page: Page) -> SearchRecord:
    return SearchRecord(address_of(page.path)[1:], page.title, plain_text(page.body))


def _keys(
    archive: Archive, numbers: Mapping[str, int], pages: Sequence[NamedPage], words_of_name: Callable[[str], str]
) -> dict[str, list[Target]]:
    """Return the targets of each key: tags, papers by title and id, other pages, and papers by author and by the name
    that their title begins with, newest first.

    A key's other spelling (British or American) has the same targets, after those that are spelt so.
    """
    named: dict[str, dict[Target, None]] = defaultdict(dict)
    for name, target in _named(archive, numbers, pages):
        named[words_of_name(name)][target] = None
    targets_of: dict[str, dict[Target, None]] = defaultdict(dict)
    for words, targets in named.items():
        targets_of[" ".join(map(stem, words.split()))] |= targets
    for words, targets in named.items():
        for other in spelling.respelt(words):
            targets_of[lookup_key(other)] |= targets
    return {key: list(targets) for key, targets in targets_of.items() if key}


def _named(archive: Archive, numbers: Mapping[str, int], pages: Sequence[NamedPage]) -> Iterator[tuple[str, Target]]:
    """Yield the targets in the order of `_keys`, each with a name; a tag is yielded again with the other pages."""
    yield from ((name, page) for name, page in pages if page[2].startswith("tags/"))
    for paper in archive.papers:
        for name in filter(None, (paper.title.plain, paper.arxiv, paper.doi)):
            yield name, numbers[paper.slug]
    for number, page in enumerate(_pages(archive), len(numbers)):
        yield page.title, number
    yield from pages
    for paper in archive.papers:
        for name in filter(None, (*paper.authors, _name_in_title(paper))):
            yield name, numbers[paper.slug]


def _name_in_title(paper: Paper) -> str:
    """Return the name that a title begins with: `Lantern` for "Lantern: Tree Search", "" for other titles."""
    name, colon, _ = paper.title.plain.partition(": ")
    return name if colon else ""


def _names(
    papers: Sequence[Paper], named_pages: Sequence[NamedPage], words_of_name: Callable[[str], str]
) -> dict[str, list[object]]:
    """Return, for each word, the papers whose title has it, those whose authors have it, both as `_steps`, and pages.

    A page is a target as in `_keys`, with the key of the name that has the word after it, unless that is its title's.
    """
    titles: dict[str, list[int]] = defaultdict(list)
    authors: dict[str, list[int]] = defaultdict(list)
    pages: dict[str, dict[tuple[str | int, ...], None]] = defaultdict(dict)
    for number, paper in enumerate(papers):
        title = paper.title.plain
        # Also as its words are spelt or joined otherwise.
        for word in {*map(stem, (*words_of_name(title).split(), *variants(title), *spelling.other_spellings(title)))}:
            titles[word].append(number)
        for word in {stem(term) for author in paper.authors for term in words_of_name(author).split()}:
            authors[word].append(number)
    for name, target in named_pages:
        key = lookup_key(name)
        page = target if key == lookup_key(target[1]) else (*target, key)
        if not _YEAR.search(name):
            for word in key.split():
                pages[word][page] = None
    words = titles.keys() | authors.keys() | pages.keys()
    return {
        word: [_steps(titles.get(word, ())), _steps(authors.get(word, ())), [*pages.get(word, ())]] for word in words
    }


def _generated_pages(archive: Archive) -> Iterator[NamedPage]:
    """Yield the pages of tags, digests, collections, authors, organisations and venues by each of their names."""
    words = words_of(archive.settings.language)
    for tag in archive.tags:
        for name in (tag.label, tag.slug, *tag.aliases):
            yield name, (words.t("Tag"), tag.label, f"tags/{tag.slug}/", len(tag.papers))
    for day in archive.days:
        for name in (str(day.date), words.date(day.date)):
            yield name, (words.t("Digest"), words.date(day.date), f"digests/{day.date}/", len(day.papers))
    for collection in archive.collections:
        address = f"collections/{collection.slug}/"
        yield collection.title, (words.t("Collection"), collection.title, address, len(collection.papers))
    for kind, folder, credited in (
        (words.t("Author"), people.AUTHORS, archive.authors),
        (words.t("Organisation"), people.ORGANISATIONS, archive.organisations),
        (words.t("Venue"), people.VENUES, archive.venues),
    ):
        for credit in credited:
            target = (kind, credit.name, f"{folder}/{credit.slug}/", len(credit.papers))
            names = dict.fromkeys((*credit.spellings, *map(_initials, credit.spellings)))
            for name in filter(None, names if credit.has_page else ()):
                yield name, target


def _initials(name: str) -> str:
    """Return the initials of a name of three or more capitalised words, "" of other names.

    >>> _initials("Harbour Institute of Technology"), _initials("Harbour AI")
    ('HIT', '')
    """
    letters = re.findall(r"\b[A-Z](?=[a-z])", name)
    return "".join(letters) if len(letters) >= _MINIMUM_INITIALS else ""


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
    with_notes = [number for number, paper in enumerate(papers) if paper.notes]
    with_code = [number for number, paper in enumerate(papers) if paper.code]
    organisations = _by_value((paper.organisation, number) for number, paper in enumerate(papers) if paper.organisation)
    venues = _by_value((paper.venue, number) for number, paper in enumerate(papers) if paper.venue)
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
        "organisation": [(name, name, _steps(members)) for name, members in sorted(organisations.items())],
        "code": [("yes", words.t("Has code"), _steps(with_code))] if with_code else [],
        "notes": [("yes", words.t("Has notes"), _steps(with_notes))] if with_notes else [],
    }


def _year(paper: Paper) -> int:
    """Return the year of publication, if it is known, or else that of the paper's first digest."""
    return (paper.published or paper.first_seen).year


def _words(papers: Iterable[Paper], tags: Iterable[Tag]) -> list[str]:
    """Return the words of papers and of tags' names, as keys, by frequency: a sorted list, joined by spaces, of the
    words of one paper, then of those of two and three, of four to seven, and so on. Beyond `MAXIMUM_WORDS` the rarest
    are left out.
    """
    counts: Counter[str] = Counter()
    for paper in papers:
        texts = (paper.title, *paper.abstract)
        text = "\n".join((*(paragraph.plain for paragraph in texts), *paper.authors, paper.organisation))
        counts.update(set(_WORD.findall(text.lower())))
    for tag in tags:
        for word in _WORD.findall(" ".join((tag.label, *tag.aliases)).lower()):
            counts[word] = max(counts[word], len(tag.papers))
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


def _utf_16_order(key: str) -> bytes:
    """Return a sort key by UTF-16 code units, as JavaScript compares texts, so that the script finds a key's table."""
    return key.encode("utf-16-be", "surrogatepass")


def _json(value: object) -> str:
    return compact_json(value) + "\n"
