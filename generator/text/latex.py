r"""Unicode as TeX writes it, for BibTeX: `Nguyễn` is `Nguy{\~{\^e}}n`, `5%` is `5\%`.

Every accent stands in braces, as BibTeX needs it, and no brace is ever open: BibTeX counts even those behind a
backslash. What pylatexenc cannot read back as the same character stays Unicode, which LaTeX reads since 2018.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from pylatexenc import latex2text, latexencode

# Single characters; what fonts join into another sign; a letter with marks that no composed character has, which few
# texts have, and which takes four times as long to look for.
_SPECIAL = re.compile("[^ A-Za-z0-9.,:;!?()\\[\\]/*+='\"@-]|--+|''+|,,+")
_MARK = re.compile("[\u0300-\u036f]")
_SPECIAL_OR_MARKED = re.compile(f"[^\\s\u0300-\u036f]{_MARK.pattern}+|{_SPECIAL.pattern}")

_ASCII = {
    "\\": r"{\textbackslash}",
    "{": r"{\ensuremath{\lbrace}}",
    "}": r"{\ensuremath{\rbrace}}",
    "^": r"{\textasciicircum}",
    "~": r"{\textasciitilde}",
    "`": r"{\textasciigrave}",
    "<": r"{\ensuremath{<}}",
    ">": r"{\ensuremath{>}}",
    "|": r"{\ensuremath{|}}",
    **{char: f"\\{char}" for char in "%$&#_"},
}

_ACCENTS = dict(
    zip(
        "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0323\u0327\u0328\u0331",
        "`'^~=u.\"rHvdckb",
        strict=True,
    )
)
"""The macros of combining marks."""


def as_tex(text: str) -> str:
    """The text as TeX that prints it."""
    composed = unicodedata.normalize("NFC", text)
    is_marked = not composed.isascii() and _MARK.search(composed)
    return (_SPECIAL_OR_MARKED if is_marked else _SPECIAL).sub(lambda found: _encoded(found[0]), composed)


def protected(title: str) -> str:
    """A title as TeX in which the words that need their capitals are in braces, since many styles would lower them.

    >>> protected("LoRA: Fine-Tuning GPT-2 on Vitamin C")
    '{LoRA}: Fine-Tuning {GPT-2} on Vitamin {C}'
    """
    return " ".join(map(_protected_word, title.split(" ")))


@lru_cache(maxsize=1 << 16)
def _protected_word(word: str) -> str:
    if not _needs_capitals(word):
        return as_tex(word)
    # The colon stays outside: behind one that they see, styles leave a capital as it is.
    core = word.strip(":;,.?!()[]\"'“”‘’")
    before, _, after = word.partition(core)
    return f"{as_tex(before)}{{{as_tex(core)}}}{as_tex(after)}"


def _needs_capitals(word: str) -> bool:
    """Whether capitals of the word, or of a part of it, are its own and not the title's: BERT, LLM-Based, Qwen2."""
    return any(map(_has_own_capitals, re.split("[-–—/]", word)))


def _has_own_capitals(word: str) -> bool:
    chars = "".join(char for char in word if char.isalnum())
    if len(chars) == 1:
        return chars.isupper() and chars != "A"
    has_digit = any(char.isdigit() for char in chars)
    return any(char.isupper() for char in (chars if has_digit else chars[1:]))


@cache
def _encoded(found: str) -> str:
    if found in _ASCII:
        return _ASCII[found]
    if set(found) <= set("-',"):
        return "{}".join(found)
    options = (_encoder().unicode_to_latex(found), _composed(found))
    return next(filter(lambda tex: _is_good(tex, found), options), "") or _kept(found)


def _composed(char: str) -> str:
    """An accented letter from its letter and marks, the innermost first."""
    letter, *marks = list(unicodedata.normalize("NFD", char))
    if not marks or not set(marks) <= _ACCENTS.keys():
        return ""
    tex = letter
    for mark in marks:
        tex = f"\\{_ACCENTS[mark]}{{{tex}}}"
    return f"{{{tex}}}"


def _is_good(tex: str, char: str) -> bool:
    # People cannot read Cyrillic spelt letter by letter, nor LaTeX without its fonts, nor the decoder fractions.
    is_odd = tex in ("", char, *_ASCII.values()) or r"\cyr" in tex.lower() or r"\textfrac" in tex
    return not is_odd and _decoder().latex_to_text(tex) == char


def _kept(found: str) -> str:
    return "".join(_ASCII.get(char, char) for char in found)


@cache
def _encoder() -> latexencode.UnicodeToLatexEncoder:
    return latexencode.UnicodeToLatexEncoder(
        unknown_char_policy="keep", unknown_char_warning=False, replacement_latex_protection="braces-all"
    )


@cache
def _decoder() -> latex2text.LatexNodes2Text:
    return latex2text.LatexNodes2Text(math_mode="text", keep_comments=True)
