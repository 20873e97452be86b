"""Who papers are credited to: authors and organisations, by name.

A name is all that digests tell of a person, so people who share one share a page. Spellings that differ only in case,
accents, hyphens, dots or white space are one name: `Nitesh V Chawla` and `Nitesh V. Chawla`. Of 11,733 names on 1,948
real papers that joins 38 to 19. `J. Smith` and `Jane Smith` stay two.
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
"""The folders of pages; the pages of the index by letter are in `letters`, which is nobody's slug."""

_NOBODY = frozenset(("index", LETTERS))


def authors(papers: Iterable[Paper], minimum: int, kept: Collection[str] = ()) -> tuple[Credit, ...]:
    """Everyone who is named as an author of one of the papers, by slug.

    From `minimum` papers on a name has a page; and it keeps one that was published, those being the slugs in `kept`,
    when works merge or the minimum is raised.
    """
    return _credits(papers, lambda paper: paper.authors, minimum, kept)


def organisations(papers: Iterable[Paper], minimum: int, kept: Collection[str] = ()) -> tuple[Credit, ...]:
    """Every organisation that one of the papers is from, by slug, by the same rules."""
    return _credits(papers, lambda paper: [paper.organisation] if paper.organisation else [], minimum, kept)


def slug_of(name: str) -> str:
    """A name's address, ASCII. What ASCII cannot tell apart, or what it takes too long to tell, a hash does.

    >>> slug_of("Erdős Kata"), slug_of("王 Wei")
    ('erdos-kata', 'wei-57549a49')
    """
    slug = slugify(name)
    # Most names are short and ASCII, so that nothing of them is cut.
    is_whole = len(name) <= LONGEST_SLUG and name.isascii()
    is_told = (is_whole or len(slugify(name, len(name) * 3)) <= LONGEST_SLUG) and slug not in _NOBODY
    if slug and is_told and (name.isascii() or all(slugify(letter) for letter in name if letter.isalpha())):
        return slug
    folded = " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", name).casefold())) or name
    return "-".join(filter(None, [slug, hashlib.sha256(folded.encode()).hexdigest()[:8]]))


def author_order(name: str) -> str:
    """The name as an index has it, the family's first: `van der Plas, Lonneke` stands under P.

    >>> author_order("Lonneke van der Plas"), author_order("Qwen Team")
    ('Plas, Lonneke van der', 'Qwen Team')
    """
    parts = split_name(name)
    given = " ".join(filter(None, (parts.given, parts.particle, parts.suffix)))
    return parts.literal or ", ".join(filter(None, (parts.family, given)))


def organisation_order(name: str) -> str:
    """The name as an index has it: without its article.

    >>> organisation_order("The University of Somewhere")
    'University of Somewhere, The'
    """
    return re.sub(r"^(The) (.+)", r"\2, \1", name)


def letter(order: str) -> str:
    """The letter under which an index has a name: `a` to `z`, or `other`."""
    first = order[:1] if order[:1].isascii() and order[:1].isalpha() else slugify(order)[:1]
    return first.lower() if first.isalpha() else "other"


def in_order(credited: Iterable[Credit], order: Callable[[str], str]) -> list[tuple[str, Credit]]:
    """The names as an index has them, with their credits, by letter and alphabet; what is in no Latin letters last."""
    named = [(order(credit.name), credit) for credit in credited]
    return sorted(named, key=lambda pair: (letter(pair[0]) == "other", _words(pair[0]), pair[0], pair[1].slug))


def _words(order: str) -> list[str]:
    """`Li, Wei` stands before `Liang, An`."""
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
        _credit(slug, spellings[slug], of_name, len(of_name) >= minimum or slug in kept)
        for slug, of_name in sorted(papers_of.items())
    )


def _credit(slug: str, spellings: Counter[str], papers: list[Paper], has_page: bool) -> Credit:
    by_use = sorted(spellings, key=lambda spelling: (-spellings[spelling], spelling))
    return Credit(slug, by_use[0], tuple(by_use), tuple(papers), has_page)
