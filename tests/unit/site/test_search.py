from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from plain_paper import plain_paper

from generator.exports import search_records
from generator.exports.search_records import SearchRecord
from generator.model import Appearance, Archive, Paper, Settings, Text
from generator.site import pagefind, search
from generator.site.manifest import Manifest
from generator.system import files
from generator.system.cache import Cache
from generator.system.progress import Lines

PAPERS = tuple(
    plain_paper(f"paper-{number}", appearances=(Appearance(dt.date(2026, 4, 10 - number), "desk"),))
    for number in range(5)
)
"""Newest first, as an archive has them."""


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The addresses of each index that is made from now on; an index has two papers."""
    found: list[list[str]] = []
    build = pagefind.build

    def noted(records: Sequence[SearchRecord]) -> dict[str, bytes]:
        found.append([record.address for record in records])
        return build(records)

    monkeypatch.setattr(search_records, "MAXIMUM", 2)
    monkeypatch.setattr(pagefind, "build", noted)
    return found


def keep_up(root: Path, papers: Sequence[Paper]) -> None:
    archive = Archive(Settings("", ""), tuple(papers), (), (), {}, ())
    with closing(Cache(root / files.CACHE)) as cache:
        manifest = Manifest(cache)
        if stale := search.stale(root, archive, cache):
            search.make(root, stale, manifest, Lines(sys.stderr))


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_only_an_index_that_would_be_another_is_made(tmp_path: Path, made: list[list[str]]) -> None:
    keep_up(tmp_path, PAPERS[1:])
    keep_up(tmp_path, PAPERS[1:])
    assert made == [["papers/paper-4/", "papers/paper-3/"], ["papers/paper-2/", "papers/paper-1/"]]

    made.clear()
    keep_up(tmp_path, PAPERS)
    assert made == [["papers/paper-0/"]]

    made.clear()
    keep_up(tmp_path, (replace(PAPERS[0], title=Text("Other", "Other")), *PAPERS[1:]))
    assert made == [["papers/paper-0/"]]


def test_an_updated_index_has_the_same_files_as_a_new_one(tmp_path: Path, made: list[list[str]]) -> None:
    """Files of removed papers and of other versions are deleted."""
    old = tmp_path / "old" / files.DOCS / files.SEARCH
    (old / "pagefind").mkdir(parents=True)
    (old / "pagefind/pagefind-entry.json").touch()
    (old / "manifest.json").touch()
    keep_up(tmp_path / "old", PAPERS)
    keep_up(tmp_path / "old", PAPERS[2:3])
    keep_up(tmp_path / "new", PAPERS[2:3])

    assert tree(old) == tree(tmp_path / "new" / files.DOCS / files.SEARCH)
    assert sorted(path.name for path in (old / "indexes").iterdir()) == ["0"]


def test_an_index_that_was_cut_off_is_made_again(
    tmp_path: Path, made: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_up(tmp_path, PAPERS)
    whole = tree(tmp_path / "build")
    with monkeypatch.context() as patch:
        patch.setattr(files, "keep_only", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            keep_up(tmp_path, PAPERS[:-1])

    made.clear()
    keep_up(tmp_path, PAPERS)
    assert made != []
    assert tree(tmp_path / "build") == whole


@pytest.mark.parametrize("how", ["edited", "deleted", "added"])
def test_an_index_that_somebody_touched_is_made_again(tmp_path: Path, made: list[list[str]], how: str) -> None:
    keep_up(tmp_path, PAPERS)
    whole = tree(tmp_path / "build")
    folder = tmp_path / files.DOCS / files.SEARCH / "indexes/1"
    touched = folder / "new" if how == "added" else next(path for path in sorted(folder.rglob("*")) if path.is_file())
    if how == "deleted":
        touched.unlink()
    else:
        touched.write_text("somebody's")

    made.clear()
    keep_up(tmp_path, PAPERS)
    assert made == [["papers/paper-2/", "papers/paper-1/"]]
    assert tree(tmp_path / "build") == whole


def test_every_file_of_the_search_is_known_as_one(tmp_path: Path, made: list[list[str]]) -> None:
    """Otherwise the next build without the cache would take it for somebody's own, and stop."""
    papers = [replace(paper, authors=("Ann Lee", "Bob Ray"), organisation="Lab") for paper in PAPERS]
    keep_up(tmp_path, papers)
    folders = {path.parent.name for path in (tmp_path / files.DOCS / files.SEARCH / "tables").rglob("*.json")}
    assert {"recent", "keys", "names", "records"} <= folders
    assert files.foreign_files(tmp_path, (), files.states_below(tmp_path / files.DOCS)) == []
