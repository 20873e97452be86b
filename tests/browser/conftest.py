"""The small archive's site behind a server of its own, and a browser that reports every request and complaint."""

from __future__ import annotations

import functools
import http.server
import re
import shutil
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Response, expect

from generator.api_schema import paper_record
from generator.exports import api
from generator.model import Archive
from generator.pages.theme_files import theme_files
from generator.site import search
from generator.site.manifest import Manifest
from generator.system import files
from generator.system.cache import Cache
from generator.system.progress import Lines

PATIENCE = 60_000
"""How long, in milliseconds, a page may take to become what a test waits for: machines may be slow and busy."""

expect.set_options(timeout=PATIENCE)

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 1000}
LOOKS: tuple[dict[str, Any], ...] = (
    {"viewport": PHONE, "color_scheme": "dark"},
    {"viewport": PHONE, "color_scheme": "light"},
    {"viewport": DESKTOP, "color_scheme": "light"},
    {"viewport": DESKTOP, "color_scheme": "dark"},
)
"""Windows and colours in which a page is looked at: options of a visit."""


class PagesServer(http.server.SimpleHTTPRequestHandler):
    """Answers as a static host does: 404.html where nothing is."""

    def send_error(self, code: int, *_: object) -> None:
        """The site's own page for lost visitors."""
        page = Path(self.directory, "small", "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *arguments: object) -> None:
        """Nothing: pytest's output is for tests."""


@contextmanager
def served(site: Path, below: Path) -> Iterator[str]:
    """Where a copy of a site, made in the folder `below`, is served, at `/small/` as its `site_url` says."""
    shutil.copytree(site, below / "small")
    handler = functools.partial(PagesServer, directory=str(below))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/small/"
        server.shutdown()


def make_search(archive: Archive, root: Path) -> None:
    """Write an archive's search below `build/docs` of the folder `root`."""
    with closing(Cache(None)) as cache:
        stale = search.stale(root, archive, cache)
        assert stale
        search.make(root, stale, Manifest(cache), Lines(sys.stderr))


@contextmanager
def searching_alone(browser: Browser, archive: Archive, root: Path) -> Iterator[Page]:
    """An empty page of a site, made in the folder `root`, that has the search's scripts and what they read, no more."""
    make_search(archive, root)
    site = root / files.DOCS
    records = site / f"{api.ROOT}papers"
    records.mkdir(parents=True)
    for paper in archive.papers:
        (records / f"{paper.slug}.json").write_text(paper_record(paper, (), ()).as_json(), "utf-8")
    for path, content in theme_files({}, archive.settings.language).items():
        if path.startswith("assets/"):
            (site / path).parent.mkdir(exist_ok=True, parents=True)
            (site / path).write_bytes(content)
    (site / "index.html").write_text("<!doctype html><html lang=en><link rel=icon href=data:,></html>")
    (site / "404.html").touch()
    with served(site, root) as address, visiting(browser, address) as visits:
        page = visits.page()
        page.set_default_timeout(5 * PATIENCE)
        page.goto(address)
        yield page


@pytest.fixture(scope="session")
def site_url(built_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a copy of the small archive's site is served."""
    with served(built_archive / "site", tmp_path_factory.mktemp("served")) as address:
        yield address


@dataclass
class Visits:
    """Opens pages in contexts of their own, and notes what they ask for and complain of."""

    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def page(self, **options: Any) -> Page:
        """A new page in a browser without history; options are those of Playwright's `new_context`."""
        context = self.browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: self._note(message.type, message.text))
        page.on("response", self._note_missing)
        return page

    def _note(self, kind: str, text: str) -> None:
        # The response for a missing file has its address.
        if kind in ("error", "warning") and str(HTTPStatus.NOT_FOUND.value) not in text:
            self.complaints.append(text)

    def _note_missing(self, response: Response) -> None:
        # That a page for lost visitors comes with this status is right.
        if response.status == HTTPStatus.NOT_FOUND and response.request.resource_type != "document":
            self.complaints.append(f"{response.url} is missing")


def opened(page: Page, address: str) -> None:
    """Go to a page, and wait until its scripts have put in place what they bring: shelf, search, map, lists."""
    page.goto(address)
    expect(page.locator(".ps-shelf-open")).to_be_visible()
    if page.locator("[data-ps-papers*=' ']").count():
        expect(page.locator("div.ps-tools")).to_be_visible()
    for place in page.locator("[data-ps-search]").all():
        expect(place.get_by_role("search")).to_be_visible()
        expect(results(page)).not_to_have_attribute("aria-busy", "true")
    for place in page.locator("[data-ps-map]").all():
        expect(place.locator(".ps-map-list").get_by_role("status")).to_have_text(re.compile(r"^\d+ papers? of \d+$"))


def results(page: Page) -> Locator:
    return page.get_by_role("grid", name="Results", include_hidden=True)


def answered(page: Page) -> None:
    """Wait until what the search shows is the answer to all that was typed and chosen."""
    expect(results(page)).to_have_attribute("aria-busy", "false")


def settled(page: Page) -> None:
    """Wait until the page has drawn what the last pointer, touch or change of its look did, transitions included."""
    page.evaluate(
        """async () => {
            await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
            await Promise.allSettled(document.getAnimations().map((each) => each.finished));
        }"""
    )


def violations(page: Page, within: str = "body", looks: Iterable[Mapping[str, Any]] = LOOKS) -> list[str]:
    """Return what axe-core finds against a page's element, each with how the page was looked at."""
    found = []
    page.evaluate(Axe().axe_script)
    for look in looks:
        page.set_viewport_size(look["viewport"])
        page.emulate_media(color_scheme=look["color_scheme"])
        settled(page)
        answer = page.evaluate("(within) => axe.run(within, { resultTypes: ['violations'] })", within)
        found += [
            f"{look}: {one['id']}: {one['help']}: {node['html']}"
            for one in answer["violations"]
            for node in one["nodes"]
        ]
    return found


@contextmanager
def visiting(browser: Browser, site_url: str) -> Iterator[Visits]:
    """Fails afterwards when a page that was visited asked another host for anything, or logged an error."""
    visits = Visits(browser)
    yield visits
    for context in visits.contexts:
        context.close()
    hosts = {urlsplit(url).netloc for url in visits.requests if not url.startswith(("data:", "blob:"))}
    assert hosts <= {urlsplit(site_url).netloc}
    assert visits.complaints == []


@pytest.fixture
def visits(browser: Browser, site_url: str) -> Iterator[Visits]:
    with visiting(browser, site_url) as visits:
        yield visits


@pytest.fixture
def page(visits: Visits) -> Page:
    return visits.page()
