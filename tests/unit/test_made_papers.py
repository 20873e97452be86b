"""The papers of the benchmarks: the same on every machine, and like the papers of digests."""

from __future__ import annotations

import hashlib

import made_papers


def test_the_same_seed_gives_the_same_papers_and_another_others() -> None:
    papers = list(made_papers.papers(30, 7))

    assert papers == list(made_papers.papers(30, 7))
    assert papers[:10] == list(made_papers.papers(10, 7))
    assert papers != list(made_papers.papers(30, 8))
    assert hashlib.sha256(repr(papers).encode()).hexdigest()[:12] == "28525561740e"


def test_a_paper_has_a_title_of_its_own_an_abstract_and_five_tags_in_it() -> None:
    papers = list(made_papers.papers(300, 7))

    assert len({paper.title for paper in papers}) == 300
    assert all(1200 <= len(paper.abstract) < 1400 and "\n" not in paper.abstract for paper in papers)
    assert all(len(set(paper.tags)) == 5 and all(tag in paper.abstract for tag in paper.tags) for paper in papers)
    assert all(tag in made_papers.tag_labels(7) for paper in papers for tag in paper.tags)
