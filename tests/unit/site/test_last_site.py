"""Files of the last site stand in the new one only when they are what would be made."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from generator.site import last_site
from generator.site.last_site import LastSite


@pytest.fixture
def first(tmp_path: Path) -> LastSite:
    """A site of two files, as a build made it."""
    made = LastSite(None, tmp_path / "first")
    made.write("papers/a/index.html", "page a", b"A")
    made.write("papers/b/index.html", "page b", b"B")
    return made


def after(first: LastSite, tmp_path: Path) -> LastSite:
    last_site.write_manifest(tmp_path, first.rows, tmp_path / "first", "")
    return LastSite(tmp_path / "first", tmp_path / "second", last_site.read_manifest(tmp_path))


def test_a_file_made_of_the_same_is_linked(first: LastSite, tmp_path: Path) -> None:
    second = after(first, tmp_path)
    assert second.link("papers/a/index.html", "page a")
    assert (tmp_path / "second/papers/a/index.html").samefile(tmp_path / "first/papers/a/index.html")
    assert second.rows == first.rows[:1]


@pytest.mark.parametrize(
    ("path", "made_of"), [("papers/a/index.html", "another page a"), ("papers/c/index.html", "page a"), ("", "")]
)
def test_what_was_made_of_something_else_is_not_linked(
    first: LastSite, tmp_path: Path, path: str, made_of: str
) -> None:
    second = after(first, tmp_path)
    assert not second.link(path, made_of)
    assert not (tmp_path / "second").exists()


def edited(page: Path) -> None:
    page.write_bytes(b"X")


def replaced(page: Path) -> None:
    """By a file of the same size and age."""
    was = page.stat()
    page.with_name("new").write_bytes(b"X")
    page.with_name("new").replace(page)
    os.utime(page, ns=(was.st_atime_ns, was.st_mtime_ns))


def made_a_link(page: Path) -> None:
    page.rename(page.with_name("elsewhere"))
    page.symlink_to("elsewhere")


@pytest.mark.parametrize("touched", [edited, replaced, made_a_link, Path.unlink])
def test_a_file_that_somebody_touched_is_not_linked(first: LastSite, tmp_path: Path, touched) -> None:
    touched(tmp_path / "first/papers/a/index.html")
    second = after(first, tmp_path)
    assert not second.link("papers/a/index.html", "page a")
    assert second.link("papers/b/index.html", "page b")


@pytest.mark.parametrize(
    "manifest", [b"", b"papershelf site 0\na\tb\tc\n", b"\xff\xfe", b"papershelf site 2\t\t\npapers/a\n"]
)
def test_of_a_manifest_that_is_not_ours_nothing_is_believed(tmp_path: Path, manifest: bytes) -> None:
    (tmp_path / last_site.MANIFEST).parent.mkdir()
    (tmp_path / last_site.MANIFEST).write_bytes(manifest)
    assert list(last_site.read_manifest(tmp_path)) == []


def test_a_line_that_was_cut_off_is_not_believed(first: LastSite, tmp_path: Path) -> None:
    last_site.write_manifest(tmp_path, first.rows, tmp_path / "first", "")
    manifest = tmp_path / last_site.MANIFEST
    manifest.write_bytes(manifest.read_bytes()[:-3])
    assert list(last_site.read_manifest(tmp_path)) == first.rows[:1]


def test_where_links_are_impossible_files_are_copied(first: LastSite, tmp_path: Path, monkeypatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    second = after(first, tmp_path)
    assert second.link("papers/a/index.html", "page a")
    copy, original = (tmp_path / folder / "papers/a/index.html" for folder in ("second", "first"))
    assert copy.read_bytes() == b"A"
    assert not copy.samefile(original)
    monkeypatch.undo()
    third = LastSite(tmp_path / "second", tmp_path / "third", second.rows)
    assert third.link("papers/a/index.html", "page a")


def test_only_what_is_generated_is_linked_to_begin_with(tmp_path: Path) -> None:
    generated, written = tmp_path / "docs", tmp_path / "docs of somebody"
    for folder in (generated, written):
        folder.mkdir()
        (folder / "a.json").write_text("{}")
    site = LastSite(None, tmp_path / "site", generated=generated)
    site.copy("a.json", "a", str(generated / "a.json"))
    site.copy("b.json", "b", str(written / "a.json"))
    assert (tmp_path / "site/a.json").samefile(generated / "a.json")
    assert not (tmp_path / "site/b.json").samefile(written / "a.json")
    assert (tmp_path / "site/b.json").read_text() == "{}"

    without = LastSite(None, tmp_path / "other")
    without.copy("a.json", "a", str(generated / "a.json"))
    assert not (tmp_path / "other/a.json").samefile(generated / "a.json")


def test_nothing_is_written_into_a_file_that_is_linked(first: LastSite, tmp_path: Path) -> None:
    second = after(first, tmp_path)
    second.link("papers/a/index.html", "page a")
    second.write("papers/a/index.html", "another", b"other")
    assert (tmp_path / "first/papers/a/index.html").read_bytes() == b"A"
    assert (tmp_path / "second/papers/a/index.html").read_bytes() == b"other"


def test_a_manifest_that_cannot_be_written_stops_nothing(first: LastSite, tmp_path: Path) -> None:
    (tmp_path / ".cache").write_text("in the way")
    last_site.write_manifest(tmp_path, first.rows, tmp_path / "first", "")
    assert list(last_site.read_manifest(tmp_path)) == []


def added(site: Path) -> None:
    (site / "papers/c").mkdir()


def renamed(site: Path) -> None:
    (site / "papers/b").rename(site / "papers/c")


def one_edited(site: Path) -> None:
    edited(site / "papers/a/index.html")


def test_a_site_made_of_the_same_is_known(first: LastSite, tmp_path: Path) -> None:
    last_site.write_manifest(tmp_path, first.rows, tmp_path / "first", "all of it")
    assert list(last_site.read_manifest(tmp_path)) == first.rows
    site = (tmp_path / "first").rename(tmp_path / "site")
    assert last_site.is_same(tmp_path, site, "all of it")
    assert not last_site.is_same(tmp_path, site, "something else")


@pytest.mark.parametrize("touched", [added, renamed, one_edited, shutil.rmtree])
def test_a_site_that_somebody_touched_is_made_again(first: LastSite, tmp_path: Path, touched) -> None:
    last_site.write_manifest(tmp_path, first.rows, tmp_path / "first", "all of it")
    touched(tmp_path / "first")
    assert not last_site.is_same(tmp_path, tmp_path / "first", "all of it")


def test_a_site_that_must_be_made_again_is_never_the_same(first: LastSite, tmp_path: Path) -> None:
    last_site.write_manifest(tmp_path, first.rows, tmp_path / "first", "")
    assert not last_site.is_same(tmp_path, tmp_path / "first", "")
