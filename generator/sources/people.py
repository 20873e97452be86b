"""Names of people in the texts of foreign formats, as `Entry` writes them: see `text.names`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from generator.bibliography import Person
from generator.text.names import split_name, written_name

_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV|V|PhD|Ph\.D\.|MD|M\.D\.", re.I)
_INITIALS = re.compile(r"(?:[^\W\d_]\.?[ -]?){1,4}")
"""Given names as `A. B.`, `AB` or `J.-P.`, if all of their letters are capitals."""

_GIVEN = re.compile(r"[^\W\d_][\w.'’-]*(?: \w\.?)*")
"""The given name after a family name: one word and initials, `Jane B.`"""

_VANCOUVER = re.compile(
    r"(?P<family>[^\W\d_][\w'’-]*(?: [^\W\d_][\w'’-]+)*) (?P<given>[^\W\d_a-z]{1,3})(?: (?P<suffix>Jr|Sr|II|III))?"
)
"""`van der Berg AB`, as PubMed writes names: initials last, without points."""

_AND = re.compile(r",?\s+(?:and|&|und|et|y)\s+")
_ET_AL = re.compile(r"(?:\b(?:and|&) )?(?:\bet\.? al\b\.?|\bothers|…|\.\.\.)$", re.I)
_LONGEST_ET_AL = 12


def people_in(text: str) -> list[str]:
    """Return the names in one text: `Examplar, D., Sample, A. B.`, `Doe J, Roe AB`, `Jane Doe, Ann Roe and Bo Poe`.

    "et al." becomes a name of its own, which `make_entry` understands.
    """
    text = " ".join(text.split())
    has_more = False
    while more := _ET_AL.search(text, max(len(text) - _LONGEST_ET_AL, 0)):
        has_more, text = True, text[: more.start()].rstrip(" ,;")
    return [*_people_in(text), *(["et al."] if has_more else [])]


def _people_in(text: str) -> list[str]:
    if ";" in text:
        return [name for part in text.split(";") for name in _one(part)]
    pieces = _AND.split(text)
    parts = [part.strip() for piece in pieces for part in piece.split(",") if part.strip()]
    if len(parts) > 1 and all(map(_is_vancouver, parts)):
        return [name for part in parts for name in _one(part)]
    if "," not in text:
        return [name for part in parts for name in _one(part)]
    if pairs := _pairs(pieces):
        return [written_name(person) for person in pairs]
    names: list[str] = []
    for part in parts:
        if names and _SUFFIX.fullmatch(part):
            names[-1] = f"{names[-1]} {part}"
        else:
            names.append(part)
    return names


def inverted_name(text: str) -> str:
    """Return the name in `van der Berg, Sam`, `King, Martin, Jr.` or `The Kite Group,`, which has no parts.

    A text without a comma is a name as it stands.
    """
    parts = [part.strip() for part in text.split(",")]
    match parts:
        case [group, ""] if group:
            return group_name(group)
        case [_, _] if split_name(text).literal:
            return group_name(text)
        case [family, given] if family and given:
            return written_name(_person(family, given))
        case [family, given, suffix] if family and given and _SUFFIX.fullmatch(suffix):
            return written_name(_person(family, given, suffix))
        case [family, suffix, given] if family and given and _SUFFIX.fullmatch(suffix):
            return written_name(_person(family, given, suffix))
    return text.strip().strip(",").strip()


def name_of_parts(family: str, given: str, particle: str = "", suffix: str = "") -> str:
    """Return the name with these parts."""
    if not given:
        return written_name(Person(literal=" ".join(filter(None, (particle, family)))))
    return written_name(Person(family, given, particle, suffix) if particle else _person(family, given, suffix))


def group_name(name: str) -> str:
    """Return the name of a group, which has no parts."""
    return written_name(Person(literal=name)) if name else ""


def _person(family: str, given: str, suffix: str = "") -> Person:
    """Return a person by given name and a family name that may begin with a particle, in lower case or `De la`."""
    inverted = split_name(f"{family}, {given}") if given else Person()
    if inverted.particle and inverted.given == given:
        return replace(inverted, suffix=suffix)
    words = family.split()
    end = next((index for index, word in enumerate(words[:-1]) if not word.islower()), max(len(words) - 1, 0))
    return Person(" ".join(words[end:]), given, " ".join(words[:end]), suffix)


def _one(part: str) -> Iterable[str]:
    name = part.strip().strip(",").strip()
    if not name:
        return []
    if _is_vancouver(name) and (match := _VANCOUVER.fullmatch(name)):
        return [written_name(_person(match["family"], _spaced(match["given"]), match["suffix"] or ""))]
    return [inverted_name(name)]


def _is_vancouver(name: str) -> bool:
    match = _VANCOUVER.fullmatch(name)
    return match is not None and match["given"].isupper() and not split_name(name).literal


def _spaced(initials: str) -> str:
    """Return `AB` as `A. B.`"""
    return " ".join(f"{letter}." for letter in initials)


def _pairs(pieces: Sequence[str]) -> list[Person]:
    """Return the people of `Examplar, D., Sample, A. B., & Poe, E.`, or none if the text has another form."""
    people = []
    for piece in pieces:
        parts = [part.strip() for part in piece.split(",") if part.strip()]
        is_pair = len(parts) == 2
        while parts:
            if len(parts) < 2 or not (_are_initials(parts[1]) or (is_pair and _GIVEN.fullmatch(parts[1]))):
                return []
            suffix = parts[2] if len(parts) > 2 and _SUFFIX.fullmatch(parts[2]) else ""
            people.append(_person(parts[0], parts[1], suffix))
            parts = parts[3 if suffix else 2 :]
    return people


def _are_initials(part: str) -> bool:
    return part.upper() == part and _INITIALS.fullmatch(part) is not None
