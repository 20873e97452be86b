"""Long lists in a browser: paged by keyboard, found by name, without scripts, on a phone."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import listparser
import pytest
import yaml
from playwright.sync_api import Page, expect

from .conftest import DESKTOP, LOOKS, PHONE, Visits, violations

LISTS = [
    "digests/2026-W17/", "digests/2026-W17/1/", "tags/tree-search/", "tags/tree-search/all/", "authors/",
    "authors/letters/l/", "authors/zoe-li/1/", "organisations/kite-lab/", "papers/kites-7-tree-search/",
]  # fmt: skip
"""Pages that the small archive does not have, or has shorter."""

PAGES = [
    *LISTS, "", "trending/", "digests/", "digests/2026/", "digests/2026-04/", "digests/2026-04-20/",
    "tags/tree-search/1/", "authors/zoe-li/", "organisations/",
]  # fmt: skip


def _digest(day: int, first: int, last: int) -> str:
    """Papers, each with Zoë Li and four authors that no other has; two are Ann Twice's, too."""
    papers = [
        {
            "title": f"Kites {number}: Tree Search",
            "abstract": "Tree search, with kites.",
            "authors": [
                "Zoë Li",
                *(f"Given{number}x{place} {'LMNO'[place]}ame{number}" for place in range(4)),
                *(["Ann Twice"] if number in (8, 9) else []),
            ],
            "organisation": "Kite Lab",
            "upvotes": number,
            "comments": 200 - number if number % 2 else 0,
            **({"code": f"https://example.org/{number}"} if number % 10 == 3 else {}),
        }
        for number in range(first, last)
    ]
    return yaml.safe_dump({"date": f"2026-04-{day}", "source": "desk", "papers": papers})


@pytest.fixture(scope="module")
def site_url(made_once, run_papershelf) -> Iterator[str]:
    """An archive of 120 papers and 482 names, served."""
    root = made_once("long", lambda root: _build(root, run_papershelf))
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(root / "served"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/shelf/"
        server.shutdown()


def _build(root: Path, run_papershelf) -> None:
    run_papershelf("init", root / "archive")
    for day, first, last in ((20, 0, 60), (21, 60, 120)):
        path = root / "archive" / "content" / "digests" / f"2026-04-{day}-desk.yml"
        path.write_text(_digest(day, first, last))
    vocabulary = root / "archive" / "site_config" / "tags.yml"
    vocabulary.write_text("tags: {tree-search: {label: Tree search}}\n")
    run_papershelf("-C", root / "archive", "build", "--site-dir", root / "served" / "shelf")


@pytest.mark.parametrize("address", LISTS)
def test_axe_finds_nothing_and_nothing_is_too_wide(page: Page, site_url: str, address: str) -> None:
    """In what the page itself shows; header and footer are all pages' own."""
    page.goto(site_url + address)

    assert violations(page, "article", looks=LOOKS[::2]) == []
    expect(page.locator("h1")).to_have_count(1)
    for viewport in (PHONE, DESKTOP):
        page.set_viewport_size(viewport)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_a_day_is_read_through_on_the_home_page_without_scripts(visits: Visits, site_url: str) -> None:
    page = visits.page(viewport=PHONE, java_script_enabled=False)
    page.goto(site_url)
    fold = PHONE["height"]
    for newest in (
        page.get_by_role("heading", name="Tuesday, 21 April 2026"),
        page.get_by_text("60 papers · from desk"),
    ):
        assert newest.bounding_box()["y"] < fold
    first = page.get_by_role("link", name="Kites 61: Tree Search")
    assert first.bounding_box()["y"] < fold

    lines = page.locator("details[data-ps-slug]")
    expect(lines).to_have_count(57)
    expect(page.locator(".ps-list > ul > li:has(> p)")).to_have_count(3)
    lines.nth(40).locator("summary").press("Enter")
    lines.nth(41).locator("summary").click()
    for number in (40, 41):
        expect(lines.nth(number).get_by_text("Tree search, with kites.")).to_be_visible()
        expect(lines.nth(number).get_by_role("link", name="Full page")).to_be_visible()
    assert page.url == site_url


def test_a_returning_reader_sees_what_is_new_above_the_fold_and_reads_it_there(visits: Visits, site_url: str) -> None:
    """Of 60 papers of the newest day, three are cards and the others lines that unfold."""
    page = visits.page(viewport=PHONE)
    for address in ("tags/tree-search/", "authors/zoe-li/"):
        page.goto(f"{site_url}{address}")
        page.get_by_role("button", name="Follow").click()
    page.goto(site_url)
    page.wait_for_function("Object.values(localStorage).some((text) => text.includes('through'))")
    page.evaluate("""() => {
        const key = Object.keys(localStorage).find((name) => name.startsWith("papershelf.shelf"));
        const state = JSON.parse(localStorage[key]);
        localStorage[key] = JSON.stringify({ ...state, seen: { through: "2026-04-20", from: "2026-04-21", keys: [] } });
    }""")
    page.goto(site_url)

    line = page.locator("#ps-since")
    expect(line).to_contain_text("60 papers since you were here, 60 in what you follow")
    assert line.bounding_box()["y"] < PHONE["height"]  # type: ignore[index]
    expect(page.locator(".ps-new")).to_have_count(60)
    folded = page.locator("details[data-ps-slug]").nth(40)
    folded.locator("summary").press("s")
    folded.locator("summary").press("Enter")
    expect(folded.get_by_role("button", name="On the shelf")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".ps-new")).to_have_count(59)
    line.get_by_role("button", name="Mark as seen").click()
    expect(page.locator(".ps-new")).to_have_count(0)
    assert violations(page, "article", looks=LOOKS[:2]) == []

    page.goto(f"{site_url}shelf/")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="OPML: papers on either").click()
    feeds = listparser.parse(Path(waiting.value.path()).read_text("utf-8")).feeds
    assert [(feed.title, feed.url) for feed in feeds] == [
        ("Tree search", f"{site_url}tags/tree-search/feed.xml"),
        ("Zoë Li", f"{site_url}authors/zoe-li/feed.xml"),
    ]


def test_45_papers_take_five_screens_of_a_phone(page: Page, site_url: str) -> None:
    """With titles of 78 letters, as many as those of the Daily Papers have at the median."""
    page.set_viewport_size(PHONE)
    page.goto(site_url)
    page.evaluate(
        """() => {
            const titles = document.querySelectorAll(".ps-list-home :is(summary, li > p:first-child > a)");
            for (const title of titles)
                title.textContent = "Kites that Search: How Trees of Wind and Paper Learn to Fly without Any String";
            for (const one of document.querySelectorAll("details[data-ps-slug]:nth-of-type(n + 43)")) one.remove();
        }"""
    )
    first, last = page.locator(".ps-list-home > h2").first, page.locator("details[data-ps-slug]").last
    assert page.locator("details[data-ps-slug]").count() == 42
    assert last.bounding_box()["y"] - first.bounding_box()["y"] < 5 * PHONE["height"]

    page.locator("details[data-ps-slug]").nth(3).locator("summary").click()
    assert violations(page, "article", looks=LOOKS[::2]) == []


def test_a_list_is_paged_by_keyboard(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}tags/tree-search/")
    expect(page.locator(".ps-list > ul > li:has(> p)")).to_have_count(70)

    page.get_by_role("link", name="Older").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/tags/tree-search/1/")
    expect(page.locator("h1")).to_have_text("Tree search, page 1")
    expect(page.locator(".ps-list > ul > li")).to_have_count(50)
    expect(page.locator("a[rel=prev]")).to_have_count(0)

    page.get_by_role("link", name="Newest").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/tags/tree-search/")

    page.get_by_role("link", name="Show all 120").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/tags/tree-search/all/")
    expect(page.locator(".ps-list li")).to_have_count(120)


def test_a_list_is_ordered_on_the_page_of_all_and_its_address_is_shared(visits: Visits, site_url: str) -> None:
    """The most discussed papers of a month, those with code, and the way back from one of them."""
    page = visits.page()
    page.goto(f"{site_url}digests/2026-04/")
    page.get_by_label("Order").select_option("Comments")
    page.wait_for_url("**/digests/2026-04/all/?order=comments")
    titles = page.locator(".ps-list li:visible > a")
    expect(titles).to_have_count(120)
    expect(titles.first).to_have_text("Kites 1: Tree Search")
    expect(page.locator(".ps-list > h2:visible")).to_have_count(0)

    page.get_by_label("with code").check()
    expect(page.locator(".ps-tools [role=status]")).to_have_text("12 papers")
    expect(titles.nth(1)).to_have_text("Kites 13: Tree Search")
    page.get_by_label("Order").select_option("Votes")
    expect(titles.first).to_have_text("Kites 113: Tree Search")
    titles.nth(2).click()
    page.wait_for_url("**/papers/kites-93-tree-search/")
    page.go_back()
    expect(titles.first).to_have_text("Kites 113: Tree Search")

    shared = visits.page()
    shared.goto(page.url)
    expect(shared.locator(".ps-list li:visible > a")).to_have_text(titles.all_text_contents())
    shared.get_by_label("with code").uncheck()
    shared.get_by_label("Order").select_option("Digest")
    expect(shared.locator(".ps-list > h2:visible")).to_have_count(2)
    expect(shared).to_have_url(f"{site_url}digests/2026-04/all/")


def test_papers_are_read_by_keyboard_and_abstracts_unfold_in_place(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}digests/2026-04-21/")
    page.get_by_label("Order").wait_for()
    for key, title in (("j", "Kites 60:"), ("j", "Kites 61:"), ("j", "Kites 62:"), ("k", "Kites 61:")):
        page.keyboard.press(key)
        expect(page.locator(":focus")).to_contain_text(title)

    page.keyboard.press("Tab")
    while page.locator(":focus").inner_text() != "Abstract":
        page.keyboard.press("Tab")
    lead = page.locator(".ps-list li").nth(1).get_by_text("Tree search, with kites.")
    page.keyboard.press("Enter")
    expect(page.locator(".ps-abstract[open] > p")).to_have_text("Tree search, with kites.")
    expect(lead).to_have_count(2)
    expect(lead.first).to_be_hidden()

    page.keyboard.press("o")
    page.wait_for_url("**/papers/kites-61-tree-search/")


def test_the_density_of_lists_is_kept(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}tags/tree-search/")
    page.get_by_label("Show").select_option("titles")

    page.goto(f"{site_url}digests/2026-04-21/")
    card = page.locator(".ps-list > ul > li").nth(1)
    expect(page.get_by_label("Show")).to_have_value("titles")
    expect(card.get_by_role("link")).to_have_count(1)
    page.get_by_label("Show").select_option("compact")
    expect(card.get_by_text("comments")).to_be_visible()
    expect(card.get_by_text("Tree search, with kites.")).to_be_hidden()


def test_a_filter_that_leaves_nothing_says_so(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}tags/")
    field, status = page.get_by_label("Filter"), page.locator(".ps-filter [role=status]")

    field.fill("TREE")
    expect(page.get_by_role("link", name="Tree search")).to_be_visible()
    expect(status).to_have_text("")
    field.fill("zzz")
    expect(status).to_have_text("Nothing matches")
    expect(page.get_by_role("heading", name="By letter")).to_be_hidden()
    field.fill("")
    expect(page.get_by_role("heading", name="By letter")).to_be_visible()


def test_a_name_is_found_and_the_names_are_fetched_only_then(visits: Visits, site_url: str) -> None:
    page = visits.page()
    page.goto(f"{site_url}authors/")
    assert not any(url.endswith("names.json") for url in visits.requests)

    page.get_by_label("Find a name").focus()
    page.keyboard.type("zoe li")
    page.get_by_text("1 name", exact=True).wait_for()
    expect(page.locator(".ps-filter ~ ul a")).to_have_text(["Zoë Li"])

    page.keyboard.press("Control+a")
    page.keyboard.type("given7x")
    page.get_by_text("4 names", exact=True).wait_for()
    assert visits.requests.count(f"{site_url}authors/names.json") == 1

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/papers/kites-7-tree-search/")


@pytest.mark.parametrize(("typed", "shown"), [("ann twice", "Ann Twice: paper 1, paper 2"), ("zoe li", "Zoë Li 120")])
def test_a_name_that_is_found_reads_as_in_the_lists(page: Page, site_url: str, typed: str, shown: str) -> None:
    page.goto(f"{site_url}authors/")
    page.get_by_label("Find a name").fill(typed)

    expect(page.locator(".ps-filter ~ ul li")).to_have_text(shown)


def test_long_lists_of_names_are_cut_and_no_match_is_reported(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}authors/")
    field = page.get_by_label("Find a name")

    field.fill("given")
    page.get_by_text("480 names, the first 50 of them").wait_for()
    expect(page.locator(".ps-filter ~ ul li")).to_have_count(50)
    field.fill("<img src=x>")
    page.get_by_text("0 names", exact=True).wait_for()
    field.fill("")
    page.wait_for_function("document.querySelector('[role=status]').textContent === ''")


def test_names_that_cannot_be_loaded_are_reported(page: Page, site_url: str) -> None:
    page.route("**/names.json", lambda route: route.fulfill(status=200, body="<p>no names</p>"))
    page.goto(f"{site_url}authors/")
    page.get_by_label("Find a name").fill("li")
    page.get_by_text("The names could not be loaded").wait_for()

    page.unroute("**/names.json")
    page.get_by_label("Find a name").fill("zoë li")
    page.get_by_text("1 name", exact=True).wait_for()


def test_without_scripts_every_name_is_reached(visits: Visits, site_url: str) -> None:
    page = visits.page(java_script_enabled=False)
    page.goto(f"{site_url}authors/")
    expect(page.locator(".ps-filter")).to_be_hidden()

    page.locator(".ps-list").get_by_role("link", name="M", exact=True).click()
    expect(page.locator("h1")).to_have_text("Authors: M")
    page.locator("a[rel=next]").first.click()
    expect(page.locator("h1")).to_have_text("Authors: N")
    page.get_by_role("link", name="Name, Given7x2", exact=True).click()
    expect(page.locator("h1")).to_have_text("Kites 7: Tree Search")
    page.get_by_role("link", name="Zoë Li").click()
    expect(page.locator("h1")).to_have_text("Zoë Li")


def test_a_calendar_leads_to_days_and_weeks_and_on(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}digests/")
    page.get_by_role("table", name="April 2026").get_by_role("link", name="20", exact=True).click()
    expect(page.locator("h1")).to_have_text("Papers of 20 April 2026")

    page.get_by_role("link", name="week 17").click()
    expect(page.locator("h1")).to_have_text("Week 17 of 2026")
    page.get_by_role("link", name="2026", exact=True).click()
    expect(page.locator("h1")).to_have_text("Papers of 2026")


def test_every_link_of_the_new_pages_leads_somewhere(visits: Visits, site_url: str) -> None:
    page = visits.page()
    targets = set()
    for address in PAGES:
        page.goto(site_url + address)
        links = page.locator("main a[href]").evaluate_all("all => all.map((each) => each.href.split('#')[0])")
        targets |= {link for link in links if link.startswith(site_url)}
    lost = [target for target in sorted(targets) if page.request.get(target).status != 200]
    assert lost == []
    assert len(targets) > 150
