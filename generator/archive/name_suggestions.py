"""Suggestions: names of authors or organisations that are probably one, each with its evidence.

Authors need the same family name and given names that agree, such as `J. Doe` and `Jane Q. Doe`, and a co-author in
common; two names on one paper are two people. An initial that fits several people is left alone. Organisations need
names that agree without "The" and with abbreviations written out; an acronym needs an author in common.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.model import Archive, Credit, Namesakes, Problem, Severity
from generator.text.names import split_name
from generator.text.slugs import name_slug, slugify

_MAXIMUM_GROUP = 300
"""Names compared with each other: those of one family name and initial. Larger groups are left out."""

_ABBREVIATIONS = {
    "univ": "university",
    "inst": "institute",
    "tech": "technology",
    "lab": "laboratory",
    "labs": "laboratory",
    "laboratories": "laboratory",
    "dept": "department",
    "natl": "national",
    "intl": "international",
    "corp": "corporation",
}
_SILENT = frozenset("the of for and inc ltd llc gmbh co corporation company".split())
"""Words by which names of one organisation may differ."""


@dataclass(frozen=True, slots=True)
class NameSuggestion:
    """Spellings that are probably one name, the one with most papers first, and why."""

    name: str
    spellings: tuple[str, ...]
    papers: int
    evidence: str


def suggest_people(authors: Sequence[Credit], listed: Namesakes) -> list[NameSuggestion]:
    """Return suggestions for authors, those with most papers first."""
    co_authors = _co_authors(authors)
    by_key: dict[tuple[str, str], list[Credit]] = defaultdict(list)
    by_words: dict[tuple[str, ...], list[Credit]] = defaultdict(list)
    for credit in authors:
        person = split_name(credit.name)
        words = tuple(sorted(slugify(credit.name).split("-")))
        if person.literal or credit.is_namesake or len(words) < 2:
            continue
        by_key[slugify(f"{person.particle} {person.family}"), slugify(person.given)[:1]].append(credit)
        by_words[words].append(credit)
    pairs = _pairs(by_key.values(), lambda one, other: _shared(one, other, co_authors))
    evidence = {frozenset((one.slug, other.slug)): reason for one, other, reason in _unambiguous(pairs)}
    for one, other in (pair for group in by_words.values() for pair in itertools.combinations(group, 2)):
        if reason := _shared(one, other, co_authors):
            evidence.setdefault(frozenset((one.slug, other.slug)), f"the same words in another order, and {reason}")
    return _joined(authors, evidence, listed)


def suggest_organisations(organisations: Sequence[Credit], listed: Namesakes) -> list[NameSuggestion]:
    """Return suggestions for organisations, those with most papers first."""
    evidence: dict[frozenset[str], str] = {}
    by_words: dict[tuple[str, ...], list[Credit]] = defaultdict(list)
    by_acronym: dict[str, list[Credit]] = defaultdict(list)
    for credit in organisations:
        if not credit.is_namesake:
            by_words[_significant(credit.name)].append(credit)
            by_acronym[_acronym(credit.name)].append(credit)
    for group in by_words.values():
        for one, other in itertools.combinations(group[:_MAXIMUM_GROUP], 2):
            evidence[frozenset((one.slug, other.slug))] = "the same words but for articles and abbreviations"
    for credit in organisations:
        if credit.name.isupper() and " " not in credit.name:
            for other in by_acronym.get(credit.name.lower(), ())[:_MAXIMUM_GROUP]:
                authors = _authors(credit) & _authors(other)
                if other.slug != credit.slug and authors:
                    reason = f"its initials, and {_counted(len(authors), 'author')} in common"
                    evidence.setdefault(frozenset((credit.slug, other.slug)), reason)
    return _joined(organisations, evidence, listed)


def proposals(archive: Archive, people: Namesakes, organisations: Namesakes) -> Iterator[Problem]:
    """Yield a notice for each file of names that lacks some that are probably one."""
    suggested = (
        (people, suggest_people(archive.authors, people)),
        (organisations, suggest_organisations(archive.organisations, organisations)),
    )
    for listed, suggestions in suggested:
        if suggestions:
            first = suggestions[0]
            message = (
                f"{_counted(len(suggestions), 'name')} may have several spellings, such as '{first.name}' and "
                f"'{first.spellings[0]}': {first.evidence}"
            )
            hint = "see `papershelf people suggest`, which can add them"
            yield Problem(listed.path, 1, 1, message, hint, Severity.NOTICE)


def _co_authors(authors: Iterable[Credit]) -> dict[str, set[str]]:
    """Return the slugs of each author's co-authors, by the author's slug."""
    on_paper: dict[str, list[str]] = defaultdict(list)
    for credit in authors:
        for paper in credit.papers:
            on_paper[paper.slug].append(credit.slug)
    co_authors: dict[str, set[str]] = defaultdict(set)
    for slugs in on_paper.values():
        for slug in slugs:
            co_authors[slug].update(slugs)
    for slug, others in co_authors.items():
        others.discard(slug)
    return co_authors


def _pairs(
    groups: Iterable[Sequence[Credit]], evidence: Callable[[Credit, Credit], str]
) -> Iterator[tuple[Credit, Credit, str]]:
    for group in groups:
        if len(group) <= _MAXIMUM_GROUP:
            for one, other in itertools.combinations(group, 2):
                if _given_names_agree(one.name, other.name) and (reason := evidence(one, other)):
                    yield one, other, reason


def _shared(one: Credit, other: Credit, co_authors: Mapping[str, set[str]]) -> str:
    """Return how many co-authors two names have in common, in words; "" if none, or if both names are on one paper."""
    shared = co_authors[one.slug] & co_authors[other.slug]
    if other.slug in co_authors[one.slug] or not shared:
        return ""
    return f"{_counted(len(shared), 'co-author')} in common"


def _given_names_agree(name: str, other: str) -> bool:
    """Return whether the given names may be one person's: `J.` and `Jane Q.`, but not `Jane` and `Joan`."""
    words, others = (split_name(each).given.split() for each in (name, other))
    return all(_words_agree(slugify(word), slugify(of_other)) for word, of_other in zip(words, others, strict=False))


def _words_agree(word: str, other: str) -> bool:
    """Return whether two given names are equal, or one has the initials of the other: `J.-P.` and `Jean-Pierre`."""
    parts, others = word.split("-"), other.split("-")
    return len(parts) == len(others) and all(
        one == of_other or (min(len(one), len(of_other)) == 1 and one[:1] == of_other[:1])
        for one, of_other in zip(parts, others, strict=True)
    )


def _unambiguous(pairs: Iterable[tuple[Credit, Credit, str]]) -> list[tuple[Credit, Credit, str]]:
    """Return the pairs except those with a name that agrees with two others which disagree with each other."""
    found = list(pairs)
    partners: dict[str, list[Credit]] = defaultdict(list)
    for one, other, _ in found:
        partners[one.slug].append(other)
        partners[other.slug].append(one)
    ambiguous = {
        slug
        for slug, others in partners.items()
        if any(not _given_names_agree(a.name, b.name) for a, b in itertools.combinations(others, 2))
    }
    return [pair for pair in found if ambiguous.isdisjoint((pair[0].slug, pair[1].slug))]


def _joined(
    credited: Iterable[Credit], evidence: Mapping[frozenset[str], str], listed: Namesakes
) -> list[NameSuggestion]:
    by_slug = {credit.slug: credit for credit in credited}
    different = {frozenset(map(name_slug, pair)) for pair in listed.different}
    groups: dict[str, set[str]] = {}
    reasons: dict[str, list[str]] = defaultdict(list)
    for pair, reason in sorted(evidence.items(), key=lambda item: sorted(item[0])):
        if pair not in different:
            one, other = sorted(pair)
            joined = groups.setdefault(one, {one}) | groups.setdefault(other, {other})
            for slug in joined:
                groups[slug] = joined
            reasons[one].append(reason)
    suggestions = []
    for slug in sorted(groups):
        members = sorted(groups[slug], key=lambda member: (-len(by_slug[member].papers), member))
        if slug == min(groups[slug]):
            found = [reason for member in sorted(groups[slug]) for reason in reasons[member]]
            names = _fullest_first([by_slug[member] for member in members])
            papers = sum(len(by_slug[member].papers) for member in members)
            suggestions.append(NameSuggestion(names[0], names[1:], papers, "; ".join(dict.fromkeys(found))))
    return sorted(suggestions, key=lambda suggestion: (-suggestion.papers, suggestion.name))


def _fullest_first(members: Sequence[Credit]) -> tuple[str, ...]:
    """Return the names by the number of initials, fewest first, then by the number of papers, most first."""
    ordered = sorted(
        members, key=lambda credit: (len(re.findall(r"(?<!\w)\w(?!\w)", credit.name)), -len(credit.papers))
    )
    return tuple(credit.name for credit in ordered)


def _significant(name: str) -> tuple[str, ...]:
    words = [_ABBREVIATIONS.get(word, word) for word in slugify(name, 1_000).split("-")]
    return tuple(word for word in words if word not in _SILENT) or (name,)


def _acronym(name: str) -> str:
    words = slugify(name, 1_000).split("-")
    return "".join(word[:1] for word in words if word not in _SILENT) if len(words) > 1 else ""


def _authors(credit: Credit) -> set[str]:
    return {author for paper in credit.papers for author in paper.authors}


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
