"""The small archive of `tests/archive`, in scratch folders where tests may do with it what they like."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from forked import papershelf, started
from hypothesis import settings
from playwright.sync_api import Browser, Error, Playwright, sync_playwright

# How long an example takes says more about the machine than about us.
# One commit passes or fails alike everywhere; `--hypothesis-profile=default` looks further.
settings.register_profile("untimed", deadline=None, derandomize=True)
settings.load_profile("untimed")

REPOSITORY = Path(__file__).resolve().parents[1]
ARCHIVE = REPOSITORY / "tests" / "archive"


Papershelf = Callable[..., subprocess.CompletedProcess[str]]
MadeOnce = Callable[[str, Callable[[Path], None]], Path]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--refresh-golden", action="store_true", help="Write tests/golden/ anew instead of comparing.")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test with its folder: `unit`, `integration` or `browser`. Doctests are unit tests.

    What reads the whole corpus takes seconds, and is an integration test wherever it stands.
    """
    tests = REPOSITORY / "tests"
    for item in items:
        folder = item.path.relative_to(tests).parts[0] if item.path.is_relative_to(tests) else "unit"
        reads_corpus = "corpus" in getattr(item, "fixturenames", ())
        item.add_marker("integration" if reads_corpus and folder == "unit" else folder)


@pytest.fixture(scope="session")
def repository() -> Path:
    return REPOSITORY


@pytest.fixture(scope="session")
def run_papershelf(tmp_path_factory: pytest.TempPathFactory) -> Papershelf:
    """`papershelf` with these arguments, in a process of its own, as a person runs it; see `forked`."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1774000000", "COLUMNS": "200", "NO_COLOR": "1"}
    environment["PYTHONWARNINGS"] = "error"  # for processes that it starts
    folder = tmp_path_factory.mktemp("told")

    def run(*arguments: str | Path, status: int = 0, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        command = [str(argument) for argument in arguments]
        told = folder / "stdout", folder / "stderr"
        process = started(papershelf, command, cwd or Path("/"), environment, told)
        process.join()
        done = subprocess.CompletedProcess(command, process.exitcode, *(path.read_text() for path in told))
        assert done.returncode == status, f"{done.stdout}\n{done.stderr}"
        return done

    return run


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> MadeOnce:
    """A folder of this name, which the first of pytest's workers to want it makes; all of them only look at it."""
    ours = tmp_path_factory.getbasetemp()
    everybody_s = ours.parent if "PYTEST_XDIST_WORKER" in os.environ else ours

    def make_once(name: str, make: Callable[[Path], None]) -> Path:
        root, made = everybody_s / "once" / name, everybody_s / "once" / f"{name}.made"
        root.parent.mkdir(exist_ok=True)
        with FileLock(f"{root}.lock"):
            if not made.exists():
                root.mkdir()
                make(root)
                made.touch()
        return root

    return make_once


@pytest.fixture(scope="session")
def built_archive(made_once: MadeOnce, run_papershelf: Papershelf) -> Path:
    """The small archive, built strictly. Tests only look at it; those that change something take `archive`."""
    return made_once("built", lambda folder: _build(folder / "archive", run_papershelf)) / "archive"


def _build(root: Path, run_papershelf: Papershelf) -> None:
    shutil.copytree(ARCHIVE, root, ignore=shutil.ignore_patterns("build", "site", ".cache"))
    done = run_papershelf("-C", root, "build", "--strict")
    assert "WARNING" not in done.stderr


@pytest.fixture
def archive(built_archive: Path, tmp_path: Path) -> Path:
    """A copy of the small archive, `build/docs` up to date and all keywords in its cache."""
    root = tmp_path / "archive"
    shutil.copytree(built_archive, root, ignore=shutil.ignore_patterns("site"))
    return root


@pytest.fixture(scope="session")
def count_calls() -> Callable[[Callable[[], object]], int]:
    """How many functions, of Python and C, a function calls: its work, which is the same on every machine."""

    def count(function: Callable[[], object]) -> int:
        calls = 0

        def note(_frame: object, event: str, _argument: object) -> None:
            nonlocal calls
            calls += event in ("call", "c_call")

        sys.setprofile(note)
        try:
            function()
        finally:
            sys.setprofile(None)
        return calls

    return count


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = _open(playwright)
        yield opened
        opened.close()


def _open(playwright: Playwright) -> Browser:
    """The system's Chromium, else Playwright's own; without either, the tests that need one are skipped."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    try:
        return playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
    except Error as error:
        if found:
            raise
        pytest.skip(f"no Chromium here (`make browser` installs it): {error.message.splitlines()[0]}")
