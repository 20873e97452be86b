r"""Formulas that LaTeX may run: those whose macros only set mathematics.

A formula came from a stranger, and BibTeX hands it to the LaTeX of a person who cites the paper. There `\input` reads
files, `\write18` starts programs, and a definition changes the rest of the document, wherever in a formula they stand.
A page's Markdown hands it to MathJax in editors, which knows `\href` and `\style`. So the list below names the macros
that are allowed, not those that are refused.
"""

from __future__ import annotations

import re
from functools import cache

from latex2mathml import commands
from latex2mathml.symbols_parser import SYMBOLS

_TOKEN = re.compile(r"\\([A-Za-z]+|.)", re.S)
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\s*\{([^{}]*)\}")
_ENVIRONMENTS = frozenset(
    "aligned array bmatrix Bmatrix cases gathered matrix pmatrix smallmatrix split vmatrix Vmatrix".split()
)

_MACROS = frozenset(
    """
    frac dfrac tfrac cfrac binom dbinom tbinom sqrt over atop choose stackrel overset underset substack sideset
    text textrm textit textbf textsf texttt textnormal textsc textup emph mbox
    mathrm mathbf mathit mathsf mathtt mathcal mathbb mathfrak mathscr mathnormal boldsymbol bm pmb operatorname
    hat bar tilde vec dot ddot dddot ddddot check breve acute grave mathring widehat widetilde
    overline underline overbrace underbrace overrightarrow overleftarrow xrightarrow xleftarrow
    left right middle big Big bigg Bigg bigl Bigl biggl Biggl bigr Bigr biggr Biggr bigm Bigm biggm Biggm
    limits nolimits displaystyle textstyle scriptstyle scriptscriptstyle quad qquad enspace thinspace
    not mod bmod pmod pod mathop mathrel mathbin mathord mathopen mathclose mathpunct mathinner
    phantom hphantom vphantom smash boxed cancel begin end lbrace rbrace prime
    bra ket braket brace brack root cr hline hdashline notag nonumber color textcolor hspace fbox mathbbm mathds Bbb
    negthinspace negmedspace negthickspace medspace thickspace space nobreakspace strut mathstrut textmd bold sout
    llap rlap clap mathllap mathrlap mathclap idotsint varliminf varlimsup varinjlim varprojlim injlim projlim
    xmapsto xlongequal xRightarrow xLeftarrow xleftrightarrow xLeftrightarrow xhookrightarrow xhookleftarrow
    arg det gcd inf sup lim liminf limsup max min Pr argmax argmin ldots cdots vdots ddots dots dotsb dotsc
    """.split()
)


def is_safe(tex: str) -> bool:
    r"""Return whether a formula, without its dollars, has no macro but those that set mathematics.

    >>> is_safe(r"\frac{\mathcal{N}}{2} \le 5\%"), is_safe(r"\frac{\input{x}}{2}"), is_safe("x^^5cinput")
    (True, False, False)
    """
    words = [word for word in _TOKEN.findall(tex) if word.isalpha()]
    environments = _ENVIRONMENT.findall(tex)
    if not all(map(_known().__contains__, words)) or not _ENVIRONMENTS.issuperset(environments):
        return False
    if words.count("begin") + words.count("end") != len(environments):
        return False
    # A percent sign hides the rest of a line; two carets write any character, also a backslash; # is an argument.
    return not re.search(r"[%#$]|\^\^", _TOKEN.sub(" ", tex))


@cache
def _known() -> frozenset[str]:
    symbols = (name[1:] for name in (*SYMBOLS, *commands.FUNCTIONS) if name.startswith("\\") and name[1:].isalpha())
    return _MACROS.union(symbols)
