"""The theme: templates, styles and scripts, as `build/theme` holds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import resources
from importlib.resources.abc import Traversable

_ENDS = (".css", ".html", ".js", ".svg")
"""A checkout may hold an editor's own files beside the theme's."""


def theme_files(own: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of the theme by path: this package's, with the archive's `own` files over them."""
    return {**dict(_files_below(resources.files("generator.pages") / "theme")), **own}


def _files_below(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, bytes]]:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        path = prefix + item.name
        if item.is_dir():
            yield from _files_below(item, f"{path}/")
        elif path.endswith(_ENDS):
            yield path, item.read_bytes()
