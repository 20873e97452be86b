"""British and American spellings: -ise and -ize, -our and -or, -yse and -yze, -eller and -eler.

A word that only looks like one of these gains a second spelling that nobody writes or searches for, which does no harm.
So the rules are short, and list as exceptions only the words that papers use often.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain

_ISE = re.compile(r"([a-z]{3,})i[sz](e[drs]?|ers|ing|abl[ey]|ability|ation|ations|ational|ationally)")
_NEVER_IZE = re.compile(
    r".*(?:[aouw]|(?:ad|de|re|super|tele|impro)v|(?:^a|sun|up|p)r|(?:^de|^sur|pre|pro)m|(?:exer|^ex|^in|circum|pre|con)c"
    r"|desp|(?:para|merchan)d|franch|(?:chas|trea|exper|adver|^mor|prac)t)"
)
_NEVER_ISE = re.compile(r"(?:re|un|over|under|out|up|down|cap)s|.*pr")
"""Stems before -ise (noise, supervised, precise) and -ize (resize) where that is the only spelling."""

_OUR = re.compile(
    r"((?:dis|mis|multi|neuro|un|water)?(?:arm|behavi|clam|col|endeav|fav|ferv|flav|harb|hon|hum|lab|neighb|od|parl|rig|rum"
    r"|sav|savi|splend|tum|val|vap|vig))ou?r(s|e[dr]|ers|ing|al|ally|ful|less|abl[ey]|hoods?|ites?|ly|y)?"
)
_YSE = re.compile(r"([a-z]*(?:ana|cata|electro|hydro|para)l)y[sz](e[drs]?|ers|ing|able)")
_ELLER = re.compile(r"((?:couns|lab|lev|mod|trav)el)l?([eo]rs?)")
"""Only agents (modeller): the search's stemmer already gives modelled and modelling the stem of modeled."""

_WORD = re.compile(r"\b[a-z]{4,}\b")


def american(word: str) -> str:
    """Return a word in lower case as Americans spell it.

    >>> [american(word) for word in ("generalisation", "behavioural", "analysed", "modeller", "precise")]
    ['generalization', 'behavioral', 'analyzed', 'modeler', 'precise']
    """
    if (match := _ISE.fullmatch(word)) and not _NEVER_IZE.fullmatch(match[1]):
        return f"{match[1]}iz{match[2]}"
    for pattern, ending in ((_OUR, "or"), (_YSE, "yz"), (_ELLER, "")):
        if match := pattern.fullmatch(word):
            return f"{match[1]}{ending}{match[2] or ''}"
    return word


def british(word: str) -> str:
    """Return a word in lower case as the British spell it.

    >>> [british(word) for word in ("generalization", "behavioral", "analyzed", "modeler", "resize")]
    ['generalisation', 'behavioural', 'analysed', 'modeller', 'resize']
    """
    if (match := _ISE.fullmatch(word)) and not _NEVER_ISE.fullmatch(match[1]):
        return f"{match[1]}is{match[2]}"
    for pattern, ending in ((_OUR, "our"), (_YSE, "ys"), (_ELLER, "l")):
        if match := pattern.fullmatch(word):
            return f"{match[1]}{ending}{match[2] or ''}"
    return word


def other_spellings(text: str) -> list[str]:
    """Return the other spellings of a text's words, without repetitions, in the order of the text.

    >>> other_spellings("Generalization of a modelled behaviour: the generalization error.")
    ['generalisation', 'behavior']
    """
    words = dict.fromkeys(_WORD.findall(text.lower()))
    return list(dict.fromkeys(chain.from_iterable(map(_others, words))))


@lru_cache(maxsize=1 << 16)
def _others(word: str) -> tuple[str, ...]:
    return tuple(other for other in (american(word), british(word)) if other != word)


def respelt(text: str) -> list[str]:
    """Return the American and the British spelling of a whole text in lower case, as far as they differ from it.

    >>> respelt("generalisation and colour"), respelt("tree search")
    (['generalization and color'], [])
    """
    if not other_spellings(text):
        return []
    words = text.split()
    return sorted({" ".join(map(spell, words)) for spell in (american, british)} - {text})
