r"""Unicode as TeX writes it, for BibTeX: `José Nguyễn` is `José Nguy{\~{\^e}}n`, `5%` is `5\%`.

Letters that LaTeX knows without a package stay Unicode, as do characters that pylatexenc cannot read back: LaTeX reads
UTF-8 since 2018. Every other accent is in braces, as BibTeX needs it. Braces are balanced: BibTeX counts even those
after a backslash.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

from pylatexenc import latex2text, latexencode

from generator.model import Text
from generator.text.clean import pieces
from generator.text.formulas import Formula
from generator.text.safe_tex import is_safe
from generator.text.scripts import Script
from generator.text.tex import prose_to_unicode

_RAISED, _LOWERED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"

# Single characters, and runs that fonts join into another sign. The other pattern also finds letters with marks that no
# composed character has: few texts have any, and it takes four times as long.
_SPECIAL = re.compile(
    '[^ A-Za-z0-9.:;!?()\\[\\]/*+="@]'  # first of all, so that regular expressions skip other characters at once
    f"(?:(?<=[{_RAISED}])[{_RAISED}]*|(?<=[{_LOWERED}])[{_LOWERED}]*|(?<=-)-+|(?<=')'+|(?<=,),+|(?<![-',]))"
)
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

_SCRIPT_MACROS = {"sup": "textsuperscript", "sub": "textsubscript"}

_ESCAPED_BRACE = re.compile(r"(?<!\\)((?:\\\\)*)\\([{}])")

_KNOWN_TO_LATEX = re.compile("[À-ÖØ-öø-ſ]")
"""The letters of Latin-1 and Latin Extended-A, which LaTeX defines in T1, the encoding of European fonts."""

_INITIAL = re.compile(rf"(?:^|(?<=[\s.-])){_KNOWN_TO_LATEX.pattern}")

_SIGNS = {
    **{
        sign: rf"{{\ensuremath{{\{macro}}}}}"
        for sign, macro in zip(
            "∗⋅√⟂△⋄ℏ⊧⊨⋘⋙◇★✓♯♭♮",
            "ast cdot surd perp triangle diamond hbar models vDash lll ggg Diamond bigstar checkmark sharp flat "
            "natural".split(),
            strict=True,
        )
    },
    "′": r"{\ensuremath{'}}",
    "″": r"{\ensuremath{''}}",
    "−": r"{\textminus}",
}
"""Signs that pylatexenc leaves as they are, or writes with macros of rare packages; these are LaTeX's and amssymb's."""

_UNDEFINED = re.compile(
    r"\\(?:DownArrowUpArrow|VDash|allequal|approxnotequal|arrowwave\w+|clwintegral|dblarrowupdown|estimates|"
    r"hermitconjmatrix|homothetic|image|lazysinv|notgreaterless|notlessgreater|original|precedesnotsimilar|"
    r"quarternote|recorder|rightangle\w*|sqrint|starequal|surfintegral|textglotstop|texthvlig|textnrleg|textphi|"
    r"textschwa|textturnk|tildetrpl|udots|varperspcorrespond|volintegral|cyr\w+|CYR\w+|textfrac\w*)(?![A-Za-z])"
)
"""Macros of pylatexenc's tables that LaTeX knows only with rare packages."""

_ACCENTS = dict(
    zip(
        "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0323\u0327\u0328\u0331",
        "`'^~=u.\"rHvdckb",
        strict=True,
    )
)
"""The macro of each combining mark."""


def as_tex(text: str) -> str:
    """TeX that prints the text."""
    if not text:  # as most fields of most works are
        return ""
    composed = unicodedata.normalize("NFC", text)
    is_marked = not composed.isascii() and _MARK.search(composed)
    return (_SPECIAL_OR_MARKED if is_marked else _SPECIAL).sub(lambda match: _encoded(match[0]), composed)


def given_name_as_tex(name: str) -> str:
    r"""Return given names as TeX with macros for initials: styles that abbreviate cut a name after its first byte.

    >>> print(given_name_as_tex("Łukasz José"))
    {\L}ukasz José
    """
    if name.isascii():
        return as_tex(name)
    begin, written = 0, []
    name = unicodedata.normalize("NFC", name)
    for initial in _INITIAL.finditer(name):
        written += [as_tex(name[begin : initial.start()]), _macro(initial[0]) or initial[0]]
        begin = initial.end()
    return "".join([*written, as_tex(name[begin:])])


def text_as_tex(text: Text) -> str:
    r"""Return a title or paragraph as TeX: formulas as they came in, if they are safe, scripts as macros.

    >>> from generator.text.clean import clean_text
    >>> print(text_as_tex(clean_text(r"5\% of $\mathcal{N}=4$, G_F")))
    5\% of $\mathcal{N}=4$, G\textsubscript{F}
    """
    return "".join(_piece_as_tex(piece) for piece in _pieces(text))


def protected_title(title: Text) -> str:
    r"""Return a title as TeX with braces around words that must keep their capitals, and around formulas.

    >>> from generator.text.clean import clean_text
    >>> print(protected_title(clean_text(r"LoRA: Fine-Tuning in $O(n)$")))
    {LoRA}: Fine-Tuning in {$O(n)$}
    """
    return "".join(
        protected(piece) if isinstance(piece, str) else f"{{{_piece_as_tex(piece)}}}" for piece in _pieces(title)
    )


def _pieces(text: Text) -> Iterable[str | Script | Formula]:
    return pieces(text) if text.formulas or "<su" in text.html else (" ".join(text.plain.split()),)


def _piece_as_tex(piece: str | Script | Formula) -> str:
    match piece:
        case str():
            return as_tex(piece)
        case Script():
            return _script(piece.tag, piece.text)
    tex = _ESCAPED_BRACE.sub(lambda match: rf"{match[1] or ''}\{'l' if match[2] == '{' else 'r'}brace ", piece.tex)
    return f"${tex}$" if _is_balanced(tex) and is_safe(tex) else as_tex(piece.plain)


def _is_balanced(tex: str) -> bool:
    depth = 0
    for char in tex:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            return False
    return depth == 0


def _script(tag: str, text: str) -> str:
    return f"\\{_SCRIPT_MACROS[tag]}{{{as_tex(text)}}}"


def protected(title: str) -> str:
    """Return a plain title as TeX, with braces around words that must keep their capitals, as many styles lower them.

    >>> protected("LoRA: Fine-Tuning GPT-2 on Vitamin C")
    '{LoRA}: Fine-Tuning {GPT-2} on Vitamin {C}'
    """
    return " ".join(map(_protected_word, title.split(" ")))


@lru_cache(maxsize=1 << 16)
def _protected_word(word: str) -> str:
    if not _needs_capitals(word):
        return as_tex(word)
    # The colon stays outside: after a visible colon, styles leave a capital as it is.
    core = word.strip(":;,.?!()[]\"'“”‘’")
    before, _, after = word.partition(core)
    return f"{as_tex(before)}{{{as_tex(core)}}}{as_tex(after)}"


def _needs_capitals(word: str) -> bool:
    """Return whether the word, or a part of it, has capitals of its own, not of title case: BERT, LLM-Based, Qwen2."""
    return any(map(_has_own_capitals, re.split("[-–—/]", word)))


def _has_own_capitals(word: str) -> bool:
    chars = "".join(char for char in word if char.isalnum())
    if len(chars) == 1:
        return chars.isupper() and chars != "A"
    has_digit = any(char.isdigit() for char in chars)
    return any(char.isupper() for char in (chars if has_digit else chars[1:]))


@cache
def _encoded(chars: str) -> str:
    if chars in _ASCII:
        return _ASCII[chars]
    if set(chars) <= set("-',"):
        return "{}".join(chars)
    if chars[0] in _RAISED or chars[0] in _LOWERED:
        return _script("sup" if chars[0] in _RAISED else "sub", unicodedata.normalize("NFKC", chars).replace("−", "-"))
    if _KNOWN_TO_LATEX.fullmatch(chars):
        return chars
    if chars in _SIGNS:
        return _SIGNS[chars]
    return _macro(chars) or _unencoded(chars)


def _macro(chars: str) -> str:
    """Return characters as a macro that prints them, or ""."""
    # \\mathscr needs a package of its own, and prints what \\mathcal prints.
    options = (_encoder().unicode_to_latex(chars).replace("mathscr", "mathcal"), _composed(chars))
    return next((tex for tex in options if _is_readable(tex, chars)), "")


def _composed(char: str) -> str:
    """Return an accented letter as macros around its letter, the innermost mark first; "" if a mark has no macro."""
    letter, *marks = list(unicodedata.normalize("NFD", char))
    if not letter.isascii() or not marks or not set(marks) <= _ACCENTS.keys():
        return ""
    tex = letter
    for mark in marks:
        tex = f"\\{_ACCENTS[mark]}{{{tex}}}"
    return f"{{{tex}}}"


def _is_readable(tex: str, chars: str) -> bool:
    """Return whether LaTeX knows the TeX, and we and others read it as these characters."""
    if tex in ("", chars, *_ASCII.values()) or _UNDEFINED.search(tex):
        return False
    decoded: str = _decoder().latex_to_text(tex)
    return decoded == chars == prose_to_unicode(tex)


def _unencoded(chars: str) -> str:
    return "".join(_ASCII.get(char, char) for char in chars)


@cache
def _encoder() -> latexencode.UnicodeToLatexEncoder:
    return latexencode.UnicodeToLatexEncoder(
        unknown_char_policy="keep", unknown_char_warning=False, replacement_latex_protection="braces-all"
    )


@cache
def _decoder() -> latex2text.LatexNodes2Text:
    return latex2text.LatexNodes2Text(math_mode="text", keep_comments=True)
