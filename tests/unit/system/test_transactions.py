from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from generator.system import files, transactions

ONE, TWO, RECORD = "content/digests/a.yml", "content/digests/b.yml", "content/permalinks.txt"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    transactions.make_folder(tmp_path)
    put(tmp_path, ONE, "one")
    return tmp_path


def put(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text)


def texts(root: Path) -> dict[str, str]:
    """What is in `content/`, hidden files too."""
    found = (path for path in (root / "content").rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_text() for path in found}


def left_over(root: Path, *rows: tuple[str, str, str]) -> None:
    """The list and the new files of a command that was killed, for rows of path, text and what is replaced."""
    listed = []
    for number, (path, text, replaced) in enumerate(rows):
        name = f"{files.TEMPORARY}{number}"
        put(root, str(Path(path).with_name(name)), text)
        replaces = hashlib.sha256(replaced.encode()).hexdigest() if replaced else ""
        listed.append({"path": path, "new": name, "replaces": replaces})
    put(root, ".papershelf/replacing.json", json.dumps(listed))


def test_files_are_written_and_nothing_is_left_lying(root: Path) -> None:
    transactions.write_together(root, {ONE: "one more", RECORD: "a"}, {ONE: "one"})
    assert texts(root) == {ONE: "one more", RECORD: "a"}
    assert [path.name for path in (root / ".papershelf").iterdir()] == [".gitignore"]


def test_files_without_a_text_are_deleted(root: Path) -> None:
    transactions.write_together(root, {RECORD: "a", ONE: None, TWO: None}, {ONE: "one"})
    assert texts(root) == {RECORD: "a"}


def test_an_interrupted_deletion_is_finished_unless_the_file_changed(root: Path) -> None:
    put(root, TWO, "saved since")
    rows = [{"path": path, "new": "", "replaces": hashlib.sha256(b"one").hexdigest()} for path in (ONE, TWO)]
    put(root, ".papershelf/replacing.json", json.dumps(rows))
    assert transactions.finish(root) == 1
    assert texts(root) == {TWO: "saved since"}


def test_files_that_stay_the_same_are_not_touched(root: Path) -> None:
    before = (root / ONE).stat().st_mtime_ns
    transactions.write_together(root, {ONE: "one"}, {ONE: "one"})
    assert (root / ONE).stat().st_mtime_ns == before


@pytest.mark.parametrize("read", ["older", ""])
def test_what_was_saved_meanwhile_is_kept(root: Path, read: str) -> None:
    with pytest.raises(transactions.Changed, match=ONE):
        transactions.write_together(root, {TWO: "two", ONE: "ours"}, {ONE: read})
    assert texts(root) == {ONE: "one"}


def test_line_ends_are_no_change(root: Path) -> None:
    (root / ONE).write_bytes(b"one\r\ntwo\r\n")
    transactions.write_together(root, {ONE: "three\n"}, {ONE: "one\ntwo\n"})
    assert texts(root) == {ONE: "three\n"}


def test_when_one_file_cannot_be_written_none_is(root: Path) -> None:
    put(root, "content/digests/sub", "a file where a folder should be")
    before = texts(root)
    with pytest.raises(OSError, match="sub"):
        transactions.write_together(root, {ONE: "ours", "content/digests/sub/b.yml": "two"}, {ONE: "one"})
    assert texts(root) == before


def test_what_a_killed_command_was_about_to_write_is_written(root: Path) -> None:
    left_over(root, (ONE, "one more", "one"), (TWO, "two", ""))
    assert transactions.finish(root) == 2
    assert texts(root) == {ONE: "one more", TWO: "two"}
    assert transactions.finish(root) == 0


def test_what_it_had_written_already_is_not_counted(root: Path) -> None:
    left_over(root, (ONE, "one more", "one"), (TWO, "two", ""))
    (root / "content/digests/.papershelf-0").replace(root / ONE)
    assert transactions.finish(root) == 1
    assert texts(root) == {ONE: "one more", TWO: "two"}


def test_what_a_person_saved_after_the_kill_is_not_undone(root: Path) -> None:
    left_over(root, (ONE, "one more", "one"), (TWO, "two", ""))
    put(root, ONE, "mine")
    put(root, TWO, "mine, too")
    assert transactions.finish(root) == 0
    assert texts(root) == {ONE: "mine", TWO: "mine, too"}


def test_what_was_not_yet_listed_is_cleared_up(root: Path) -> None:
    put(root, "content/digests/.papershelf-abc", "half of")
    assert transactions.finish(root) == 0
    assert texts(root) == {ONE: "one"}


@pytest.mark.parametrize(
    "path", ["content/../../outside.txt", "/outside.txt", "site_config/hook.py", "content/notes/a.md"]
)
def test_a_list_from_strangers_leads_nowhere(root: Path, path: str) -> None:
    left_over(root, (TWO, "two", ""))
    rows = json.loads((root / ".papershelf/replacing.json").read_text())
    put(root, ".papershelf/replacing.json", json.dumps([rows[0] | {"path": path}]))
    assert transactions.finish(root) == 0
    assert texts(root) == {ONE: "one"}


@pytest.mark.parametrize("name", ["../../mkdocs.yml", "a.yml", ".papershelf-/../a.yml"])
def test_only_temporary_files_take_another_s_place(root: Path, name: str) -> None:
    put(root, ".papershelf/replacing.json", json.dumps([{"path": TWO, "new": name, "replaces": ""}]))
    assert transactions.finish(root) == 0
    assert texts(root) == {ONE: "one"}


@pytest.mark.parametrize("text", ["", "[", "7", "[7]", '[{"path": 7}]', "null", '[{"path":7,"new":7,"replaces":7}]'])
def test_a_list_that_is_none_is_put_away(root: Path, text: str) -> None:
    put(root, ".papershelf/replacing.json", text)
    assert transactions.finish(root) == 0
    assert texts(root) == {ONE: "one"}
    assert not (root / ".papershelf/replacing.json").exists()


def test_only_one_at_a_time(root: Path) -> None:
    with transactions.archive_lock(root, 0), pytest.raises(transactions.Busy), transactions.archive_lock(root, 0):
        pass
    with transactions.archive_lock(root, 0):
        pass
