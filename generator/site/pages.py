"""Generated pages in MkDocs' build: rendered with MkDocs' templates and one context, without YAML and Markdown.

MkDocs builds the pages of its navigation and those that people wrote. Generated pages are hidden from it and written
here: as links to the last site if nothing changed, otherwise in `frames`, on all cores. One page of each folder is also
built by MkDocs and compared; if they differ, MkDocs builds the whole folder, and the log says so.
"""

from __future__ import annotations

import contextlib
import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import jinja2
from markdown.extensions.toc import nest_toc_tokens
from mkdocs.commands import build as mkdocs_build
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc
from mkdocs.utils.templates import TemplateContext

from generator.outputs import PageText
from generator.site import frames
from generator.site.bodies import Bodies
from generator.site.compiled import CompiledTemplates
from generator.site.frames import Frame
from generator.site.inputs import frame_key
from generator.site.lookups import look_for_keys_first
from generator.site.tree import SiteTree
from generator.system.files import BODIES, TEMPLATES
from generator.text.markdown_writer import EXTENSIONS, HARMLESS

log = logging.getLogger("mkdocs.papershelf")

MIN_PAGES = 10
"""MkDocs itself builds the pages of a group that has fewer than this."""

_MIN_CHUNK = 200
"""Pages per fork: rendering them takes longer than starting the fork."""

_MIN_COPIES = 500
"""Files per fork: copying them takes longer than starting the fork."""

_BUILT_IN = ("toc", "tables", "fenced_code")
"""Extensions that MkDocs always has."""

_PAGE_EVENTS = ("pre_page", "page_read_source", "page_markdown", "page_content", "page_context", "post_page")


def why_mkdocs_must_build(config: MkDocsConfig) -> str:
    """Return why MkDocs must build all pages itself, such as a plugin that handles each page; "" if it need not."""
    wanting = [event for event in _PAGE_EVENTS if config.plugins.events[event]]
    if _names_files(config):
        return "links name files (use_directory_urls is off)"
    unknown = sorted(set(config.markdown_extensions) - EXTENSIONS.keys() - HARMLESS - set(_BUILT_IN))
    if wanting:
        return f"a plugin or hook has on_{wanting[0]}"
    return f"markdown_extensions has {unknown[0]}" if unknown else ""


def _names_files(config: MkDocsConfig) -> bool:
    """Return True if `use_directory_urls` is off, or the plugin offline is about to switch it off."""
    offline = config.plugins.get("material/offline")
    return not config.use_directory_urls or bool(offline and offline.config["enabled"])


def may_link(config: MkDocsConfig) -> bool:
    """Return True if only our own plugins and hooks take part, so that a file's inputs are known."""
    methods = (method for methods in config.plugins.events.values() for method in methods)
    return all(getattr(method, "__module__", "").startswith("generator.") for method in methods)


class GeneratedPages(BasePlugin):  # type: ignore[type-arg,no-untyped-call]
    """A plugin that writes generated pages instead of MkDocs. Its methods are in the order in which MkDocs calls them.

    `root` is the archive.
    """

    def __init__(self, root: Path, tree: SiteTree) -> None:
        self._root, self._tree = root, tree

    @event_priority(-100)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        self._files = _Files(files, config, self._tree)
        return self._files

    @event_priority(-100)
    def on_nav(self, nav: Navigation, **_: object) -> None:
        self._nav = nav
        with contextlib.closing(Bodies(self._root / BODIES)) as bodies:
            keys = bodies.keys()
        in_nav = {page.file.src_uri for page in nav.pages}
        generated = (
            file
            for file in self._files.pages
            if file.src_uri in keys and file.src_uri not in in_nav and file.dest_uri not in self._files.written_twice
        )
        linked = _linked_folders(nav)
        by_group: defaultdict[tuple[str, int], list[File]] = defaultdict(list)
        for file in generated:
            if file.url.count("/") > 1:  # those at the top are few, and the theme links to them
                by_group[_group_of(file.url, linked)].append(file)
        self._groups = [files for files in by_group.values() if len(files) >= MIN_PAGES]
        self._keys = keys
        self._files.left_out |= {file.src_uri for files in self._groups for file in files}

    @event_priority(-100)
    def on_env(self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files) -> None:
        self._env = env
        look_for_keys_first(env)
        if may_link(config):  # a filter of another plugin may be part of what is compiled
            env.bytecode_cache = CompiledTemplates(self._root / TEMPLATES)
        renderer = _Renderer(env, self._nav, self._files, config)
        writer = _Writer(renderer, self._root / BODIES, self._keys, self._tree, frame_key(config, self._nav))
        for group in self._groups:
            if reason := writer.write_group(group):
                log.info(f"MkDocs builds {len(group)} pages like {group[0].url} itself, which takes longer: {reason}")
                for file in group:
                    self._files.left_out.remove(file.src_uri)
                    mkdocs_build._populate_page(Page(None, file, config), config, files)

    def on_post_build(self, **_: object) -> None:
        if isinstance(compiled := self._env.bytecode_cache, CompiledTemplates):
            compiled.keep()

    @event_priority(-100)
    def on_page_context(self, context: TemplateContext, **_: object) -> TemplateContext:
        """Give templates that list all pages the generated ones as well."""
        context["pages"] = self._files.pages
        return context

    def build_some(self, pages: Iterable[tuple[str, PageText]], config: MkDocsConfig) -> None:
        """Write pages of the built site, by path, with texts that differ from their files in `build/docs`."""
        renderer = _Renderer(self._env, self._nav, self._files, config)
        for path, page in pages:
            file = File.generated(config, path, content=page.text, inclusion=InclusionLevel.NOT_IN_NAV)
            self._tree.write(file.dest_uri, "", renderer.render(file, page))


class _Files(Files):
    """MkDocs' files. When MkDocs asks for pages to build, by giving `inclusion`, those `left_out` are hidden."""

    def __init__(self, files: Files, config: MkDocsConfig, tree: SiteTree) -> None:
        super().__init__(files)
        self.pages = super().documentation_pages()
        self.left_out: set[str] = set()
        own = [*config.theme.static_templates, *config.extra_templates, "sitemap.xml.gz"]
        paths = Counter([*(file.dest_uri for file in self), *own])
        self.written_twice = {path for path, count in paths.items() if count > 1}
        self._tree = tree

    def documentation_pages(self, *, inclusion: Callable[[InclusionLevel], bool] | None = None) -> Sequence[File]:
        if inclusion is None:
            return self.pages
        return [file for file in super().documentation_pages(inclusion=inclusion) if file.src_uri not in self.left_out]

    def copy_static_files(
        self, dirty: bool = False, *, inclusion: Callable[[InclusionLevel], bool] = InclusionLevel.is_included
    ) -> None:
        """Link files of the last site or `build/docs`, and copy the others, on all cores."""
        missing: list[tuple[str, str, str]] = []
        for file in self:
            if file.is_documentation_page() or not inclusion(file.inclusion):
                continue
            source = None if file.dest_uri in self.written_twice or type(file) is not File else file.abs_src_path
            if source is None or file._content is not None:
                file.copy_file(dirty)
            elif not self._tree.keep(file.dest_uri, key := self._tree.key_of(source)):
                missing.append((file.dest_uri, key, source))
        self._tree.in_forks(self._take, missing, _MIN_COPIES)

    def _take(self, files: Sequence[tuple[str, str, str]]) -> None:
        for path, key, source in files:
            self._tree.take(path, key, source)


@dataclass
class _Renderer:
    """Renders generated pages with MkDocs' environment and context. Each template has one frame per group.

    `samples` are the pages that those frames were made from which are to be checked with the first other page.
    """

    env: jinja2.Environment
    nav: Navigation
    files: _Files
    config: MkDocsConfig
    frames: dict[tuple[object, ...], Frame | None] = field(default_factory=dict)
    samples: dict[tuple[object, ...], str] = field(default_factory=dict)
    contexts: dict[object, TemplateContext] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._linked = _linked_folders(self.nav)

    def render(self, file: File, text: PageText) -> bytes:
        """Return the page as MkDocs would write it."""
        page = _page(file, text, self.config)
        values = dict(self._context(page))
        template = self.env.get_template(str(text.front.get("template", "main.html")))
        key = (template.name, _group_of(file.url, self._linked), bool(text.headings))
        if key not in self.frames:
            self.frames[key], self.samples[key] = frames.frame_of(template, values), file.src_uri
            return _as_bytes(template.render(values))
        frame = self.frames[key]
        if frame is None:
            return _as_bytes(template.render(values))
        filled = frame.fill(values)
        if self.samples.get(key, file.src_uri) != file.src_uri:
            del self.samples[key]
            if filled != (whole := template.render(values)):
                log.info(f"{template.name} is rendered whole for each page like {file.url}, which takes longer")
                self.frames[key] = None
                return _as_bytes(whole)
        return _as_bytes(filled)

    def built_by_mkdocs(self, file: File) -> bytes:
        """Return the page as MkDocs makes it from its file in `build/docs`, Markdown included."""
        same = File(file.src_uri, file.src_dir, file.dest_dir, file.use_directory_urls, inclusion=file.inclusion)
        same.generated_by = file.generated_by
        page = Page(None, same, self.config)
        page.read_source(self.config)
        page.render(self.config, self.files)
        page.active = True
        template = self.env.get_template(page.meta.get("template", "main.html"))
        return _as_bytes(template.render(self._context(page)))

    def _context(self, page: Page) -> TemplateContext:
        """Return MkDocs' context. Within a folder only its `page` differs."""
        folder = page.url.rpartition("/")[0].rpartition("/")[0], page.url.count("/")
        if folder not in self.contexts:
            self.contexts[folder] = mkdocs_build.get_context(self.nav, self.files.pages, self.config, page)
        return {**self.contexts[folder], "page": page}


@dataclass(frozen=True)
class _Writer:
    """Writes the pages of a group into the site."""

    renderer: _Renderer
    bodies: Path
    keys: Mapping[str, str]
    tree: SiteTree
    frame_key: str

    def write_group(self, group: Sequence[File]) -> str:
        """Write the pages of a group. Return why MkDocs must write them instead, "" if they are written."""
        stale = [file for file in group if not self._keep(file)]
        if not stale:
            return ""
        with contextlib.closing(Bodies(self.bodies)) as bodies:
            for sample in dict.fromkeys((group[0], stale[-1])):  # the first makes a frame, the last uses it
                text = bodies.get(sample.src_uri)
                if text is None:
                    return "their HTML is not in the cache"
                rendered = self.renderer.render(sample, text)
            if rendered != self.renderer.built_by_mkdocs(sample):
                return "one of them would come out differently"
        are_written = self.tree.in_forks(self._write, stale, _MIN_CHUNK)
        return "" if all(are_written) else "their HTML is not in the cache"

    def _write(self, files: Sequence[File]) -> bool:
        """Write pages. Return False if the HTML of one is missing."""
        with contextlib.closing(Bodies(self.bodies)) as bodies:
            for file in files:
                text = bodies.get(file.src_uri)
                if text is None:
                    return False
                self.tree.write(file.dest_uri, self._key(file), self.renderer.render(file, text))
        return True

    def _keep(self, file: File) -> bool:
        key = self._key(file)
        return bool(key) and self.tree.keep(file.dest_uri, key)

    def _key(self, file: File) -> str:
        """Return a key of all inputs of the page, "" if they are not known."""
        return f"{self.keys[file.src_uri]} {self.frame_key}" if self.frame_key else ""


def _page(file: File, text: PageText, config: MkDocsConfig) -> Page:
    """Return the page in the state that MkDocs has after rendering its Markdown."""
    page = Page(None, file, config)
    page.meta, page.markdown, page.content = dict(text.front), text.markdown, text.html
    page.toc = get_toc(nest_toc_tokens([{"level": one.level, "id": one.id, "name": one.html} for one in text.headings]))
    page.active = True
    return page


def _linked_folders(nav: Navigation) -> frozenset[str]:
    """Return the folders of the navigation's pages, without those at the top."""
    return frozenset(page.url.rstrip("/") for page in nav.pages if page.url.count("/") > 1)


def _as_bytes(page: str) -> bytes:
    """Encode a page as MkDocs does."""
    return page.encode("utf-8", errors="xmlcharrefreplace")


def _group_of(url: str, linked: Collection[str]) -> tuple[str, int]:
    """Return the group of a page: pages of one group have the same relative links in their frames.

    It is the top-level folder of the page and its depth; in a folder that the navigation links into, the folder and
    depth. `linked` are the folders that the navigation links into.

    >>> _group_of("papers/traces/", {""}), _group_of("tags/search/2/", {""})
    (('papers', 2), ('tags', 3))
    >>> _group_of("tags/search/2/", {"tags/search"})
    ('tags/search', 3)
    """
    folder, depth = url.rstrip("/").rpartition("/")[0], url.count("/")
    top = folder.partition("/")[0]
    return (folder if any(f"{folder_of_link}/".startswith(f"{folder}/") for folder_of_link in linked) else top), depth
