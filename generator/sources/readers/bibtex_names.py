"""Lists of names in BibTeX and BibLaTeX."""

from __future__ import annotations

import re

from generator.bibliography import Person
from generator.sources import people as plain_people
from generator.sources import schemas
from generator.sources.entries import line
from generator.sources.readers.bibtex_tex import unprotect
from generator.text.names import written_name

_MARK = re.compile(r"\\.|[{}]|,|\s+and(?=[\s\\{]|$)", re.I | re.S)
_TIE = re.compile(r"(?<!\\)~")
_EXTENDED = re.compile(r"(?:family|given|prefix|suffix|useprefix)(?:-i)?\s*=", re.I)
_MARK_AND_COMMA = re.compile(r"(?:\$\^\{?[^${}]{0,20}\}?\$|\\textsuperscript\{[^{}]{0,20}\})\s*,\s*(?:and\s+)?")
"""A footnote mark and a comma, which then ends a name."""

_AMPERSAND = re.compile(r"\s+\\?&\s+")
_LAST_IN_BRACES = re.compile(r"(?P<given>[^{}]*)\s\{(?P<family>[^\\{}][^{}]*)\}")


def people(names: str) -> list[str]:
    """Return the names of an `author` or `editor` field as `Entry` writes them; "et al." for "and others".

    Names between commas or semicolons are accepted as well, since many people write them instead of "and".
    """
    text = _MARK_AND_COMMA.sub(" and ", line(names))
    parts = _split(text, "and")
    by_ampersand = _AMPERSAND.split(text)
    if len(parts) == 1 < len(by_ampersand) and all(len(name.split()) > 1 for name in by_ampersand):
        parts = by_ampersand
    if len(parts) == 1 and "{" not in text and not _EXTENDED.match(text) and _is_plain_list(text):
        return plain_people.people_in(text)
    return [name for part in parts for name in _names(part[: schemas.MAX_LINE])]


def group(name: str) -> str:
    """Return the name of a collaboration."""
    return plain_people.group_name(name[: schemas.MAX_LINE])


def _is_plain_list(text: str) -> bool:
    """Return whether text is a list such as `Yoshua Alpha, Aaron Beta, Cid Gamma`, and not `King, Jr., Martin`."""
    parts = [part.split() for part in text.split(",")]
    return ";" in text or len(parts) > 3 or (len(parts) == 3 and all(len(part) > 1 for part in parts))


def _split(text: str, separator: str) -> list[str]:
    """Split a text at each comma, or each "and", that is outside of braces."""
    parts, begin, depth = [], 0, 0
    for mark in _MARK.finditer(text):
        if mark[0] == "{":
            depth += 1
        elif mark[0] == "}":
            depth = max(depth - 1, 0)
        elif depth == 0 and mark[0].strip().lower() == separator:
            parts.append(text[begin : mark.start()])
            begin = mark.end()
    return [part.strip() for part in (*parts, text[begin:]) if part.strip()]


def _names(text: str) -> list[str]:
    """Return the name in a text between two "and", or several if there are more commas than a name has."""
    if text.lower() == "others":
        return ["et al."]
    parts = _split(text, ",")
    if _EXTENDED.match(text):
        return [_extended(parts)]
    match parts:
        case [_, _, _, _, *_] if "{" not in text:
            return plain_people.people_in(text)
        case [family, suffix, given]:
            return [_with_parts(family, given, suffix)]
        case [family, given]:
            return [_with_parts(family, given)]
    return [_spoken(_TIE.sub(" ", text))]


def _extended(parts: list[str]) -> str:
    """Return `family=Plas, given=Lonneke, prefix=van der`."""
    values = dict.fromkeys(("family", "given", "prefix", "suffix"), "")
    for part in parts:
        name, _, value = part.partition("=")
        values[name.strip().lower()] = unprotect(value.strip().strip('"'))
    return plain_people.name_of_parts(values["family"], values["given"], values["prefix"], values["suffix"])


def _with_parts(family: str, given: str, suffix: str = "") -> str:
    family, given, suffix = (_TIE.sub(" ", part) for part in (family, given, suffix))
    if family.startswith("{") and not family.startswith("{\\") and family.endswith("}"):
        return written_name(Person(unprotect(family), unprotect(given), suffix=unprotect(suffix)))
    return plain_people.name_of_parts(unprotect(family), unprotect(given), suffix=unprotect(suffix))


def _spoken(text: str) -> str:
    """Return `Jane Doe` unchanged, `{The Kite Team}` without parts, and `Jane {Van Doe}` with its family name."""
    if text.startswith("{") and not text.startswith("{\\") and text.endswith("}") and "}" not in text[:-1]:
        return plain_people.group_name(text[1:-1].strip())
    if match := _LAST_IN_BRACES.fullmatch(text):
        return written_name(Person(match["family"].strip(), match["given"].strip()))
    return unprotect(text)
