"""Slugs: titles as parts of addresses."""

from __future__ import annotations

import hashlib
import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence

from anyascii import anyascii

LONGEST_SLUG = 70
"""Characters; a longer slug is cut at a word. Of 1,900 real titles, only equal ones share a slug of this length."""

_RESERVED_NAMES = frozenset(("index", "letters"))
"""Pages and folders next to those of authors and organisations."""

_WORD = re.compile(r"[a-z0-9]+")
_SEPARATORS = re.compile(r"[^a-z0-9]+")
_APOSTROPHE = re.compile(r"(?<=[a-z])'(?=[a-z])")
_SYLLABLE = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i", "μ": "mu", "π": "pi"}
    | {"α": "alpha", "β": "beta", "γ": "gamma", "λ": "lambda", "σ": "sigma", "τ": "tau", "ε": "epsilon", "δ": "delta"}
)


def slugify(title: str, maximum: int = LONGEST_SLUG) -> str:
    """Return the title in ASCII letters, digits and single hyphens; "" if it has no such letters or digits.

    >>> slugify("TÜLU 3: Post-Training")
    'tulu-3-post-training'
    """
    lowered = _in_ascii(title.lower())
    if len(lowered) <= maximum and _WORD.fullmatch(lowered):  # a single word
        return lowered
    slug = "-".join(_WORD.findall(_APOSTROPHE.sub("", lowered)))
    if len(slug) <= maximum:
        return slug
    return slug[: maximum + 1].rpartition("-")[0] or slug[:maximum]


def _in_ascii(lowered: str) -> str:
    if lowered.isascii():
        return lowered
    return unicodedata.normalize("NFKD", lowered.translate(_LETTERS)).encode("ascii", "ignore").decode()


def slug_of_title(title: str) -> str:
    """Return the slug of a paper by its title, in Latin letters; not `index`, the name of a folder's own page.

    >>> slug_of_title("Исследование полок (2024)"), slug_of_title("深度学习"), slug_of_title("On 注意力 mechanisms")
    ('issledovanie-polok-2024', 'shen-du-xue-xi', 'on-mechanisms')
    """
    slug = slugify(title if _is_mostly_latin(title) else _romanised(title))
    return "index-paper" if slug == "index" else slug


def _is_mostly_latin(title: str) -> bool:
    """Return True if half of the title's letters, or more, have a counterpart in ASCII."""
    if title.isascii():  # as nearly all titles
        return True
    letters = [char for char in title.lower() if char.isalpha()]
    return 2 * sum(_in_ascii(char) != "" for char in letters) >= len(letters)


def _romanised(title: str) -> str:
    """Return the title in ASCII; each syllable of Chinese, Japanese or Korean is a word."""
    return _SYLLABLE.sub(" ", anyascii(title).replace("`", "").replace("'", ""))


def name_slug(name: str) -> str:
    """Return a name's slug. If ASCII cannot express the name, or the slug would be too long, a hash makes it unique.

    >>> name_slug("Erdős Kata"), name_slug("王 Wei")
    ('erdos-kata', 'wei-57549a49')
    """
    slug = slugify(name)
    # Most names are short and ASCII, and need no second slug to see that nothing was cut.
    is_short = len(name) <= LONGEST_SLUG and name.isascii()
    is_uncut = is_short or len(slugify(name, len(name) * 3)) <= LONGEST_SLUG
    is_spelt = name.isascii() or all(slugify(letter) for letter in name if letter.isalpha())
    if slug and slug not in _RESERVED_NAMES and is_uncut and is_spelt:
        return slug
    folded = " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", name).casefold())) or name
    return "-".join(filter(None, [slug, hashlib.sha256(folded.encode()).hexdigest()[:8]]))


def fallback_slugs(title: str, arxiv: str, keys: Sequence[str]) -> Iterator[str]:
    """Yield endless slugs for a work, best first: its title's, then with its arXiv id, then with a hash of its keys."""
    base = slug_of_title(title)
    unique = f"{base or 'paper'}-{hashlib.sha256(' '.join(keys).encode()).hexdigest()[:8]}"
    yield from filter(None, [base, f"{base}-{slugify(arxiv)}".strip("-") if arxiv else "", unique])
    yield from (f"{unique}-{number}" for number in itertools.count(2))


def slug_in(title: str, slug: str) -> str | int:
    """Return how a slug follows from its title: by how many words it is shorter; else the slug. See `slugs.js`.

    >>> slug_in("Trees: a Survey", "trees-a-survey"), slug_in("Trees: a Survey", "trees"), slug_in("Žižka", "zizka")
    (0, 2, 'zizka')
    """
    words = _SEPARATORS.sub("-", title.lower()).strip("-").split("-")
    of_slug = slug.split("-")
    return len(words) - len(of_slug) if words[: len(of_slug)] == of_slug else slug
