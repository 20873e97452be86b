"""People's names in parts, as citations need them.

Digests write `Lonneke van der Plas`; a bibliography sorts the name under Plas.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

_PARTICLES = frozenset(
    "al am auf av bin da das de del della der den des di do dos du el ibn la las le les lo los ten ter van vom von zu "
    "zum zur".split()
)
"""Particles before a family name, in lower case. Spanish `y` is none: Agüera y Arcas is one name."""

_SUFFIXES = frozenset("Jr Jr. Sr Sr. II III IV".split())

_GROUPS = frozenset(
    "AI Collaboration Collective Committee Consortium Foundation Group Inc Inc. Initiative Institute Lab Laboratory "
    "Labs Ltd Ltd. Organization Project Team University Workshop".split()
)
"""Last words of names that are not a person's."""


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name in parts, or a `literal` name without any: a group's, or a single word."""

    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""
    literal: str = ""

    @property
    def inverted(self) -> str:
        """`van der Plas, Lonneke`, `King, Martin Luther, Jr.`, `Qwen Team`."""
        family = " ".join(filter(None, (self.particle, self.family)))
        return self.literal or ", ".join(filter(None, (family, self.given, self.suffix)))

    @property
    def spoken(self) -> str:
        """`Lonneke van der Plas`, `Martin Luther King Jr.`, `Qwen Team`."""
        return self.literal or " ".join(filter(None, (self.given, self.particle, self.family, self.suffix)))


@lru_cache(maxsize=1 << 16)
def split_name(name: str) -> Name:
    """The parts of a name written `Given Family` or `Family, Given`, with a suffix after any comma.

    A family name of two words without a particle looks like a given name and a family name: the last word is taken.

    >>> split_name("Lonneke van der Plas")
    Name(family='Plas', given='Lonneke', particle='van der', suffix='', literal='')
    """
    match [part.strip() for part in name.split(",")]:
        case [spoken, suffix] if suffix in _SUFFIXES:
            return _spoken(spoken.split(), suffix)
        case [family, given] if family and given:
            return _inverted(family.split(), given, "")
        case [family, suffix, given] if family and given and suffix in _SUFFIXES:  # BibTeX's order
            return _inverted(family.split(), given, suffix)
        case [family, given, suffix] if family and given and suffix in _SUFFIXES:  # RIS's order
            return _inverted(family.split(), given, suffix)
        case [spoken]:
            return _spoken(spoken.split(), "")
    return Name(literal=name)


def _spoken(words: list[str], suffix: str) -> Name:
    if not suffix and len(words) > 2 and words[-1] in _SUFFIXES:
        *words, suffix = words
    if _is_group(words):
        return Name(literal=" ".join([*words, suffix] if suffix else words))
    begin = _family_index(words)
    return _inverted(words[begin:], " ".join(words[:begin]), suffix)


def _family_index(words: list[str]) -> int:
    """The index of the first word of the family name, its particle included."""
    if len(words) > 3 and words[-2] == "y":
        return len(words) - 3
    last = len(words) - 1
    begin = next((index for index in range(1, last) if words[index] in _PARTICLES), last)
    # A particle may begin with a capital: Fernando De la Torre.
    while 1 < begin < last and words[begin - 1].lower() in _PARTICLES:
        begin -= 1
    return begin


def _inverted(family: list[str], given: str, suffix: str) -> Name:
    """A name by its words after the given names, `family`, which may begin with a particle."""
    end = 0
    while end < len(family) - 1 and family[end].lower() in _PARTICLES:
        end += 1
    # De Geus is a family name; de Geus and De la Torre begin with particles: one word of theirs is in lower case.
    if not any(word in _PARTICLES for word in family[:end]):
        end = 0
    return Name(" ".join(family[end:]), given, " ".join(family[:end]), suffix)


def _is_group(words: list[str]) -> bool:
    """Return whether a name has no parts: a group's, a single word, or two names, which BibTeX joins by `and`."""
    return len(words) < 2 or words[0] == "Team" or words[-1] in _GROUPS or "and" in words or "&" in words
