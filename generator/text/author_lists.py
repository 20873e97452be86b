"""Lists of authors as sources write them: one name each, or all of them in one text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_MARKS = "*∗⁎†‡§¶‖#⋆★☆✉¹²³⁴⁵⁶⁷⁸⁹⁰ᵃᵇᶜᵈ ,;:"
_TEX_MARK = re.compile(
    r"\$\s*\^\s*(?:\{[^{}$]*\}|\\?\w+|\*)\s*\$"
    r"|\\(?:textsuperscript|thanks|footnotemark|inst|orcidlink|orcid)(?:\[[^\]]*\]|\{[^{}]*\})"
)
_NUMBERED = re.compile(r"(?<=[^\W\d_]{2})\d{1,2}(?:, ?(?:\d{1,2}|[*†‡§]))*$")
_ET_AL = re.compile(r"(?:^|(?<=[ ,;]))(?:(?:and |& )?et\.? al\.?|(?:and |& )others|\.\.\.|…)$|^others$", re.I)
_AND = re.compile(r"^(?:and|&) | (?:and|&)$")


@dataclass(frozen=True, slots=True)
class AuthorList:
    """The names of some authors, and whether there are more of them ("et al.")."""

    authors: tuple[str, ...]
    et_al: bool = False


def author_list(names: Iterable[str]) -> AuthorList:
    """Names without the marks of footnotes, separators and "et al."; what has no letter is no name.

    >>> author_list(["Ada Example*", "Bo Sample$^{1,2}$ and", ":", "et al."])
    AuthorList(authors=('Ada Example', 'Bo Sample'), et_al=True)
    """
    listed: list[str] = []
    et_al = False
    for name in names:
        plain = _TEX_MARK.sub("", name).strip(_MARKS)
        if more := _ET_AL.search(plain):
            et_al, plain = True, plain[: more.start()].strip(_MARKS)
        plain = _AND.sub("", plain).strip(_MARKS)
        if any(char.isalpha() for char in plain):
            listed.append(plain)
    return AuthorList(tuple(_without_numbers(listed)), et_al)


def _without_numbers(names: Sequence[str]) -> Sequence[str]:
    """Names without the numbers of affiliations, where several names have some: one alone may be part of a name."""
    numbered = [_NUMBERED.search(name) for name in names]
    if sum(number is not None for number in numbered) < 2:
        return names
    return [name[: number.start()] if number else name for name, number in zip(names, numbered, strict=True)]
