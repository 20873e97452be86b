"""Inputs of pages and sites besides their texts: programs, theme, settings, navigation."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.nav import Navigation
from mkdocs.theme import Theme

from generator.site.fingerprints import program
from generator.site.manifest import file_version, hash_of
from generator.system.cache import version_of

_OF_OTHERS = re.compile(r"\b(?:pages|build_date_utc|update_date)\b")
"""Data of other pages, or the date, in a tag of a template."""


def frame_key(config: MkDocsConfig, nav: Navigation) -> str:
    """Return a hash of all inputs of a page besides its text, "" if its templates may print others."""
    packaged = Path(str(resources.files("material")))  # 15,000 files, for which the version stands
    own = [folder for folder in config.theme.dirs if not Path(folder).is_relative_to(packaged)]
    theme = [[path, file_version(path)] for folder in own for path in _files_below(folder)]
    custom = config.theme.custom_dir
    if custom and any(_prints_others(path) for path in _files_below(custom) if path.endswith(".html")):
        return ""
    versions = version_of("mkdocs", "mkdocs-material", "jinja2", "markdown")
    pages = [[page.title, page.url, page.canonical_url] for page in nav.pages]
    inputs = [program(), versions, theme, _settings(config), str(nav), pages]
    return hash_of(json.dumps(inputs, default=_stable_repr))


def _prints_others(path: str) -> bool:
    tags = Path(path).read_text("utf-8", errors="replace").split("}")
    return any(_OF_OTHERS.search(part) for tag in tags for part in re.split(r"\{[{%]", tag, maxsplit=1)[1:])


def _files_below(folder: str) -> Iterator[str]:
    return iter(sorted(f"{where}/{name}" for where, _, names in os.walk(folder) for name in names))


def _settings(config: MkDocsConfig) -> dict[str, object]:
    return {key: value for key, value in config.items() if key not in ("plugins", "hooks", "site_dir")}


def _stable_repr(value: object) -> object:
    """Convert a value of the settings that JSON lacks to one that is the same in every process."""
    if isinstance(value, Theme):
        return [value.dirs, sorted(value.static_templates), dict(value)]
    if isinstance(value, Mapping):
        return dict(value)
    return re.sub(r" at 0x[0-9a-f]+", "", repr(value))
