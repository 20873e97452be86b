"""Safe HTML: the only module that declares text to be HTML that a page may contain as it stands.

`SafeHtml` (declared in `generator/model.py`) is a `NewType` of `str`. At run time it is the text itself, so that an
abstract without markup is stored once, as plain text and as HTML; to mypy a plain `str` is no SafeHtml. Every
constructor is here: escaping, sanitised MathML and sanitised Markdown. Ruff bans `markupsafe.Markup` in all other
modules, and `tests/unit/text/test_safe_html.py` finds any other call of `SafeHtml`. So an audit of what reaches a page
unescaped reads this module, `markdown_writer` and the theme's templates.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

import nh3
from markupsafe import Markup
from pygments.token import STANDARD_TYPES

from generator.model import SafeHtml
from generator.text import scripts
from generator.text.tidy import visible, without_invisible

MATHML_TAGS = frozenset(
    "math menclose merror mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace "
    "msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover".split()
)
"""MathML Core's presentation elements, https://www.w3.org/TR/mathml-core/: none that links, scripts or annotates."""

MATHML_ATTRIBUTES = frozenset(
    "display displaystyle mathvariant stretchy fence separator lspace rspace accent linethickness columnalign "
    "rowspacing columnspacing minsize maxsize symmetric largeop movablelimits notation open close width height "
    "depth".split()
)

MARKDOWN_TAGS = frozenset(
    "a abbr blockquote br code dd del details div dl dt em h2 h3 h4 h5 h6 hr img input label li ol p pre span strong "
    "sub summary sup table tbody td th thead tr ul".split()
)
MARKDOWN_ATTRIBUTES = {
    "a": frozenset({"class", "href", "rel", "title"}),
    "abbr": frozenset({"title"}),
    "details": frozenset({"class", "open"}),
    "div": frozenset({"class"}),
    "img": frozenset({"alt", "loading", "src", "title"}),
    "input": frozenset({"checked"}),
    "label": frozenset({"class"}),
    "li": frozenset({"class", "id"}),
    "ol": frozenset({"start"}),
    "p": frozenset({"class"}),
    "span": frozenset({"class", "data-linenos"}),
    "sup": frozenset({"id"}),
    "td": frozenset({"align"}),
    "th": frozenset({"align"}),
    "ul": frozenset({"class"}),
}
_ADMONITIONS = (
    "note abstract summary tldr info todo tip hint important success check done question help faq warning caution "
    "attention failure fail missing danger error bug example quote cite"
)
CLASSES = {
    "a": frozenset({"footnote-ref", "footnote-backref"}),
    "details": frozenset(f"{_ADMONITIONS} inline end".split()),
    "div": frozenset(f"{_ADMONITIONS} inline end admonition footnote highlight".split()),
    "label": frozenset({"task-list-control"}),
    "li": frozenset({"task-list-item"}),
    "p": frozenset({"admonition-title"}),
    "span": frozenset({"filename", "hll", "linenos", "task-list-indicator", *filter(None, STANDARD_TYPES.values())}),
    "ul": frozenset({"task-list"}),
}
"""The classes that Material styles in the Markdown of notes; others might be those of the theme's own parts."""

_VALUES = {
    "id": re.compile(r"fn(?:ref\d*)?:[0-9a-f]{8}-\d+"),
    "data-linenos": re.compile(r"\d+ "),
    "src": re.compile(r"(?:\.\./)*[A-Za-z0-9_~%./-]+"),
    "loading": re.compile("lazy"),
}
_LANGUAGE_CLASS = re.compile(r"language-[a-z0-9]+")
URL_SCHEMES = frozenset({"http", "https", "mailto"})


def _allowed_value(tag: str, name: str, value: str) -> str | None:
    """Return the allowed part of an attribute's value, or None to remove the attribute."""
    if name == "class":
        known = (one for one in value.split() if one in CLASSES[tag] or _is_language(tag, one))
        return " ".join(known) or None
    return value if name not in _VALUES or _VALUES[name].fullmatch(value) else None


def _is_language(tag: str, name: str) -> bool:
    return tag == "div" and _LANGUAGE_CLASS.fullmatch(name) is not None


_MATHML = nh3.Cleaner(
    tags=set(MATHML_TAGS),
    attributes={tag: set(MATHML_ATTRIBUTES) for tag in MATHML_TAGS},
    clean_content_tags={"script", "style"},
)
_MARKDOWN = nh3.Cleaner(
    tags=set(MARKDOWN_TAGS | MATHML_TAGS),
    attributes={
        tag: set(names) for tag, names in (dict.fromkeys(MATHML_TAGS, MATHML_ATTRIBUTES) | MARKDOWN_ATTRIBUTES).items()
    },
    attribute_filter=_allowed_value,
    tag_attribute_values={"input": {"type": {"checkbox"}}},
    set_tag_attribute_values={"input": {"aria-label": "Task", "disabled": ""}},
    url_schemes=set(URL_SCHEMES),
    link_rel=None,
    strip_comments=True,
)

_END_OF_BLOCK = re.compile(r"(</(?:p|li|[uo]l|h[2-6]|div|details|summary)>|<(?:div|details|li)[^<>]*>)\n(?=<)")

_BLOCK_TAG = re.compile(r"<(?!/?(?:a|abbr|b|code|del|em|i|ins|kbd|mark|s|span|strong|sub|sup)[ >])")
"""The beginning of a tag of an element that is not part of a word or sentence."""


def escaped(text: str) -> SafeHtml:
    """Return text between tags: `&`, `<` and `>` as character references."""
    return SafeHtml(html.escape(text, quote=False))


def with_scripts(marked: str) -> SafeHtml:
    """Return prose with scripts marked as in `scripts`: escaped, with elements `sub` and `sup`."""
    return SafeHtml(scripts.MARKED.sub(_script, escaped(marked)))


def _script(match: re.Match[str]) -> str:
    tag = "sup" if match[1] == scripts.RAISED else "sub"
    return f"<{tag}>{match[2]}</{tag}>"


def joined(pieces: Iterable[SafeHtml]) -> SafeHtml:
    """Return the pieces one after the other, without white space at either end."""
    return SafeHtml("".join(pieces).strip())


def stored(value: str) -> SafeHtml:
    """Return HTML of this module that was read from the cache, whose entries `system/seals.py` authenticates."""
    return SafeHtml(value)


def sanitised_mathml(dirty: str) -> SafeHtml:
    """Return MathML on one line, with nothing in it but MathML Core's presentation elements."""
    # latex2mathml resolves character references, so invisible characters and line breaks may be back.
    return SafeHtml(" ".join(without_invisible(_MATHML.clean(dirty)).split()))


def sanitised_markdown(dirty: str) -> SafeHtml:
    """Return HTML that Python-Markdown made, on one line, with nothing in it but the allowed elements and attributes.

    To MkDocs' own Markdown a line that begins with a fence is code, even inside an attribute of an HTML block: line
    breaks become character references. `rel` of links is left as it is: only the caller knows which links lead out.
    """
    # A character reference may have brought back what `visible` took from the Markdown.
    return SafeHtml(_END_OF_BLOCK.sub(r"\1", visible(_MARKDOWN.clean(dirty)).strip()).replace("\n", "&#10;"))


def plain_text(safe: SafeHtml) -> str:
    """Return the text of the HTML, with a space where an element begins or ends that is not part of a sentence."""
    return Markup(_BLOCK_TAG.sub(" <", safe)).striptags()
