"""`build/theme`: the theme that MkDocs finds by `theme.custom_dir`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from generator.model import Problem
from generator.pages.theme_files import theme_files
from generator.system import files

OVERRIDES = "site_config/overrides"
"""The archive's own templates and assets. A file here takes the place of the theme's at the same path."""


def write(root: Path) -> None:
    """Make `build/theme` hold the theme of this version and the archive's overrides; unchanged files are not touched.

    Raises:
        OSError: when there is no room or no permission.
    """
    files.replace_folder(root / files.THEME, _wanted(root))


def foreign(root: Path) -> Iterator[Problem]:
    """Report each file of `build/theme` that no build has made: MkDocs would take it for the theme's."""
    for path in sorted({*files.not_made(root / files.THEME)} - _wanted(root).keys()):
        message, hint = "is not a file that a build made", f"move it to {OVERRIDES}/{path}, or delete it"
        yield Problem(f"{files.THEME}/{path}", 1, 1, message, hint)


def _wanted(root: Path) -> dict[str, bytes]:
    return theme_files(files.read_folder(root / OVERRIDES))
