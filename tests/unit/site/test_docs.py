"""`build/docs` holds exactly the outputs, and only those are written whose inputs changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from generator.model import Archive, Settings
from generator.outputs import Output
from generator.site.docs import Docs
from generator.site.fingerprints import Fingerprints
from generator.site.manifest import Manifest
from generator.system import files
from generator.system.cache import Cache

ARCHIVE = Archive(Settings("A", "https://a.org/"), (), (), (), {}, ())


class Shelf:
    """A folder that outputs are written to, and the paths of those that were made."""

    def __init__(self, root: Path) -> None:
        self.docs, self._root, self.made = root / files.DOCS, root, list[str]()

    def update(self, program: str = "1", **texts: str) -> tuple[int, int]:
        def output(path: str, text: str) -> Output:
            def pieces(_: str) -> Iterator[str]:
                self.made.append(path)
                yield text

            return Output(path, pieces, (text.casefold(),))

        self.made.clear()
        outputs = {path: output(path, text) for path, text in texts.items()}
        with closing(Cache(self._root / files.CACHE)) as results:
            return Docs(self._root, Manifest(results)).sync(outputs, Fingerprints(ARCHIVE, program).of)

    def texts(self) -> dict[str, str]:
        return {
            path.relative_to(self.docs).as_posix(): path.read_text()
            for path in self.docs.rglob("*")
            if path.is_file() and not path.name.startswith(".")
        }


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def test_the_folder_has_exactly_the_outputs(shelf: Shelf) -> None:
    assert shelf.update(**{"index.md": "a", "old/deep/gone.md": "b", "old/kept.md": "c"}) == (3, 0)
    assert shelf.update(**{"index.md": "a", "tags/new.md": "c", "old/kept.md": "c"}) == (1, 1)
    assert shelf.texts() == {"index.md": "a", "tags/new.md": "c", "old/kept.md": "c"}
    assert not (shelf.docs / "old/deep").exists()


def test_files_of_the_search_are_kept(shelf: Shelf) -> None:
    files.write_folder(shelf.docs / files.SEARCH, {"a/x": b"1"})
    assert shelf.update(a="1") == (1, 0)
    assert shelf.texts() == {"a": "1", f"{files.SEARCH}/a/x": "1"}


def test_an_output_with_the_same_inputs_is_not_written_again(shelf: Shelf) -> None:
    shelf.update(a="1", b="2")
    assert shelf.made == ["a", "b"]
    assert shelf.update(a="1", b="3") == (1, 0)
    assert shelf.made == ["b"]
    assert shelf.texts() == {"a": "1", "b": "3"}


def test_another_version_renders_everything_again_and_writes_only_changed_files(shelf: Shelf) -> None:
    shelf.update(a="1", b="2")
    before = (shelf.docs / "a").stat().st_mtime_ns
    assert shelf.update(program="2", a="1", b="2") == (0, 0)
    assert shelf.made == ["a", "b"]
    assert (shelf.docs / "a").stat().st_mtime_ns == before


def test_without_the_cache_all_are_made_again(shelf: Shelf, tmp_path: Path) -> None:
    shelf.update(a="1", b="2")
    (tmp_path / files.CACHE).unlink()
    assert shelf.update(a="1", b="2") == (0, 0)
    assert shelf.made == ["a", "b"]


@pytest.mark.parametrize("how", ["edited", "deleted"])
def test_what_somebody_touched_is_made_again(shelf: Shelf, how: str) -> None:
    shelf.update(a="1", b="2")
    (shelf.docs / "a").unlink()
    if how == "edited":
        (shelf.docs / "a").write_text("edited")
    assert shelf.update(a="1", b="2") == (1, 0)
    assert shelf.made == ["a"]
    assert shelf.texts() == {"a": "1", "b": "2"}


def test_a_build_that_was_cut_off_leaves_nothing_that_is_believed(shelf: Shelf, monkeypatch) -> None:
    """The second file of the new archive was not written, then what was new is taken back."""
    shelf.update(a="1", b="1")
    write = files.write_output

    def cut_off(root: Path, path: str, pieces: Iterator[str], *, is_there: bool) -> tuple[bool, files.State]:
        if path == "b":
            raise OSError("the power")
        return write(root, path, pieces, is_there=is_there)

    monkeypatch.setattr(files, "write_output", cut_off)
    with pytest.raises(OSError, match="the power"):
        shelf.update(a="2", b="2")
    monkeypatch.undo()
    assert shelf.texts() == {"a": "2", "b": "1"}
    shelf.update(a="1", b="1")
    assert shelf.texts() == {"a": "1", "b": "1"}


def test_a_long_text_is_written_in_pieces(tmp_path: Path) -> None:
    assert files.write_output(tmp_path, "a/b", (str(number).encode() for number in range(3)))[0]
    path = tmp_path / files.DOCS / "a/b"
    assert path.read_text() == "012"
    before = path.stat().st_mtime_ns
    assert not files.write_output(tmp_path, "a/b", [b"0", b"12"])[0]
    assert path.stat().st_mtime_ns == before
    assert [each.name for each in path.parent.iterdir()] == ["b"]
