"""The index of names at a size that no real archive of the tests has."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace

from plain_paper import plain_paper

from generator import pages
from generator.archive import people
from generator.model import Archive, DigestDay, Paper, Settings, Text
from generator.outputs import texts
from generator.pages.layout import layout_of

FAMILIES = ["Li", "Wang", "Zhang", "Okafor", "Ångström", "van der Berg", "王"]


def paper(number: int, authors: tuple[str, ...]) -> Paper:
    return plain_paper(
        f"p{number}",
        keys=(f"title:p{number}",),
        title=Text(f"Paper {number}", f"Paper {number}"),
        authors=authors,
        author_count=len(authors),
    )


def rendered(papers: tuple[Paper, ...]) -> dict[str, str]:
    authors = people.authors(papers, 3)
    settings = Settings("Shelf", "https://a.org/")
    day = DigestDay(dt.date(2026, 4, 20), ("desk",), papers)
    untagged = {paper.slug: () for paper in papers}
    archive = Archive(settings, papers, (day,), (), untagged, (), authors=authors)
    return {path: text for path, text in texts(pages.render(layout_of(archive))).items() if path.startswith("authors/")}


def name(number: int) -> str:
    return f"Given{number} {FAMILIES[number % len(FAMILIES)]}"


def test_twenty_thousand_names_are_at_most_400_to_a_page() -> None:
    often = ("Ann Lee", "Bo Ek")
    papers = tuple(
        paper(number, (*often, *(name(number * 500 + place) for place in range(500)))) for number in range(40)
    )
    found = rendered(papers)
    letters = {path: text for path, text in found.items() if path.startswith("authors/letters/")}

    listed = [entry for text in letters.values() for entry in re.findall(r"^- ", text, re.M)]
    assert len(listed) == 20_002
    assert max(len(re.findall(r"^- ", text, re.M)) for text in letters.values()) == 400
    # All pages of the index lead on to each other, and the index to all of them.
    assert sum(text.count("newer:\n") for text in letters.values()) == len(letters) - 1
    index = found["authors/index.md"]
    assert index.count("](../authors/letters/") == len(letters)
    assert len(index) < 20_000
    assert set(re.findall(r"^authors/(?!letters|index|names)([^./]+)", "\n".join(found), re.M)) == {"ann-lee", "bo-ek"}


def test_the_file_of_names_leads_to_pages_and_papers() -> None:
    papers = tuple(paper(number, ("Ann Lee", name(number), name(number // 2 + 1000))) for number in range(400))
    names = json.loads(rendered(papers)["authors/names.json"])

    rows = {row[0]: row[1:] for row in names["names"]}
    assert len(rows) == 601
    assert rows["Ann Lee"] == [400, "ann-lee"]
    assert [names["papers"][number] for number in rows[name(1000)][1:]] == ["p0", "p1"]
    assert [names["papers"][number] for number in rows[name(7)][1:]] == ["p7"]


def test_a_short_index_is_one_page() -> None:
    found = rendered((paper(1, ("Ann Lee", "Lonneke van der Plas", "<b>Bo</b> & Ek")),))

    assert list(found) == ["authors/index.md"]
    index = found["authors/index.md"]
    assert "- [Lee, Ann](../papers/p1.md)\n" in index
    assert "### P\n\n- [Plas, Lonneke van der](" in index
    assert "<b>" not in index


def test_a_name_with_two_papers_and_no_page_is_no_link() -> None:
    found = rendered((paper(1, ("Bo Ek",)), paper(2, ("Bo Ek",))))

    assert "- Ek, Bo: [paper 1](../papers/p1.md), [paper 2](../papers/p2.md)\n" in found["authors/index.md"]


def test_an_archive_without_names_has_an_index() -> None:
    assert "No digest names any yet." in rendered((paper(1, ()),))["authors/index.md"]


def test_a_card_on_an_author_s_page_names_that_author() -> None:
    others = tuple(f"Given{number} Li" for number in range(6))
    papers = (
        paper(0, (*others[:3], "Ann Lee", *others[3:])),
        paper(1, (*others, "Ann Lee")),
        paper(2, ("Ann Lee", *others)),
    )
    found = rendered(papers)["authors/ann-lee.md"]

    bylines = re.findall(r"^    \*(.*)\*$", found, re.M)
    assert bylines[0].startswith("[Given0 Li](../authors/given0-li.md), ")
    assert [re.sub(r"\[(.*?)\]\(.*?\)", r"\1", byline) for byline in bylines] == [
        "Given0 Li, Given1 Li, Given2 Li, Ann Lee and 3 others",
        "Given0 Li, Given1 Li, Given2 Li, …, Ann Lee and 3 others",
        "Ann Lee, Given0 Li, Given1 Li and 4 others",
    ]


def test_venues_have_an_index_and_pages_to_which_papers_lead() -> None:
    names = ["Kite Letters", "Kite Letters", "kite letters", "Letters"]
    papers = tuple(replace(paper(number, ("Ann Lee",)), venue=name) for number, name in enumerate(names))
    untagged = {one.slug: () for one in papers}
    day = DigestDay(dt.date(2026, 4, 20), ("desk",), papers)
    archive = Archive(
        Settings("Shelf", "https://a.org/"), papers, (day,), (), untagged, (), venues=people.venues(papers, 3)
    )
    found = texts(pages.render(layout_of(archive)))

    assert [path for path in found if path.startswith("venues/")] == ["venues/index.md", "venues/kite-letters.md"]
    assert "- [Kite Letters](../venues/kite-letters.md) 3\n" in found["venues/index.md"]
    assert "- [Letters](../papers/p3.md)" in found["venues/index.md"]
    assert found["venues/kite-letters.md"].count("](../papers/p") == 3
    assert "venue_page: venues/kite-letters/\n" in found["papers/p2.md"]
    assert "venue_page" not in found["papers/p3.md"]
    assert "](../venues/index.md)" in found["authors/index.md"]


def test_an_archive_without_venues_has_no_index_of_them() -> None:
    papers = (paper(1, ("Ann Lee",)),)
    day = DigestDay(dt.date(2026, 4, 20), ("desk",), papers)
    archive = Archive(Settings("Shelf", "https://a.org/"), papers, (day,), (), {"p1": ()}, ())
    found = texts(pages.render(layout_of(archive)))
    assert not any(path.startswith("venues/") for path in found)
    assert "venues/index.md" not in found["authors/index.md"]
