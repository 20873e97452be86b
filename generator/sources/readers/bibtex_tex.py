"""The TeX of BibTeX values: braces that only keep capitals, and addresses."""

from __future__ import annotations

import re

from generator.sources import schemas
from generator.sources.entries import line

_TEX = re.compile(r"\$(?!\s)[^$]+(?<!\s)\$(?!\d)|\\[A-Za-z]+\*?|\\.|[{}]|[^\\{}$]+|.", re.S)
_TAKES_ARGUMENT = re.compile(r"\\(?:[A-Za-z]+\*?|[`'^\"~=.])")
_VERBATIM = re.compile(r"\\url\b|\\([_%&#~$])|[{}]")

_BRACKET = re.compile(r"\{\\text(?:less|greater)\}|\\text(?:less|greater)(?:\{\}|(?![A-Za-z]) ?)|\$[<>]\$")
"""Angle brackets of old DOIs, as programs escape them."""


def unprotect(tex: str) -> str:
    r"""Return TeX without the braces that only keep capitals; those that TeX needs stay.

    >>> print(unprotect(r'{BERT} and {G{\"o}del} at \emph{work}'))
    BERT and G{\"o}del at \emph{work}
    """
    kept: list[str] = []
    opened: list[tuple[int, bool, bool]] = []
    takes_argument = False
    for match in _TEX.finditer(tex):
        part = match[0]
        if part == "{":
            # {\"u} and {\it word} begin with the macro that they are there for.
            opened.append((len(kept), takes_argument, tex.startswith("\\", match.end())))
            takes_argument = False
        elif part == "}" and opened:
            index, is_argument, holds_macro = opened.pop()
            if not is_argument and not holds_macro:
                kept[index] = part = ""
            takes_argument = is_argument  # a macro may take several
        else:
            takes_argument = _TAKES_ARGUMENT.fullmatch(part) is not None
        kept.append(part)
    return "".join(kept)


def verbatim(tex: str) -> str:
    r"""Return an address or DOI without its TeX: `\url{https://a.org/b\_c}`, or `a{\textless}b{\textgreater}`."""
    plain = _BRACKET.sub(lambda match: "<" if "less" in match[0] or "<" in match[0] else ">", tex)
    return line(_VERBATIM.sub(r"\1", plain))[: schemas.MAX_LINE]
