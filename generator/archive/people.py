"""Credits: the authors and organisations of papers, by name.

Digests identify a person by name only, so people of the same name share a page. Spellings that differ only in case,
accents, hyphens, dots or white space are one name: `Nitesh V Chawla` and `Nitesh V. Chawla`. Of 11,733 names on 1,948
real papers this joins 38 to 19. `J. Smith` and `Jane Smith` stay two.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence

from generator.model import Credit, Paper
from generator.text.names import split_name
from generator.text.slugs import LONGEST_SLUG, slugify

AUTHORS = "authors"
ORGANISATIONS = "organisations"
LETTERS = "letters"
"""Folders of pages. The index by letter is in the folder `letters` below the others, so nobody has this slug."""

_RESERVED = frozenset(("index", LETTERS))


def authors(papers: Iterable[Paper], minimum: int, kept: Collection[str] = ()) -> tuple[Credit, ...]:
    """Return all authors of the papers, ordered by slug.

    A name has a page if it has at least `minimum` papers, or if its page was published and its slug is in `kept`:
    works may merge later, or the minimum be raised.
    """
    return _credits(papers, lambda paper: paper.authors, minimum, kept)


def organisations(papers: Iterable[Paper], minimum: int, kept: Collection[str] = ()) -> tuple[Credit, ...]:
    """Return all organisations of the papers, ordered by slug and with the same rules as `authors`."""
    return _credits(papers, lambda paper: [paper.organisation] if paper.organisation else [], minimum, kept)


def slug_of(name: str) -> str:
    """Return a name's slug. If ASCII cannot express the name, or the slug would be too long, a hash makes it unique.

    >>> slug_of("Erdős Kata"), slug_of("王 Wei")
    ('erdos-kata', 'wei-57549a49')
    """
    slug = slugify(name)
    # Most names are short and ASCII, and need no second slug to see that nothing was cut.
    is_short = len(name) <= LONGEST_SLUG and name.isascii()
    is_uncut = is_short or len(slugify(name, len(name) * 3)) <= LONGEST_SLUG
    is_spelt = name.isascii() or all(slugify(letter) for letter in name if letter.isalpha())
    if slug and slug not in _RESERVED and is_uncut and is_spelt:
        return slug
    folded = " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", name).casefold())) or name
    return "-".join(filter(None, [slug, hashlib.sha256(folded.encode()).hexdigest()[:8]]))


def author_order(name: str) -> str:
    """Return an author's name as an index lists it, family name first: Lonneke van der Plas is under P.

    >>> author_order("Lonneke van der Plas"), author_order("Qwen Team")
    ('Plas, Lonneke van der', 'Qwen Team')
    """
    parts = split_name(name)
    given = " ".join(filter(None, (parts.given, parts.particle, parts.suffix)))
    return parts.literal or ", ".join(filter(None, (parts.family, given)))


def organisation_order(name: str) -> str:
    """Return an organisation's name as an index lists it, with its article at the end.

    >>> organisation_order("The University of Somewhere")
    'University of Somewhere, The'
    """
    return re.sub(r"^(The) (.+)", r"\2, \1", name)


def letter(order: str) -> str:
    """Return the letter under which an index lists a name: `a` to `z`, or `other`."""
    first = order[:1] if order[:1].isascii() and order[:1].isalpha() else slugify(order)[:1]
    return first.lower() if first.isalpha() else "other"


def in_order(credited: Iterable[Credit], order: Callable[[str], str]) -> list[tuple[str, Credit]]:
    """Return names as an index lists them, in alphabetical order and with their credits; other scripts are last."""
    named = [(order(credit.name), credit) for credit in credited]
    return sorted(named, key=lambda pair: (letter(pair[0]) == "other", _words(pair[0]), pair[0], pair[1].slug))


def _words(order: str) -> list[str]:
    """Return a sort key that puts `Li, Wei` before `Liang, An`."""
    return [slugify(part) for part in order.split(",")]


def _credits(
    papers: Iterable[Paper], names_of: Callable[[Paper], Sequence[str]], minimum: int, kept: Collection[str]
) -> tuple[Credit, ...]:
    papers_of: dict[str, list[Paper]] = defaultdict(list)
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    slugs: dict[str, str] = {}
    for paper in papers:
        for name in names_of(paper):
            slugs.setdefault(name, slug_of(name))
        for slug, name in {slugs[name]: name for name in names_of(paper)}.items():
            papers_of[slug].append(paper)
            spellings[slug][name] += 1
    return tuple(
        _credit(slug, spellings[slug], credited, len(credited) >= minimum or slug in kept)
        for slug, credited in sorted(papers_of.items())
    )


def _credit(slug: str, spellings: Counter[str], papers: list[Paper], has_page: bool) -> Credit:
    by_use = sorted(spellings, key=lambda spelling: (-spellings[spelling], spelling))
    return Credit(slug, by_use[0], tuple(by_use), tuple(papers), has_page)
