"""Titles and abstracts made clean: TeX debris becomes Unicode, `$math$` becomes MathML, all the rest stays as written.

An abstract is mostly plain prose in which `_`, `^`, `%`, `~` and braces mean themselves, so only certain TeX is
converted: known macros, groups that contain a font switch, escaped characters, ``quotes''. Anything else is kept, never
dropped.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from typing import Any

from generator.model import SafeHtml, Text
from generator.text import safe_html, tex
from generator.text.formulas import Formula, read_formula

_FORMULA = re.compile(tex.BETWEEN_DOLLARS + r"|(?<!\\)\\\((.{1,400}?)\\\)")
_MATHML = re.compile(r"<math.*?</math>")
_MAYBE_TEX = re.compile(r"[$\\{~]|``")


def clean_text(raw: str) -> Text:
    r"""One line of text as plain Unicode and as HTML with MathML.

    >>> clean_text(r"T\"ULU: 5\% of $x_1$").plain
    'TÜLU: 5% of x_1'
    """
    if not may_need_cleaning(raw):
        cleaned = " ".join(raw.split())
        return _text(raw if cleaned == raw else cleaned, safe_html.joined([safe_html.escaped(raw)]))
    plain: list[str] = []
    markup: list[SafeHtml] = []
    formulas: list[tuple[str, str]] = []
    end = 0
    for match in _FORMULA.finditer(raw):
        formula = read_formula(match[1] or match[2])
        if formula is None:
            continue
        plain.append(tex.prose_to_unicode(raw[end : match.start()]))
        markup.append(safe_html.escaped(plain[-1]))
        plain.append(formula.plain)
        markup.append(formula.mathml)
        formulas.append((formula.tex, formula.plain))
        end = match.end()
    plain.append(tex.prose_to_unicode(raw[end:]))
    markup.append(safe_html.escaped(plain[-1]))
    cleaned = " ".join("".join(plain).split())
    if not cleaned:  # nothing but TeX commands
        return Text(raw.strip(), safe_html.escaped(raw.strip()))
    return _text(cleaned, safe_html.joined(markup), tuple(formulas))


def pieces(text: Text) -> Iterator[str | Formula]:
    r"""The formulas of a text and the plain text between them, in order.

    >>> [getattr(piece, "tex", piece) for piece in pieces(clean_text(r"5\% & \(x\)."))]
    ['5% & ', 'x', '.']
    """
    end = 0
    for match, (source, plain) in zip(_MATHML.finditer(text.html), text.formulas, strict=True):
        yield html.unescape(text.html[end : match.start()])
        yield Formula(source, safe_html.stored(match[0]), plain)
        end = match.end()
    yield html.unescape(text.html[end:]) if end else text.plain


def may_need_cleaning(raw: str) -> bool:
    """Return whether the text may contain TeX. Cleaning takes a hundred times as long as copying a text without any."""
    return _MAYBE_TEX.search(raw) is not None


def clean_name(raw: str) -> str:
    r"""The name of a person or an organisation with TeX accents as letters: `Erd\H{o}s` is Erdős."""
    return " ".join(tex.prose_to_unicode(raw).split()) if tex.is_likely_tex(raw) else raw


def _text(plain: str, markup: SafeHtml, formulas: tuple[tuple[str, str], ...] = ()) -> Text:
    """Most texts are their own HTML, and then one copy of an abstract is kept, not two."""
    return Text(plain, safe_html.escaped(plain) if markup == plain else markup, formulas)


def cleaned_as_json(raw: str) -> list[Any]:
    """The result of `clean_text` as JSON values, for the cache."""
    text = clean_text(raw)
    return [text.plain, text.html, text.formulas]


def text_from_json(value: Sequence[Any]) -> Text:
    """The text that `cleaned_as_json` gave."""
    plain, markup, formulas = value
    return _text(plain, safe_html.stored(markup), tuple((source, shown) for source, shown in formulas))
