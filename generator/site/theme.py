"""`build/theme`: the theme that MkDocs finds by `theme.custom_dir`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import resources
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


class SiteFiles:
    """The files that MkDocs finds in the theme and in `content/pages` of an archive.

    `custom_dir` is `theme.custom_dir` of `mkdocs.yml`, whose files come before those of `build/theme`.
    """

    def __init__(self, root: Path, custom_dir: str | None, static_files: Iterable[str]) -> None:
        self._custom = root / custom_dir if custom_dir else None
        self._theme = _wanted(root).keys()
        self._material = Path(str(resources.files("material"))) / "templates"
        self._static = frozenset(static_files)

    def has_template(self, path: str) -> bool:
        """True if the theme has this template or icon, such as `partials/logo.html`."""
        if path.startswith("/") or ".." in path.split("/"):
            return False
        is_custom = self._custom is not None and (self._custom / path).is_file()
        return path in self._theme or is_custom or (self._material / path).is_file()

    def has_file(self, path: str) -> bool:
        """True if the site has this file: one of `content/pages`, or a style, script or picture of the theme."""
        return path in self._static or (not path.endswith((".html", ".yml")) and self.has_template(path))

    def templates(self, folder: str) -> list[str]:
        """The paths of the templates directly in a folder."""
        prefix = f"{folder}/" if folder else ""
        own = [path for path in self._theme if path.startswith(prefix) and "/" not in path.removeprefix(prefix)]
        places = [place / folder for place in (self._custom, self._material) if place and (place / folder).is_dir()]
        paths = {*own, *(f"{prefix}{path.name}" for place in places for path in place.iterdir())}
        return sorted(path for path in paths if path.endswith(".html"))
