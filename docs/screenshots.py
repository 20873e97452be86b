"""Take the screenshots of README.md from this repository's own site: `python docs/screenshots.py SITE`."""

from __future__ import annotations

import functools
import io
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

IMAGES = Path(__file__).parent / "images"

PAGES = {
    "home": "",
    "paper": "papers/hypothesis-search-inductive-reasoning-with-language-models/",
}
"""Addresses of the pages by the names of their pictures."""

_SIZE = (1280, 832)
_COLOURS = 48
"""Colours of a picture: a page has few, and with 256 a picture is twice as large."""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Log nothing."""


@contextmanager
def served(site: Path) -> Iterator[str]:
    """Serve a site at an address of this machine."""
    handler = functools.partial(_Quiet, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def take(page: Page, address: str, target: Path) -> None:
    """Write the picture of a page, in few colours."""
    response = page.goto(address, wait_until="networkidle")
    if response is None or not response.ok:
        sys.exit(f"{address}: no such page; correct PAGES in docs/screenshots.py")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(_COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)


def main(site: Path) -> None:
    IMAGES.mkdir(exist_ok=True)
    with served(site) as root, sync_playwright() as playwright:
        found = shutil.which("chromium") or shutil.which("google-chrome")  # else Playwright's own
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": _SIZE[0], "height": _SIZE[1]}, color_scheme="light")
        for name, address in PAGES.items():
            take(page, root + address, IMAGES / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
