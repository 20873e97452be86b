"""A press on a paper's page copies or saves its citation."""

from __future__ import annotations

import gzip
import json
import re
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
    assert json.loads(csl)[0]["abstract"] == abstract


def test_scripts_cite_each_paper_of_a_list_as_the_files_of_the_archive_do(
    page: Page, site_url: str, built_archive: Path
) -> None:
    records = _records(_of_archive(built_archive, "ris"))
    items = json.loads(_of_archive(built_archive, "json"))
    for folder in sorted((built_archive / "site" / "digests").glob("20??-??-??/")):
        page.goto(f"{site_url}digests/{folder.name}/")
        ris, csl = (_saved(page, label, ".ps-list", "papers") for label in ("RIS", "CSL-JSON"))

        papers = page.locator(".ps-list > ul > li").count()
        assert [record in records for record in _records(ris)] == [True] * papers
        assert [item in items for item in json.loads(csl)] == [True] * papers


def test_a_month_has_the_bibtex_of_its_days_and_each_paper_once(page: Page, site_url: str, built_archive: Path) -> None:
    page.goto(f"{site_url}digests/2026-03/")
    bib, ris = (_saved(page, label, ".ps-list", "papers-2026-03") for label in ("BibTeX", "RIS"))

    days = [path.read_text("utf-8") for path in (built_archive / "site" / "digests").glob("2026-03-??/papers.bib")]
    entries = {entry.strip() for day in days for entry in day.split("\n\n")}
    assert sorted(entry.strip() for entry in bib.split("\n\n")) == sorted(entries)
    assert len(_records(ris)) == len(entries)


def _records(ris: str) -> list[str]:
    return [record.strip() for record in ris.split("ER  - \n") if record.strip()]


def _of_archive(root: Path, ending: str) -> str:
    return gzip.decompress((root / "site" / f"archive.{ending}.gz").read_bytes()).decode()


def _saved(page: Page, label: str, place: str = ".ps-cite", name: str = KEY) -> str:
    with page.expect_download() as waiting:
        page.locator(place).locator("a, button", has_text=re.compile(f"^{label}$")).click()
    ending = {"BibTeX": "bib", "RIS": "ris", "CSL-JSON": "json"}[label]
    assert waiting.value.suggested_filename == f"{name}.{ending}"
    return Path(waiting.value.path()).read_text("utf-8")


def test_every_paper_s_record_is_found(visits: Visits, site_url: str, built_archive: Path) -> None:
    """Also those without an abstract, and the first and the last of their day."""
    page = visits.page()
    for folder in sorted((built_archive / "site" / "papers").glob("*/")):
        page.goto(f"{site_url}papers/{folder.name}/")
        with page.expect_download() as waiting:
            page.locator(".ps-cite button", has_text="RIS").click()
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
