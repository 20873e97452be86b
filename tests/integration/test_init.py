"""A new archive, also from an installed wheel with no checkout near."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from generator import files, scaffold

from .reading import page, title, tree

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


@pytest.fixture
def older(tmp_path: Path, run_papershelf, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An archive of a version before this one: its theme, a form and the shared part of mkdocs.yml were others."""
    shared = scaffold.shared()
    other = {
        "mkdocs.yml": shared["mkdocs.yml"] + "# As it was.\n",
        "site_config/overrides/assets/map.js": "// As it was.\n",
        ".github/ISSUE_TEMPLATE/old.yml": "name: As it was\n",
    }
    del shared["site_config/overrides/404.html"]
    with monkeypatch.context() as patch:
        patch.setattr(scaffold, "shared", lambda: shared | other)
        patch.setattr(scaffold, "__version__", "0.0.1")
        for path, text in scaffold.new_archive("Older", "https://example.org/").items():
            files.write_text(tmp_path / "older" / path, text)
    return tmp_path / "older"


def test_an_archive_is_upgraded_to_just_what_a_new_one_has(older: Path, tmp_path: Path, run_papershelf) -> None:
    mkdocs = older / "mkdocs.yml"
    mkdocs.write_text(mkdocs.read_text().replace('site_name: "Older"', 'site_name: "Mine"'))
    told = (
        "site_config/papershelf.json:1:1: warning: the archive's theme, forms or workflows are those of another version"
    )
    assert told in run_papershelf("-C", older, "build").stderr
    before = tree(older)
    run_papershelf("-C", older, "upgrade", "--dry-run")
    assert tree(older) == before

    done = run_papershelf("-C", older, "upgrade")
    assert "For Papershelf 0.1.0: 3 written, 1 deleted, 0 kept as you changed them." in done.stderr
    assert ".github/ISSUE_TEMPLATE/old.yml: is deleted" in done.stdout
    run_papershelf("init", tmp_path / "new", "--name", "Mine")
    new = tree(tmp_path / "new")
    assert {path: data for path, data in tree(older).items() if path in new or path.startswith("site_config")} == new
    assert told not in run_papershelf("-C", older, "build", "--strict").stderr


def test_an_upgrade_keeps_what_was_changed_and_can_compare_it(older: Path, run_papershelf) -> None:
    script = older / "site_config" / "overrides" / "assets" / "map.js"
    script.write_text("// Mine.\n")
    (older / ".github" / "ISSUE_TEMPLATE" / "note.yml").unlink()

    compared = run_papershelf("-C", older, "upgrade", "--diff").stdout
    done = run_papershelf("-C", older, "upgrade")

    assert "-// Mine." in compared.splitlines()
    assert script.read_text() == "// Mine.\n"
    assert not (older / ".github" / "ISSUE_TEMPLATE" / "note.yml").exists()
    assert "map.js: is kept, for it is not what Papershelf gave; `papershelf upgrade --diff` compares it" in done.stdout


def test_there_is_nothing_to_upgrade_where_no_archive_is(tmp_path: Path, run_papershelf) -> None:
    assert "there is no archive here" in run_papershelf("-C", tmp_path, "upgrade", status=1).stderr
    assert list(tmp_path.iterdir()) == []


def test_a_broken_record_keeps_an_upgrade_from_guessing(older: Path, run_papershelf) -> None:
    (older / "site_config" / "papershelf.json").write_text("{")
    before = tree(older)

    done = run_papershelf("-C", older, "upgrade", status=1)
    assert "site_config/papershelf.json:1:1: warning: is not the record that `papershelf upgrade` keeps" in done.stderr
    assert "nothing was changed" in done.stderr
    assert tree(older) == before
