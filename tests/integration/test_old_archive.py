"""An archive of an earlier release keeps every address that it has published."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

OLD = Path(__file__).parents[1] / "archive_of_0_1"

TITLES = {
    "2024": "风筝的研究 2024",
    "2025": "Обзор змеев 2025",
    "alpha-kites-a-5-lighter-frame": "α-Kites: a 5% Lighter Frame",
    "generics-in-c": "Generics in C++",
    "index-paper": "Index",
    "kites-that-steer-themselves-by-program-synthesis": "Kites that Steer Themselves, by Program Synthesis and Luck",
    "preface": "Préface",
    "tree-search-in-a-steady-wind": "tree search in a steady wind",
    "wind-and-weather-extended-abstract": "Wind and Weather (extended abstract)",
    "paper-e082b69b": "ガラスの凧",
    "the-preface": "The Préface",
}
"""The paper at each recorded address, as that release showed it."""


def test_every_recorded_address_still_has_its_paper(tmp_path: Path, run_papershelf) -> None:
    root = tmp_path / "old"
    run_papershelf("init", root)
    shutil.rmtree(root / "content")
    shutil.copytree(OLD / "content", root / "content")
    shutil.copytree(OLD / "site_config", root / "site_config", dirs_exist_ok=True)
    upgraded = run_papershelf("-C", root, "upgrade", "--dry-run")
    run_papershelf("-C", root, "build")

    docs, site = root / "build/docs", root / "site"
    recorded = [line.split()[0] for line in (OLD / "content/permalinks.txt").read_text().splitlines() if line[0] != "#"]
    assert sorted(recorded) == sorted(TITLES)
    for slug, title in TITLES.items():
        assert json.loads((docs / f"api/v1/papers/{slug}.json").read_text())["title"] == title
        assert (site / "papers" / slug / "index.html").is_file()

    published = [line for line in (OLD / "content/published.txt").read_text().splitlines() if line.startswith("/")]
    assert len(published) == 76
    assert "content/published.txt: this version gives up 12 of these files" in upgraded.stderr
    for address in published:
        assert (site / f"{address[1:]}index.html" if address.endswith("/") else site / address[1:]).is_file(), address
