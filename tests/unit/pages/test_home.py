"""The home page shows whole days, newest first, and says what each has; the owner's text has its place."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from plain_paper import plain_paper

from generator.model import Appearance, Archive, DigestDay, Note, Paper, Settings, SourceFile
from generator.outputs import texts
from generator.pages import home
from generator.pages.layout import layout_of
from generator.sources.page_files import read_page

DAYS = [dt.date(2026, 4, day) for day in (3, 2, 1)]


def archive_of(*papers: Paper, **values: Any) -> Archive:
    """An archive with these papers on the days on which they appeared."""
    dates = sorted({seen.date for paper in papers for seen in paper.appearances}, reverse=True)
    days = tuple(
        DigestDay(date, ("desk",), tuple(p for p in papers if any(seen.date == date for seen in p.appearances)))
        for date in dates
    )
    given = {"settings": Settings("Shelf", "https://shelf.example.org/"), "pages": ()} | values
    return Archive(
        papers=papers, days=days, tags=(), assignments={paper.slug: () for paper in papers}, **given
    )  # fmt: skip


def on(slug: str, *days: dt.date, upvotes: int | None = None, **known: Any) -> Paper:
    return plain_paper(slug, appearances=tuple(Appearance(day, "desk", upvotes=upvotes) for day in days), **known)


def written(archive: Archive) -> str:
    return texts(home.render(layout_of(archive)))["index.md"]


def test_days_are_shown_until_there_are_papers_enough() -> None:
    """All of the second day came again on the first."""
    papers = (on("again", *DAYS[:2]), on("first", DAYS[2]), on("second", DAYS[2]), on("old", dt.date(2026, 3, 1)))
    settings = Settings("Shelf", "https://shelf.example.org/", newest_on_home=2)
    page = written(archive_of(*papers, settings=settings))

    assert [line for line in page.splitlines() if line.startswith("## [")] == [
        "## [Friday, 3 April 2026](digests/2026-04-03.md)",
        "## [Wednesday, 1 April 2026](digests/2026-04-01.md)",
    ]
    assert "- [3 Apr](digests/2026-04-03.md) 1\n- [2 Apr](digests/2026-04-02.md) 1\n" in page
    assert "[All digests](digests/index.md)" in page
    assert "papers/old.md" not in page


def test_pinned_papers_stand_above_the_newest_day() -> None:
    old, new = on("old", DAYS[2]), on("new", DAYS[0])
    page = written(archive_of(new, old, pinned=(old,)))
    assert page.index("## Pinned") < page.index("(papers/old.md)") < page.index("(papers/new.md)")
    assert page.count("(papers/old.md)") == 1
    assert "## Pinned" not in written(archive_of(new, old))


def test_the_three_with_the_most_votes_lead_and_the_others_unfold() -> None:
    page = written(archive_of(*(on(f"p{votes}", DAYS[0], upvotes=votes) for votes in (1, 7, 3, 9, 5))))

    assert [page.index(f"[{slug}](papers/{slug}.md)") for slug in ("p9", "p7", "p5")] == sorted(
        page.index(f"[{slug}](papers/{slug}.md)") for slug in ("p9", "p7", "p5")
    )
    assert '<details data-ps-slug="p1" markdown>\n<summary markdown>p1 *1 upvote*</summary>' in page
    assert "[Full page](papers/p1.md) · 1 upvote" in page


def test_a_day_of_hundreds_is_cut_and_says_so() -> None:
    page = written(archive_of(*(on(f"p{number}", DAYS[0]) for number in range(150))))

    assert page.count("[Full page]") == 97
    assert "[All 150 papers of 3 April 2026](digests/2026-04-03.md)" in page


def test_where_nobody_votes_no_paper_is_most_noticed() -> None:
    page = written(archive_of(on("one", DAYS[0]), on("again", DAYS[0], DAYS[2]), on("old", DAYS[2])))

    assert "noticed:" not in page
    assert "text: on 2 days, first on 1 April 2026" in page


def test_what_the_page_shows_anyway_is_not_listed_as_noticed_again() -> None:
    settings = Settings("Shelf", "https://shelf.example.org/", newest_on_home=1)
    page = written(archive_of(on("new", DAYS[0], upvotes=9), on("old", DAYS[1], upvotes=5), settings=settings))

    assert "title_html: old" in page
    assert 'text: "5 upvotes"' in page
    assert "title_html: new" not in page


def test_the_newest_note_is_quoted() -> None:
    notes = [Note("n.md", "kites", "Mo", day, f"<p>Note of {day}.</p>") for day in DAYS]  # type: ignore[arg-type]
    page = written(archive_of(on("kites", DAYS[0], notes=tuple(notes))))

    assert "text: Mo · 3 April 2026" in page
    assert "lead: Note of 2026-04-03." in page


@pytest.mark.parametrize(
    "text",
    [
        "<!-- Say here what these papers have in common. -->\n",
        "---\ntitle: A new archive\n---\n\nSay here what these papers have in common and for whom they are kept:\n",
    ],
)
def test_the_placeholder_of_a_new_archive_is_no_content(text: str) -> None:
    page, problems = read_page(SourceFile("content/pages/index.md", text))
    assert page
    assert not problems

    found = written(archive_of(on("kites", DAYS[0]), pages=(page,)))
    assert "Say here" not in found
    assert "heading: Shelf" in found


@pytest.mark.parametrize(
    ("text", "about", "below"),
    [
        ("---\ntitle: Tides\ndescription: On tides.\n---\n\nLong words.\n", "On tides.", True),
        ("---\ntitle: Tides\n---\n\nPapers on tides.\n", "Papers on tides.", False),
        ("---\ntitle: Tides\n---\n\nPapers on [tides](/tags/).\n", "Papers on tides.", True),
        ("---\ndescription: On tides.\n---\n\n# Tides\n\nPapers on tides.\n", "On tides.", True),
    ],
)
def test_the_owner_s_text_is_below_the_papers_unless_the_line_above_says_all(
    text: str, about: str, below: bool
) -> None:
    page, _ = read_page(SourceFile("content/pages/index.md", text))
    assert page
    found = written(archive_of(on("kites", DAYS[0]), pages=(page,)))

    assert f"heading: Tides\nabout: {about}\n" in found
    assert "# Tides" not in found
    assert ('<div class="ps-about" markdown>' in found) is below


def test_an_archive_without_papers_says_how_to_begin() -> None:
    assert "`papershelf import FILE`" in written(replace(archive_of(), days=()))
