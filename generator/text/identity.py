"""Identity: evidence that works of one title are one work or several: their authors, links, abstracts and years."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit

from generator.bibliography import Person
from generator.model import Entry
from generator.text.identifiers import title_key
from generator.text.names import read_name

GENERIC_TITLES = frozenset(
    title_key(title)
    for title in """
    Abstract; Abstracts; Acknowledgements; Acknowledgments; Addendum; Announcement; Announcements; Appendix;
    Author index; Author's reply; Authors' reply; Back matter; Bibliography; Book review; Book reviews; Calendar;
    Comment; Commentary; Comments; Conclusion; Conclusions; Contents; Contributors; Corrections; Correction;
    Corrigenda; Corrigendum; Cover; Discussion; Editorial; Editorial board; Editorial note; Editor's note;
    Editors' note; Epilogue; Errata; Erratum; Foreword; From the editor; Front matter; Frontmatter; Glossary;
    Guest editorial; In memoriam; In this issue; Index; Introduction; Introduction to the special issue;
    Issue information; Keynote; Letter; Letter to the editor; Letters; Letters to the editor; List of contributors;
    Masthead; Message from the chairs; Miscellany; News; News and notes; Note; Notes; Obituary; Obituaries; Overview;
    Panel; Postscript; Poster; Posters; Preface; Prologue; Program; Programme; Proceedings; References; Rejoinder;
    Reply; Reply to comments; Reply to the comments; Report; Response; Retraction; Review; Reviews; Special issue;
    Subject index; Summary; Supplement; Supplementary material; Table of contents; Title page; Untitled; Welcome;
    Workshop;
    Avant-propos; Préface; Éditorial; Sommaire; Table des matières; Vorwort; Einleitung; Inhaltsverzeichnis;
    Buchbesprechung; Rezension; Nachruf; Prólogo; Prefacio; Índice; Editoriale; Prefazione; Indice; Voorwoord;
    Введение; Предисловие; Содержание; От редактора; Рецензия; 序; 序言; 前言; 目录; 編集後記; 目次; はじめに; まえがき;
    卷首语; 머리말; 서문; 차례
    """.split(";")
)
"""Keys of titles that many works have. Such a title is no evidence that two works are one."""

_MAXIMUM_PERSONS = 200
"""Authors of a list that are compared; lists of thousands begin alike."""

_RECORDED_AUTHORS = 2
"""Authors by which the record of addresses knows a work without ids."""

_SAME_ABSTRACT = 200
"""Letters at the beginning of an abstract that no other work's abstract has."""


@dataclass(slots=True)
class Evidence:
    """Evidence of a work besides its ids and title, in normalised forms that can be compared."""

    persons: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)
    links: set[str] = field(default_factory=set)
    pages_of_site: dict[str, set[str]] = field(default_factory=dict)
    abstracts: set[str] = field(default_factory=set)
    years: set[int] = field(default_factory=set)
    volumes: set[str] = field(default_factory=set)

    def add(self, other: Evidence) -> None:
        self.persons |= other.persons
        self.groups |= other.groups
        self.links |= other.links
        self.abstracts |= other.abstracts
        self.years |= other.years
        self.volumes |= other.volumes
        for site, found in other.pages_of_site.items():
            self.pages_of_site.setdefault(site, set()).update(found)

    @property
    def marks(self) -> Iterator[str]:
        """Yield marks, such as an author: a work of the same title with the same mark is the same work."""
        yield from self.persons
        yield from self.groups
        yield from self.links
        yield from self.abstracts

    def agreements(self, other: Evidence) -> list[str]:
        """Return the kinds of evidence that agree, in words."""
        pairs = {
            "authors": (self.persons | self.groups, other.persons | other.groups),
            "a link": (self.links, other.links),
            "the abstract": (self.abstracts, other.abstracts),
        }
        return [name for name, (own, others) in pairs.items() if own & others]

    def contradictions(self, other: Evidence) -> list[str]:
        """Return the kinds of evidence that contradict, in words."""
        reasons = []
        of_one_kind = (self.persons and other.persons) or (self.groups and other.groups and not self.persons)
        if of_one_kind and not (self.persons | self.groups) & (other.persons | other.groups):
            reasons.append("authors")
        if self.years and other.years and _distance(self.years, other.years) > 1:
            reasons.append("years")
        sites = self.pages_of_site.keys() & other.pages_of_site.keys()
        if sites and not self.links & other.links:
            reasons.append("links")
        if self.volumes and other.volumes and not self.volumes & other.volumes:
            reasons.append("volumes")
        return reasons


def may_be_one_work(title: str, evidence: Evidence, other: Evidence) -> bool:
    """Return whether two entries of one title, by its key, whose ids do not contradict, are about one work.

    Something must agree, or nothing contradict; both, if many works have the title.
    """
    agree, contradict = bool(evidence.agreements(other)), bool(evidence.contradictions(other))
    return (agree and not contradict) if title in GENERIC_TITLES else (agree or not contradict)


def evidence_of(entry: Entry) -> Evidence:
    """Return the evidence of one entry."""
    persons: set[str] = set()
    groups: set[str] = set()
    for name in entry.authors[:_MAXIMUM_PERSONS]:
        person = read_name(name)
        if person.literal:
            groups.add(f"group {_folded(person.literal)}")
        else:
            persons.update(_person_marks(person))
    evidence = Evidence(persons, groups)
    for address in filter(None, (entry.url, entry.code, entry.project, entry.pdf)):
        site, page = _normalised(address)
        evidence.links.add(f"link {site}{page}")
        if address == entry.url:
            evidence.pages_of_site = {site: {page}}
    beginning = _folded(entry.abstract[: 3 * _SAME_ABSTRACT])[:_SAME_ABSTRACT]
    if len(beginning) == _SAME_ABSTRACT:
        evidence.abstracts.add(f"abstract {beginning}")
    if entry.published:
        evidence.years.add(entry.published.year)
    if entry.venue and entry.volume:
        evidence.volumes.add(f"{_folded(entry.venue)} {entry.volume} {entry.pages}")
    return evidence


def marks_of(entries: Iterable[Entry]) -> set[str]:
    """Return keys by which the record of addresses distinguishes a work without ids from others of its title.

    >>> sorted(marks_of([Entry("Preface", authors=("Sample, Bob",), url="https://example.org/two")]))
    ['by:sample-b', 'link:example.org/two']
    """
    marks = set()
    for entry in entries:
        for person in map(read_name, entry.authors[:_RECORDED_AUTHORS]):
            parts = _folded(person.family), _folded(person.given)[:1]
            if name := _folded(person.literal) or "-".join(filter(None, parts)):
                marks.add(f"by:{name}")
        if entry.url:
            marks.add(f"link:{''.join(_normalised(entry.url))}")
    return marks


def _person_marks(person: Person) -> Iterator[str]:
    """Yield the family name with the first letter of the given one, and all words of the name in any order.

    The last word of a family name stands for it: where the source gives a name in one piece, only that is sure.
    """
    family = [word for word in map(_folded, person.family.split()) if word]
    given = [word for word in map(_folded, person.given.replace(".", " ").split()) if word]
    if family:
        yield f"person {family[-1]} {given[0][0] if given else ''}"
    words = sorted([*family, *given])
    if sum(len(word) > 1 for word in words) > 1:
        yield f"person {' '.join(words)}"


@lru_cache(maxsize=1 << 17)  # papers share authors
def _folded(text: str) -> str:
    return title_key(text)


def _normalised(address: str) -> tuple[str, str]:
    """Return the site of an address, and its page there, by which the site distinguishes it.

    >>> _normalised("https://www.example.org/forum?id=x#top") == _normalised("http://example.org/forum/?id=x")
    True
    """
    try:
        parts = urlsplit(address)
    except ValueError:  # such as a bracket that is no IPv6 address
        return address, ""
    site = parts.netloc.lower().removeprefix("www.")
    return site, re.sub(r"/+$", "", parts.path) + (f"?{parts.query}" if parts.query else "")


def _distance(years: Iterable[int], others: Iterable[int]) -> int:
    return min(abs(year - other) for year in years for other in others)


_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")
"""A word; of scripts that write no spaces between them, a character."""


def words_in_common(title: str, other: str) -> float:
    """Return the share of the shorter title's words that the other has as well, from 0 to 1."""
    words, others = (set(_WORD.findall(text.casefold())) for text in (title, other))
    shorter = min(len(words), len(others))
    return len(words & others) / shorter if shorter else 1.0
