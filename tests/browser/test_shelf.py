"""The shelf, follows and news of a reader, in the reader's own browser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import listparser
import pytest
from bibtexparser import parse_string
from playwright.sync_api import Browser, Page, expect

from .conftest import LOOKS, PHONE, Visits, violations

TULU = "tulu-at-home-instruction-tuning-with-a-naive-judge"
KITCHEN = "kitchen-table-fusion-of-sensors-common-sense"
AS_BEFORE = """(days) => {
  const key = Object.keys(localStorage).find((name) => name.startsWith("papershelf.shelf"));
  const state = JSON.parse(localStorage[key]);
  const { from, keys } = state.seen;
  localStorage[key] = JSON.stringify({ ...state, seen: { through: "2026-03-13", from, keys: keys.slice(days) } });
}"""
"""Makes the shelf that of a reader who was here before the newest papers came, so many of them."""


def returned(page: Page, site_url: str, *, papers: int) -> None:
    """Open the home page once, and again as if these newest papers had come meanwhile."""
    page.goto(site_url)
    page.wait_for_function("Object.keys(localStorage).some((name) => name.startsWith('papershelf.shelf'))")
    page.evaluate(AS_BEFORE, papers)
    page.goto(site_url)


def saved(page: Page, button: str) -> str:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button, exact=True).click()
    return Path(waiting.value.path()).read_text("utf-8")


def starred(page: Page, site_url: str, *slugs: str) -> None:
    for slug in slugs:
        page.goto(f"{site_url}papers/{slug}/")
        expect(page.get_by_role("button", name="On the shelf", exact=True)).to_have_attribute("aria-pressed", "false")
        page.keyboard.press("s")
        expect(page.get_by_role("button", name="On the shelf", exact=True)).to_have_attribute("aria-pressed", "true")


def test_a_change_for_which_the_browser_has_no_room_is_reported(visits: Visits, site_url: str) -> None:
    page = visits.page()
    starred(page, site_url, TULU)
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); }; }")
    said: list[str] = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.accept()))
    page.keyboard.press("s")
    expect(page.get_by_role("button", name="On the shelf", exact=True)).to_have_attribute("aria-pressed", "true")
    assert [message.partition(":")[0] for message in said] == ["The browser has no room left for your shelf"]


def test_a_returning_reader_sees_what_is_new_until_it_is_marked_as_seen(visits: Visits, site_url: str) -> None:
    page = visits.page(viewport=PHONE)
    page.goto(f"{site_url}tags/reinforcement-learning/")
    page.get_by_role("button", name="Follow").click()
    returned(page, site_url, papers=3)

    line = page.locator("#ps-since")
    expect(line).to_contain_text("3 days, 3 papers since you were here, 1 in what you follow")
    assert line.bounding_box()["y"] < PHONE["height"]  # type: ignore[index]
    expect(page.locator(".ps-new")).to_have_count(3)

    page.goto(f"{site_url}tags/reinforcement-learning/")
    expect(line).to_contain_text("1 of these papers is new")
    line.get_by_role("button", name="Mark as seen").click()
    expect(line).to_be_hidden()
    page.goto(site_url)
    expect(line).to_contain_text("2 days, 2 papers since you were here, 0 in what you follow")
    line.get_by_role("button", name="Mark as seen").click()
    expect(page.locator(".ps-new")).to_have_count(0)


def test_a_paper_is_kept_with_a_note_and_cited_and_moves_to_another_browser(visits: Visits, site_url: str) -> None:
    page = visits.page()
    starred(page, site_url, TULU)
    page.goto(f"{site_url}tags/language-models/")
    page.get_by_role("button", name="On the shelf: Kitchen-Table").click()
    page.goto(f"{site_url}shelf/")
    page.get_by_text("Private note").first.click()
    page.get_by_label("Private note on TÜLU").fill("Ask Ann.")
    page.get_by_role("button", name="Move up: Kitchen-Table").click()

    entries = parse_string(saved(page, "BibTeX")).entries
    assert [entry.key for entry in entries] == ["kovac2026kitchentable", "kata2026tulu"]
    page.get_by_label("Choose TÜLU").check()
    assert [item["id"] for item in json.loads(saved(page, "CSL-JSON"))] == ["kata2026tulu"]
    assert re.findall(r"^ID  - (.+)$", saved(page, "RIS"), re.M) == ["kata2026tulu"]

    backup = saved(page, "Save a backup")
    other = visits.page()
    other.goto(f"{site_url}shelf/")
    other.locator("input[type=file]").set_input_files({"name": "a.json", "mimeType": "", "buffer": backup.encode()})
    expect(other.locator(".ps-shelf-list > li .ps-shelf-note")).to_have_text(["", "Ask Ann."])
    other.get_by_role("button", name="Erase…").click()
    other.get_by_role("button", name="Erase all of it").click()
    expect(other.get_by_text("Nothing is on your shelf yet.")).to_be_visible()
    other.locator("input[type=file]").set_input_files({"name": "a.json", "mimeType": "", "buffer": b"{}"})
    expect(other.get_by_text("This file is no backup")).to_be_visible()


def test_results_of_a_search_are_kept_and_marked_as_read(visits: Visits, site_url: str) -> None:
    page = visits.page()
    page.goto(f"{site_url}tags/language-models/")
    page.keyboard.press("/")
    page.get_by_role("combobox", name="Search the archive").fill("kitchen-table fusion")
    result = page.get_by_role("row", name="Kitchen-Table").first
    star, tick = (result.get_by_role("button", name=re.compile(name)) for name in ("On the shelf", "Read"))
    star.click()
    tick.click()
    expect(star).to_have_attribute("aria-pressed", "true")
    expect(tick).to_have_attribute("aria-pressed", "true")
    listed = page.get_by_role("main").get_by_role("button", name="On the shelf: Kitchen-Table", include_hidden=True)
    expect(listed).to_have_attribute("aria-pressed", "true")

    page.keyboard.press("s")
    expect(star).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("s")
    page.goto(f"{site_url}shelf/")
    expect(page.locator(".ps-shelf-list > li")).to_contain_text(["Kitchen-Table Fusion of Sensors"])


def test_single_keys_can_be_switched_off(visits: Visits, site_url: str) -> None:
    page = visits.page()
    page.goto(f"{site_url}shelf/")
    page.get_by_label("Use single keys").uncheck()
    page.goto(f"{site_url}papers/{TULU}/")
    star = page.get_by_role("button", name="On the shelf", exact=True)
    expect(star).to_have_attribute("aria-pressed", "false")
    address = page.url
    for key in ("s", "/", "n", "p"):
        page.keyboard.press(key)
    page.keyboard.press("Control+k")
    expect(page.locator(".ps-search-dialog[open]")).to_have_count(1)
    page.keyboard.type("naive")  # of the search, whose field has the focus
    expect(page.locator(".ps-search-dialog input[type=search]")).to_have_value("naive")
    page.keyboard.press("Escape")
    assert page.url == address
    expect(star).to_have_attribute("aria-pressed", "false")

    page.goto(f"{site_url}shelf/")
    page.get_by_label("Use single keys").check()
    starred(page, site_url, TULU)


def test_searches_are_followed_without_a_feed(visits: Visits, site_url: str) -> None:
    page = visits.page()
    for address in ("tags/language-models/", "search/?q=judge&venue=Shelves"):
        page.goto(f"{site_url}{address}")
        page.get_by_role("button", name="Follow").click()
        expect(page.get_by_role("button", name="Following")).to_be_visible()
    page.goto(f"{site_url}shelf/")

    feeds = listparser.parse(saved(page, "OPML: papers on either")).feeds

    assert [(feed.title, feed.url) for feed in feeds] == [
        ("Language models", f"{site_url}tags/language-models/feed.xml"),
    ]
    expect(page.get_by_text("Without a feed: “judge” · venue: Shelves")).to_be_visible()
    expect(page.locator("li", has_text="Language models")).to_contain_text("Feed")
    page.get_by_role("button", name="OPML: papers on both").click()
    expect(page.get_by_text("No two tags that you follow have a feed together")).to_be_visible()


def test_suggestions_name_the_words_and_leave_out_what_was_read(visits: Visits, site_url: str) -> None:
    page = visits.page()
    starred(page, site_url, "walking-backwards-mcts-over-program-sketches")
    page.goto(f"{site_url}papers/lantern-tree-search-by-the-light-of-a-small-verifier/")
    expect(page.get_by_role("button", name="Read", exact=True)).to_have_attribute("aria-pressed", "true")
    page.goto(f"{site_url}shelf/")

    page.get_by_role("button", name="Find papers for me").click()

    found = page.locator("section", has_text="Find papers for me").last.locator("li")
    expect(found.first).to_contain_text(re.compile(r"Because of: .*program, synthesis"))
    expect(page.get_by_role("link", name="Lantern")).to_have_count(0)


def test_a_shelf_is_shared_without_its_notes(visits: Visits, site_url: str) -> None:
    page = visits.page(permissions=["clipboard-read", "clipboard-write"])
    starred(page, site_url, TULU, KITCHEN)
    page.goto(f"{site_url}shelf/")
    page.get_by_role("button", name="Link to share").click()
    expect(page.get_by_text("The link is copied.")).to_be_visible()
    address = page.evaluate("navigator.clipboard.readText()")
    assert address == f"{site_url}shelf/#share={TULU},{KITCHEN}"

    other = visits.page()
    other.goto(f"{address},no-paper-of-this-archive")
    expect(other.get_by_text("1 paper is not in this archive.")).to_be_visible()
    other.get_by_role("button", name="Put all 2 papers on your shelf").click()
    expect(other.get_by_role("link", name="Your shelf, 2 papers")).to_be_visible()
    visits.complaints.remove(f"{site_url}api/v1/papers/no-paper-of-this-archive.json is missing")


def test_the_shelf_is_accessible(visits: Visits, site_url: str) -> None:
    page = visits.page()
    page.goto(f"{site_url}tags/tree-search/")
    page.get_by_role("button", name="Follow").click()
    starred(page, site_url, TULU, KITCHEN)
    page.goto(f"{site_url}shelf/")
    page.get_by_role("button", name="Find papers for me").click()
    page.get_by_text("Private note").first.click()
    assert violations(page, looks=LOOKS[1::2]) == []


STATE: dict[str, Any] = {"version": 1, "shelf": [], "read": [], "follows": [], "seen": None}


@pytest.fixture(scope="module")
def empty_page(browser: Browser, site_url: str) -> Iterator[Page]:
    """A page for calling the functions of shelf-state.js."""
    page = browser.new_page()
    page.goto(f"{site_url}robots.txt")
    yield page
    page.close()


def called(page: Page, site_url: str, function: str, *arguments: Any) -> Any:
    """The result of a function of shelf-state.js."""
    script = "async ([url, name, given]) => (await import(url))[name](...given)"
    return page.evaluate(script, [f"{site_url}assets/shelf-state.js", function, list(arguments)])


def test_a_backup_is_read_without_what_does_not_fit(empty_page: Page, site_url: str) -> None:
    hostile = {
        "version": 1,
        "shelf": [{"slug": "a", "title": 7, "note": "n"}, {"slug": "../x"}, None, {"slug": "a"}],
        "read": ["b", 3, "<i>"],
        "follows": [
            {"address": "javascript:alert(1)"},
            {"address": "//evil.example/"},
            {"address": "tags/../../x"},
            {"address": "search/?q=wait...", "title": "wait"},
            {"address": "tags/a/", "title": "A", "feed": "https://evil.example/"},
        ],
        "seen": {"through": "yesterday"},
    }
    assert called(empty_page, site_url, "parsed", json.dumps(hostile)) == STATE | {
        "shelf": [{"slug": "a", "title": "a", "by": "", "day": "", "note": "n"}],
        "read": ["b"],
        "follows": [
            {"address": "search/?q=wait...", "title": "wait", "feed": ""},
            {"address": "tags/a/", "title": "A", "feed": ""},
        ],
    }


def test_two_shelves_become_one_without_losing_a_note(empty_page: Page, site_url: str) -> None:
    one = STATE | {"shelf": [{"slug": "a", "note": "mine"}, {"slug": "b", "note": ""}], "read": ["a"]}
    other = STATE | {"shelf": [{"slug": "c", "note": ""}, {"slug": "a", "note": "yours"}], "read": ["c"]}
    both = called(empty_page, site_url, "merged", one, other)
    assert [(paper["slug"], paper["note"]) for paper in both["shelf"]] == [("a", "mine\n\nyours"), ("b", ""), ("c", "")]
    assert both["read"] == ["a", "c"]
    again = called(empty_page, site_url, "merged", both, other)
    assert again == both


def test_papers_that_the_file_has_no_room_for_are_counted_by_their_days(empty_page: Page, site_url: str) -> None:
    state = STATE | {"seen": {"through": "2026-03-01", "from": "2026-02-01", "keys": []}}
    newest = {"days": [["2026-03-04", 2, ["aaaaaa", "bbbbbb"]], ["2026-03-03", 40, []], ["2026-03-01", 9, []]]}
    news = called(empty_page, site_url, "unseen", state, newest)
    assert (news["papers"], news["days"]) == (42, 2)
