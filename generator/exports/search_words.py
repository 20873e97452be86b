"""Words as the search compares them: folded, split at digits, without the endings of plurals.

`search-words.js` of the theme does the same to what a reader types. A browser test compares both over a collection.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import groupby, pairwise

_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i", "ħ": "h", "ς": "σ"}
)
"""Letters that readers type differently and that Unicode does not decompose."""

_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρστυφχψω",
        (
            "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon "
            "phi chi psi omega"
        ).split(),
        strict=True,
    )
)
_LONE_GREEK = re.compile("(?<![α-ω])[α-ω](?![α-ω])")
"""A Greek letter that is a symbol, as in `τ-bench` and `π0`, not a letter of a Greek word."""

_ASCII_WORD = re.compile("[a-z0-9]+")
_DECIMAL_POINT = re.compile(r"(?<=[0-9])\.(?=[0-9])")
_WITH_A_2 = re.compile(r"([^\W\d_]{2,})2([^\W\d_]{2,})")
"""`Text2SQL`: the digit stands for "to"."""

_UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
_UNSPACED_RUN = re.compile(f"[{_UNSPACED}]+")
"""Thai, Japanese, Chinese and Korean: words that no space need separate."""

GRAM = 4
"""Letters of unspaced scripts that are indexed together, from each letter on."""

_UNALIKE = re.compile(r"[^\x00-/:-\x7f]")
"""Digits, and what is not ASCII. Tokens without one of these are indexed as the words that they are."""

_ENDINGS = (
    (re.compile("(?:ies|ie)$"), "y"),
    (re.compile("(?:(?<=[sxz])|(?<=[cs]h))es?$"), ""),  # caches, cache
    (re.compile("(?<=s)is$"), ""),  # analysis, as of analyses
    (re.compile("(?<!s)s$"), ""),
)
_MINIMUM_STEM = 3


def key_of(text: str) -> str:
    """Return the folded words of a text, separated by spaces. Titles, ids and names are compared by it.

    >>> key_of("TÜLU 3: Łukasz’s “Post-Training”"), key_of("2401.10000"), key_of("τ-bench")
    ('tulu 3 lukasz s post training', '2401 10000', 'tau bench')
    """
    if text.isascii():
        return " ".join(_ASCII_WORD.findall(text.lower())) or text.strip()
    lowered = unicodedata.normalize("NFKD", text).lower().translate(_LETTERS)
    letters = "".join(map(_letter, unicodedata.normalize("NFKD", lowered)))
    return " ".join(_LONE_GREEK.sub(lambda match: _GREEK.get(match[0], match[0]), letters).split()) or text.strip()


def _letter(char: str) -> str:
    match unicodedata.category(char)[0]:
        case "L" | "N":
            return char
        case "M":
            return ""
    return " "


def terms(text: str) -> list[str]:
    """Return the words of a text, with names and numbers split where some write a hyphen, a blank or nothing.

    >>> terms("Video-MME-v2"), terms("VITA-1.5"), terms("Qwen2.5-VL"), terms("Text2SQL"), terms("3D")
    (['video', 'mme', 'v2'], ['vita', '15'], ['qwen', '25', 'vl'], ['text', 'to', 'sql'], ['3d'])
    """
    key = key_of(_DECIMAL_POINT.sub("", text if text.isascii() else unicodedata.normalize("NFKD", text)))
    return [part for word in key.split() for part in ((word,) if word.isalpha() else _split(word))]


def _split(word: str) -> list[str]:
    """Split between letters and digits, but leave one letter at its digits: `v2`, `3d`."""
    if match := _WITH_A_2.fullmatch(word):
        return [match[1], "to", match[2]]
    parts: list[str] = []
    runs = ["".join(run) for _, run in groupby(word, key=_is_letter)]
    for run in runs:
        is_alone = _is_letter(run[0]) and len(run) > 1
        follows_word = bool(parts) and len(parts[-1]) > 1 and _is_letter(parts[-1][-1]) and _is_letter(parts[-1][0])
        if not parts or is_alone or follows_word:
            parts.append(run)
        else:
            parts[-1] += run
    return parts


def _is_letter(char: str) -> bool:
    return unicodedata.category(char)[0] == "L"


@lru_cache(maxsize=1 << 16)
def stem(term: str) -> str:
    """Return a term without the ending of its plural. The result is compared, never shown.

    >>> [stem(term) for term in ("agents", "policies", "policy", "movie", "caches", "cache", "analyses", "analysis")]
    ['agent', 'policy', 'policy', 'movy', 'cach', 'cach', 'analys', 'analys']
    """
    if not re.fullmatch("[a-z]{4,}", term):
        return term
    for pattern, ending in _ENDINGS:
        shorter = pattern.sub(ending, term)
        if shorter != term and len(shorter) >= _MINIMUM_STEM:
            return shorter
    return term


def lookup_key(text: str) -> str:
    """Return the key by which a title, id or name is looked up: the same with or without hyphens, singular or plural.

    >>> lookup_key("Diffusion Models"), lookup_key("diffusion model"), lookup_key("GPT4o"), lookup_key("GPT-4o")
    ('diffusion model', 'diffusion model', 'gpt 4o', 'gpt 4o')
    """
    return " ".join(map(stem, terms(text)))


def variants(text: str) -> list[str]:
    """Return the words that a text must also be found by, besides its own, in their order.

    >>> variants("Video-MME-v2 of Rényi and plain-words"), variants("日本語の")
    (['video', 'mme', 'v2', 'videomme', 'renyi'], ['日本語の', '本語の', '語の', 'の'])
    """
    found: dict[str, None] = {}
    for token in filter(_UNALIKE.search, text.split()):
        runs = _UNSPACED_RUN.findall(token)
        grams = [run[place : place + GRAM] for run in runs for place in range(len(run))]
        found |= dict.fromkeys(grams or [term for term in (*terms(token), *_joined(token)) if term != token.lower()])
    return [*found]


def _joined(token: str) -> list[str]:
    """Return the words of a name with digits that are written as one by some: `videomme` of `Video-MME-v2`."""
    words = re.findall(r"[^\W\d_]{2,}", token.partition("/")[0])
    return [key_of(first + second) for first, second in pairwise(words) if f"{first}-{second}" in token]
