"""Palette, fonts, pictures, direction and the archive's own styles and scripts, of its own and of other hosts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.conftest import served
from playwright.sync_api import Browser, Page, Route, expect

from ..reading import page
from .conftest import PIXEL, Archive

SETTINGS = """\
theme:
  name: material
  custom_dir: build/theme
  direction: rtl
  logo: assets/logo.png
  favicon: images/favicon.png
  font: {text: Lora, code: Fira Code}
  icon:
    repo: fontawesome/brands/github
    menu: material/dots-vertical
    admonition: {note: octicons/tag-16}
  palette:
    - media: "(prefers-color-scheme)"
      toggle: {icon: material/brightness-auto, name: Switch to light mode}
    - media: "(prefers-color-scheme: light)"
      scheme: default
      primary: deep purple
      accent: lime
      toggle: {icon: material/brightness-7, name: Switch to dark mode}
    - media: "(prefers-color-scheme: dark)"
      scheme: slate
      primary: teal
      accent: pink
      toggle: {icon: material/brightness-4, name: Switch to system preference}
extra_css: [stylesheets/extra.css, "https://cdn.example.org/style.css"]
extra_javascript:
  - javascripts/plain.js
  - {path: javascripts/module.mjs, type: module}
  - {path: "https://cdn.example.org/lib.js", async: true}
"""

STYLE = """\
:root > * { --md-typeset-a-color: rgb(1, 2, 3); }
.md-typeset h1 { letter-spacing: 3px; }
"""

FILES: dict[str, str | bytes] = {
    "content/pages/assets/logo.png": PIXEL,
    "content/pages/images/favicon.png": PIXEL,
    "content/pages/stylesheets/extra.css": STYLE,
    "content/pages/javascripts/plain.js": "document.documentElement.dataset.plain = 'ran';",
    "content/pages/javascripts/module.mjs": "document.documentElement.dataset.module = import.meta.url.slice(-10);",
}

OUTSIDE = {
    "https://cdn.example.org/style.css": ".md-typeset h1 { word-spacing: 7px; }",
    "https://cdn.example.org/lib.js": "document.documentElement.dataset.outside = 'ran';",
    "https://fonts.googleapis.com/css": "@font-face { font-family: L; src: url(https://fonts.gstatic.com/l.woff2); }",
    "https://fonts.gstatic.com/l.woff2": "",
}
"""What other hosts answer."""


@pytest.fixture(scope="module")
def site(archive_with: Archive, run_papershelf) -> Path:
    root = archive_with(SETTINGS, FILES)
    run_papershelf("-C", root, "build", "--strict")
    return root / "site"


@pytest.fixture(scope="module")
def address(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(site, tmp_path_factory.mktemp("served")) as address:
        yield address


@pytest.fixture
def shown(browser: Browser, address: str) -> Iterator[Page]:
    """A page behind which other hosts answer, and that complains of nothing."""
    complaints: list[str] = []

    def answer(route: Route) -> None:
        known = next((text for url, text in OUTSIDE.items() if route.request.url.startswith(url)), None)
        kind = "text/css" if "css" in route.request.url else "text/javascript"
        if known is None:
            complaints.append(f"asked for {route.request.url}")
        route.fulfill(body=known or "", content_type=kind, headers={"Access-Control-Allow-Origin": "*"})

    with browser.new_context(color_scheme="light") as context:
        context.route(lambda url: not url.startswith(address), answer)
        shown = context.new_page()
        shown.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        yield shown
    assert complaints == []


def test_pictures_and_icons_are_those_of_the_settings(site: Path) -> None:
    soup = page(site / "tags" / "index.html")
    assert [str(link["href"]) for link in soup.select("link[rel=icon]")] == ["../images/favicon.png"]
    assert {str(picture["src"]) for picture in soup.select("a.md-logo img")} == {"../assets/logo.png"}
    assert (site / "assets" / "logo.png").read_bytes() == PIXEL
    assert "--md-admonition-icon--note" in soup.select("head style")[0].get_text()
    menu = soup.select_one("label[for=__drawer] > svg[viewBox] > path")
    assert menu is not None
    assert str(menu["d"]).startswith("M12 16a2 2")
    body = soup.body
    assert body is not None
    assert body["dir"] == "rtl"


@pytest.mark.parametrize("path", ["about/", "tags/", "papers/walking-backwards-mcts-over-program-sketches/"])
def test_styles_and_scripts_take_effect_on_every_kind_of_page(shown: Page, address: str, path: str) -> None:
    shown.goto(f"{address}{path}")
    root, heading = shown.locator("html"), shown.locator("h1").first
    expect(root).to_have_attribute("data-plain", "ran")
    expect(root).to_have_attribute("data-module", "module.mjs")
    expect(root).to_have_attribute("data-outside", "ran")
    expect(heading).to_have_css("letter-spacing", "3px")
    expect(heading).to_have_css("word-spacing", "7px")
    expect(shown.locator("article p, article a").first).to_have_css("font-family", re.compile("Lora"))
    variables = "(names) => names.map((name) => getComputedStyle(document.body).getPropertyValue(name).trim())"
    assert shown.evaluate(variables, ["--md-typeset-a-color", "--md-text-font"]) == ["rgb(1, 2, 3)", '"Lora"']


def test_icons_that_many_sites_have_are_masks_of_the_style_sheet(shown: Page, address: str) -> None:
    shown.goto(f"{address}tags/")
    for icon in ("github", "auto", "day", "dusk", "magnify"):
        expect(shown.locator(f".ps-icon-{icon}").first).to_have_css("mask-image", re.compile("data:image/svg"))


def test_a_chosen_palette_is_there_before_material_s_script(shown: Page, address: str) -> None:
    shown.goto(f"{address}tags/")
    shown.get_by_title("Switch to light mode").click()
    shown.get_by_title("Switch to dark mode").click()
    expect(shown.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    shown.route("**/bundle.*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    shown.goto(f"{address}about/")
    expect(shown.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    expect(shown.locator("body")).to_have_attribute("data-md-color-primary", "teal")


def test_a_reader_may_follow_the_system_also_before_material_s_script(shown: Page, address: str) -> None:
    shown.goto(f"{address}tags/")
    expect(shown.locator("body")).to_have_attribute("data-md-color-primary", "deep-purple")
    shown.evaluate("__md_set('__palette', {index: 0, color: {media: '(prefers-color-scheme)', scheme: 'slate'}})")
    shown.route("**/bundle.*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    shown.goto(f"{address}about/")
    expect(shown.locator("body")).to_have_attribute("data-md-color-scheme", "default")
    expect(shown.locator("body")).to_have_attribute("data-md-color-accent", "lime")


def test_the_palette_can_be_switched_and_stays(shown: Page, address: str) -> None:
    body = shown.locator("body")
    shown.goto(f"{address}tags/")
    expect(body).to_have_attribute("data-md-color-primary", "deep-purple")
    shown.get_by_title("Switch to light mode").click()
    shown.get_by_title("Switch to dark mode").click()
    expect(body).to_have_attribute("data-md-color-scheme", "slate")
    expect(body).to_have_attribute("data-md-color-primary", "teal")
    shown.goto(f"{address}about/")
    expect(body).to_have_attribute("data-md-color-scheme", "slate")
    expect(body).to_have_attribute("data-md-color-accent", "pink")
