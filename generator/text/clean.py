r"""Cleans titles and abstracts: TeX debris becomes Unicode, `$math$` becomes MathML, all the rest stays as written.

An abstract is mostly plain prose in which `%`, `~` and braces mean themselves, so only certain TeX is converted: known
macros, groups that contain a font switch, escaped characters, ``quotes'', dashes, and mathematics that lost its dollars
where it has one reading. Anything else is kept, never dropped.
"""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from generator.model import SafeHtml, Text
from generator.text import safe_html, scripts, tex
from generator.text.formulas import Formula, read_formula
from generator.text.lost_tex import LEFT_ALONE
from generator.text.scripts import Script
from generator.text.tex_syntax import ARGUMENT, BETWEEN_DOLLARS

_ENSUREMATH = rf"\\ensuremath\s*{ARGUMENT}"
_FORMULA = re.compile(rf"{BETWEEN_DOLLARS}|(?<!\\)\\\((.{{1,400}}?)\\\)|{_ENSUREMATH}")
_BRACED_FORMULA = re.compile(rf"\{{({BETWEEN_DOLLARS}|{_ENSUREMATH})\}}")
_TEX_OR_PDF_STRING = re.compile(rf"\\texorpdfstring\s*{ARGUMENT}\s*{ARGUMENT}")
_LONE_SCRIPT = re.compile(r"\s*([_^])\s*(?:\{([^{}]*)\}|([^{}\\]))\s*")
_SIGNS_OF_TEX = ("$", "\\", "{", "~", "^", "_", "<", "``", "--")

_REMAINING_TEX = re.compile(r"(?<![\w:\\/])\\[A-Za-z]+(?:\{[^{}\s]*\})*|\S{0,40}(?:(?:[^\W_]|[)}\]])\^|\w_\{)\S{0,40}")

_MATHML = re.compile(r"<math.*?</math>")

_BUDGET, _BUDGET_PER_CHARACTER = 200_000, 0.25
"""The `tex_cost` that the texts of a digest may have together: a second, and another for each megabyte. Abstracts of
physics have 0.1 a character; a megabyte of nothing but formulas or macros would take ten seconds.
"""

_FORMULA_COST, _MACRO_COST = 30, 20


def clean_text(raw: str) -> Text:
    r"""Return one line of text as plain Unicode and as HTML with MathML.

    >>> clean_text(r"T\"ULU: 5\% of $x_1$").plain
    'TÜLU: 5% of x_1'
    """
    if not may_need_cleaning(raw):
        cleaned = _with_single_spaces(raw)
        if cleaned == raw:  # as nearly all texts
            return Text(raw, safe_html.escaped(raw))
        return _text(cleaned, safe_html.joined([safe_html.escaped(raw)]))
    plain: list[str] = []
    markup: list[SafeHtml] = []
    formulas: list[tuple[str, str]] = []
    for piece in _read(raw):
        if isinstance(piece, str):
            plain.append(scripts.without_marks(piece))
            markup.append(safe_html.with_scripts(piece))
        else:
            plain.append(piece.plain)
            markup.append(piece.mathml)
            formulas.append((piece.tex, piece.plain))
    cleaned = " ".join("".join(plain).split())
    if not cleaned:  # nothing but TeX commands
        return Text(raw.strip(), safe_html.escaped(raw.strip()))
    return _text(cleaned, safe_html.joined(markup), tuple(formulas))


def _read(raw: str) -> Iterator[str | Formula]:
    """Yield the formulas of a text, and the prose between them with its scripts marked."""
    if "\\texorpdfstring" in raw:
        raw = _TEX_OR_PDF_STRING.sub(r"\1", raw)
    raw = _BRACED_FORMULA.sub(r"\1", raw) if "{$" in raw or "{\\ensuremath" in raw else raw
    end = 0
    for match in _FORMULA.finditer(raw):
        source = next(filter(None, match.groups()), "")
        script = _LONE_SCRIPT.fullmatch(source)
        formula = read_formula(source) if not script else read_formula(script[2] or script[3] or "")
        if formula is None or (match[3] and len(formula.plain) == 1):  # a sign that needs no formula
            continue
        prose = tex.prose_to_unicode(raw[end : match.start()])
        if script:  # T$^2$PO is a word
            yield prose + (scripts.raised(formula.plain) if script[1] == "^" else scripts.lowered(formula.plain))
        else:
            yield prose
            yield formula
        end = match.end()
    yield tex.prose_to_unicode(raw[end:])


def text_as_written(raw: str) -> Text:
    """Return one line of text without interpreting TeX."""
    plain = " ".join(raw.split())
    return _text(plain, safe_html.escaped(plain))


def tex_cost(raw: str) -> int:
    """Return the cost of cleaning a text, in units of some 3 μs: formulas by their length, macros by their number."""
    formulas = sum(match.end() - match.start() + _FORMULA_COST for match in _FORMULA.finditer(raw)) if "$" in raw else 0
    return formulas + _MACRO_COST * raw.count("\\")


def beyond_budget(texts: Iterable[str]) -> list[str]:
    """Return the texts with TeX beyond the budget of a digest, which stay as written."""
    costs = {raw: tex_cost(raw) for raw in texts}
    budget = _BUDGET + _BUDGET_PER_CHARACTER * sum(map(len, costs))
    spent = itertools.accumulate(costs.values())
    return [raw for (raw, cost), total in zip(costs.items(), spent, strict=True) if cost and total > budget]


def remaining_tex(raw: str) -> list[str]:
    r"""Return the words of a text that show TeX as written: macros, and scripts that are neither set nor code.

    >>> remaining_tex(r"our \method in \foo{x} beats $x^2$, T^2 and x_{{a}} by `\code` of C:\temp")
    ['\\method', '\\foo{x}', 'x_{{a}}']
    """
    if not may_need_cleaning(raw):
        return []
    prose = " ".join(piece for piece in _read(raw) if isinstance(piece, str))
    return [match[0].strip(".,;:()") for match in _REMAINING_TEX.finditer(LEFT_ALONE.sub(" ", prose))]


def pieces(text: Text) -> Iterator[str | Script | Formula]:
    r"""Yield the formulas and scripts of a text and the plain text between them, in order.

    >>> [getattr(piece, "tex", piece) for piece in pieces(clean_text(r"5\% & \(x\)."))]
    ['5% & ', 'x', '.']
    """
    end = 0
    for match, (source, plain) in zip(_MATHML.finditer(text.html), text.formulas, strict=True):
        yield from _prose_pieces(text.html[end : match.start()])
        yield Formula(source, safe_html.stored(match[0]), plain)
        end = match.end()
    yield from _prose_pieces(text.html[end:])


def _prose_pieces(markup: str) -> Iterator[str | Script]:
    end = 0
    for match in scripts.ELEMENT.finditer(markup):
        yield html.unescape(markup[end : match.start()])
        yield Script(match[1], html.unescape(match[2]))
        end = match.end()
    yield html.unescape(markup[end:])


def may_need_cleaning(raw: str) -> bool:
    """Return whether the text may contain TeX. Cleaning takes a hundred times as long as copying a text without any."""
    return any(map(raw.__contains__, _SIGNS_OF_TEX))  # a tenth of the time of a regular expression


def clean_name(raw: str) -> str:
    r"""Return the name of a person or an organisation with TeX accents as letters: `Erd\H{o}s` is Erdős."""
    return " ".join(scripts.without_marks(tex.prose_to_unicode(raw)).split()) if tex.is_likely_tex(raw) else raw


def _with_single_spaces(text: str) -> str:
    """Return the words of a text with a space between them. That most texts have no other white space is quick to see.

    >>> _with_single_spaces(" two  trees ")
    'two trees'
    """
    is_tidy = text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " "
    return text if is_tidy else " ".join(text.split())


def _text(plain: str, markup: SafeHtml, formulas: tuple[tuple[str, str], ...] = ()) -> Text:
    """Most texts are their own HTML, and then one copy of an abstract is kept, not two."""
    return Text(plain, safe_html.escaped(plain) if markup == plain else markup, formulas)


TextJson: TypeAlias = tuple[str, str, Sequence[tuple[str, str]]]
"""The fields of a `Text` as JSON values, for the cache."""


def cleaned_as_json(raw: str) -> TextJson:
    """Return the result of `clean_text`, for `text_from_json`."""
    text = clean_text(raw)
    return text.plain, text.html, text.formulas


def text_from_json(value: TextJson) -> Text:
    plain, markup, formulas = value
    return _text(plain, safe_html.stored(markup), tuple((source, shown) for source, shown in formulas))
