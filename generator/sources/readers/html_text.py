"""HTML as text: paragraphs apart, without markup."""

from __future__ import annotations

import html
import re
from xml.etree.ElementTree import Element

from generator.sources.readers.xml_feeds import local_name

_BLOCKS = frozenset(
    "address article aside blockquote dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main nav "
    "ol p pre section table td th title tr ul".split()
)
_BLOCK_TAG = re.compile(rf"(?=</?(?:\w+:)?(?:{'|'.join(sorted(_BLOCKS))})[\s/>])", re.I)
_BREAK_TAG = re.compile(r"(?=<br[\s/>])", re.I)
_TAG, _MAX_TAGS = re.compile(r"<[^<>]*>"), 5_000
"""Maximum number of tags. For each closing tag without an opening one, Beautiful Soup searches all open ones: 0.2 s."""

_SCRIPT = re.compile(r"<(su[bp])>([^<>{}]{1,100})</\1>", re.I)
_SCRIPT_MACROS = {"sub": "\\textsubscript", "sup": "\\textsuperscript"}
"""TeX's macros: entries understand TeX."""

_HIDDEN = frozenset(("script", "style", "template"))
# Attributes make a tag certain, so that "a<b and c>d" is prose.
_CERTAIN_TAG = re.compile(r"</?[A-Za-z][\w:-]*(?:\s[^<>=]*=[^<>]*|\s*/?)>|<!--")
_COMMENT = re.compile(r"<!--(?:(?!-->).)*+(?:-->|\Z)", re.S)
_NO_TAG = re.compile(r"<(?![/!?]?[A-Za-z][^<>]*>)")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});", re.ASCII)
_LONG_NUMBER = re.compile(r"&#(?=[xX]?[0-9A-Fa-f]{8})", re.ASCII)


def text_of_html(markup: str) -> str:
    """Return HTML as text, and text as it is; "" when no parser takes the HTML."""
    # No character has a number of so many digits, and Python refuses to read one of 5,000.
    markup = _LONG_NUMBER.sub("&amp;#", markup)
    if not _CERTAIN_TAG.search(markup):
        return _ENTITY.sub(lambda match: html.unescape(match[0]), markup)
    from bs4 import BeautifulSoup  # slow to import, and few feeds of papers have HTML in them
    from bs4.exceptions import ParserRejectedMarkup

    markup = _SCRIPT.sub(lambda match: f"{_SCRIPT_MACROS[match[1].lower()]}{{{match[2]}}}", markup)
    # html.parser takes quadratic time over what begins like a tag and does not end.
    markup = _NO_TAG.sub("&lt;", _COMMENT.sub("", markup))
    # Not yet line breaks: Beautiful Soup makes one of several between two tags.
    markup = _BREAK_TAG.sub("\N{LINE SEPARATOR}", _BLOCK_TAG.sub("\N{PARAGRAPH SEPARATOR}", markup))
    if markup.count("<") > _MAX_TAGS:
        return _with_line_breaks(html.unescape(_TAG.sub("", markup)))
    try:
        # Behind the <div>, an XML declaration does not make BeautifulSoup warn.
        soup = BeautifulSoup(f"<div>{markup}", "html.parser")
    except (ValueError, ParserRejectedMarkup):
        return ""
    for hidden in soup(_HIDDEN):
        hidden.decompose()
    return _with_line_breaks(soup.get_text())


def _with_line_breaks(text: str) -> str:
    return text.replace("\N{LINE SEPARATOR}", "\n").replace("\N{PARAGRAPH SEPARATOR}", "\n\n")


def text_of_xhtml(root: Element) -> str:
    """Return the text of an element that holds XHTML; the element is changed."""
    for element in root.iter():
        name = local_name(element).lower()
        before = after = "\n\n" if name in _BLOCKS else ""
        if name in _SCRIPT_MACROS:
            before, after = f"{_SCRIPT_MACROS[name]}{{", "}"
        element.text = before + ("" if name in _HIDDEN else element.text or "")
        element.tail = after + ("\n" if name == "br" else "") + (element.tail or "")
    return "".join(root.itertext())
