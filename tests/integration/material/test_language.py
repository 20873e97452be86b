"""`theme.language`: an archive in German, and one in Arabic, for which there are no words of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.conftest import DESKTOP, Visits, served
from playwright.sync_api import Browser, Page, expect

from ..reading import page
from .conftest import Archive

THEME = "theme: {{name: material, custom_dir: build/theme, font: false, language: {language}}}\n"

PAPERS = """\
date: 2026-03-20
source: lesekreis
papers:
  - title: Warum Bäume warten
    authors: [Ada Lind]
    published: 2026-03
    abstract: Wir zeigen, dass die Suche in Bäumen wartet, bis der Prüfer da ist. Das ist nicht zu teuer.
  - title: أشجار للجميع
    authors: [نور حسن]
    abstract: نقترح طريقة للبحث في الأشجار لا تنتظر أحدا، وهي أسرع من غيرها.
"""

FILES = {"content/digests/2026-03-20-lesekreis.yml": PAPERS}

ENGLISH = "lantern-tree-search-by-the-light-of-a-small-verifier"


@pytest.fixture(scope="module")
def german(archive_with: Archive, run_papershelf) -> Path:
    root = archive_with(THEME.format(language="de"), FILES)
    run_papershelf("-C", root, "build", "--strict")
    return root


@pytest.fixture(scope="module")
def arabic(archive_with: Archive, run_papershelf) -> Path:
    root = archive_with(THEME.format(language="ar"), FILES)
    run_papershelf("-C", root, "build", "--strict")
    return root


@pytest.fixture(scope="module")
def german_site(german: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(german / "site", tmp_path_factory.mktemp("served")) as address:
        yield address


@pytest.fixture(scope="module")
def arabic_site(arabic: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(arabic / "site", tmp_path_factory.mktemp("served")) as address:
        yield address


@pytest.fixture
def shown(browser: Browser) -> Iterator[Page]:
    """A page of which nothing is missing, and that complains of nothing."""
    visits = Visits(browser)
    yield visits.page(viewport=DESKTOP)
    for context in visits.contexts:
        context.close()
    assert visits.complaints == []


def test_a_german_paper_s_page_is_german_but_for_the_paper(german: Path) -> None:
    soup = page(german / "site" / "papers" / ENGLISH / "index.html")

    assert [soup.html["lang"], soup.body["dir"]] == ["de", "ltr"]
    assert [heading.get_text().rstrip("¶") for heading in soup.select("article h2")] == [
        "Zusammenfassung",
        "Notizen",
        "Verwandt",
        "Schlüsselwörter",
        "Zitieren",
        "Erschienen in",
        "Warum diese Schlagwörter",
    ]
    assert [heading["id"] for heading in soup.select(".ps-text h2")] == ["abstract", "notes", "related"]
    facts = " ".join(each.get_text() for each in soup.select(".ps-facts"))
    assert "Veröffentlicht: 2. März 2026" in facts
    assert "71 Stimmen · 4 Kommentare" in facts
    assert [(each.name, each["lang"]) for each in soup.select("article h1, article h2#abstract + p")] == [
        ("h1", "en"),
        ("p", "en"),
    ]
    assert not soup.select("article [lang=de], article [dir]")


def test_a_german_paper_in_german_and_an_arabic_one_have_the_languages_they_have(german: Path) -> None:
    soup = page(german / "site" / "digests" / "2026-03-20" / "index.html")

    assert soup.h1.get_text() == "Paper vom 20. März 2026"
    titles = soup.select(".ps-list li > p:first-child > a")
    assert [(each.get_text(), each.get("lang"), each.get("dir")) for each in titles] == [
        ("Warum Bäume warten", None, None),
        ("أشجار للجميع", "ar", "rtl"),
    ]
    lists = page(german / "site" / "digests" / "2026-03" / "index.html")
    assert lists.h1.get_text() == "März 2026"


def test_every_kind_of_page_is_german(german: Path) -> None:
    titles = {
        path: page(german / "site" / path / "index.html").h1.get_text()
        for path in ("tags", "authors", "organisations", "digests", "digests/2026-W12", "digests/2026", "trending")
    }

    assert titles == {
        "tags": "Schlagwörter",
        "authors": "Autoren",
        "organisations": "Organisationen",
        "digests": "Digests",
        "digests/2026-W12": "Woche 12, 2026",
        "digests/2026": "Paper von 2026",
        "trending": "Im Trend",
    }
    weekdays = page(german / "site" / "digests" / "index.html").select(".ps-calendar thead tr")[0]
    assert weekdays.get_text(" ").split() == ["KW", "Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"]
    assert page(german / "site" / "404.html").h1.get_text() == "Unter dieser Adresse ist nichts"


def test_feeds_are_german_and_data_is_in_no_language(german: Path, built_archive: Path) -> None:
    feed = json.loads((german / "site" / "feed.json").read_text())
    assert feed["language"] == "de"
    assert "Neue Paper zu Tree search in A small shelf." in (german / "site" / "tags/tree-search/feed.xml").read_text()
    english = json.loads((built_archive / "site" / "api/v1/papers" / f"{ENGLISH}.json").read_text())
    assert json.loads((german / "site" / "api/v1/papers" / f"{ENGLISH}.json").read_text()) == english


def test_the_search_speaks_german(shown: Page, german_site: str) -> None:
    shown.goto(f"{german_site}papers/{ENGLISH}/")
    expect(shown.get_by_role("button", name="BibTeX kopieren")).to_be_visible()

    shown.keyboard.press("/")
    shown.get_by_role("combobox", name="Das Archiv durchsuchen").fill("tree search")

    dialog = shown.get_by_role("dialog", name="Suche")
    expect(dialog.get_by_role("status")).to_have_text("5 Ergebnisse")
    hits = dialog.get_by_role("grid", name="Ergebnisse").get_by_role("row")
    expect(hits.first).to_contain_text("Schlagwort · 3 Paper")
    paper = hits.filter(has_text="13. März 2026").first
    assert [each.get_attribute("lang") for each in paper.locator("span[class^=ps-search-]").all()] == [
        "en",
        None,
        "en",
    ]
    dialog.get_by_role("button", name="Filter").click()
    expect(dialog.get_by_text("Quelle", exact=True)).to_be_visible()


def test_names_of_the_map_are_german(shown: Page, german_site: str) -> None:
    shown.goto(f"{german_site}map/")

    expect(shown.get_by_role("application", name="Karte: 18 Paper")).to_be_visible()
    expect(shown.get_by_role("heading", name="Im Ausschnitt")).to_be_visible()


def test_an_arabic_site_marks_our_english_words(arabic: Path) -> None:
    soup = page(arabic / "site" / "papers" / ENGLISH / "index.html")

    assert [soup.html["lang"], soup.body["dir"]] == ["ar", "rtl"]
    assert soup.select_one(".ps-search-open")["aria-label"] == "إبحث"
    for selector in ("header.ps-head", ".ps-text", ".ps-margin", "nav.ps-foot"):
        [element] = soup.select(selector)
        assert (element["lang"], element["dir"]) == ("en", "ltr"), selector
    assert not soup.select(".ps-text p[lang], h1[lang]"), "an English paper among English words needs no mark"

    listed = page(arabic / "site" / "digests" / "2026-03-20" / "index.html")
    titles = listed.select(".ps-list li > p:first-child > a")
    assert [(each.get_text(), each.get("lang"), each.get("dir")) for each in titles] == [
        ("Warum Bäume warten", "de", None),
        ("أشجار للجميع", "ar", "rtl"),
    ]
    home = page(arabic / "site" / "index.html")
    intro = home.select_one(".ps-list > div[lang]")
    assert (intro["lang"], intro["dir"]) == ("ar", "auto")
    assert "Sixteen papers" in intro.get_text()


def test_an_arabic_site_reads_from_the_right_and_its_search_is_marked(shown: Page, arabic_site: str) -> None:
    shown.goto(f"{arabic_site}papers/{ENGLISH}/")
    logo = shown.locator(".md-logo").first.bounding_box()
    assert logo is not None
    assert logo["x"] > DESKTOP["width"] / 2

    shown.keyboard.press("/")
    dialog = shown.get_by_role("dialog", name="Search")
    expect(dialog).to_have_attribute("lang", "en")
    expect(dialog).to_have_attribute("dir", "ltr")
    assert shown.evaluate("document.documentElement.scrollWidth") <= DESKTOP["width"]


def test_check_names_a_language_that_material_does_not_know(arabic: Path, run_papershelf) -> None:
    config = arabic / "mkdocs.yml"
    text = config.read_text()
    config.write_text(text.replace("language: ar}", "language: fe}"))
    try:
        report = run_papershelf("-C", arabic, "check", status=1).stdout
    finally:
        config.write_text(text)

    line = text.split("\n").index(THEME.format(language="ar").strip()) + 1
    assert f"mkdocs.yml:{line}:" in report
    assert "Material has no language 'fe'" in report
