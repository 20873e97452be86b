"""Joins works of one title if something agrees, such as an author, or if nothing contradicts.

Works with arXiv ids never join each other. A work with only a DOI joins none with another DOI. Works with a title that
many have, such as "Preface", join only if something agrees and nothing contradicts.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from generator.archive.works import Clean, Finding, FindingKind, Work, join_by_id, sightings_of, unlike_titles
from generator.model import Digest
from generator.text.clean import clean_text
from generator.text.identifiers import of_kind, value_of
from generator.text.identity import GENERIC_TITLES, Evidence, evidence_of

_MAXIMUM_COMPARED = 20
"""Works of one title that a work is compared with when nothing agrees. Thousands of works of one title are a mistake,
and must not take more than linear time.
"""

_MAXIMUM_AGREEING = 5
"""Works with the same title and, for example, author, that a work is compared with."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The works of digests, ordered by first sighting, and findings about how they were joined."""

    works: tuple[Work, ...]
    findings: tuple[Finding, ...]

    def numbers(self, digests: Sequence[Digest]) -> list[list[int]]:
        """Return the number of the work of each entry, by digest."""
        number_at = {one.position: number for number, work in enumerate(self.works) for one in work.sightings}
        return [[number_at[index, row] for row in range(len(digest.entries))] for index, digest in enumerate(digests)]


def gather(digests: Iterable[Digest], clean: Clean = clean_text) -> Gathered:
    """Return the works of the digests. `clean` may look titles up in a cache."""
    by_id = join_by_id(sightings_of(digests, clean))
    joined = _TitleJoin(by_id)
    works = sorted(joined.works(), key=lambda work: work.first.order)
    return Gathered(tuple(works), (*unlike_titles(by_id, clean), *joined.findings))


@dataclass(slots=True)
class _Target:
    """Works that are one, to which others may still be joined, with their titles and evidence together."""

    works: list[Work]
    titles: set[str]
    evidence: Evidence
    has_doi: bool


@dataclass(frozen=True, slots=True)
class _Match:
    """A target for a work, the evidence that agrees and contradicts, and another target that fits as well, if any."""

    target: int
    agreements: Sequence[str]
    contradictions: Sequence[str]
    rival: int | None = None


@dataclass(slots=True)
class _OfTitle:
    """The targets of one title, by number: all of them, those without a DOI, and by each mark, such as an author."""

    targets: dict[int, None] = field(default_factory=dict)
    without_doi: dict[int, None] = field(default_factory=dict)
    by_mark: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))


class _TitleJoin:
    """Joins works by title, the most certain first: those with arXiv ids, then DOIs, then authors, then links."""

    def __init__(self, works: Sequence[Work]) -> None:
        self.findings: list[Finding] = []
        self._targets: list[_Target] = []
        self._of_title: defaultdict[str, _OfTitle] = defaultdict(_OfTitle)
        times = Counter(title for work in works for title in of_kind(work.keys, "title"))
        sharing = [_shares_title(work, times) for work in works]
        self._others = list(itertools.compress(works, (not shares for shares in sharing)))
        known = [(work, _evidence(work)) for work in itertools.compress(works, sharing)]
        for work, evidence in sorted(known, key=_most_certain_first):
            self._add(work, evidence)

    def works(self) -> list[Work]:
        """Return the joined works, in no particular order."""
        joined = (
            target.works[0]
            if len(target.works) == 1
            else Work.of(sighting for work in target.works for sighting in work.sightings)
            for target in self._targets
        )
        return [*self._others, *joined]

    def _add(self, work: Work, evidence: Evidence) -> None:
        titles = sorted(of_kind(work.keys, "title"))
        has_doi = bool(of_kind(work.keys, "doi"))
        match = None if of_kind(work.keys, "arxiv") else self._match(titles, evidence, has_doi=has_doi)
        if match is None:
            self._report_apart(work, titles, evidence)
            self._targets.append(_Target([], set(), Evidence(), has_doi=False))
            number = len(self._targets) - 1
        else:
            self._report_joined(work, match)
            number = match.target
        target = self._targets[number]
        target.works.append(work)
        target.titles.update(titles)
        target.evidence.add(evidence)
        target.has_doi = target.has_doi or has_doi
        for title in titles:
            of_title = self._of_title[title]
            of_title.targets[number] = of_title.without_doi[number] = None
            for mark in evidence.marks:
                of_title.by_mark[mark].append(number)
        for title in (target.titles if has_doi else titles) if target.has_doi else ():
            self._of_title[title].without_doi.pop(number, None)

    def _match(self, titles: Sequence[str], evidence: Evidence, *, has_doi: bool) -> _Match | None:
        """Return the target that a work of these titles joins: the first that agrees, or else does not contradict."""
        is_generic = all(value_of(title) in GENERIC_TITLES for title in titles)
        agreeing = {
            number
            for title in titles
            for mark in evidence.marks
            for number in self._of_title[title].by_mark.get(mark, ())[:_MAXIMUM_AGREEING]
            if not (has_doi and self._targets[number].has_doi)
        }
        for number in sorted(agreeing):
            known = self._targets[number].evidence
            contradictions = known.contradictions(evidence)
            if not (is_generic and contradictions):
                return _Match(number, known.agreements(evidence), contradictions)
        if is_generic:
            return None
        candidates: list[int] = []
        for title in titles:
            of_title = self._of_title[title]
            numbers = of_title.without_doi if has_doi else of_title.targets
            for number in itertools.islice(numbers, _MAXIMUM_COMPARED):
                if not self._targets[number].evidence.contradictions(evidence) and number not in candidates:
                    candidates.append(number)
        candidates.sort()
        return _Match(candidates[0], (), (), candidates[1] if len(candidates) > 1 else None) if candidates else None

    def _report_joined(self, work: Work, match: _Match) -> None:
        position, other = work.first.position, self._targets[match.target].works[0].first.position
        if match.contradictions:
            reason = f"{_listed(match.agreements)} agree, {_listed(match.contradictions)} do not"
            self.findings.append(Finding(FindingKind.DOUBTFUL, position, other, reason))
        elif match.rival is not None:
            self.findings.append(Finding(FindingKind.DOUBTFUL, position, other, "another work has that title as well"))
        elif not match.agreements:
            self.findings.append(Finding(FindingKind.JOINED_BY_TITLE, position, other))

    def _report_apart(self, work: Work, titles: Sequence[str], evidence: Evidence) -> None:
        numbers = (number for title in titles for number in self._of_title[title].targets)
        first = next(numbers, None)
        if first is not None:
            target = self._targets[first]
            contradictions = target.evidence.contradictions(evidence)
            reason = f"their {_listed(contradictions)} differ" if contradictions else "nothing shows that they are one"
            if of_kind(work.keys, "arxiv") or (target.has_doi and of_kind(work.keys, "doi")):
                reason = "their ids differ"
            position = target.works[0].first.position
            self.findings.append(Finding(FindingKind.KEPT_APART, work.first.position, position, reason))


def _shares_title(work: Work, times: Counter[str]) -> bool:
    return any(times[title] > 1 for title in of_kind(work.keys, "title"))


def _evidence(work: Work) -> Evidence:
    evidence = Evidence()
    for entry in dict.fromkeys(sighting.entry for sighting in work.sightings):
        evidence.add(evidence_of(entry))
    if not any(evidence.marks):
        # A row that is in two files of the same digest is one work even if its title is "Preface".
        first = work.first
        evidence.links.add(f"row of {first.date} {first.source} {sorted(evidence.years)} {sorted(evidence.volumes)}")
    return evidence


def _most_certain_first(known: tuple[Work, Evidence]) -> tuple[bool, bool, bool, bool, int]:
    work, evidence = known
    has_persons = bool(evidence.persons or evidence.groups)
    return (
        not of_kind(work.keys, "arxiv"),
        not of_kind(work.keys, "doi"),
        not has_persons,
        not evidence.pages_of_site,
        work.first.order,
    )


def _listed(words: Iterable[str]) -> str:
    return " and ".join(words)
