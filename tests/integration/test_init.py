"""A new archive, also from an installed wheel with no checkout near."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
from click.testing import CliRunner

import generator
from generator.commands import init
from generator.commands.main import main
from generator.edits import new_archive
from generator.system import files, installation

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

    def papershelf(*arguments: str | Path) -> str:
        done = subprocess.run(
            [installed, *arguments], cwd=tmp_path, env=alone, capture_output=True, text=True, check=False, timeout=120
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stderr

    where = subprocess.run(
        [installed.parent / "python", "-c", "import generator; print(generator.__file__)"],
        cwd=tmp_path, env=alone, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert Path(where.stdout).is_relative_to(installed.parents[1])

    done = papershelf("init", "my-shelf")
    assert "my-shelf/requirements.txt: warning: workflows cannot install this Papershelf: it was installed from" in done
    assert ".whl, which only this machine has. Before you publish, write an address there" in done
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

    assert len(list((tmp_path / "my-shelf" / "site" / "papers").glob("*/"))) == 5


def test_a_new_archive_overwrites_nothing(tmp_path: Path, run_papershelf) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_name: Mine\n")

    done = run_papershelf("init", tmp_path, status=1)

    assert "mkdocs.yml: already exists" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mkdocs.yml"]


def test_a_new_archive_has_a_name(tmp_path: Path, run_papershelf) -> None:
    run_papershelf("init", tmp_path / "a", "--name", 'Papers: "Good" #1 & $2', "--url", "https://you.github.io/papers/")
    run_papershelf("-C", tmp_path / "a", "build", "--strict")

    assert title(page(tmp_path / "a" / "site" / "index.html")).startswith('Papers: "Good" #1 & $2')
    assert "https://you.github.io/papers/feed.xml" in (tmp_path / "a" / "site" / "feed.xml").read_text()


def test_a_person_at_a_terminal_is_asked_for_the_tags_to_begin_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(init, "_is_terminal", lambda: True)

    for answer, begins in (("ml", True), ("", False)):
        done = CliRunner().invoke(main, ["init", str(tmp_path / f"a{answer}")], input="\n" * 5 + f"{answer}\n")
        assert done.exit_code == 0, done.output
        assert ("\n  language-models:" in (tmp_path / f"a{answer}/site_config/tags.yml").read_text()) is begins
    assert CliRunner().invoke(main, ["init", str(tmp_path / "b")], input="\n" * 5 + "law\n").exit_code == 1
    assert not (tmp_path / "b").exists()


@pytest.fixture
def older(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An archive of a version before this one: its theme and the shared part of mkdocs.yml were others."""
    shared = new_archive.shared()
    other = {
        "mkdocs.yml": shared["mkdocs.yml"].replace("build/theme", "site_config/overrides") + "# As it was.\n",
        ".github/ISSUE_TEMPLATE/fix.yml": "# As it was.\n",
        "site_config/overrides/main.html": "As it was.\n",
        "site_config/overrides/assets/map.js": "// As it was.\n",
    }
    del shared[".github/ISSUE_TEMPLATE/tags.yml"]
    with monkeypatch.context() as patch:
        patch.setattr(new_archive, "shared", lambda: shared | other)
        patch.setattr(new_archive, "__version__", "0.0.1")
        requirement = installation.find(Path(generator.__file__).parent, "0.1.0").requirement
        for path, text in new_archive.new_archive("Older", "https://example.org/", requirement).items():
            files.write_text(tmp_path / "older" / path, text)
    return tmp_path / "older"


def test_an_upgraded_archive_has_the_files_of_a_new_one(older: Path, tmp_path: Path, run_papershelf) -> None:
    mkdocs = older / "mkdocs.yml"
    mkdocs.write_text(mkdocs.read_text().replace('site_name: "Older"', 'site_name: "Mine"'))
    told = "papershelf.json:1:1: warning: the archive's theme, forms and workflows are those of Papershelf 0.0.1"
    done = run_papershelf("-C", older, "build", status=1)
    assert told in done.stderr
    assert "'custom_dir' is 'site_config/overrides', but the theme is in build/theme now" in done.stderr
    before = tree(older)
    run_papershelf("-C", older, "upgrade", "--dry-run")
    assert tree(older) == before

    done = run_papershelf("-C", older, "upgrade")
    assert "0.1.0: 3 written, 2 deleted, 0 kept as changed, 0 left out as deleted." in done.stderr
    run_papershelf("init", tmp_path / "new", "--name", "Mine")
    new = tree(tmp_path / "new")
    assert {path: data for path, data in tree(older).items() if path in new} == new
    assert not (older / "site_config" / "overrides" / "assets").exists()
    assert told not in run_papershelf("-C", older, "build", "--strict").stderr


def test_an_upgrade_publishes_the_branch_that_the_settings_name(older: Path, run_papershelf) -> None:
    run_papershelf("-C", older, "upgrade")
    settings = older / "site_config" / "archive.yml"
    settings.write_text(settings.read_text().replace("branch: main ", "branch: trunk "))
    requirements = older / "requirements.txt"
    requirements.write_text("papershelf @ git+https://git.example.org/mine\n")

    assert "are not those of this Papershelf 0.1.0 and its settings" in run_papershelf("-C", older, "check").stdout
    done = run_papershelf("-C", older, "upgrade")

    assert "branches: [trunk]" in (older / ".github" / "workflows" / "publish.yml").read_text()
    assert "edit_uri: edit/trunk/content/pages/" in (older / "mkdocs.yml").read_text()
    assert "are not those" not in run_papershelf("-C", older, "check").stdout
    assert requirements.read_text() == "papershelf @ git+https://git.example.org/mine\n"
    assert "For Papershelf 0.1.0: 3 written" in done.stderr


def test_an_upgrade_keeps_changed_files_unless_asked_to_replace_them(older: Path, run_papershelf) -> None:
    hook = older / "site_config" / "hook.py"
    hook.write_bytes(b"# Mine, and \xff.")
    form = older / ".github" / "ISSUE_TEMPLATE" / "note.yml"
    form.unlink()

    compared = run_papershelf("-C", older, "upgrade", "--diff").stdout
    assert "-# Mine, and \ufffd.\n\\ No newline at end of file\n+" in compared
    for _ in range(2):
        done = run_papershelf("-C", older, "upgrade")
        assert hook.read_bytes() == b"# Mine, and \xff."
        assert not form.exists()
        assert "hook.py: is kept, because you changed it. Compare it" in done.stdout
        assert "note.yml: is left out, because you deleted it. Restore it with --take" in done.stdout

    take = ["--take", str(hook.relative_to(older)), "--take", str(form.relative_to(older))]
    run_papershelf("-C", older, "upgrade", *take)
    new = new_archive.shared()
    assert (hook.read_text(), form.read_text()) == (new[take[1]], new[take[3]])


def test_a_folder_takes_all_that_is_below_it(older: Path, run_papershelf) -> None:
    forms = older / ".github" / "ISSUE_TEMPLATE"
    (forms / "fix.yml").write_text("mine: true\n")
    (forms / "note.yml").unlink()
    (forms / "mine.yml").write_text("# Of my own.\n")
    hook = older / "site_config" / "hook.py"
    hook.write_text("# Mine.\n")

    take = ("upgrade", "--take", ".github/ISSUE_TEMPLATE/")
    looked = run_papershelf("-C", older, *take, "--dry-run")
    assert "fix.yml: would be replaced, although you changed it\n" in looked.stdout
    done = run_papershelf("-C", older, *take)

    assert ".github/ISSUE_TEMPLATE/fix.yml: is replaced, although you changed it\n" in done.stdout
    assert ".github/ISSUE_TEMPLATE/note.yml: is written, although you deleted it\n" in done.stdout
    assert ".github/ISSUE_TEMPLATE/tags.yml: is written\n" in done.stdout
    assert "4 written (2 in place of yours), 2 deleted, 1 kept as changed, 0 left out as deleted." in done.stderr
    new = new_archive.shared()
    for name in ("fix.yml", "note.yml"):
        assert (forms / name).read_text() == new[f".github/ISSUE_TEMPLATE/{name}"]
    assert (forms / "mine.yml").read_text() == "# Of my own.\n"
    assert hook.read_text() == "# Mine.\n"


def test_a_copy_of_the_former_theme_that_was_changed_is_kept_and_named(older: Path, run_papershelf) -> None:
    main = older / "site_config" / "overrides" / "main.html"
    main.write_text("{% extends 'base.html' %}{# Mine. #}\n")

    done = run_papershelf("-C", older, "upgrade")

    assert main.read_text() == "{% extends 'base.html' %}{# Mine. #}\n"
    assert "main.html: is kept, because you changed it, and overrides this version's file of the theme." in done.stdout
    assert "assets/map.js: is deleted: the theme is no longer copied into archives" in done.stdout
    run_papershelf("-C", older, "build")
    # A template that extends Material's base gets ours between the two, with the policy.
    built = (older / "build" / "theme" / "main.html").read_text()
    assert built == main.read_text().replace("'base.html'", "'papershelf.html'")
    assert (older / "build" / "theme" / "assets" / "map.js").is_file()


def test_the_upper_part_of_mkdocs_yml_is_its_owner_s(older: Path, run_papershelf) -> None:
    mkdocs = older / "mkdocs.yml"
    before = mkdocs.read_bytes().replace(b"\n", b"\r\n")
    mkdocs.write_bytes(before)
    run_papershelf("-C", older, "upgrade")
    after = mkdocs.read_bytes()
    upper = before[: before.index(b"# Below this line")]
    assert after.startswith(upper)
    assert b"As it was" not in after
    assert after.count(b"\n") == after.count(b"\r\n")

    mkdocs.write_bytes(upper)
    done = run_papershelf("-C", older, "upgrade")
    assert "mkdocs.yml: skipped, because it lacks the line '# Below this line every archive is" in done.stderr
    assert mkdocs.read_bytes() == upper


@pytest.mark.parametrize("linked", ["site_config/overrides/assets", ".github/workflows", "site_config/papershelf.json"])
def test_an_upgrade_follows_no_link(older: Path, tmp_path: Path, linked: str, run_papershelf) -> None:
    """Links come by pull request, as any file does."""
    (older / linked).rename(tmp_path / "elsewhere")
    (older / linked).symlink_to(tmp_path / "elsewhere")
    if (tmp_path / "elsewhere").is_dir():
        (tmp_path / "elsewhere" / f"{files.TEMPORARY}mine").touch()
    before = tree(tmp_path)

    done = run_papershelf("-C", older, "upgrade", status=1)
    assert f"{linked}" in done.stderr
    assert "is a symbolic link to" in done.stderr
    assert tree(tmp_path) == before


def test_there_is_nothing_to_upgrade_where_no_archive_is(tmp_path: Path, run_papershelf) -> None:
    assert "there is no archive here" in run_papershelf("-C", tmp_path, "upgrade", status=1).stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("record", "told"),
    [
        ("{", "site_config/papershelf.json:1:1: warning: is not the record that `papershelf upgrade` keeps"),
        (
            '{"version": "9.0", "files": {}}',
            "the archive's files are of Papershelf 9.0, and this is 0.1.0. Install papershelf==9.0",
        ),
    ],
)
def test_nothing_is_upgraded_on_a_guess(older: Path, record: str, told: str, run_papershelf) -> None:
    (older / "site_config" / "papershelf.json").write_text(record)
    before = tree(older)

    done = run_papershelf("-C", older, "upgrade", status=1)
    assert told in done.stderr
    assert {path: data for path, data in tree(older).items() if not path.startswith(".papershelf/")} == before


def test_only_files_of_papershelf_can_be_taken(older: Path, run_papershelf) -> None:
    done = run_papershelf("-C", older, "upgrade", "--take", "../mine", status=1)
    assert "--take ../mine: is not a file of Papershelf" in done.stderr


def test_what_a_killed_upgrade_left_is_cleared_up(older: Path, run_papershelf) -> None:
    left = older / ".github" / "workflows" / f"{files.TEMPORARY}abc"
    left.write_text("Half of")
    scratch = older / ".papershelf-site"
    scratch.mkdir()
    run_papershelf("-C", older, "upgrade")
    assert not left.exists()
    assert scratch.is_dir()
