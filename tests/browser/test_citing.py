"""A press on a paper's page copies or saves its citation."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import rispy
from playwright.sync_api import Page, expect

from .conftest import Visits

SLUG = "tulu-at-home-instruction-tuning-with-a-naive-judge"
KEY = "kata2026tulu"


def test_one_press_saves_the_paper_alone_in_each_format(page: Page, site_url: str, built_archive: Path) -> None:
    page.goto(f"{site_url}papers/{SLUG}/")
    abstract = page.locator('meta[name="citation_abstract"]').get_attribute("content")

    bib, ris, csl = (_saved(page, label) for label in ("BibTeX", "RIS", "CSL-JSON"))

    assert bib == page.locator(".ps-cite pre").text_content()
    [record] = rispy.loads(ris)
    assert (record["id"], record["abstract"]) == (KEY, abstract)
    # The archive's files have addresses of code in the note, too.
    [of_archive] = [each for each in rispy.load(built_archive / "site" / "archive.ris") if each["id"] == KEY]
    assert record == {name: value for name, value in of_archive.items() if name != "notes"}
    [item] = json.loads(csl)
    assert item["abstract"] == abstract
    [of_archive] = [
        each for each in json.loads((built_archive / "site" / "archive.json").read_text()) if each["id"] == KEY
    ]
    assert item == {name: value for name, value in of_archive.items() if name != "note"}


def _saved(page: Page, label: str) -> str:
    with page.expect_download() as waiting:
        page.locator(".ps-cite a", has_text=label).click()
    ending = {"BibTeX": "bib", "RIS": "ris", "CSL-JSON": "json"}[label]
    assert waiting.value.suggested_filename == f"{KEY}.{ending}"
    return Path(waiting.value.path()).read_text("utf-8")


def test_every_paper_s_record_is_found(visits: Visits, site_url: str, built_archive: Path) -> None:
    """Also those without an abstract, and the first and the last of their day."""
    page = visits.page()
    for folder in sorted((built_archive / "site" / "papers").glob("*/")):
        page.goto(f"{site_url}papers/{folder.name}/")
        with page.expect_download() as waiting:
            page.locator(".ps-cite a", has_text="RIS").click()
        [record] = rispy.loads(Path(waiting.value.path()).read_text("utf-8"))
        assert page.locator(".ps-cite pre").text_content().partition("{")[2].startswith(f"{record['id']},")  # type: ignore[union-attr]


def test_one_press_copies_the_bibtex(visits: Visits, site_url: str) -> None:
    page = visits.page(permissions=["clipboard-read", "clipboard-write"])
    page.clock.install(time=0)
    page.goto(f"{site_url}papers/{SLUG}/")
    page.clock.pause_at(60_000)  # that it was copied is said for two seconds

    page.get_by_role("button", name="Copy BibTeX").click()

    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator(".ps-cite pre").text_content()


def test_issues_get_the_paper_s_title(page: Page, site_url: str) -> None:
    """Its page has none in the addresses of forms, where it would stand three times, at up to twelve bytes a letter."""
    page.goto(f"{site_url}papers/{SLUG}/")
    title = page.locator('meta[name="citation_title"]').get_attribute("content")

    address = page.get_by_role("link", name="Fix this paper").get_attribute("href")

    wanted = {"template": ["fix.yml"], "paper": [SLUG], "title": [f"Fix “{title}”"]}
    assert parse_qs(urlsplit(address or "").query) == wanted
