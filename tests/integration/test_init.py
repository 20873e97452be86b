"""A new archive, also from an installed wheel with no checkout near."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from .reading import page, title

ARCHIVE = Path(__file__).parents[1] / "archive"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    """The `papershelf` of a wheel, in an environment of its own that borrows our third-party packages."""
    folder = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    wheel = [*pip, "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, repository]
    subprocess.run(wheel, check=True, timeout=120)
    venv.create(folder / "venv", with_pip=False)
    python = folder / "venv" / "bin" / "python"
    found = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    install = ["--python", python, "install", "--quiet", "--no-deps", "--no-index", *folder.glob("papershelf-*.whl")]
    subprocess.run([*pip, *install], check=True, timeout=120)
    # A .pth file inside of a folder that a .pth file names is not read, so the checkout stays out of reach.
    Path(found.stdout.strip(), "borrowed.pth").write_text(sysconfig.get_path("purelib"))
    return folder / "venv" / "bin" / "papershelf"


def test_the_wheel_s_archive_builds_as_it_stands(installed: Path, tmp_path: Path, repository: Path) -> None:
    alone = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

    def papershelf(*arguments: str | Path) -> None:
        done = subprocess.run(
            [installed, *arguments], cwd=tmp_path, env=alone, capture_output=True, text=True, check=False, timeout=120
        )
        assert done.returncode == 0, done.stdout + done.stderr

    where = subprocess.run(
        [installed.parent / "python", "-c", "import generator; print(generator.__file__)"],
        cwd=tmp_path, env=alone, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert Path(where.stdout).is_relative_to(installed.parents[1])

    papershelf("init", "my-shelf")
    papershelf("-C", "my-shelf", "build", "--strict")

    files = {path.relative_to(tmp_path / "my-shelf").as_posix() for path in (tmp_path / "my-shelf").rglob("*")}
    assert {"content/digests", "content/notes", "content/pages", "site_config/tags.yml", "mkdocs.yml"} < files
    assert {".gitignore", ".github/workflows", "site_config/schema/digest.json"} < files
    assert {f".github/ISSUE_TEMPLATE/{form}.yml" for form in ("note", "fix", "tags", "paper", "config")} < files
    assert {".github/labels.yml", ".github/CODEOWNERS", ".github/dependabot.yml"} < files
    papershelf("-C", "my-shelf", "check", "--format", "github")
    assert not [path for path in files if "dot." in path]
    assert title(page(tmp_path / "my-shelf" / "site" / "index.html")).startswith("My Shelf")
    texts = {path: page(path).get_text(" ") for path in (tmp_path / "my-shelf" / "site").rglob("*.html")}
    assert "No papers yet" in texts[tmp_path / "my-shelf" / "site" / "index.html"]
    assert [path for path, text in texts.items() if "0 papers" in text or "papers of" in text] == []
    assert str(repository) not in (tmp_path / "my-shelf" / "mkdocs.yml").read_text()

    papershelf("-C", "my-shelf", "import", ARCHIVE / "content" / "digests" / "2026-03-09-daily-papers.txt")
    papershelf("-C", "my-shelf", "build", "--strict")

    assert len(list((tmp_path / "my-shelf" / "site" / "papers").iterdir())) == 5


def test_a_new_archive_overwrites_nothing(tmp_path: Path, run_papershelf) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_name: Mine\n")

    done = run_papershelf("init", tmp_path, status=1)

    assert "mkdocs.yml: exists already" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mkdocs.yml"]


def test_a_new_archive_has_a_name(tmp_path: Path, run_papershelf) -> None:
    run_papershelf("init", tmp_path / "a", "--name", 'Papers: "Good" #1 & $2', "--url", "https://you.github.io/papers/")
    run_papershelf("-C", tmp_path / "a", "build", "--strict")

    assert title(page(tmp_path / "a" / "site" / "index.html")).startswith('Papers: "Good" #1 & $2')
    assert "https://you.github.io/papers/feed.xml" in (tmp_path / "a" / "site" / "feed.xml").read_text()
