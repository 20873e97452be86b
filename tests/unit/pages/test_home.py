"""The home page tells how many papers a day has, whichever days they are."""

from __future__ import annotations

import datetime as dt

from plain_paper import plain_paper

from generator.model import Appearance, Archive, DigestDay, Settings
from generator.outputs import texts
from generator.pages import home
from generator.pages.layout import layout_of


def test_a_day_all_of_whose_papers_came_again_is_passed_over() -> None:
    """Two papers are shown, of the first and the third of the days."""
    days = [dt.date(2026, 4, day) for day in (3, 2, 1)]
    again = plain_paper("again", appearances=tuple(Appearance(day, "desk") for day in days[:2]))
    first, second = (plain_paper(slug, appearances=(Appearance(days[2], "desk"),)) for slug in ("first", "second"))
    digests = [
        DigestDay(day, ("desk",), papers)
        for day, papers in zip(days, ((again,), (again,), (first, second)), strict=True)
    ]
    settings = Settings("Shelf", "https://shelf.example.org/", newest_on_home=2)
    archive = Archive(
        settings, (again, first, second), tuple(digests), (), {"again": (), "first": (), "second": ()}, ()
    )

    page = texts(home.render(layout_of(archive)))["index.md"]
    assert "All 2 papers of 1 April 2026" in page
    assert "## [2 April 2026]" not in page
    assert "**Digests** [3 April 2026](digests/2026-04-03.md) (1), [2 April 2026](digests/2026-04-02.md) (1)" in page
