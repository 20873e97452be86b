"""Formulas of TeX as sanitised MathML."""

from __future__ import annotations

import html
import re
from typing import Literal
from xml.etree.ElementTree import Element, tostring

from latex2mathml import converter

from generator.model import SafeHtml
from generator.text import safe_html
from generator.text.tex import PIECE

# Between the dollars of "$5 and US$ 6".
_MONEY = re.compile(r"\d[\d.,]*[a-zA-Z]?\s+(?:and|but|each|for|in|of|on|or|per|the|to|vs)\b")
# In TeX a bare % hides the rest of its line, so dollars around one are not those of a formula.
_COMMENT = re.compile(r"(?<!\\)%")
_LOST_BACKSLASH = re.compile(r"(?<![A-Za-z\\])[A-Za-z]{4}")
_NAMED_TEXT = re.compile(
    r"\\(?:text|mbox|operatorname|begin|end)[a-z]*\*?\s*\{[^{}]*\}|\\math(?:rm|bf|it|sf|tt)\s*\{[^{}]*\}|\\[A-Za-z]+"
)

_UNKNOWN_OPERATOR = re.compile(r"(\\\\)|\\(arg|softmax)(?![a-zA-Z])")
"""Two backslashes end a row, so letters after them are no command."""


def to_mathml(tex: str, display: Literal["inline", "block"] = "inline") -> SafeHtml | None:
    """The formula as MathML, or None when the TeX is none: prose between dollars, lost backslashes, broken TeX."""
    if not _is_formula(tex):
        return None
    try:
        math = converter.convert_to_element(_in_known_commands(tex), display=display)
    except Exception:  # latex2mathml raises many kinds of error, IndexError among them
        return None
    _space_functions(math)
    clean = safe_html.sanitised_mathml(html.unescape(tostring(math, encoding="unicode")))
    if "\\begin" in tex and "<mtable" not in clean:  # of an unknown environment only the name is left out
        return None
    return clean if clean.startswith("<math") and "merror" not in clean and "\\" not in clean else None


def _is_formula(tex: str) -> bool:
    pieces = PIECE.findall(tex)
    return not (
        pieces.count("{") != pieces.count("}")
        or _COMMENT.search(tex)
        or _MONEY.match(tex)
        or _LOST_BACKSLASH.search(_NAMED_TEXT.sub(" ", tex))
    )


def _in_known_commands(tex: str) -> str:
    """The formula in commands of latex2mathml: `split` for `aligned`, `arg` and `softmax` as named operators."""
    known = tex.replace("{aligned}", "{split}")
    return _UNKNOWN_OPERATOR.sub(lambda match: match[1] or rf"\operatorname{{{match[2]}}}", known)


def _space_functions(math: Element) -> None:
    """Put thin spaces around names of functions, as TeX does, where the neighbour has no space of its own: in n log n,
    but not in log(n).
    """
    for row in math.iter("mrow"):
        spaced: list[Element] = []
        for element in row:
            if spaced and (
                (_is_function(spaced[-1]) and not _has_space(element))
                or (_is_function(element) and not _has_space(spaced[-1]))
            ):
                spaced.append(Element("mspace", {"width": "0.167em"}))
            spaced.append(element)
        row[:] = spaced


def _is_function(element: Element) -> bool:
    """True for a name such as `log`, with or without something above or below it."""
    if element.tag in ("msub", "msup", "msubsup") and len(element):
        element = element[0]
    name = element.text or ""
    return element.tag == "mi" and len(name) > 1 and name.isalpha() and name.isascii()


def _has_space(element: Element) -> bool:
    """True for an operator or a bracket, or a row that begins with one: these bring their space, or want none."""
    while element.tag in ("mrow", "msub", "msup", "msubsup") and len(element):
        element = element[0]
    return element.tag in ("mo", "mspace", "mtext")
