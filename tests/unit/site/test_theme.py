from __future__ import annotations

from pathlib import Path

import pytest

from generator.pages.theme_files import theme_files
from generator.site import theme


@pytest.fixture
def overrides(tmp_path: Path) -> Path:
    folder = tmp_path / "site_config" / "overrides"
    (folder / "assets").mkdir(parents=True)
    return folder


def written(root: Path) -> dict[str, bytes]:
    folder = root / "build" / "theme"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_theme_is_the_package_s_with_the_archive_s_own_files_over_it(tmp_path: Path, overrides: Path) -> None:
    (overrides / "404.html").write_text("Mine.")
    (overrides / "assets" / "logo.png").write_bytes(b"\x89PNG\xff\0")
    (overrides / ".gitkeep").touch()

    theme.write(tmp_path)

    own = {"404.html": b"Mine.", "assets/logo.png": b"\x89PNG\xff\0"}
    assert written(tmp_path) == {**theme_files({}), **own, ".gitignore": b"*\n!.gitignore\n"}
    assert theme_files({})["main.html"]


def test_files_that_are_unchanged_are_not_touched_and_others_go(tmp_path: Path, overrides: Path) -> None:
    (overrides / "assets" / "mine").mkdir()
    (overrides / "assets" / "mine" / "a.css").touch()
    theme.write(tmp_path)
    main = tmp_path / "build" / "theme" / "main.html"
    before = main.stat()

    (overrides / "assets" / "mine" / "a.css").unlink()
    (overrides / "assets" / "mine").rmdir()
    (overrides / "assets" / "mine").write_text("a file where a folder was")
    theme.write(tmp_path)

    assert main.stat() == before
    assert written(tmp_path)["assets/mine"] == b"a file where a folder was"


@pytest.mark.parametrize("linked", ["secret.html", "assets/secrets", "."])
def test_nothing_is_read_through_a_link(tmp_path: Path, overrides: Path, linked: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "key").write_text("secret")
    if linked == ".":
        (overrides / "assets").rmdir()
        overrides.rmdir()
    (overrides / linked).symlink_to(elsewhere / "key" if linked.endswith(".html") else elsewhere)

    theme.write(tmp_path)

    assert written(tmp_path).keys() == {*theme_files({}), ".gitignore"}


@pytest.mark.parametrize("linked", ["build/theme", "build/theme/assets", "build/theme/main.html"])
def test_nothing_is_written_through_a_link(tmp_path: Path, linked: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    if linked.endswith(".html"):
        elsewhere.write_text("theirs")
    else:
        elsewhere.mkdir()
    link = tmp_path / linked
    link.parent.mkdir(parents=True)
    link.symlink_to(elsewhere)

    theme.write(tmp_path)

    assert not link.is_symlink()
    assert elsewhere.read_text() == "theirs" if elsewhere.is_file() else not list(elsewhere.iterdir())
    assert (tmp_path / "build/theme/assets/papershelf.css").is_file()
