"""What the first search of a visit fetches: `python -m bench.first_search SITE QUERY…`, where SITE is a built site.

Each query is typed into the search of the home page, in a browser that has nothing cached. Bytes are those that a
server sends which compresses, as GitHub Pages does.
"""

from __future__ import annotations

import functools
import http.server
import shutil
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, expect, sync_playwright

from bench.weight import on_the_wire

MOST_FETCHED = 300_000
"""Bytes that the first query of a visit may cost."""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        """Nothing: the table is what is read."""


def fetched(browser: Browser, site: Path, root: str, query: str) -> int:
    """Bytes of all that is asked for from the moment the search is opened until its answer stands there."""
    page = browser.new_page()
    page.goto(root)
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(urlsplit(request.url).path))
    page.keyboard.press("/")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_role("combobox", name="Search the archive").fill(query)
    expect(page.locator(".ps-search-hit mark").first).to_be_visible(timeout=60_000)
    expect(page.get_by_role("grid", name="Results")).to_have_attribute("aria-busy", "false")
    page.close()
    return sum(on_the_wire(site / path.lstrip("/")) for path in asked if (site / path.lstrip("/")).is_file())


def main(arguments: list[str]) -> None:
    site, *queries = arguments
    handler = functools.partial(_Quiet, directory=site)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for query in queries:
            taken = fetched(browser, Path(site), f"http://127.0.0.1:{server.server_port}/", query)
            print(f"first search, {query!r}: {taken:,} bytes, {MOST_FETCHED:,} at most")
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main(sys.argv[1:])
