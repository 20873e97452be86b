"""Credits: the authors, organisations and venues of papers, by name.

Digests identify a person by name only, so people of the same name share a page unless the curator lists them.
Spellings that differ only in case, accents, hyphens, dots or white space are one name: `Nitesh V Chawla` and `Nitesh V.
Chawla`. Of 11,733 names on 1,948 real papers this joins 38 to 19. `J. Smith` and `Jane Smith` stay two.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence

from generator.archive.namesakes import Owner, Owners
from generator.model import Archive, Credit, Paper
from generator.text.names import split_name
from generator.text.slugs import name_slug, slugify

AUTHORS = "authors"
ORGANISATIONS = "organisations"
VENUES = "venues"
LETTERS = "letters"
"""Folders of pages. The index by letter is in the folder `letters` below the others, so nobody has this slug."""


NO_OWNERS = Owners()
"""Without lists of names, a name's slug says whose it is."""

_LABEL = re.compile(r"(.+) (\([^()]*\))")


def authors(
    papers: Iterable[Paper], minimum: int, kept: Collection[str] = (), owners: Owners = NO_OWNERS
) -> tuple[Credit, ...]:
    """Return all authors of the papers, ordered by slug; `owners` says whose name is whose.

    A name has a page if it has at least `minimum` papers, or if its page was published and its slug is in `kept`:
    works may merge later, or the minimum be raised.
    """
    return _credits(papers, lambda paper: paper.authors, minimum, kept, owners)


def organisations(
    papers: Iterable[Paper], minimum: int, kept: Collection[str] = (), owners: Owners = NO_OWNERS
) -> tuple[Credit, ...]:
    """Return all organisations of the papers, ordered by slug and with the same rules as `authors`."""
    return _credits(papers, lambda paper: [paper.organisation] if paper.organisation else [], minimum, kept, owners)


def venues(papers: Iterable[Paper], minimum: int, kept: Collection[str] = ()) -> tuple[Credit, ...]:
    """Return all journals, proceedings, books and schools of the papers, with the same rules as `authors`."""
    return _credits(papers, lambda paper: [paper.venue] if paper.venue else [], minimum, kept, NO_OWNERS)


def by_folder(archive: Archive) -> tuple[tuple[str, tuple[Credit, ...]], ...]:
    """Return the credits of an archive with the folders of their pages."""
    return (AUTHORS, archive.authors), (ORGANISATIONS, archive.organisations), (VENUES, archive.venues)


def author_order(name: str) -> str:
    """Return an author's name as an index lists it, family name first: Lonneke van der Plas is under P.

    >>> author_order("Lonneke van der Plas"), author_order("Qwen Team")
    ('Plas, Lonneke van der', 'Qwen Team')
    """
    if labelled := _LABEL.fullmatch(name):
        return f"{author_order(labelled[1])} {labelled[2]}"
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


def _words(order: str) -> str:
    """Return a sort key that puts `Li, Wei` before `Liang, An`."""
    return "\0".join([slugify(part.strip()) for part in order.split(",")])


def _credits(
    papers: Iterable[Paper],
    names_of: Callable[[Paper], Sequence[str]],
    minimum: int,
    kept: Collection[str],
    owners: Owners,
) -> tuple[Credit, ...]:
    uses: dict[Owner | str, list[tuple[Paper, str]]] = defaultdict(list)
    slugs: dict[str, str] = {}
    for paper in papers:
        credited: dict[Owner | str, str] = {}
        for name in names_of(paper):
            if (slug := slugs.get(name)) is None:
                slug = slugs[name] = name_slug(name)
            credited[owners.owner(slug, paper.slug) or slug] = name
        for owner_or_slug, name in credited.items():
            uses[owner_or_slug].append((paper, name))
    own_slugs = {owner_or_slug if isinstance(owner_or_slug, str) else owner_or_slug.slug for owner_or_slug in uses}
    credits_ = []
    for owner, owner_uses in uses.items():
        credited_papers, names = zip(*owner_uses, strict=True)
        shown = _by_use(names)
        if isinstance(owner, str):  # as nearly all
            has_page = len(names) >= minimum or owner in kept
            credits_.append(Credit(owner, shown[0], tuple(shown), credited_papers, has_page))
            continue
        former = tuple(slug for slug in owner.spellings if slug not in own_slugs)
        has_page = len(names) >= minimum or any(slug in kept for slug in (owner.slug, *former))
        spellings = shown if owner.is_namesake else dict.fromkeys((owner.name, *shown))
        credits_.append(
            Credit(owner.slug, owner.name, tuple(spellings), credited_papers, has_page, former, owner.is_namesake)
        )
    return tuple(sorted(credits_, key=lambda credit: credit.slug))


def _by_use(spellings: Sequence[str]) -> list[str]:
    """Return the different spellings, the commonest first."""
    different = set(spellings)
    if len(different) == 1:  # as of nearly all names
        return [*different]
    counts = Counter(spellings)
    return sorted(different, key=lambda spelling: (-counts[spelling], spelling))
