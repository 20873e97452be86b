from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

from plain_paper import plain_paper

from generator.exports import shelf_data
from generator.model import Appearance, Archive, Credit, Paper, Settings, Tag
from generator.outputs import texts
from generator.relations import Profile, Relations
from generator.vocabulary import Assignment, Mentions


def on(day: int, slug: str, **known: object) -> Paper:
    return plain_paper(slug, appearances=(Appearance(dt.date(2026, 4, day), "desk"),), **known)


def archive(*papers: Paper, **values: object) -> Archive:
    tags = {paper.slug: () for paper in papers} | dict(values.pop("assignments", {}))  # type: ignore[call-overload]
    settings = Settings("A", "https://a.org/", feeds_of_tag_pairs=(("b", "a"),))
    return Archive(settings, papers, (), values.pop("tags", ()), tags, (), **values)  # type: ignore[arg-type]


def rendered(archive: Archive, profiles: dict[str, Profile] | None = None) -> dict[str, dict[str, list[list[object]]]]:
    files = texts(shelf_data.render(archive, Relations(profiles=profiles or {})))
    return {path: json.loads(text) for path, text in files.items()}


def keys(*names: str) -> str:
    return "".join(map(shelf_data.key, names))


def test_the_newest_papers_have_their_first_day_and_what_readers_can_follow() -> None:
    again = Appearance(dt.date(2026, 4, 9), "desk"), Appearance(dt.date(2026, 4, 1), "desk")
    first, last = plain_paper("first", appearances=again, venue="ICLR"), on(8, "last", venue="ICLR")
    ann = Credit("ann", "Ann", ("Ann",), (last,), has_page=True)
    bo = Credit("bo", "Bo", ("Bo",), (first,), has_page=False)
    iclr = Credit("iclr", "ICLR", ("ICLR",), (last, first), has_page=True)
    tagged = {"last": (Assignment("a", Mentions()), Assignment("b", Mentions()))}
    tags = (Tag("a", "A", (last,)), Tag("b", "B", (last,)))

    newest = rendered(archive(first, last, assignments=tagged, authors=(ann, bo), venues=(iclr,), tags=tags))[
        "shelf/newest.json"
    ]

    assert newest == {
        "pairs": [[["tags/a/", "tags/b/"], "tags/a/with/b/feed.xml"]],
        "days": [
            ["2026-04-08", 1, [keys("last", "tags/a/", "tags/b/", "venue:ICLR", "authors/ann/", "venues/iclr/")]],
            ["2026-04-01", 1, [keys("first", "venue:ICLR", "venues/iclr/")]],
        ],
    }


def test_the_newest_papers_end_before_their_file_is_too_large() -> None:
    crowd = tuple(Credit(f"author-{number}", "", ("",), (), has_page=True) for number in range(9))
    papers = [on(1 + number % 28, f"paper-{number}") for number in range(900)]
    crowd = tuple(replace(credit, papers=tuple(papers)) for credit in crowd)

    files = shelf_data.render(archive(*papers, authors=crowd), Relations())
    [text] = [file.text for file in files if file.path == shelf_data.NEWEST]

    assert shelf_data.MAXIMUM_BYTES - 100 < len(text.encode()) <= shelf_data.MAXIMUM_BYTES
    days = json.loads(text)["days"]
    assert sum(number for _, number, _ in days) == len(papers)
    assert [len(rows) for _, _, rows in days][:2] == [32, 32]


def test_candidates_have_profiles_and_other_papers_the_terms_that_candidates_have() -> None:
    papers = [on(20, f"new-{number:03}") for number in range(400)] + [on(1, "old"), on(2, "older")]
    profiles: dict[str, Profile] = {
        "new-000": (("kites", 60), ("wind", 40)),
        "old": (("wind", 50), ("tea", 90)),
        "older": (("tea", 10),),
    }

    files = rendered(archive(*papers), profiles)

    candidates = files["shelf/candidates.json"]
    assert (candidates["terms"], candidates["parts"]) == (["kites", "wind"], ["old"])
    assert candidates["papers"][0] == ["new-000", "new-000", 0, 60, 1, 40]
    assert files["shelf/profiles-1.json"] == {"papers": [["old", 1, 50], ["older"]]}
