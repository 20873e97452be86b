from __future__ import annotations

from pathlib import Path

from mkdocs.config import load_config

from generator.site.completeness import faults
from generator.system.files import states_below

MADE = ("index.md", "papers/a.md", "papers/b.md", "tags/index.md", "drafts/c.md", "feed.xml")
PAGE = '<head><meta http-equiv="Content-Security-Policy" content="x"></head>'


def faults_of(root: Path, pages: dict[str, str], settings: str = "") -> list[str]:
    theme = "" if "theme:" in settings else "theme: {name: material, custom_dir: theme}\n"
    (root / "mkdocs.yml").write_text(f"site_name: A\n{theme}{settings}")
    for folder in ("docs", "theme"):
        (root / folder).mkdir(exist_ok=True)
    for path, text in pages.items():
        (root / "site" / path).parent.mkdir(parents=True, exist_ok=True)
        (root / "site" / path).write_text(text)
    site = root / "site"
    return list(faults(load_config(str(root / "mkdocs.yml")), MADE, states_below(site), site.joinpath))


WHOLE = dict.fromkeys(
    ("index.html", "papers/a/index.html", "papers/b/index.html", "tags/index.html", "drafts/c/index.html"), PAGE
)


def test_a_whole_site_has_no_faults(tmp_path: Path) -> None:
    assert faults_of(tmp_path, WHOLE) == []


def test_empty_and_missing_pages_are_named(tmp_path: Path) -> None:
    [fault] = faults_of(tmp_path, {path: page for path, page in WHOLE.items() if "b" not in path} | {"index.html": ""})
    assert fault.startswith("pages came out empty (2), such as index.html, papers/b/index.html: ")


def test_pages_that_the_settings_leave_out_are_not_missing(tmp_path: Path) -> None:
    pages = {path: page for path, page in WHOLE.items() if not path.startswith("drafts")}
    assert len(faults_of(tmp_path, pages)) == 1
    assert faults_of(tmp_path, pages, "exclude_docs: drafts/\n") == []


def test_pages_without_a_policy_are_named(tmp_path: Path) -> None:
    [fault] = faults_of(tmp_path, WHOLE | {"tags/index.html": "<head></head>"})
    assert fault.startswith("pages have no Content-Security-Policy, such as tags/index.html: ")
    assert faults_of(tmp_path, {}, "theme: {name: material}\n") == []
