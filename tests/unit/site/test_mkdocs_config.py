from __future__ import annotations

from pathlib import Path

import pytest

from generator.model import Problem, Severity, SourceFile
from generator.site import mkdocs_config
from generator.sources import trusted_yaml


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "build" / "docs").mkdir(parents=True)
    return tmp_path


def told(root: Path, text: str) -> list[Problem]:
    text = f"site_name: A\ndocs_dir: build/docs\n{text}"
    (root / "mkdocs.yml").write_text(text)
    return mkdocs_config.problems(root, trusted_yaml.parse(SourceFile("mkdocs.yml", text), {}))


def test_settings_that_mkdocs_takes_are_no_problem(root: Path) -> None:
    (root / "hook.py").write_text("")
    text = "theme: material\nplugins: [tags, material/search]\nmarkdown_extensions: [toc: {permalink: true}]\n"
    assert told(root, f"{text}hooks: [hook.py]\n") == []


def test_folders_that_a_build_makes_may_be_missing(root: Path) -> None:
    (root / "build" / "docs").rmdir()
    (root / "content").mkdir()
    found = told(root, "theme: {name: material, custom_dir: build/theme}\nrepo_url: 3\n")
    assert [(problem.line, problem.message.partition(":")[0]) for problem in found] == [(4, "'repo_url'")]


def test_all_errors_are_reported_in_one_run_each_at_its_line(root: Path) -> None:
    found = told(
        root,
        "theme: material\n"
        "plugins:\n  - tgas\n  - blog:\n      post_dir: 3\n  - none-such\n"
        "markdown_extensions: [admonitoin]\n"
        "hooks: [none.py]\n"
        "repo_url: 3\n"
        "validation: {links: {anchors: loud}}\n"
        "nav: 7\n",
    )
    assert [(problem.line, problem.message.partition(": ")[0], problem.severity) for problem in found] == [
        (5, "the plugin 'tgas' is not installed", Severity.ERROR),
        (8, "the plugin 'none-such' is not installed", Severity.ERROR),
        (9, "the extension 'admonitoin' cannot be loaded", Severity.ERROR),
        (10, "the hook 'none.py' is not a file", Severity.ERROR),
        (11, "'repo_url'", Severity.ERROR),
        (12, "'validation'", Severity.ERROR),
        (13, "'nav'", Severity.ERROR),
    ]
    assert found[0].hint == "did you mean 'tags'?"


def test_options_of_a_plugin_are_reported_where_it_stands(root: Path) -> None:
    [problem] = told(root, "theme: material\nplugins:\n  - tags\n  - blog:\n      post_dir: 3\n")
    assert (problem.line, problem.message.startswith("'plugins': Plugin 'material/blog' option 'post_dir'")) == (
        7,
        True,
    )


def test_a_file_that_yaml_cannot_load_is_reported(root: Path) -> None:
    [problem] = told(root, "extra: !!python/name:no.such ''\n")
    assert (problem.path, problem.message.startswith("MkDocs encountered an error")) == ("mkdocs.yml", True)


@pytest.mark.parametrize(
    ("code", "line", "message"),
    [
        ("import os\n\nraise ValueError('no')\n", 3, "ValueError: no"),
        ("def on_config(config\n", 1, "SyntaxError: '(' was never closed"),
    ],
)
def test_a_hook_that_fails_is_named_with_its_line(root: Path, code: str, line: int, message: str) -> None:
    (root / "bad.py").write_text(code)
    [problem] = told(root, "hooks: [bad.py]\n")
    assert (problem.path, problem.line, problem.message) == ("bad.py", line, message)


@pytest.mark.parametrize(
    ("path", "is_own"), [("site_config/hook.py", True), (".venv/lib/python3.11/site-packages/mkdocs/x.py", False)]
)
def test_a_package_in_an_environment_of_the_archive_is_no_hook(root: Path, path: str, *, is_own: bool) -> None:
    with pytest.raises(OSError, match="Address already in use") as raised:
        exec(compile("raise OSError(98, 'Address already in use')", root / path, "exec"))  # noqa: S102 (our own text)
    problem = mkdocs_config.failed_hook(root, raised.value)
    assert (problem is not None and problem.path == path) == is_own
