"""HTML and JATS in titles and abstracts, as Crossref and reference managers write them: tags in pairs, and entities.

A lone tag, an unknown one, and `<` as in `p < 0.05` are text. In most texts `<b>` is text, too: a paper may be about
HTML. Only bibliographies write it for bold letters.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable

from generator.text import scripts
from generator.text.tidy import without_invisible

_BLOCKS = frozenset("p sec title abstract div".split())
_NAMES = "i|b|em|strong|u|small|tt|sc|scp|ovl|bold|italic|monospace|span|sub|inf|sup|p|sec|title|abstract|div"
_ANY_TAG = re.compile(rf"<(/?)(?:jats:)?({_NAMES})(?:\s[^<>]{{0,300}})?>", re.I)
_SURE_TAG = re.compile(rf"<(/?)(?:jats:({_NAMES})(?:\s[^<>]{{0,300}})?|(su[bp]))>")
_SUBSCRIPT, _SUPERSCRIPT = r"\textsubscript{{{}}}", r"\textsuperscript{{{}}}"
_BREAK = re.compile(r"<(?:jats:)?br\s*/?>", re.I)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_TEX_BRACKET = re.compile(r"\{\\text(less|greater)\}|\\text(less|greater)(?:\{\}|(?![A-Za-z]) ?)")


def without_sure_html(text: str) -> str:
    """Return the text without JATS, and with scripts of HTML marked as in `scripts`.

    >>> scripts.without_marks(without_sure_html("<jats:p>Of H<sub>2</sub>O and <b></jats:p>")).strip()
    'Of H₂O and <b>'
    """
    return _without_pairs(text, _SURE_TAG, scripts.lowered, scripts.raised) if "<" in text else text


def html_to_tex(field: str) -> str:
    r"""Return a bibliographic field with its HTML as TeX. Fonts are omitted, entities decoded, blocks made paragraphs.

    >>> html_to_tex(r"{\textless}i{\textgreater}E. coli{\textless}/i{\textgreater} in H<sub>2</sub>O &amp; 5{\%}")
    'E. coli in H\\textsubscript{2}O \\& 5{\\%}'
    """
    field = _TEX_BRACKET.sub(lambda match: "<" if "less" in match.groups() else ">", field)
    if "<" in field:
        field = _without_pairs(field, _ANY_TAG, _SUBSCRIPT.format, _SUPERSCRIPT.format, "\n\n")
        field = _BREAK.sub(" ", field)
    return _ENTITY.sub(_decoded, field)


def _decoded(match: re.Match[str]) -> str:
    char = without_invisible(html.unescape(match[0]))
    return f"\\{char}" if char in ("&", "%", "$", "#", "_", "{", "}") else char


def _without_pairs(
    text: str, pattern: re.Pattern[str], lowered: Callable[[str], str], raised: Callable[[str], str], around: str = " "
) -> str:
    """Return the text without pairs of tags, in linear time however many tags stay open; `around` parts blocks."""
    elements: list[tuple[str, list[str]]] = [("", [])]
    """The name of each open element, and its pieces so far, the tag first."""
    open_names: Counter[str] = Counter()
    end = 0
    for tag in pattern.finditer(text):
        elements[-1][1].append(text[end : tag.start()])
        end = tag.end()
        name = next(filter(None, tag.groups()[1:])).lower()
        if not tag[1]:
            elements.append((name, [tag[0]]))
            open_names[name] += 1
        elif not open_names[name]:
            elements[-1][1].append(tag[0])
        else:
            start = next(index for index in range(len(elements) - 1, 0, -1) if elements[index][0] == name)
            _, *pieces = (piece for _, inner in elements[start:] for piece in inner)
            open_names -= Counter(opened for opened, _ in elements[start:])
            del elements[start:]
            content = "".join(pieces)
            if name in ("sub", "inf", "sup"):
                content = (raised if name == "sup" else lowered)(content)
            elements[-1][1].append(f"{around}{content}{around}" if name in _BLOCKS else content)
    return "".join(piece for _, pieces in elements for piece in pieces) + text[end:]
