"""TeX as text, read by pylatexenc; scripts and formulas, which it flattens, by ourselves."""

from __future__ import annotations

import functools
import re

from pylatexenc import latex2text

from generator.text.formulas import read_formula
from generator.text.latex import as_tex
from generator.text.letters import linear, subscript, superscript
from generator.text.tex_syntax import ARGUMENT

_SCRIPT = re.compile(rf"\\text(super|sub)script{ARGUMENT}")
_FORMULA = re.compile(r"\{?(?<!\\)\$([^$]+)(?<!\\)\$\}?")


def read_tex(tex: str) -> str:
    """The text that TeX prints."""
    tex = _FORMULA.sub(_plain, _SCRIPT.sub(_script, tex))
    # Between words, as in a field: pylatexenc looks for a paragraph's end at a line feed.
    tex = re.sub(r"\\ensuremath\{('+)\}", lambda match: "′″"[len(match[1]) - 1], tex)
    return _decoder().latex_to_text(tex) if set(tex) & set("\\{") else tex


def _plain(match: re.Match[str]) -> str:
    formula = read_formula(match[1])
    return formula.plain if formula else match[0]


def _script(match: re.Match[str]) -> str:
    script = read_tex(match[2])
    text = (superscript if match[1] == "super" else subscript)(script)
    return text if text is not None else as_tex(f"{'^' if match[1] == 'super' else '_'}{linear(script)}")


@functools.cache
def _decoder() -> latex2text.LatexNodes2Text:
    r"""pylatexenc's, which takes `\textasciicircum` for the accent U+02C6, and does not know some signs."""
    context = latex2text.get_default_latex_context_db()
    signs = {"textasciicircum": "^", "textminus": "−", "hbar": "ℏ", "lll": "⋘", "ggg": "⋙", "checkmark": "✓"}
    signs |= {"ast": "∗", "cdot": "⋅", "surd": "√", "perp": "⟂", "triangle": "△", "diamond": "⋄", "models": "⊧"}
    signs |= {"vDash": "⊨", "Diamond": "◇", "bigstar": "★", "sharp": "♯", "flat": "♭", "natural": "♮"}
    macros = [latex2text.MacroTextSpec(name, simplify_repl=sign) for name, sign in signs.items()]
    context.add_context_category("signs", prepend=True, macros=macros)
    return latex2text.LatexNodes2Text(latex_context=context, math_mode="text", keep_comments=True)
