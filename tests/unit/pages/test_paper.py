from __future__ import annotations

import pytest
from plain_paper import plain_paper

from generator import outputs
from generator.model import Archive, Settings
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
