"""`build/docs` holds exactly the outputs, and only those are written whose inputs changed."""

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from generator.model import Archive, Settings
from generator.outputs import Output, PageText
from generator.site.bodies import Bodies
from generator.site.docs import Docs
from generator.site.fingerprints import Fingerprints
from generator.site.manifest import Manifest
from generator.system import files, parallel
from generator.system.cache import Cache

ARCHIVE = Archive(Settings("A", "https://a.org/"), (), (), (), {}, ())


class Shelf:
    """A folder that outputs are written to, and the paths of those that were made."""

    def __init__(self, root: Path) -> None:
        self.docs, self._root, self.made = root / files.DOCS, root, list[str]()
        self.meanwhile: Callable[[], object] = lambda: None
        """Called when a build has looked at the folder, before it writes."""

    def update(self, program: str = "1", **texts: str) -> tuple[int, int]:
        def output(path: str, text: str) -> Output:
            def write(_: str) -> str:
                self.made.append(path)
                return text

            return Output(path, write, (text.casefold(),))

        return self._sync(program, [output(path, text) for path, text in texts.items()])

    def update_parts(self, path: str, text: str) -> tuple[int, int]:
        """Write a file that has a part for each word."""

        def write(word: str) -> str:
            self.made.append(word)
            return f"{word} "

        return self._sync("1", [Output(path, write, (text,), lambda text: [(word,) for word in text.split()])])

    def update_pages(self, *paths: str) -> tuple[int, int]:
        def write(path: str) -> PageText:
            self.made.append(path)
            return PageText({"title": path}, path, f"<p>{path}</p>")

        return self._sync("1", [Output(path, write, (path,)) for path in paths])

    def _sync(self, program: str, outputs: list[Output]) -> tuple[int, int]:
        self.made.clear()
        by_path = {output.path: output for output in outputs}
        with closing(Cache(self._root / files.CACHE)) as results:
            folder = Docs(self._root, Manifest(results))
            self.meanwhile()
            return folder.sync(by_path, Fingerprints(ARCHIVE, program).of)

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


def test_a_store_of_pages_of_another_form_is_replaced_before_processes_share_it(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / files.BODIES
    store.parent.mkdir()
    with closing(sqlite3.connect(store)) as database:
        database.execute("CREATE TABLE bodies (path TEXT)")

    def tables_at_the_fork(*_: object) -> list[object]:
        with closing(sqlite3.connect(store)) as database:
            assert "key BLOB" in database.execute("SELECT sql FROM sqlite_master").fetchone()[0]
        return []

    monkeypatch.setattr(parallel, "map_chunks", tables_at_the_fork)
    shelf.update()


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

    def cut_off(root: Path, path: str, data: bytes, *, is_there: bool) -> tuple[bool, files.State]:
        if path == "b":
            raise OSError("the power")
        return write(root, path, data, is_there=is_there)

    monkeypatch.setattr(files, "write_output", cut_off)
    with pytest.raises(OSError, match="the power"):
        shelf.update(a="2", b="2")
    monkeypatch.undo()
    assert shelf.texts() == {"a": "2", "b": "1"}
    shelf.update(a="1", b="1")
    assert shelf.texts() == {"a": "1", "b": "1"}


def test_a_page_whose_html_is_lost_is_made_again(shelf: Shelf, tmp_path: Path) -> None:
    shelf.update_pages("a.md", "b.md")
    with closing(Bodies(tmp_path / files.BODIES)) as bodies:
        bodies.delete(["b.md"])
    assert shelf.update_pages("a.md", "b.md") == (0, 0)
    assert shelf.made == ["b.md"]
    with closing(Bodies(tmp_path / files.BODIES)) as bodies:
        assert bodies.get("b.md") == PageText({"title": "b.md"}, "b.md", "<p>b.md</p>")


@pytest.mark.parametrize("path", ["a.txt", "a.gz"])
def test_of_a_file_with_parts_those_that_are_new_are_made(shelf: Shelf, path: str) -> None:
    for text, made in [("b c", ["b", "c"]), ("a b d c", ["a", "d"]), ("c a c", []), ("c b", ["b"])]:
        assert shelf.update_parts(path, text) == (1, 0)
        assert shelf.made == made
        data = (shelf.docs / path).read_bytes()
        assert (gzip.decompress(data) if path == "a.gz" else data).decode().split() == text.split()
        fresh = Output(path, lambda word: f"{word} ", (text,), lambda text: [(word,) for word in text.split()])
        assert fresh.data == data


@pytest.mark.parametrize("how", ["edited", "deleted"])
def test_no_part_is_copied_from_a_file_that_somebody_touched(shelf: Shelf, how: str) -> None:
    shelf.update_parts("a", "b c")
    (shelf.docs / "a").unlink()
    if how == "edited":
        (shelf.docs / "a").write_text("B C ")
    assert shelf.update_parts("a", "a b c") == (1, 0)
    assert shelf.made == ["a", "b", "c"]
    assert shelf.texts() == {"a": "a b c "}


@pytest.mark.parametrize("how", ["cut", "deleted"])
def test_no_part_is_copied_from_a_file_that_somebody_touches_during_the_build(shelf: Shelf, how: str) -> None:
    shelf.update_parts("a", "b c")
    file = shelf.docs / "a"
    shelf.meanwhile = file.unlink if how == "deleted" else lambda: file.write_text("b")
    assert shelf.update_parts("a", "a b c") == (1, 0)
    assert shelf.texts() == {"a": "a b c "}
