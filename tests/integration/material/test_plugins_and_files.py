"""Plugins that read other files than pages, or fetch some: navigation files, git, fonts, files of other hosts."""

from __future__ import annotations

import http.server
import mimetypes
import os
import subprocess
import threading
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from PIL import ImageFont

from ..reading import page
from .conftest import PIXEL, Archive

ANSWERS = {"/style.css": b"h1 { letter-spacing: 3px }", "/script.js": b"window.ran = true;", "/picture.png": PIXEL}

SETTINGS = """\
plugins:
  - awesome-nav
  - git-revision-date-localized: {{type: iso_date}}
  - privacy: {{assets_exclude: [unpkg.com/*]}}
{social}extra_css: ["{host}/style.css"]
extra_javascript: ["{host}/script.js"]
"""

SOCIAL = """\
  - social:
      cards_layout_options: {font_family: Cards}
      cards_include: [papers/proofs*, about.md]
"""

POSTCARD = "papers/proofs-on-a-postcard-short-is-a-budget-not-a-style"


class _Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", mimetypes.guess_type(self.path)[0] or "")
        self.end_headers()
        self.wfile.write(ANSWERS[self.path])

    def log_message(self, *arguments: object) -> None:
        """Nothing: pytest's output is for tests."""


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    """A host that has `ANSWERS`."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def _can_draw() -> bool:
    """Return whether CairoSVG, with which the plugin social draws, and its library are here."""
    try:
        import_module("cairosvg")
    except (ImportError, OSError):
        return False
    return True


@pytest.fixture(scope="module")
def site(archive_with: Archive, run_papershelf, host: str) -> Path:
    font = ImageFont.load_default(12)
    assert isinstance(font, ImageFont.FreeTypeFont)
    root = archive_with(
        SETTINGS.format(host=host, social=SOCIAL if _can_draw() else ""),
        {
            ".cache/plugin/social/fonts/Cards/Regular.ttf": font.font_bytes,
            "content/pages/.nav.yml": "nav:\n  - index.md\n  - Guide: guide\n  - Tags: tags\n  - about.md\n",
            "content/pages/guide/.nav.yml": "nav:\n  - two.md\n  - one.md\n",
            "content/pages/guide/one.md": f"# One\n\n![A picture]({host}/picture.png)\n",
            "content/pages/guide/two.md": "# Two\n",
        },
    )
    for command in (
        ["init", "-q"],
        ["add", "content"],
        ["commit", "-q", "-m", "Begin", "--date", "2026-01-02T12:00:00"],
    ):
        environment = {**os.environ, "GIT_COMMITTER_DATE": "2026-01-02T12:00:00"}
        subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *command],
            cwd=root,
            check=True,
            env=environment,
        )
    run_papershelf("-C", root, "build")
    return root / "site"


def test_files_beside_pages_make_the_navigation(site: Path) -> None:
    links = page(site / "about/index.html").select(".md-nav--primary a.md-nav__link")
    assert [str(link["href"]) for link in links if "." in str(link["href"]) and link["href"] != "./"] == [
        "..",
        "../guide/two/",
        "../guide/one/",
        "../tags/",
    ]


def test_own_pages_have_the_day_of_their_file_and_generated_ones_have_none(site: Path) -> None:
    [fact] = page(site / "guide/one/index.html").select(".md-source-file__fact")
    assert "2026-01-02" in fact.get_text()
    assert page(site / POSTCARD / "index.html").select(".md-source-file__fact") == []


def test_files_of_other_hosts_are_copied_into_the_site(site: Path, host: str) -> None:
    copies = site / "assets/external" / host.removeprefix("http://")
    assert (copies / "picture.png").read_bytes() == PIXEL
    assert (copies / "script.js").read_bytes() == ANSWERS["/script.js"]
    for path in ("guide/one", POSTCARD):
        elements = page(site / path / "index.html").select("[src], link[rel=stylesheet]")
        assert [element for element in elements if host in str(element)] == []
        assert len([element for element in elements if "assets/external/" in str(element)]) >= 2


@pytest.mark.skipif(not _can_draw(), reason="the plugin social draws with CairoSVG and cairo")
def test_pages_have_cards_whose_texts_end_no_attribute(site: Path) -> None:
    for path, title in (
        (POSTCARD, 'Proofs on a Postcard: "Short" Is a Budget & Not a Style'),
        ("about", "About this shelf"),
    ):
        soup = page(site / path / "index.html")
        [image] = soup.select("meta[property='og:image']")
        assert image["content"] == f"https://shelf.example.org/small/assets/images/social/{path}.png"
        assert (site / f"assets/images/social/{path}.png").is_file()
        [shown] = soup.select("meta[property='twitter:title']")
        assert shown["content"] == f"{title} - A small shelf"
