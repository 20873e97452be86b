"""People's names in parts, as citations need them.

Digests write `Lonneke van der Plas`; a bibliography sorts the name under Plas. Where a source gives the parts, nothing
is guessed: `Entry` has such a name with commas, `van der Plas, Lonneke`, and a name without parts in braces.
"""

from __future__ import annotations

import re
from functools import lru_cache

from generator.bibliography import Person
from generator.text.clean import clean_name

_PARTICLES = frozenset(
    "al am auf av bin da das de del della der den des di do dos du el ibn la las le les lo los ten ter van vom von zu "
    "zum zur".split()
)
"""Particles before a family name, in lower case. Spanish `y` is none: Agüera y Arcas is one name."""

_SUFFIXES = frozenset("Jr Jr. Sr Sr. II III IV V VI PhD Ph.D. MD M.D. Esq Esq. 2nd 3rd 4th".split())

_COMPANIES = frozenset("AG Co Co. Corp Corp. GmbH Inc Inc. Limited LLC Ltd Ltd. PLC S.A. S.p.A.".split())
"""Suffixes after the comma in a company's name."""

_GROUPS = _COMPANIES | frozenset(
    "AI Collaboration Collective Committee Consortium Foundation Group Initiative Institute Lab Laboratory Labs "
    "Organization Project Team University Workshop".split()
)
"""Last words of names that are not a person's."""

_SIGNS_OF_TEX = frozenset("\\{}$~")

_EAST_ASIAN = re.compile("[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\U00020000-\U0003ffff]+")


def read_name(raw: str) -> Person:
    r"""Return the person of a name as `Entry` writes it; TeX is understood.

    >>> read_name("Van Gogh, Vincent").family, read_name("{Robert and Sons, Inc.}").literal
    ('Van Gogh', 'Robert and Sons, Inc.')
    """
    if _SIGNS_OF_TEX.isdisjoint(raw):
        return split_name(raw)
    if literal := _within_braces(raw):
        return Person(literal=clean_name(literal))
    match _split_at_commas(raw):
        case [family, given] if family and given:
            return _person_of_parts(family, given, "")
        case [family, suffix, given] if family and given and (_within_braces(suffix) or suffix in _SUFFIXES):
            return _person_of_parts(family, given, suffix)
    return split_name(clean_name(raw))


def written_name(person: Person) -> str:
    """Return the name in the format of `Entry`, from which `read_name` gets the same parts. They may have TeX.

    >>> written_name(Person("Berg", "Sam", "van der")), written_name(Person(literal="Robert and Sons, Inc."))
    ('van der Berg, Sam', 'Robert and Sons, Inc.')
    """
    if person.literal or not (person.family and person.given):
        literal = person.literal or person.family or person.given
        return literal if read_name(literal) == Person(literal=clean_name(literal)) else f"{{{literal}}}"
    parts = (f"{person.particle} {person.family}".strip(), person.suffix, person.given)
    plain = ", ".join(filter(None, parts))
    cleaned = Person(*(clean_name(part) for part in (person.family, person.given, person.particle, person.suffix)))
    if read_name(plain) == cleaned:
        return plain
    suffix = person.suffix and f"{{{person.suffix}}}"
    return ", ".join(filter(None, (f"{person.particle} {{{person.family}}}".strip(), suffix, f"{{{person.given}}}")))


def _person_of_parts(family: str, given: str, suffix: str) -> Person:
    """Return the person of these parts. Braces keep the beginning of a family name from being read as a particle."""
    given, suffix = (clean_name(_within_braces(part) or part) for part in (given, suffix))
    particle, brace, protected = family.partition("{")
    if brace and _within_braces(f"{{{protected}") and all(word.islower() for word in particle.split()):
        return Person(clean_name(protected[:-1]), given, clean_name(particle.strip()), suffix)
    return _inverted(clean_name(family).split(), given, suffix)


def _within_braces(text: str) -> str:
    """Return the text between two braces that belong together and have all of it between them, or ""."""
    depth = 0
    for index, char in enumerate(text):
        depth += (char == "{") - (char == "}")
        if depth == 0:
            return text[1:-1].strip() if index and index == len(text) - 1 else ""
    return ""


def _split_at_commas(text: str) -> list[str]:
    """Return the parts between the commas that are outside of braces."""
    parts, depth = [""], 0
    for char in text:
        depth += (char == "{") - (char == "}")
        if char == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += char
    return [part.strip() for part in parts]


@lru_cache(maxsize=1 << 16)
def split_name(name: str) -> Person:
    """Return the parts of a name written `Given Family` or `Family, Given`, with a suffix after any comma.

    A family name of two words without a particle looks like a given name and a family name: the last word is taken.

    >>> split_name("Lonneke van der Plas")
    Person(family='Plas', given='Lonneke', particle='van der', suffix='', literal='')
    """
    if "," not in name:
        return _spoken(name.split(), "")
    match [part.strip() for part in name.split(",")]:
        case [spoken, suffix] if suffix in _SUFFIXES:
            return _spoken(spoken.split(), suffix)
        case [_, last] if last in _COMPANIES:
            return Person(literal=name)
        case [family, given] if family and given and not {"and", "&"} & set(given.split()):
            return _inverted(family.split(), given, "")
        case [family, suffix, given] if family and given and suffix in _SUFFIXES:  # BibTeX's order
            return _inverted(family.split(), given, suffix)
        case [family, given, suffix] if family and given and suffix in _SUFFIXES:  # RIS's order
            return _inverted(family.split(), given, suffix)
    return Person(literal=name)


def _spoken(words: list[str], suffix: str) -> Person:
    if not suffix and len(words) > 2 and words[-1] in _SUFFIXES:
        *words, suffix = words
    if len(words) == 2 and _EAST_ASIAN.fullmatch("".join(words)):
        return Person(words[0], words[1])
    if _is_group(words):
        return Person(literal=" ".join([*words, suffix] if suffix else words))
    if len(words) == 2:  # as most names
        return Person(words[1], words[0], suffix=suffix)
    begin = _family_index(words)
    return _inverted(words[begin:], " ".join(words[:begin]), suffix)


def _family_index(words: list[str]) -> int:
    """Return the index of the first word of the family name, its particle included."""
    if len(words) > 3 and words[-2] == "y":
        return len(words) - 3
    last = len(words) - 1
    begin = next((index for index in range(1, last) if words[index] in _PARTICLES), last)
    # A particle may begin with a capital: Fernando De la Torre.
    while 1 < begin < last and words[begin - 1].lower() in _PARTICLES:
        begin -= 1
    return begin


def _inverted(family: list[str], given: str, suffix: str) -> Person:
    """Return a name from its given names and the words after them, `family`, which may begin with a particle."""
    end = 0
    while end < len(family) - 1 and family[end].lower() in _PARTICLES:
        end += 1
    # De Geus is a family name; de Geus and De la Torre begin with particles: one word of theirs is in lower case.
    if not any(word in _PARTICLES for word in family[:end]):
        end = 0
    return Person(" ".join(family[end:]), given, " ".join(family[:end]), suffix)


def _is_group(words: list[str]) -> bool:
    """Return whether a name has no parts: a group's, a single word, or two names, which BibTeX joins by `and`."""
    return len(words) < 2 or words[0] == "Team" or words[-1] in _GROUPS or "and" in words or "&" in words
