"""The search, as readers use it."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from playwright.sync_api import Page, Route, expect

from .conftest import DESKTOP, PATIENCE, PHONE, Visits, answered, results, violations

DATA = re.compile("/(search/data|api/v1/papers)/")

HIT = ".ps-search-hit"
TITLE = ".ps-search-hit .ps-search-title"


def ask(page: Page, address: str, query: str) -> None:
    """Open the dialog on a page by its key, and type."""
    page.goto(address)
    page.keyboard.press("/")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.type(query)
    answered(page)


def titles(page: Page) -> list[str]:
    return page.locator(TITLE).all_inner_texts()


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("walking backwards: mcts* over program sketches", "Walking Backwards: MCTS* over Program Sketches"),
        ("https://arxiv.org/abs/2602.11042v2", "Walking Backwards: MCTS* over Program Sketches"),
        ("dvorak, tomas", "Lemma Gardens: Growing Proof Libraries with Small Language Models"),
        ("Tomáš Dvořák", "Lemma Gardens: Growing Proof Libraries with Small Language Models"),
        ("tree search", "Tree search"),
        ("10 March 2026", "10 March 2026"),
    ],
)
def test_a_whole_title_id_or_name_comes_first(page: Page, site_url: str, query: str, first: str) -> None:
    ask(page, site_url, query)

    assert titles(page)[0] == first


def test_words_are_found_and_shown_where_they_stand(page: Page, site_url: str) -> None:
    ask(page, site_url, "verifier compute")

    hit = page.get_by_role("row", name="Lantern")
    expect(hit.locator(".ps-search-excerpt mark").first).to_be_visible()
    assert {"verifier", "compute"} & {
        re.sub(r"\W", "", text.lower()) for text in hit.locator(".ps-search-excerpt mark").all_inner_texts()
    }


def test_an_excerpt_shows_where_its_text_continues(page: Page, site_url: str) -> None:
    ask(page, site_url, "verifier compute")

    texts = page.locator(".ps-search-excerpt").all_inner_texts()
    assert any(text.endswith("…") for text in texts)
    assert [text for text in texts if text and text[0].islower() and not text.startswith("…")] == []


def test_the_keyboard_is_enough(page: Page, site_url: str) -> None:
    ask(page, f"{site_url}tags/", "tree search")
    field = page.get_by_role("combobox", name="Search the archive")

    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.get_by_role("grid", name="Results").get_by_role("row", selected=True)
    expect(chosen).to_have_count(1)
    cell = chosen.get_by_role("gridcell").first
    expect(field).to_have_attribute("aria-activedescendant", str(cell.get_attribute("id")))
    address = cell.get_by_role("link").get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(str(address))

    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_what_is_typed_before_it_is_there_is_kept(page: Page, site_url: str) -> None:
    page.goto(site_url)
    page.keyboard.press("/")
    page.keyboard.type("lantern")

    expect(page.get_by_role("combobox", name="Search the archive")).to_have_value("lantern")
    expect(page.get_by_role("row", name="Lantern")).to_be_visible()


def test_an_answer_to_half_of_the_query_is_not_shown_as_the_answer(page: Page, site_url: str) -> None:
    """The data of the search come late, and more is typed before they do."""
    held: list[Route] = []
    come = Event()
    page.route(DATA, lambda route: route.continue_() if come.is_set() else held.append(route))
    page.clock.install(time=0)
    page.goto(site_url)
    page.clock.pause_at(60_000)
    page.keyboard.press("/")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.type("tree")
    page.clock.run_for(1_000)
    expect(page.get_by_role("search").get_by_role("status")).to_have_text("Searching…")

    page.keyboard.type(" search")
    come.set()
    for route in held:
        route.continue_()
    expect(page.locator(HIT).first).to_be_visible()
    expect(results(page)).to_have_attribute("aria-busy", "true")

    page.clock.run_for(1_000)
    answered(page)
    assert titles(page)[0] == "Tree search"


def test_enter_waits_for_the_answer_to_the_whole_query(page: Page, site_url: str) -> None:
    """The answer to some letters is there, and the one to all of them is looked for."""
    held: list[Route] = []
    come = Event()
    page.goto(site_url)
    page.keyboard.press("/")
    page.keyboard.type("lantern")
    answered(page)
    page.route(DATA, lambda route: route.continue_() if come.is_set() else held.append(route))
    page.keyboard.press("Control+a")
    page.keyboard.type("postcard")
    expect(page.get_by_role("search").get_by_role("status")).to_have_text("Searching…")

    page.keyboard.press("Enter")
    expect(page.locator(HIT).first).to_contain_text("Lantern")
    come.set()
    for route in held:
        route.continue_()
    page.wait_for_url("**/papers/proofs-on-a-postcard-*/")


@pytest.mark.parametrize("address", ["?constructor=x", "?order=toString&not=valueOf:x"])
def test_an_address_of_no_search_is_an_empty_one(page: Page, site_url: str, address: str) -> None:
    page.goto(f"{site_url}search/{address}")
    expect(page.get_by_role("combobox", name="Search the archive")).to_have_value("")
    expect(page.get_by_role("search").get_by_role("combobox", name="Order")).to_have_value("relevance")


def test_a_slash_is_a_letter_where_somebody_types(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}tags/")
    field = page.get_by_role("searchbox", name="Filter")
    field.press_sequentially("a/b")

    expect(field).to_have_value("a/b")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_the_link_in_the_header_opens_it_and_nothing_is_fetched_before(page: Page, site_url: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site_url)
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if "search" in url] == []

    page.locator("[data-ps-search-open]").click()
    expect(page.get_by_role("combobox", name="Search the archive")).to_be_focused()


def test_filters_count_want_and_exclude(page: Page, site_url: str) -> None:
    ask(page, site_url, "search")
    page.get_by_role("button", name="Filters").click()
    answered(page)
    row = page.locator("fieldset li").filter(has=page.get_by_role("button", name="without Program synthesis"))
    count = int(row.locator(".ps-search-count").inner_text())
    hits = page.locator(HIT)
    everything = hits.count()
    before = everything - hits.filter(has_not=page.locator("time")).count()  # pages of tags, for one, have no day
    assert 0 < count < before

    page.get_by_role("button", name="without Program synthesis").click()
    expect(hits).to_have_count(before - count)
    expect(page.get_by_role("button", name="without Program synthesis")).to_have_attribute("aria-pressed", "true")

    page.get_by_role("button", name="with Program synthesis", exact=True).click()
    expect(hits).to_have_count(count)

    page.get_by_role("button", name="Tag: Program synthesis. Remove this filter").click()
    expect(hits).to_have_count(everything)


def test_filters_that_leave_no_choice_say_so(page: Page, site_url: str) -> None:
    ask(page, site_url, "zzyzx")
    page.get_by_role("button", name="Filters").click()
    answered(page)
    filters = page.locator(".ps-search-filters")
    expect(filters).to_contain_text("No filters for these results.")

    page.get_by_role("combobox", name="Search the archive").fill("search")
    answered(page)
    expect(filters.locator("fieldset").first).to_be_visible()
    expect(filters).not_to_contain_text("No filters")


@pytest.fixture
def phone(visits: Visits) -> Page:
    return visits.page(viewport=PHONE)


def test_filters_are_folded_where_they_would_stand_before_the_results(phone: Page, site_url: str) -> None:
    phone.goto(f"{site_url}search/?q=search&not=tag:none")
    answered(phone)
    toggle = phone.get_by_role("button", name="Filters: 1 on")
    expect(toggle).to_have_attribute("aria-expanded", "false")
    expect(phone.locator(".ps-search-filters")).to_be_hidden()
    expect(phone.locator(HIT).first).to_be_in_viewport()

    toggle.focus()
    phone.keyboard.press("Enter")
    expect(toggle).to_have_attribute("aria-expanded", "true")
    phone.get_by_role("button", name="with Program synthesis", exact=True).click()
    answered(phone)
    phone.get_by_role("button", name="Show the results").press("Enter")
    expect(phone.locator(".ps-search-filters")).to_be_hidden()
    expect(phone.get_by_role("button", name="Filters: 2 on")).to_be_focused()
    expect(phone.locator(HIT).first).to_be_in_viewport()


@pytest.mark.parametrize("address", ["search/?q=search", "search/"])
def test_filters_stand_beside_the_results_where_there_is_room(visits: Visits, site_url: str, address: str) -> None:
    page = visits.page(viewport=DESKTOP)
    page.goto(site_url + address)
    toggle = page.get_by_role("button", name="Filters")
    expect(toggle).to_have_attribute("aria-expanded", "true")
    expect(page.locator("fieldset").first).to_be_visible()
    expect(page.get_by_role("button", name="Show the results")).to_be_hidden()

    page.set_viewport_size(PHONE)
    expect(toggle).to_have_attribute("aria-expanded", "false")
    page.set_viewport_size(DESKTOP)
    expect(toggle).to_have_attribute("aria-expanded", "true")


def test_results_come_where_the_place_for_them_was(visits: Visits, site_url: str) -> None:
    """Filters, whose data come late, have their place from the start."""
    held: list[Route] = []
    page = visits.page(viewport=DESKTOP)
    page.route("**/facets.json", lambda route: held.append(route))
    with page.expect_request("**/facets.json"):
        page.goto(f"{site_url}search/?q=search")
    found = page.locator(".ps-search-found")
    before = found.bounding_box()
    for route in held:
        route.continue_()
    answered(page)
    after = found.bounding_box()

    assert before
    assert after
    assert [before[side] for side in ("x", "y", "width")] == [after[side] for side in ("x", "y", "width")]


def test_a_tag_leads_to_the_papers_that_have_another_tag_too(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}tags/language-models/")
    page.get_by_role("link", name="(2)", exact=True).click()

    page.wait_for_url(f"{site_url}search/?tag=language-models&tag=program-synthesis")
    expect(page.locator(HIT)).to_have_count(2)
    expect(page.get_by_role("list", name="Filters in use").get_by_role("button")).to_have_count(2)


def test_notes_and_days_are_filters(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}search/?notes=yes&digest=2026-03-10")
    answered(page)

    assert titles(page) == ["Walking Backwards: MCTS* over Program Sketches"]


def test_an_order_by_date(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}search/?q=language&order=newest")
    answered(page)
    newest = page.locator(f"{HIT} time").evaluate_all("times => times.map((time) => time.dateTime)")
    assert len(set(newest)) > 1
    assert newest == sorted(newest, reverse=True)

    page.get_by_label("Order").select_option("Oldest first")
    page.wait_for_url("**order=oldest")
    answered(page)
    oldest = page.locator(f"{HIT} time").evaluate_all("times => times.map((time) => time.dateTime)")
    assert oldest == sorted(oldest)
    assert oldest[0] <= newest[-1]


def test_a_search_has_an_address(page: Page, site_url: str) -> None:
    ask(page, site_url, "search")
    page.get_by_role("button", name="Filters").click()
    page.get_by_role("button", name="without Program synthesis").click()
    expect(page.get_by_role("button", name="Without tag: Program synthesis")).to_be_visible()
    answered(page)
    found = titles(page)

    page.get_by_role("link", name="Link to this search").click()
    page.wait_for_url("**/search/?q=search&not=tag%3Aprogram-synthesis")
    answered(page)
    assert titles(page) == found
    expect(page.get_by_role("combobox", name="Search the archive")).to_have_value("search")


def test_more_results_follow(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}search/?not=tag:none")
    answered(page)
    expect(page.locator(HIT)).to_have_count(8)

    page.get_by_role("button", name="More results").click()
    expect(page.locator(HIT)).to_have_count(16)
    assert len(set(titles(page))) == 16


def test_the_page_for_lost_visitors_searches_for_the_address(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}papers/walking-backwards-mcts/")
    answered(page)

    expect(page.get_by_role("combobox", name="Search the archive")).to_have_value("walking backwards mcts")
    assert titles(page)[0] == "Walking Backwards: MCTS* over Program Sketches"


@pytest.mark.parametrize("name", ["404.html", "404"])
def test_the_page_for_lost_visitors_looks_for_nothing_at_its_own_address(page: Page, site_url: str, name: str) -> None:
    page.goto(f"{site_url}{name}")
    expect(page.get_by_role("combobox", name="Search the archive")).to_have_value("")


def test_hostile_text_is_text(page: Page, site_url: str) -> None:
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    ask(page, site_url, "script alert body img onerror")

    expect(page.locator(HIT).first).to_contain_text(re.compile("<script>|<img"))
    expect(page.locator(f"{HIT} :is(script, img)")).to_have_count(0)


def test_nothing_found_is_said(page: Page, site_url: str) -> None:
    ask(page, site_url, "zzyzx")

    expect(page.get_by_role("search").get_by_role("status")).to_have_text(re.compile("Nothing found"))


def test_what_was_meant_is_found_and_is_a_link_that_searches_for_it(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}search/?q=Lantren+verifier")
    answered(page)
    status = page.get_by_role("search").get_by_role("status")
    expect(status).to_have_text("Nothing found. These are results for lantern verifier.")
    assert titles(page)[0].startswith("Lantern")
    link = status.get_by_role("link", name="lantern verifier")
    assert link.get_attribute("href") == f"{site_url}search/?q=lantern+verifier"
    assert violations(page) == []

    link.press("Enter")
    page.wait_for_url("**/search/?q=lantern+verifier")
    answered(page)
    expect(page.get_by_role("combobox", name="Search the archive")).to_be_focused()
    expect(status).to_have_text(re.compile(r"^\d+ results?$"))


def test_papers_that_lack_a_word_say_which(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}search/?q=lantern+verifier+xylophone")
    answered(page)

    expect(page.get_by_role("search").get_by_role("status")).to_have_text(
        "Nothing has all words. These papers lack one."
    )
    expect(page.locator(f"{HIT} .ps-search-facts").first).to_contain_text("without “xylophone”")


def test_enter_on_the_page_of_the_search_shows_results(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}search/")
    page.get_by_role("combobox", name="Search the archive").fill("lantern")
    page.keyboard.press("Enter")
    expect(page.get_by_role("row", name="Lantern").first).to_be_visible()
    assert page.url.endswith("/search/?q=lantern")

    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/papers/lantern-*/")


def test_going_back_restores_results_place_and_scroll(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}search/?not=tag:none")
    page.get_by_role("button", name="More results").click()
    expect(page.locator(HIT)).to_have_count(16)
    page.locator(HIT).nth(12).scroll_into_view_if_needed()
    scrolled = page.evaluate("scrollY")
    assert scrolled > 0
    page.locator(HIT).nth(12).click()
    page.wait_for_url("**/papers/*/")

    page.go_back()
    expect(page.locator(HIT)).to_have_count(16)
    expect(page.get_by_role("row").nth(12)).to_have_attribute("aria-selected", "true")
    page.wait_for_function("(y) => Math.abs(scrollY - y) < 2", arg=scrolled)


def test_going_back_opens_the_dialog_where_it_was_left(page: Page, site_url: str) -> None:
    ask(page, f"{site_url}tags/", "search")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.get_by_role("grid", name="Results").get_by_role("row", selected=True)
    opened_title = chosen.locator(".ps-search-title").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url("**/small/*/*/")

    page.go_back()
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(chosen.locator(".ps-search-title")).to_have_text(opened_title)
    page.keyboard.press("Escape")
    page.reload()
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_search_that_cannot_be_loaded_says_what_to_do(page: Page, site_url: str) -> None:
    page.route("**/search/data/**", lambda route: route.fulfill(status=200, body="{}", content_type="text/html"))
    page.goto(site_url)
    page.keyboard.press("/")

    expect(page.get_by_role("search").get_by_role("status")).to_have_text(re.compile("cannot be loaded"))


def test_without_scripts_a_page_says_how_to_find_things(visits: Visits, site_url: str) -> None:
    page = visits.page(java_script_enabled=False)
    page.goto(site_url)
    page.locator("[data-ps-search-open]").click()

    page.wait_for_url(f"{site_url}search/")
    expect(page.get_by_role("main").get_by_role("link", name="Tags")).to_be_visible()


@pytest.fixture
def serving(archive: Path, tmp_path: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        where = f"127.0.0.1:{free.getsockname()[1]}"
    with (tmp_path / "log.txt").open("wb") as log:
        command = [sys.executable, "-m", "generator", "serve", "--dev-addr", where]
        process = subprocess.Popen(command, cwd=archive, stdout=log, stderr=log)
        try:
            end = time.monotonic() + 60
            while not _answers(f"http://{where}/small/"):
                assert time.monotonic() < end, (tmp_path / "log.txt").read_text()
                time.sleep(0.2)
            yield f"http://{where}/small/"
        finally:
            process.terminate()
            process.wait(60)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5):  # noqa: S310 (it is http)
            return True
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def test_it_works_while_serving(browser, serving: str) -> None:
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    ask(page, serving, "2602.11042")

    assert titles(page)[0] == "Walking Backwards: MCTS* over Program Sketches"
    # MkDocs' own script, which reloads the page, is in it, and the policy does not stand in its way.
    assert page.evaluate("typeof livereload") == "function"
    assert complaints == []
    page.close()
