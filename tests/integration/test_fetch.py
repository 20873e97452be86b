"""Fetching from a real server on this machine, which answers as the Daily Papers API and arXiv's do, and as they do on
bad days.
"""

from __future__ import annotations

import gzip
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from email.utils import format_datetime
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result
from library_desk import Desk, Handler, half, nothing, opened, packed, says

from generator.commands.main import main
from generator.sources.api_answers import Answer, NoResponse
from generator.sources.http import Connection

from .reading import tree

DAY = "date=2026-04-20"
DAILY = "content/digests/2026-04-20-daily-papers.yml"


def rows(*titles: str) -> str:
    return json.dumps([{"paper": {"title": title}} for title in titles])


def feed(*ids: str) -> str:
    entries = (f"<entry><id>http://arxiv.org/abs/{one}v1</id><title>On {one}</title></entry>" for one in ids)
    head = '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><id>http://arxiv.org/api/x</id>'
    return f"{head}{''.join(entries)}</feed>"


def refusal(said: str) -> str:
    entry = f"<entry><id>http://arxiv.org/api/errors#x</id><title>Error</title><summary>{said}</summary></entry>"
    return feed().replace("</feed>", f"{entry}</feed>")


@pytest.fixture
def desk() -> Iterator[Desk]:
    with opened(Desk()) as desk:
        yield desk


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that the command would have slept."""
    seconds: list[float] = []
    monkeypatch.setattr("generator.commands.api_clients.sleep", seconds.append)
    return seconds


@pytest.fixture
def root(tmp_path: Path, slept: list[float]) -> Path:
    assert run("init", tmp_path / "archive").exit_code == 0
    return tmp_path / "archive"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def fetch(root: Path, desk: Desk, *arguments: str) -> Result:
    return run("-C", root, "fetch", "--from", desk.url, *(arguments or ("--day", "2026-04-20")))


def add(root: Path, desk: Desk, *arguments: str) -> Result:
    return run("-C", root, "add", "--from", desk.url, "--date", "2026-04-20", *arguments)


def test_a_day_is_fetched_and_imported_as_a_file_is(root: Path, desk: Desk, tmp_path: Path) -> None:
    desk.on(DAY, says(rows("A", "B")))

    done = fetch(root, desk)

    assert done.exit_code == 0
    assert "The archive has 2 works; 1 file written in content/digests/" in done.output
    saved = tmp_path / "2026-04-20-daily-papers.json"
    saved.write_text(rows("A", "B"))
    run("init", tmp_path / "other")
    run("-C", tmp_path / "other", "import", saved)
    assert tree(root / "content") == tree(tmp_path / "other" / "content")
    assert DAILY.removeprefix("content/") in tree(root / "content")


def test_we_say_who_we_are_and_where_to_complain(root: Path, desk: Desk) -> None:
    settings = root / "mkdocs.yml"
    settings.write_text(settings.read_text() + "\nrepo_url: https://github.com/you/zoë's archive\n")
    desk.on(DAY, says(rows("A")))
    fetch(root, desk)
    assert desk.agents == {"papershelf/0.1.0 (+https://github.com/you/zo%C3%AB%27s%20archive)"}


def test_papers_are_added_by_any_spelling_of_their_ids(root: Path, desk: Desk) -> None:
    ids = ("2401.01234", "cs/0112017", "2402.00001")
    desk.on(f"id_list={','.join(ids)}&max_results=3", says(feed(*ids)))
    addresses = ("https://arxiv.org/abs/cs/0112017", "arxiv.org/pdf/2402.00001v1.pdf")

    done = add(root, desk, "2401.01234v2", "arXiv:2401.01234", *addresses)

    assert done.exit_code == 0, done.output
    digest = (root / "content/digests/2026-04-20-arxiv.yml").read_text()
    assert [line for line in digest.splitlines() if "title" in line] == [
        "  - title: On 2401.01234", "  - title: On cs/0112017", "  - title: On 2402.00001"
    ]  # fmt: skip


def test_a_wrong_id_is_reported_before_anything_is_asked(root: Path, desk: Desk) -> None:
    done = add(root, desk, "2401.01234", "attention is all", "2401.1")
    assert done.exit_code == 1
    assert (
        "attention is all: is not an arXiv id. Write one such as 2401.01234, cs/0112017 or https://arxiv.org/abs/"
        in done.output
    )
    assert "2401.1: is not an arXiv id" in done.output
    assert desk.asked == []


@pytest.mark.parametrize(
    "bad_day",
    [
        says("", 500), says("<html>", 503), says("", 429), half(rows("A", "B")), says(rows("A")[:-5]),
        says(gzip.compress(rows("A").encode())[:-10], Content_Encoding="gzip"),
        says(b"no gzip", Content_Encoding="gzip"), says(""),
    ],
    ids=["500", "503", "429", "half", "cut", "cut gzip", "no gzip", "empty"],
)  # fmt: skip
def test_what_passes_is_asked_for_again(root: Path, desk: Desk, slept: list[float], bad_day) -> None:
    desk.on(DAY, bad_day, bad_day, says(rows("A", "B")))
    done = fetch(root, desk)
    assert done.exit_code == 0, done.output
    assert "next attempt in 2 s" in done.output
    assert len(desk.asked) == 3
    assert [wait for wait in slept if wait in (2, 4)] == [2, 4]
    assert "title: B" in (root / DAILY).read_text()


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (says("", 500), "answers 500; try again later"),
        (half(rows("A", "B")), "breaks off its answer (peer closed connection without sending complete message body"),
        (says("<!doctype html><title>A robot?</title>"), "a web page ('A robot?') instead of JSON"),
        (says('{"error": "Internal"}'), "answers with an error: Internal"),
        (says('{"error": "Invalid date"}', 400), "answers 400 (Invalid date)"),
        (says("Not found", 404), "answers 404; check that it has what you ask for"),
        (says("", 429, Retry_After="7200"), "answers 429 and asks for a pause of 7,200 s; try again in 120 minutes"),
        (says("", 302, Location="https://captcha.example/x"), "redirects to https://captcha.example/x; open"),
        (says("", 302, Location="http://localhost:1/x"), "redirects to http://localhost:1/x; open"),
        (says("", 302, Location="http://[broken"), "redirects to http://[broken; open"),
        (says("", 302, Location="/api?date=2026-04-20"), "redirects more than 5 times"),
        (says(b"x", Content_Encoding="br"), "answers packed as 'br', which was not asked for"),
    ],
)  # fmt: skip
def test_a_lasting_error_is_reported_and_changes_nothing(root: Path, desk: Desk, answer, told: str) -> None:
    desk.on(DAY, answer)
    before = tree(root / "content")
    done = fetch(root, desk)
    assert done.exit_code == 1
    assert f"papershelf: 2026-04-20: {desk.url}?{DAY} " in done.output
    assert told in done.output
    assert tree(root / "content") == before


def test_the_server_says_when_to_come_back(root: Path, desk: Desk, slept: list[float]) -> None:
    import datetime as dt

    soon = format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=90), usegmt=True)
    desk.on(DAY, says("", 429, Retry_After="17"), says("", 503, Retry_After=soon), says(rows("A")))
    assert fetch(root, desk).exit_code == 0
    waits = [wait for wait in slept if wait > 2]
    assert waits[0] == 17
    assert 60 < waits[1] <= 90


def test_a_redirect_on_the_same_server_is_followed(root: Path, desk: Desk) -> None:
    desk.on(DAY, says("", 307, Location=f"/api?v=2&{DAY}"))
    desk.on(f"v=2&{DAY}", says(rows("A")))
    assert fetch(root, desk).exit_code == 0
    assert (root / DAILY).exists()


def test_packed_answers_are_unpacked(root: Path, desk: Desk) -> None:
    desk.on(DAY, packed(rows("A", "B")))
    assert fetch(root, desk).exit_code == 0
    assert "title: B" in (root / DAILY).read_text()


def test_a_bomb_is_not_unpacked(root: Path, desk: Desk) -> None:
    bomb = gzip.compress(b" " * 300_000_000, 1)
    desk.on(DAY, says(bomb, Content_Encoding="gzip"))
    done = fetch(root, desk)
    assert done.exit_code == 1
    assert "answers with more than 16 MB" in done.output
    assert len(desk.asked) == 1


def test_an_answer_without_end_is_cut_off(root: Path, desk: Desk) -> None:
    def endless(handler: Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.close_connection = True
        try:
            while not handler.desk.closing.is_set():
                handler.wfile.write(b" " * 1_000_000)
        except OSError:
            handler.desk.reached.set()

    desk.on(DAY, endless)
    assert "answers with more than 16 MB" in fetch(root, desk).output
    assert desk.reached.wait(60)


def test_a_day_without_papers_is_reported_and_is_no_failure(root: Path, desk: Desk) -> None:
    desk.on(DAY, says("[]"))
    done = fetch(root, desk)
    assert done.exit_code == 0
    assert done.output == "2026-04-20: the Daily Papers have no papers of that day\n"


def test_fetched_days_are_kept_and_only_missing_ones_are_fetched_again(root: Path, desk: Desk) -> None:
    desk.on("date=2026-04-20", says(rows("A")))
    desk.on("date=2026-04-21", says("", 404))
    desk.on("date=2026-04-22", says(rows("C")))
    days = ("--day", "2026-04-20", "--day", "2026-04-21", "--day", "2026-04-22")

    done = fetch(root, desk, *days)

    assert done.exit_code == 1
    assert "papershelf: 2026-04-21: " in done.output
    assert {path.name for path in (root / "content/digests").glob("*.yml")} == {
        "2026-04-20-daily-papers.yml", "2026-04-22-daily-papers.yml"
    }  # fmt: skip
    desk.on("date=2026-04-21", says(rows("B")))
    desk.asked.clear()
    assert fetch(root, desk, *days).exit_code == 0
    assert desk.asked == ["/api?date=2026-04-21"]
    assert (root / "content/digests/2026-04-21-daily-papers.yml").exists()


def test_odd_answers_of_arxiv_are_reported(root: Path, desk: Desk) -> None:
    desk.on(
        "id_list=2401.00001,9999.99999,2401.00002&max_results=3",
        says(refusal("incorrect id format for 9999.99999"), 400),
    )
    desk.on("id_list=2401.00001,2401.00002&max_results=2", says("Rate exceeded."), says(feed("2401.00001")))
    done = add(root, desk, "2401.00001", "9999.99999", "2401.00002")
    assert done.exit_code == 1
    assert "9999.99999: arXiv refuses this id (incorrect id format for 9999.99999); correct it" in done.output
    assert "answers 'Rate exceeded.'; next attempt in 2 s" in done.output
    assert "2401.00002: not in arXiv's answer" in done.output
    assert "title: On 2401.00001" in (root / "content/digests/2026-04-20-arxiv.yml").read_text()


def test_arxiv_is_asked_once_in_three_seconds_by_all_commands(root: Path, desk: Desk, slept: list[float]) -> None:
    for one in ("2401.00001", "2401.00002"):
        desk.on(f"id_list={one}&max_results=1", says(feed(one)))
        assert add(root, desk, one).exit_code == 0
    [pause] = slept
    assert 0 < pause <= 3


def test_a_server_that_does_not_answer_is_reported(root: Path, desk: Desk) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        desk.port = taken.getsockname()[1]  # bound, but nobody listens
        done = fetch(root, desk)
    assert done.exit_code == 1
    assert "cannot be reached ([Errno 111] Connection refused); check the network" in done.output


def test_an_unknown_host_is_reported(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.getaddrinfo", unknown)
    done = run("-C", root, "fetch", "--day", "2026-04-20", "--from", "https://no-such-host.example/api")
    assert done.exit_code == 1
    assert "cannot be reached ([Errno -2] Name or service not known); check the network" in done.output


def unknown(*_: object, **__: object) -> None:
    raise socket.gaierror(-2, "Name or service not known")


def test_a_server_that_says_nothing_is_not_waited_for(desk: Desk) -> None:
    desk.on(DAY, nothing)
    with Connection("papershelf", httpx.Timeout(0.2)) as connection:
        assert connection.get(f"{desk.url}?{DAY}") == NoResponse("sends nothing for 0.2 s")


def test_a_server_that_is_only_slow_is_waited_for(desk: Desk) -> None:
    def slow(handler: Handler) -> None:
        handler.send(b"", length=5)
        for byte in b"[  ] ":
            time.sleep(0.05)
            handler.wfile.write(bytes([byte]))

    desk.on(DAY, slow)
    with Connection("papershelf") as connection:
        assert connection.get(f"{desk.url}?{DAY}") == Answer(200, b"[  ] ")


def trickle_headers(handler: Handler) -> None:
    trickle(handler, b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n")


def trickle_continue(handler: Handler) -> None:
    trickle(handler, b"", b"HTTP/1.1 100 Continue\r\n\r\n")


def trickle_chunks(handler: Handler) -> None:
    trickle(handler, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1;a=b\r\n \r\n")


def trickle_a_chunk_extension(handler: Handler) -> None:
    trickle(handler, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", b"a")


def trickle_a_body(handler: Handler) -> None:
    trickle(handler, b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", b" ")


def trickle(handler: Handler, head: bytes, piece: bytes) -> None:
    """Send a piece every few milliseconds for as long as somebody listens."""
    handler.close_connection = True
    try:
        handler.wfile.write(head)
        while not handler.desk.closing.wait(0.02):
            handler.wfile.write(piece)
            handler.wfile.flush()
    except OSError:
        handler.desk.reached.set()


@pytest.mark.parametrize(
    "respond", [trickle_headers, trickle_continue, trickle_chunks, trickle_a_chunk_extension, trickle_a_body]
)
def test_a_server_that_trickles_does_not_hold_us(desk: Desk, respond) -> None:
    desk.on(DAY, respond)
    began = time.monotonic()
    with Connection("papershelf", seconds=0.5) as connection:
        assert connection.get(f"{desk.url}?{DAY}") == NoResponse(
            "takes more than 0.5 s for its answer", is_temporary=False
        )
    assert time.monotonic() - began < 5
    assert desk.reached.wait(10), "the connection is still open"


@pytest.mark.parametrize(
    "address",
    [
        "huggingface.co/api",
        "ftp://a.org/x",
        "http://",
        "http://a.org:99999/",
        "https://a.org/?x=1",
        "http://[x",
        "https://a.org/\n",
    ],
)
def test_an_address_that_is_none_is_refused(root: Path, address: str) -> None:
    done = run("-C", root, "fetch", "--day", "2026-04-20", "--from", address)
    assert done.exit_code == 1
    assert "is not the address of an API. Write one such as https://huggingface.co/api/daily_papers" in done.output


def test_days_to_come_are_not_asked_for(root: Path, desk: Desk) -> None:
    done = fetch(root, desk, "--day", "2099-12-31")
    assert done.exit_code == 1
    assert "--day 2099-12-31: is in the future; nothing was fetched" in done.output
    assert desk.asked == []


@pytest.mark.parametrize("arguments", [(), ("--since", "2099-12-31")])
def test_some_day_must_be_named(root: Path, arguments: tuple[str, ...]) -> None:
    done = run("-C", root, "fetch", *arguments)
    assert done.exit_code == 1
    assert "no day to fetch. Give one with --day" in done.output


def test_outside_an_archive_nothing_is_asked(tmp_path: Path, desk: Desk) -> None:
    done = fetch(tmp_path, desk)
    assert done.exit_code == 1
    assert "papershelf init" in done.output
    assert list(tmp_path.iterdir()) == []


def test_killed_in_the_middle_it_goes_on_where_it_was(root: Path, desk: Desk) -> None:
    desk.on("date=2026-04-20", says(rows("A")))
    desk.on("date=2026-04-21", nothing)
    days = ("--day", "2026-04-20", "--day", "2026-04-21")
    command = [sys.executable, "-m", "generator", "-C", root, "fetch", "--from", desk.url, *days]
    before = tree(root / "content")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as running:
        assert desk.reached.wait(60)
        os.kill(running.pid, signal.SIGKILL)
    assert tree(root / "content") == before

    desk.on("date=2026-04-21", says(rows("B")))
    assert fetch(root, desk, *days).exit_code == 0

    assert desk.asked.count("/api?date=2026-04-20") == 1
    assert {path.name for path in (root / "content/digests").glob("*.yml")} == {
        "2026-04-20-daily-papers.yml", "2026-04-21-daily-papers.yml"
    }  # fmt: skip
