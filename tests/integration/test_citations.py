"""Citations and metadata on the built site, as Zotero, search engines and a reader's browser find them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import parse_qs

import bibtexparser
import pytest
import rispy
from bs4 import BeautifulSoup

from .reading import page, pages

SITE = "https://shelf.example.org/small/"
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def site(built_archive: Path) -> Path:
    return built_archive / "site"


@pytest.fixture(scope="module")
def papers(site: Path) -> dict[str, BeautifulSoup]:
    """The page of every paper by its slug."""
    found = {path.removeprefix("papers/"): soup for path, soup in pages(site).items() if path.startswith("papers/")}
    assert len(found) == 16  # what holds of every page must not hold for want of one
    return found


def metas(soup: BeautifulSoup, name: str) -> list[str]:
    return [str(meta["content"]) for meta in soup.select(f'head meta[name="{name}"], head meta[property="{name}"]')]


def test_a_paper_s_head_has_its_facts(papers: dict[str, BeautifulSoup]) -> None:
    soup = papers["tulu-at-home-instruction-tuning-with-a-naive-judge"]
    address = f"{SITE}papers/tulu-at-home-instruction-tuning-with-a-naive-judge/"

    assert metas(soup, "citation_title") == ["TÜLU at Home: Instruction Tuning with a Naïve Judge"]
    assert metas(soup, "citation_author") == ["Kata, Erdős", "Ñuñez, María"]
    assert metas(soup, "citation_publication_date") == metas(soup, "citation_online_date") == ["2026/02/19"]
    assert metas(soup, "citation_arxiv_id") == ["2602.11587"]
    assert metas(soup, "citation_pdf_url") == ["https://arxiv.org/pdf/2602.11587"]
    assert metas(soup, "citation_abstract_html_url") == metas(soup, "og:url") == [address]
    assert metas(soup, "citation_abstract")[0].endswith("Everything is at https://example.org/tulu-at-home.")
    assert metas(soup, "DC.type") == ["preprint"]
    assert metas(soup, "og:type") == ["article"]
    assert metas(soup, "og:site_name") == ["A small shelf"]
    assert metas(papers["the-lunch-arm"], "citation_doi") == ["10.55555/jfr.2026.0117"]


def test_every_paper_s_head_is_complete_and_inert(papers: dict[str, BeautifulSoup]) -> None:
    for slug, soup in papers.items():
        heading = soup.h1
        assert heading is not None
        [title] = metas(soup, "citation_title")
        [script] = soup.select('head script[type="application/ld+json"]')
        told = json.loads(script.get_text())
        assert metas(soup, "og:title") == [title] == [told["headline"]]
        assert told["url"] == f"{SITE}papers/{slug}/"
        assert len(metas(soup, "DC.type")) == len(metas(soup, "og:description")) == 1
        assert len(metas(soup, "citation_author")) == len(told.get("author", []))


def test_markup_in_a_title_is_text_in_the_head(papers: dict[str, BeautifulSoup]) -> None:
    soup = papers["what-does-script-cost-measuring-markup-in-scraped-training-text"]

    assert metas(soup, "citation_title") == ["What Does </script> Cost? Measuring Markup in Scraped Training Text"]
    assert "<img src=x onerror=alert(1)>" in metas(soup, "citation_abstract")[0]


def test_lists_have_coins_and_papers_have_none(site: Path, papers: dict[str, BeautifulSoup]) -> None:
    assert page(site / "index.html").select("span.Z3988[title]")
    for address, soup in pages(site).items():
        spans = soup.select("span.Z3988[title]")
        assert len(spans) == len(soup.select("article.ps-card"))
        assert not (spans and address.startswith("papers/"))
        for span in spans:
            told = parse_qs(str(span["title"]), strict_parsing=True)
            link = span.find_next("a")
            assert link is not None
            assert told["rft.title"] == metas(
                papers[str(link["href"]).rstrip("/").rpartition("/")[2]], "citation_title"
            )


def test_a_list_s_files_hold_the_papers_of_its_page(site: Path) -> None:
    lists = {address: soup for address, soup in pages(site).items() if re.match(r"(tags|digests)/.", address)}
    assert len(lists) > 10
    for address, soup in lists.items():
        slugs = [str(link["href"]).split("/")[-2] for link in soup.select(".ps-card h2 a")]
        if slugs:
            assert _keys(site / address / "papers") == [slugs] * 3
            assert len(soup.select("a[download]")) == 3


def test_the_archive_s_files_hold_all_papers(site: Path, papers: dict[str, BeautifulSoup]) -> None:
    assert [sorted(keys) for keys in _keys(site / "archive")] == [sorted(papers)] * 3
    links = [str(link["href"]) for link in page(site / "index.html").select("a[download]")]
    assert links == ["archive.bib", "archive.ris", "archive.json"]


def _keys(stem: Path) -> list[list[str]]:
    bib, ris, csl = (Path(f"{stem}.{ending}").read_text("utf-8") for ending in ("bib", "ris", "json"))
    library = bibtexparser.parse_string(bib)
    assert library.failed_blocks == []
    return [
        [entry.key for entry in library.entries],
        [record["id"] for record in rispy.loads(ris)],
        [item["id"] for item in json.loads(csl)],
    ]


def test_a_page_has_its_paper_in_every_format_without_scripts(site: Path, papers: dict[str, BeautifulSoup]) -> None:
    """As the archive's files have it, but for the abstract, which the page has already."""
    items = json.loads((site / "archive.json").read_text())
    records = {item["id"]: {key: value for key, value in item.items() if key != "abstract"} for item in items}
    bib = re.sub(r"(?m)^  abstract = .*\n", "", (site / "archive.bib").read_text())
    ris = re.sub(r"(?m)^AB  - .*\n", "", (site / "archive.ris").read_text())
    for slug, soup in papers.items():
        shown = {
            str(one["data-ps-cite"]): one.pre.get_text() for one in soup.select("details[data-ps-cite]") if one.pre
        }
        assert list(shown) == [f"{slug}.bib", f"{slug}.ris", f"{slug}.json"]
        assert shown[f"{slug}.bib"] in bib
        assert shown[f"{slug}.ris"] in ris
        assert json.loads(shown[f"{slug}.json"]) == [records[slug]]


def test_searching_does_not_find_citations(site: Path) -> None:
    assert "@misc" not in (site / "search" / "search_index.json").read_text()


PRESSES = """
<script>
  const told = { copied: [], saved: [] };
  Object.defineProperty(navigator, "clipboard", { value: { writeText: async (text) => told.copied.push(text) } });
  URL.createObjectURL = (blob) => (told.saved.push(blob.text()), "#");
  HTMLAnchorElement.prototype.click = function () { told.saved.push(this.download); };
  document.querySelectorAll(".ps-cite button").forEach((button) => button.click());
  setTimeout(async () => {
    told.saved = await Promise.all(told.saved);
    document.body.textContent = JSON.stringify(told);
  }, 100);
</script>
"""


@pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium here")
def test_one_press_copies_or_saves_a_citation_with_its_abstract(site: Path, archive: Path) -> None:
    """Six buttons are pressed in a browser without a network; what they copy and save is read back."""
    slug = "lemma-gardens"
    built = page(site / "papers" / slug / "index.html")
    folder = archive / "site" / "papers" / slug
    shutil.copytree(site, archive / "site")
    (folder / "index.html").write_text((folder / "index.html").read_text().replace("</body>", f"{PRESSES}</body>"))
    [abstract] = metas(built, "citation_abstract")

    command = [str(CHROMIUM), "--headless", "--no-sandbox", "--virtual-time-budget=3000", "--dump-dom"]
    address = (folder / "index.html").as_uri()
    done = subprocess.run([*command, address], capture_output=True, text=True, timeout=120, check=True)
    told = json.loads(BeautifulSoup(done.stdout, "lxml").body.get_text())  # type: ignore[union-attr]
    bib, ris, csl = told["copied"]

    assert told["saved"] == [bib, f"{slug}.bib", ris, f"{slug}.ris", csl, f"{slug}.json"]
    assert bib == built.select("pre")[0].get_text()
    assert rispy.loads(ris)[0]["abstract"] == json.loads(csl)[0]["abstract"] == abstract
    without = [
        ris.replace(f"AB  - {abstract}\n", ""),
        csl.replace(f',"abstract":{json.dumps(abstract, ensure_ascii=False)}', ""),
    ]
    assert without == [pre.get_text() for pre in built.select(".ps-cite pre")[1:]]
