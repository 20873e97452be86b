"""Collections: look up the papers that they name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from generator.archive import references
from generator.model import CollectedPaper, Collection, Paper, Permalink, Problem, Severity

FOLDER = "collections"


def look_up(
    collections: Iterable[Collection], papers: Sequence[Paper], record: Iterable[Permalink] = ()
) -> tuple[tuple[Collection, ...], list[Problem]]:
    """Return collections with the papers of the archive, newest first, and a problem for each paper that is none.

    A collection without any is left out; a paper that only the `record` has is, too, since it is reported already.
    """
    record = tuple(record)
    by_reference, recorded = references.references(papers, record), references.names_of(record)
    looked_up, problems, unknown = [], [], 0
    for collection in collections:
        known: dict[str, CollectedPaper] = {}
        for index, collected in enumerate(collection.papers):
            paper = references.named(collected.paper, by_reference)
            if paper is None and references.is_recorded(collected.paper, recorded):
                continue
            if paper is None:
                unknown += 1
                name = references.canonical_reference(collected.paper)
                message = f"'papers[{index + 1}].paper' ('{collected.paper[:60]}') is no paper of this archive"
                hint = references.closest(name, by_reference, unknown)
                problems.append(collection.problem(("papers", index, "paper"), message, hint))
            elif paper.slug in known:
                message = f"'papers[{index + 1}].paper' is in the collection already"
                hint = "keep it in one place"
                problems.append(collection.problem(("papers", index, "paper"), message, hint, Severity.WARNING))
            else:
                known[paper.slug] = replace(collected, slug=paper.slug)
        if known:
            looked_up.append(replace(collection, papers=tuple(known.values())))
    newest_first = sorted(looked_up, key=lambda each: (-each.date.toordinal(), each.slug))
    return tuple(newest_first), problems
