"""Zensical, which is to follow Material, makes the same site of the same `build/docs` and `mkdocs.yml`."""

from __future__ import annotations

import posixpath
import subprocess
import sys
from pathlib import Path

import pytest

from .reading import article, pages, title


@pytest.fixture
def zensical_site(archive: Path) -> Path:
    return _built(archive)


def _built(archive: Path) -> Path:
    command = [sys.executable, "-m", "zensical", "build", "--strict"]
    done = subprocess.run(command, cwd=archive, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return archive / "site"


def test_a_long_list_leads_to_its_pages(archive: Path) -> None:
    """Zensical refuses to make a number of `Oldest`. No list of the tests' archive is long."""
    pager = """\
pager:
  numbers:
    - {label: Oldest, address: tags/search/1/}
    - {label: "2", address: tags/search/2/}
    - {label: Newest, address: tags/search/, is_current: true}
  all: {label: Show all, address: tags/search/all/}
"""
    page = archive / "build" / "docs" / "tags" / "search.md"
    page.write_text(page.read_text("utf-8").replace("---\n", f"---\n{pager}", 1), "utf-8")

    soup = pages(_built(archive))["tags/search"]

    first = soup.select(".ps-pages")[0]
    labels = [(link.get_text(), link.get("aria-label")) for link in first.select("a")]
    assert labels == [("Oldest", None), ("2", "Page 2"), ("Show all", None)]


def test_every_page_has_the_same_title_and_text(built_archive: Path, zensical_site: Path) -> None:
    ours, theirs = pages(built_archive / "site"), pages(zensical_site)

    assert theirs.keys() == ours.keys()
    assert {address: title(soup) for address, soup in theirs.items()} == {
        address: title(soup) for address, soup in ours.items()
    }
    assert {address: article(soup) for address, soup in theirs.items()} == {
        address: article(soup) for address, soup in ours.items()
    }


def test_pages_announce_the_same_feeds(built_archive: Path, zensical_site: Path) -> None:
    ours, theirs = _announced(built_archive / "site"), _announced(zensical_site)

    assert theirs == ours
    assert {address for address, _, _ in ours} >= {".", "digests", "tags/search"}


def _announced(site: Path) -> set[tuple[str, str, str]]:
    return {
        (address, str(link["title"]), posixpath.normpath(posixpath.join(address, str(link["href"]))))
        for address, soup in pages(site).items()
        for link in soup.select('link[rel="alternate"][title]')
    }


def test_heads_have_the_same_metadata_of_papers(built_archive: Path, zensical_site: Path) -> None:
    ours, theirs = _metadata(built_archive / "site"), _metadata(zensical_site)

    assert theirs == ours
    assert all(told for address, told in ours.items() if address.startswith("papers/"))


def _metadata(site: Path) -> dict[str, list[tuple[str, str]]]:
    """What the tags of each page's head say, and its JSON-LD."""
    return {
        address: [
            *(
                (str(meta.get("name") or meta.get("property")), str(meta["content"]))
                for meta in soup.select('meta[name^="citation_"], meta[name^="DC."], meta[property^="og:"]')
            ),
            *(("json-ld", script.get_text()) for script in soup.select('script[type="application/ld+json"]')),
        ]
        for address, soup in pages(site).items()
    }


def test_feeds_and_redirects_are_there(built_archive: Path, zensical_site: Path) -> None:
    static = [
        path.relative_to(built_archive / "site")
        for path in (built_archive / "build" / "docs").rglob("*.*")
        if path.suffix in (".xml", ".html", ".json", ".opml")
        for path in [built_archive / "site" / path.relative_to(built_archive / "build" / "docs")]
    ]

    assert len(static) > 10
    for path in static:
        assert (zensical_site / path).read_bytes() == (built_archive / "site" / path).read_bytes()
