"""An import may be killed at any moment, meet a full disk or another import: what a person wrote is still there, and
the next import makes the same archive of it as one that was never disturbed.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from forked import started

from generator import assemble
from generator.archive import papers
from generator.commands.main import main
from generator.sources import permalinks, source_files
from generator.system import transactions

from .disturbed import NOBODY, import_as_nobody, import_until, import_until_call
from .reading import tree

REPOSITORY = Path(__file__).parents[2]
DUMP = REPOSITORY / "tests/golden/api/v1/archive.jsonl"
EDITED = "content/digests/2026-03-10-daily-papers.yml"
KILLS = 20
"""Spread over all calls of an import."""


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive in which a person has written: in a digest, a page and a note."""
    root = tmp_path_factory.mktemp("before") / "archive"
    paths = [
        page(root.parent, "2026-03-10-daily-papers.json", "Weights and Measures"),
        page(root.parent, "2026-03-11.json", "B"),
    ]
    run("init", root)
    run("-C", root, "import", *paths)
    with (root / EDITED).open("a") as file:
        file.write("# A person wrote this.\n")
    (root / "content/pages/mine.md").write_text("---\ntitle: Mine\n---\n\nA page.\n")
    (root / "content/notes/mine.md").write_text("A note that is not finished")
    return root


@pytest.fixture(scope="module")
def imported(before: Path) -> list[Path]:
    """What is imported: a dump, which brings addresses of its own, and days, one of them the one that was edited."""
    dump = before.parent / "archive.jsonl"
    dump.write_text(
        "\n".join(line for line in DUMP.read_text().splitlines() if "lemma-gardens" in line or "lunch" in line)
    )
    return [
        dump,
        page(before.parent, "2026-03-10-daily-papers.json", "Another of the Day"),
        page(before.parent, "2026-03-12-daily-papers.json", "A", "B", "C"),
    ]


@pytest.fixture(scope="module")
def undisturbed(before: Path, imported: list[Path]) -> dict[str, bytes]:
    """What `content/` holds after an import that nothing disturbs."""
    root = before.parent / "undisturbed"
    shutil.copytree(before, root)
    run("-C", root, "import", *imported)
    after = tree(root / "content")
    assert b"lemma-gardens " in after["permalinks.txt"]  # the dump's own address
    return after


@pytest.fixture
def archive(before: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(before, tmp_path / "archive"))


def page(folder: Path, name: str, *titles: str) -> Path:
    (folder / name).write_text(json.dumps([{"paper": {"title": title}} for title in titles]))
    return folder / name


def run(*arguments: str | Path) -> None:
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert done.exit_code == 0, done.output


def assert_whole(root: Path, before: dict[str, bytes]) -> None:
    """Every file can be read, no paper lost its address, and all that a person wrote is as it was."""
    sources, problems = source_files.read_sources(root)
    digests = assemble.read_digests(sources.digests, problems)
    record, wrong = permalinks.parse_record(sources.permalinks)
    assert [
        problem for problem in [*problems, *wrong, *papers.merge(digests, record).problems] if problem.is_error
    ] == []
    now = tree(root / "content")
    assert now["permalinks.txt"].startswith(before["permalinks.txt"])
    for path in (
        "digests/2026-03-10-daily-papers.yml",
        "digests/2026-03-11-daily-papers.yml",
        "pages/mine.md",
        "notes/mine.md",
    ):
        assert now[path] == before[path]


def assert_mended(root: Path, paths: list[Path], undisturbed: dict[str, bytes]) -> None:
    """The same import, run again, makes the archive that was wanted and leaves nothing lying about."""
    run("-C", root, "import", *paths)
    assert tree(root / "content") == undisturbed
    assert {path.name for path in (root / transactions.FOLDER).iterdir()} <= {".gitignore", "lock", "undo.json"}


def test_killed_before_any_change_to_the_disk(
    before: Path, archive: Path, imported: list[Path], undisturbed: dict[str, bytes]
) -> None:
    written = tree(before / "content")
    states = set()
    for last in range(1, 200):
        shutil.rmtree(archive)
        shutil.copytree(before, archive)
        child = started(import_until, archive, imported, last)
        child.join()
        if child.exitcode == 0:
            break
        assert child.exitcode == -signal.SIGKILL
        assert_whole(archive, written)
        states.add(tuple(sorted(path for path in tree(archive / "content") if ".papershelf-" not in path)))
        assert_mended(archive, imported, undisturbed)
    assert tree(archive / "content") == undisturbed
    assert last > 20
    assert len(states) > 5  # some were killed between one file and the next


def test_killed_at_any_moment(before: Path, archive: Path, imported: list[Path], undisturbed: dict[str, bytes]) -> None:
    written = tree(before / "content")
    told = archive.parent / "told"
    started(import_until_call, archive, imported, told).join()
    calls = int(told.read_text())
    assert tree(archive / "content") == undisturbed
    for number in range(1, KILLS + 1):
        shutil.rmtree(archive)
        shutil.copytree(before, archive)
        child = started(import_until_call, archive, imported, told, calls * number // (KILLS + 1))
        child.join()
        assert child.exitcode == -signal.SIGKILL
        assert_whole(archive, written)
        assert_mended(archive, imported, undisturbed)


def test_two_at_once_are_as_good_as_one_after_the_other(
    before: Path, archive: Path, imported: list[Path], undisturbed: dict[str, bytes]
) -> None:
    days = [page(before.parent, f"2026-04-{day:02}-daily-papers.json", f"Of day {day}") for day in range(1, 9)]
    running = [started(import_until, archive, [path]) for path in [*imported, *days]]
    for child in running:
        child.join()
    assert [child.exitcode for child in running] == [0] * len(running)
    assert_whole(archive, tree(before / "content"))
    found = tree(archive / "content")
    assert {path for path in undisturbed if path.startswith("digests/")} <= set(found)
    assert len([path for path in found if path.startswith("digests/2026-04-0")]) == len(days)
    recorded = {permalink.slug for permalink in permalinks.parse_record(found["permalinks.txt"].decode())[0]}
    assert {"lemma-gardens", *(f"of-day-{day}" for day in range(1, 9))} <= recorded


def test_waiting_too_long_is_reported(archive: Path, imported: list[Path], monkeypatch) -> None:
    monkeypatch.setattr("generator.commands.archive_lock._WRITE_TIMEOUT", 0.1)
    content = tree(archive / "content")
    with transactions.archive_lock(archive, 0):
        done = CliRunner().invoke(main, ["-C", str(archive), "import", str(imported[-1])])
    assert done.exit_code == 1
    assert "another command has been writing for 0 s. Wait until it ends, then try again" in done.output
    assert tree(archive / "content") == content


def command(root: Path, paths: list[Path]) -> list[str]:
    return [sys.executable, "-m", "generator", "-C", str(root), "import", *map(str, paths)]


def test_a_file_that_may_not_grow_is_reported_and_nothing_changes(archive: Path, imported: list[Path]) -> None:
    """Some digests are below the limit: not even those are written."""
    content = tree(archive / "content")
    done = subprocess.run(
        command(archive, [*imported, DUMP]), capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1500, 1500)),
    )  # fmt: skip
    assert done.returncode == 1
    assert f"papershelf: {archive}/content/" in done.stderr
    assert "File too large. Check free space and permissions, then try again" in done.stderr
    assert tree(archive / "content") == content


def test_a_full_disk_is_reported_and_nothing_changes(
    before: Path, small_disk: Path, imported: list[Path], undisturbed: dict[str, bytes]
) -> None:
    archive = Path(shutil.copytree(before, small_disk / "archive"))
    content = tree(archive / "content")
    filler = small_disk / "filler"
    free = shutil.disk_usage(small_disk).free
    filler.write_bytes(b"x" * (free - 16_384))

    done = subprocess.run(command(archive, imported), capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "No space left on device. Check free space and permissions, then try again" in done.stderr
    assert tree(archive / "content") == content
    filler.unlink()
    assert_mended(archive, imported, undisturbed)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else who may not write")
@pytest.mark.parametrize("locked", [".papershelf", "content", "content/digests"])
def test_a_folder_that_may_not_be_written_is_reported(archive: Path, imported: list[Path], locked: str) -> None:
    for folder, _, names in os.walk(archive):
        for path in (Path(folder), *(Path(folder, name) for name in names)):
            os.chown(path, NOBODY, NOBODY)
    for folder in (archive, *archive.parents, *imported[-1].parents):
        folder.chmod(folder.stat().st_mode | 0o055)
    os.chown(archive / locked, 0, 0)
    (archive / locked).chmod(0o755)
    content = tree(archive / "content")

    told = archive.parent / "told"
    child = started(import_as_nobody, archive, imported, told)
    child.join()

    assert child.exitcode == 1
    assert "Permission denied. Check free space and permissions, then try again" in told.read_text()
    assert f"papershelf: {archive}/" in told.read_text()
    assert tree(archive / "content") == content
