from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import yaml
from plain_paper import plain_paper

from generator import outputs
from generator.model import Appearance, Archive, Paper, Settings, Text
from generator.pages import paper
from generator.pages.layout import layout_of


@pytest.mark.parametrize(
    ("superseded_by", "address"),
    [
        ("arXiv:2402.00001v2", "https://arxiv.org/abs/2402.00001"),
        ("10.1000/a<b", ""),
        ("10.1000/newer", "https://doi.org/10.1000/newer"),
        ("https://example.org/newer", "https://example.org/newer"),
        ("javascript:alert(1)", ""),
    ],
)
def test_what_supersedes_a_paper_is_linked_where_it_has_an_address(superseded_by: str, address: str) -> None:
    cited = plain_paper("one", superseded_by=superseded_by)
    archive = Archive(Settings("A", "https://a.org/"), (cited,), (), (), {"one": ()}, ())
    page = outputs.texts(paper.render(layout_of(archive)))["papers/one.md"]
    assert f"\nsuperseded_by: {superseded_by}" in page.replace('"', "").replace("'", "")
    assert ("\nsuccessor: " in page) == bool(address)
    assert address in page


def _front(shown: Paper, *others: Paper, settings: Settings | None = None) -> tuple[dict[str, Any], str]:
    """The front matter and the Markdown of a paper's page, in an archive with others before it."""
    papers = (*others, shown)
    known = Settings("Shelf", "https://shelf.example.org/")
    archive = Archive(settings or known, papers, (), (), {each.slug: () for each in papers}, ())
    layout = layout_of(archive)
    page = outputs.texts([paper.PaperPages(layout).page_of(layout, shown.slug)])[f"papers/{shown.slug}.md"]
    _, front, body = page.split("---\n", 2)
    return yaml.safe_load(front), body


@pytest.mark.parametrize(
    ("values", "links"),
    [
        (
            {"arxiv": "2603.01234"},
            {
                "html": "https://arxiv.org/html/2603.01234",
                "discussion": "https://huggingface.co/papers/2603.01234",
                "alphaxiv": "https://www.alphaxiv.org/abs/2603.01234",
                "semantic_scholar": "https://api.semanticscholar.org/arXiv:2603.01234",
            },
        ),
        ({"arxiv": "2311.01234"}, {"html": None, "alphaxiv": "https://www.alphaxiv.org/abs/2311.01234"}),
        (
            {"arxiv": "hep-th/9901001"},
            {
                "html": None,
                "discussion": None,
                "alphaxiv": None,
                "semantic_scholar": "https://api.semanticscholar.org/arXiv:hep-th/9901001",
            },
        ),
        ({"doi": "10.1000/a b"}, {"semantic_scholar": "https://api.semanticscholar.org/DOI:10.1000/a%20b"}),
        ({}, {"semantic_scholar": None}),
    ],
)
def test_a_paper_links_to_sites_that_know_its_id(values: dict[str, str], links: dict[str, str | None]) -> None:
    found = _front(plain_paper("kites", **values))[0]["links"]

    assert {name: found.get(name) for name in links} == links


def test_a_paper_has_a_place_among_those_of_its_day() -> None:
    seen = {day: (Appearance(dt.date(2026, 4, day), "desk"),) for day in (1, 2)}
    others = [plain_paper(slug, appearances=seen[day]) for slug, day in (("a", 2), ("b", 2), ("c", 1))]

    front, _ = _front(plain_paper("kites", appearances=seen[1]), *others)
    assert front["place"] == {"number": 2, "count": 2}


@pytest.mark.parametrize(("own", "title"), [(True, "Summary"), (False, "Abstract")])
def test_an_archives_own_words_are_a_summary(own: bool, title: str) -> None:
    settings = Settings("Shelf", "https://shelf.example.org/", own_summaries=own)

    _, body = _front(plain_paper("kites", abstract=(Text("They fly.", "They fly."),)), settings=settings)
    assert f"## {title}" in body


def test_a_paper_says_whom_it_cites_and_who_cites_it_here() -> None:
    shelf = Settings("Shelf", "https://shelf.example.org/")
    many = tuple(plain_paper(f"p{number}") for number in range(12))
    papers = (plain_paper("cited"), *many)
    cites = {each.slug: ("cited",) for each in many[:10]} | {"cited": ("p11",)}
    archive = Archive(shelf, papers, (), (), {each.slug: () for each in papers}, (), cites=cites)
    pages = outputs.texts(paper.render(layout_of(archive)))
    assert "Cites 1 paper of this archive: [p11](../papers/p11.md)" in pages["papers/cited.md"]
    named = pages["papers/cited.md"].partition("Cited by 10 papers of this archive: ")[2].partition("\n")[0]
    assert (named.count("]("), named.endswith("…")) == (4, True)
    assert "Cites" not in pages["papers/p11.md"]
    assert "[cited](../papers/cited.md)" in pages["papers/p11.md"]
    assert "itations" not in pages["papers/p10.md"].rpartition("---")[2]
