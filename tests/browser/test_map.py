"""The map as people use it: by pointer, by touch, by keyboard alone, without scripts, and when its data is missing."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import DESKTOP, LOOKS, PHONE, Visits, settled, violations

PAPERS = 16

CROWDS = {"cats": (100, 100), "dogs": (900, 100), "fish": (500, 900)}
REGIONS: dict[str, Any] = {
    "of": "papers",
    "tags": [["animals", "Animals", -1], ["cats", "Cats", 0], ["dogs", "Dogs", 0]],
    "groups": [1, 2],
    "days": ["2026-03-02", "2026-03-01", "2026-02-01"],
    "links": [],
    "regions": [
        [0, 0, "Pets", 48, 500, 100, 60, 60, 940, 140],
        [0, 2, "Fish", 24, 500, 900, 460, 860, 540, 940],
        [1, 2, "Cats", 24, 100, 100, 60, 60, 140, 140],
        [1, 2, "Dogs · Wolves", 24, 900, 100, 860, 60, 940, 140],
    ],
    "places": [
        [f"The {name} of number {at}", 0, x + at % 5 * 20 - 40, y + at // 5 * 20 - 40, at % 3, at, *tags]
        for (name, (x, y)), tags in zip(CROWDS.items(), ([1], [2], []), strict=True)
        for at in range(24)
    ],
}
"""The data of an archive that is large enough for regions."""

AUTHORS = {"authors": ["Ada Lovelace, Émile Zola" if at in (3, 30) else "Nobody" for at in range(72)]}


@pytest.fixture
def drawn(page: Page, site_url: str) -> Page:
    return open_map(page, site_url)


def open_map(page: Page, site_url: str) -> Page:
    page.goto(f"{site_url}map/")
    expect(status(page)).to_have_text(f"{PAPERS} papers of {PAPERS}")
    return page


def open_regions(visits: Visits, site_url: str, fragment: str = "", init: str = "", **options: Any) -> Page:
    page = visits.page(reduced_motion="reduce", **({"viewport": DESKTOP} | options))
    page.add_init_script(init)
    page.route("**/map.json", lambda route: route.fulfill(json=REGIONS))
    page.route("**/authors.json", lambda route: route.fulfill(json=AUTHORS))
    page.goto(f"{site_url}map/{fragment}")
    expect(canvas(page)).to_be_visible()
    return page


def regions(page: Page) -> Locator:
    return page.locator(".ps-map-regions button")


def chosen(page: Page) -> dict[str, list[str]]:
    """Return the choices in the address."""
    return parse_qs(urlsplit(page.url).fragment)


def canvas(page: Page) -> Locator:
    return page.get_by_role("application")


def status(page: Page) -> Locator:
    return page.locator(".ps-map-list").get_by_role("status")


def tip(page: Page) -> Locator:
    return page.locator(".ps-map-tip")


def rows(page: Page) -> Locator:
    return page.locator(".ps-map-rows a")


def in_view(page: Page) -> int:
    return int(status(page).inner_text().split()[0])


def point_of(page: Page, row: int) -> tuple[float, float]:
    """Where, in the window, the point of a paper of the list is: its row is pointed at, and its ring looked for."""
    rows(page).nth(row).hover()
    expect(tip(page)).to_contain_text(rows(page).nth(row).inner_text())
    box = canvas(page).bounding_box()
    assert box is not None
    ring = tip(page).bounding_box()
    assert ring is not None
    above = ring["y"] + ring["height"] < box["y"] + box["height"]
    y = ring["y"] + ring["height"] + 14 if above else ring["y"] - 14
    return ring["x"] + ring["width"] / 2, y


def test_the_keyboard_finds_and_opens_a_paper(drawn: Page) -> None:
    canvas(drawn).focus()
    drawn.keyboard.press("ArrowRight")
    expect(tip(drawn)).to_be_visible()
    first = tip(drawn).inner_text()
    drawn.keyboard.press("ArrowLeft")
    expect(tip(drawn)).not_to_have_text(first)
    title = drawn.locator(".ps-map-said").inner_text()
    assert tip(drawn).inner_text().startswith(title)

    drawn.keyboard.press("Enter")

    drawn.wait_for_url("**/papers/**")
    expect(drawn.get_by_role("heading", level=1)).to_have_text(title)


def test_the_list_shows_the_papers_in_view(visits: Visits, site_url: str) -> None:
    drawn = open_map(visits.page(reduced_motion="reduce"), site_url)
    canvas(drawn).focus()
    for _ in range(5):
        drawn.keyboard.press("+")
    drawn.wait_for_function(
        """(all) => {
            const shown = document.querySelectorAll(".ps-map-rows a").length;
            const text = document.querySelector(".ps-map-list [role=status]").textContent;
            return shown < all && text === `${shown} paper${shown === 1 ? "" : "s"} of ${all}`;
        }""",
        arg=PAPERS,
    )
    drawn.keyboard.press("0")
    expect(status(drawn)).to_have_text(f"{PAPERS} papers of {PAPERS}")


def test_the_wheel_zooms_and_a_drag_moves(drawn: Page) -> None:
    canvas(drawn).hover()
    drawn.mouse.wheel(0, -300)
    expect(status(drawn)).not_to_have_text(f"{PAPERS} papers of {PAPERS}")
    shown = "document.querySelector('.ps-map-list').innerText"
    before = drawn.evaluate(shown)
    box = canvas(drawn).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    drawn.mouse.move(x, y)
    drawn.mouse.down()
    drawn.mouse.move(x - box["width"] / 2, y - box["height"] / 3, steps=5)
    drawn.mouse.up()
    drawn.wait_for_function(f"(before) => {shown} !== before", arg=before)
    assert urlsplit(drawn.url).path.endswith("/map/")


def test_a_row_points_at_its_paper_and_a_click_there_opens_it(visits: Visits, site_url: str) -> None:
    page = open_map(visits.page(viewport=DESKTOP), site_url)
    titles = rows(page).all_inner_texts()
    # The tip stands right above or below its point, but at the map's edges: one of these papers is not at an edge.
    for row in range(PAPERS):
        x, y = point_of(page, row)
        page.mouse.move(x, y)
        settled(page)
        if tip(page).is_visible() and tip(page).inner_text().startswith(titles[row]):
            break
    else:
        pytest.fail("no point was where its tip said")
    expect(page.locator(".ps-map-current")).to_have_text(titles[row])

    page.mouse.click(x, y)

    page.wait_for_url("**/papers/**")
    expect(page.get_by_role("heading", level=1)).to_have_text(titles[row])


def test_a_tag_of_the_legend_leaves_only_its_papers(drawn: Page) -> None:
    tag = drawn.get_by_role("group").get_by_role("button").first
    tag.click()
    expect(tag).to_have_attribute("aria-pressed", "true")
    expect(status(drawn)).not_to_have_text(f"{PAPERS} papers of {PAPERS}")
    assert 0 < in_view(drawn) < PAPERS
    tag.click()
    expect(status(drawn)).to_have_text(f"{PAPERS} papers of {PAPERS}")


def test_a_touch_shows_the_title_before_a_second_one_opens_the_paper(visits: Visits, site_url: str) -> None:
    page = open_map(visits.page(viewport=PHONE, has_touch=True), site_url)
    box = canvas(page).bounding_box()
    assert box is not None
    spots = ((box["x"] + right, box["y"] + down) for right in range(8, 340, 20) for down in range(8, 340, 20))
    for x, y in spots:
        page.touchscreen.tap(x, y)
        settled(page)
        if tip(page).is_visible():
            break
    assert urlsplit(page.url).path.endswith("/map/")
    page.touchscreen.tap(x, y)
    page.wait_for_url("**/papers/**")


def test_without_scripts_the_page_says_so_and_lists_the_tags(visits: Visits, site_url: str) -> None:
    page = visits.page(java_script_enabled=False)
    page.goto(f"{site_url}map/")
    expect(page.locator("article")).to_contain_text("The map is drawn by a script")
    page.locator("article").get_by_role("link", name="Search", exact=True).click()
    page.wait_for_url("**/tags/search/")


def test_on_paper_a_list_of_tags_stands_for_the_map(page: Page, site_url: str) -> None:
    open_map(page, site_url)
    tags = page.locator(".ps-map-instead")
    expect(tags).to_be_hidden()

    page.emulate_media(media="print")
    expect(canvas(page)).to_be_hidden()
    expect(tags.get_by_role("link", name="Search", exact=True)).to_be_visible()


def test_missing_data_is_reported(visits: Visits, site_url: str) -> None:
    page = visits.page()
    page.route("**/map.json", lambda route: route.fulfill(status=404))
    page.goto(f"{site_url}map/")
    expect(page.get_by_role("alert")).to_contain_text("could not be loaded")
    expect(page.locator("article").get_by_role("link", name="Search", exact=True)).to_be_visible()
    assert visits.complaints == [f"{site_url}map/map.json is missing"]
    visits.complaints.clear()


def test_no_other_page_loads_files_of_the_map(visits: Visits, site_url: str) -> None:
    visits.page().goto(site_url)
    assert not [url for url in visits.requests if "/map" in url]


def test_two_fingers_zoom(visits: Visits, site_url: str) -> None:
    page = open_map(visits.page(viewport=PHONE, has_touch=True), site_url)
    box = canvas(page).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touch = page.context.new_cdp_session(page)

    def fingers(kind: str, *apart: float) -> None:
        points = [{"x": x + side * each, "y": y, "id": at} for each in apart for at, side in enumerate((-1, 1))]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    fingers("touchStart", 20)
    for apart in (40, 80, 140):
        fingers("touchMove", apart)
    fingers("touchEnd")

    expect(canvas(page)).to_have_class("ps-map-zoomed")
    expect(status(page)).not_to_have_text(f"{PAPERS} papers of {PAPERS}")
    assert urlsplit(page.url).path.endswith("/map/")


@pytest.mark.parametrize(("motion", "shown"), [("reduce", "ps-map-zoomed"), ("no-preference", "")])
def test_the_map_moves_at_once_for_who_wants_no_motion(visits: Visits, site_url: str, motion: Any, shown: str) -> None:
    """In a browser that shows no further frame, only what moves at once gets anywhere."""
    page = open_map(visits.page(reduced_motion=motion), site_url)
    page.evaluate("window.requestAnimationFrame = () => 1")
    page.get_by_role("button", name="Zoom in").dispatch_event("click")
    assert canvas(page).get_attribute("class") in {shown, shown or None}


def test_a_map_of_tags(visits: Visits, site_url: str) -> None:
    """As of an archive that is too large for points of papers."""
    tags = [["Search", 0, 10, 10, 900], ["Small models", "small-language-models", 90, 80, 4]]
    page = visits.page(viewport=DESKTOP)
    page.route("**/map.json", lambda route: route.fulfill(json={"of": "tags", "places": tags}))
    page.goto(f"{site_url}map/")

    expect(status(page)).to_have_text("2 tags of 2")
    expect(rows(page)).to_have_text(["Search (900)", "Small models (4)"])
    expect(page.get_by_role("application", name="Map of 2 tags")).to_be_visible()
    expect(page.get_by_role("group")).to_be_hidden()
    canvas(page).focus()
    page.keyboard.press("ArrowLeft")
    expect(tip(page)).to_have_text("Search (900)")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tags/search/")


def test_the_names_of_regions_change_with_the_zoom_and_lead_into_them(visits: Visits, site_url: str) -> None:
    page = open_regions(visits, site_url)
    expect(regions(page)).to_have_text(["Pets 48", "Fish 24"])
    regions(page).first.click()
    page.wait_for_function("() => location.hash.includes('zoom')")
    for _ in range(4):
        page.get_by_role("button", name="Zoom in").click()
    regions(page).first.wait_for(state="detached")
    page.get_by_role("button", name="Reset").click()
    expect(regions(page)).to_have_text(["Pets 48", "Fish 24"])

    regions(page).nth(1).click()
    expect(regions(page)).to_have_text(["Fish 24"])
    expect(status(page)).to_have_text("24 papers of 72")
    page.go_back()
    expect(status(page)).to_have_text("72 papers of 72")
    assert urlsplit(page.url).fragment == ""


def test_all_that_is_found_is_framed_and_the_address_shows_it_to_others(visits: Visits, site_url: str) -> None:
    page = open_regions(visits, site_url)
    page.get_by_role("searchbox", name="Find").fill("emile")
    expect(page.locator(".ps-map-first").get_by_role("status")).to_have_text("2 papers found")
    expect(rows(page)).to_have_text(["The cats of number 3", "The dogs of number 6"])
    page.wait_for_function("() => location.hash.includes('find=emile')")

    other = open_regions(visits, site_url, f"#{urlsplit(page.url).fragment}", init=FRAMED)
    expect(other.locator(".ps-map-first").get_by_role("status")).to_have_text("2 papers found")
    expect(rows(other)).to_have_text(["The cats of number 3", "The dogs of number 6"])
    other.wait_for_function("() => window.framed === 2")

    other.get_by_role("searchbox", name="Find").fill("nothing of the kind")
    expect(other.locator(".ps-map-first").get_by_role("status")).to_have_text("Nothing matches")


FRAMED = """
  const { clearRect, rect } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.clearRect = function (...box) {
    window.framed = 0;
    clearRect.apply(this, box);
  };
  CanvasRenderingContext2D.prototype.rect = function (...box) {
    window.framed += 1;
    rect.apply(this, box);
  };
"""
"""Counts the frames of a drawing, which begins with an empty canvas."""


def test_points_are_coloured_by_what_the_reader_chooses(visits: Visits, site_url: str) -> None:
    page = open_regions(visits, site_url)
    choices = page.get_by_role("combobox", name="Colour")
    drawings = {page.evaluate(DRAWN)}
    for choice, named, legend in (
        ("Age", "age", ["1 Feb 2026 24", "1 Mar 2026 24", "2 Mar 2026 24"]),
        ("Votes", "votes", ["0–3 12", "4–8 15", "9–13 15", "14–18 15", "19 or more 15"]),
        ("Unread", "unread", ["On your shelf 0", "Unread 72", "Read 0"]),
        ("Animals", "tag-animals", ["Animals 48"]),
    ):
        choices.select_option(label=choice)
        entries = page.get_by_role("group", name="What the colours mean").locator(":scope > span")
        assert [" ".join(text.split()) for text in entries.all_inner_texts()] == legend
        settled(page)
        drawings.add(page.evaluate(DRAWN))
        assert chosen(page) == {"colour": [named]}
    assert len(drawings) == 5
    page.go_back()
    expect(choices).to_have_value("unread")


DRAWN = "() => document.querySelector('.ps-map canvas').toDataURL()"


def test_papers_on_the_shelf_have_a_colour_of_their_own(visits: Visits, site_url: str) -> None:
    page = visits.page(viewport=DESKTOP)
    page.goto(f"{site_url}papers/lemma-gardens/")
    page.get_by_role("button", name="On the shelf", exact=True).click()
    page.get_by_role("link", name="On the map").click()
    expect(tip(page)).to_contain_text("Lemma Gardens")
    assert chosen(page)["at"] == ["lemma-gardens"]

    page.get_by_role("combobox", name="Colour").select_option("unread")
    legend = page.get_by_role("group", name="What the colours mean")
    expect(legend).to_have_text(f"On your shelf 1Unread {PAPERS - 1}Read 0")
    page.mouse.move(0, 0)
    expect(tip(page)).to_contain_text("Lemma Gardens")
    canvas(page).focus()
    page.keyboard.press("Escape")
    expect(tip(page)).to_be_hidden()


def test_a_phone_gets_regions_first_and_leads_into_one(visits: Visits, site_url: str) -> None:
    page = open_regions(visits, site_url, viewport=PHONE, has_touch=True)
    above, plane = regions(page).first.bounding_box(), canvas(page).bounding_box()
    assert above is not None
    assert plane is not None
    assert above["y"] < PHONE["height"] / 2 < plane["y"] + plane["height"]
    assert above["y"] < plane["y"]
    regions(page).nth(1).tap()
    expect(status(page)).to_have_text("24 papers of 72")
    page.wait_for_function(
        "() => document.querySelector('.ps-map canvas').getBoundingClientRect().top < innerHeight / 4"
    )


@pytest.mark.parametrize("look", LOOKS[::2])
def test_axe_finds_nothing_on_a_map_with_regions(visits: Visits, site_url: str, look: dict[str, Any]) -> None:
    page = open_regions(visits, site_url, "#colour=votes&find=fish", **look)
    expect(page.locator(".ps-map-first").get_by_role("status")).to_have_text("24 papers found")
    assert violations(page, "article") == []


def test_the_map_is_as_wide_as_the_window_and_its_fields_as_their_column(visits: Visits, site_url: str) -> None:
    page = open_regions(visits, site_url, viewport={"width": 1680, "height": 1000})
    lefts, rights = [], []
    for field in (
        page.get_by_role("searchbox", name="Find"),
        page.get_by_role("combobox", name="Colour"),
        regions(page).first,
    ):
        box = field.bounding_box()
        assert box is not None
        rights.append(box["x"] + box["width"])
        lefts.append(box["x"])
    plane = canvas(page).bounding_box()
    assert plane is not None
    assert max(rights) - min(rights) < 1
    assert plane["x"] < 40
    assert max(rights) > 1640
