"""What MkDocs itself reads in `mkdocs.yml`: settings of other files and of the environment, a theme of one's own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ..reading import page, tree
from .conftest import HOOK, Archive

SETTINGS = """\
INHERIT: settings/shared.yml
site_name: !ENV [PAPERSHELF_TEST_NAME, Inherited shelf]
site_url: https://shelf.example.org/deep/below/
theme:
  custom_dir: own_theme
nav: [index.md, About: about.md, tags/index.md]
"""

MAIN = """\
{% extends "base.html" %}
{% block announce %}New papers each week.{% endblock %}
"""

FILES: dict[str, str | bytes] = {
    "own_theme/main.html": MAIN,
    "own_theme/mine.html": '{% extends "main.html" %}\n{% block content %}<p id="mine">Mine</p>{% endblock %}\n',
    "own_theme/partials/copyright.html": "<p>All ours</p>\n",
    "content/pages/mine.md": "---\ntemplate: mine.html\n---\n# Mine\n",
    "site_config/hook.py": HOOK.read_text(),
}

PAPER = "papers/lemma-gardens/index.html"


@pytest.fixture(scope="module")
def root(archive_with: Archive, run_papershelf) -> Path:
    root = archive_with(files=FILES)
    shared = (root / "mkdocs.yml").read_text().replace("hooks:", "strict: true\nhooks: [site_config/hook.py]\nx-hooks:")
    (root / "settings").mkdir()
    (root / "settings/shared.yml").write_text(shared.replace("x-hooks:", "#"))
    (root / "mkdocs.yml").write_text(SETTINGS)
    assert "0 errors, 0 warnings" in run_papershelf("-C", root, "check").stderr
    run_papershelf("-C", root, "build")
    return root


@pytest.mark.parametrize("path", ["about/index.html", PAPER])
def test_settings_come_from_the_file_that_is_inherited_and_from_the_environment(root: Path, path: str) -> None:
    soup = page(root / "site" / path)
    assert soup.title is not None
    assert soup.title.get_text().endswith(" - Inherited shelf")
    [canonical] = soup.select("link[rel=canonical]")
    assert canonical["href"] == f"https://shelf.example.org/deep/below/{path.removesuffix('index.html')}"
    assert soup.select("[data-md-color-scheme]") != []


@pytest.mark.parametrize("path", ["about/index.html", PAPER])
def test_a_theme_of_the_archive_s_own_completes_ours(root: Path, path: str) -> None:
    soup = page(root / "site" / path)
    assert "New papers each week." in soup.select(".md-banner")[0].get_text()
    assert "All ours" in soup.select(".md-footer")[0].get_text()
    assert soup.select("link[href$='assets/papershelf.css']") != []
    assert page(root / "site/mine/index.html").select("article #mine") != []


def test_mkdocs_publishes_the_same_site(root: Path, tmp_path: Path) -> None:
    remote = tmp_path / "remote.git"
    for command in (["init", "-q", "--bare", remote], ["init", "-q"], ["remote", "add", "origin", remote]):
        subprocess.run(["git", *command], cwd=root, check=True)
    identity = {f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {**os.environ, **identity, "SOURCE_DATE_EPOCH": "1774000000", "NO_MKDOCS_2_WARNING": "1"}
    deploy = [sys.executable, "-m", "mkdocs", "gh-deploy", "--site-dir", tmp_path / "site", "--message", "Publish"]
    done = subprocess.run(deploy, cwd=root, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    subprocess.run(["git", "clone", "-q", "-b", "gh-pages", remote, tmp_path / "published"], check=True)
    published = {path: data for path, data in tree(tmp_path / "published").items() if not path.startswith(".git/")}
    ours = tree(root / "site")
    assert {*published} == {*ours, ".nojekyll"}
    assert [path for path in ours if published[path] != ours[path] and not path.endswith(".gz")] == []


def test_a_warning_ends_a_strict_build(root: Path, run_papershelf) -> None:
    (root / "content/pages/broken.md").write_text("# Broken\n\n[Nowhere](nowhere.md)\n")
    build = run_papershelf("-C", root, "build", status=1)
    assert "content/pages/broken.md:3:11: warning: the link 'nowhere.md' leads to no file" in build.stderr
