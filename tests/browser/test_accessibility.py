"""Every kind of page for everyone: audited by axe-core, by keyboard alone, small, without scripts, and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from .conftest import DESKTOP, LOOKS, PHONE, Visits, answered, opened, violations, visiting

PAPER = "papers/tulu-at-home-instruction-tuning-with-a-naive-judge/"
KINDS = {
    "home": "",
    "paper": PAPER,
    "paper with formulas": "papers/lantern-tree-search-by-the-light-of-a-small-verifier/",
    "paper with a note": "papers/walking-backwards-mcts-over-program-sketches/",
    "tags": "tags/",
    "tag": "tags/search/",
    "digests": "digests/",
    "digest": "digests/2026-03-10/",
    "feeds": "feeds/",
    "year": "digests/2026/",
    "month": "digests/2026-03/",
    "papers with code": "with-code/",
    "trending": "trending/",
    "authors": "authors/",
    "organisations": "organisations/",
    "map": "map/",
    "search": "search/",
    "data": "data/",
    "collection": "collections/searching-for-programs/",
    "page": "about/",
    "lost": "papers/there-is-no-such-paper/",
}

REACHABLE = (
    ":is(a[href], button, summary, input, select, textarea, [tabindex='0']):not([type='radio']:not(:checked), .md-top)"
)
"""Of a group of radio buttons, such as the palettes, the key for the next element reaches the one that is chosen.

The button that leads back to the top is there while a page is scrolled up.
"""


@pytest.fixture(scope="module", params=KINDS.values(), ids=KINDS.keys())
def kind(request: pytest.FixtureRequest, browser: Browser, site_url: str) -> Iterator[Page]:
    """A page of each kind, opened once: a test sets the size that it needs."""
    with visiting(browser, site_url) as visits:
        page = visits.page(viewport=DESKTOP)
        opened(page, site_url + request.param)
        yield page


def test_the_keyboard_reaches_everything_and_it_is_shown(kind: Page) -> None:
    kind.evaluate("document.activeElement.blur()")  # the search's field has it from the start
    wanted = kind.evaluate(
        """(selector) => {
            const all = [...document.querySelectorAll(selector)];
            const wanted = all.filter((each) => each.checkVisibility({ visibilityProperty: true }));
            window.reached = new Map();
            document.addEventListener("focusin", ({ target }) => {
                window.reached.set(target, getComputedStyle(target).outlineStyle);
            });
            const told = (filter) => wanted.filter(filter).map((each) => each.outerHTML);
            window.missed = () => told((each) => !window.reached.has(each));
            window.unseen = () => told((each) => window.reached.get(each) === "none");
            return wanted.length;
        }""",
        REACHABLE,
    )
    assert wanted > 5

    for _ in range(wanted + 5):
        kind.keyboard.press("Tab")

    assert kind.evaluate("window.missed()") == []
    assert kind.evaluate("window.unseen()") == []


def test_axe_finds_nothing(kind: Page) -> None:
    assert violations(kind) == []


def test_a_page_has_one_heading_of_the_first_rank(kind: Page) -> None:
    expect(kind.locator("h1")).to_have_count(1)
    assert kind.title()


def test_nothing_is_wider_than_a_narrow_screen(kind: Page) -> None:
    """320 pixels: an ordinary screen magnified four times."""
    kind.set_viewport_size({"width": 320, "height": 640})

    assert kind.evaluate("document.documentElement.scrollWidth") == 320


def test_axe_finds_nothing_in_results(page: Page, site_url: str) -> None:
    page.goto(f"{site_url}search/?q=search")
    answered(page)
    expect(page.locator(".ps-search-hit").first).to_be_visible()

    assert violations(page) == []


def test_axe_finds_nothing_in_opened_elements(visits: Visits, site_url: str) -> None:
    page = visits.page(viewport=PHONE)
    page.goto(site_url + PAPER)
    page.locator("label[for=__drawer].md-header__button").click()
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")

    assert violations(page, looks=LOOKS[:2]) == []


def test_a_key_leads_past_the_menu(page: Page, site_url: str) -> None:
    page.goto(site_url + PAPER)
    page.keyboard.press("Tab")
    expect(page.locator(".md-skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    expect(page.locator("article :focus")).to_have_count(1)


def test_the_menu_of_a_phone_opens_and_closes(visits: Visits, site_url: str) -> None:
    page = visits.page(viewport=PHONE)
    page.goto(site_url + PAPER)
    link = page.locator(".md-nav--primary").get_by_role("link", name="Tags")
    expect(link).not_to_be_in_viewport()

    page.locator("label[for=__drawer].md-header__button").click()
    expect(link).to_be_in_viewport()
    page.locator(".md-overlay").click(position={"x": 370, "y": 400})
    expect(link).not_to_be_in_viewport()


def _ground(of: Locator) -> str:
    return str(of.evaluate("(each) => getComputedStyle(each).backgroundColor"))


def test_colours_are_chosen_by_key_and_kept(visits: Visits, site_url: str) -> None:
    page = visits.page(color_scheme="dark")
    page.goto(site_url)
    body = page.locator("body")
    expect(body).to_have_attribute("data-md-color-scheme", "slate")
    dark = _ground(body)

    page.get_by_label("Switch to light mode").focus()
    page.keyboard.press("ArrowUp")
    expect(body).to_have_attribute("data-md-color-scheme", "default")
    light = _ground(body)
    assert light != dark
    page.goto(site_url + PAPER)
    expect(body).to_have_css("background-color", light)


def test_the_chosen_colours_are_there_before_the_page_is_seen(visits: Visits, site_url: str) -> None:
    """A script in the head sets them before the browser paints any of it."""
    page = visits.page(color_scheme="light")
    page.goto(site_url)
    page.locator("[data-md-component=palette] label:visible").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    page.add_init_script(
        """const look = () => {
            if (document.body?.firstElementChild) window.atFirst ??= document.body.dataset.mdColorScheme;
            else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);"""
    )
    page.goto(site_url + PAPER)

    assert page.evaluate("window.atFirst") == "slate"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_without_scripts_everything_can_be_read(visits: Visits, site_url: str, scheme: Any) -> None:
    page = visits.page(java_script_enabled=False, color_scheme=scheme, viewport=PHONE)
    page.goto(site_url + PAPER)

    expect(page.locator("#abstract + p")).to_be_visible()
    expect(page.locator("[data-md-component=palette] label:visible")).to_have_count(0)
    bibtex = page.locator(".ps-cite pre").first
    expect(bibtex).to_be_hidden()
    page.locator(".ps-cite summary").first.click()
    expect(bibtex).to_be_visible()
    page.locator("label[for=__drawer].md-header__button").click()
    page.locator(".md-nav--primary").get_by_role("link", name="Tags").click()
    page.wait_for_url(f"{site_url}tags/")


def test_the_grounds_of_the_two_schemes_differ_without_scripts(visits: Visits, site_url: str) -> None:
    grounds = set()
    for scheme in ("light", "dark"):
        page = visits.page(java_script_enabled=False, color_scheme=scheme)
        page.goto(site_url)
        grounds.add(_ground(page.locator("body")))

    assert len(grounds) == 2


def test_a_printed_paper_has_its_abstract_citation_and_address(page: Page, site_url: str) -> None:
    page.goto(site_url + PAPER)
    page.emulate_media(media="print", color_scheme="dark")

    expect(page.locator("#abstract + p")).to_be_visible()
    expect(page.locator(".ps-cite pre").first).to_contain_text("@misc{")
    expect(page.locator(".ps-cite pre:visible")).to_have_count(1)
    shown = "getComputedStyle(document.querySelector('link[rel=canonical]'), '::after').content"
    assert PAPER in page.evaluate(shown)
    expect(page.locator(".md-header a, .md-tabs a, .md-footer a, .ps-action").locator("visible=true")).to_have_count(0)
    expect(page.locator("h1")).to_have_css("color", "rgb(0, 0, 0)")
