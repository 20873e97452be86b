"""Plugins and hooks of MkDocs in an archive, on one site built with many of them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.conftest import Visits, served, visiting
from playwright.sync_api import Browser, expect

from ..reading import page, tree
from .conftest import HOOK, PIXEL, Archive

RECORDER = """\
import json
from pathlib import Path

events = []
NAMES = (
    "startup shutdown config pre_build files nav env post_build pre_template template_context post_template pre_page"
    " page_read_source page_markdown page_content page_context post_page"
).split()


def recorder(name):
    def record(*args, page=None, **kwargs):
        page = args[0] if name == "pre_page" else page
        events.append([name, page.file.src_uri if page else kwargs.get("command")])
        if name == "shutdown":
            Path(__file__).parents[1].joinpath("events.json").write_text(json.dumps(events))
        if name == "post_page":
            return args[0] if args else kwargs["output"].replace("</body>", "<!-- hooked --></body>")
        return None

    return record


for name in NAMES:
    globals()[f"on_{name}"] = recorder(name)
"""

SETTINGS = """\
nav:
  - Home: index.md
  - One: guide/one.md
  - Blog: blog/index.md
  - Topics: topics.md
hooks: [site_config/hook.py, site_config/recorder.py]
plugins:
  - search
  - tags
  - meta
  - blog
  - macros
  - redirects: {redirect_maps: {old.md: guide/one.md, older.md: papers/lemma-gardens.md}}
  - glightbox
  - minify: {minify_html: true}
"""

POST = """\
---
date: 2026-03-01
categories: [News]
---
# A post

About [a paper](../../papers/lemma-gardens.md).

<!-- more -->

The rest.
"""

HOSTILE = """\
source: elsewhere
date: 2026-03-19
papers:
  - title: "Templates {{ 6 * 7 }} and {% raw %}"
    abstract: "Also {{ 6 * 7 }}, {# gone #} and {% set x = 1 %}."
    url: https://example.org/templates
"""

FILES: dict[str, str | bytes] = {
    "site_config/hook.py": HOOK.read_text(),
    "site_config/recorder.py": RECORDER,
    "main.py": "def define_env(env):\n    env.macro(lambda name: f'Hello {name}', 'greet')\n",
    "content/digests/2026-03-19-elsewhere.yml": HOSTILE,
    "content/pages/blog/index.md": "# Blog\n",
    "content/pages/blog/posts/first.md": POST,
    "content/pages/guide/.meta.yml": "tags: [Guides]\n",
    "content/pages/guide/one.md": "# One\n\n{{ greet('reader') }}\n\n![One](one.png)\n\n[News](/blog/category/news/)\n",
    "content/pages/guide/one.png": PIXEL,
    "content/pages/topics.md": "# Topics\n\n<!-- material/tags -->\n",
}

PAPER = "papers/lemma-gardens/"


@pytest.fixture(scope="module")
def root(archive_with: Archive, run_papershelf) -> Path:
    root = archive_with(SETTINGS, FILES)
    run_papershelf("-C", root, "build", "--strict")
    (root / "events.json").rename(root / "first.json")
    return root


@pytest.fixture(scope="module")
def site(root: Path) -> Path:
    return root / "site"


def counts(events: Path) -> Counter[str]:
    return Counter(name for name, _ in json.loads(events.read_text()))


def test_a_hook_gets_every_event_and_every_page(root: Path, site: Path) -> None:
    events = json.loads((root / "first.json").read_text())
    assert events[0] == ["startup", "build"]
    assert events[-1] == ["shutdown", None]
    seen = Counter(name for name, _ in events)
    assert [seen[name] for name in ("startup", "config", "pre_build", "files", "nav", "env", "post_build")] == [1] * 7
    papers = {path.relative_to(root / "build/docs").as_posix() for path in root.glob("build/docs/papers/*.md")}
    for event in "page_read_source page_markdown page_content page_context pre_page post_page".split():
        assert papers == {path for name, path in events if name == event and path.startswith("papers/")}


def test_mkdocs_alone_builds_the_same_site(root: Path, site: Path) -> None:
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1774000000"}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", "alone"]
    done = subprocess.run(command, cwd=root, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    ours, alone = tree(site), tree(root / "alone")
    different = {path for path in {*ours, *alone} if ours.get(path) != alone.get(path)}
    assert {path for path in different if not path.endswith(".gz")} == set()
    assert counts(root / "first.json") == counts(root / "events.json")


def test_own_pages_are_templates_for_macros_and_papers_are_not(site: Path) -> None:
    assert "Hello reader" in (site / "guide/one/index.html").read_text()
    [paper] = site.glob("papers/templates*/index.html")
    soup = page(paper)
    assert soup.select("h1")[0].get_text() == "Templates {{ 6 * 7 }} and {% raw %}"
    assert "Also {{ 6 * 7 }}, {# gone #} and {% set x = 1 %}." in soup.select("article")[0].get_text()


def test_tags_of_pages_folders_and_papers_are_listed(site: Path) -> None:
    article = page(site / "topics/index.html").select("article")[0]
    links = {str(link["href"]) for link in article.select("li a")}
    assert {"../guide/one/", f"../{PAPER}"} <= links
    assert [tag.get_text() for tag in page(site / "guide/one/index.html").select(".md-tag")] == ["Guides"]


def test_old_addresses_lead_to_pages_and_papers(site: Path) -> None:
    assert 'href="../guide/one/"' in (site / "old/index.html").read_text()
    assert f'href="../{PAPER}"' in (site / "older/index.html").read_text()


def test_a_blog_has_posts_and_lists(site: Path) -> None:
    post = page(site / "blog/2026/03/01/a-post/index.html").select("article")[0]
    assert {str(link["href"]) for link in post.select("p a")} == {f"../../../../../{PAPER}"}
    assert "A post" in page(site / "blog/category/news/index.html").select("article")[0].get_text()


def test_material_s_search_takes_the_place_of_ours(site: Path) -> None:
    records = json.loads((site / "search/search_index.json").read_text())["docs"]
    assert {PAPER, "guide/one/"} <= {record["location"] for record in records}
    soup = page(site / PAPER / "index.html")
    assert soup.select("[data-ps-search-open]") == []
    assert soup.select("form.md-search__form") != []


@pytest.fixture(scope="module")
def visits(site: Path, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Visits, str]]:
    with served(site, tmp_path_factory.mktemp("served")) as address, visiting(browser, address) as visits:
        yield visits, address


def test_what_plugins_put_into_pages_runs(visits: tuple[Visits, str]) -> None:
    """The policies of pages allow the minified scripts and those of glightbox: see `visiting`."""
    shown = visits[0].page()
    shown.goto(f"{visits[1]}guide/one/")
    shown.locator("a.glightbox").click()
    expect(shown.locator(".glightbox-container")).to_be_visible()
    shown.goto(f"{visits[1]}{PAPER}")
    shown.keyboard.press("/")
    shown.keyboard.type("herd")
    expect(shown.locator(".md-search-result__link").first).to_have_attribute("href", re.compile("papers/herd-"))
