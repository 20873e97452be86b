"""Citations and metadata on the built site, as Zotero, search engines and a reader's browser find them."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from urllib.parse import parse_qs

import bibtexparser
import pytest
import rispy
from bs4 import BeautifulSoup

from .reading import carded, page, pages

SITE = "https://shelf.example.org/small/"


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
    assert metas(soup, "citation_publication_date") == ["2026/02/19"]
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
        assert metas(soup, "og:url") == [f"{SITE}papers/{slug}/"]
        assert len(metas(soup, "DC.type")) == len(metas(soup, "og:description")) == 1
        assert len(metas(soup, "citation_author")) == len(told.get("author", []))


def test_markup_in_a_title_is_text_in_the_head(papers: dict[str, BeautifulSoup]) -> None:
    soup = papers["what-does-script-cost-measuring-markup-in-scraped-training-text"]

    assert metas(soup, "citation_title") == ["What Does </script> Cost? Measuring Markup in Scraped Training Text"]
    assert "<img src=x onerror=alert(1)>" in metas(soup, "citation_abstract")[0]


def test_days_and_newest_lists_of_tags_have_coins(site: Path, papers: dict[str, BeautifulSoup]) -> None:
    assert page(site / "index.html").select("span.Z3988[title]")
    for address, soup in pages(site).items():
        spans = soup.select("span.Z3988[title]")
        assert not (spans and address.startswith("papers/"))
        told = [parse_qs(str(span["title"]), strict_parsing=True)["rft.title"] for span in spans]
        has_coins = re.match(r"\.$|digests/\d{4}-\d\d-\d\d$|tags/[^/]+$|collections/.", address)
        assert told == ([metas(papers[slug], "citation_title") for slug in carded(soup)] if has_coins else [])


def test_a_list_s_files_hold_the_papers_of_its_page(site: Path) -> None:
    lists = {address: soup for address, soup in pages(site).items() if re.match(r"(tags|digests)/.", address)}
    assert len(lists) > 10
    for address, soup in lists.items():
        slugs = carded(soup)
        if (site / address / "papers.bib").exists() and slugs:
            text = (site / address / "papers.bib").read_text("utf-8")
            assert list(_slugs_by_key(text).values()) == slugs
            assert len(soup.select("a[download]")) == 1


def test_the_archive_s_files_hold_all_papers(site: Path, papers: dict[str, BeautifulSoup]) -> None:
    bib, ris, csl = (
        gzip.decompress((site / f"archive.{ending}.gz").read_bytes()).decode() for ending in ("bib", "ris", "json")
    )
    slugs = _slugs_by_key(bib)
    assert sorted(slugs.values()) == sorted(papers)
    assert sorted(slugs[record["id"]] for record in rispy.loads(ris)) == sorted(papers)
    assert sorted(slugs[item["id"]] for item in json.loads(csl)) == sorted(papers)
    links = [str(link["href"]) for link in page(site / "index.html").select("a[download]")]
    assert links[-3:] == ["archive.bib.gz", "archive.ris.gz", "archive.json.gz"]


def _slugs_by_key(bibtex: str) -> dict[str, str]:
    """The slugs of entries by their keys, from `ids`."""
    library = bibtexparser.parse_string(bibtex)
    assert library.failed_blocks == []
    return {entry.key: entry.fields_dict["ids"].value.split(", ")[0] for entry in library.entries}


def test_without_scripts_a_page_has_its_bibtex_and_leads_to_its_day_which_has_it_too(
    site: Path, papers: dict[str, BeautifulSoup]
) -> None:
    for slug, soup in papers.items():
        [pre] = soup.select(".ps-cite pre")
        assert re.search(rf"^  ids = \{{{slug}[,}}]", pre.get_text(), re.M)
        [day, *_] = soup.select(".ps-head a[href*='/digests/']")
        assert pre.get_text() in (site / "papers" / slug / str(day["href"]) / "papers.bib").read_text()
