from __future__ import annotations

import pytest
from plain_paper import plain_paper

from generator import outputs
from generator.model import Archive, DigestDay, Settings
from generator.pages import home, papers_with_code
from generator.pages.layout import layout_of


@pytest.mark.parametrize(("code", "pages"), [("https://example.org/kites", ["with-code.md"]), ("", [])])
def test_papers_with_code_have_a_page_that_the_first_page_links(code: str, pages: list[str]) -> None:
    papers = (plain_paper("kites", code=code), plain_paper("tides"))
    days = (DigestDay(papers[0].newest.date, ("desk",), papers),)
    archive = Archive(Settings("Shelf", "https://shelf.example.org/"), papers, days, (), {"kites": (), "tides": ()}, ())
    found = outputs.texts(papers_with_code.render(layout_of(archive)))

    assert list(found) == pages
    assert all("papers/kites.md" in page and "papers/tides.md" not in page for page in found.values())
    assert ("[1 with code](with-code.md)" in outputs.texts(home.render(layout_of(archive)))["index.md"]) == bool(pages)
