"""A site whose links name files, which is read from a disk."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, expect

from ..reading import page
from .conftest import Archive

NOTE = """\
---
paper: lantern-tree-search-by-the-light-of-a-small-verifier
author: Ann Lee
date: 2026-03-20
---
See [a tag](/tags/tree-search/), and <b>this</b>.
"""

PAPER = "papers/lemma-gardens/index.html"


@pytest.fixture(scope="module")
def site(archive_with: Archive, run_papershelf) -> Path:
    pages = {
        "content/pages/guide/one.md": "# One\n\n[A paper](../papers/lemma-gardens.md#abstract) [About](../about.md)\n"
    }
    root = archive_with("plugins: [search, offline]\n", pages | {"content/notes/lantern.md": NOTE})
    run_papershelf("-C", root, "build", "--strict")
    return root / "site"


def test_every_link_of_a_page_names_a_file(site: Path) -> None:
    broken = []
    for path in site.rglob("*.html"):
        soup = page(path)
        targets = [urlsplit(str(link.get("href") or link.get("src"))) for link in soup.select("[href], [src]")]
        targets += [
            urlsplit(str(moved["content"]).partition("url=")[2]) for moved in soup.select("meta[http-equiv=refresh]")
        ]
        inside = {unquote(target.path) for target in targets if target.path and not target.netloc and not target.scheme}
        if path.name != "404.html":  # which is served at any address
            broken += [f"{path}: {target}" for target in inside if not (path.parent / target).is_file()]
    assert broken == []


def test_links_of_notes_name_files(site: Path) -> None:
    soup = page(site / "papers/lantern-tree-search-by-the-light-of-a-small-verifier/index.html")
    assert [link["href"] for link in soup.select(".ps-note a") if link.get_text() == "a tag"] == [
        "../../tags/tree-search/index.html"
    ]


def test_pages_stay_where_they_are_and_announce_their_addresses(site: Path, built_archive: Path) -> None:
    before = {path.relative_to(built_archive / "site") for path in (built_archive / "site").rglob("*.html")}
    assert {path.relative_to(site) for path in site.rglob("*.html")} == before | {Path("guide/one/index.html")}
    [canonical] = page(site / PAPER).select("link[rel=canonical]")
    assert canonical["href"] == "https://shelf.example.org/small/papers/lemma-gardens/"
    assert "index.html" not in (site / "sitemap.xml").read_text()


def test_a_reader_gets_from_the_navigation_to_a_paper_without_a_server(site: Path, browser: Browser) -> None:
    with browser.new_context() as context:
        context.route("https://unpkg.com/**", lambda route: route.fulfill(body="", content_type="text/javascript"))
        shown = context.new_page()
        shown.goto(f"file://{site}/index.html")
        shown.locator(".md-tabs").get_by_role("link", name="Tags").click()
        shown.locator("article").get_by_role("link", name="Tree search").first.click()
        shown.locator("article").get_by_role("link", name="Lemma Gardens").click()
        expect(shown).to_have_url(f"file://{site}/{PAPER}")
        expect(shown.locator("h1")).to_contain_text("Lemma Gardens")
