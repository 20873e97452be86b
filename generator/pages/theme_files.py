"""The theme: templates, styles and scripts, as `build/theme` holds them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib import resources
from importlib.resources.abc import Traversable

from generator.pages import theme_icons, theme_words
from generator.text.wording import words_of

_ENDS = (".css", ".html", ".js", ".svg")
"""Suffixes of the theme's files. A working copy may hold other files beside them, such as an editor's."""


_EXTENDS_BASE = re.compile(rb"""(\{%[-+]?\s*extends\s+)(["'])base\.html\2""")


def theme_files(own: Mapping[str, bytes], language: str) -> dict[str, bytes]:
    """Return the files of the theme by path: those of this package, replaced or completed by the archive's `own` files.

    Messages are in `language`, a code of Material's, or in English.

    An own template that extends Material's `base.html`, as Material's documentation recommends, is changed to extend
    ours. Otherwise its pages would lose the rest of the theme.
    """
    templates = {path: in_our_frame(own[path]) for path in own if path.endswith(".html")}
    contents = {**dict(_files_below(resources.files("generator.pages") / "theme")), **own, **templates}
    contents[theme_icons.STYLES] += f"\n{theme_icons.masks(contents)}".encode()
    return {path: _with_words(path, contents[path], language) for path in contents}


def in_our_frame(template: bytes) -> bytes:
    """Return a template that extends our base template instead of Material's `base.html`."""
    return _EXTENDS_BASE.sub(rb"\1\2papershelf.html\2", template)


def _with_words(path: str, content: bytes, language: str) -> bytes:
    if path == theme_words.TEMPLATE:
        return theme_words.in_template(content.decode(), words_of(language), language).encode()
    if path.endswith(".js"):
        return theme_words.in_script(content.decode("utf-8", "surrogateescape"), words_of(language)).encode(
            "utf-8", "surrogateescape"
        )
    return content


def _files_below(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, bytes]]:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        path = prefix + item.name
        if item.is_dir():
            yield from _files_below(item, f"{path}/")
        elif path.endswith(_ENDS):
            yield path, item.read_bytes()
