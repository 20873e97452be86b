"""References to papers: find the paper that a note or a person names by id, slug, title or address."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace

from generator.model import Note, Paper, Permalink, Problem, Severity
from generator.text import identifiers

_MAXIMUM_SUGGESTIONS = 50
"""Unknown references that get a suggestion. Each takes 0.1 s in ten thousand papers."""

_CLOSE, _CLOSE_ID = 0.75, 0.88
"""Minimum similarity, by `difflib`, of a reference and a suggestion: of slugs and titles, and of ids."""


def attach(
    papers: Iterable[Paper], notes: Iterable[Note], record: Iterable[Permalink] = ()
) -> tuple[tuple[Paper, ...], list[Problem]]:
    """Return the papers with their notes, oldest first, and a problem for each note that names none or is a duplicate.

    A note on a paper that only the `record` has is left out silently, because the lost paper is reported already, and
    so is one that says nothing of its paper.
    """
    papers, record = tuple(papers), tuple(record)
    notes_of, problems = by_paper(notes, references(papers, record), names_of(record))
    attached = (with_notes(paper, notes_of[paper.slug]) if paper.slug in notes_of else paper for paper in papers)
    return tuple(attached), problems


def by_paper(
    notes: Iterable[Note], by_reference: Mapping[str, Paper], recorded: Set[str]
) -> tuple[dict[str, list[Note]], list[Problem]]:
    """Return the notes of each paper, as for `attach`, by its slug, and the problems of notes.

    `by_reference` comes from `references`, `recorded` from `names_of`.
    """
    notes_of: dict[str, list[Note]] = {}
    problems = []
    unknown: Counter[str] = Counter()
    for note in sorted(notes, key=lambda note: (note.date, note.path)):
        name, paper = canonical_reference(note.paper), named(note.paper, by_reference)
        if paper is not None:
            others = notes_of.setdefault(paper.slug, [])
            problems += [_repeated(note, other) for other in others if note.body and other.body == note.body][:1]
            others.append(note)
        elif note.paper and not is_recorded(note.paper, recorded):
            unknown[name] += 1
            message = f"'paper' ('{note.paper[:60]}') is no paper of this archive"
            problems.append(note.problem(("paper",), message, closest(name, by_reference, len(unknown))))
    return notes_of, problems


def names_of(record: Iterable[Permalink]) -> frozenset[str]:
    """Return the names of all papers that the record has, also of those that are lost."""
    return frozenset(name for permalink in record for name in (f"slug:{permalink.slug}", *permalink.keys))


def is_recorded(reference: str, recorded: Set[str]) -> bool:
    """Return True if one of the `recorded` names is that of the reference."""
    return not recorded.isdisjoint(_names(reference))


def unattached(papers: Iterable[Paper], notes: Iterable[Note]) -> tuple[Note, ...]:
    """Return the notes that no paper has."""
    attached = {note.path for paper in papers for note in (*paper.notes, *paper.tag_notes)}
    return tuple(note for note in notes if note.path not in attached)


def with_notes(paper: Paper, notes: Iterable[Note]) -> Paper:
    """Return a paper with these notes alone."""
    notes = tuple(notes)
    return replace(
        paper,
        notes=tuple(note for note in notes if note.body),
        tag_notes=tuple(note for note in notes if not note.body),
    )


def _repeated(note: Note, other: Note) -> Problem:
    message = f"repeats {other.path}, a note on the same paper, word for word"
    return Problem(note.path, 1, 1, message, "keep one of the two", Severity.WARNING)


def closest(name: str, by_reference: Mapping[str, Paper], asked: int = 1) -> str:
    """Return a hint for a reference that names no paper: the closest one, or what can be written.

    `asked` counts the unknown references so far. After `_MAXIMUM_SUGGESTIONS` none is searched for.
    """
    hint = "give its arXiv id, its DOI, its title or the last part of its page's address"
    kind, _, written = name.partition(":")
    if asked > _MAXIMUM_SUGGESTIONS:
        return hint
    known = {
        other.partition(":")[2]: by_reference[other].slug for other in by_reference if other.startswith(f"{kind}:")
    }
    close = difflib.get_close_matches(written, known, 1, _CLOSE if kind in ("slug", "title") else _CLOSE_ID)
    if not close:
        return hint
    meant = close[0] if kind in ("arxiv", "doi") else known[close[0]]
    return f"did you mean '{meant}'?"


def search(papers: Sequence[Paper], query: str, record: Iterable[Permalink] = ()) -> list[Paper]:
    """Return the paper that `query` names, also by a key in the `record`, or else those whose titles have its words."""
    if paper := named(query, references(papers, record)):
        return [paper]
    words = [identifiers.title_key(word) for word in query.split()]
    return [paper for paper in papers if all(word in identifiers.title_key(paper.title.plain) for word in words)]


def references(papers: Iterable[Paper], record: Iterable[Permalink] = ()) -> dict[str, Paper]:
    """Return papers by every reference that a note may use, in the form of `canonical_reference`.

    These are a paper's keys and slugs, and the keys that the `record` has for it, such as a title before a correction.
    """
    known: dict[str, Paper] = {}
    for paper in papers:
        for name in (f"slug:{paper.slug}", *(f"slug:{slug}" for slug in paper.former_slugs), *paper.keys):
            known.setdefault(name, paper)
    for permalink in record:
        if owner := known.get(f"slug:{permalink.slug}"):
            for key in sorted(permalink.keys):
                known.setdefault(key, owner)
    return known


def named(reference: str, by_reference: Mapping[str, Paper]) -> Paper | None:
    """Return the paper that `reference` names, None without one; `by_reference` comes from `references`."""
    return next((by_reference[name] for name in _names(reference) if name in by_reference), None)


def _names(reference: str) -> tuple[str, ...]:
    """Return the keys that a reference may stand for. A slug of one word, as forms write it, looks like a title."""
    former = identifiers.key_of("former", identifiers.former_title_key(reference))
    return canonical_reference(reference), f"slug:{reference.strip()}", former


def look_up(
    wanted: Iterable[str], papers: Iterable[Paper], record: Iterable[Permalink]
) -> tuple[tuple[Paper, ...], dict[str, str]]:
    """Return the papers that these references name, each once, and a hint by each reference that names none."""
    by_reference = references(papers, record)
    found = {reference: named(reference, by_reference) for reference in wanted}
    hints = {
        reference: closest(canonical_reference(reference), by_reference)
        for reference, paper in found.items()
        if paper is None
    }
    return tuple({paper.slug: paper for paper in found.values() if paper}.values()), hints


def canonical_reference(reference: str) -> str:
    """Return a reference as a key: `arxiv:2401.10000` for `arXiv:2401.10000v2`.

    Text that is neither an arXiv id nor a DOI is a slug if it looks like one, otherwise a title.
    """
    if arxiv := identifiers.arxiv_id(reference):
        return f"arxiv:{arxiv}"
    if doi := identifiers.doi(reference):
        return f"doi:{doi}"
    slug = re.sub(r"^.*/papers/", "", reference.strip()).strip("/")
    if re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug) and "-" in slug:
        return f"slug:{slug}"
    return f"title:{identifiers.title_key(reference)}"
