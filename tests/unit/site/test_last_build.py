"""A build has nothing to do only if no file changed since the last one, and nothing else could have."""

from __future__ import annotations

import marshal
import os
from collections.abc import Callable, Container, Iterator
from pathlib import Path

import pytest

from generator.site import last_build
from generator.site.last_build import LastBuild
from generator.system import files
from generator.system.seals import sealer
from generator.system.walk import walk

LAST = LastBuild(("content/x.yml:3:1: warning: is odd (look)",), ("The site is in site",))
DAY = "2026-04-20"
SETTINGS = "site_name: A\nsite_url: https://a.org/\nnot_in_nav: |\n  /papers/**\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path, text in {
        "content/digests/a.yml": "a",
        "build/docs/a.md": "d",
        "build/docs/papers/a.json": "{}",
        "site/papers/a/index.html": "b",
        "site/papers/b/index.html": "b",
        ".git/HEAD": "c",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    (tmp_path / "mkdocs.yml").write_text(SETTINGS)
    (tmp_path / "site/papers/a.json").hardlink_to(tmp_path / "build/docs/papers/a.json")
    (tmp_path / ".cache").mkdir()
    return tmp_path


def keep(root: Path, read: str | None = None) -> None:
    read = last_build.inputs(root, DAY) if read is None else read
    last_build.keep(root, DAY, read, files.states_below(root / "site"), LAST)


def test_an_untouched_archive_has_its_last_build(root: Path) -> None:
    keep(root)
    (root / ".git/HEAD").write_text("d")
    assert last_build.find(root, DAY) == LAST
    assert last_build.find(root, "2026-04-21") is None


def test_a_record_of_another_form_is_none(root: Path) -> None:
    data = marshal.dumps(("read", []), 2)
    (root / last_build.RECORD).write_bytes(sealer("last build", root).seal("", data) + data)
    assert last_build.find(root, DAY) is None


def test_files_are_told_apart_where_entries_have_no_numbers(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some file systems of FUSE have the same number for all entries of a folder."""
    monkeypatch.setattr(last_build, "walk", _walk_without_numbers)
    keep(root)
    (root / "site/papers/a/index.html").write_text("edited")
    assert last_build.find(root, DAY) is None


class _Entry:
    """An entry of a folder on such a file system."""

    def __init__(self, entry: os.DirEntry[str]) -> None:
        self.path, self.stat = entry.path, entry.stat

    def inode(self) -> int:
        return 0xFFFFFFFF


def _walk_without_numbers(
    start: str, left_out: Container[str] = ()
) -> Iterator[tuple[str, os.stat_result, list[_Entry]]]:
    for folder, status, entries in walk(start, left_out):
        yield folder, status, [*map(_Entry, entries)]


def edit_unseen(path: Path) -> None:
    """Change a file's text, but neither its size nor its time."""
    before = path.stat()
    path.write_text("z")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def exchange_folders(root: Path) -> None:
    """Let two folders of the site with equal files change their places."""
    papers = root / "site/papers"
    os.utime(papers / "b/index.html", ns=((papers / "a/index.html").stat().st_mtime_ns,) * 2)
    keep(root)
    for old, new in (("a", "c"), ("b", "a"), ("c", "b")):
        (papers / old).rename(papers / new)


def link_instead(path: Path, elsewhere: Path) -> None:
    path.rename(elsewhere)
    path.symlink_to(elsewhere)


CHANGES: dict[str, Callable[[Path], object]] = {
    "a digest is edited": lambda root: edit_unseen(root / "content/digests/a.yml"),
    "a page of the site is edited": lambda root: (root / "site/papers/a/index.html").write_text("edited"),
    "a page in build/docs is edited": lambda root: (root / "build/docs/a.md").write_text("edited"),
    "a page of the site is deleted": lambda root: (root / "site/papers/a/index.html").unlink(),
    "a page of the site is replaced": lambda root: (root / "site/papers/a.json").replace(root / "site/papers/b.json"),
    "a file of two names is edited": lambda root: (root / "site/papers/a.json").write_text("[1]"),
    "one of a file's names goes": lambda root: (root / "site/papers/a.json").unlink(),
    "a file takes the place of a name": lambda root: (root / ".git/HEAD").replace(root / "site/papers/a.json"),
    "a folder takes another's place": exchange_folders,
    "a file comes into build": lambda root: (root / "build/docs/papers/b.json").write_text("{}"),
    "a hidden file comes into the site": lambda root: (root / "site/papers/.x").write_text(""),
    "an empty folder comes into the site": lambda root: (root / "site/papers/c").mkdir(),
    "a link comes into the site": lambda root: (root / "site/papers/c").symlink_to("a"),
    "a pipe comes into build": lambda root: os.mkfifo(root / "build/docs/papers/c"),
    "a folder of the site becomes a link": lambda root: link_instead(root / "site/papers", root / ".elsewhere"),
    "the site becomes a link": lambda root: link_instead(root / "site", root / ".elsewhere"),
    "build becomes a link": lambda root: link_instead(root / "build", root / ".elsewhere"),
    "the site goes": lambda root: (root / "site").rename(root / ".elsewhere"),
    "a hidden file comes": lambda root: (root / "content/.hidden").write_text("x"),
    "a folder comes": lambda root: (root / "content/notes").mkdir(),
    "a link comes": lambda root: (root / "content/x.yml").symlink_to("digests/a.yml"),
    "the cache is a link": lambda root: link_instead(root / ".cache", root / ".elsewhere"),
    "the cache is gone": lambda root: (root / ".cache").rename(root / ".elsewhere"),
    "the record is a link": lambda root: link_instead(root / last_build.RECORD, root / ".elsewhere"),
    "the record is a pipe": lambda root: (root / last_build.RECORD).unlink() or os.mkfifo(root / last_build.RECORD),
    "the record is cut": lambda root: os.truncate(root / last_build.RECORD, 100),
    "the record is empty": lambda root: os.truncate(root / last_build.RECORD, 0),
    "the record is another's": lambda root: (root / last_build.RECORD).write_bytes(
        bytes(16) + (root / last_build.RECORD).read_bytes()[16:]
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_any_change_is_seen(root: Path, change: Callable[[Path], object]) -> None:
    keep(root)
    assert last_build.find(root, DAY) == LAST
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


def test_an_edit_of_the_site_during_the_build_is_seen(root: Path) -> None:
    states = files.states_below(root / "site")
    (root / "site/papers/new").write_text("by hand")
    last_build.keep(root, DAY, last_build.inputs(root, DAY), states, LAST)
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
