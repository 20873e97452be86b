"""The small archive of `tests/archive`, in scratch folders where tests may do with it what they like."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes says more about the machine than about us.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

REPOSITORY = Path(__file__).resolve().parents[1]
ARCHIVE = REPOSITORY / "tests" / "archive"


Papershelf = Callable[..., subprocess.CompletedProcess[str]]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--refresh-golden", action="store_true", help="Write tests/golden/ anew instead of comparing.")


@pytest.fixture(scope="session")
def repository() -> Path:
    return REPOSITORY


@pytest.fixture(scope="session")
def run_papershelf() -> Papershelf:
    """`papershelf` with these arguments, in a process of its own, as a person runs it."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1774000000", "COLUMNS": "200", "NO_COLOR": "1"}

    def run(*arguments: str | Path, status: int = 0, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-W", "error", "-m", "generator", *map(str, arguments)]
        done = subprocess.run(
            command, cwd=cwd or Path("/"), env=environment, capture_output=True, text=True, check=False, timeout=300
        )
        assert done.returncode == status, f"{done.stdout}\n{done.stderr}"
        return done

    return run


@pytest.fixture(scope="session")
def built_archive(tmp_path_factory: pytest.TempPathFactory, run_papershelf: Papershelf) -> Path:
    """The small archive, built strictly. Tests only look at it; those that change something take `archive`."""
    root = tmp_path_factory.mktemp("built") / "archive"
    shutil.copytree(ARCHIVE, root, ignore=shutil.ignore_patterns("build", "site", ".cache"))
    # Its paths into the repository are relative to tests/archive.
    settings = root / "mkdocs.yml"
    settings.write_text(settings.read_text().replace("../../", f"{REPOSITORY}/"))
    done = run_papershelf("-C", root, "build", "--strict")
    assert "WARNING" not in done.stderr
    return root


@pytest.fixture
def archive(built_archive: Path, tmp_path: Path) -> Path:
    """A copy of the small archive, `build/docs` up to date and all keywords in its cache."""
    root = tmp_path / "archive"
    shutil.copytree(built_archive, root, ignore=shutil.ignore_patterns("site"))
    return root
