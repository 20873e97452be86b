"""Doubtful tags: those that a paper has for few words, the most doubtful first."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from generator.model import Archive, Paper
from generator.text.sentences import main_sentence, split
from generator.vocabulary import Assignment, Mentions

_CHANCES = {
    "title alone": 0.76,
    "main": 0.68,
    "two": 0.92,
    "first": 0.9,
    "before": 0.73,
    "after": 0.79,
    "late": 0.65,
}
"""The share of right tags among those with this evidence alone, of 106 papers to which readers gave tags: the newest in
`bench/judged_tags.jsonl`. Of other tags, 96 % were right.
"""


@dataclass(frozen=True, slots=True)
class DoubtfulTag:
    """A tag of a paper, the sentences that mention it, and its chance to be right by the kind of these mentions."""

    paper: Paper
    tag: str
    label: str
    reason: Mentions
    sentences: tuple[str, ...]
    chance: float


def find(archive: Archive, decided: Collection[tuple[str, str]] = ()) -> list[DoubtfulTag]:
    """Return the doubtful tags of an archive. `decided` has pairs of a paper's slug and a tag's that are left out."""
    labels = {tag.slug: tag.label for tag in archive.tags}
    doubtful = [
        one
        for paper in archive.papers
        for assignment, label in _tags(paper, archive, labels)
        if (paper.slug, assignment.tag) not in decided and (one := _judged(paper, assignment, label))
    ]
    return sorted(doubtful, key=lambda one: one.chance)


def _tags(paper: Paper, archive: Archive, labels: dict[str, str]) -> Iterator[tuple[Assignment, str]]:
    """Yield a paper's tags with their labels, also those without a page."""
    yield from ((assignment, labels[assignment.tag]) for assignment in archive.assignments[paper.slug])
    yield from ((pending.assignment, pending.label) for pending in archive.pending_tags.get(paper.slug, ()))


def _judged(paper: Paper, assignment: Assignment, label: str) -> DoubtfulTag | None:
    """Return the tag if it is doubtful."""
    reason = assignment.reason
    if not isinstance(reason, Mentions):
        return None
    sentences = [sentence for paragraph in paper.abstract for sentence in split(paragraph.plain)]
    spelling = re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(spelling) for spelling, _ in reason.abstract)})(?!\w)")
    found = [number for number, sentence in enumerate(sentences) if reason.abstract and spelling.search(sentence)]
    kind = _evidence(reason, found, sentences)
    if not kind:
        return None
    shown = tuple(sentences[number].strip() for number in found)
    return DoubtfulTag(paper, assignment.tag, label, reason, shown, _CHANCES[kind])


def _evidence(reason: Mentions, found: Sequence[int], sentences: Sequence[str]) -> str:
    """Return the kind of a tag's evidence, "" if it is beyond doubt."""
    main = main_sentence(sentences)
    if reason.title:
        return "" if reason.abstract else "title alone"
    if len(found) != 1:
        return "two" if len(found) == 2 and main not in found else ""
    number = found[0]
    if number in (main, 0):
        return "main" if number == main else "first"
    return "before" if number < main else "late" if number >= len(sentences) - 2 else "after"
