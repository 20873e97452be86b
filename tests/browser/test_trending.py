"""Trending papers of one tag, as a reader chooses it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Route, expect

from .conftest import DESKTOP, Visits, violations


def titles(page: Page) -> list[str]:
    return page.locator(".ps-list > ol:visible > li > a").all_inner_texts()


def test_a_tag_shows_its_trending_papers_in_the_order_of_all(visits: Visits, site_url: str) -> None:
    page = visits.page(viewport=DESKTOP)
    page.goto(f"{site_url}trending/")
    page.get_by_role("button", name="Choose a tag").wait_for()
    of_all = titles(page)
    page.get_by_role("button", name="Choose a tag").click()
    page.get_by_role("combobox", name="Tag").select_option(label="Search")
    page.wait_for_function("() => document.querySelector('.ps-list > ol[hidden]') !== null")
    of_tag = titles(page)
    assert "Lantern: Tree Search by the Light of a Small Verifier" in of_tag  # of a part of the tag
    assert 1 < len(of_tag) < len(of_all)
    assert [title for title in of_all if title in of_tag] == of_tag
    row = page.locator(".ps-list > ol:visible > li").first
    expect(row.locator("em")).to_have_text(re.compile(r"upvotes"))
    expect(row.locator(".ps-marks")).to_be_visible()
    assert page.url.endswith("#tag=search")
    assert violations(page, "article") == []

    page.get_by_role("combobox", name="Tag").select_option(label="all tags")
    expect(page.locator(".ps-list > ol[hidden]")).to_have_count(0)
    page.go_back()
    expect(page.get_by_role("combobox", name="Tag")).to_have_value("search")
    page.locator(".ps-list").get_by_role("link", name="30 days").click()
    expect(page.get_by_role("combobox", name="Tag")).to_have_value("search")


def test_an_address_with_a_tag_shows_its_papers_alone_however_late_the_controls_of_the_list_come(
    visits: Visits, site_url: str
) -> None:
    page = visits.page()
    held: list[Route] = []
    page.route("**/lists.css", lambda route: held.append(route))
    with page.expect_request("**/lists.css"):
        page.goto(f"{site_url}trending/#tag=search", wait_until="commit")
    page.wait_for_timeout(500)
    held[0].continue_()
    expect(page.locator("div.ps-tools")).to_have_count(1)
    expect(page.get_by_role("combobox", name="Tag")).to_have_value("search")
    expect(page.locator(".ps-list > ol:visible")).to_have_count(1)
    expect(page.locator("div.ps-tools")).to_be_hidden()


def test_missing_data_is_reported(visits: Visits, site_url: str) -> None:
    page = visits.page()
    page.route("**/trending/papers.json", lambda route: route.fulfill(status=404))
    page.goto(f"{site_url}trending/")
    page.get_by_role("button", name="Choose a tag").click()
    expect(page.locator(".ps-by-tag")).to_contain_text("could not be loaded")
    visits.complaints.clear()
