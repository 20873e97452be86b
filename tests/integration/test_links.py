"""Every link within a site leads to something that is there, down to the place on the page, and pages need no host."""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

from .reading import page

FETCHED = "script[src], img[src], source[src], iframe[src], link[rel=stylesheet][href], link[rel=icon][href]"
ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.I)


@pytest.fixture(scope="module", params=["small archive", "own archive"])
def site(request: pytest.FixtureRequest, repository: Path, run_papershelf, tmp_path_factory) -> Path:
    if request.param == "small archive":
        return Path(request.getfixturevalue("built_archive"), "site")
    built: Path = tmp_path_factory.mktemp("own") / "site"
    run_papershelf("-C", repository, "build", "--site-dir", built)
    return built


@pytest.fixture(scope="module")
def soups(site: Path) -> dict[Path, BeautifulSoup]:
    """Every page of the site by its file, redirect stubs and the page for lost visitors among them."""
    return {path: page(path) for path in sorted(site.rglob("*.html"))}


def test_no_link_is_broken(site: Path, soups: dict[Path, BeautifulSoup]) -> None:
    anchors = {path: {str(each["id"]) for each in soup.find_all(id=True)} for path, soup in soups.items()}
    own = _address(site)
    links = {(path, target) for path, soup in soups.items() for target in _targets(soup, own)}

    assert len(links) > 10 * len(soups)
    assert [link for link in links if not _leads_somewhere(*link, own, site, anchors)] == []


def _targets(soup: BeautifulSoup, own: str) -> Iterator[str]:
    """What a page's elements lead to or fetch from its own site."""
    for each in soup.find_all(["a", "link", "script", "img", "form"]):
        target = str(each.get("href") or each.get("src") or each.get("action") or "")
        if target and (target.startswith(own) or not ABSOLUTE.match(target)):
            yield target


def _leads_somewhere(page: Path, target: str, own: str, site: Path, anchors: dict[Path, set[str]]) -> bool:
    """Whether the file is there, and the place on it."""
    for root in (own, urlsplit(own).path) if page.name == "404.html" else (own,):  # it may be shown at any address
        target = f"/{target.removeprefix(root)}" if target.startswith(root) else target
    parts = urlsplit(target)
    address = unquote(parts.path)
    file = Path(os.path.normpath(f"{site if address.startswith('/') else page.parent}/{address}")) if address else page
    if file not in anchors and file.is_dir():
        file /= "index.html"
    return file in anchors and unquote(parts.fragment) in anchors[file] if parts.fragment else file.is_file()


def _address(site: Path) -> str:
    """The site's own address, as its home page gives it."""
    link = page(site / "index.html").select_one("link[rel=canonical]")
    assert link is not None
    return str(link["href"])


def test_every_page_has_a_social_card_that_is_there(site: Path, soups: dict[Path, BeautifulSoup]) -> None:
    own = _address(site)
    pages = [path for path in soups if path.name == "index.html" and not soups[path].select("meta[http-equiv=refresh]")]
    cards = {path: [str(each["content"]) for each in soups[path].select('meta[property="og:image"]')] for path in pages}

    assert all(len(found) == 1 for found in cards.values())
    assert [card for [card] in cards.values() if not (site / card.removeprefix(own)).is_file()] == []
    assert len({card for [card] in cards.values()}) > 10


def test_nothing_is_fetched_from_elsewhere(soups: dict[Path, BeautifulSoup]) -> None:
    fetched = [
        str(each.get("src") or each.get("href"))
        for path, soup in soups.items()
        for each in soup.select(FETCHED)
        if path.name != "404.html"
    ]

    assert fetched
    assert [address for address in fetched if ABSOLUTE.match(address)] == []


def test_no_style_sheet_or_script_names_another_host(site: Path) -> None:
    ours = [path for path in (site / "assets").glob("*.*") if path.suffix in (".css", ".js")]

    assert len(ours) >= 3
    for path in ours:
        assert not re.search(
            r"url\(\s*[\"']?(?:https?:)?//|@import|(?:fetch|import)\(\s*[\"'](?:https?:)?//", path.read_text()
        )


def test_every_page_has_a_policy_that_lets_nothing_run_but_our_files_and_the_frame(
    soups: dict[Path, BeautifulSoup],
) -> None:
    """What stands inline is Material's, by its hash."""
    policies = {path: soup.select("meta[http-equiv=Content-Security-Policy]") for path, soup in soups.items()}

    assert {path: len(found) for path, found in policies.items()} == dict.fromkeys(soups, 1)
    for path, [policy] in policies.items():
        rules = dict(rule.strip().split(" ", 1) for rule in str(policy["content"]).split(";"))
        assert rules["default-src"].split()[0] in ("'self'", "'none'"), path
        assert (rules["base-uri"], rules.get("object-src", "'none'")) == ("'none'", "'none'"), path
        assert "unsafe-inline" not in rules.get("script-src", ""), path
        # A policy holds for what stands behind it.
        assert not policy.find_all_previous(["script", "link", "style"]), path
        inline = [each for each in soups[path].select("script:not([src])") if "json" not in each.get("type", "")]
        assert {_hash(each.string or "") for each in inline} <= set(rules.get("script-src", "").split()), path
        assert not [name for each in soups[path].find_all() for name in each.attrs if name.startswith("on")], path


def _hash(code: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"


def test_every_page_has_one_heading_of_the_first_rank(soups: dict[Path, BeautifulSoup]) -> None:
    shown = {path: soup for path, soup in soups.items() if not soup.select_one("meta[http-equiv=refresh]")}

    assert {path: len(soup.select("h1")) for path, soup in shown.items()} == dict.fromkeys(shown, 1)
