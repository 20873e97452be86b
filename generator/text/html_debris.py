"""HTML and JATS in titles and abstracts, as Crossref and reference managers write them: tags in pairs, and entities.

A lone tag, an unknown one, and `<` as in `p < 0.05` are text.
"""

from __future__ import annotations

import html
import re
from collections import Counter

from generator.text import scripts
from generator.text.tidy import without_invisible

_BLOCKS = frozenset("p sec title abstract div".split())
_NAMES = "i|b|em|strong|u|small|tt|sc|scp|ovl|bold|italic|monospace|span|sub|inf|sup|p|sec|title|abstract|div"
_TAG = re.compile(rf"<(/?)(?:jats:)?({_NAMES})(?:\s[^<>]{{0,300}})?>", re.I)
_BREAK = re.compile(r"<(?:jats:)?br\s*/?>", re.I)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


def without_html(text: str) -> str:
    """The text without tags of fonts and blocks, scripts marked as in `scripts`, and with entities as characters.

    >>> scripts.without_marks(without_html("<i>Drosophila</i> in H<sub>2</sub>O &amp; salt, p < 0.05"))
    'Drosophila in H₂O & salt, p < 0.05'
    """
    if "<" in text:
        text = _BREAK.sub(" ", _without_pairs(text))
    return _ENTITY.sub(_decoded, text) if "&" in text else text


def _decoded(match: re.Match[str]) -> str:
    return without_invisible(html.unescape(match[0]))


def _without_pairs(text: str) -> str:
    """The text without pairs of tags, in linear time however many tags stay open."""
    elements: list[tuple[str, list[str]]] = [("", [])]
    """The name of each open element, and its pieces so far, the tag first."""
    open_names: Counter[str] = Counter()
    end = 0
    for tag in _TAG.finditer(text):
        elements[-1][1].append(text[end : tag.start()])
        end = tag.end()
        name = tag[2].lower()
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
            elements[-1][1].append(_content(name, "".join(pieces)))
    return "".join(piece for _, pieces in elements for piece in pieces) + text[end:]


def _content(name: str, content: str) -> str:
    if name in _BLOCKS:
        return f" {content} "
    if name in ("sub", "inf"):
        return scripts.lowered(content)
    return scripts.raised(content) if name == "sup" else content
