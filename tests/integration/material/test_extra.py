"""What Material reads from `extra`, and its announcement, which is a block of the archive's own template."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.conftest import served
from playwright.sync_api import Browser, expect

from ..reading import page
from .conftest import Archive

SETTINGS = """\
theme:
  name: material
  custom_dir: build/theme
  font: false
  features: [announce.dismiss]
copyright: Copyright &copy; 2026 <b>The shelf</b>
extra:
  homepage: https://example.org/home
  generator: false
  social:
    - {icon: fontawesome/brands/mastodon, link: "https://fosstodon.org/@shelf", name: shelf on Fosstodon}
    - {icon: simple/rss, link: "https://shelf.example.org/small/feed.xml"}
  alternate:
    - {name: English, link: /small/, lang: en}
    - {name: Deutsch, link: /small/de/, lang: de}
  status: {new: Recently added}
  version: {provider: mike, default: stable}
  consent:
    title: Cookies
    description: >-
      To see whether the shelf is read.
    actions: [accept, reject, manage]
    cookies:
      analytics: Measuring
  analytics:
    provider: google
    property: G-XXXXXXXXXX
    feedback:
      title: Was this page helpful?
      ratings:
        - {icon: material/thumb-up-outline, name: Yes it was, data: 1, note: Thanks!}
        - {icon: material/thumb-down-outline, name: It was not, data: 0, note: "Write <a href='https://a.org'>us</a>."}
"""

ANNOUNCEMENT = """\
{% extends "base.html" %}
{% block announce %}Moved to a <a href="https://example.org/">new shelf</a>.{% endblock %}
{% block outdated %}An old version.{% endblock %}
"""

VERSIONS = """\
[{"version": "1.0", "title": "1.0", "aliases": ["stable"]}, {"version": "0.9", "title": "0.9", "aliases": []}]
"""

PAPER = "papers/walking-backwards-mcts-over-program-sketches/"
EVERYWHERE = ["", "about/", "tags/", "tags/search/", PAPER]


@pytest.fixture(scope="module")
def site(archive_with: Archive, run_papershelf) -> Path:
    root = archive_with(SETTINGS, {"site_config/overrides/main.html": ANNOUNCEMENT})
    run_papershelf("-C", root, "build", "--strict")
    return root / "site"


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_page_has_the_elements_that_extra_configures(site: Path, path: str) -> None:
    soup = page(site / path / "index.html")
    assert {link["href"] for link in soup.select("a.md-logo")} == {"https://example.org/home"}
    social = {str(link["title"]): link for link in soup.select("a.md-social__link")}
    assert set(social) == {"shelf on Fosstodon", "shelf.example.org"}
    assert "me" in social["shelf on Fosstodon"]["rel"]
    assert all(link.select_one("svg") for link in social.values())
    languages = {str(link["hreflang"]): str(link["href"]) for link in soup.select("a.md-select__link")}
    assert languages == {"en": "/small/", "de": "/small/de/"}
    assert {str(link["hreflang"]) for link in soup.select("link[rel=alternate][hreflang]")} == {"en", "de"}
    assert [str(element) for element in soup.select(".md-copyright__highlight b")] == ["<b>The shelf</b>"]
    assert "Material for MkDocs" not in soup.select(".md-footer")[0].get_text()
    assert soup.select(".md-banner a[href='https://example.org/']") != []
    assert "G-XXXXXXXXXX" in str(soup.head)
    assert soup.select("#__consent input[name=analytics]") != []
    assert [button["title"] for button in soup.select("form.md-feedback button")] == ["Yes it was", "It was not"]


@pytest.fixture(scope="module")
def address(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("served")
    with served(site, folder) as address:
        (folder / "versions.json").write_text(VERSIONS)
        (folder / "small" / "de").mkdir()
        (folder / "small" / "de" / "sitemap.xml").write_text("<urlset/>")
        yield address


def test_measuring_waits_for_consent_and_then_runs(browser: Browser, address: str) -> None:
    asked: list[str] = []
    complaints: list[str] = []
    with browser.new_context() as context:
        context.route(
            lambda url: not url.startswith(address.removesuffix("small/")),
            lambda route: (asked.append(route.request.url), route.fulfill(body="", content_type="text/javascript")),
        )
        shown = context.new_page()
        shown.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        shown.goto(f"{address}{PAPER}", wait_until="networkidle")
        assert not any("googletagmanager" in url for url in asked)
        shown.get_by_role("button", name="Accept").click()
        shown.wait_for_load_state("networkidle")
        expect(shown.locator("#__consent")).to_be_hidden()
        assert any(url.startswith("https://www.googletagmanager.com/gtag/js?id=G-XXXXXXXXXX") for url in asked)
    assert complaints == []


def test_an_announcement_can_be_dismissed_and_versions_are_offered(browser: Browser, address: str) -> None:
    with browser.new_context() as context:
        context.route(lambda url: not url.startswith(address.removesuffix("small/")), lambda route: route.abort())
        shown = context.new_page()
        shown.goto(f"{address}tags/")
        expect(shown.locator(".md-version")).to_contain_text("1.0")
        shown.get_by_role("button", name="Accept").click()
        banner = shown.locator("[data-md-component=announce]")
        expect(banner).to_be_visible()
        banner.get_by_role("button").click()
        expect(banner).to_be_hidden()
        shown.goto(f"{address}{PAPER}")
        expect(banner).to_be_hidden()
