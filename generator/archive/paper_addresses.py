"""Addresses of papers: recorded slugs stay with their works, and other works get new ones.

The record of addresses names a work by keys: its ids, or its title with marks such as an author if it has no ids.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict, deque
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from generator.addresses import PAPERS_RECORD
from generator.archive.works import Clean, Work
from generator.model import Permalink, Problem
from generator.text.clean import clean_text
from generator.text.identifiers import former_title_key, ids, key_of, may_be_one, of_kind, value_of
from generator.text.identity import marks_of
from generator.text.slugs import fallback_slugs, slug_of_title

MAX_ADDRESSES = 50
"""Addresses of one work. Each has files that name all others, so that 500 took 200 MB."""

_MAX_TITLES = 50
"""Titles of a recorded address that are looked up with each of its marks."""

_MIN_ALIKE = 0.8
"""The share of pairs of letters in common from which two titles of one author are one that was corrected. A misspelt
word in a title of six leaves 0.9, another word 0.75.
"""

_MAX_LOST, _MAX_WORKS, _MAX_VARIANTS = 500, 20, 3
"""Limits of the comparison: recorded addresses whose paper is gone, works of their authors, and titles of each. If more
addresses are lost, digests are missing.
"""


@dataclass(frozen=True, slots=True)
class Addresses:
    """The slugs of each work, its address first, and a problem for each recorded slug without a work."""

    slugs: tuple[tuple[str, ...], ...]
    problems: tuple[Problem, ...]


def marks(work: Work) -> set[str]:
    """Return the marks by which the record identifies a work without ids."""
    return set() if ids(work.keys) else marks_of(sighting.entry for sighting in work.sightings)


def give_slugs(works: Sequence[Work], record: Sequence[Permalink], clean: Clean = clean_text) -> Addresses:
    """Give recorded slugs to their works, and new ones to the other works, in their order."""
    slugs: list[list[str]] = [[] for _ in works]
    owners, problems = _owners(works, record, clean)
    for permalink, owner in zip(record, owners, strict=True):
        if owner is None and (permalink.removed or permalink.is_hidden):
            continue
        if owner is None:
            message = f"no digest has the paper of papers/{permalink.slug}/ any more"
            hint = (
                f"bring its digest back, or run `papershelf remove {permalink.slug}`, "
                "with `--to PAPER` if another paper replaces it"
            )
            problems.append(Problem(PAPERS_RECORD, permalink.line, 1, message, hint))
        elif len(slugs[owner]) == MAX_ADDRESSES:
            message = f"is one more address of papers/{slugs[owner][0]}/, which has {MAX_ADDRESSES} already, the limit"
            problems.append(Problem(PAPERS_RECORD, permalink.line, 1, message, "restore the file from git"))
        else:
            slugs[owner].append(permalink.slug)
    _give_new(works, slugs, {permalink.slug for permalink in record}, clean)
    return Addresses(tuple(map(tuple, slugs)), tuple(problems))


def _give_new(works: Sequence[Work], slugs: Sequence[list[str]], taken: set[str], clean: Clean) -> None:
    """Add to `slugs`, in place, an address for each work without one, and redirects from its other titles."""
    titles = [[clean(title).plain for title in _titles(work)] for work in works]
    # Works of one title without ids have the same options, of which each takes the next.
    options: dict[tuple[str, ...], Iterator[str]] = {}
    for work, own, of_work in zip(works, slugs, titles, strict=True):
        if not own:
            arxiv = min(map(value_of, of_kind(work.keys, "arxiv")), default="")
            keys = sorted(work.keys)
            remaining = options.setdefault((of_work[0], *keys), fallback_slugs(of_work[0], arxiv, keys))
            own.append(next(slug for slug in remaining if slug not in taken))
            taken.add(own[0])
    for own, of_work in zip(slugs, titles, strict=True):
        # An earlier build may have derived an address from another of the work's titles.
        for slug in map(slug_of_title, of_work):
            if slug and slug not in taken and len(own) < MAX_ADDRESSES:
                taken.add(slug)
                own.append(slug)


def _titles(work: Work) -> list[str]:
    """Return the distinct titles of the work's entries, oldest first."""
    return list(dict.fromkeys(sighting.entry.title for sighting in work.sightings))


def _owners(works: Sequence[Work], record: Sequence[Permalink], clean: Clean) -> tuple[list[int | None], list[Problem]]:
    """Return the index of the work of each recorded address, or None, and a problem for each line that contests one.

    A line whose marks no work has goes to a work of its title that has no other address: its authors were corrected.
    Then a line whose title no work has goes to the one work of its authors whose title is alike: that was corrected.
    """
    index = _KeyIndex(works, record, clean)
    problems: list[Problem] = []
    owners = [_owner(index, permalink, works, problems) for permalink in record]
    owning = {owner for owner in owners if owner is not None}
    for line, permalink in enumerate(record):
        if owners[line] is None and (owner := index.first_of_title(permalink, owning)) is not None:
            owners[line] = owner
            owning.add(owner)
    for line, owner in _corrected(works, record, owners):
        owners[line] = owner
    return owners, problems


def _owner(index: _KeyIndex, permalink: Permalink, works: Sequence[Work], problems: list[Problem]) -> int | None:
    """Return the work of a recorded address; add a problem for each later line that would give it to another work.

    A later line has keys that the work got since, so that it names the same work, or one that the earlier lines know.
    Where these find no work any more, a line may name the paper that replaces it.
    """
    if not permalink.lines:
        return index.owner(permalink)
    (_, known), *later = permalink.lines
    owner = index.owner(replace(permalink, keys=known))
    for line, keys in later:
        other = index.owner(replace(permalink, keys=known | keys))
        if owner is not None and other not in (owner, None) and not index.shares_key(other, known):
            before, after = (works[number].first.entry.title[:60] for number in (owner, other))
            message = f"gives papers/{permalink.slug}/, the address of '{before}', to '{after}'"
            hint = "remove the line: an address that is published stays with its paper"
            problems.append(Problem(PAPERS_RECORD, line, 1, message, hint))
        else:
            owner, known = other, known | keys
    return owner


def _corrected(
    works: Sequence[Work], record: Sequence[Permalink], owners: Sequence[int | None]
) -> Iterator[tuple[int, int]]:
    """Yield recorded addresses without a work, by index, each with the work whose corrected title it had.

    Both have no ids, and no other address or work is as likely. Titles whose numbers differ, such as those of two
    parts, are never one.
    """
    lost = [number for number, owner in enumerate(owners) if owner is None and _may_have_been_corrected(record[number])]
    if not lost or len(lost) > _MAX_LOST:
        return
    by_mark: defaultdict[str, list[int]] = defaultdict(list)
    for number in sorted(set(range(len(works))) - set(owners)):
        for mark in marks(works[number]):
            by_mark[mark].append(number)
    pairs = [
        (line, number)
        for line in lost
        for number in _works_of_authors(record[line], by_mark)
        if _are_alike(record[line], works[number])
    ]
    lines, numbers = (Counter(side) for side in zip(*pairs, strict=True)) if pairs else ({}, {})
    yield from ((line, number) for line, number in pairs if lines[line] == numbers[number] == 1)


def _may_have_been_corrected(permalink: Permalink) -> bool:
    return not (ids(permalink.keys) or permalink.removed or permalink.is_hidden)


def _works_of_authors(permalink: Permalink, by_mark: Mapping[str, Sequence[int]]) -> Iterator[int]:
    numbers = itertools.chain.from_iterable(by_mark.get(mark, ()) for mark in sorted(permalink.keys))
    return itertools.islice(dict.fromkeys(numbers), _MAX_WORKS)


def _are_alike(permalink: Permalink, work: Work) -> bool:
    titles, others = (sorted(of_kind(keys, "title"))[:_MAX_VARIANTS] for keys in (permalink.keys, work.keys))
    return any(
        re.findall(r"\d+", title) == re.findall(r"\d+", other) and _pairs_in_common(title, other) >= _MIN_ALIKE
        for title, other in itertools.product(titles, others)
    )


def _pairs_in_common(title: str, other: str) -> float:
    """Return the share of pairs of letters that two titles have in common (Dice's coefficient), in linear time.

    >>> round(_pairs_in_common("countingshep", "countingsheep"), 2)
    0.96
    """
    pairs, others = (Counter(map("".join, itertools.pairwise(text))) for text in (title, other))
    return 2 * (pairs & others).total() / max(pairs.total() + others.total(), 1)


class _KeyIndex:
    """An index of works, by number, for the keys of recorded addresses.

    It has the ids of works, and those of their titles by which addresses are looked up: most are found by their ids.
    Many works may have one title. Only the first with and without an arXiv id and a DOI counts (see `may_be_one`), and
    of these the first that has the title from an entry without ids.
    """

    def __init__(self, works: Sequence[Work], record: Iterable[Permalink], clean: Clean) -> None:
        self._works, self._clean = works, clean
        self._by_id: dict[str, int] = {}
        self._by_mark: dict[tuple[str, str], int] = {}
        self._by_title: dict[tuple[str, bool, bool, bool], int] = {}
        self._of_title: defaultdict[str, deque[int]] = defaultdict(deque)
        for number, work in enumerate(works):
            self._by_id.update(dict.fromkeys(ids(work.keys), number))
        by_title = (permalink for permalink in record if permalink.lines or self._with_id(permalink) is None)
        if recorded := {key for permalink in by_title for key in permalink.keys}:
            self._add_titles(recorded)

    def _add_titles(self, recorded: Container[str]) -> None:
        for number, work in enumerate(self._works):
            titles = {(sighting.keys[-1], sighting.entry.title): False for sighting in work.sightings}
            titles |= {(one.keys[-1], one.entry.title): True for one in work.sightings if len(one.keys) == 1}
            for (key, title), is_known_by_title_alone in titles.items():
                for title_key in (key, key_of("former", former_title_key(title, self._clean))):
                    if title_key in recorded:
                        self._add_title(title_key, number, is_known_by_title_alone=is_known_by_title_alone)

    def _add_title(self, title_key: str, number: int, *, is_known_by_title_alone: bool) -> None:
        work = self._works[number]
        kinds = bool(of_kind(work.keys, "arxiv")), bool(of_kind(work.keys, "doi"))
        self._of_title[title_key].append(number)
        self._by_title.setdefault((title_key, *kinds, False), number)
        if is_known_by_title_alone:
            self._by_title.setdefault((title_key, *kinds, True), number)
        for mark in marks_of(sighting.entry for sighting in work.sightings):
            self._by_mark.setdefault((title_key, mark), number)

    def owner(self, permalink: Permalink) -> int | None:
        """Return the work with the most certain of the recorded keys, unless its other keys contradict."""
        if (number := self._with_id(permalink)) is not None:
            return number
        recorded_marks = sorted([*of_kind(permalink.keys, "by"), *of_kind(permalink.keys, "link")])
        for title, mark in itertools.product(_title_keys(permalink), recorded_marks):
            if (number := self._by_mark.get((title, mark))) is not None:
                return number
        return None if recorded_marks else self._by_title_alone(permalink)

    def _with_id(self, permalink: Permalink) -> int | None:
        for key in sorted(ids(permalink.keys)):  # arxiv before doi
            number = self._by_id.get(key)
            if number is not None and may_be_one(self._works[number].keys, permalink.keys):
                return number
        return None

    def shares_key(self, number: int, keys: Collection[str]) -> bool:
        """Return whether a work has one of these keys."""
        work = self._works[number]
        titles = {sighting.entry.title for sighting in work.sightings}
        own = {*work.keys, *(key_of("former", former_title_key(title, self._clean)) for title in titles)}
        return not own.isdisjoint(keys)

    def _by_title_alone(self, permalink: Permalink) -> int | None:
        with_arxiv = [False] if of_kind(permalink.keys, "arxiv") else [False, True]
        with_doi = [False] if of_kind(permalink.keys, "doi") else [False, True]
        for known_by_title_alone in (True, False):
            for title in _title_keys(permalink):
                kinds = itertools.product([title], with_arxiv, with_doi, [known_by_title_alone])
                numbers = [self._by_title[kind] for kind in kinds if kind in self._by_title]
                if numbers:
                    return min(numbers)
        return None

    def first_of_title(self, permalink: Permalink, owning: Collection[int]) -> int | None:
        """Return the first work of a recorded title that has no address yet. Those with one leave the queue."""
        if ids(permalink.keys):
            return None
        for title in _title_keys(permalink):
            numbers = self._of_title[title]
            while numbers and numbers[0] in owning:
                numbers.popleft()
            if numbers:
                return numbers[0]
        return None


def _title_keys(permalink: Permalink) -> list[str]:
    return [*sorted(of_kind(permalink.keys, "title")), *sorted(of_kind(permalink.keys, "former"))][:_MAX_TITLES]
