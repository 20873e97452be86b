from __future__ import annotations

from plain_paper import plain_paper

from generator.archive.citations import reversed_citations, within
from generator.bibliography import CitationsOf


def test_citations_are_those_of_papers_that_are_there_by_any_of_their_addresses() -> None:
    papers = (plain_paper("new"), plain_paper("old", former_slugs=("older",)))
    record = [
        CitationsOf("new", cites=("gone", "older", "new")),
        CitationsOf("gone", cites=("old",)),
        CitationsOf("older", cites=("gone",)),
    ]
    assert within(papers, record) == {"new": ("old",)}
    assert reversed_citations({"new": ("old",), "newer": ("old",)}) == {"old": ["new", "newer"]}
