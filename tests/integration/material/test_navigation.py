"""The features of Material's navigation, with pages of the archive's own in folders."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
from browser.conftest import PHONE, Visits, served, visiting
from playwright.sync_api import Browser, expect

from ..reading import page
from .conftest import Archive

NAV = """\
nav:
  - Home: index.md
  - Papers:
      - Tags: tags/index.md
      - Digests: digests/index.md
  - Guide:
      - guide/index.md
      - Install: guide/install.md
      - Deeper:
          - guide/deeper/one.md
          - guide/deeper/two.md
  - Elsewhere: https://example.org/
  - About: about.md
"""

LONG = "\n\n".join(f"## Part {number}\n\n" + "Long. " * 100 for number in range(8))

FILES = {
    "content/pages/guide/index.md": "# Guide\n\nHow to begin.\n",
    "content/pages/guide/install.md": f"# Install it\n\n{LONG}\n",
    "content/pages/guide/deeper/one.md": "# One\n",
    "content/pages/guide/deeper/two.md": "---\nhide: [footer, navigation, toc, path]\n---\n# Two\n",
}

INSTALL = "guide/install/"
PAPER = "papers/walking-backwards-mcts-over-program-sketches/"


def settings(*features: str) -> str:
    return f"{NAV}theme: {{name: material, custom_dir: build/theme, font: false, features: [{', '.join(features)}]}}\n"


@pytest.fixture(scope="module")
def tabs(archive_with: Archive, run_papershelf) -> Path:
    """A site with tabs, indexes, paths, and pages that are loaded in the place of others."""
    features = [
        "navigation.tabs", "navigation.tabs.sticky", "navigation.indexes", "navigation.path", "navigation.footer",
        "navigation.top", "navigation.tracking", "navigation.instant", "navigation.instant.prefetch",
        "navigation.instant.progress", "toc.follow", "header.autohide",
    ]  # fmt: skip
    root = archive_with(settings(*features), FILES)
    run_papershelf("-C", root, "build", "--strict")
    return root / "site"


@pytest.fixture(scope="module")
def sections(archive_with: Archive, run_papershelf) -> Path:
    """A site with sections that are always open, without what is not on the way to a page."""
    root = archive_with(
        settings("navigation.sections", "navigation.expand", "toc.integrate", "navigation.prune"), FILES
    )
    run_papershelf("-C", root, "build", "--strict")
    return root / "site"


def hrefs(site: Path, path: str, selector: str) -> list[str]:
    return [str(link["href"]) for link in page(site / path / "index.html").select(selector)]


@pytest.mark.parametrize("path", [INSTALL, "tags/search/", PAPER])
def test_tabs_are_on_every_page(tabs: Path, path: str) -> None:
    found = [urljoin(f"https://shelf.example.org/{path}", href) for href in hrefs(tabs, path, ".md-tabs a")]
    own = [f"https://shelf.example.org/{each}" for each in ("", "tags/", "guide/")]
    assert found == [*own, "https://example.org/", "https://shelf.example.org/about/"]


def test_the_tab_of_a_page_s_section_is_active(tabs: Path) -> None:
    [active] = page(tabs / INSTALL / "index.html").select(".md-tabs__item--active")
    assert active.get_text().strip() == "Guide"


def test_paths_and_the_footer_lead_through_sections(tabs: Path) -> None:
    soup = page(tabs / "guide" / "deeper" / "one" / "index.html")
    assert [" ".join(item.get_text().split()) for item in soup.select(".md-path li")] == ["Home", "Guide", "Deeper"]
    assert hrefs(tabs, "guide/deeper/one", ".md-footer__link--prev") == ["../../install/"]
    assert hrefs(tabs, "guide/deeper/one", ".md-footer__link--next") == ["../two/"]
    two = page(tabs / "guide" / "deeper" / "two" / "index.html")
    assert len(two.select(".md-footer__inner[hidden], .md-sidebar--primary[hidden], .md-path[hidden]")) == 3
    assert two.select(".md-sidebar--secondary:not([hidden])") == []


def test_a_section_has_its_index_as_its_page(tabs: Path) -> None:
    soup = page(tabs / INSTALL / "index.html")
    index = soup.select_one(".md-nav__item--section > .md-nav__link a, .md-nav__item--active .md-nav__container > a")
    assert index is not None
    assert index["href"] == "../"


def test_sections_are_open_and_pruned(sections: Path) -> None:
    soup = page(sections / INSTALL / "index.html")
    assert soup.select(".md-nav__item--section") != []
    assert soup.select(".md-sidebar--secondary") == []
    links = hrefs(sections, INSTALL, ".md-nav--primary a.md-nav__link")
    assert "#part-1" in links
    assert "../deeper/one/" in links
    assert "../deeper/two/" not in links


@pytest.fixture(scope="module")
def visits(tabs: Path, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Visits, str]]:
    folder = tmp_path_factory.mktemp("served")
    with served(tabs, folder) as address, visiting(browser, address) as visits:
        # Material loads in place the pages of the sitemap, whatever their host but not whatever their port.
        sitemap = folder / "small" / "sitemap.xml"
        sitemap.write_text(sitemap.read_text().replace("https://shelf.example.org/small/", address))
        yield visits, address


def test_pages_of_both_kinds_are_loaded_in_the_place_of_each_other(visits: tuple[Visits, str]) -> None:
    shown = visits[0].page()
    shown.goto(f"{visits[1]}about/", wait_until="networkidle")  # Material reads the sitemap first
    shown.evaluate("window.stays = true")
    for name, heading in (("Papers", "Tags"), ("Guide", "Guide"), ("About", "About")):
        shown.locator(".md-tabs").get_by_role("link", name=name).click()
        expect(shown.get_by_role("heading", level=1)).to_contain_text(heading)
    assert shown.evaluate("window.stays") is True


def test_scripts_work_on_pages_that_are_loaded_in_the_place_of_others(visits: tuple[Visits, str]) -> None:
    shown = visits[0].page()
    shown.goto(f"{visits[1]}map/", wait_until="networkidle")
    shown.evaluate("window.stays = true")
    for _ in range(2):
        shown.keyboard.press("Control+k")
        dialog = shown.locator(".ps-search-dialog[open]")
        dialog.locator("input").first.fill("lemma")
        expect(dialog).to_have_css("display", "flex")
        dialog.locator("a").filter(has_text="Lemma Gardens").first.click()
        expect(shown.get_by_role("button", name="Copy BibTeX")).to_be_visible()
        shown.locator(".md-tabs").get_by_role("link", name="Papers").click()
        shown.locator("[data-ps-filter]").fill("tree")
        expect(shown.locator(".ps-list li:visible")).to_have_count(3)
    assert shown.evaluate("window.stays") is True


def test_the_address_follows_the_reading(visits: tuple[Visits, str]) -> None:
    shown = visits[0].page(viewport={"width": 1280, "height": 700})
    shown.goto(f"{visits[1]}{INSTALL}", wait_until="networkidle")
    shown.locator("#part-5").evaluate("(heading) => heading.scrollIntoView()")
    shown.mouse.wheel(0, 40)
    expect(shown).to_have_url(f"{visits[1]}{INSTALL}#part-5")
    shown.mouse.wheel(0, -200)
    shown.get_by_role("button", name="Back to top").click()
    shown.wait_for_function("window.scrollY === 0")


def test_the_drawer_of_a_phone_has_the_whole_navigation(visits: tuple[Visits, str]) -> None:
    shown = visits[0].page(viewport=PHONE)
    shown.goto(f"{visits[1]}{PAPER}")
    shown.locator("label[for=__drawer].md-header__button").click()
    drawer = shown.locator(".md-sidebar--primary")
    expect(drawer.get_by_text("About", exact=True)).to_be_visible()
    expect(drawer.get_by_text("Elsewhere")).to_be_visible()
