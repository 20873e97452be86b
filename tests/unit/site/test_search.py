from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from plain_paper import plain_paper

from generator.exports import search_records
from generator.exports.search_records import SearchRecord
from generator.model import Appearance, Archive, Paper, Settings, Text
from generator.site import pagefind, search
from generator.system import files
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

    monkeypatch.setattr(search_records, "MOST", 2)
    monkeypatch.setattr(pagefind, "build", noted)
    return found


def keep_up(root: Path, papers: Sequence[Paper]) -> None:
    if wanted := search.wanted(root, Archive(Settings("", ""), tuple(papers), (), (), {}, ())):
        search.make(root, wanted, Lines(sys.stderr))


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


def test_what_is_left_is_what_is_made_anew(tmp_path: Path, made: list[list[str]]) -> None:
    """Fewer papers have fewer indexes and tables, and what another version left goes, too."""
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
    whole = tree(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(files, "write_folder", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            keep_up(tmp_path, PAPERS[:-1])

    made.clear()
    keep_up(tmp_path, PAPERS)
    assert made == [["papers/paper-4/", "papers/paper-3/"]]
    assert tree(tmp_path) == whole
