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
from generator.sources.api_answers import ARXIV, DAILY_PAPERS, Answer, Api, NoResponse
from generator.sources.digests import ParsedDigest
from generator.sources.fetch import ApiClient, FetchContext, Fetched
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


def refusal(message: str) -> str:
    entry = f"<entry><id>http://arxiv.org/api/errors#x</id><title>Error</title><summary>{message}</summary></entry>"
    return feed().replace("</feed>", f"{entry}</feed>")


@dataclass
class World:
    """What is outside, under the control of a test: `time` passes only where somebody sleeps."""

    cache: Cache = field(default_factory=lambda: Cache(None))
    replies: dict[str, list[Answer | NoResponse]] = field(default_factory=dict)
    asked: list[tuple[str, float]] = field(default_factory=list)
    reported: list[str] = field(default_factory=list)
    time: dt.datetime = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
    is_locked: bool = False

    def client(self, api: Api, *, refresh: bool = False) -> ApiClient:
        context = FetchContext(self.get, lambda: self.time, self.sleep, self.reported.append, self.cache, self.lock)
        return ApiClient(api, context, refresh=refresh)

    def reply(self, url: str, *texts: str | Answer | NoResponse) -> None:
        self.replies[url] = [Answer(200, text.encode()) if isinstance(text, str) else text for text in texts]

    def get(self, url: str) -> Answer | NoResponse:
        assert self.is_locked
        self.asked.append((url, self.time.timestamp()))
        waiting = self.replies[url]
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    def sleep(self, seconds: float) -> None:
        self.time += dt.timedelta(seconds=seconds)

    @contextlib.contextmanager
    def lock(self):
        self.is_locked = True
        yield
        self.is_locked = False

    @property
    def urls(self) -> list[str]:
        return [url for url, _ in self.asked]


@pytest.fixture
def world():
    world = World()
    yield world
    world.cache.close()


def fetch(world: World, *days: dt.date, refresh: bool = False) -> Fetched:
    return fetching.fetch_days(world.client(DAILY_PAPERS, refresh=refresh), days, lambda: None)


def add(world: World, *ids: str) -> Fetched:
    return fetching.fetch_papers(world.client(ARXIV), ids, DAY, lambda: None)


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
    fetch(world, DAY, refresh=True)
    assert len(world.asked) == 2


def test_a_day_that_is_not_over_is_asked_for_again(world: World) -> None:
    today = world.time.date()
    world.reply(url_of(today), rows(["A"]))
    told = fetch(world, today).notes
    fetch(world, today)
    assert told == [f"{today}: is not over in all time zones; fetch it again later, for more may come"]
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


def test_a_missing_second_page_is_reported_and_the_first_kept(world: World) -> None:
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


def test_a_retry_succeeds_and_is_reported(world: World) -> None:
    world.reply(url_of(DAY), Answer(503, b""), NoResponse("breaks off"), rows(["A"])[:-4], rows(["A"]))
    fetched = fetch(world, DAY)
    assert titles(fetched.readings) == ["A"]
    assert fetched.missed == []
    assert world.reported == [
        f"{url_of(DAY)}: answers 503; next attempt in 2 s",
        f"{url_of(DAY)}: breaks off; next attempt in 4 s",
        f"{url_of(DAY)}: answers with JSON that is broken or cut off; next attempt in 8 s",
    ]


def test_a_refused_day_does_not_keep_us_from_others(world: World) -> None:
    world.reply(url_of(DAYS[0]), rows(["A"]))
    world.reply(url_of(DAYS[1]), Answer(400, b'{"error": "Invalid date"}'))
    world.reply(url_of(DAYS[2]), rows(["C"]))
    fetched = fetch(world, *DAYS)
    assert titles(fetched.readings) == ["A", "C"]
    assert fetched.missed == [
        f"2026-04-21: {url_of(DAYS[1])} answers 400 (Invalid date); check that it has what you ask for"
    ]


def test_a_server_that_is_away_is_not_asked_for_every_day(world: World) -> None:
    world.reply(url_of(DAYS[0]), rows(["A"]))
    world.reply(url_of(DAYS[1]), NoResponse("cannot be reached (no route)"))
    fetched = fetch(world, *DAYS)
    assert titles(fetched.readings) == ["A"]
    assert world.urls.count(url_of(DAYS[1])) == 5
    assert fetched.missed == [
        f"2026-04-21: {url_of(DAYS[1])} cannot be reached (no route); check the network, then try again",
        "not fetched: 2026-04-22; fetch them when Daily Papers answers again",
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
    answer = refusal("incorrect id format for 9999.99999")
    world.reply(f"{ARXIV.url}?id_list=2401.00001,9999.99999&max_results=2", Answer(status, answer.encode()))
    world.reply(f"{ARXIV.url}?id_list=2401.00001&max_results=1", feed("2401.00001"))
    fetched = add(world, "2401.00001", "9999.99999")
    assert titles(fetched.readings) == ["On 2401.00001"]
    assert fetched.missed == ["9999.99999: arXiv refuses this id (incorrect id format for 9999.99999); correct it"]


def test_an_error_that_names_no_id_is_reported_for_all(world: World) -> None:
    url = f"{ARXIV.url}?id_list=2401.00001,2401.00002&max_results=2"
    world.reply(url, refusal("out of order"))
    fetched = add(world, "2401.00001", "2401.00002")
    assert fetched.readings == []
    assert fetched.missed == [
        f"2401.00001 2401.00002: {ARXIV.url} answers with an error: out of order; correct the ids, then try again"
    ]


def test_days_from_a_day_on() -> None:
    assert list(fetching.days_from(DAY, DAYS[-1])) == DAYS
    assert list(fetching.days_from(DAYS[1], DAY)) == []


def test_a_day_has_a_limit_of_pages(world: World) -> None:
    for page in range(fetching.MAX_PAGES + 1):
        world.reply(url_of(DAY, page), rows(f"Page {page}, row {number}" for number in range(50)))
    fetched = fetch(world, DAY)
    assert len(titles(fetched.readings)) == 50 * fetching.MAX_PAGES
    assert fetched.missed == [f"{DAY}: has more than 40 pages, and the others were not fetched"]


def test_a_run_has_a_limit_of_time(world: World) -> None:
    for day in DAYS:
        world.reply(url_of(day), rows([f"Of {day}"]))
    client = world.client(DAILY_PAPERS)
    world.time += fetching.MAX_RUN - dt.timedelta(seconds=1)
    fetched = fetching.fetch_days(client, DAYS, lambda: world.sleep(2))
    assert titles(fetched.readings) == ["Of 2026-04-20"]
    reason = "was not asked: the run takes more than 1:00:00; run the same command again to go on"
    assert fetched.missed == [
        f"2026-04-21: {url_of(DAYS[1])} {reason}",
        "not fetched: 2026-04-22; fetch them when Daily Papers answers again",
    ]


def test_a_run_has_a_limit_of_size(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MAX_RUN_BYTES", 10)
    for day in DAYS:
        world.reply(url_of(day), rows([f"Of {day}"]))
    fetched = fetch(world, *DAYS)
    assert titles(fetched.readings) == ["Of 2026-04-20"]
    assert "was not asked: the answers are larger than" in fetched.missed[0]


@pytest.mark.parametrize("day", [DAY + dt.timedelta(1), DAY - dt.timedelta(15)])
def test_the_papers_of_a_day_that_nobody_asked_for_are_not_imported(world: World, day: dt.date) -> None:
    world.reply(url_of(DAY), rows(["A"], day))
    fetched = fetch(world, DAY)
    assert fetched.readings == []
    assert fetched.missed == [f"{DAY}: the answer is that of {day}, and is not imported"]


def test_papers_that_nobody_asked_for_are_not_imported(world: World) -> None:
    world.reply(f"{ARXIV.url}?id_list=2401.00001&max_results=1", feed("2401.00002", "2401.00001", "2401.00003"))
    fetched = add(world, "2401.00001")
    assert titles(fetched.readings) == ["On 2401.00001"]
    assert fetched.notes == ["arXiv's answer has 2 papers that were not asked for; they are not imported"]
    assert fetched.missed == []


@pytest.mark.parametrize("cached", [7, "x", {}, {"text": 5, "at": 0.0}, {"text": "[]", "at": "now"}, [1], None])
def test_a_cached_value_of_another_shape_is_not_used(world: World, cached: object) -> None:
    world.cache.put([(f"answer {url_of(DAY)}", cached), ("asked Daily Papers", cached)])
    world.reply(url_of(DAY), rows(["A"]))
    assert titles(fetch(world, DAY).readings) == ["A"]
