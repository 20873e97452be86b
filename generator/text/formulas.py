r"""Formulas in three forms: TeX as it was written, MathML for pages, and plain text.

The plain text is written from the tree of the MathML, so both say the same: no relation, fraction or norm is lost.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from xml.etree.ElementTree import Element, tostring

from generator.model import SafeHtml
from generator.text.letters import linear, superscript
from generator.text.mathml import Display, to_tree
from generator.text.safe_html import sanitised_mathml
from generator.text.tidy import without_invisible

_SPACED_OPERATOR, _SPACED_COMMA = re.compile(r"\s[=<>+-]\s"), re.compile(r"[,;]\s")
_ASCII_OPERATORS = frozenset("=<>+-")
_UNSPACED = frozenset("/|‖∖⁄!'′″‴%…⋯.:()[]{}⟨⟩⌊⌋⌈⌉&")
_OPENING = frozenset("([{⟨⌊⌈")
_LARGE = frozenset("∑∏∐∫∬∭∮⋃⋂⨁⨂")
_LINEAR_SCRIPT = re.compile(r"[_^]\w+$")
_PLAIN = str.maketrans({"−": "-", "∣": "|", "∥": "‖", "\u00a0": " "})
_ROOTS = {"2": "√", "3": "∛", "4": "∜"}

_COMBINING = dict(
    zip("ˆ˜¯‾_˘˙¨ˇ→´`", "\u0302\u0303\u0304\u0305\u0332\u0306\u0307\u0308\u030c\u20d7\u0301\u0300", strict=True)
)
"""Accents over or under a base, as combining characters."""

_DRAWN = frozenset("⏞⏟⏜⏝⎴⎵")
"""Braces and brackets above or below a base, which a line of text does without."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula: its TeX without dollars, sanitised MathML, and one line of plain text."""

    tex: str
    mathml: SafeHtml
    plain: str


@lru_cache(maxsize=4096)
def read_formula(tex: str, display: Display = "inline") -> Formula | None:
    r"""Return the formula, or None when the TeX is none: prose between dollars, lost backslashes, broken TeX.

    >>> [read_formula(tex).plain for tex in (r"\frac{a+b}{2} \ne \|x\|_2", r"\mathbb{R}^{n}", r"x^{2}_{i+1}")]
    ['(a+b)/2 ≠ ‖x‖_2', 'ℝⁿ', 'x_(i+1)²']
    """
    tree = to_tree(tex, display)
    if tree is None:
        return None
    mathml = sanitised_mathml(tostring(tree, encoding="unicode"))
    plain = " ".join(without_invisible(_Line(tex).written(tree)).split())
    return Formula(tex, mathml, plain) if mathml.startswith("<math") and plain else None


class _Line:
    """Writes elements of MathML on one line, ASCII operators and commas with spaces where the TeX has some there."""

    def __init__(self, tex: str) -> None:
        self._is_spaced = _SPACED_OPERATOR.search(tex) is not None
        self._after_comma = " " if _SPACED_COMMA.search(tex) else ""
        self._writers: dict[str, Callable[[Element], str]] = {
            "mfrac": self._fraction,
            "msqrt": lambda element: f"√{_grouped(self._row(element))}",
            "mroot": self._root,
            "msub": lambda element: self._with_scripts(element, "_"),
            "msup": lambda element: self._with_scripts(element, "^"),
            "msubsup": lambda element: self._with_scripts(element, "_^"),
            "munder": lambda element: self._accented(element) or self._with_scripts(element, "_"),
            "mover": lambda element: self._accented(element) or self._with_scripts(element, "^"),
            "munderover": lambda element: self._with_scripts(element, "_^"),
            "mtable": self._table,
            "mspace": lambda element: "" if element.get("width", "").startswith("-") else " ",
            "mphantom": lambda _: "",
        }

    def written(self, element: Element) -> str:
        write = self._writers.get(element.tag)
        if write:
            return write(element)
        return self._row(element) if len(element) else (element.text or "").translate(_PLAIN)

    def _row(self, element: Element) -> str:
        line = ""
        was_operator = True  # a sign at the beginning is no operator between two others
        for index, child in enumerate(element):
            text = self.written(child)
            is_operator = child.tag == "mo" and text not in _UNSPACED
            if is_operator and text in (",", ";"):
                text += self._after_comma
            elif is_operator and not was_operator and index + 1 < len(element) and self._has_spaces(text):
                text = f" {text} "
            is_apart = text[:1].isalnum() and (_ends_in_script(line) or (index and _is_prefix(element[index - 1])))
            line += f" {text}" if is_apart else text
            was_operator = is_operator or text in _OPENING
        return line

    def _has_spaces(self, operator: str) -> bool:
        return self._is_spaced if operator in _ASCII_OPERATORS else not operator.isalpha()

    def _fraction(self, element: Element) -> str:
        above, below = map(self.written, element)
        is_binomial = element.get("linethickness") == "0"
        return f"{above} choose {below}" if is_binomial else f"{_grouped(above)}/{_grouped(below)}"

    def _root(self, element: Element) -> str:
        radicand, index = map(self.written, element)
        sign = _ROOTS.get(index) or f"{superscript(index) or linear(index)}√"
        return sign + _grouped(radicand)

    def _with_scripts(self, element: Element, kinds: str) -> str:
        line, *scripts = (self.written(child).strip() for child in element)
        line = _grouped(line) if element[0].tag == "mrow" else line
        for kind, script in zip(kinds, scripts, strict=True):
            raised = script if script and set(script) <= set("*′″‴†") else superscript(script)
            if script == "∘" and kind == "^":
                line += "°"
            elif kind == "^" and raised is not None:
                line += raised
            elif script and script not in _DRAWN:
                line += kind + linear(script)
        return line

    def _accented(self, element: Element) -> str:
        """Return the base with an accent on it, or "" where the element is no accent."""
        base, accent = map(self.written, element)
        if accent not in _COMBINING or not base.isalnum():
            return ""
        return unicodedata.normalize("NFC", "".join(char + _COMBINING[accent] for char in base))

    def _table(self, element: Element) -> str:
        rows = (", ".join(filter(None, (self.written(cell).strip() for cell in row))) for row in element)
        return "; ".join(rows)


def _ends_in_script(line: str) -> bool:
    return _LINEAR_SCRIPT.search(line) is not None


def _is_prefix(element: Element) -> bool:
    """Return True for a sum, a limit, a named operator, with or without something above or below it."""
    while len(element) and element.tag in ("mrow", "msub", "msup", "msubsup", "munder", "munderover"):
        element = element[0]
    text = element.text or ""
    return element.tag == "mo" and (text.isalpha() or text in _LARGE)


def _grouped(line: str) -> str:
    """Return a part of a fraction or the like, in parentheses unless it is one thing."""
    is_bracketed = line[:1] == "(" and line.find(")") == len(line) - 1
    return line if is_bracketed or line.replace("_", "").isalnum() else f"({line})" if len(line) > 1 else line
