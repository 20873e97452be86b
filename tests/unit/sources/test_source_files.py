from __future__ import annotations

from pathlib import Path

import pytest

from generator.model import Problem
from generator.sources.source_files import Sources, read_sources


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "archive" / "content").mkdir(parents=True)
    return tmp_path / "archive"


def read(root: Path, **texts: str) -> tuple[Sources, list[Problem]]:
    for name, text in texts.items():
        (root / f"{name}.yml").write_text(text)
    return read_sources(root)


def test_settings_are_inherited_from_files_that_may_lie_elsewhere(root: Path) -> None:
    (root.parent / "shared.yml").write_text("site_name: Shared\nstrict: true\n")
    sources, problems = read(root, mkdocs="INHERIT: base.yml\n", base="INHERIT: ../shared.yml\nsite_name: Base\n")
    assert problems == []
    assert [file.path for file in sources.inherited] == ["base.yml", "../shared.yml"]
    document = sources.mkdocs_document()
    assert document is not None
    assert (document.value["site_name"], document.value["strict"]) == ("Base", "true")


@pytest.mark.parametrize(
    ("base", "message"),
    [
        ("INHERIT: mkdocs.yml\n", "'mkdocs.yml' inherits from itself"),
        ("INHERIT: none.yml\n", "'none.yml' does not exist"),
    ],
)
def test_a_file_that_cannot_be_inherited_is_reported_where_it_is_named(root: Path, base: str, message: str) -> None:
    _, [problem] = read(root, mkdocs="site_name: A\nINHERIT: base.yml\n", base=base)
    assert (problem.path, problem.line, problem.column, problem.message) == ("base.yml", 1, 10, message)


def test_only_variables_that_settings_ask_for_are_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERSHELF_TEST_NAME", "A")
    monkeypatch.setenv("PAPERSHELF_TEST_OTHER", "B")
    sources, _ = read(root, mkdocs="site_name: !ENV [PAPERSHELF_TEST_NONE, PAPERSHELF_TEST_NAME, c]\n")
    assert sources.environment == {"PAPERSHELF_TEST_NAME": "A"}


def test_files_that_mkdocs_reads_are_expected_and_others_are_reported(root: Path) -> None:
    for path in ("hooks/one.py", "theme/main.html", "abbreviations.md", "tag.yml"):
        (root / "site_config" / path).parent.mkdir(parents=True, exist_ok=True)
        (root / "site_config" / path).write_text("")
    _, problems = read(root, mkdocs="theme: {custom_dir: site_config/theme}\nx: [site_config/abbreviations.md]\n")
    assert [(problem.path, problem.message) for problem in problems] == [
        ("site_config/tag.yml", "nothing reads this file")
    ]
