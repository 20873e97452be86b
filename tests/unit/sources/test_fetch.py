from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from generator.sources import fetch as fetching
from generator.sources.api_answers import ARXIV, DAILY_PAPERS, Answer, Api, Silence
from generator.sources.digests import ParsedDigest
from generator.sources.fetch import Asker, Fetched, Outside
from generator.system.cache import Cache

DAY = dt.date(2026, 4, 20)
DAYS = [DAY, dt.date(2026, 4, 21), dt.date(2026, 4, 22)]


def url_of(day: dt.date, page: int = 0) -> str:
    return f"{DAILY_PAPERS.url}?date={day}" + (f"&p={page}" if page else "")


def rows(titles: Iterable[str], day: dt.date | None = None) -> str:
    shown = {"submittedOnDailyAt": f"{day}T01:00:00.000Z"} if day else {}
    return json.dumps([{"paper": {"title": title, **shown}} for title in titles])


def feed(*ids: str) -> str:
    entries = (f"<entry><id>http://arxiv.org/abs/{one}v1</id><title>On {one}</title></entry>" for one in ids)
    head = '<feed xmlns="http://www.w3.org/2005/Atom"><id>http://arxiv.org/api/x</id>'
    return f"{head}{''.join(entries)}</feed>"


def refusal(said: str) -> str:
    entry = f"<entry><id>http://arxiv.org/api/errors#x</id><title>Error</title><summary>{said}</summary></entry>"
    return feed().replace("</feed>", f"{entry}</feed>")


@dataclass
class World:
    """What is outside, under the control of a test: `time` passes only where somebody sleeps."""

    cache: Cache = field(default_factory=lambda: Cache(None))
    replies: dict[str, list[Answer | Silence]] = field(default_factory=dict)
    asked: list[tuple[str, float]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    time: dt.datetime = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
    is_in_turn: bool = False

    def asker(self, api: Api, *, is_anew: bool = False) -> Asker:
        outside = Outside(self.get, lambda: self.time, self.sleep, self.told.append, self.cache, self.turn)
        return Asker(api, outside, is_anew=is_anew)

    def reply(self, url: str, *texts: str | Answer | Silence) -> None:
        self.replies[url] = [Answer(200, text.encode()) if isinstance(text, str) else text for text in texts]

    def get(self, url: str) -> Answer | Silence:
        assert self.is_in_turn
        self.asked.append((url, self.time.timestamp()))
        waiting = self.replies[url]
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    def sleep(self, seconds: float) -> None:
        self.time += dt.timedelta(seconds=seconds)

    @contextlib.contextmanager
    def turn(self):
        self.is_in_turn = True
        yield
        self.is_in_turn = False

    @property
    def urls(self) -> list[str]:
        return [url for url, _ in self.asked]


@pytest.fixture
def world():
    world = World()
    yield world
    world.cache.close()


def fetch(world: World, *days: dt.date, is_anew: bool = False) -> Fetched:
    return fetching.fetch_days(world.asker(DAILY_PAPERS, is_anew=is_anew), days, lambda: None)


def add(world: World, *ids: str) -> Fetched:
    return fetching.fetch_papers(world.asker(ARXIV), ids, DAY, lambda: None)


def titles(readings: Sequence[tuple[str, ParsedDigest]]) -> list[str]:
    return [entry.title for _, read in readings if read.digest for entry in read.digest.entries]


def days_of(fetched: Fetched) -> list[str]:
    return [f"{read.digest.date} {read.digest.source}" for _, read in fetched.readings if read.digest]


def test_days_become_digests(world: World) -> None:
    for day in DAYS:
        world.reply(url_of(day), rows([f"Of {day}"]))
    fetched = fetch(world, *DAYS)
    assert days_of(fetched) == [f"{day} daily-papers" for day in DAYS]
    assert titles(fetched.readings) == [f"Of {day}" for day in DAYS]
    assert (fetched.missed, fetched.notes) == ([], [])


def test_what_was_answered_is_not_asked_for_again(world: World) -> None:
    world.reply(url_of(DAY), rows(["A"]))
    first, again = fetch(world, DAY), fetch(world, DAY)
    assert titles(first.readings) == titles(again.readings) == ["A"]
    assert len(world.asked) == 1
    fetch(world, DAY, is_anew=True)
    assert len(world.asked) == 2


def test_a_day_that_is_not_over_is_asked_for_again(world: World) -> None:
    today = world.time.date()
    world.reply(url_of(today), rows(["A"]))
    told = fetch(world, today).notes
    fetch(world, today)
    assert told == [f"{today}: is not over everywhere, so more may come; fetch it again later"]
    assert len(world.asked) == 2


def test_a_full_page_has_a_next_one(world: World) -> None:
    world.reply(url_of(DAY), rows(f"First {number}" for number in range(50)))
    world.reply(url_of(DAY, 1), rows(["Last"]))
    assert len(titles(fetch(world, DAY).readings)) == 51
    assert world.urls == [url_of(DAY), url_of(DAY, 1)]


@pytest.mark.parametrize("second", ["[]", rows(f"First {number}" for number in range(50))])
def test_a_full_page_may_be_the_last(world: World, second: str) -> None:
    world.reply(url_of(DAY), rows(f"First {number}" for number in range(50)))
    world.reply(url_of(DAY, 1), second)
    fetched = fetch(world, DAY)
    assert len(titles(fetched.readings)) == 50
    assert (fetched.missed, fetched.notes) == ([], [])


def test_a_missing_second_page_is_told_and_the_first_kept(world: World) -> None:
    world.reply(url_of(DAY), rows(f"First {number}" for number in range(50)))
    world.reply(url_of(DAY, 1), Answer(404, b""))
    fetched = fetch(world, DAY)
    assert len(titles(fetched.readings)) == 50
    assert fetched.missed[0].startswith(f"{DAY} after its first 50 papers: {url_of(DAY, 1)} answers 404; ")


def test_a_day_without_papers_is_no_failure(world: World) -> None:
    world.reply(url_of(DAY), "[]")
    fetched = fetch(world, DAY)
    assert (fetched.readings, fetched.missed) == ([], [])
    assert fetched.notes == [f"{DAY}: the Daily Papers have no papers of that day"]


def test_the_answer_for_a_weekend_is_kept_under_its_own_day(world: World) -> None:
    saturday, friday = dt.date(2026, 4, 18), dt.date(2026, 4, 17)
    world.reply(url_of(saturday), rows(["A"], friday))
    fetched = fetch(world, saturday)
    assert days_of(fetched) == ["2026-04-17 daily-papers"]
    assert fetched.notes[0].startswith("2026-04-18: the answer is that of 2026-04-17")


def test_asking_again_helps_and_is_told(world: World) -> None:
    world.reply(url_of(DAY), Answer(503, b""), Silence("breaks off"), rows(["A"])[:-4], rows(["A"]))
    fetched = fetch(world, DAY)
    assert titles(fetched.readings) == ["A"]
    assert fetched.missed == []
    assert world.told == [
        f"{url_of(DAY)}: answers 503; asking again in 2 s",
        f"{url_of(DAY)}: breaks off; asking again in 4 s",
        f"{url_of(DAY)}: answers with JSON that is broken or cut off; asking again in 8 s",
    ]


def test_a_refused_day_does_not_keep_us_from_others(world: World) -> None:
    world.reply(url_of(DAYS[0]), rows(["A"]))
    world.reply(url_of(DAYS[1]), Answer(400, b'{"error": "Invalid date"}'))
    world.reply(url_of(DAYS[2]), rows(["C"]))
    fetched = fetch(world, *DAYS)
    assert titles(fetched.readings) == ["A", "C"]
    assert fetched.missed == [
        f"2026-04-21: {url_of(DAYS[1])} answers 400 (Invalid date); see whether it has what you ask for"
    ]


def test_a_server_that_is_away_is_not_asked_for_every_day(world: World) -> None:
    world.reply(url_of(DAYS[0]), rows(["A"]))
    world.reply(url_of(DAYS[1]), Silence("cannot be reached (no route)"))
    fetched = fetch(world, *DAYS)
    assert titles(fetched.readings) == ["A"]
    assert world.urls.count(url_of(DAYS[1])) == 5
    assert fetched.missed == [
        f"2026-04-21: {url_of(DAYS[1])} cannot be reached (no route); see whether the network is there, then try again",
        "not asked for after that: 2026-04-22; fetch them when Daily Papers answers again",
    ]


def test_rows_that_cannot_be_read_are_not_remembered(world: World) -> None:
    world.reply(url_of(DAY), '[{"paper": {"title": "A"}}, 7]')
    assert fetch(world, DAY).readings[0][1].rejected == 1
    fetch(world, DAY)
    assert len(world.asked) == 2


def test_papers_become_a_digest_of_the_day(world: World) -> None:
    world.reply(f"{ARXIV.url}?id_list=2401.00001,cs/0112017&max_results=2", feed("2401.00001", "cs/0112017"))
    fetched = add(world, "2401.00001", "cs/0112017")
    assert days_of(fetched) == ["2026-04-20 arxiv"]
    assert titles(fetched.readings) == ["On 2401.00001", "On cs/0112017"]
    assert fetched.missed == []


def test_arxiv_is_left_alone_for_three_seconds_between_requests_of_any_run(tmp_path: Path) -> None:
    ids = [f"2401.{number:05}" for number in range(250)]
    world = World(Cache(tmp_path / "cache"))
    for batch in (ids[:100], ids[100:200], ids[200:]):
        world.reply(f"{ARXIV.url}?id_list={','.join(batch)}&max_results={len(batch)}", feed(*batch))
    assert len(titles(add(world, *ids).readings)) == 250
    world.cache.close()

    world.cache = Cache(tmp_path / "cache")
    world.reply(f"{ARXIV.url}?id_list=2402.00001&max_results=1", feed("2402.00001"))
    add(world, "2402.00001")
    world.cache.close()

    times = [time for _, time in world.asked]
    assert [later - earlier for earlier, later in itertools.pairwise(times)] == [3, 3, 3]


def test_a_clock_that_was_put_back_keeps_nobody_waiting(world: World) -> None:
    world.reply(f"{ARXIV.url}?id_list=2401.00001&max_results=1", feed("2401.00001"))
    add(world, "2401.00001")
    world.time -= dt.timedelta(days=300)
    before = world.time
    add(world, "2401.00001")
    assert world.time == before
    assert len(world.asked) == 2


def test_arxiv_s_answers_are_good_for_a_day(world: World) -> None:
    world.reply(f"{ARXIV.url}?id_list=2401.00001&max_results=1", feed("2401.00001"))
    add(world, "2401.00001")
    world.time += dt.timedelta(hours=23)
    add(world, "2401.00001")
    assert len(world.asked) == 1
    world.time += dt.timedelta(hours=2)
    add(world, "2401.00001")
    assert len(world.asked) == 2


def test_papers_that_arxiv_leaves_out_are_named_and_asked_for_again(world: World) -> None:
    world.reply(f"{ARXIV.url}?id_list=2401.00001,2401.99999,2401.00002&max_results=3", feed("2401.00002", "2401.00001"))
    fetched = add(world, "2401.00001", "2401.99999", "2401.00002")
    assert len(titles(fetched.readings)) == 2
    assert fetched.missed[0].startswith("2401.99999: not in arXiv's answer; ")
    add(world, "2401.00001", "2401.99999", "2401.00002")
    assert len(world.asked) == 2


def test_an_answer_without_any_paper_is_no_digest(world: World) -> None:
    world.reply(f"{ARXIV.url}?id_list=2401.99999&max_results=1", feed())
    fetched = add(world, "2401.99999")
    assert fetched.readings == []
    assert fetched.missed[0].startswith("2401.99999: not in arXiv's answer; ")


@pytest.mark.parametrize("status", [200, 400])
def test_one_refused_id_does_not_spoil_the_others(world: World, status: int) -> None:
    said = refusal("incorrect id format for 9999.99999")
    world.reply(f"{ARXIV.url}?id_list=2401.00001,9999.99999&max_results=2", Answer(status, said.encode()))
    world.reply(f"{ARXIV.url}?id_list=2401.00001&max_results=1", feed("2401.00001"))
    fetched = add(world, "2401.00001", "9999.99999")
    assert titles(fetched.readings) == ["On 2401.00001"]
    assert fetched.missed == ["9999.99999: arXiv refuses this id (incorrect id format for 9999.99999); correct it"]


def test_an_error_that_names_no_id_is_told_for_all(world: World) -> None:
    url = f"{ARXIV.url}?id_list=2401.00001,2401.00002&max_results=2"
    world.reply(url, refusal("out of order"))
    fetched = add(world, "2401.00001", "2401.00002")
    assert fetched.readings == []
    assert fetched.missed == [
        f"2401.00001 2401.00002: {ARXIV.url} answers with an error: out of order; see to the ids, then try again"
    ]


def test_days_from_a_day_on() -> None:
    assert list(fetching.days_from(DAY, DAYS[-1])) == DAYS
    assert list(fetching.days_from(DAYS[1], DAY)) == []
