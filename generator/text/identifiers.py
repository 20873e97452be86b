"""Identifiers of works: arXiv ids, DOIs and normalised titles, and the keys made of them.

A key is a text of kind and value, as in the record of addresses: `arxiv:2401.10000`, `doi:10.1000/x`, `title:ontraces`.
"""

from __future__ import annotations

import html
import itertools
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable
from typing import Literal
from urllib.parse import quote, unquote

from generator.model import Entry, Text
from generator.text.clean import clean_text

Kind = Literal["arxiv", "by", "doi", "former", "link", "title"]
"""The kinds of keys, in their order.

Former keys are those of titles in records of earlier releases, see `former_title_key`. The author and the link (`by`,
`link`) of a work without ids tell it from others of its title, see `identity.marks_of`.
"""

ARXIV_ID = re.compile(r"(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Za-z]{2})?/\d{7})", re.ASCII)
"""An arXiv id without version: new ones since April 2007, old ones such as `hep-th/9901001`.

Defined by https://info.arxiv.org/help/arxiv_identifier.html.
"""

DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/(?:[^\s\"<>\\]|<\d+:[\w:.-]*>)+", re.ASCII)
"""A DOI: Crossref's pattern with any printable character in the suffix, and angle brackets as in older ones, such as
`(SICI)0000-1234(19980203)31:4<60::AID-KI7>3.0.CO;2-K`. Not the backslash: a brace after it closes nothing in BibTeX.
"""

_ARXIV_SITES = (
    r"(?:arxiv|alphaxiv|ar5iv(?:\.labs\.arxiv)?|arxiv-vanity|huggingface|hf|scirate|emergentmind|paperswithcode"
    r"|semanticscholar|papers|inspirehep)"
)
_ARXIV_PATHS = r"(?:abs|pdf|html|ps|format|src|e-print|overview|papers?|abs/arxiv|arxiv|article)"
_ARXIV_IN_TEXT = re.compile(
    rf"(?:^|\b{_ARXIV_SITES}\.(?:org|co|com|cool|net)/{_ARXIV_PATHS}/|arxiv[:.]\s*)"
    rf"({ARXIV_ID.pattern})(?:v\d+)?(?:\.pdf|\.ps|\.txt)?/?(?:\s*\[[\w.\- ]{{2,30}}\])?[.,;]?$",
    re.I | re.A,
)
_PUBLISHERS_PATH = (
    r"/(?:content|articles?|abstract|chapter|book|pdf|doi(?:/(?:abs|full|pdf|epdf|pdfdirect|epub|book|e?reader))?)/"
)
_DOI_IN_TEXT = re.compile(rf"(?:^|\bdoi\.org/|\bdoi[: ]\s*|{_PUBLISHERS_PATH})({DOI.pattern})", re.I | re.A)
_VIEW = re.compile(r"/(?:full|abstract|pdf|epdf|meta|html|summary)$|\.(?:full(?:-text|\.pdf)?|abstract|pdf|html)$")
"""Suffixes that publishers' addresses append to a DOI."""

_DOI_IN_ADDRESS = re.compile(r"^(?:https?://|doi\.org/|(?:dx|www)\.doi\.org/)", re.I)
_RESOLVER = re.compile(r"^(?:https?://)?(?:dx\.|www\.)?doi\.org/", re.I)
_ARXIV_DOI = re.compile(rf"10\.48550/arxiv\.({ARXIV_ID.pattern})(?:v\d+)?$", re.I | re.A)
_PREPRINT_VERSION = re.compile(r"(?<=\d)v\d+$")
"""Suffixes that addresses of bioRxiv and medRxiv append to a DOI such as 10.1101/2026.01.01.000001."""

_SUBJECT = re.compile(r"\.[a-z]{2}/")

_MAXIMUM_LENGTH = 1_000
"""Characters of a reference; on longer ones these patterns could run for minutes."""


def arxiv_id(reference: str) -> str:
    """Return the arXiv id without version of `2401.10000v2`, `arXiv:2401.10000` or an address that shows it, or ""."""
    if len(reference) > _MAXIMUM_LENGTH:
        return ""
    address = unquote(re.split(r"[?#]", reference.strip(), maxsplit=1)[0])
    match = _ARXIV_IN_TEXT.search(address) or _ARXIV_DOI.search(address)
    return without_subject(match[1]) if match else ""


def without_subject(arxiv: str) -> str:
    """Return the id as arXiv writes it: `math.GT/0309136` and `MATH/0309136` are `math/0309136`."""
    return _SUBJECT.sub("/", arxiv.lower())


def doi(reference: str) -> str:
    """Return the DOI in lower case of `10.1000/X`, `doi:…`, or an address of doi.org or a publisher, or "".

    Of several the first. Percent-encoding, HTML entities, a query and punctuation at the end are no part of it.

    >>> doi("10.1002/(SICI)0000-1234(19980203)31:4<60::AID-KI7>3.0.CO;2-K")
    '10.1002/(sici)0000-1234(19980203)31:4<60::aid-ki7>3.0.co;2-k'
    >>> doi("http://dx.doi.org/10.1000%2Fx4?locatt=mode:legacy"), doi("10.1000/x, 10.1000/y"), doi("(doi:10.1000/x).")
    ('10.1000/x4', '10.1000/x', '10.1000/x')
    """
    if len(reference) > _MAXIMUM_LENGTH:
        return ""
    text = html.unescape(" ".join(reference.split())).strip("([{<")
    is_address = _DOI_IN_ADDRESS.match(text) is not None
    text = unquote(re.split(r"[?#]", text, maxsplit=1)[0] if is_address else text)
    match = _DOI_IN_TEXT.search(text)
    if match is None or not _IS_OVER.match(text, match.end()):
        return ""
    found = re.split(r"[,;](?=10\.\d{4,9}/|https?:|doi:)", match[1].lower())[0]
    if is_address and not _RESOLVER.match(text):
        found = _VIEW.sub("", found)
    if found.startswith(("10.1101/", "10.64898/")):
        found = _PREPRINT_VERSION.sub("", found)
    return _without_punctuation(found)


_IS_OVER = re.compile(r"[\])}>.,;]*(?:$|[\s,;|]*(?:and )?(?:doi:|https?:|10\.\d))")
"""After a DOI: nothing, or another one."""


def _without_punctuation(doi: str) -> str:
    """Return a DOI without what text puts after it; a bracket stays if the DOI has its partner."""
    while doi and (
        doi[-1] in ".,;:'" or any(doi.endswith(end) and doi.count(end) > doi.count(begin) for begin, end in _PAIRS)
    ):
        doi = doi[:-1]
    return doi if DOI.fullmatch(doi) else ""


_PAIRS = (("(", ")"), ("[", "]"), ("<", ">"), ("{", "}"))


def doi_address(doi: str) -> str:
    """Return the address that resolves a DOI, "" without one.

    >>> doi_address("10.1002/a<5::b>3.0;2#x")
    'https://doi.org/10.1002/a%3C5::b%3E3.0;2%23x'
    """
    return f"https://doi.org/{quote(doi, safe='/:;()[].,_-~!*+$=&@')}" if doi else ""


def arxiv_address(arxiv: str) -> str:
    """Return the address of an arXiv id's page, "" without an id."""
    return f"https://arxiv.org/abs/{arxiv}" if arxiv else ""


def pdf_address(pdf: str, arxiv: str) -> str:
    """Return the address of a paper's PDF: `pdf` if it is known, else that of its arXiv id, "" if it has neither."""
    return pdf or (f"https://arxiv.org/pdf/{arxiv}" if arxiv else "")


def title_key(title: str, clean: Callable[[str], Text] = clean_text) -> str:
    r"""Return a title's key, equal for all its spellings: letters, digits and signs without TeX, case and accents.

    `"TÜLU 3: Pushing…"` and `"{\it TULU}-3 pushing"` begin alike. Signs count, for they may be all that differs: C, C++
    and C#; A and A*; parts 1.1 and 11, which a stop keeps apart; p < 0.05 and p > 0.05. Marks are folded where readers
    take them for accents; the others are letters' own: voiced kana, vowel signs, й. A title of neither letters nor
    digits nor signs gives "".

    >>> title_key("Generics in C++"), title_key("Über Part 1.1")
    ('genericsinc++', 'uberpart1.1')
    """
    plain = clean(title).plain
    folded = plain.lower() if plain.isascii() else _without_accents(plain)
    for written, sign in _WRITTEN_SIGNS:
        if written in folded:
            folded = folded.replace(written, sign)
    apart = _BETWEEN_DIGITS.sub(_digits_apart, folded)
    if apart.isascii():
        return _INSIGNIFICANT.sub("", apart).replace(_APART, ".")
    return "".join(char for char in apart if _is_significant(char)).replace(_APART, ".")


def former_title_key(title: str, clean: Callable[[str], Text] = clean_text) -> str:
    """Return the key that earlier releases gave a title: without any sign, and without the marks of all scripts."""
    plain = clean(title).plain
    if plain.isascii():
        return _NO_LETTER_OR_DIGIT.sub("", plain.lower()) or "".join(title.split())
    key = "".join(char for char in unicodedata.normalize("NFKD", plain).casefold() if char.isalnum())
    return key or "".join(title.split())


_APART = "\x1f"
_WRITTEN_SIGNS = (("&", "and"), ("->", "→"), ("<-", "←"), ("=>", "⇒"), ("<=", "≤"), (">=", "≥"), ("!=", "≠"))
_BETWEEN_DIGITS = re.compile(rf"(?<=\d)[^\w{_APART}]+(?=\d)|(?<=\d)_+(?=\d)")
_INSIGNIFICANT = re.compile(rf"[^a-z0-9+#*%@=<>${_APART}]+|\$(?!\d)")
_NO_LETTER_OR_DIGIT = re.compile(r"[^a-z0-9]+")

_SIGNS = frozenset("+#*%@=<>$°♭♮♯" + _APART)
_NO_SIGNS = frozenset("~|−∼∙⋅⁄∖")
"""Mathematical symbols that mean no more than punctuation does."""

_ALIKE = str.maketrans({"×": "x", "∗": "*", "⋆": "*", "™": None, "®": None, "©": None, "ـ": None})
_RAISED = re.compile(r"(?<=\d)(?=[⁰¹²³⁴-⁹₀-₉])")

_HORN, _HOOK, _DOT_BELOW = "\u031b\u0309\u0323"
_STRESS = "\u0300\u0301"
_DIAERESIS = "\u0308"


def _digits_apart(match: re.Match[str]) -> str:
    return "".join(char for char in match[0] if _is_significant(char)) or _APART


def _is_significant(char: str) -> bool:
    """Return whether a character of a title counts: letters, digits, the marks of letters, and most symbols."""
    if char.isalnum() or char in _SIGNS:
        return True
    category = unicodedata.category(char)
    if category in ("Sm", "Sc"):
        return char not in _NO_SIGNS
    return category.startswith("M") and not "\ufe00" <= char <= "\ufe0f"


def _without_accents(text: str) -> str:
    """Return the text in lower case without the marks that readers of its script take for accents.

    Latin keeps its marks in languages that tell words apart by tones, as Vietnamese does; Cyrillic loses stress and the
    dots of ё alone.
    """
    compatible = unicodedata.normalize("NFKC", _RAISED.sub(_APART, text.translate(_ALIKE))).casefold()
    decomposed = unicodedata.normalize("NFD", compatible)
    has_tones = any(
        mark in (_HORN, _HOOK) or (mark == _DOT_BELOW and letter in "aeiouy")
        for letter, mark in itertools.pairwise(decomposed)
    )
    kept: list[str] = []
    base = ""
    for char in decomposed:
        if unicodedata.combining(char) == 0:
            base = char
        elif _is_accent(char, base, has_tones=has_tones):
            continue
        kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept))


def _is_accent(mark: str, letter: str, *, has_tones: bool) -> bool:
    if "a" <= letter <= "\u024f" or "\u1e00" <= letter <= "\u1eff":
        return not has_tones
    if "\u0370" <= letter <= "\u03ff":
        return True
    if "\u0400" <= letter <= "\u052f":
        return mark in _STRESS or (mark == _DIAERESIS and letter == "е")
    return False


def keys_of(entry: Entry, clean: Callable[[str], Text] = clean_text) -> tuple[str, ...]:
    """Return the identities of an entry's work, most certain first: `("arxiv:2401.10000", "title:ontraces")`.

    There is always one: a title without letters, digits and signs is its own key.
    """
    title = title_key(entry.title, clean) or "".join(entry.title.split())
    values: tuple[tuple[Kind, str], ...] = (("arxiv", entry.arxiv), ("doi", entry.doi), ("title", title))
    return tuple(key_of(kind, value) for kind, value in values if value)


def key_of(kind: Kind, value: str) -> str:
    return f"{kind}:{value}"


def value_of(key: str) -> str:
    """Return the value of a key, without its kind.

    >>> value_of("doi:10.1000/a:b")
    '10.1000/a:b'
    """
    return key.partition(":")[2]


def of_kind(keys: Iterable[str], kind: Kind) -> list[str]:
    """Return the keys of one kind, in their order."""
    return [key for key in keys if key.startswith(f"{kind}:")]


def ids(keys: Iterable[str]) -> list[str]:
    """Return the keys that are ids, which no two works share, unlike titles."""
    return [key for key in keys if key.startswith(("arxiv:", "doi:"))]


def may_be_one(keys: Collection[str], others: Collection[str]) -> bool:
    """Return whether both may be keys of one work: not if both have arXiv ids (or else DOIs) and share none."""
    kinds: tuple[Kind, ...] = ("arxiv", "doi")
    for kind in kinds:
        own, other = set(of_kind(keys, kind)), set(of_kind(others, kind))
        if own and other:
            return bool(own & other)
    return True
