"""Citation keys: short names of papers for BibTeX, such as `wang2026qwenvla`.

A key is made from the oldest row of a paper, so later corrections do not change it. Papers whose keys would be equal
get them in the order of their recorded addresses, so that a new paper never takes the key of an older one.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence

from generator.model import Paper, Permalink, Row
from generator.text.clean import clean_text
from generator.text.english import FUNCTION_WORDS
from generator.text.names import read_name
from generator.text.slugs import slug_of_title

_MAX_NAME, _MAX_WORD = 20, 20
"""Characters of an author's name and of a title's word."""

_MAX_WORDS = 3
"""Words of a title that a key may need."""


def citation_keys(
    papers: Iterable[Paper], rows: Mapping[str, Sequence[Row]], record: Iterable[Permalink] = ()
) -> dict[str, str]:
    """Return the key of each paper by its slug; no key is the slug of any paper."""
    papers = list(papers)
    ranks = {permalink.slug: rank for rank, permalink in reversed(list(enumerate(record)))}
    taken = {slug for paper in papers for slug in (paper.slug, *paper.former_slugs)} | ranks.keys()

    def recorded_first(paper: Paper) -> tuple[int, str, str]:
        return ranks.get(paper.slug, len(ranks)), str(paper.first_seen), paper.slug

    keys: dict[str, str] = {}
    # Papers with the same options share an iterator: none of them tries again what another took.
    numbered: dict[str, Iterator[str]] = {}
    for paper in sorted(papers, key=recorded_first):
        options = _options(paper, rows[paper.slug][0])
        others = numbered.setdefault(options[0], _numbered(options[0]))
        key = next(key for key in itertools.chain(options, others) if key not in taken)
        taken.add(key)
        keys[paper.slug] = key
    return keys


def _options(paper: Paper, row: Row) -> list[str]:
    """Return keys for a paper, best first: `wang2026qwenvla`, `wang2026qwenvlascaling`."""
    published = row.entry.published
    author = _author(row) or _name(row.entry.organisation)
    words = _first_words(clean_text(row.entry.title).plain) or [_together(paper.slug)[:_MAX_WORD]]
    before, after = (author, words) if author else (words[0], words[1:])
    base = f"{before}{published.year if published else row.date.year}"
    return [f"{base}{''.join(after[:count])}" for count in range(min(len(after), 1), min(len(after), 2) + 1)]


def _numbered(key: str) -> Iterator[str]:
    """Return endless keys with a number at the end: `wang2026qwenvla2`."""
    separator = "-" if key[-1:].isdigit() else ""
    return (f"{key}{separator}{number}" for number in itertools.count(2))


def _author(row: Row) -> str:
    """Return the family name of the first author, or the name of a group."""
    if not row.entry.authors:
        return ""
    person = read_name(row.entry.authors[0])
    return _name(person.family or person.literal.removeprefix("The "))


def _name(name: str) -> str:
    """Return the first words of a name, joined, as far as they fit. A single long word is cut."""
    words = [_together(word) for word in name.split()]
    fitting = ["".join(words[:count]) for count in range(1, len(words) + 1)]
    return next((joined for joined in reversed(fitting) if len(joined) <= _MAX_NAME), _together(name)[:_MAX_NAME])


def _first_words(title: str) -> list[str]:
    """Return the first words of a title except stop words, without hyphens: `qwenvla` of `A Qwen-VLA`."""
    content_words = [word for word in title.split() if word.strip(".,:;?!()[]\"'“”‘’").lower() not in FUNCTION_WORDS]
    words = content_words or title.split()
    joined = (_together(word)[:_MAX_WORD] for word in words)
    # A digit after the year would look like a part of it.
    first = [*itertools.islice((word for word in joined if word[:1].isalpha()), _MAX_WORDS)]
    return first or [f"no{word[:_MAX_WORD]}" for word in map(_together, words) if word]


def _together(text: str) -> str:
    return slug_of_title(text).replace("-", "") if text else ""
