"""A site takes over the files of the last one that would be the same, and writes into none of them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from generator.site.manifest import Row, unchanged
from generator.site.tree import SiteTree
from generator.system import parallel
from generator.system.files import states_below


@pytest.fixture
def last(tmp_path: Path) -> SiteTree:
    """A site with two pages."""
    tree = SiteTree(tmp_path / "old", {}, None)
    for name in "ab":
        tree.write(f"papers/{name}/index.html", f"page {name}", name.encode())
    return tree


def following(tmp_path: Path, rows: dict[str, Row], generated: Path | None = None) -> SiteTree:
    return SiteTree(tmp_path / "new", unchanged(rows, states_below(tmp_path / "old")), generated)


def test_a_file_with_the_same_key_is_kept_and_only_what_differs_is_built(tmp_path: Path, last: SiteTree) -> None:
    new = following(tmp_path, last.rows)
    assert new.keep("papers/a/index.html", "page a")
    assert not new.keep("papers/b/index.html", "another")
    new.write("papers/b/index.html", "another", b"b2")
    assert not new.keep("papers/b/index.html", "page b")
    assert [path.name for path in (tmp_path / "new/papers").iterdir()] == ["b"]
    assert new.rows["papers/a/index.html"] == last.rows["papers/a/index.html"]


def test_a_site_is_completed_by_links_to_what_is_kept(tmp_path: Path, last: SiteTree) -> None:
    new = following(tmp_path, last.rows)
    new.keep("papers/a/index.html", "page a")
    new.write("papers/b/index.html", "another", b"b2")
    new.write("papers/c/index.html", "page c", b"c")
    new.complete(tmp_path / "old")
    assert (tmp_path / "new/papers/a/index.html").samefile(tmp_path / "old/papers/a/index.html")
    assert (tmp_path / "new/papers/b/index.html").read_bytes() == b"b2"
    assert new.rows == unchanged(new.rows, states_below(tmp_path / "new"))


def test_what_a_plugin_took_away_from_a_site_is_not_completed(tmp_path: Path, last: SiteTree) -> None:
    new = following(tmp_path, last.rows)
    new.keep("papers/a/index.html", "page a")
    new.write("papers/b/index.html", "another", b"b2")
    (tmp_path / "new/papers/b/index.html").unlink()
    new.complete(tmp_path / "old")
    assert [*states_below(tmp_path / "new")] == ["papers/a/index.html"]


@pytest.mark.parametrize(("path", "key"), [("papers/a/index.html", "another"), ("papers/c/index.html", "page c")])
def test_a_file_with_another_key_is_not(tmp_path: Path, last: SiteTree, path: str, key: str) -> None:
    new = following(tmp_path, last.rows)
    assert not new.keep(path, key)
    assert new.rows == {}


@pytest.mark.parametrize("how", ["edited", "deleted"])
def test_a_file_that_somebody_touched_is_not(tmp_path: Path, last: SiteTree, how: str) -> None:
    page = tmp_path / "old/papers/a/index.html"
    page.unlink()
    if how == "edited":
        page.write_text("x")
    assert not following(tmp_path, last.rows).keep("papers/a/index.html", "page a")


def test_a_file_that_is_written_again_is_replaced(tmp_path: Path, last: SiteTree) -> None:
    new = following(tmp_path, last.rows)
    new.keep("papers/a/index.html", "page a")
    new.complete(tmp_path / "old")
    new.write("papers/a/index.html", "other", b"other")
    assert (tmp_path / "new/papers/a/index.html").read_bytes() == b"other"
    assert (tmp_path / "old/papers/a/index.html").read_bytes() == b"a"


def test_files_that_a_build_made_are_linked_and_others_copied(tmp_path: Path, last: SiteTree) -> None:
    for folder in ("docs", "theme"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.css").write_text(folder)
    new = following(tmp_path, last.rows, generated=tmp_path / "docs")
    for folder in ("docs", "theme"):
        source = str(tmp_path / folder / "x.css")
        new.take(f"{folder}.css", new.key_of(source), source)
    assert (tmp_path / "new/docs.css").samefile(tmp_path / "docs/x.css")
    assert not (tmp_path / "new/theme.css").samefile(tmp_path / "theme/x.css")


def test_without_hard_links_files_are_copied(tmp_path: Path, last: SiteTree, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", refuse)
    new = following(tmp_path, last.rows)
    new.keep("papers/a/index.html", "page a")
    new.complete(tmp_path / "old")
    assert (tmp_path / "new/papers/a/index.html").read_bytes() == b"a"
    assert new.rows == unchanged(new.rows, states_below(tmp_path / "new"))


def test_rows_of_forks_reach_the_parent(tmp_path: Path, last: SiteTree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "cores", lambda: 2)
    names = [f"{number}" for number in range(40)]

    def write(chunk: Sequence[str]) -> int:
        for name in chunk:
            last.write(name, "key", name.encode())
        return len(chunk)

    before = dict(last.rows)
    assert sum(last.in_forks(write, names, 1)) == len(names)
    assert last.rows == unchanged(last.rows, states_below(tmp_path / "old"))
    assert last.rows.keys() == {*before, *names}
