r"""Prose with TeX in it as Unicode, its scripts marked as in `scripts`.

Only macros are special to the parser: `%`, `$`, `&`, `~` and `--` are plain characters. A macro that is not known here
stays as written, with its arguments. JATS and mathematics that lost its TeX are set afterwards.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from functools import cache

from pylatexenc import latex2text, latexwalker, macrospec

from generator.text import scripts
from generator.text.formulas import read_formula
from generator.text.html_debris import without_sure_html
from generator.text.letters import symbol
from generator.text.lost_tex import set_lost_tex
from generator.text.tex_syntax import is_unbalanced

_LIKELY_TEX = re.compile(r"[\\{^_<]|``|--|[A-Za-z.]~\w")
# An accent stands directly before its letter; elsewhere, as in `it\'s` or `a \"quoted\" word`, some program escaped it.
_ESCAPED_QUOTE = re.compile(r"\\(?:'(?=(?<=[a-z]\\')s\b)|(['\"])(?![A-Za-z{\\]))")
_TIE = re.compile(r"(?<=[A-Za-z.])(?<!\d[A-Za-z])~(?=[\w$\\])")  # "1M~60M" is a range
# Some close a quotation with the signs that open it.
_QUOTES = re.compile(r"``(.*?)(''|(?<=\S)``(?!\w)|(?=[\"\u201d])|$)", re.S)
_VERBATIM = re.compile(r"\\verb\*?([^\sA-Za-z*])(.{0,500}?)\1")
# A dash has a word or a blank on both sides; `--flag` and `<!--` keep their hyphens.
_DASH = re.compile(r"(?<=[^-!\s])(-{2,3})(?![-\s>])|(?<=\s)(-{2,3})(?=\s)|(?<=\d)(--)(?=\s)")

_BARE_SPECIAL = re.compile(r"(?<!\\)[%$]|\\$")
_PLACEHOLDERS = {"%": "\ue000", "$": "\ue001", "\\": "\ue002"}
_UNMASK = str.maketrans({placeholder: char for char, placeholder in _PLACEHOLDERS.items()})

_FONT_SWITCHES = frozenset(
    "bf em it rm sc sf sl tt cal bfseries mdseries itshape scshape slshape upshape rmfamily sffamily ttfamily tiny "
    "scriptsize footnotesize small normalsize large Large LARGE huge Huge normalfont boldmath unboldmath xspace "
    "noindent relax protect centering nobreakdash nobreak allowbreak leavevmode -".split()
)
"""Macros that print nothing."""

_TRANSPARENT = frozenset(
    "emph mbox hbox text textbf textit textmd textnormal textrm textsc textsf textsl texttt textup textcolor underline "
    "uline url nolinkurl path uppercase lowercase enquote".split()
)
"""Macros whose text is that of their last argument."""

_ACCENTS = frozenset("` ' ^ \" ~ = . u v H t c d b r k".split())
_LETTERS = frozenset("i j l L o O ae AE oe OE aa AA ss dh DH th TH dj DJ ng NG".split())
_PREFIXES = frozenset("S P slash degree textdegree textmu".split())
"""Signs that stand directly before or in a word. TeX takes the blank behind one, or a letter, as its end."""

_SPACES = frozenset("\\ , ; : newline linebreak quad qquad par".split()) | {" "}
_SIGNS = {char: char for char in "%&$#_{}"} | dict(
    pair.split("=", 1)
    for pair in (
        "!= /= @= |=‖ S=§ P=¶ pounds=£ copyright=© ldots=… dots=… slash=/ degree=° TeX=TeX LaTeX=LaTeX euro=€ "
        "textless=< textgreater=> textbar=| textbackslash=\\ textunderscore=_ textasciitilde=~ textasciicircum=^ "
        "textasciigrave=` textquotesingle=' textquotedbl=\" textquoteleft=‘ textquoteright=’ textquotedblleft=“ "
        "textquotedblright=” textendash=– textemdash=— textbraceleft={ textbraceright=} textregistered=® "
        "texttrademark=™ textdegree=° textperiodcentered=· textbullet=• textdollar=$ textsterling=£ texteuro=€ "
        "textmu=µ textonehalf=½ textminus=−"
    ).split()
)
r"""Macros of signs, and what they print: `\!` and the like nothing."""

_ABBREVIATIONS = {
    "eg": "e.g.",
    "ie": "i.e.",
    "etal": "et al.",
    "etc": "etc.",
    "cf": "cf.",
    "vs": "vs.",
    "wrt": "w.r.t.",
    "aka": "a.k.a.",
    "iid": "i.i.d.",
}
"""Macros that authors of many papers define alike."""

_MAXIMUM_MACROS = 1_000
"""Of one text, each 15 µs. A text with more stays as written; abstracts have up to a hundred."""

_FUNCTIONS = frozenset("log ln exp max min sup inf lim arg sin cos tan det dim ker Pr".split())
_MATH = frozenset(
    "ensuremath frac dfrac tfrac sqrt mathbb mathcal mathfrak mathscr mathbf mathrm mathit mathsf mathtt mathds "
    "boldsymbol bm operatorname hat widehat bar overline tilde widetilde vec dot ddot".split()
)
"""Macros of formulas that need no dollars to be understood."""

_ARGUMENTS = {
    **dict.fromkeys("textsubscript textsuperscript hbox nolinkurl path uline enquote uppercase lowercase".split(), "{"),
    **dict.fromkeys("bm mathds mathscr widehat widetilde overline boldsymbol dfrac tfrac".split(), "{"),
    "dfrac": "{{",
    "tfrac": "{{",
    "href": "{{",
}

# pylatexenc reports broken formulas on standard error, without saying where they are.
logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)


def is_likely_tex(raw: str) -> bool:
    """Return whether the text, outside of formulas, has anything that is not printed as written."""
    return _LIKELY_TEX.search(raw) is not None


def prose_to_unicode(raw: str) -> str:
    """Return the text with TeX, HTML and lost mathematics as Unicode and marks; white space stays as it is."""
    if not is_likely_tex(raw):
        return raw
    raw = _VERBATIM.sub(r"\2", raw) if "\\verb" in raw else raw
    raw = _QUOTES.sub(lambda match: f"\u201c{match[1]}" + ("\u201d" if match[2] else ""), raw)
    raw = _TIE.sub("\u00a0", _ESCAPED_QUOTE.sub(lambda match: match[1] or "'", raw))
    return _with_dashes(set_lost_tex(without_sure_html(_without_macros(raw))))


def _with_dashes(text: str) -> str:
    return _DASH.sub(lambda match: "—" if len(match[0]) == 3 else "–", text) if "--" in text else text


def _without_macros(raw: str) -> str:
    if not 0 < raw.count("\\") <= _MAXIMUM_MACROS or is_unbalanced(raw):
        return raw
    # To TeX a bare % begins a comment, a bare $ a formula, and a last backslash needs a macro: placeholders hide them.
    masked = _BARE_SPECIAL.sub(lambda match: _PLACEHOLDERS[match[0]], raw)
    try:
        walker = latexwalker.LatexWalker(masked, latex_context=_prose_context(), tolerant_parsing=True)
        return _render(masked, walker.get_latex_nodes()[0], 0, len(masked)).translate(_UNMASK)
    except Exception:  # thousands of open braces exhaust the stack, and a \verb at the end the text
        return raw


def _render(source: str, nodes: Sequence[latexwalker.LatexNode], start: int, stop: int) -> str:
    """Return the text of `nodes`, which are source[start:stop]; anything between them or not understood is copied."""
    rendered: list[str] = []
    end = start
    previous: latexwalker.LatexNode | None = None
    for node in nodes:
        if node is None or node.pos is None:
            continue
        rendered.append(source[end : node.pos])
        if not (_is_empty_group(node) and _is_word_macro(previous)):
            rendered.append(_render_node(source, node))
        end = node.pos + node.len
        previous = node
    rendered.append(source[end:stop])
    return "".join(rendered)


def _is_empty_group(node: latexwalker.LatexNode) -> bool:
    return isinstance(node, latexwalker.LatexGroupNode) and not node.nodelist and node.delimiters[0] == "{"


def _is_word_macro(node: latexwalker.LatexNode | None) -> bool:
    r"""Return True for a known macro of letters, after which `{}` only ends its name, as in `\ss{}`."""
    return isinstance(node, latexwalker.LatexMacroNode) and node.macroname.isalpha() and _is_understood(node)


def _is_understood(node: latexwalker.LatexMacroNode) -> bool:
    """Return True for a known macro that has the arguments it needs."""
    return _is_known(node.macroname) and not (node.macroname in _NEEDING_ARGUMENTS and not _arguments(node))


def _arguments(node: latexwalker.LatexMacroNode) -> list[latexwalker.LatexNode]:
    return [argument for argument in (node.nodeargd.argnlist if node.nodeargd else []) if argument is not None]


def _render_node(source: str, node: latexwalker.LatexNode) -> str:
    written = _written(source, node)
    if isinstance(node, latexwalker.LatexMacroNode):
        return _render_macro(source, node, written)
    if isinstance(node, latexwalker.LatexGroupNode):
        inner = _render_group(source, node)
        first = node.nodelist[0] if node.nodelist else None
        # {\it word} and {\"u} lose their braces; {word}, which begins with no macro, keeps them.
        if isinstance(first, latexwalker.LatexMacroNode) and _render_node(source, first) != _written(source, first):
            return inner.lstrip() if first.macroname in _FONT_SWITCHES else inner
        opening, closing = node.delimiters
        return f"{opening}{inner}{closing if written.endswith(closing) else ''}"
    return written


def _written(source: str, node: latexwalker.LatexNode) -> str:
    return source[node.pos : node.pos + node.len]


def _render_group(source: str, node: latexwalker.LatexGroupNode) -> str:
    """Return the text between the delimiters; the closing one may be missing."""
    opening, closing = node.delimiters
    stop = node.pos + node.len
    if source.endswith(closing, node.pos + len(opening), stop):
        stop -= len(closing)
    return _render(source, node.nodelist, node.pos + len(opening), stop)


def _render_argument(source: str, node: latexwalker.LatexNode) -> str:
    return _render_group(source, node) if isinstance(node, latexwalker.LatexGroupNode) else _render_node(source, node)


def _render_macro(source: str, node: latexwalker.LatexMacroNode, written: str) -> str:
    name, arguments = node.macroname, _arguments(node)
    if not _is_understood(node):
        return written
    if name in _FONT_SWITCHES:
        return ""
    if name in _WITH_ARGUMENTS:
        return _WITH_ARGUMENTS[name](*(_render_argument(source, argument) for argument in arguments)) or written
    if name in _TRANSPARENT:
        return _render_argument(source, arguments[-1])
    if name in _MATH:
        formula = read_formula(_render_argument(source, arguments[0]) if name == "ensuremath" else written)
        return formula.plain if formula else written
    text = _symbol(node)
    if name in _ABBREVIATIONS and source.startswith(".", node.pos + node.len):
        text = text.removesuffix(".")
    is_spaced = bool(node.macro_post_space) and not arguments and name not in _LETTERS | _PREFIXES
    return text + (" " if is_spaced and text.strip() else "")


def _symbol(node: latexwalker.LatexMacroNode) -> str:
    """Return the text of a macro for a symbol, an accented letter or a word."""
    name = node.macroname
    if name in _FUNCTIONS:
        return str(name)
    if name in _ACCENTS | _LETTERS:
        return str(_to_text().nodelist_to_text([node]))
    if name in _SPACES:
        return " "
    return _SIGNS[name] if name in _SIGNS else _ABBREVIATIONS.get(name) or _sign(name)


def _linked(address: str, text: str) -> str:
    """Return a link as words: the address in parentheses, unless it is the text."""
    return f"{text} ({address})" if address.startswith("http") and text.strip() not in ("", address) else ""


_WITH_ARGUMENTS: dict[str, Callable[..., str]] = {
    "textsuperscript": scripts.raised,
    "textsubscript": scripts.lowered,
    "footnote": lambda *arguments: f" ({arguments[-1]})",
    "href": lambda address="", text="": _linked(address, text) or (address if text.strip() == address else ""),
    "hspace": lambda *_: " ",
    "vspace": lambda *_: " ",
}
"""Macros by name, with the text they make of their arguments; "" leaves the macro as written."""

_NEEDING_ARGUMENTS = _TRANSPARENT | _ACCENTS | _MATH | _WITH_ARGUMENTS.keys()


@cache
def _is_known(name: str) -> bool:
    known = (_FONT_SWITCHES, _TRANSPARENT, _ACCENTS, _LETTERS, _SPACES, _SIGNS, _ABBREVIATIONS, _FUNCTIONS)
    if any(name in names for names in (*known, _MATH, _WITH_ARGUMENTS)):
        return True
    return _sign(name) != ""


@cache
def _sign(name: str) -> str:
    """Return the character of a macro of mathematics or text, "" if it has none."""
    char = symbol(name.removeprefix("text"))
    if char is None or char.isascii():
        spec = latex2text.get_default_latex_context_db().get_macro_spec(name)
        char = spec.simplify_repl if spec is not None and isinstance(spec.simplify_repl, str) else ""
    return char if len(char) == 1 and not char.isascii() else ""


@cache
def _prose_context() -> macrospec.LatexContextDb:
    """Return a parser's context in which only macros are special."""
    context = latexwalker.get_default_latex_context_db().filter_context(keep_which=["macros"])
    own = [macrospec.MacroSpec(name, arguments) for name, arguments in _ARGUMENTS.items()]
    context.add_context_category("papershelf", macros=own, prepend=True)
    return context


@cache
def _to_text() -> latex2text.LatexNodes2Text:
    return latex2text.LatexNodes2Text(math_mode="verbatim", keep_comments=True)
