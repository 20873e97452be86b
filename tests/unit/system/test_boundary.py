from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.system import boundary, files

PRECIOUS = "../precious"
"""A folder beside the archive, as links at the archive's top name it."""

REFUSED = [
    ("mkdocs.yml", f"{PRECIOUS}/thesis"),
    ("build", PRECIOUS),
    ("build/docs", f"../{PRECIOUS}"),
    ("build/docs/papers", f"../../{PRECIOUS}"),
    ("build/docs/papers/a.md", f"../../../{PRECIOUS}/thesis"),
    ("build/docs/search/data", f"../../../{PRECIOUS}"),
    ("build/theme", f"../{PRECIOUS}"),
    ("site", PRECIOUS),
    ("site/papers", f"../{PRECIOUS}"),
    (".cache", PRECIOUS),
    (".cache/papershelf.sqlite3", f"../{PRECIOUS}/thesis"),
    (".cache/plugin/social", f"../../{PRECIOUS}"),
    (".papershelf", PRECIOUS),
    (".papershelf/lock", f"../{PRECIOUS}/thesis"),
    (".papershelf-site", PRECIOUS),
    (".github", PRECIOUS),
    (".github/workflows/build.yml", f"../../{PRECIOUS}/thesis"),
    (".gitignore", f"{PRECIOUS}/thesis"),
    ("requirements.lock", f"{PRECIOUS}/thesis"),
    ("site_config", PRECIOUS),
    ("site_config/archive.yml", f"../{PRECIOUS}/thesis"),
    ("site_config/schema", f"../{PRECIOUS}"),
    ("site_config/schema/note.json", f"../../{PRECIOUS}/thesis"),
    ("site_config/overrides", f"../{PRECIOUS}"),
    ("site_config/overrides/assets/thesis.txt", f"../../../{PRECIOUS}/thesis"),
    ("content", PRECIOUS),
    ("content/digests", f"../{PRECIOUS}"),
    ("content/digests/a.yml", f"../../{PRECIOUS}/thesis"),
    ("content/notes", f"../{PRECIOUS}"),
    ("content/notes/deep/er/a.md", f"../../../../{PRECIOUS}/thesis"),
    ("content/pages/a.md", "/etc/hostname"),
    ("content/permalinks.txt", f"../{PRECIOUS}/thesis"),
]


def archive_with(tmp_path: Path, link: str, target: str) -> Path:
    root = tmp_path / "archive"
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious/thesis").write_text("all of it")
    for path in ("content/notes/own.md", "content/pages/own.md", "site_config/own.html", "README.md"):
        files.write_text(root / path, "x")
    (root / link).parent.mkdir(parents=True, exist_ok=True)
    if (root / link).exists():
        (root / link).rename(tmp_path / "aside")
    (root / link).symlink_to(target)
    return root


@pytest.mark.parametrize(("link", "target"), REFUSED)
def test_a_link_out_of_the_archive_is_refused(tmp_path: Path, link: str, target: str) -> None:
    [problem] = boundary.refused_links(archive_with(tmp_path, link, target))
    assert (problem.path, problem.is_error) == (link, True)
    assert problem.message == f"is a symbolic link to '{target}', which is outside of the archive"


@pytest.mark.parametrize(
    ("link", "target", "reason"),
    [
        ("build/docs", "../content", "Papershelf would replace or delete what is there"),
        ("site", "content", "Papershelf would replace or delete what is there"),
        (".cache", "content/notes", "Papershelf would replace or delete what is there"),
        ("content/digests", "notes", "which is a folder"),
        ("content/notes/a.md", "../../README.md", "which is outside of content/ and site_config/"),
        ("content/notes/a.md", "a.md", "which does not exist"),
        ("content/notes/a.md", "gone.md", "which does not exist"),
    ],
)
def test_a_link_inside_the_archive_is_refused_where_it_does_harm(
    tmp_path: Path, link: str, target: str, reason: str
) -> None:
    [problem] = boundary.refused_links(archive_with(tmp_path, link, target))
    assert problem.path == link
    assert problem.message.endswith(reason)


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("content/notes/a.md", "own.md"),
        ("content/notes/a.md", "../pages/own.md"),
        ("site_config/overrides/a.html", "../own.html"),
        ("content/notes/.#own.md", "somebody@somewhere.1234:1"),  # as Emacs marks what is edited
        ("docs", PRECIOUS),  # which is none of ours
        (".venv/bin/python", "/usr/bin/python3"),
    ],
)
def test_other_links_are_let_be(tmp_path: Path, link: str, target: str) -> None:
    assert boundary.refused_links(archive_with(tmp_path, link, target)) == []


def test_the_checkout_that_a_change_is_compared_with_is_an_archive_of_its_own(tmp_path: Path) -> None:
    root = archive_with(tmp_path, ".cache/base/docs", "/usr")
    assert boundary.refused_links(root) != []
    (root / ".cache/base/.git").mkdir()
    assert boundary.refused_links(root) == []


def test_what_a_link_says_cannot_mislead_who_reads_the_message(tmp_path: Path) -> None:
    root = archive_with(tmp_path, "content/notes/a\nb.md", "\x1b[31m" + "x" * 200)
    [problem] = boundary.refused_links(root)
    assert problem.path == "content/notes/a�b.md"
    assert problem.message == f"is a symbolic link to '�[31m{'x' * 75}…', which does not exist"


def test_a_site_is_not_reached_through_a_link(tmp_path: Path) -> None:
    root = archive_with(tmp_path, "out", PRECIOUS)
    assert [problem.path for problem in boundary.refused_site(root, root / "out/site")] == ["out"]
    assert boundary.refused_site(root, tmp_path / "elsewhere") == []


def test_only_a_site_of_ours_is_replaced(tmp_path: Path) -> None:
    site = tmp_path / "site"
    assert boundary.why_not_replace(site) == ""
    site.mkdir()
    assert boundary.why_not_replace(site) == ""
    files.write_text(site / "sitemap.xml", "of another program")
    assert "holds something else than a site of Papershelf" in boundary.why_not_replace(site)
    files.write_text(site / "api/v1/schema/papers-index.json", "")
    assert boundary.why_not_replace(site) == ""
    (site / ".git").mkdir()
    assert "holds .git, which is no part of a site" in boundary.why_not_replace(site)


@pytest.mark.parametrize(
    "path", ["mkdocs.yml", "site_config/overrides/main.html", "build/docs/index.md", ".papershelf/lock"]
)
def test_a_pipe_is_refused_before_anybody_reads_it(tmp_path: Path, path: str) -> None:
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(tmp_path / path)
    [problem] = boundary.refused_links(tmp_path)
    assert (problem.path, problem.message) == (path, "is a pipe, a socket or a device")
