"""A site takes over the files of the last one that would be the same, and writes into none of them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.site.manifest import Row
from generator.site.tree import SiteTree


@pytest.fixture
def last(tmp_path: Path) -> SiteTree:
    """A site with two pages."""
    tree = SiteTree(tmp_path / "old", None, {}, None)
    for name in "ab":
        tree.write(f"papers/{name}/index.html", f"page {name}", name.encode())
    return tree


def following(tmp_path: Path, rows: dict[str, Row], generated: Path | None = None) -> SiteTree:
    return SiteTree(tmp_path / "new", tmp_path / "old", rows, generated)


def test_a_file_with_the_same_key_is_linked(tmp_path: Path, last: SiteTree) -> None:
    new = following(tmp_path, last.rows)
    assert new.link("papers/a/index.html", "page a")
    assert (tmp_path / "new/papers/a/index.html").samefile(tmp_path / "old/papers/a/index.html")
    assert new.rows == {"papers/a/index.html": last.rows["papers/a/index.html"]}


@pytest.mark.parametrize(("path", "key"), [("papers/a/index.html", "another"), ("papers/c/index.html", "page c")])
def test_a_file_with_another_key_is_not(tmp_path: Path, last: SiteTree, path: str, key: str) -> None:
    new = following(tmp_path, last.rows)
    assert not new.link(path, key)
    assert new.rows == {}


@pytest.mark.parametrize("how", ["edited", "deleted", "replaced by a link"])
def test_a_file_that_somebody_touched_is_not(tmp_path: Path, last: SiteTree, how: str) -> None:
    page = tmp_path / "old/papers/a/index.html"
    page.unlink()
    if how == "edited":
        page.write_text("x")
    elif how == "replaced by a link":
        page.symlink_to(tmp_path / "old/papers/b/index.html")
    assert not following(tmp_path, last.rows).link("papers/a/index.html", "page a")


def test_of_a_site_that_is_changed_in_place_only_what_differs_is_built(tmp_path: Path, last: SiteTree) -> None:
    states = {path: row.state for path, row in last.rows.items()}
    new = SiteTree(tmp_path / "new", tmp_path / "old", last.rows, None, states)
    assert new.link("papers/a/index.html", "page a")
    assert not new.link("papers/b/index.html", "another")
    new.write("papers/b/index.html", "another", b"b2")
    assert not new.link("papers/b/index.html", "page b")
    assert [path.name for path in (tmp_path / "new/papers").iterdir()] == ["b"]
    built = {"papers/b/index.html": (2, 7)}
    assert new.states(built) == {"papers/a/index.html": states["papers/a/index.html"], **built}
    assert [new.path_of(f"papers/{name}/index.html").parents[2].name for name in "ab"] == ["old", "new"]


def test_a_file_that_is_written_again_is_replaced(tmp_path: Path, last: SiteTree) -> None:
    new = following(tmp_path, last.rows)
    new.link("papers/a/index.html", "page a")
    new.write("papers/a/index.html", "other", b"other")
    assert (tmp_path / "new/papers/a/index.html").read_bytes() == b"other"
    assert (tmp_path / "old/papers/a/index.html").read_bytes() == b"a"
    new.remove("papers/a/index.html")
    assert (new.rows, list((tmp_path / "new/papers/a").iterdir())) == ({}, [])


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
    assert following(tmp_path, last.rows).link("papers/a/index.html", "page a")
    assert (tmp_path / "new/papers/a/index.html").read_bytes() == b"a"


def test_rows_are_collected_apart_for_a_parent_process(tmp_path: Path, last: SiteTree) -> None:
    before = dict(last.rows)
    with last.recording() as rows:
        last.write("x", "key", b"x")
    assert (list(rows), last.rows) == (["x"], before)
