"""A build may be killed at any moment, meet a full disk or another build: the last site is there, whole, and the next
build makes the same site as one that was never disturbed.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from click.testing import CliRunner
from forked import started
from mkdocs.config import load_config
from mkdocs.exceptions import PluginError

from generator import mkdocs_hook
from generator.commands.main import main
from generator.site import builder
from generator.system import files, transactions

from .disturbed import EPOCH, PHASES, build_until, build_until_change, build_until_moved
from .reading import tree

NOTE = "content/notes/walking-backwards.md"
KILLS = 10
"""In each phase of a build, spread over all of its changes to the disk."""
KILLED = -signal.SIGKILL


@pytest.fixture(scope="module")
def built(built_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small archive with its site, ready to be copied."""
    return Path(shutil.copytree(built_archive, tmp_path_factory.mktemp("disturbed") / "archive"))


@pytest.fixture(scope="module")
def old(built: Path) -> dict[str, bytes]:
    """The site as it is."""
    return tree(built / "site")


@pytest.fixture(scope="module")
def new(built: Path) -> dict[str, bytes]:
    """The site as it will be, after somebody has written more."""
    root = Path(shutil.copytree(built, built.parent / "undisturbed"))
    write_more(root)
    assert end_of(start(root)) == 0
    site_then = tree(root / "site")
    assert site_then != tree(built / "site")
    shutil.copytree(root / ".cache", built / ".cache", dirs_exist_ok=True)  # nothing is computed again from here on
    return site_then


@pytest.fixture
def archive(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "archive"))


def write_more(root: Path) -> None:
    with (root / NOTE).open("a") as file:
        file.write("\nA second thought.\n")


def told(root: Path, number: int = 1) -> Path:
    return root.parent / f"told-{root.name}-{number}"


def start(root: Path, number: int = 1, last: int = 0) -> BaseProcess:
    return started(build_until, root, told(root, number), last)


def end_of(child: BaseProcess) -> int | None:
    child.join()
    return child.exitcode


def scratch(root: Path) -> list[Path]:
    """What a build has for a while only: its folder beside the site, and files about to replace others."""
    return [path for path in root.rglob(f"{files.TEMPORARY}*") if path.name != transactions.FOLDER]


def test_killed_at_any_moment(archive: Path, old: dict[str, bytes], new: dict[str, bytes]) -> None:
    """Each build has something to do: what was written is always what the site does not show."""
    notes = [(archive / NOTE).read_text()]
    write_more(archive)
    notes.append((archive / NOTE).read_text())
    sites = [old, new]
    assert end_of(started(build_until_change, archive, told(archive))) == 0
    changes = json.loads(told(archive).read_text())
    assert min(changes.values()) > KILLS

    shown = 1
    for number in range(1, KILLS + 1):
        for phase in PHASES:
            (archive / NOTE).write_text(notes[1 - shown])
            content = tree(archive / "content")
            last = changes[phase] * number // (KILLS + 1)
            assert end_of(started(build_until_change, archive, told(archive), phase, last)) == KILLED
            builder.put_back(archive, None)  # as each command that builds does first
            shown = sites.index(tree(archive / "site"))
            assert tree(archive / "content") == content

    (archive / NOTE).write_text(notes[1])
    assert end_of(start(archive)) == 0
    assert tree(archive / "site") == new
    assert scratch(archive) == []


def test_killed_before_any_change_to_a_whole_folder(
    built: Path, archive: Path, old: dict[str, bytes], new: dict[str, bytes]
) -> None:
    found = []
    for last in range(1, 20):
        shutil.rmtree(archive)
        shutil.copytree(built, archive)
        write_more(archive)
        have_site_exchanged(archive)
        if (ended := end_of(start(archive, last=last))) == 0:
            break
        assert ended == KILLED
        found.append("none" if not (archive / "site").exists() else "old" if tree(archive / "site") == old else "new")
        (archive / NOTE).write_text("---\npaper: nothing\n---\n")  # so that nothing else can be built
        assert end_of(start(archive)) == 1
        assert ("restored the previous site" in told(archive).read_text()) == (found[-1] == "none")
        assert tree(archive / "site") == (new if found[-1] == "new" else old)
    assert tree(archive / "site") == new
    assert found == ["old", "none", "new"]
    assert scratch(archive) == []


def have_site_exchanged(root: Path) -> None:
    """Forget the files of the site: then it is built as a whole, and its folder replaces the last one."""
    with contextlib.closing(sqlite3.connect(root / ".cache/papershelf.sqlite3")) as cache, cache:
        cache.execute("DELETE FROM kept WHERE key LIKE 'tree site%'")


@pytest.mark.parametrize(("last", "is_committed"), [(1, False), (2, True), (20, True)])
def test_a_change_of_the_site_that_was_begun_is_completed(
    archive: Path, old: dict[str, bytes], new: dict[str, bytes], last: int, is_committed: bool
) -> None:
    (archive / "site/gone.html").write_text("It was here.")
    write_more(archive)
    assert end_of(started(build_until_moved, archive, told(archive), last)) == KILLED
    assert (archive / ".papershelf-site/gone").exists() == is_committed
    (archive / NOTE).write_text("---\npaper: nothing\n---\n")  # so that nothing else can be built
    assert end_of(start(archive)) == 1
    assert tree(archive / "site") == (new if is_committed else old | {"gone.html": b"It was here."})


def test_of_half_a_removed_site_nothing_is_put_back(archive: Path, old: dict[str, bytes]) -> None:
    """A build was killed while it removed the last site, then somebody removed the new one."""
    (archive / ".papershelf-site").mkdir()
    (archive / "site").rename(archive / ".papershelf-site/old")
    (archive / ".papershelf-site/old/index.html").unlink()
    assert builder.put_back(archive, None) is None
    assert not (archive / "site").exists()
    assert end_of(start(archive)) == 0
    assert tree(archive / "site") == old
    assert scratch(archive) == []


def test_a_link_in_the_place_of_the_scratch_folder_harms_nothing_elsewhere(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious/thesis.tex").write_text("All of it.")
    (archive / ".papershelf-site").symlink_to(tmp_path / "precious")
    assert end_of(start(archive)) == 1
    assert (tmp_path / "precious/thesis.tex").read_text() == "All of it."


def test_the_search_is_made_again_after_half_of_another(archive: Path, old: dict[str, bytes]) -> None:
    """Somebody writes, the build is cut off amid the search's files, and what was written is taken back."""
    before = tree(archive / files.DOCS)
    written = (archive / NOTE).read_text()
    write_more(archive)
    blocked = archive / files.DOCS / files.SEARCH / "indexes/0/pagefind-entry.json"
    blocked.unlink()
    blocked.mkdir()
    (blocked / ".in-the-way").touch()
    assert end_of(start(archive)) == 1
    shutil.rmtree(blocked)
    (archive / NOTE).write_text(written)
    assert end_of(start(archive)) == 0
    assert tree(archive / files.DOCS) == before
    assert tree(archive / "site") == old


def test_two_at_once_wait_for_each_other(archive: Path, new: dict[str, bytes]) -> None:
    write_more(archive)
    running = [start(archive, number) for number in (1, 2)]
    assert [end_of(child) for child in running] == [0, 0]
    said = "waiting for another build of this archive"
    assert [said in told(archive, number).read_text() for number in (1, 2)].count(True) == 1
    assert tree(archive / "site") == new
    assert scratch(archive) == []


def test_waiting_too_long_is_reported(archive: Path, monkeypatch) -> None:
    monkeypatch.setattr("generator.commands.archive_lock._BUILD_TIMEOUT", 0.1)
    with transactions.build_lock(archive, 0):
        done = CliRunner().invoke(main, ["-C", str(archive), "build"])
    assert done.exit_code == 1
    assert "another build has been running for 0 s. Wait until it ends, then try again" in done.output


def test_mkdocs_alone_waits_too(archive: Path, monkeypatch) -> None:
    monkeypatch.setattr("generator.mkdocs_hook._BUILD_TIMEOUT", 0.1)
    config = load_config(str(archive / "mkdocs.yml"))
    with (
        transactions.build_lock(archive, 0),
        pytest.raises(PluginError, match="another build has been running for 0 s; wait until it ends"),
    ):
        mkdocs_hook.on_config(config)
    mkdocs_hook.on_config(config)


def test_a_full_disk_is_reported_and_the_site_stays(
    built: Path, small_disk: Path, old: dict[str, bytes], new: dict[str, bytes]
) -> None:
    """Full from the beginning, or once MkDocs is at work, or amid its pages."""
    archive = Path(shutil.copytree(built, small_disk / "archive"))
    write_more(archive)
    content = tree(archive / "content")
    filler = small_disk / "filler"
    for kilobytes, where in ((0, "build/docs/"), (500, "site"), (900, "site")):
        free = shutil.disk_usage(small_disk).free
        filler.write_bytes(b"x" * (free - kilobytes * 1024))
        assert end_of(started(build_until, archive, told(built))) == 1
        filler.unlink()
        last_line = told(built).read_text().splitlines()[-1]
        assert last_line.startswith(f"papershelf: {archive}/{where}")
        assert last_line.endswith(": No space left on device. Check free space and permissions, then try again")
        assert tree(archive / "site") == old
        assert tree(archive / "content") == content
        assert scratch(archive) == []
    assert end_of(started(build_until, archive, told(built))) == 0
    assert tree(archive / "site") == new


@pytest.mark.skipif(os.geteuid() == 0 and not shutil.which("setpriv"), reason="root may write everywhere")
@pytest.mark.parametrize("locked", ["", "build/docs/papers", ".papershelf", "site"])
def test_a_folder_that_may_not_be_written_is_reported_and_the_site_stays(
    archive: Path, old: dict[str, bytes], locked: str
) -> None:
    write_more(archive)
    content = tree(archive / "content")
    (archive / ".papershelf/building").unlink()
    (archive / locked).chmod(0o555)
    as_anybody = ["setpriv", "--bounding-set=-dac_override"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*as_anybody, sys.executable, "-m", "generator", "-C", archive, "build"],
        capture_output=True, text=True, check=False, env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH},
    )  # fmt: skip
    (archive / locked).chmod(0o755)
    assert done.returncode == 1
    last_line = done.stderr.splitlines()[-1]
    assert last_line.startswith(f"papershelf: {archive}")
    assert last_line.endswith("Permission denied. Check free space and permissions, then try again")
    assert "Traceback" not in done.stderr
    assert tree(archive / "site") == old
    assert tree(archive / "content") == content
    assert scratch(archive) == []
