"""How MkDocs' build leaves pages to be stamped: a plugin that `site` adds to it.

MkDocs builds the pages of its nav, and whatever else stamping does not fit. Of the others it has the addresses, for
the sitemap and whatever else lists pages.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, cast

import jinja2
from mkdocs.commands import build as mkdocs_build
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc
from mkdocs.utils import write_file
from mkdocs.utils.templates import TemplateContext

from generator import passthrough
from generator.stamping import Shell, Tracer, Untraceable

log = logging.getLogger("mkdocs.papershelf")

LEAST = 10
"""Fewer pages of a kind are sooner built than stamped."""

_MOST_SHELLS = 20
"""Shells of one folder: pages that differ in more ways than that are no kind."""

_MOST_FAILURES = 3
"""Samples tried in vain: one may be a page that every page links to, and only it cannot be stamped."""

_EVENTS_OF_PAGES = ("pre_page", "page_read_source", "page_markdown", "page_content", "page_context", "post_page")


def hindrance(config: MkDocsConfig) -> str:
    """Why pages cannot be stamped: because a plugin or hook is told of each, or Markdown is extended."""
    told = [event for event in _EVENTS_OF_PAGES if config.plugins.events[event]]
    others = sorted(set(config.markdown_extensions) - passthrough.EXTENSIONS)
    if told:
        return f"a plugin or hook has on_{told[0]}"
    return f"markdown_extensions has {others[0]}" if others else ""


class StampedPages(BasePlugin):  # type: ignore[type-arg,no-untyped-call]
    """Takes pages from MkDocs and stamps them. The methods are in the order in which MkDocs calls them."""

    def __init__(self, least: int) -> None:
        self._least = least

    @event_priority(-100)
    def on_files(self, files: Files, **_: object) -> Files:
        self._files = _Files(files)
        return self._files

    @event_priority(-100)
    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> None:
        self._nav = nav
        taken = {file.dest_uri for file in files if not file.is_documentation_page()} | config.theme.static_templates
        shown = {page.file.src_uri for page in nav.pages}
        pages = [file for file in self._files.pages if file.src_uri not in shown and file.dest_uri not in taken]
        self._folders = [found for _, folder in groupby(pages, _folder) if len(found := list(folder)) >= self._least]
        for folder in self._folders:
            for file in folder:
                StampedPage(file, config)
                self._files.left_out.add(file.src_uri)

    @event_priority(-100)
    def on_env(self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files) -> None:
        stamper = _Stamper(Tracer(env), env, self._nav, self._files, config)
        for folder in self._folders:
            for file in stamper.stamp(folder):
                self._files.left_out.remove(file.src_uri)
                mkdocs_build._populate_page(Page(None, file, config), config, files)

    def on_page_context(self, context: TemplateContext, **_: object) -> TemplateContext:
        """A template that lists all pages shall find all of them."""
        context["pages"] = self._files.pages
        return context


class _Files(Files):
    """MkDocs' files. Where MkDocs asks for pages to build, and so says which, it does not get those `left_out`."""

    def __init__(self, files: Files) -> None:
        super().__init__(files)
        self.pages = super().documentation_pages()
        self.left_out: set[str] = set()

    def documentation_pages(self, *, inclusion: Callable[[InclusionLevel], bool] | None = None) -> Sequence[File]:
        if inclusion is None:
            return self.pages
        return [file for file in super().documentation_pages(inclusion=inclusion) if file.src_uri not in self.left_out]


class StampedPage(Page):
    """A page of which nothing is held in memory once it is stamped: who asks for its text later has it read again."""

    def __init__(self, file: File, config: MkDocsConfig) -> None:
        super().__init__(None, file, config)
        self.toc = get_toc([])
        self._forget()

    def _forget(self) -> None:
        for name in ("markdown", "meta", "content"):
            self.__dict__.pop(name, None)

    def __getattr__(self, name: str) -> Any:
        if name not in ("markdown", "meta", "content"):
            raise AttributeError(name)
        text = passthrough.read(self.file.content_string)
        return "" if text is None else {"markdown": text.html, "content": text.html, "meta": text.meta}[name]

    @contextmanager
    def reading(self) -> Iterator[bool]:
        """While in it, the page has its text, if it can be had without MkDocs."""
        text = passthrough.read(self.file.content_string)
        if text is not None:
            self.markdown, self.content, self.meta, self.active = text.html, text.html, dict(text.meta), True
        yield text is not None
        self._forget()
        self.active = False


class _Refused(Exception):
    """A page, or a folder, that MkDocs is to build itself, and why."""


@dataclass
class _Kinds:
    """The shells of a folder's pages with one template; after some failures, each a rendering, none is added."""

    shells: list[Shell] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


@dataclass
class _Stamper:
    """Stamps pages, making the shells for it as pages come that none fits yet."""

    tracer: Tracer
    env: jinja2.Environment
    nav: Navigation
    files: _Files
    config: MkDocsConfig

    def stamp(self, folder: Sequence[File]) -> Iterator[File]:
        """Write the pages of a folder into the site; yields those that are not written, or not as MkDocs would."""
        kinds: dict[str, _Kinds] = {}
        refused: list[File] = []
        why = ""
        for file in folder:
            try:
                text = self._stamped(file, kinds)
                if file is folder[-1] and text != self._built(file):
                    refused, why = list(folder), "the last of them would come out otherwise"
                    break
                write_file(text.encode("utf-8", errors="xmlcharrefreplace"), file.abs_dest_path)
            except _Refused as error:
                refused.append(file)
                why = why or str(error)
        if refused:
            kind = _folder(refused[0]) or "the first folder"
            log.info(f"MkDocs builds {len(refused)} of {len(folder)} pages of {kind} itself, which takes longer: {why}")
        yield from refused

    def _stamped(self, file: File, kinds: dict[str, _Kinds]) -> str:
        page = cast(StampedPage, file.page)
        with page.reading() as can_be_read:
            if not can_be_read:
                raise _Refused(f"{file.src_uri} is more than front matter in JSON and blocks of HTML")
            name = page.meta.get("template", "main.html")
            kind = kinds.setdefault(name, _Kinds())
            for shell in kind.shells:
                if (text := shell.stamp(page)) is not None:
                    return text
            if len(kind.failures) == _MOST_FAILURES:
                raise _Refused(kind.failures[-1])
            if len(kind.shells) == _MOST_SHELLS:
                raise _Refused(f"{file.src_uri} is another kind of page again")
            try:
                shell, text = self._new_shell(page, name)
            except Untraceable as error:
                kind.failures.append(f"{name} cannot be stamped with {file.src_uri}: {error}")
                raise _Refused(kind.failures[-1]) from error
            kind.shells.append(shell)
            return text

    def _new_shell(self, page: StampedPage, template: str) -> tuple[Shell, str]:
        """A shell of which the page is the sample, and the page stamped from it.

        Raises:
            Untraceable: when there is no such shell.
        """
        context = get_context(self.nav, self.files.pages, self.config, page)
        shell = self.tracer.shell(self.env.get_template(template), context)
        text = shell.stamp(page)
        if text is None or text != self._built(page.file):
            raise Untraceable("it would come out otherwise")
        return shell, text

    def _built(self, file: File) -> str:
        """The page as MkDocs makes it from beginning to end, to compare."""
        same = File(file.src_uri, file.src_dir, file.dest_dir, file.use_directory_urls, inclusion=file.inclusion)
        page = Page(None, same, self.config)
        page.read_source(self.config)
        page.render(self.config, self.files)
        page.active = True
        template = self.env.get_template(page.meta.get("template", "main.html"))
        return template.render(get_context(self.nav, self.files.pages, self.config, page))


def _folder(file: File) -> str:
    """Where a page's address is, as far as links to other pages depend on it: "papers/a/" is in "papers/"."""
    return file.url.rstrip("/").rpartition("/")[0]
