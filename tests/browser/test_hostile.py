"""A site of which every text was written to become a script, a link or a template, and what a browser makes of it."""

from __future__ import annotations

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, expect

from generator.text.tidy import visible

from . import hostile
from .conftest import PATIENCE, answered, served

TRACES = """(document) => {
  const found = [];
  if (window.pwned !== undefined) found.push("a script ran");
  for (const each of document.querySelectorAll("*")) {
    for (const { name, value } of each.attributes) {
      if (name.startsWith("on")) found.push(`${name}: ${each.outerHTML}`);
      const addresses = ["href", "src", "srcset", "action", "formaction", "data", "xlink:href", "poster", "background"];
      const scheme = value.replace(/[\\0-\\x20]/g, "").toLowerCase();
      if (addresses.includes(name) && /^(javascript|data|vbscript):/.test(scheme)) found.push(each.outerHTML);
    }
    const tag = each.localName;
    const strangers = ["iframe", "frame", "object", "embed", "form", "base", "img", "svg", "template", "style"];
    const isOurs = each.matches(
      "form.ps-search:not([action]), form.ps-find[action$='search/'], svg[class^=ps-map-], figure[class^=ps-] > svg, " +
      ".ps-rising svg, .ps-marks svg, .ps-shelf-open > svg");
    const isMaterial = each.matches(
      ".md-icon > svg, .md-icon > .md-icon > svg, .md-logo > img[alt=logo], form[data-md-component=palette]");
    if (strangers.includes(tag) && !isOurs && !isMaterial) found.push(each.outerHTML);
    if (tag === "meta" && each.httpEquiv === "refresh") found.push(each.outerHTML);
  }
  for (const each of document.querySelectorAll("script")) {
    if (each.hasAttribute("src") && new URL(each.src).host === location.host) continue;
    if (each.type.startsWith("application/")) JSON.parse(each.textContent);
    else found.push(each.outerHTML);
  }
  return found;
}"""
"""Elements that no page of ours has outside of Material's frame: all of them would come from a field."""

TRACES_HERE = f"({TRACES})(document)"

TRACES_OF_ADDRESSES = f"""async (addresses) => {{
  const found = [];
  for (const address of addresses) {{
    const read = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
    found.push(...({TRACES})(read).map((trace) => `${{address}}: ${{trace}}`));
  }}
  return found;
}}"""
"""The same of pages that are read and not run."""

MARKS = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Characters that are not drawn, or that reorder others."""

EVALUATED = str(7777 * 7)


@pytest.fixture(scope="module")
def built(made_once, run_papershelf) -> Path:
    """The hostile archive, imported and built as a person does."""
    return made_once("hostile", lambda folder: _build(folder, run_papershelf)) / "archive"


def _build(folder: Path, run_papershelf) -> None:
    root = folder / "archive"
    run_papershelf("init", root)
    settings = root / "mkdocs.yml"
    hostile.write_curation(root, "nav:" + settings.read_text().partition("nav:")[2])
    imported = run_papershelf("-C", root, "import", *hostile.write_digests(folder))
    assert "Traceback" not in imported.stderr
    assert "Traceback" not in run_papershelf("-C", root, "build").stderr


@pytest.fixture(scope="module")
def address(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(built / "site", tmp_path_factory.mktemp("served")) as address:
        yield address


@pytest.fixture
def visitor(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """A page in a browser that ignores the Content-Security-Policy, or heeds it if a test says so; afterwards it has
    nothing to complain of.
    """
    context = browser.new_context(bypass_csp=getattr(request, "param", True))
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    hosts = {urlsplit(url).netloc for url in requests if not url.startswith("blob:")}
    assert hosts == {urlsplit(address).netloc}
    assert [complaint for complaint in complaints if "404" not in complaint] == []


def _addresses(built: Path) -> dict[str, list[str]]:
    """The site's pages, but those that only lead on, by the first folder of their addresses."""
    site = built / "site"
    kinds: dict[str, list[str]] = defaultdict(list)
    for path in sorted(site.rglob("*.html")):
        address = path.relative_to(site).as_posix().removesuffix("index.html")
        if 'http-equiv="refresh"' not in path.read_text():
            kinds[address.partition("/")[0]].append(quote(address))
    return kinds


def test_every_page_is_text(visitor: Page, built: Path, address: str) -> None:
    addresses = [address + one for kind in _addresses(built).values() for one in kind]
    assert len(addresses) > 300

    visitor.goto(address)
    assert visitor.evaluate(TRACES_OF_ADDRESSES, addresses) == []


@pytest.mark.parametrize("visitor", [True, False], ids=["without the policy", "under the policy"], indirect=True)
def test_every_kind_of_page_runs_nothing(visitor: Page, built: Path, address: str) -> None:
    """Four of each folder, and every seventh paper: as a format has 18 payloads, each payload in some format."""
    kinds = _addresses(built)
    some = kinds.pop("papers")[::7] + [one for kind in kinds.values() for one in kind[:4]]

    for one in [*some, "papers/no-such-paper/"]:
        visitor.goto(address + one, wait_until="load")
        assert visitor.evaluate(TRACES_HERE) == [], one


def test_the_payloads_are_shown_as_they_were_written(built: Path) -> None:
    pages = (built / "site" / "papers").glob("*/index.html")
    headings = [BeautifulSoup(page.read_text(), "html.parser").h1 for page in pages]
    shown = {heading.get_text() for heading in headings if heading}

    formats = ("Yaml", "Text", "Json", "Html", "Atom", "Rss", "Dump")
    wanted = {hostile.title(each, payload) for each in formats for payload in hostile.SHOWN.values()}
    assert wanted - shown == set()


def test_searching_for_a_payload_finds_text(visitor: Page, address: str) -> None:
    for payload in hostile.PAYLOADS.values():
        asked = quote(payload)
        visitor.goto(f"{address}search/?q={asked}&tag={asked}&digest={asked}&order={asked}")
        answered(visitor)
        assert visitor.evaluate(TRACES_HERE) == []

    visitor.goto(f"{address}tags/")
    visitor.keyboard.press("/")
    for payload in hostile.SHOWN.values():
        visitor.get_by_role("combobox", name="Search the archive").fill(f"Yaml {payload}")
        answered(visitor)
        expect(visitor.locator(".ps-search-hit").first).to_be_visible()
        assert visitor.evaluate(TRACES_HERE) == []
    visitor.get_by_role("combobox", name="Search the archive").fill("Yaml")
    visitor.get_by_role("button", name="Filters").click()
    answered(visitor)
    expect(visitor.locator(".ps-search-filters fieldset").first).to_be_visible()
    assert visitor.evaluate(TRACES_HERE) == []


def test_the_map_and_the_filters_show_text(visitor: Page, address: str) -> None:
    visitor.goto(f"{address}map/")
    expect(visitor.locator(".ps-map-list").get_by_role("status")).to_have_text(re.compile(r"\d+ papers of \d+"))
    for row in visitor.locator(".ps-map-rows a").all()[:20]:
        row.hover()
    expect(visitor.locator(".ps-map-tip")).to_be_visible()
    assert visitor.evaluate(TRACES_HERE) == []

    for page in ("authors/", "tags/"):
        visitor.goto(address + page)
        visitor.get_by_role("searchbox").first.fill("window.pwned")
        assert visitor.evaluate(TRACES_HERE) == []


def test_citing_saves_text(visitor: Page, built: Path, address: str) -> None:
    visitor.goto(f"{address}papers/dump-comment/")
    visitor.locator(".ps-cite summary").click()
    for label in ("RIS", "CSL-JSON"):
        with visitor.expect_download() as download:
            visitor.locator(".ps-cite").get_by_role("button", name=label).click()
        assert "window.pwned" in Path(download.value.path()).read_text()
    assert visitor.evaluate(TRACES_HERE) == []


def test_no_template_ran_and_no_mark_is_left_in_any_file(built: Path) -> None:
    texts = {
        path: gzip.decompress(path.read_bytes()).decode() if path.suffix == ".gz" else path.read_text()
        for path in (built / "site").rglob("*")
        if path.suffix in (".html", ".xml", ".json", ".gz", ".bib", ".opml", ".txt")
    }

    assert len(texts) > 500
    for path, text in texts.items():
        assert EVALUATED not in text, path
        assert hostile.UNPUBLISHED not in text, path
        assert not MARKS.search(text), path


def test_what_feeds_carry_as_html_is_text_too(built: Path) -> None:
    seen = 0
    for path in (built / "site").rglob("*.json"):
        if not isinstance(feed := json.loads(path.read_text()), dict) or "jsonfeed" not in str(feed.get("version")):
            continue
        for item in feed["items"]:
            soup = BeautifulSoup(item["content_html"], "html.parser")
            assert not soup.select("script, style, iframe, img, svg, form, object, base"), path
            assert not [name for each in soup.find_all() for name in each.attrs if name.startswith("on")], path
            assert not [a for a in soup.select("[href]") if not re.match("https?://|mailto:|#", str(a["href"]))], path
            seen += 1
    assert seen > 500


def test_titles_lose_characters_that_reorder_them() -> None:
    assert MARKS.search(hostile.PAYLOADS["order"])
    assert not MARKS.search(visible(hostile.PAYLOADS["order"]))
