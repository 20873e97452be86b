"""Bytes of files as text: UTF-8, or the encoding that the text itself declares, as XML, HTML and BibTeX do."""

from __future__ import annotations

import codecs
import re

_HEAD = 2_048
"""Bytes in which a declaration is looked for."""

_DECLARATIONS = (
    re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<\?xml[^>]*\sencoding\s*=\s*[\"']([A-Za-z0-9._-]{2,40})[\"']"),
    re.compile(rb"<meta[^>]*\bcharset\s*=\s*[\"']?([A-Za-z0-9._-]{2,40})", re.I),
    re.compile(rb"^[ \t]*%+[^\n]{0,80}?\b(?:encoding|coding)[:=][ \t]*([A-Za-z0-9._-]{2,40})", re.I | re.M),
)
"""How XML, HTML and BibTeX (JabRef's `% Encoding: ISO8859_1`, Emacs' `% -*- coding: latin-1 -*-`) declare one."""

_EAST_ASIAN = frozenset("gb2312 gbk gb18030 big5 big5hkscs euc_jp euc_kr shift_jis cp932 cp949 iso2022_jp".split())
_OTHERS = re.compile(r"utf-8|ascii|iso8859-\d{1,2}|cp125[0-8]|cp437|cp850|cp866|koi8-[ru]|mac-(?:roman|cyrillic)")
_THREE_BYTES = re.compile("[\u0800-\uffff]")


def decode(data: bytes) -> str:
    """Return bytes as text, without a byte order mark.

    What is valid UTF-8 is taken for UTF-8 even if it declares another encoding: editors save texts as UTF-8 and leave
    the declaration. Only short texts in East Asian encodings can be valid by chance; then the declaration counts.

    Raises:
        UnicodeDecodeError: when the bytes are neither UTF-8 nor in an encoding that they declare.
    """
    declared = _declared(data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        if not declared or declared == "utf-8":
            raise
        return data.decode(declared)
    if declared in _EAST_ASIAN and not text.isascii() and not _THREE_BYTES.search(text):
        try:
            return data.decode(declared)
        except UnicodeDecodeError:
            return text
    return text


def _declared(data: bytes) -> str:
    """Return the name by which Python knows the declared encoding; "" without one, and for what is no text encoding."""
    matches = (declaration.search(data[:_HEAD]) for declaration in _DECLARATIONS)
    declared = next((match[1].decode("ascii") for match in matches if match), "")
    name = "".join(char if char.isalnum() else "-" for char in declared)
    try:
        known = codecs.lookup(name).name if name else ""
    except LookupError:
        return ""
    return known if known in _EAST_ASIAN or _OTHERS.fullmatch(known) else ""
