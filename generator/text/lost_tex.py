r"""Mathematics whose TeX lost its dollars or backslashes: `T^2PO`, `360^{circ}`, `O(ell^{-β})`, `256{times}256`.

Some sources drop the dollars of formulas and the backslashes of their macros. Only text with one reading is set:
scripts at a variable, a number or a bracket; names that no prose has, such as `propto`; names that are English words,
too, only where a formula must be. Addresses and code between backquotes are left alone.
"""

from __future__ import annotations

import re

from generator.text import scripts
from generator.text.letters import in_variant, symbol


def _any(names: list[str]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


_GREEK = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho sigma tau "
    "upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
).split()
_RELATIONS = (
    "propto cdot leq geq neq longrightarrow leftrightarrow rightarrow leftarrow Rightarrow Leftrightarrow mapsto "
    "subseteq supseteq otimes oplus odot simeq equiv lesssim gtrsim approx"
).split()
_SIGNS = "cdots ldots infty ell nabla hbar emptyset varnothing".split()
_IN_SCRIPTS = [*_GREEK, *_SIGNS, *"cdot rightarrow leq geq neq circ times sim star prime perp dagger ast".split()]
_ABOVE = [*_IN_SCRIPTS, "top"]
"""Names that are set in superscripts; in `d_{top}` the word is meant."""

_IN_BRACES = [*_ABOVE, *_RELATIONS, *"pm cup cap sum prod gg ll le ge ne to".split()]
_FUNCTIONS = "log ln exp max min sup inf lim argmax argmin".split()
_SUMS = ["sum", "prod"]

_SYMBOLS = {name: symbol(name) or name for name in (*_IN_BRACES, *_SUMS)}

LEFT_ALONE = re.compile(r"https?://\S+|(?<![^\s(])[^\s@]{1,64}@[\w-]+\.[\w.-]+|`[^`]*`")
"""Addresses, and code between backquotes."""

_STYLE = (
    r"(?<![A-Za-z\\])(?:text(?:bf|it|tt|sc|rm|sf|sl|md|up)?|emph|mbox|math(?:rm|bf|it|sf|tt)|operatorname|boldsymbol"
    r"|underline)\{([^{}]*)\}"
)
_STYLED, _STYLED_IN_DOLLARS = re.compile(_STYLE), re.compile(r"\$([^$]{0,400})\$(?<=\}\$)")
_SWITCHED = re.compile(r"\{(?:it|bf|em|tt|sc|sl|rm|sf) ([^{}]*)\}")
_IN_ALPHABET = re.compile(r"(?<![A-Za-z\\])math(cal|bb|frak|scr)\{([^{}]*)\}")
_ALPHABETS = {"cal": "script", "scr": "script", "bb": "double-struck", "frak": "fraktur"}
_BRACED_LETTERS = re.compile(r"(?<![\w\\}])\{([A-Za-z])\}")
_BRACED_BASE = re.compile(r"\{[A-Za-z]\}[_^]")
_BOLD_SIGN = re.compile(r"(?<![A-Za-z\\])(?:boldsymbol|mathbf|mathrm)(?=[^\x00-\x7f])")
_BRACED_SIGN = re.compile(rf"(?<![_^\\])\{{([=<>≤≥×∼+:,-])\}}|(?<![_^\\A-Za-z])\{{({_any(_IN_BRACES)})\}}")

_RELATION = re.compile(rf" ?(?<![A-Za-z\\])({_any(_RELATIONS)})(?![a-z.(]) ?")
_SIGN = re.compile(rf"(?<![A-Za-z\\])({_any(_SIGNS)})(?![A-Za-z])")
_ANGLES = re.compile(r"(?<![A-Za-z\\])langle\s*(?![a-z]{2})|(?:(?<!\s)\s+|\s?)(?<![A-Za-z\\])rangle(?![A-Za-z])")

_INDEXED = re.compile(
    # an index at a variable, at the name of a letter or function, or at the symbols of a molecule
    rf"((?<![\w\\@/.])(?:[A-Z]{{1,3}}|[A-Z][a-z]|[a-z]|{_any([*_GREEK, *_FUNCTIONS, *_SUMS])})"
    r"|(?<![A-Za-z_])[α-ωΑ-Ωϵℓ∑∏∫∇]|(?:(?<=_\d)|(?<=_\d\d)|(?<=\}}))[A-Z][a-z]?)"
    rf"_(?:\{{([^{{}}]{{1,40}})\}}|(\d+(?:\.\d+)?(?![a-z_\d@]|\.\w)|(?:{_any(_GREEK)})(?![A-Za-z])|[α-ωΑ-Ω](?!\w)"
    r"|[A-Za-z](?![\w@])|(?:in|out|max|min|eff|opt|ref|avg|tot|model)(?![\w(.@])))"
)
_INDEXED_WORD = re.compile(r"(?<![\w\\@/.])([A-Za-z]{2,12})_\{([^{}]{1,40})\}")
_RAISED = re.compile(
    rf"(?<=[^\W_]|[)\]}}{scripts.END}])\^(?:\{{([^{{}}]{{1,40}})\}}|([*∘′†‡⊤]|[+−-]?\d+|(?:{_any(_ABOVE)})(?![A-Za-z])"
    r"|[α-ωΑ-Ω]|[A-Z]{2,3}(?![A-Za-z])|(?:st|nd|rd|th|[A-Za-z])(?![A-Za-z])))"
)
_WORD = re.compile(r"[A-Za-z]+")

_TIMES = re.compile(
    rf"(?<=\d)times(?![a-z])|(?<=\d )times(?= \d)|(?<={scripts.END} )times(?= [A-Za-z\d])|(?<= [a-zA-Z] )times(?= \w\b)"
)
_MUCH = re.compile(r"(?<![\w\\])([A-Za-z]) (gg|ll|sim) ([A-Za-z])(?!\w)")
_GIVEN = re.compile(r"\((\w{1,2}) mid (\w{1,2})\)")


def set_lost_tex(prose: str) -> str:
    """Return the prose with its lost mathematics as Unicode; scripts are marked as in `scripts`.

    >>> scripts.without_marks(set_lost_tex("T^2PO turns 360^{circ} in O(ell^{-β}) of 256{times}256, q_i propto p_c"))
    'T²PO turns 360° in O(ℓ^(-β)) of 256×256, q_i ∝ p_c'
    """
    if not any(sign in prose for sign in "^_{$"):
        return prose
    pieces: list[str] = []
    end = 0
    for match in LEFT_ALONE.finditer(prose):
        pieces += _set(prose[end : match.start()]), match[0]
        end = match.end()
    return "".join([*pieces, _set(prose[end:])])


def _set(prose: str) -> str:
    prose = _without_styles(prose)
    if _BRACED_BASE.search(prose):
        prose = _BRACED_LETTERS.sub(r"\1", prose)
    prose = _BRACED_SIGN.sub(lambda match: match[1] or _SYMBOLS[match[2]], prose)
    if not any(sign in prose for sign in "^_×∼"):
        return prose
    prose = _RELATION.sub(lambda match: f" {_SYMBOLS[match[1]]} ", prose).replace("( ", "(")
    prose = _SIGN.sub(lambda match: _SYMBOLS[match[1]], prose)
    prose = _ANGLES.sub(lambda match: "⟨" if match[0].startswith("l") else "⟩", prose)
    prose = _INDEXED_WORD.sub(_with_index, _INDEXED.sub(_with_index, prose))
    prose = _RAISED.sub(lambda match: scripts.raised(_in_script(match[1] or match[2], _ABOVE)), prose)
    prose = _TIMES.sub("×", prose)
    prose = _MUCH.sub(lambda match: f"{match[1]} {symbol(match[2])} {match[3]}", prose)
    return _without_styles(_GIVEN.sub(r"(\1 | \2)", prose))


def _without_styles(prose: str) -> str:
    """Return the prose without names of fonts, whose words stay, and without dollars around such words."""
    if "{" not in prose:
        return prose
    prose = _STYLED_IN_DOLLARS.sub(lambda match: match[1] if _STYLED.search(match[1]) else match[0], prose)
    prose = _IN_ALPHABET.sub(lambda match: _in_alphabet(match[2], match[1]), prose)
    return _SWITCHED.sub(r"\1", _STYLED.sub(r"\1", _BOLD_SIGN.sub("", prose)))


def _in_alphabet(text: str, name: str) -> str:
    return in_variant(text, _ALPHABETS[name]) if len(text) == 1 else text


def _with_index(match: re.Match[str]) -> str:
    base, index = match[1], next(filter(None, match.groups()[1:]))
    return _SYMBOLS.get(base, base) + scripts.lowered(_in_script(index, _IN_SCRIPTS))


def _in_script(text: str, names: list[str]) -> str:
    """Return the text of a script with names as symbols, also names that stand together: `Phicirc Psi` is Φ∘ Ψ."""
    word = re.compile(f"(?:{_any(names)})+")
    name = re.compile(_any(names))

    def replaced(match: re.Match[str]) -> str:
        return name.sub(lambda found: _SYMBOLS[found[0]], match[0]) if word.fullmatch(match[0]) else match[0]

    return _WORD.sub(replaced, text.strip())
