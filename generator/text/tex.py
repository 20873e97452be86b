r"""TeX in prose as Unicode: macros, accents and quotes.

In prose only macros are special: `%`, `$`, `&`, `~` and `--` are plain characters to the parser. A macro that is not
known here stays as written, with its arguments.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from functools import cache

from pylatexenc import latex2text, latexwalker, macrospec

BETWEEN_DOLLARS = r"(?<![\\$])\$(?=[^\s$])([^$]{0,400}?[^\s\\$])\$(?![\d$])"
"""Pandoc's rule for inline math: no space inside the dollars and no digit after them, so that "$5 and $10" is money."""

PIECE = re.compile(r"\\(?:[A-Za-z]+\*?|.)|[{}\[\]]|[^\\{}\[\]\s]+", re.S)
"""A piece of TeX: a macro's name, a bracket, or a run of other characters."""

_LIKELY_TEX = re.compile(r"[\\{]|``|[A-Za-z.]~\w")
# An accent stands directly before its letter; elsewhere, as in `it\'s` or `a \"quoted\" word`, some program escaped it.
_ESCAPED_QUOTE = re.compile(r"\\(?:'(?=(?<=[a-z]\\')s\b)|(['\"])(?![A-Za-z{\\]))")
_TIE = re.compile(r"(?<=[A-Za-z.])~(?=[\w$\\])")
_QUOTES = re.compile(r"``(.*?)(''|(?=[\"\u201d])|$)", re.S)

_BARE_SPECIAL = re.compile(r"(?<!\\)[%$]|\\$")
_PLACEHOLDERS = {"%": "\ue000", "$": "\ue001", "\\": "\ue002"}
_UNMASK = str.maketrans({placeholder: char for char, placeholder in _PLACEHOLDERS.items()})

_CLOSING = {"{": "}", "[": "]"}
_MAXIMUM_UNBALANCED = 4

_FONT_SWITCHES = frozenset("bf em it rm sc sf sl tt bfseries itshape scshape small large normalfont".split())
_TRANSPARENT = frozenset(
    "emph mbox text textbf textit textmd textnormal textrm textsc textsf textsl texttt textup underline url "
    "href".split()
)
"""Macros whose text is that of their last argument."""

_ACCENTS = frozenset("` ' ^ \" ~ = . u v H t c d b r k".split())
_SYMBOLS = frozenset(
    "% & $ # _ { } , ; : ! / i j l L o O ae AE oe OE aa AA ss dh DH th TH S P pounds copyright ldots dots textendash "
    "textemdash textquoteleft textquoteright textquotedblleft textquotedblright textregistered texttrademark "
    "textdegree textasciitilde textasciicircum textbackslash textbar textless textgreater textunderscore".split()
) | {" "}

# pylatexenc reports broken formulas on standard error, without saying where they are.
logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)


def is_likely_tex(raw: str) -> bool:
    """Return whether the text, outside of formulas, has anything that TeX would not print as written."""
    return _LIKELY_TEX.search(raw) is not None


def prose_to_unicode(raw: str) -> str:
    """The text with its TeX as Unicode, where it has any; white space stays as it is."""
    if not is_likely_tex(raw):
        return raw
    raw = _QUOTES.sub(lambda match: f"\u201c{match[1]}" + ("\u201d" if match[2] else ""), raw)
    raw = _TIE.sub("\u00a0", _ESCAPED_QUOTE.sub(lambda match: match[1] or "'", raw))
    if "\\" not in raw or _is_unbalanced(raw):
        return raw
    # To TeX a bare % begins a comment, a bare $ a formula, and a last backslash needs a macro: placeholders hide them.
    masked = _BARE_SPECIAL.sub(lambda match: _PLACEHOLDERS[match[0]], raw)
    try:
        walker = latexwalker.LatexWalker(masked, latex_context=_prose_context(), tolerant_parsing=True)
        return _render(masked, walker.get_latex_nodes()[0], 0, len(masked)).translate(_UNMASK)
    except Exception:  # thousands of open braces exhaust the stack, and a \verb at the end the text
        return raw


def _is_unbalanced(source: str) -> bool:
    r"""True if many brackets are not closed: pylatexenc's time doubles with each such argument, as of `\frac{`."""
    expected: list[str] = []
    unopened, previous = 0, ""
    for piece in PIECE.findall(source):
        # In prose "[" stands for itself, as in [0, 1): an argument follows a macro or another argument.
        if piece == "{" or (piece == "[" and (previous[:1] == "\\" or previous in _CLOSING.values())):
            expected.append(_CLOSING[piece])
        elif expected and expected[-1] == piece:
            expected.pop()
        else:
            unopened += piece == "}"
        previous = piece
    return unopened + len(expected) > _MAXIMUM_UNBALANCED


def _render(source: str, nodes: Sequence[latexwalker.LatexNode], start: int, stop: int) -> str:
    """The text of `nodes`, which are source[start:stop]; anything between them or not understood is copied."""
    rendered: list[str] = []
    end = start
    for node in nodes:
        if node is None or node.pos is None:
            continue
        rendered.append(source[end : node.pos])
        rendered.append(_render_node(source, node))
        end = node.pos + node.len
    rendered.append(source[end:stop])
    return "".join(rendered)


def _render_node(source: str, node: latexwalker.LatexNode) -> str:
    written = source[node.pos : node.pos + node.len]
    if isinstance(node, latexwalker.LatexMacroNode):
        return _render_macro(source, node, written)
    if isinstance(node, latexwalker.LatexGroupNode):
        inner = _render_group(source, node)
        first = node.nodelist[0] if node.nodelist else None
        # {\it word} and {\"u} lose their braces; {word}, which begins with no macro, keeps them.
        if isinstance(first, latexwalker.LatexMacroNode) and _is_known(first.macroname):
            return inner.lstrip()
        opening, closing = node.delimiters
        return f"{opening}{inner}{closing if written.endswith(closing) else ''}"
    return written


def _render_group(source: str, node: latexwalker.LatexGroupNode) -> str:
    """The text between the delimiters; the closing one may be missing."""
    opening, closing = node.delimiters
    stop = node.pos + node.len
    if source.endswith(closing, node.pos + len(opening), stop):
        stop -= len(closing)
    return _render(source, node.nodelist, node.pos + len(opening), stop)


def _render_macro(source: str, node: latexwalker.LatexMacroNode, written: str) -> str:
    name = node.macroname
    if name in _FONT_SWITCHES:
        return ""
    if not _is_known(name):
        return written
    arguments = [argument for argument in (node.nodeargd.argnlist if node.nodeargd else []) if argument is not None]
    if name in _TRANSPARENT:
        if not arguments:
            return written
        last = arguments[-1]
        if isinstance(last, latexwalker.LatexGroupNode):
            return _render_group(source, last)
        return _render_node(source, last)
    if name in _ACCENTS and not arguments:
        return written
    text: str = _to_text().nodelist_to_text([node])
    is_spaced = bool(node.macro_post_space) and not arguments
    return text + (" " if is_spaced and text.strip() else "")


def _is_known(name: str) -> bool:
    return name in _FONT_SWITCHES | _TRANSPARENT | _ACCENTS | _SYMBOLS or name in _math_symbols()


@cache
def _math_symbols() -> frozenset[str]:
    r"""Macros of pylatexenc's tables without arguments that stand for one symbol: \alpha, \times, \ell …"""
    context = latex2text.get_default_latex_context_db()
    return frozenset(
        spec.macroname
        for spec in context.iter_macro_specs()
        if isinstance(spec.simplify_repl, str) and len(spec.simplify_repl) == 1 and not spec.simplify_repl.isascii()
    )


@cache
def _prose_context() -> macrospec.LatexContextDb:
    """A parser's context in which only macros are special."""
    return latexwalker.get_default_latex_context_db().filter_context(keep_which=["macros"])


@cache
def _to_text() -> latex2text.LatexNodes2Text:
    return latex2text.LatexNodes2Text(math_mode="verbatim", keep_comments=True)
