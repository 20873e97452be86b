"""Characters and white space: composed Unicode, nothing invisible, one space between words."""

from __future__ import annotations

import re
import unicodedata

# C0 and C1 controls but white space, the marks that reorder text (bidirectional overrides and isolates), which let a
# title pretend to be another, and Unicode's Default_Ignorable_Code_Point: zero-width characters, fillers, tags. ZWJ and
# ZWNJ stay, and the variation selectors of the first block: scripts and emoji need them. U+E000 to U+E005 are
# placeholders of text/tex.py and marks of text/scripts.py.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff\ue000-\ue005\ud800-\udfff]"
)


def visible(raw: str) -> str:
    """Return composed Unicode without invisible and reordering characters. White space stays as it is."""
    return without_invisible(unicodedata.normalize("NFC", raw))


def without_invisible(text: str) -> str:
    """Return the text without invisible and reordering characters. Letters and marks are not composed."""
    return _INVISIBLE.sub("", text)


def tidy(raw: str) -> str:
    """Return visible text on one line, in which each run of white space is one space."""
    return " ".join(visible(raw).split())


def tidy_paragraphs(raw: str) -> str:
    """Return visible text as paragraphs separated by one empty line; a hard-wrapped paragraph becomes one line."""
    paragraphs = re.split(r"\n[^\S\n]*\n", visible(raw.replace("\r\n", "\n")))
    return "\n\n".join(filter(None, (" ".join(paragraph.split()) for paragraph in paragraphs)))
