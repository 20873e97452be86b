from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

from plain_paper import plain_paper

from generator.exports import channels
from generator.model import Appearance, Archive, DigestDay, Paper, Settings, Tag
from generator.outputs import texts
from generator.pages import trending, trending_data
from generator.pages.layout import layout_of

NEWEST = dt.date(2026, 4, 30)


def seen(slug: str, *ago: int, upvotes: int | None = None) -> Paper:
    """A paper that was in digests so many days before the newest."""
    days = (NEWEST - dt.timedelta(days=days) for days in ago)
    return plain_paper(slug, appearances=tuple(Appearance(day, "desk", upvotes=upvotes) for day in days))


def archive_of(*papers: Paper) -> Archive:
    dates = sorted({seen.date for paper in papers for seen in paper.appearances}, reverse=True)
    days = tuple(DigestDay(date, ("desk",), ()) for date in dates)
    settings = Settings("Shelf", "https://shelf.example.org/")
    return Archive(settings, papers, days, (), {paper.slug: () for paper in papers}, ())


def written(*papers: Paper) -> dict[str, str]:
    return texts(trending.render(layout_of(archive_of(*papers))))


def lines(page: str) -> list[str]:
    return [line for line in page.splitlines() if line[:1].isdigit()]


def test_papers_are_ranked_with_the_places_that_they_moved_in_a_week() -> None:
    found = written(
        seen("risen", 0, 8, upvotes=9),
        seen("new", 0, upvotes=7),
        seen("steady", 8, upvotes=20),
        seen("low", 8, upvotes=2),
    )

    assert lines(found["trending.md"]) == [
        "1. [risen](papers/risen.md) *9 upvotes · ↑ 1*",
        "2. [steady](papers/steady.md) *20 upvotes · ↓ 1*",
        "3. [new](papers/new.md) *7 upvotes · new*",
        "4. [low](papers/low.md) *2 upvotes · ↓ 1*",
    ]
    assert "<summary markdown>How papers are ranked</summary>" in found["trending.md"]


def test_each_window_has_a_page_if_it_has_papers_of_its_own() -> None:
    papers = seen("new", 0, upvotes=1), seen("old", 29, upvotes=5), seen("older", 300, upvotes=9)

    found = written(*papers)
    assert [*found] == ["trending.md", "trending/month.md", "trending/year.md"]
    assert lines(found["trending/month.md"])[0] == "1. [old](../papers/old.md) *5 upvotes*"
    assert [line.split("](")[0] for line in lines(found["trending/year.md"])] == ["1. [older", "2. [old", "3. [new"]
    assert "[Now](../trending.md) · **30 days** · [A year](../trending/year.md)" in found["trending/month.md"]


def test_in_its_first_week_nothing_has_moved() -> None:
    assert lines(written(seen("one", 0, upvotes=3))["trending.md"]) == ["1. [one](papers/one.md) *3 upvotes*"]


def test_without_votes_the_papers_of_several_days_are_seen_again() -> None:
    papers = seen("once", 0), seen("twice", 1, 9), seen("thrice", 1, 5, 9)
    [page] = written(*papers).values()

    assert "title: Seen again" in page
    assert lines(page) == [
        "1. [thrice](papers/thrice.md) *on 3 days, first on 21 April 2026*",
        "2. [twice](papers/twice.md) *on 2 days, first on 21 April 2026*",
    ]
    [feed] = channels.find(archive_of(*papers)).trending
    assert (feed.title, [paper.slug for paper in feed.papers]) == ("Shelf: Seen again", ["thrice", "twice"])


def test_an_archive_where_nothing_came_again_says_so_and_has_no_feed() -> None:
    assert "No paper has come on a second day yet." in written(seen("once", 0))["trending.md"]
    assert channels.find(archive_of(seen("once", 0))).trending == ()
    assert "`papershelf import FILE`" in written()["trending.md"]


def by_tag(*papers: Paper, tags: tuple[Tag, ...]) -> list[list[object]]:
    archive = replace(archive_of(*papers), tags=tags)
    [data] = [text for path, text in texts(trending.render(layout_of(archive))).items() if path == trending_data.PATH]
    return json.loads(data)["papers"]


def test_data_by_tag_say_what_ranks_papers_now_and_a_week_ago() -> None:
    again, new, old = seen("again", 0, 8, upvotes=9), seen("new", 0, upvotes=7), seen("old", 8, upvotes=20)
    tags = Tag("cats", "Cats", (again, new), parent="pets"), Tag("pets", "Pets", (again, new, old))
    rows = by_tag(again, new, old, seen("a week ago", 7), tags=tags)
    assert {row[0]: row[3:] for row in rows} == {
        "again": [9, 19, 0, [0], 9, 1],  # ten for its second appearance
        "new": [7, 7, 0, [0], 0],
        "old": [20, 20, 8, [1]],
    }


def test_data_by_tag_have_the_first_papers_of_each_tag_alone() -> None:
    papers = tuple(seen(f"p{number:02}", 0, upvotes=90 - number) for number in range(2 * trending_data.SHOWN))
    tags = Tag("all", "All", papers), Tag("last", "Last", papers[-2:])
    titles = [row[0] for row in by_tag(*papers, tags=tags)]
    assert titles == [paper.slug for paper in (*papers[: trending_data.SHOWN], *papers[-2:])]
