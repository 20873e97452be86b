from __future__ import annotations

import gzip
import os
from pathlib import Path
from typing import BinaryIO

import pytest

from generator.model import Problem, SourceFile
from generator.sources import source_files
from generator.system import files


def put(root: Path, path: str, data: bytes | str = "x") -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(data if isinstance(data, bytes) else data.encode())


def read(root: Path, path: str) -> tuple[str | None, list[Problem]]:
    problems: list[Problem] = []
    file = files.read_text(root, path, problems)
    return file.text if file else None, problems


def below(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_line_ends_and_byte_order_marks_are_normalised(tmp_path: Path) -> None:
    put(tmp_path, "a", b"\xef\xbb\xbfa\r\nb\rc\n")
    assert read(tmp_path, "a") == ("a\nb\nc\n", [])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a\0b", "is a binary file"),
        ("a".encode("utf-16"), "is UTF-16, not UTF-8"),
        (b" \n", "is empty"),
        (b"", "is empty"),
        (b"ok\nna\xefve", "is not UTF-8 (byte 0xef)"),
    ],
)
def test_a_file_that_is_no_text_is_reported(tmp_path: Path, data: bytes, message: str) -> None:
    put(tmp_path, "a", data)
    text, [problem] = read(tmp_path, "a")
    assert text is None
    assert problem.message == message


def test_a_wrong_byte_is_reported_with_its_place(tmp_path: Path) -> None:
    put(tmp_path, "a", b"ok\nna\xefve")
    _, [problem] = read(tmp_path, "a")
    assert (problem.line, problem.column) == (2, 3)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    put(tmp_path, "a")
    os.truncate(tmp_path / "a", files.MAX_BYTES + 1)
    assert read(tmp_path, "a")[1][0].message == "is larger than 16 MB"


@pytest.mark.parametrize(("path", "message"), [("missing", "does not exist"), ("folder", "is a folder")])
def test_a_file_that_cannot_be_opened_is_reported(tmp_path: Path, path: str, message: str) -> None:
    (tmp_path / "folder").mkdir()
    assert read(tmp_path, path)[1][0].message == message


def test_a_file_that_nothing_reads_is_reported(tmp_path: Path) -> None:
    put(tmp_path, "mkdocs.yml")
    for name in ("content/note/lost.md", "content/notes/lost.txt", "content/LICENSE.md", "content/notes/a.md"):
        put(tmp_path, name)
    _, problems = source_files.read_sources(tmp_path)
    assert [problem.path for problem in problems] == ["content/note/lost.md", "content/notes/lost.txt"]
    assert not any(problem.is_error for problem in problems)


def test_sources_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    put(tmp_path, "mkdocs.yml")
    for name in ("b.yml", "a.txt", "sub/c.json"):
        put(tmp_path, f"content/digests/{name}")
    sources, problems = source_files.read_sources(tmp_path)
    assert problems == []
    assert [file.path for file in sources.digests] == [
        "content/digests/a.txt",
        "content/digests/b.yml",
        "content/digests/sub/c.json",
    ]


def test_notes_about_the_folder_and_hidden_files_are_no_content(tmp_path: Path) -> None:
    put(tmp_path, "mkdocs.yml")
    for path in ("digests/README.md", "digests/.gitkeep", "notes/README.md", "notes/a.txt", "pages/.a.md"):
        put(tmp_path, f"content/{path}")
    sources, _ = source_files.read_sources(tmp_path)
    assert (sources.digests, sources.notes, sources.pages) == ((), (), ())


def test_a_folder_that_is_no_archive_is_reported(tmp_path: Path) -> None:
    assert [problem.message for problem in source_files.read_sources(tmp_path)[1]] == ["there is no archive here"]


def test_with_a_link_that_is_refused_nothing_is_read(tmp_path: Path) -> None:
    root = tmp_path / "archive"
    put(root, "mkdocs.yml")
    put(root, "content/notes/b.md", "b")
    put(tmp_path, "secret", "key")
    (root / "content/notes/a.md").symlink_to(tmp_path / "secret")
    sources, [problem] = source_files.read_sources(root)
    assert (sources.mkdocs, sources.notes) == (None, ())
    assert (problem.path, "symbolic link" in problem.message) == ("content/notes/a.md", True)
    problems: list[Problem] = []
    assert source_files.read_notes(root, problems) == ()
    assert problems == [problem]


def test_a_link_to_another_file_of_the_content_is_read_as_that_file(tmp_path: Path) -> None:
    put(tmp_path, "mkdocs.yml")
    put(tmp_path, "content/notes/b.md", "b")
    (tmp_path / "content/notes/a.md").symlink_to("b.md")
    sources, problems = source_files.read_sources(tmp_path)
    assert ([file.text for file in sources.notes], problems) == (["b", "b"], [])


def test_a_pipe_is_reported_and_not_read(tmp_path: Path) -> None:
    put(tmp_path, "mkdocs.yml")
    put(tmp_path, "content/notes/b.md", "b")
    os.mkfifo(tmp_path / "content/notes/a.md")
    sources, [problem] = source_files.read_sources(tmp_path)
    assert sources.notes == ()
    assert (problem.path, problem.message) == ("content/notes/a.md", "is a pipe, a socket or a device")


def test_a_folder_that_cannot_be_listed_does_not_pass_for_an_empty_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "mkdocs.yml")
    put(tmp_path, "content/digests/a.yml", "a")
    listed = os.scandir

    def scandir(path: str) -> object:
        if str(path).endswith("digests"):
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    _, problems = source_files.read_sources(tmp_path)
    assert ("content/digests", "cannot be read (Permission denied)") in {(one.path, one.message) for one in problems}


def test_an_archive_without_its_content_is_reported(tmp_path: Path) -> None:
    put(tmp_path, "mkdocs.yml")
    [problem] = source_files.read_sources(tmp_path)[1]
    assert (problem.path, "is not a folder" in problem.message) == ("content", True)


@pytest.mark.parametrize("name", ["a.yml~", "a.yml.bak", "a.yml.orig", "a.yml.rej", "a.yml.swp"])
def test_an_editor_s_backup_is_reported_and_not_read_as_a_digest(tmp_path: Path, name: str) -> None:
    put(tmp_path, "mkdocs.yml")
    put(tmp_path, f"content/digests/{name}", "a")
    sources, [problem] = source_files.read_sources(tmp_path)
    assert (sources.digests, problem.message) == ((), "nothing reads this file")


@pytest.mark.parametrize("folder", ["notes", "digests"])
def test_a_name_that_is_not_utf_8_is_reported(tmp_path: Path, folder: str) -> None:
    put(tmp_path, "mkdocs.yml")
    put(tmp_path, f"content/{folder}/b.yml", "b")
    Path(os.fsdecode(os.fsencode(tmp_path / "content" / folder) + b"/\xff.md")).write_text("a")
    Path(os.fsdecode(os.fsencode(tmp_path / "content" / folder) + b"/\xff.yml")).write_text("a")
    sources, problems = source_files.read_sources(tmp_path)
    assert not any("xff" in repr(file) or "udcff" in repr(file) for file in (*sources.digests, *sources.notes))
    assert "has a name that is not UTF-8" in {problem.message for problem in problems}


def test_written_files_can_be_read_by_a_web_server(tmp_path: Path) -> None:
    files.write_text(tmp_path / "a/b.txt", "ü")
    assert (tmp_path / "a/b.txt").read_bytes() == "ü".encode()
    assert (tmp_path / "a/b.txt").stat().st_mode & 0o777 == 0o644


def test_a_failed_write_leaves_the_old_file_and_no_scrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files.write_text(tmp_path / "a", "old")

    def fail(self: Path, target: Path) -> Path:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        files.write_text(tmp_path / "a", "new")
    assert (tmp_path / "a").read_text() == "old"
    assert below(tmp_path) == ["a"]


def test_a_missing_file_is_written_directly_and_replaces_one_that_appeared_meanwhile(tmp_path: Path) -> None:
    for text in ("one", "two"):
        is_new, state = files.write_output(tmp_path, "a/b/c", text.encode(), is_there=False)
        assert is_new
        assert files.states_below(tmp_path / files.DOCS) == {"a/b/c": state}
        assert (tmp_path / files.DOCS / "a/b/c").read_text() == text
    assert (tmp_path / files.DOCS / "a/b/c").stat().st_mode & 0o777 == 0o644


def test_of_a_new_file_that_fails_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def on_a_full_disk(path: Path) -> BinaryIO:
        path.parent.mkdir(parents=True)
        path.touch()
        return Path("/dev/full").open("wb")

    monkeypatch.setattr(files, "_create", on_a_full_disk)
    with pytest.raises(OSError, match=r"No space left on device: '.*a/b'"):
        files.write_output(tmp_path, "a/b", b"text", is_there=False)
    assert not (tmp_path / files.DOCS / "a/b").exists()


def test_the_searchs_folder_is_its_own(tmp_path: Path) -> None:
    folder = tmp_path / files.DOCS / files.SEARCH
    assert files.write_folder(folder, {"a/x": b"1", "y": b"2"}) == 2
    assert files.write_folder(folder, {"a/x": b"1", "z": b"3"}) == 1

    assert sorted(path.name for path in folder.rglob("*") if path.is_file()) == ["x", "z"]


def test_a_compressed_file_is_read_as_its_text_and_a_damaged_one_is_a_problem(tmp_path: Path) -> None:
    whole = gzip.compress(b"One line.\n" * 100)
    (tmp_path / "a.jsonl.gz").write_bytes(whole)
    (tmp_path / "half.jsonl.gz").write_bytes(whole[:-12])
    (tmp_path / "text.jsonl.gz").write_bytes(b"One line.\n")
    (tmp_path / "bomb.bib.gz").write_bytes(gzip.compress(bytes(files.MAX_BYTES + 1)))
    problems: list[Problem] = []

    found = {
        name: files.read_text(tmp_path, f"{name}.gz", problems)
        for name in ("a.jsonl", "half.jsonl", "text.jsonl", "bomb.bib")
    }

    assert found["a.jsonl"] == SourceFile("a.jsonl.gz", "One line.\n" * 100)
    assert [text for text in found.values() if text] == [found["a.jsonl"]]
    assert [problem.message for problem in problems] == [
        "is not a whole file compressed by gzip",
        "is not a whole file compressed by gzip",
        "is larger than 16 MB",
    ]
