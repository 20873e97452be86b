"""A build has nothing to do only if no file changed since the last one, and nothing else could have."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.model import Problem, Severity
from generator.site import last_build
from generator.site.last_build import LastBuild
from generator.system import files
from generator.system.cache import Cache

LAST = LastBuild((Problem("content/x.yml", 3, 1, "is odd", "look", Severity.WARNING),), ("The site is in site",))
DAY = "2026-04-20"
SETTINGS = "site_name: A\nsite_url: https://a.org/\nnot_in_nav: |\n  /papers/**\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path, text in {
        "content/digests/a.yml": "a",
        "build/docs/a.md": "d",
        "site/papers/a/index.html": "b",
        ".git/HEAD": "c",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    (tmp_path / "mkdocs.yml").write_text(SETTINGS)
    Cache(tmp_path / files.CACHE).close()
    return tmp_path


def keep(root: Path, read: str | None = None) -> None:
    read = last_build.inputs(root, DAY) if read is None else read
    last_build.keep(root, DAY, read, files.states_below(root / "site"), LAST)


def test_an_untouched_archive_has_its_last_build(root: Path) -> None:
    keep(root)
    (root / ".git/HEAD").write_text("d")
    assert last_build.find(root, DAY) == LAST
    assert last_build.find(root, "2026-04-21") is None


def edit_unseen(path: Path) -> None:
    """Change a file's text, but neither its size nor its time."""
    before = path.stat()
    path.write_text("z")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


CHANGES: dict[str, Callable[[Path], object]] = {
    "a digest is edited": lambda root: edit_unseen(root / "content/digests/a.yml"),
    "a page of the site is edited": lambda root: (root / "site/papers/a/index.html").write_text("edited"),
    "a page in build/docs is edited": lambda root: (root / "build/docs/a.md").write_text("edited"),
    "a page of the site is deleted": lambda root: (root / "site/papers/a/index.html").unlink(),
    "a hidden file comes": lambda root: (root / "content/.hidden").write_text("x"),
    "a folder comes": lambda root: (root / "content/notes").mkdir(),
    "a link comes": lambda root: (root / "content/x.yml").symlink_to("digests/a.yml"),
    "the cache is a link": lambda root: (root / ".cache").rename(root / "c") and (root / ".cache").symlink_to("c"),
    "the cache is gone": lambda root: (root / files.CACHE).unlink(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_any_change_is_seen(root: Path, change: Callable[[Path], object]) -> None:
    keep(root)
    change(root)
    assert last_build.find(root, DAY) is None


def test_an_edit_during_the_build_is_seen_and_what_the_build_writes_is_none(root: Path) -> None:
    read = last_build.inputs(root, DAY)
    (root / "build/docs/b.md").write_text("new")
    (root / "site/index.html").write_text("new")
    keep(root, read)
    assert last_build.find(root, DAY) == LAST
    edit_unseen(root / "content/digests/a.yml")
    keep(root, read)
    assert last_build.find(root, DAY) is None


@pytest.mark.parametrize(
    "line", ["INHERIT: base.yml", "site_name: !ENV NAME", "  custom_dir: ../theme", "custom_dir: '/theme'", "- ~/x.css"]
)
def test_settings_that_may_read_more_are_always_looked_at(root: Path, line: str) -> None:
    (root / "mkdocs.yml").write_text(f"{SETTINGS}{line}\n")
    keep(root)
    assert last_build.find(root, DAY) is None


def test_without_the_states_of_all_files_in_build_no_build_is_the_last(root: Path) -> None:
    (root / "build/docs/.x").symlink_to("a.md")
    keep(root)
    (root / "build/docs/a.md").unlink()
    assert last_build.find(root, DAY) is None
