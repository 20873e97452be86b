r"""Formulas of TeX as trees of MathML.

latex2mathml reads the TeX. Here its tree is made what browsers show: alphabets become Unicode's letters, words in one
font one identifier, lengths stay small, functions get their space. `formulas.py` writes the tree, as HTML and as text.
"""

from __future__ import annotations

import html
import re
from typing import Literal
from xml.etree.ElementTree import Element

from generator.text.letters import in_variant
from generator.text.tex_syntax import PIECE

Display = Literal["inline", "block"]

# Between the dollars of "$5 and US$ 6".
_MONEY = re.compile(r"\d[\d.,]*[a-zA-Z]?\s+(?:and|but|each|for|in|of|on|or|per|the|to|vs)\b")
# In TeX a bare % hides the rest of its line, so dollars around one are not those of a formula.
_COMMENT = re.compile(r"(?<!\\)%")
_LOST_BACKSLASH = re.compile(r"(?<![A-Za-z\\])[A-Za-z]{4}")
_NAMED_TEXT = re.compile(
    r"\\(?:text|mbox|operatorname|begin|end)[a-z]*\*?\s*\{[^{}]*\}|\\math(?:rm|bf|it|sf|tt)\s*\{[^{}]*\}|\\[A-Za-z]+"
)

_COMMAND = re.compile(
    r"(\\\\)|\\operatorname\*?\s*\{([^{}]*)\}|\\(arg|softmax)(?![a-zA-Z])|\\(bm|mathbfit)(?![a-zA-Z])"
    r"|\\mathrm\{([a-zA-Z])\}"
)
"""Commands that latex2mathml lacks or misreads. Two backslashes end a row, so letters after them are no command."""

_SPACE = re.compile(r"\\[,;:!> ]|~")

_LENGTH = re.compile(r"[+-]?(?:[0-9](?:\.[0-9]+)?|\.[0-9]+)(?:em|ex)")
"""A length below 10 em; a formula that asks for more, or in other units, does without."""

_LENGTHS = frozenset("width height depth lspace rspace voffset minsize maxsize rowspacing columnspacing".split())
_OPERATORS = {"~": "∼"} | {bracket: bracket for bracket in "⌊⌋⌈⌉"}
"""Characters that latex2mathml takes for identifiers, and the operators that they are."""

_ACCENTS = {"^": "ˆ", "~": "˜", "―": "‾"}
"""Characters of latex2mathml, and those that MathML Core's operator dictionary stretches over a base."""

_ARGUMENTS = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3}
_MAXIMUM_DEPTH = 100

_WORD_VARIANTS = frozenset({"normal", "sans-serif", "monospace"})
"""Fonts in which several letters are one name, KL or ReLU, and not a product."""


def to_tree(tex: str, display: Display = "inline") -> Element | None:
    """Return the formula as an element `math`, or None for prose between dollars, lost backslashes and broken TeX."""
    if not _is_formula(tex):
        return None
    from latex2mathml import converter  # which most builds do without: the cache has their formulas

    try:
        math = converter.convert_to_element(_in_known_commands(tex), display=display)
        _repair(math)
    except Exception:  # latex2mathml raises many kinds of error, IndexError and RecursionError among them
        return None
    is_unknown = "\\begin" in tex and math.find(".//mtable") is None  # an environment whose name alone is left out
    return None if is_unknown or _is_broken(math) else math


def _is_broken(math: Element) -> bool:
    """Return True if a command was left over, an argument is missing, or the tree is too deep to be written."""
    level, depth = [math], 0
    while level and depth < _MAXIMUM_DEPTH:
        for element in level:
            if element.tag == "merror" or "\\" in (element.text or ""):
                return True
            if len(element) != _ARGUMENTS.get(element.tag, len(element)):
                return True
        level, depth = [child for element in level for child in element], depth + 1
    return bool(level)


def _is_formula(tex: str) -> bool:
    pieces = PIECE.findall(tex)
    return not (
        pieces.count("{") != pieces.count("}")
        or _COMMENT.search(tex)
        or _MONEY.match(tex)
        or _LOST_BACKSLASH.search(_NAMED_TEXT.sub(" ", tex))
    )


def _in_known_commands(tex: str) -> str:
    """Return the formula in commands that latex2mathml knows, such as `split` for `aligned`, `boldsymbol` for `bm`."""
    return _COMMAND.sub(_known_command, tex.replace("{aligned}", "{split}"))


def _known_command(match: re.Match[str]) -> str:
    row_end, named, operator, bold, upright = match.groups()
    if upright:  # without the blank, latex2mathml makes a letter of it that browsers set in italics
        return rf"\mathrm{{ {upright}}}"
    name = operator if named is None else " ".join(_SPACE.sub(" ", named).split())
    return row_end or (r"\boldsymbol" if bold else rf"\operatorname{{{name}}}")


def _repair(math: Element) -> None:
    """Make the tree one that MathML Core shows."""
    for element in math.iter():
        # latex2mathml writes symbols as character references, which the tree would escape again.
        element.text = html.unescape(element.text) if element.text else element.text
    for element in math.iter():
        for name in _LENGTHS & element.attrib.keys():
            if not _LENGTH.fullmatch(element.attrib[name]):
                del element.attrib[name]
        if element.tag == "mi" and element.text in _OPERATORS:
            element.tag, element.text = "mo", _OPERATORS[element.text]
        if element.tag in ("mover", "munder") and len(element) == 2 and element[1].text in _ACCENTS:
            element[1].text = _ACCENTS[element[1].text]
        element[:] = _with_words([child for child in element if child.tag != "mo" or child.text or len(child)])
        _set_variant(element)
    for row in math.iter("mrow"):
        row[:] = _with_spaced_functions(list(row))


def _with_words(children: list[Element]) -> list[Element]:
    """Return the children with each run of upright letters as one identifier."""
    merged: list[Element] = []
    for child in children:
        last = merged[-1] if merged else None
        variant = child.get("mathvariant")
        if (
            last is not None
            and variant in _WORD_VARIANTS
            and last.get("mathvariant") == variant
            and last.tag == child.tag == "mi"
        ):
            last.text = (last.text or "") + (child.text or "")
        else:
            merged.append(child)
    return merged


def _set_variant(element: Element) -> None:
    """Replace `mathvariant` by Unicode's letters; words keep plain letters, which are upright if there are several."""
    variant, text = element.get("mathvariant"), element.text or ""
    if variant is None or (variant == "normal" and len(text) == 1):
        return
    del element.attrib["mathvariant"]
    if element.tag != "mtext" and not (variant in _WORD_VARIANTS and len(text) > 1):
        element.text = "".join(in_variant(char, variant) for char in text)


def _with_spaced_functions(children: list[Element]) -> list[Element]:
    """Return the children with thin spaces around names of functions, as TeX sets them.

    A neighbour with a space of its own gets no other: `n log n` has thin spaces, `log(n)` has none.
    """
    spaced: list[Element] = []
    for child in children:
        if spaced and (
            (is_function(spaced[-1]) and not _has_space(child)) or (is_function(child) and not _has_space(spaced[-1]))
        ):
            spaced.append(Element("mspace", {"width": "0.167em"}))
        spaced.append(child)
    return spaced


def is_function(element: Element) -> bool:
    """Return True for a name such as `log`, with or without something above or below it."""
    if element.tag in ("msub", "msup", "msubsup") and len(element):
        element = element[0]
    name = element.text or ""
    return element.tag == "mi" and len(name) > 1 and name.isalpha() and name.isascii()


def _has_space(element: Element) -> bool:
    """Return True for an operator or bracket, or a row that begins with one, which have their own spacing or none."""
    while element.tag in ("mrow", "msub", "msup", "msubsup") and len(element):
        element = element[0]
    return element.tag in ("mo", "mspace", "mtext")
