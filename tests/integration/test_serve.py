"""Serving: what a person sees in the browser while writing, from `papershelf serve` and from `mkdocs serve` alone."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from generator.system import transactions

PAGE = "papers/tulu-at-home-instruction-tuning-with-a-naive-judge/"
PATIENCE = 60
"""Seconds; a rebuild takes two on a machine that has nothing else to do."""


@dataclass(frozen=True)
class Server:
    address: str
    log: Path

    def shows(self, words: str) -> bool:
        return words in self.page()

    def page(self, path: str = PAGE) -> str:
        try:
            with urllib.request.urlopen(self.address + path, timeout=10) as answer:  # noqa: S310 (it is http)
                return answer.read().decode()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return ""

    def has_logged(self, words: str) -> bool:
        return words in self.log.read_text()

    def wait(self, condition: Callable[[str], bool], words: str) -> None:
        end = time.monotonic() + PATIENCE
        while not condition(words):
            assert time.monotonic() < end, f"{words!r} did not come\n{self.log.read_text()}"
            time.sleep(0.2)


@pytest.fixture
def quick(archive: Path, tmp_path: Path) -> Iterator[Server]:
    """`papershelf serve`."""
    yield from serve("generator", archive, tmp_path)


@pytest.fixture(params=["generator", "mkdocs"])
def server(request: pytest.FixtureRequest, archive: Path, tmp_path: Path) -> Iterator[Server]:
    yield from serve(request.param, archive, tmp_path)


def serve(program: str, archive: Path, tmp_path: Path) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        where = f"127.0.0.1:{free.getsockname()[1]}"
    log = tmp_path / "log.txt"
    command = [sys.executable, "-m", program, "serve", "--dev-addr", where]
    if program == "mkdocs":
        command.append("--livereload")  # click 8.3 and later take its default for False: mkdocs issue 4032
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=archive, env={**os.environ, "PYTHONUNBUFFERED": "1"}, stdout=output, stderr=output
        )
    try:
        yield Server(f"http://{where}/small/", log)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def test_a_note_is_shown_a_broken_one_is_reported_and_a_fixed_one_is_shown(server: Server, archive: Path) -> None:
    note = archive / "content" / "notes" / "tulu-second-opinion.md"
    good = note.read_text()

    server.wait(server.shows, "three lines long")

    note.write_text(good + "\nA first afterthought.\n")
    server.wait(server.shows, "A first afterthought.")

    note.write_text(good.replace("date: 2026-03-05", "date: yesterday") + "\nA second afterthought.\n")
    server.wait(server.has_logged, "content/notes/tulu-second-opinion.md:4:7: 'date' ('yesterday')")
    server.wait(server.has_logged, "The pages are those of the last good build")
    server.wait(server.shows, "tulu-second-opinion.md:4:7: &#39;date&#39; (&#39;yesterday&#39;) is not a date")
    assert server.shows("A first afterthought.")
    assert not server.shows("A second afterthought.")

    note.write_text(good + "\nA third afterthought.\n")
    server.wait(server.shows, "A third afterthought.")
    assert not server.shows("yesterday")
    assert "Traceback" not in server.log.read_text()


BEHIND = "Lists, the search and the map are being brought up to date."
OTHER = "papers/lemma-gardens/"


def test_a_folder_that_was_away_is_watched_when_it_is_back(quick: Server, archive: Path) -> None:
    note = archive / "content" / "notes" / "tulu-second-opinion.md"
    quick.wait(quick.shows, "three lines long")
    (archive / "content").rename(archive / "elsewhere")
    quick.wait(quick.has_logged, "The site cannot be built")
    (archive / "elsewhere").rename(archive / "content")
    note.write_text(note.read_text() + "\nA late afterthought.\n")
    quick.wait(quick.shows, "A late afterthought.")


def test_an_edited_note_shows_before_the_whole_site_is_built(quick: Server, archive: Path) -> None:
    """The test holds the build lock, so that the server can only use the archive in memory."""
    notes = archive / "content" / "notes"
    edited = notes / "tulu-second-opinion.md"
    good = edited.read_text()
    quick.wait(quick.shows, "three lines long")
    assert BEHIND not in quick.page()

    with transactions.build_lock(archive, PATIENCE):
        edited.write_text(good + "\nA first afterthought.\n")
        quick.wait(quick.shows, "A first afterthought.")
        assert quick.shows(BEHIND)

        edited.write_text(good.replace("date: 2026-03-05", "date: yesterday") + "\nA second afterthought.\n")
        quick.wait(quick.shows, "tulu-second-opinion.md:4:7: &#39;date&#39; (&#39;yesterday&#39;) is not a date")
        assert quick.shows("A first afterthought.")

        edited.write_text(good + "\nA third afterthought.\n")
        quick.wait(quick.shows, "A third afterthought.")
        assert not quick.shows("yesterday")

        late = archive / "content" / "digests" / "2026-03-30-desk.yml"
        late.write_text(
            "date: 2026-03-30\nsource: desk\npapers:\n  - title: A Late Arrival\n    abstract: It is late.\n"
        )
        quick.wait(lambda words: words in quick.page("papers/a-late-arrival/"), "It is late.")
        assert "A Late Arrival" in quick.page("digests/2026-03-30/")
        assert "A Late Arrival" in quick.page("")
        (notes / "late.md").write_text(good.replace(named(good), "paper: a-late-arrival"))
        quick.wait(lambda words: words in quick.page("papers/a-late-arrival/"), "three lines long")
        (notes / "late.md").unlink()

        (notes / "new.md").write_text(good.replace("three lines long", "quite new"))
        quick.wait(quick.shows, "quite new")
        (notes / "new.md").unlink()
        edited.unlink()
        quick.wait(lambda words: words not in quick.page() and bool(quick.page()), "three lines long")
        assert not quick.shows("quite new")

        edited.write_text(good.replace(named(good), f"paper: {OTHER.split('/')[1]}"))
        quick.wait(lambda words: words in quick.page(OTHER), "three lines long")
        assert not quick.shows("three lines long")

    quick.wait(lambda words: words not in quick.page() and bool(quick.page()), BEHIND)
    assert "three lines long" in quick.page(OTHER)
    assert "It is late." in quick.page("papers/a-late-arrival/")
    assert not quick.shows("three lines long")
    assert "three lines long" in (archive / "build/docs" / f"{OTHER[:-1]}.md").read_text()
    assert "Traceback" not in quick.log.read_text()


def named(note: str) -> str:
    """The line of a note that names its paper."""
    return next(line for line in note.splitlines() if line.startswith("paper: "))
