"""Letters of mathematics and small raised or lowered characters, as Unicode has them.

`mathvariant` has no effect in Chromium (MathML Core knows only `normal`), so alphabets are Unicode's own letters.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from latex2mathml.symbols_parser import convert_symbol

_VARIANTS = {
    "bold": "BOLD",
    "italic": "ITALIC",
    "bold-italic": "BOLD ITALIC",
    "double-struck": "DOUBLE-STRUCK",
    "script": "SCRIPT",
    "bold-script": "BOLD SCRIPT",
    "fraktur": "FRAKTUR",
    "bold-fraktur": "BOLD FRAKTUR",
    "sans-serif": "SANS-SERIF",
    "bold-sans-serif": "SANS-SERIF BOLD",
    "sans-serif-italic": "SANS-SERIF ITALIC",
    "sans-serif-bold-italic": "SANS-SERIF BOLD ITALIC",
    "monospace": "MONOSPACE",
}
"""MathML's values of `mathvariant` as words of Unicode's names."""

_REPLACED = {"~": "∼", "·": "⋅"}
"""Characters of latex2mathml's table, and those that mathematics has."""

_SUPERSCRIPTS = dict(zip("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ", strict=True))
_SUBSCRIPTS = dict(zip("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))


@lru_cache(maxsize=4096)
def in_variant(char: str, variant: str) -> str:
    """Return the character in one of MathML's variants, or itself where Unicode has no such letter.

    >>> in_variant("R", "double-struck"), in_variant("θ", "bold-italic"), in_variant("L", "script")
    ('ℝ', '𝜽', 'ℒ')
    """
    style, name = _VARIANTS.get(variant, ""), unicodedata.name(char, "")
    words = name.replace("LATIN ", "").replace("GREEK ", "").replace("LETTER ", "")
    for candidate in (f"MATHEMATICAL {style} {words}", f"{style.replace('FRAKTUR', 'BLACK-LETTER')} {words}"):
        try:
            return unicodedata.lookup(candidate)
        except KeyError:
            continue
    return "ℎ" if (char, variant) == ("h", "italic") else char


def symbol(name: str) -> str | None:
    r"""Return the character of a macro of mathematics, by its name, or None.

    >>> symbol("ne"), symbol("sim"), symbol("alpha"), symbol("method")
    ('≠', '∼', 'α', None)
    """
    code = convert_symbol(f"\\{name}")
    char = chr(int(code, 16)) if code and "-" not in code else None
    return _REPLACED.get(char or "", char)


def superscript(text: str) -> str | None:
    """Return the text raised, in digits, signs and n; None where Unicode lacks a character of it.

    >>> superscript("10-n"), superscript("T")
    ('¹⁰⁻ⁿ', None)
    """
    return _mapped(text, _SUPERSCRIPTS)


def subscript(text: str) -> str | None:
    """Return the text lowered, in digits and signs; None where Unicode lacks a character of it."""
    return _mapped(text, _SUBSCRIPTS)


def _mapped(text: str, table: dict[str, str]) -> str | None:
    return "".join(table[char] for char in text) if set(text) <= table.keys() else None


def linear(script: str) -> str:
    """Return a script after `^` or `_` on one line: in parentheses unless it is a number, a word or one character.

    >>> linear("0.5"), linear("max"), linear("*"), linear("i+1")
    ('0.5', 'max', '*', '(i+1)')
    """
    is_simple = len(script) == 1 or script.isalnum() or script.replace(".", "", 1).isdigit()
    return script if is_simple else f"({script})"
