"""Support for MkDocs' plugins: marks generated pages, and gives the others the paths of their files."""

from __future__ import annotations

from pathlib import Path

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from generator.site import file_links, policy
from generator.sources import page_files
from generator.system.files import files_below

GENERATED_BY = "papershelf"

_SOCIAL = "material/social"

_GENERATED = [pattern for name in sorted(page_files.RESERVED) for pattern in (f"{name}/*", f"{name}.md")]
"""Generated pages as patterns of paths."""


class ArchivePlugin(BasePlugin):  # type: ignore[type-arg,no-untyped-call]
    """Prepares the files and pages of the archive at `root` before other plugins see them."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @event_priority(100)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        mark_pages(files, self._root)
        configure_plugins(config)
        if not config.use_directory_urls:
            file_links.name_files(files)
        return files

    @event_priority(100)
    def on_env(self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files) -> None:
        if not config.use_directory_urls:
            file_links.complete(env, files, self._root / page_files.FOLDER)

    @event_priority(100)
    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, **_: object) -> str:
        """Return the page's text, in which the plugin macros expands no template and social ends no attribute."""
        if page.file.generated_by == GENERATED_BY:
            page.meta["render_macros"] = False
            if _SOCIAL in config.plugins:
                texts = {key: page.meta[key] for key in ("title", "description") if key in page.meta}
                page.meta.update({key: str(text).replace('"', "&quot;") for key, text in texts.items()})
        return markdown


class PolicyPlugin(BasePlugin):  # type: ignore[type-arg,no-untyped-call]
    """Allows, in the policies of pages, what other plugins put into pages once they are rendered."""

    def __init__(self) -> None:
        self._rendered = ""

    @event_priority(100)
    def _first(self, /, output: str, **_: object) -> str:
        self._rendered = output
        return output

    @event_priority(-100)
    def _last(self, /, output: str, **_: object) -> str:
        return policy.allow_added(self._rendered, output)

    on_post_page = CombinedEvent(_first, _last)
    on_post_template = CombinedEvent(_first, _last)


def add_plugins(config: MkDocsConfig, root: Path) -> None:
    """Add what an archive needs to the plugins of MkDocs."""
    config.plugins["papershelf-archive"] = ArchivePlugin(root)
    if config.plugins.events["post_page"] or config.plugins.events["post_template"]:
        config.plugins["papershelf-policy"] = PolicyPlugin()


def place_caches(config: MkDocsConfig) -> None:
    """Have plugins of Material keep their caches in the archive, not in the current folder."""
    root = Path(config.config_file_path).absolute().parent
    for plugin in config.plugins.values():
        # Hooks are among the plugins, as modules.
        if isinstance(plugin, BasePlugin) and (folder := plugin.config.get("cache_dir")):
            plugin.config["cache_dir"] = str(root / folder)


def mark_pages(files: Files, root: Path) -> None:
    """Mark generated pages as such, and give the others of the archive at `root` the path where they are written.

    So dates and editors that plugins show are those of the file in `content/pages/`, and an edit link leads to it.
    """
    own = frozenset(files_below(root / page_files.FOLDER))
    for file in files.documentation_pages():
        if file.abs_src_path and file.src_uri in own:
            written = root / page_files.FOLDER / file.src_uri
            text = file.content_string
            if text != written.read_text("utf-8"):
                file.content_string = text
            file.abs_src_path = str(written)
        elif file.generated_by is None:
            file.generated_by = GENERATED_BY


def configure_plugins(config: MkDocsConfig) -> None:
    """Set options of plugins, and of MkDocs, that would be wrong for an archive.

    The day of the build is no date of a generated page, and cards have no logo that is in the theme alone. Without a
    repository, MkDocs warns that the archive's `edit_uri` leads nowhere.
    """
    if not config.repo_url:
        config.edit_uri = None
    if dates := config.plugins.get("git-revision-date-localized"):
        given = dates.config.get("exclude") or []
        dates.config["exclude"] = [*given, *(pattern for pattern in _GENERATED if pattern not in given)]
    cards, logo = config.plugins.get(_SOCIAL), config.theme.get("logo")
    if cards and logo and not (Path(config.docs_dir) / logo).is_file():
        paths = [Path(folder) / logo for folder in config.theme.dirs]
        if path := next((path for path in paths if path.is_file()), None):
            cards.config["cards_layout_options"].setdefault("logo", str(path))
