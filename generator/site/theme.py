"""`build/theme`, the theme's folder for MkDocs (`theme.custom_dir`), and the theme's files in a site."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from importlib import resources
from pathlib import Path

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from generator.model import Problem, Severity
from generator.pages.theme_files import in_our_frame, theme_files
from generator.system import files
from generator.text.wording import ENGLISH

OVERRIDES = "site_config/overrides"
"""The archive's own templates and assets. A file here replaces the theme's file at the same path."""

_EXTENDS = re.compile(rb"\{%[-+]?\s*extends\b")

_SEARCH_FILES = ("assets/javascripts/lunr/", "assets/javascripts/workers/")
"""Folders of Material with the files of its own search, 1.0 MB."""

_MAP = ".map"
"""Suffix of Material's source maps, 1.3 MB, which only developers of Material need."""

_PLAIN = '{% extends "main.html" %}'

_PLAIN_PAPER = """{% extends "main.html" %}
{% block content %}
<h1>{{ page.title }}</h1>
<p>{{ page.meta.authors | d([], true) | join(", ") | e }}</p>
<p>{% for name, address in (page.meta.links or {}).items() -%}
<a href="{{ address | e }}">{{ name | e }}</a>{{ " · " if not loop.last }}
{%- endfor %}</p>
<p>{% for tag in page.meta.tag_pages or [] -%}
<a{% if tag.address %} href="{{ tag.address | url }}"{% endif %}>{{ page.meta.tags[loop.index0] | e }}</a>
{{- " · " if not loop.last }}
{%- endfor %}</p>
{{ page.content }}
<p>{{ page.meta.keywords | d([], true) | join(", ") | e }}</p>
{% endblock %}
"""
"""A paper's template for other themes: it shows the facts that are in front matter only."""

_PLAIN_TEMPLATES = dict.fromkeys(("home.html", "listing.html", "map.html", "search.html", "shelf.html"), _PLAIN)


def write(root: Path, language: str) -> None:
    """Make `build/theme` hold the theme of this version and the archive's overrides; unchanged files are not touched.

    `language` is the language of the site, as Material names it.

    Raises:
        OSError: when there is no room or no permission.
    """
    own = files.read_folder(root / OVERRIDES)
    files.replace_folder(root / files.THEME, theme_files(own, language))


def foreign(root: Path) -> Iterator[Problem]:
    """Yield an error for each file of `build/theme` that no build wrote: MkDocs would use it as part of the theme."""
    for path in sorted({*files.not_made(root / files.THEME)} - _paths(root)):
        message, hint = "is not a file that a build made", f"move it to {OVERRIDES}/{path}, or delete it"
        yield Problem(f"{files.THEME}/{path}", 1, 1, message, hint)


def override_problems(root: Path) -> Iterator[Problem]:
    """Yield problems with the archive's own files of the theme, such as copies that were kept of a former theme.

    An error is a `main.html` that is a page of its own: the templates of papers, tags and digests extend it, and use
    what Material's `base.html` has.
    """
    own = files.read_folder(root / OVERRIDES)
    if "main.html" in own and not _EXTENDS.search(own["main.html"]):
        message = "does not extend Material's base.html, whose parts all pages need"
        hint = 'begin it with {% extends "base.html" %} and fill blocks, or delete it'
        yield Problem(f"{OVERRIDES}/main.html", 1, 1, message, hint)
    for path in sorted(own.keys() & theme_files({}, ENGLISH).keys()):
        if path.endswith((".css", ".js")):
            message = "replaces a file of the theme as a whole, and is older than it after each upgrade"
            hint = "keep only what you add, in another file that extra_css or extra_javascript names"
            yield Problem(f"{OVERRIDES}/{path}", 1, 1, message, hint, Severity.NOTICE)


def _paths(root: Path) -> frozenset[str]:
    return frozenset(theme_files(files.read_folder(root / OVERRIDES), ENGLISH))


def leave_out_unused(files: Files, config: MkDocsConfig) -> None:
    """Remove Material's files that no page of the site loads from `files`."""
    unused = () if "material/search" in config.plugins or "search" in config.plugins else _SEARCH_FILES
    material = _material()
    for file in list(files):
        is_of_material = file.abs_src_path is not None and file.abs_src_path.startswith(material)
        if is_of_material and (file.src_uri.startswith(unused) or file.src_uri.endswith(_MAP)):
            files.remove(file)


def add_missing_templates(env: jinja2.Environment) -> None:
    """Add templates for generated pages that extend `main.html`, for themes that have none.

    So an archive can be built with any theme, or without `custom_dir` in its `mkdocs.yml`.
    """
    plain = jinja2.DictLoader({**_PLAIN_TEMPLATES, "paper.html": _PLAIN_PAPER})
    env.loader = jinja2.ChoiceLoader([env.loader, plain] if env.loader else [plain])


def add_to(config: MkDocsConfig) -> None:
    """Have a theme of the archive's own, whose `custom_dir` is another folder, complete the theme in `build/theme`."""
    ours, own = _ours(config), config.theme.custom_dir
    if own and config.theme.name == "material" and ours not in map(os.path.normpath, config.theme.dirs):
        config.theme.dirs.insert(config.theme.dirs.index(own) + 1, ours)


def frame_own_templates(env: jinja2.Environment, config: MkDocsConfig) -> None:
    """Have templates in another `custom_dir` that extend Material's `base.html` extend ours, as in overrides."""
    ours, own = _ours(config), config.theme.custom_dir
    if own and env.loader and os.path.normpath(own) != ours and ours in config.theme.dirs:
        env.loader = _Framed(env.loader, own)


def _ours(config: MkDocsConfig) -> str:
    return os.path.normpath(Path(config.config_file_path).absolute().parent / files.THEME)


class _Framed(jinja2.BaseLoader):
    def __init__(self, loader: jinja2.BaseLoader, folder: str) -> None:
        self._loader, self._folder = loader, folder

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        source, path, is_current = self._loader.get_source(environment, template)
        is_own = path is not None and Path(path).is_relative_to(self._folder)
        return (in_our_frame(source.encode()).decode() if is_own else source), path, is_current

    def list_templates(self) -> list[str]:
        return self._loader.list_templates()


def _material() -> str:
    return str(resources.files("material"))


class SiteFiles:
    """The files that MkDocs finds in the theme and in `content/pages` of an archive.

    `custom_dir` is `theme.custom_dir` of `mkdocs.yml`. Its files precede those of `build/theme`.
    """

    def __init__(self, root: Path, custom_dir: str | None, static_files: Iterable[str]) -> None:
        self._custom = root / custom_dir if custom_dir else None
        self._theme = _paths(root)
        self._material = Path(_material()) / "templates"
        self._static = frozenset(static_files)

    def has_template(self, path: str) -> bool:
        """Return True if the theme has this template or icon, such as `partials/logo.html`."""
        if path.startswith("/") or ".." in path.split("/"):
            return False
        is_custom = self._custom is not None and (self._custom / path).is_file()
        return path in self._theme or is_custom or (self._material / path).is_file()

    def has_file(self, path: str) -> bool:
        """Return True if the site has this file: one of `content/pages`, or a style, script or picture of the theme."""
        return path in self._static or (not path.endswith((".html", ".yml")) and self.has_template(path))

    def templates(self, folder: str) -> list[str]:
        """Return the paths of the templates directly in a folder."""
        prefix = f"{folder}/" if folder else ""
        own = [path for path in self._theme if path.startswith(prefix) and "/" not in path.removeprefix(prefix)]
        places = [place / folder for place in (self._custom, self._material) if place and (place / folder).is_dir()]
        paths = {*own, *(f"{prefix}{path.name}" for place in places for path in place.iterdir())}
        return sorted(path for path in paths if path.endswith(".html"))
