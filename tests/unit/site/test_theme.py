from __future__ import annotations

from pathlib import Path

import pytest

from generator.model import Severity
from generator.pages.theme_files import theme_files
from generator.site import theme


@pytest.fixture
def overrides(tmp_path: Path) -> Path:
    folder = tmp_path / "site_config" / "overrides"
    (folder / "assets").mkdir(parents=True)
    return folder


def written(root: Path) -> dict[str, bytes]:
    folder = root / "build" / "theme"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("[!.]*") if path.is_file()}


def test_the_theme_is_the_package_s_with_the_archive_s_own_files_over_it(tmp_path: Path, overrides: Path) -> None:
    (overrides / "404.html").write_text("Mine.")
    (overrides / "assets" / "logo.png").write_bytes(b"\x89PNG\xff\0")
    (overrides / ".gitkeep").touch()

    theme.write(tmp_path, "en")

    own = {"404.html": b"Mine.", "assets/logo.png": b"\x89PNG\xff\0"}
    assert written(tmp_path) == {**theme_files({}, "en"), **own}
    assert (tmp_path / "build" / "theme" / ".gitignore").read_text() == "*\n!.gitignore\n"
    assert theme_files({}, "en")["main.html"]


def test_files_that_are_unchanged_are_not_touched_and_others_go(tmp_path: Path, overrides: Path) -> None:
    (overrides / "assets" / "mine").mkdir()
    (overrides / "assets" / "mine" / "a.css").touch()
    theme.write(tmp_path, "en")
    main = tmp_path / "build" / "theme" / "main.html"
    before = main.stat().st_mtime_ns, main.stat().st_ino

    (overrides / "assets" / "mine" / "a.css").unlink()
    (overrides / "assets" / "mine").rmdir()
    (overrides / "assets" / "mine").write_text("a file where a folder was")
    theme.write(tmp_path, "en")

    assert (main.stat().st_mtime_ns, main.stat().st_ino) == before
    assert written(tmp_path)["assets/mine"] == b"a file where a folder was"


def test_a_file_that_somebody_put_into_the_theme_is_named_and_kept(tmp_path: Path, overrides: Path) -> None:
    theme.write(tmp_path, "en")
    assert list(theme.foreign(tmp_path)) == []
    (tmp_path / "build" / "theme" / "assets" / "mine.css").touch()

    theme.write(tmp_path, "en")

    (problem,) = theme.foreign(tmp_path)
    assert (problem.path, problem.is_error) == ("build/theme/assets/mine.css", True)
    assert problem.hint == "move it to site_config/overrides/assets/mine.css, or delete it"
    (tmp_path / "build" / "theme" / ".made").unlink()
    assert list(theme.foreign(tmp_path)) == [problem], "what the theme consists of is known without the record, too"


def test_a_template_that_extends_material_s_base_extends_the_theme_s_frame() -> None:
    own = {
        "main.html": b'{% extends "base.html" %}{% block announce %}Hello{% endblock %}',
        "other.html": b"{%- extends 'main.html' %}",
        "assets/base.html.txt": b'{% extends "base.html" %}',
    }
    files = theme_files(own, "en")
    assert files["main.html"] == own["main.html"].replace(b"base", b"papershelf")
    assert files["other.html"] == own["other.html"]
    assert files["assets/base.html.txt"] == own["assets/base.html.txt"]


def test_a_main_template_that_is_a_page_of_its_own_cannot_frame_others(tmp_path: Path, overrides: Path) -> None:
    (overrides / "main.html").write_text("<!doctype html>\n<html></html>\n")
    [problem] = theme.override_problems(tmp_path)
    assert (problem.path, problem.line, problem.is_error) == ("site_config/overrides/main.html", 1, True)
    (overrides / "main.html").write_text('{# Mine #}\n{%- extends "base.html" %}\n')
    assert list(theme.override_problems(tmp_path)) == []
    (overrides / "assets" / "own.css").write_text("")
    (overrides / "assets" / "papershelf.css").write_text("")
    [notice] = theme.override_problems(tmp_path)
    assert (notice.path, notice.severity) == ("site_config/overrides/assets/papershelf.css", Severity.NOTICE)
