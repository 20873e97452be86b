"""Finding the one paper that a person names, or exiting with those that it may be."""

from __future__ import annotations

from collections.abc import Sequence

from generator.archive import references
from generator.commands.terminal import fail
from generator.edits.archive_state import ArchiveState
from generator.model import Paper

_SHOWN = 10


def find_paper(state: ArchiveState, query: str) -> Paper:
    """Return the paper that `query` names, or exit."""
    return only_match(references.search(state.papers, query, state.record), query)


def only_match(matches: Sequence[Paper], query: str) -> Paper:
    """Return the one paper among `matches`, or exit."""
    if not matches:
        fail(f"no paper matches '{query}'. Give its arXiv id, its DOI, its address or words of its title")
    if len(matches) > 1:
        lines = "".join(f"\n  {paper.slug}  {paper.title.plain}" for paper in matches[:_SHOWN])
        fail(f"{len(matches)} papers match '{query}'. Name one by the first word of its line:{lines}")
    return matches[0]
