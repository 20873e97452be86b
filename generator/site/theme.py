"""`build/theme`: the theme that MkDocs finds by `theme.custom_dir`."""

from __future__ import annotations

from pathlib import Path

from generator.pages.theme_files import theme_files
from generator.system import files

OVERRIDES = "site_config/overrides"
"""The archive's own templates and assets. A file here takes the place of the theme's at the same path."""


def write(root: Path) -> None:
    """Make `build/theme` hold the theme of this version and the archive's overrides; unchanged files are not touched.

    Raises:
        OSError: when there is no room or no permission.
    """
    files.replace_folder(root / files.THEME, theme_files(files.read_own_folder(root, OVERRIDES)))
