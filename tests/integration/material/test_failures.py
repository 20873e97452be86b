"""Errors of an archive's own code, and of plugins, are one line that names the place."""

from __future__ import annotations

import pytest

from .conftest import HOOK, Archive

CASES = {
    "a hook": (
        {"site_config/own.py": "def on_page_content(html, **kwargs):\n    return html + 1\n"},
        "hooks: [site_config/hook.py, site_config/own.py]\n",
        "papershelf: site_config/own.py:2:1: TypeError: can only concatenate str",
    ),
    "a hook that cannot be loaded": (
        {"site_config/own.py": "import nothing_of_this_name\n"},
        "hooks: [site_config/hook.py, site_config/own.py]\n",
        "papershelf: site_config/own.py:1:1: ModuleNotFoundError: No module named 'nothing_of_this_name'",
    ),
    "a template": (
        {"site_config/overrides/partials/copyright.html": "<p>\n{{ nothing.at.all }}</p>\n"},
        "",
        "papershelf: site_config/overrides/partials/copyright.html:2: 'nothing' is undefined",
    ),
    "a plugin": (
        {},
        "plugins: [git-revision-date-localized]\n",
        "papershelf: the plugin 'git-revision-date-localized' fails: InvalidGitRepositoryError: ",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_an_error_has_its_place(archive_with: Archive, run_papershelf, case: str) -> None:
    files, settings, message = CASES[case]
    root = archive_with(f"hooks: [site_config/hook.py]\n{settings}" if "hooks:" not in settings else settings, files)
    (root / "site_config/hook.py").write_text(HOOK.read_text())
    lines = run_papershelf("-C", root, "build", status=1).stderr.splitlines()
    assert any(line.startswith(message) for line in lines), lines
    assert [line for line in lines if line.startswith("Traceback")] == []
    assert not (root / "site").exists()
