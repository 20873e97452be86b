"""Material as it comes, without our templates: `build/docs` is Markdown that any theme shows."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ..reading import page, pages
from .conftest import Archive

PAPER = "papers/walking-backwards-mcts-over-program-sketches/"


@pytest.fixture(scope="module")
def root(archive_with: Archive, run_papershelf) -> Path:
    root = archive_with("theme: {name: material, font: false}\nplugins: [search]\n")
    run_papershelf("-C", root, "build", "--strict")
    return root


def test_a_paper_shows_its_facts_and_its_text(root: Path) -> None:
    article = page(root / "site" / PAPER / "index.html").select_one("article")
    assert article is not None
    text = article.get_text(" ", strip=True)

    assert article.select_one("h1").get_text() == "Walking Backwards: MCTS* over Program Sketches"  # type: ignore[union-attr]
    assert "Marisol Etxeberria, Keanu Kahananui, Wen Shuyi" in text
    assert "Tree search for program synthesis walks forwards" in text
    assert {str(link["href"]) for link in article.select("a")} >= {
        "https://arxiv.org/abs/2602.11042",
        "../../tags/tree-search/",
    }


def test_a_day_lists_its_papers(root: Path) -> None:
    article = page(root / "site" / "digests/2026-03-10/index.html").select_one("article")
    assert article is not None
    assert f"../../{PAPER}" in {str(link["href"]) for link in article.select("li a")}


def test_every_page_has_one_title(root: Path) -> None:
    assert {len(soup.select("h1")) for soup in pages(root / "site").values()} == {1}


def test_mkdocs_alone_makes_the_same_pages(root: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(tmp_path / "site")]
    subprocess.run(command, cwd=root, env={**os.environ, "SOURCE_DATE_EPOCH": "1774000000"}, check=True)

    for path in (root / "site").rglob("index.html"):
        assert (tmp_path / "site" / path.relative_to(root / "site")).read_bytes() == path.read_bytes()


def test_the_search_of_material_has_its_files(root: Path) -> None:
    assert list((root / "site" / "assets" / "javascripts" / "workers").glob("search.*.min.js"))
    assert not list((root / "site").rglob("*.map"))


def test_without_that_search_its_files_stay_away(built_archive: Path) -> None:
    scripts = built_archive / "site" / "assets" / "javascripts"
    assert sorted(path.name.partition(".")[0] for path in scripts.rglob("*") if path.is_file()) == ["bundle"]
