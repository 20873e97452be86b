"""Every command, in archives with links to somebody's files: these stay as they are, and the link is named."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .reading import tree

COMMANDS = {
    "build": ["build"],
    "check": ["check"],
    "serve": ["serve", "--dev-addr", "127.0.0.1:0"],
    "import": ["import", "new.yml"],
    "record": ["record"],
    "upgrade": ["upgrade", "--take", "."],
    "schemas": ["schemas"],
    "newsletter": ["newsletter"],
    "note": ["note", "lemma gardens", "--author", "Ada"],
    "tags": ["tags", "suggest", "--write"],
    "fetch": ["fetch", "--day", "2026-04-01", "--from", "http://127.0.0.1:1"],
}

LINKS = [
    ("build", "../precious"),
    ("build/docs", "../../precious"),
    ("build/docs", "../content"),
    ("build/docs/papers", "../../../precious"),
    ("site", "../precious"),
    (".papershelf-site", "../precious"),
    (".cache", "../precious"),
    (".cache/papershelf.sqlite3", "../../precious/thesis"),
    (".papershelf", "../precious"),
    (".papershelf/lock", "../../precious/thesis"),
    (".github", "../precious"),
    ("site_config", "../precious"),
    ("site_config/schema", "../../precious"),
    ("site_config/overrides", "../../precious"),
    ("site_config/overrides/assets/thesis.txt", "../../../../precious/thesis"),
    ("content", "../precious"),
    ("content/digests", "../../precious"),
    ("content/notes", "../../precious"),
    ("content/notes/a.md", "../../../precious/thesis"),
    ("content/permalinks.txt", "../../../precious/thesis"),
]


@pytest.fixture
def precious(tmp_path: Path) -> Path:
    """A person's own folder, named as what Papershelf makes, so that all that it could do there would show."""
    folder = tmp_path / "precious"
    for path in (
        "thesis",
        "new/thesis",
        "old/thesis",
        "docs/thesis",
        "papers/a.md",
        "lock",
        "api/v1/schema/papers-index.json",
    ):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("all of it")
    return folder


def put_link(root: Path, link: str, target: str) -> None:
    place = root / link
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.is_dir():
        shutil.rmtree(place)
    place.unlink(missing_ok=True)
    place.symlink_to(target)


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_follows_a_link_out_of_the_archive(
    archive: Path, precious: Path, tmp_path: Path, run_papershelf, command: str
) -> None:
    whole, before = tmp_path / "whole", tree(precious)
    archive.rename(whole)
    (tmp_path / "new.yml").write_text("date: 2026-05-01\nsource: desk\npapers:\n  - title: One more\n")
    for link, target in LINKS:
        shutil.copytree(whole, archive)
        put_link(archive, link, target)
        content = tree(archive / "content")

        done = run_papershelf("-C", archive, *COMMANDS[command], status=1, cwd=tmp_path)

        said = done.stdout if command == "check" else done.stderr
        assert f"{link}:1:1: is a symbolic link to" in said, link
        assert tree(precious) == before, link
        assert tree(archive / "content") == content, link
        shutil.rmtree(archive)


@pytest.mark.parametrize(
    ("link", "target"), [("build/docs", "../../precious"), ("site", "../precious"), (".papershelf", "../precious")]
)
def test_mkdocs_alone_follows_no_link(archive: Path, precious: Path, link: str, target: str) -> None:
    before = tree(precious)
    put_link(archive, link, target)
    done = mkdocs_build(archive)
    assert done.returncode == 1
    assert f"{link}:1:1: is a symbolic link to" in done.stderr
    assert tree(precious) == before


def test_mkdocs_alone_does_not_empty_a_folder_of_somebody_s(archive: Path) -> None:
    (archive / "site").mkdir()
    (archive / "site/thesis").write_text("all of it")
    done = mkdocs_build(archive)
    assert done.returncode == 1
    assert "site: holds something else than a site of Papershelf" in done.stderr
    assert (archive / "site/thesis").read_text() == "all of it"


def test_a_new_archive_is_not_begun_through_a_link(tmp_path: Path, precious: Path, run_papershelf) -> None:
    before = tree(precious)
    (tmp_path / "new").mkdir()
    (tmp_path / "new/content").symlink_to("../precious")
    done = run_papershelf("init", tmp_path / "new", status=1)
    assert "content:1:1: is a symbolic link to '../precious', which is outside of the archive" in done.stderr
    assert tree(precious) == before


@pytest.mark.parametrize(
    "path", ["thesis.md", "papers/thesis.pdf", "search/data/thesis.md", "search/data/tables/thesis"]
)
def test_a_file_that_no_build_made_is_kept(archive: Path, run_papershelf, path: str) -> None:
    thesis = archive / "build/docs" / path
    thesis.write_text("all of it")
    done = run_papershelf("-C", archive, "build", status=1)
    assert f"build/docs/{path}:1:1: is not a file that a build made, and the next would delete it" in done.stderr
    assert thesis.read_text() == "all of it"
    thesis.unlink()
    run_papershelf("-C", archive, "build", "--strict")


def test_a_hidden_file_in_build_docs_is_let_be(archive: Path, run_papershelf) -> None:
    (archive / "build/docs/.DS_Store").write_text("of a file manager")
    run_papershelf("-C", archive, "build", "--strict")
    assert (archive / "build/docs/.DS_Store").exists()
    assert not (archive / "site/.DS_Store").exists()


def test_files_of_earlier_builds_are_known_without_the_cache(archive: Path, run_papershelf) -> None:
    run_papershelf("-C", archive, "build", "--strict")
    shutil.rmtree(archive / ".cache")
    for written in (*(archive / "content/notes").iterdir(), *(archive / "content/collections").iterdir()):
        written.unlink()
    for digest in sorted((archive / "content/digests").iterdir())[1:]:
        digest.unlink()
    (archive / "content/permalinks.txt").unlink()
    before = tree(archive / "build/docs")
    run_papershelf("-C", archive, "build")
    assert len(tree(archive / "build/docs")) < len(before)


def mkdocs_build(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q"], cwd=root, capture_output=True, text=True, check=False
    )
