"""The examples of docs/extending.md, in a copy of the generator."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

_EXAMPLE = re.compile(r"^(?:`([\w./]+)`:\n\n)?```(\w+)\n(.*?)^```$", re.S | re.M)


@pytest.fixture(scope="module")
def examples(repository: Path) -> list[tuple[str, str, str]]:
    """The path, language and text of each block of code; a block without a path belongs to the file before it."""
    found, path = [], ""
    for own_path, language, text in _EXAMPLE.findall((repository / "docs" / "extending.md").read_text("utf-8")):
        path = own_path or path
        found.append((path, language, text))
    return found


@pytest.fixture(scope="module")
def extended(repository: Path, examples: list[tuple[str, str, str]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the generator with the new modules and the changed lists."""
    root = tmp_path_factory.mktemp("extended")
    for name in ("generator", "site_config", ".github"):
        shutil.copytree(repository / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(repository / "mkdocs.yml", root)
    for path, language, text in examples:
        if language == "python":
            assert not (root / path).exists()
            (root / path).write_text(text)
        elif language == "diff":
            (root / path).write_text(patched((root / path).read_text(), text))
    return root


def patched(text: str, diff: str) -> str:
    lines = diff.splitlines(keepends=True)
    before = "".join(line[1:] for line in lines if line[0] in " -")
    after = "".join(line[1:] for line in lines if line[0] in " +")
    assert text.count(before) == 1, f"not once in the file:\n{before}"
    return text.replace(before, after)


def papershelf(root: Path, *arguments: str | Path, status: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "generator", *arguments],
        cwd=root,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1774000000"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def archive(extended: Path, examples: list[tuple[str, str, str]]) -> Path:
    """A new archive with the example's table."""
    papershelf(extended, "init", "shelf")
    (extended / "new.csv").write_text(next(text for _, language, text in examples if language == "csv"))
    papershelf(extended, "-C", "shelf", "import", "new.csv")
    return extended / "shelf"


def test_a_digest_in_the_new_format_is_imported(archive: Path) -> None:
    digest = yaml.safe_load((archive / "content/digests/2026-04-20-table.yml").read_text())

    assert str(digest["date"]) == "2026-04-20"
    assert [paper["title"] for paper in digest["papers"]] == ["A Field Guide to Small Tables", "Rows Without Columns"]
    assert digest["papers"][0]["authors"] == ["Noor Haddad", "Ilse Brandt"]
    assert digest["papers"][0]["arxiv"] == "2604.01001"


def test_a_row_without_a_title_is_a_problem_at_its_line(extended: Path, archive: Path) -> None:
    (extended / "bad.csv").write_text("title,added\nFine,2026-04-21\n,2026-04-21\n")

    assert "bad.csv:3:1: the row has no title (fix the row" in papershelf(
        extended, "-C", archive, "import", "bad.csv", status=0
    )


def test_the_new_output_is_built(extended: Path, archive: Path) -> None:
    papershelf(extended, "-C", archive, "build")

    lines = (archive / "site" / "titles.txt").read_text().splitlines()
    assert "2026-04-20 Rows Without Columns https://example.org/papers/rows-without-columns/" in lines
    assert "/titles.txt" in (archive / "site" / "published.txt").read_text().splitlines()
