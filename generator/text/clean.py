"""Titles and abstracts made clean: TeX debris becomes Unicode, `$math$` becomes MathML, all the rest stays as written.

An abstract is mostly plain prose in which `_`, `^`, `%`, `~` and braces mean themselves, so only what TeX would
certainly mean otherwise is converted: known macros, groups that hold a font switch, escaped characters, ``quotes''.
What is not understood is kept, never dropped.
"""

from __future__ import annotations

import html
import logging
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element, tostring

import nh3
from latex2mathml import converter
from pylatexenc import latex2text, latexwalker, macrospec

from generator.model import Text

# C0 and C1 controls but white space, the marks that reorder text (bidirectional overrides and isolates), which let a
# title pretend to be another, and what Unicode's Default_Ignorable_Code_Point says is not drawn: zero-width characters,
# fillers, tags. ZWJ and ZWNJ stay, and the variation selectors of the first block: scripts and emoji need them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff\ue000-\ue002\ud800-\udfff]"
)

# Pandoc's rule for inline math: no space inside the dollars, no digit behind them, so that "$5 and $10" is money.
DOLLARS = r"(?<![\\$])\$(?=[^\s$])([^$]{0,400}?[^\s\\$])\$(?![\d$])"
_MATH = re.compile(DOLLARS + r"|(?<!\\)\\\((.{1,400}?)\\\)")
# Between the dollars of "$5 and US$ 6".
_MONEY = re.compile(r"\d[\d.,]*[a-zA-Z]?\s+(?:and|but|each|for|in|of|on|or|per|the|to|vs)\b")
# To TeX a bare % hides the rest of its line: what stands between such dollars is prose.
_COMMENT = re.compile(r"(?<!\\)%")
_MAYBE_TEX = re.compile(r"[\\{]|``|[A-Za-z.]~\w")
_SPECIAL = re.compile(r"[$\\{~]|``")
# An accent stands directly before its letter; elsewhere, as in `it\'s` or `a \"quoted\" word`, some program escaped it.
_ESCAPED_QUOTE = re.compile(r"\\(?:'(?=(?<=[a-z]\\')s\b)|(['\"])(?![A-Za-z{\\]))")
_LOST_BACKSLASH = re.compile(r"(?<![A-Za-z\\])[A-Za-z]{4}")
_NAMED_TEXT = re.compile(
    r"\\(?:text|mbox|operatorname|begin|end)[a-z]*\*?\s*\{[^{}]*\}|\\math(?:rm|bf|it|sf|tt)\s*\{[^{}]*\}|\\[A-Za-z]+"
)
_TIE = re.compile(r"(?<=[A-Za-z.])~(?=[\w$\\])")
_BARE_SPECIAL = re.compile(r"(?<!\\)[%$]|\\$")
_PLACEHOLDERS = {"%": "\ue000", "$": "\ue001", "\\": "\ue002"}
_UNMASK = str.maketrans({placeholder: char for char, placeholder in _PLACEHOLDERS.items()})
_QUOTES = re.compile(r"``(.*?)(''|(?=[\"\u201d])|$)", re.S)

_TAG_OR_ADDRESS = re.compile(
    r"<[^>]*>|\b((?>https?://[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)+(?::[0-9]+)?"
    r"(?:[/?#](?:[a-zA-Z0-9_.~:/?#\[\]@!$'()*+,;=%-]|&amp;)*)?))(?![@\w])"
)
"""A tag, whose attributes may have addresses, or an address of what RFC 3986 lets it have, whole."""
_STOP = re.compile(r"(?:&amp;|[.,:;!?')])\Z")

_UNKNOWN_OPERATOR = re.compile(r"(\\\\)|\\(arg|softmax)(?![a-zA-Z])")
"""Two backslashes end a row, and what follows them is no command."""

MATHML_TAGS = frozenset(
    "math menclose merror mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace "
    "msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover".split()
)
"""MathML Core's presentation elements, https://www.w3.org/TR/mathml-core/: nothing that links, scripts or annotates."""

MATHML_ATTRIBUTES = frozenset(
    "display displaystyle mathvariant stretchy fence separator lspace rspace accent linethickness columnalign "
    "rowspacing columnspacing minsize maxsize symmetric largeop movablelimits notation open close width height "
    "depth".split()
)


_PIECE = re.compile(r"\\(?:[A-Za-z]+\*?|.)|[{}\[\]]|[^\\{}\[\]\s]+", re.S)
"""TeX in pieces: a macro's name, a bracket, or what stands between them."""

_CLOSING, _MOST_TORN = {"{": "}", "[": "]"}, 4

# Of formulas that are none it warns on standard error, without a word of where.
logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)


def tidy(raw: str) -> str:
    """One line of text: composed Unicode, no invisible characters, runs of white space as one space."""
    return " ".join(visible(raw).split())


def tidy_paragraphs(raw: str) -> str:
    """Text as paragraphs separated by one empty line; a hard-wrapped paragraph becomes one line."""
    paragraphs = re.split(r"\n[^\S\n]*\n", visible(raw.replace("\r\n", "\n")))
    return "\n\n".join(filter(None, (" ".join(paragraph.split()) for paragraph in paragraphs)))


def understand(raw: str) -> Text:
    r"""Clean one line of text, as plain Unicode and as HTML with MathML.

    >>> understand(r"T\"ULU: 5\% of $x_1$").plain
    'TÜLU: 5% of x_1'
    """
    if not is_special(raw):
        cleaned, escaped = " ".join(raw.split()), html.escape(raw, quote=False).strip()
        return _text(raw if cleaned == raw else cleaned, escaped)
    plain: list[str] = []
    markup: list[str] = []
    end = 0
    for found in _MATH.finditer(raw):
        mathml = formula(found[1] or found[2])
        if mathml is None:
            continue
        plain.append(_prose(raw[end : found.start()]))
        markup.append(html.escape(plain[-1], quote=False))
        plain.append(_math_as_text(found[0]))
        markup.append(mathml)
        end = found.end()
    plain.append(_prose(raw[end:]))
    markup.append(html.escape(plain[-1], quote=False))
    cleaned = " ".join("".join(plain).split())
    if not cleaned:  # nothing but TeX commands
        return Text(raw.strip(), html.escape(raw.strip(), quote=False))
    return _text(cleaned, "".join(markup).strip())


def linked(markup: str) -> str:
    """HTML of `understand` in which each address of the web leads there; a stop after it, or a bracket, is not part.

    >>> linked("See https://example.org/a_(b).")
    'See <a href="https://example.org/a_(b)" rel="noopener nofollow">https://example.org/a_(b)</a>.'
    """
    return _TAG_OR_ADDRESS.sub(_link, markup) if "://" in markup else markup


def _link(found: re.Match[str]) -> str:
    address = found[1] or ""
    end, unopened = len(address), address.count(")") - address.count("(")
    while stop := _STOP.search(address, 0, end):
        if stop[0] == ")" and unopened <= 0:
            break
        end, unopened = stop.start(), unopened - (stop[0] == ")")
    rest = found[0][end:]
    return f'<a href="{address[:end]}" rel="noopener nofollow">{address[:end]}</a>{rest}' if end else rest


def is_special(raw: str) -> bool:
    """Whether a text has something to understand, which takes a hundred times as long as to copy one that has not."""
    return _SPECIAL.search(raw) is not None


def _text(plain: str, markup: str) -> Text:
    """Most texts are their own HTML; of a hundred thousand abstracts, one copy is enough."""
    return Text(plain, plain if markup == plain else markup)


def understood_as_json(raw: str) -> list[str]:
    """What `understand` gives, as JSON values, for the cache; `from_json` reads them."""
    text = understand(raw)
    return [text.plain, text.html]


def from_json(value: Sequence[Any]) -> Text:
    return _text(*value)


def understand_name(raw: str) -> str:
    r"""A person's or organisation's name with its TeX accents as letters: `Erd\H{o}s` is Erdős."""
    return " ".join(_detex(raw).split()) if _MAYBE_TEX.search(raw) else raw


def visible(raw: str) -> str:
    """Composed Unicode without the characters that are not drawn or that reorder others; white space stays as it is."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", raw))


def _prose(raw: str) -> str:
    return _detex(raw) if _MAYBE_TEX.search(raw) else raw


def _detex(raw: str) -> str:
    raw = _QUOTES.sub(lambda found: f"\u201c{found[1]}" + ("\u201d" if found[2] else ""), raw)
    raw = _TIE.sub("\u00a0", _ESCAPED_QUOTE.sub(lambda found: found[1] or "'", raw))
    if "\\" not in raw or _is_torn(raw):
        return raw
    # To TeX a bare % begins a comment, a bare $ a formula and a last backslash needs a macro: placeholders stand in.
    masked = _BARE_SPECIAL.sub(lambda found: _PLACEHOLDERS[found[0]], raw)
    try:
        walker = latexwalker.LatexWalker(masked, latex_context=_parsing(), tolerant_parsing=True)
        return _render(masked, walker.get_latex_nodes()[0], 0, len(masked)).translate(_UNMASK)
    except Exception:  # thousands of open braces exhaust the stack, and a last \verb the text
        return raw


def _is_torn(source: str) -> bool:
    r"""Whether many brackets are not closed: pylatexenc's time doubles with each such argument, as of `\frac{`."""
    opened: list[str] = []
    torn, before = 0, ""
    for piece in _PIECE.findall(source):
        # In prose "[" stands for itself, as in [0, 1): an argument follows a macro or another argument.
        if piece == "{" or (piece == "[" and (before[:1] == "\\" or before in _CLOSING.values())):
            opened.append(_CLOSING[piece])
        elif opened and opened[-1] == piece:
            opened.pop()
        else:
            torn += piece == "}"
        before = piece
    return torn + len(opened) > _MOST_TORN


def _render(source: str, nodes: Sequence[latexwalker.LatexNode], start: int, stop: int) -> str:
    """The text of `nodes`, which make up source[start:stop]; what lies around or is not understood is copied."""
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
        # {\it word} and {\"u} lose their braces; {word}, where no macro stands, keeps them.
        if isinstance(first, latexwalker.LatexMacroNode) and _is_understood(first.macroname):
            return inner.lstrip()
        opening, closing = node.delimiters
        return f"{opening}{inner}{closing if written.endswith(closing) else ''}"
    return written


def _render_group(source: str, node: latexwalker.LatexGroupNode) -> str:
    """What stands between the delimiters; the closing one may be missing."""
    opening, closing = node.delimiters
    stop = node.pos + node.len
    if source.endswith(closing, node.pos + len(opening), stop):
        stop -= len(closing)
    return _render(source, node.nodelist, node.pos + len(opening), stop)


def _render_macro(source: str, node: latexwalker.LatexMacroNode, written: str) -> str:
    name = node.macroname
    if name in _FONT_SWITCHES:
        return ""
    if not _is_understood(name):
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
    text: str = _as_text().nodelist_to_text([node])
    spaced = bool(node.macro_post_space) and not arguments
    return text + (" " if spaced and text.strip() else "")


_FONT_SWITCHES = frozenset("bf em it rm sc sf sl tt bfseries itshape scshape small large normalfont".split())
_TRANSPARENT = frozenset(
    "emph mbox text textbf textit textmd textnormal textrm textsc textsf textsl texttt textup underline url "
    "href".split()
)
_ACCENTS = frozenset("` ' ^ \" ~ = . u v H t c d b r k".split()) | {'"'}
_SYMBOLS = frozenset(
    "% & $ # _ { } , ; : ! / i j l L o O ae AE oe OE aa AA ss dh DH th TH S P pounds copyright ldots dots textendash "
    "textemdash textquoteleft textquoteright textquotedblleft textquotedblright textregistered texttrademark "
    "textdegree textasciitilde textasciicircum textbackslash textbar textless textgreater textunderscore".split()
) | {" "}


@cache
def _math_symbols() -> frozenset[str]:
    r"""Macros of pylatexenc's tables that take no argument and stand for one symbol: \alpha, \times, \ell …"""
    context = latex2text.get_default_latex_context_db()
    return frozenset(
        spec.macroname
        for spec in context.iter_macro_specs()
        if isinstance(spec.simplify_repl, str) and len(spec.simplify_repl) == 1 and not spec.simplify_repl.isascii()
    )


def _is_understood(name: str) -> bool:
    return name in _FONT_SWITCHES | _TRANSPARENT | _ACCENTS | _SYMBOLS or name in _math_symbols()


@cache
def _parsing() -> macrospec.LatexContextDb:
    """A parser's context in which only macros are special: `%`, `$`, `&`, `~` and `--` are plain characters."""
    return latexwalker.get_default_latex_context_db().filter_context(keep_which=["macros"])


@cache
def _as_text() -> latex2text.LatexNodes2Text:
    return latex2text.LatexNodes2Text(math_mode="verbatim", keep_comments=True)


def formula(tex: str, display: str = "inline") -> str | None:
    """The formula as sanitised MathML, in the line or as a "block" of its own, or None when it is none: prose between
    dollars, lost backslashes, broken TeX.
    """
    braces = _PIECE.findall(tex)
    if (
        braces.count("{") != braces.count("}")
        or _COMMENT.search(tex)
        or _MONEY.match(tex)
        or _LOST_BACKSLASH.search(_NAMED_TEXT.sub(" ", tex))
    ):
        return None
    try:
        math = converter.convert_to_element(_in_known_words(tex), display=display)
    except Exception:  # latex2mathml raises many kinds of error, IndexError among them
        return None
    _set_functions_apart(math)
    clean = nh3.clean(
        html.unescape(tostring(math, encoding="unicode")),
        tags=set(MATHML_TAGS),
        attributes={tag: set(MATHML_ATTRIBUTES) for tag in MATHML_TAGS},
        clean_content_tags={"script", "style"},
    )
    # latex2mathml resolves character references, so what `tidy` kept out could come back, line breaks among it.
    clean = " ".join(_INVISIBLE.sub("", clean).split())
    if "\\begin" in tex and "<mtable" not in clean:  # an environment that is not known, whose name alone is left out
        return None
    return clean if clean.startswith("<math") and "merror" not in clean and "\\" not in clean else None


def _in_known_words(tex: str) -> str:
    """A formula in the words of latex2mathml: `aligned` means what `split` does, and `arg` is an operator."""
    known = tex.replace("{aligned}", "{split}")
    return _UNKNOWN_OPERATOR.sub(lambda found: found[1] or rf"\operatorname{{{found[2]}}}", known)


def _set_functions_apart(math: Element) -> None:
    """Put thin spaces round the names of functions, as TeX does, where what stands beside them has none of its own: so
    in n log n, and not in log(n).
    """
    for row in math.iter("mrow"):
        spaced: list[Element] = []
        for each in row:
            if spaced and (
                (_is_function(spaced[-1]) and not _has_space(each))
                or (_is_function(each) and not _has_space(spaced[-1]))
            ):
                spaced.append(Element("mspace", {"width": "0.167em"}))
            spaced.append(each)
        row[:] = spaced


def _is_function(element: Element) -> bool:
    """Whether it is a name such as `log`, perhaps with something above or below it."""
    if element.tag in ("msub", "msup", "msubsup") and len(element):
        element = element[0]
    name = element.text or ""
    return element.tag == "mi" and len(name) > 1 and name.isalpha() and name.isascii()


def _has_space(element: Element) -> bool:
    """Whether it is an operator or a bracket, or begins with one; where these have no space, there should be none."""
    while element.tag in ("mrow", "msub", "msup", "msubsup") and len(element):
        element = element[0]
    return element.tag in ("mo", "mspace", "mtext")


def _math_as_text(source: str) -> str:
    r"""The formula as readers without MathML see it: `$\ell_2$` is ℓ_2."""
    if _is_torn(source):
        return source
    try:
        nodes, _, _ = latexwalker.LatexWalker(source, tolerant_parsing=True).get_latex_nodes()
        text: str = latex2text.LatexNodes2Text(math_mode="text").nodelist_to_text(nodes)
    except Exception:  # pylatexenc indexes arguments that a formula may lack
        return source
    # "%s" stands where an argument would, had the formula one there.
    return source if "%s" in text else " ".join(text.split()) or source
