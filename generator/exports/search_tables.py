"""Search tables: JSON for searches that Pagefind cannot do.

The tables of keys list whole titles, ids and names, so that an exact match is shown first. The tables of names have the
papers of each word of titles and authors, and the pages that a word names, so that titles rank above texts. Both are
made for two shares of the papers, the settled ones and the newest, so that a new digest changes only those of the
newest; the browser adds them up. Tables of the whole archive have the papers of each tag, year, digest and so on, and
what the browser shows of a number: a paper's slug, for its data in the API, or a page's text. Numbers are those of
`search_records`.
"""

from __future__ import annotations

import datetime as dt
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, groupby, pairwise
from typing import TypeAlias, TypeVar

from generator.archive import people
from generator.archive.trending import most_upvotes
from generator.exports import search_records
from generator.exports.citations import compact_json
from generator.exports.search_words import key_of, lookup_key, stem, terms, variants
from generator.model import Archive, CollectedPaper, Paper, Tag
from generator.text import spelling
from generator.text.languages import language_of
from generator.text.wording import words_of

Value = TypeVar("Value")
Row = TypeVar("Row")

KEYS_PER_TABLE = 300
"""A browser fetches one table, some 4 KB compressed, to look up a key."""

MAXIMUM_WORDS = 12_000
"""Words in the table of words, about 40 KB compressed. A browser fetches it when words seem to be mistyped."""

CHARACTERS_PER_TABLE = 6_000
"""The usual size of a table of names, as JSON: under 3 KB compressed. A browser fetches one for each word."""

_BASES = (0x811C9DC5, 0x9E3779B9)

_ROWS_BETWEEN_CUTS = 50
"""Rows, on average, between two whose keys may begin a table."""

CHARACTERS_OF_RECORDS = 4_000
"""The size of a table of records, as JSON: 50 slugs, 1.7 KB compressed. A browser fetches one for each result."""

_MINIMUM_INITIALS = 3
_BASE_36 = "0123456789abcdefghijklmnopqrstuvwxyz"

PageTarget: TypeAlias = tuple[str, str, str, int]
"""The kind, title and address of a page, and the number of its papers in a share."""

Target: TypeAlias = int | PageTarget
"""The result for a key: the number of a record, or a page."""

NamedPage: TypeAlias = tuple[str, PageTarget]
"""A name of a generated page, and the page as a target."""

_TITLED, _PAGES, _CREDITED, _GROUPS = range(4)
"""Groups of the targets of a key: records by title and id, pages, and papers by author and by the name that their title
begins with.
"""

_YEAR = re.compile(r"\d{4}")
_WORD = re.compile(r"[^\W\d_]{4,}")
"""Words that corrections are suggested for. Shorter ones resemble too many others."""


@dataclass(frozen=True, slots=True)
class PaperTexts:
    """The texts of a paper that the tables of its share show or find it by."""

    title: str
    abstract: tuple[str, ...]
    authors: tuple[str, ...]
    organisation: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """Papers with consecutive numbers, and all else that their tables depend on.

    `first` is the number of the first paper, `pages` are the generated pages that have papers of the share, and
    `written` are titles of pages that the curator wrote.
    """

    first: int
    papers: tuple[PaperTexts, ...]
    pages: tuple[NamedPage, ...]
    written: tuple[str, ...]
    language: str


def shares(archive: Archive) -> tuple[Share, Share]:
    """Return the settled papers and the newest. In a small archive none are settled."""
    papers = search_records.numbered(archive)
    settled = search_records.count_settled(papers)
    texts = tuple(map(_texts_of, papers))
    of_settled, of_newest = _pages_of_shares(archive, {paper.slug for paper in papers[settled:]})
    written = tuple(record.title for record in search_records.page_records(archive))
    language = archive.settings.language
    return (
        Share(0, texts[:settled], of_settled, (), language),
        Share(settled, texts[settled:], of_newest, written, language),
    )


def tables_of_share(share: Share) -> dict[str, str]:
    """Return the tables of a share as JSON by file name: keys with their targets, names, and a manifest.

    The manifest has a digit for each paper: in base 36 the number of words of its title.
    """
    languages = _languages(share)
    words_of_name = cache(lambda name: " ".join(terms(name)))  # a title and an author are in both kinds of tables
    keys = _with_beginnings(_sorted_parts(_keys(share, words_of_name), lambda _: 1, KEYS_PER_TABLE))
    names = _with_beginnings(
        _sorted_parts(_names(share, words_of_name), lambda row: len(_json(row[1])), CHARACTERS_PER_TABLE)
    )
    manifest = {
        "titles": "".join(_BASE_36[min(len(set(words_of_name(paper.title).split())), 35)] for paper in share.papers),
        "keys": [beginning for beginning, _ in keys],
        "names": [beginning for beginning, _ in names],
        **({"languages": languages} if any(languages[::2]) else {}),
    }
    return {
        **{f"keys/{file_of(beginning)}": _json(part) for beginning, part in keys},
        **{f"names/{file_of(beginning)}": _json(part) for beginning, part in names},
        "manifest.json": _json(manifest),
    }


def tables_of_all(archive: Archive, indexes: Sequence[int], word_counts: Iterable[Mapping[str, int]]) -> dict[str, str]:
    """Return the tables of all papers as JSON by file name: facets, votes, words, records, and a manifest.

    `indexes` has the number of records of each index, and `word_counts` has `count_words` of each share. The manifest
    has a digit for each paper: in base 16 its votes, in powers of two. Its `records` has the number of rows of each of
    those tables.
    """
    papers = search_records.numbered(archive)
    records = _parts(_rows(papers, archive), lambda row: len(_json(row)), CHARACTERS_OF_RECORDS)
    votes = [most_upvotes(paper) or 0 for paper in papers]
    manifest = {
        "indexes": indexes,
        "papers": len(papers),
        "days": _days([paper.newest.date for paper in papers]),
        "votes": "".join(f"{min(number.bit_length(), 15):x}" for number in votes),
        "records": [len(part) for part in records],
    }
    return {
        "votes.json": _json(votes),
        "facets.json": _json(_facets(archive, papers)),
        "words.json": _json(_words(word_counts, archive.tags)),
        **{f"records/{number}.json": _json(part) for number, part in enumerate(records)},
        "manifest.json": _json(manifest),
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


def _rows(papers: Iterable[Paper], archive: Archive) -> Iterator[dict[str, str]]:
    """Yield what the browser shows of each record: a paper's slug, with the text of its notes, or a page's text."""
    for paper in papers:
        notes = search_records.SEPARATOR.join(search_records.texts_of_notes(paper))
        yield {"slug": paper.slug} | ({"notes": notes} if notes else {})
    for record in search_records.page_records(archive):
        yield {"address": record.address, "title": record.title, "text": record.text}


def _texts_of(paper: Paper) -> PaperTexts:
    ids = tuple(filter(None, (paper.arxiv, paper.doi)))
    abstract = tuple(paragraph.plain for paragraph in paper.abstract)
    return PaperTexts(paper.title.plain, abstract, paper.authors, paper.organisation, ids)


def _keys(share: Share, words_of_name: Callable[[str], str]) -> dict[str, list[list[Target]]]:
    """Return the targets of each key by group, and then, by group as well, those of its other spelling (British or
    American). Empty groups at the end are left out.
    """
    named: dict[str, dict[tuple[int, Target], None]] = defaultdict(dict)
    for group, name, target in _named(share):
        named[words_of_name(name)][group, target] = None
    respelt = [
        (lookup_key(other), {(_GROUPS + group, target): None for group, target in targets})
        for words, targets in named.items()
        for other in spelling.respelt(words)
    ]
    targets_of: dict[str, dict[tuple[int, Target], None]] = {}
    for key, targets in chain(((" ".join(map(stem, words.split())), named[words]) for words in named), respelt):
        if targets_of.setdefault(key, targets) is not targets:
            targets_of[key] |= targets
    return {key: _grouped(targets) for key, targets in targets_of.items() if key}


def _grouped(targets: Iterable[tuple[int, Target]]) -> list[list[Target]]:
    groups: list[list[Target]] = []
    for group, target in targets:
        groups += [[] for _ in range(group + 1 - len(groups))]
        groups[group].append(target)
    return groups


def _named(share: Share) -> Iterator[tuple[int, str, Target]]:
    """Yield each target with its group and a name."""
    for number, paper in enumerate(share.papers, share.first):
        for name in (paper.title, *paper.ids):
            yield _TITLED, name, number
        for name in filter(None, (*paper.authors, _name_in_title(paper.title))):
            yield _CREDITED, name, number
    for number, title in enumerate(share.written, share.first + len(share.papers)):
        yield _TITLED, title, number
    for name, page in share.pages:
        yield _PAGES, name, page


def _name_in_title(title: str) -> str:
    """Return the name that a title begins with: `Lantern` for "Lantern: Tree Search", "" for other titles."""
    name, colon, _ = title.partition(": ")
    return name if colon else ""


def _names(share: Share, words_of_name: Callable[[str], str]) -> dict[str, list[object]]:
    """Return, for each word, the papers whose title has it, those whose authors have it, both as `_steps`, and pages.

    A page is a target as in `_keys`, with the key of the name that has the word after it, unless that is its title's.
    """
    titles: dict[str, list[int]] = defaultdict(list)
    authors: dict[str, list[int]] = defaultdict(list)
    pages: dict[str, dict[tuple[str | int, ...], None]] = defaultdict(dict)
    for number, paper in enumerate(share.papers, share.first):
        title = paper.title
        # Also as its words are spelt or joined otherwise.
        for word in {*map(stem, (*words_of_name(title).split(), *variants(title), *spelling.other_spellings(title)))}:
            titles[word].append(number)
        for word in {stem(term) for author in paper.authors for term in words_of_name(author).split()}:
            authors[word].append(number)
    for name, target in share.pages:
        key = lookup_key(name)
        page = target if key == lookup_key(target[1]) else (*target, key)
        if not _YEAR.search(name):
            for word in key.split():
                pages[word][page] = None
    words = titles.keys() | authors.keys() | pages.keys()
    return {
        word: [_steps(titles.get(word, ())), _steps(authors.get(word, ())), [*pages.get(word, ())]] for word in words
    }


def _pages_of_shares(archive: Archive, newest: Container[str]) -> tuple[tuple[NamedPage, ...], tuple[NamedPage, ...]]:
    """Return the names of pages that have settled papers, then of those that have papers of the newest, or none.

    `newest` has the slugs of the newest papers.
    """
    of_settled: list[NamedPage] = []
    of_newest: list[NamedPage] = []
    for names, (kind, title, address), slugs in _generated_pages(archive):
        new = sum(slug in newest for slug in slugs)
        settled = len(slugs) - new
        if settled:
            of_settled += ((name, (kind, title, address, settled)) for name in names)
        if new or not settled:
            of_newest += ((name, (kind, title, address, new)) for name in names)
    return tuple(of_settled), tuple(of_newest)


def _generated_pages(archive: Archive) -> Iterator[tuple[Sequence[str], tuple[str, str, str], list[str]]]:
    """Yield the pages of tags, digests, collections, authors, organisations and venues, as their names; kind, title and
    address; and slugs of papers.
    """
    words = words_of(archive.settings.language)
    for tag in archive.tags:
        yield (tag.label, tag.slug, *tag.aliases), (words.t("Tag"), tag.label, f"tags/{tag.slug}/"), _slugs(tag.papers)
    for day in archive.days:
        date = words.date(day.date)
        yield (str(day.date), date), (words.t("Digest"), date, f"digests/{day.date}/"), _slugs(day.papers)
    for collection in archive.collections:
        page = (words.t("Collection"), collection.title, f"collections/{collection.slug}/")
        yield (collection.title,), page, _slugs(collection.papers)
    for kind, folder, credited in (
        (words.t("Author"), people.AUTHORS, archive.authors),
        (words.t("Organisation"), people.ORGANISATIONS, archive.organisations),
        (words.t("Venue"), people.VENUES, archive.venues),
    ):
        for credit in credited:
            if credit.has_page:
                names = dict.fromkeys((*credit.spellings, *map(_initials, credit.spellings)))
                yield [*filter(None, names)], (kind, credit.name, f"{folder}/{credit.slug}/"), _slugs(credit.papers)


def _slugs(papers: Iterable[Paper | CollectedPaper]) -> list[str]:
    return [paper.slug for paper in papers]


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
    """Compress dates: for each run of one date, the days since that before (or 1970-01-01), and its length.

    >>> _days([dt.date(1970, 1, 3), dt.date(1970, 1, 3), dt.date(1970, 1, 5), dt.date(1970, 1, 4)])
    [2, 2, 2, 1, -1, 1]
    """
    last, compressed = dt.date(1970, 1, 1), []
    for day, same in groupby(dates):
        compressed += [(day - last).days, len(list(same))]
        last = day
    return compressed


def _languages(share: Share) -> list[str | int]:
    """Return the languages of the papers, each followed by the number of papers in a row that have it.

    The language is "" where it is not clear, or that of the words around a paper.
    """
    words = words_of(share.language)
    texts = ("\n".join((paper.title, *paper.abstract[:1])) for paper in share.papers)
    languages = (words.attributes_of(language_of(text)).get("lang", "") for text in texts)
    return [value for language, same in groupby(languages) for value in (language, len(list(same)))]


def _facets(archive: Archive, papers: Sequence[Paper]) -> dict[str, list[tuple[str, str, list[int]]]]:
    """Return each facet's values: a value, its label, and the numbers of its papers as `_steps`."""
    words = words_of(archive.settings.language)
    numbers = {paper.slug: number for number, paper in enumerate(papers)}
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


def count_words(share: Share) -> dict[str, int]:
    """Return the number of papers of each word that corrections are suggested for, as it is written in lower case."""
    counts: Counter[str] = Counter()
    for paper in share.papers:
        text = "\n".join((paper.title, *paper.abstract, *paper.authors, paper.organisation))
        counts.update(set(_WORD.findall(text.lower())))
    return dict(counts)


def _words(word_counts: Iterable[Mapping[str, int]], tags: Iterable[Tag]) -> list[str]:
    """Return the words of papers and of tags' names, as keys, by frequency: a sorted list, joined by spaces, of the
    words of one paper, then of those of two and three, of four to seven, and so on. Beyond `MAXIMUM_WORDS` the rarest
    are left out.
    """
    counts: Counter[str] = Counter()
    for counted in word_counts:
        counts.update(counted)
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
