"""The search of an archive with several indexes: readers notice nothing of it."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from plain_paper import plain_paper
from playwright.sync_api import Browser, Page, Request

from generator.exports import search_records
from generator.model import Appearance, Archive, Settings, Tag, Text
from generator.model import Page as CuratedPage
from generator.system import files

from .conftest import PagesServer, make_search, searching_alone

SAID = "kite lantern harbour gate wall bridge".split()

ANSWERED = """async (request) => {
  const { Engine } = await import(new URL("assets/search-engine.js", location));
  return new Engine(location.href).search(request);
}"""

ASKED = """async (request) => {
  const { Engine } = await import(new URL("assets/search-engine.js", location));
  const { total, hits } = await new Engine(location.href).search(request);
  return { total, hits: hits.map(({ address }) => address) };
}"""


@pytest.fixture(scope="module")
def archive() -> Archive:
    """Twelve papers, newest first, each on a day of its own and about two things, a tag that all have, and a page."""
    papers = [
        plain_paper(
            f"paper-{number}",
            title=Text(f"Number {number}", ""),
            abstract=(
                Text(f"Of a {SAID[number % 6]} and a {SAID[number % 4]}, in earnest.", ""),
                *([Text("It is a kiteboard.", "")] if number == 6 else []),
            ),
            appearances=(Appearance(dt.date(2026, 3 + number // 10, 1 + number), "desk"),),
        )
        for number in range(12)
    ]
    about = CuratedPage("about.md", "About", "", "<p>Why a kite flies, in earnest.</p>")
    newest_first = tuple(reversed(papers))
    weather = Tag("weather", "Weather", newest_first, aliases=("Sky and rain",))
    return Archive(Settings("", ""), newest_first, (), (weather,), {}, (about,))


@pytest.fixture(scope="module", params=[100, 5])
def searching(
    request: pytest.FixtureRequest,
    archive: Archive,
    tmp_path_factory: pytest.TempPathFactory,
    browser: Browser,
) -> Iterator[Page]:
    """The archive in one index, and in three of at most five papers, of which the newest month has the last."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search_records, "MINIMUM_SETTLED", request.param)
        patch.setattr(search_records, "MAXIMUM", request.param)
        with searching_alone(browser, archive, tmp_path_factory.mktemp("search")) as page:
            yield page


def asked(page: Page, **request: Any) -> tuple[int, list[str]]:
    found = page.evaluate(ASKED, {"count": 20, **request})
    return found["total"], found["hits"]


def test_words_are_found_in_all_of_them(searching: Page) -> None:
    total, hits = asked(searching, query="earnest", order="newest")

    assert total == 13
    assert hits == [*(f"papers/paper-{number}/" for number in reversed(range(12))), "about/"]


def test_all_words_are_wanted_where_an_index_lacks_one_of_them(searching: Page) -> None:
    """Of three indexes, the second has no wall."""
    assert asked(searching, query="wall kite") == (1, ["papers/paper-4/"])
    answer = searching.evaluate(ANSWERED, {"query": "wall lantern"})
    assert (answer["complete"], {hit["lacks"] for hit in answer["hits"]}) == (0, {"wall", "lantern"})


def test_words_that_none_has_are_passed_over(searching: Page) -> None:
    assert asked(searching, query="wall mistyppd", order="newest") == (2, ["papers/paper-10/", "papers/paper-4/"])


@pytest.mark.parametrize("query", ["kiteboard", "kiteboards", "kiteboa", "kiteboard harbour", '"a kiteboard"'])
def test_a_word_that_an_index_lacks_finds_no_shorter_one_there(searching: Page, query: str) -> None:
    """Pagefind looks for the longest word that a word begins with: all have kites, one has a kiteboard."""
    assert asked(searching, query=query) == (1, ["papers/paper-6/"])


def test_a_title_comes_first_wherever_it_is(searching: Page) -> None:
    for number in (0, 4, 5, 9, 10, 11):
        assert asked(searching, query=f"number {number}")[1][0] == f"papers/paper-{number}/"


@pytest.mark.parametrize("query", ["weather", "sky rain"])
def test_a_page_is_shown_once_with_the_papers_of_all(searching: Page, query: str) -> None:
    """The whole name is looked up in tables of keys, a part of one in tables of names."""
    answer = searching.evaluate(ANSWERED, {"query": query})
    assert [(hit["address"], hit["facts"]) for hit in answer["hits"]] == [("tags/weather/", "12 papers")]


def test_papers_that_no_word_asked_for_are_shown_too(searching: Page) -> None:
    total, hits = asked(searching, query="", **{"from": 6, "count": 2})

    assert (total, hits) == (12, ["papers/paper-5/", "papers/paper-4/"])


def test_one_program_reads_them_all(searching: Page) -> None:
    programs: list[str] = []

    def note(request: Request) -> None:
        if "/wasm." in request.url or request.url.endswith("/pagefind.js"):
            programs.append(request.url)

    searching.on("request", note)
    searching.reload()
    asked(searching, query="kite")
    assert len(programs) == 2


def test_a_page_loaded_after_a_new_digest_finds_its_papers(
    archive: Archive, tmp_path: Path, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though the browser may keep files for ten minutes, as GitHub Pages says, in which it searched before."""

    def end_headers(server: PagesServer) -> None:
        server.send_header("Cache-Control", "max-age=600")
        SimpleHTTPRequestHandler.end_headers(server)

    monkeypatch.setattr(PagesServer, "end_headers", end_headers)
    with searching_alone(browser, archive, tmp_path) as page:
        published = tmp_path / "small" / files.SEARCH
        today = published.rename(tmp_path / "today")
        make_search(replace(archive, papers=archive.papers[1:], tags=()), tmp_path / "before")
        shutil.copytree(tmp_path / "before" / files.DOCS / files.SEARCH, published)
        assert asked(page, query="earnest")[0] == 12

        shutil.rmtree(published)
        later = time.time() + 60
        for path in today.rglob("*"):
            os.utime(path, (later, later))
        today.rename(published)
        page.reload()
        total, hits = asked(page, query="earnest", order="newest")
        assert (total, hits[0]) == (13, "papers/paper-11/")


def test_an_empty_archive_finds_nothing(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> None:
    nothing = Archive(Settings("", ""), (), (), (), {}, ())
    with searching_alone(browser, nothing, tmp_path_factory.mktemp("search")) as page:
        assert asked(page, query="kite") == (0, [])
        assert asked(page, query="") == (0, [])
