"""How MkDocs' build leaves pages to be stamped: a plugin that `site` adds to it.

MkDocs builds the pages of its nav, and whatever else stamping does not fit. Of the others it has the addresses, for
the sitemap and whatever else lists pages. What the last site has already is linked.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import Any, cast

import jinja2
import jinja2.meta
import markdown
import mkdocs
from mkdocs.commands import build as mkdocs_build
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc
from mkdocs.theme import Theme
from mkdocs.utils import get_build_date
from mkdocs.utils.templates import TemplateContext

from generator.site import last_run, last_site, passthrough, stamping
from generator.site.last_site import LastSite
from generator.site.stamping import Shell, Tracer, Untraceable
from generator.system import parallel
from generator.system.files import DOCS

log = logging.getLogger("mkdocs.papershelf")

LEAST = 10
"""Fewer pages of a kind are sooner built than stamped."""

_MOST_SHELLS = 20
"""Shells of one place: pages that differ in more ways than that are no kind."""

_MOST_FAILURES = 3
"""Samples tried in vain: one may be a page that every page links to, and only it cannot be stamped."""

_WORTH_A_PROCESS = 200
"""Pages that take longer to stamp than another process to begin."""

_COPIES_WORTH_A_PROCESS = 500
"""Files that take longer to copy than another process to begin."""

_EVENTS_OF_PAGES = ("pre_page", "page_read_source", "page_markdown", "page_content", "page_context", "post_page")

_OF_OTHERS = re.compile(r"\b(pages|build_date_utc|update_date)\b")
"""What a page's template may ask that neither the page nor the settings and the nav answer."""


def hindrance(config: MkDocsConfig) -> str:
    """Why pages cannot be stamped: because a plugin or hook is told of each, or Markdown is extended."""
    told = [event for event in _EVENTS_OF_PAGES if config.plugins.events[event]]
    others = sorted(set(config.markdown_extensions) - passthrough.EXTENSIONS)
    if told:
        return f"a plugin or hook has on_{told[0]}"
    return f"markdown_extensions has {others[0]}" if others else ""


def may_link(config: MkDocsConfig) -> bool:
    """Whether files of the last site can be told to be as they would be made now: no plugin or hook but ours may do
    with a site what it likes.
    """
    told = (method for methods in config.plugins.events.values() for method in methods)
    return all(getattr(method, "__module__", "").startswith("generator.") for method in told)


def generated(config: MkDocsConfig) -> Path | None:
    """The folder of which a site's files may be links, where `may_link`: `build/docs`, if that is what MkDocs reads."""
    docs = Path(config.docs_dir)
    return docs if docs == Path(config.config_file_path).parent / DOCS else None


class StampedPages(BasePlugin):  # type: ignore[type-arg,no-untyped-call]
    """Takes pages from MkDocs and stamps them. The methods are in the order in which MkDocs calls them."""

    def __init__(self, least: int, last: LastSite) -> None:
        self._least, self._last = least, last

    @event_priority(-100)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        self._files = _Files(files, config, self._last)
        in_nav = {PurePosixPath(path.lstrip("/")).as_posix() for path in _texts(config.nav)}
        for file in self._files.pages:
            is_outside = file.inclusion is InclusionLevel.NOT_IN_NAV and file.src_uri not in in_nav
            if file.page is None and is_outside:
                PassedPage(None, file, config)  # or MkDocs would make a page that is to be made again
        return self._files

    @event_priority(-100)
    def on_nav(self, nav: Navigation, **_: object) -> None:
        self._nav = nav
        for file in self._files.pages:
            if type(file.page) is Page:
                file.page.__class__ = PassedPage
        shown = {page.file.src_uri for page in nav.pages}
        wanted = (
            file
            for file in self._files.pages
            if type(file.page) is PassedPage
            and file.src_uri not in shown
            and file.dest_uri not in self._files.written_twice
        )
        self._places = [found for _, place in groupby(wanted, _place) if len(found := list(place)) >= self._least]
        for place in self._places:
            for file in place:
                StampedPage.take(cast(PassedPage, file.page))
                self._files.left_out.add(file.src_uri)

    @event_priority(-100)
    def on_env(self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files) -> None:
        self._env = env
        made_of = _circumstances(config, self._nav, env)
        stamper = _Stamper(Tracer(env), env, self._nav, self._files, config, self._last, made_of)
        for place in self._places:
            for file in stamper.stamp(place):
                self._files.left_out.remove(file.src_uri)
                mkdocs_build._populate_page(Page(None, file, config), config, files)

    @event_priority(-100)
    def on_page_context(self, context: TemplateContext, **_: object) -> TemplateContext:
        """A template that lists all pages shall find all of them."""
        context["pages"] = self._files.pages
        return context

    def build_one(self, path: str, text: str, config: MkDocsConfig) -> None:
        """Build one page again in the site that was built, of another text than that in `build/docs`."""
        file = File.generated(config, path, content=text, inclusion=InclusionLevel.NOT_IN_NAV)
        file.generated_by = None
        self._last.remove(file.dest_uri)
        page = PassedPage(None, file, config)
        mkdocs_build._populate_page(page, config, self._files)
        mkdocs_build._build_page(page, config, self._files.pages, self._nav, self._env)


def made_of(config: MkDocsConfig) -> str:
    """A hash of all that a site is made of, where no plugin or hook but ours is at work; `build/docs` is part of it."""
    docs = last_site.of_files(Path(config.docs_dir), last_site.state)
    theme = [last_site.of_files(Path(folder), last_site.version) for folder in config.theme.dirs]
    told = [last_run.installation(), sqlite3.sqlite_version, docs, theme, _settings(config), get_build_date()]
    return _hash(told)


def _circumstances(config: MkDocsConfig, nav: Navigation, env: jinja2.Environment) -> str:
    """A hash of all that pages are stamped from beside their texts; "" when that cannot be told."""
    theme = [path for folder in config.theme.dirs for path in _files_below(folder)]
    if any(_asks_of_others(path, env) for path in theme if path.endswith(".html")):
        return ""
    ours = [module.__file__ or "" for module in (stamping, passthrough, last_site)] + [__file__]
    told = [
        [mkdocs.__version__, jinja2.__version__, markdown.__version__],
        [[path, last_site.version(path)] for path in (*ours, *theme)],
        _settings(config),
        str(nav),
        [[page.title, page.url, page.canonical_url, page.meta] for page in nav.pages],
    ]
    return _hash(told)


def _settings(config: MkDocsConfig) -> dict[str, object]:
    return {key: value for key, value in config.items() if key not in ("plugins", "hooks", "site_dir")}


def _hash(told: object) -> str:
    return hashlib.sha256(json.dumps(told, default=_same_anywhere).encode()).hexdigest()[:16]


def _texts(nav: object) -> Iterator[str]:
    """The paths, addresses and titles in the nav of `mkdocs.yml`."""
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, Mapping | list):
        for each in nav.values() if isinstance(nav, Mapping) else nav:
            yield from _texts(each)


def _files_below(folder: str) -> list[str]:
    return sorted(f"{where}/{name}" for where, _, names in os.walk(folder) for name in names)


def _asks_of_others(path: str, env: jinja2.Environment) -> bool:
    """Whether a template may print something of other pages, or the day. What cannot be read is not a template."""
    try:
        text = Path(path).read_text("utf-8")
        found = set(_OF_OTHERS.findall(text))
        return "update_date" in found or bool(found and found & jinja2.meta.find_undeclared_variables(env.parse(text)))
    except (UnicodeDecodeError, jinja2.TemplateSyntaxError):
        return False


def _same_anywhere(value: object) -> object:
    """A value of the settings that JSON does not know, as something that is the same in the next process."""
    if isinstance(value, Theme):
        return [value.dirs, sorted(value.static_templates), dict(value)]
    return re.sub(r" at 0x[0-9a-f]+", "", repr(value))


class _Files(Files):
    """MkDocs' files. Where MkDocs asks for pages to build, and so says which, it does not get those `left_out`."""

    def __init__(self, files: Files, config: MkDocsConfig, last: LastSite) -> None:
        super().__init__(files)
        self.pages = super().documentation_pages()
        self.left_out: set[str] = set()
        own = [*config.theme.static_templates, *config.extra_templates, "sitemap.xml.gz"]
        places = Counter([*(file.dest_uri for file in self), *own])
        self.written_twice = {place for place, count in places.items() if count > 1}
        self._last = last

    def documentation_pages(self, *, inclusion: Callable[[InclusionLevel], bool] | None = None) -> Sequence[File]:
        if inclusion is None:
            return self.pages
        return [file for file in super().documentation_pages(inclusion=inclusion) if file.src_uri not in self.left_out]

    def copy_static_files(
        self, dirty: bool = False, *, inclusion: Callable[[InclusionLevel], bool] = InclusionLevel.is_included
    ) -> None:
        """Link what the last site or `build/docs` has, and copy the rest, on all cores."""
        missing: list[tuple[str, str, str]] = []
        for file in self:
            if file.is_documentation_page() or not inclusion(file.inclusion):
                continue
            source = None if file.dest_uri in self.written_twice or type(file) is not File else file.abs_src_path
            if source is None or file._content is not None:
                file.copy_file(dirty)
            elif not self._last.link(file.dest_uri, made_of := self._last.version_of(source)):
                missing.append((file.dest_uri, made_of, source))
        for rows in parallel.map_chunks(self._copy, missing, _COPIES_WORTH_A_PROCESS):
            self._last.rows.extend(rows)

    def _copy(self, files: Sequence[tuple[str, str, str]]) -> list[last_site.Row]:
        with self._last.apart() as rows:
            for place, made_of, source in files:
                self._last.copy(place, made_of, source)
        return rows


class PassedPage(Page):
    """A page that MkDocs builds, but for YAML and Markdown where it passes through both."""

    def read_source(self, config: MkDocsConfig) -> None:
        self._passed = passthrough.read(self.file.content_string)
        if self._passed is None:
            super().read_source(config)
        else:
            self.markdown, self.meta = self._passed.html, dict(self._passed.meta)

    def render(self, config: MkDocsConfig, files: Files) -> None:
        if self._passed is None:
            super().render(config, files)
        else:
            self.content, self.toc = self._passed.html, get_toc([])


class StampedPage(Page):
    """A page of which nothing is held in memory once it is stamped: who asks for its text later has it read again."""

    @classmethod
    def take(cls, page: PassedPage) -> None:
        """Make a page one of these."""
        page.__class__ = cls  # type: ignore[assignment]
        page.toc = get_toc([])
        cast(StampedPage, page)._forget()

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
        try:
            yield text is not None
        finally:
            self._forget()
            self.active = False


class _Refused(Exception):
    """A page that MkDocs is to build itself, and why."""


@dataclass
class _Kinds:
    """The shells of a place's pages with one template; after some failures, each a rendering, none is added."""

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
    last: LastSite
    circumstances: str

    def stamp(self, place: Sequence[File]) -> Iterator[File]:
        """Write the pages of a place into the site; yields those that are not there then, or not as MkDocs would.

        The last page vouches for the others, linked or stamped: where it is not what MkDocs builds, none is believed.
        """
        new = [file for file in place if not self._link(file)]
        refused = self._write(new)
        is_right = self._last_is_right(place, refused)
        if not is_right and len(new) < len(place):
            refused = self._write(place)
            is_right = self._last_is_right(place, refused)
        if not is_right:
            refused = dict.fromkeys(place, "the last of them would come out otherwise")
        if refused:
            kind = _place(place[0])[0] or "the first folder"
            why = next(iter(refused.values()))
            log.info(f"MkDocs builds {len(refused)} of {len(place)} pages of {kind} itself, which takes longer: {why}")
        for file in refused:
            self.last.remove(file.dest_uri)
            yield file

    def _link(self, file: File) -> bool:
        made_of = self._made_of(file)
        return bool(made_of) and self.last.link(file.dest_uri, made_of)

    def _made_of(self, file: File) -> str:
        """All that the page is made of; "" when that cannot be told."""
        source = file.abs_src_path
        return f"{last_site.version(source)} {self.circumstances}" if self.circumstances and source else ""

    def _last_is_right(self, place: Sequence[File], refused: Mapping[File, str]) -> bool:
        last = place[-1]
        return last in refused or Path(last.abs_dest_path).read_bytes() == _as_bytes(self._built(last))

    def _write(self, files: Sequence[File]) -> dict[File, str]:
        """Stamp pages, many on all cores; those that MkDocs is to build instead, and why."""
        kinds: dict[str, _Kinds] = {}
        # Most kinds of pages are among the first, so that their shells are made once for all processes.
        first, rest = range(min(len(files), _MOST_SHELLS)), range(_MOST_SHELLS, len(files))
        done = [self._write_part(first, files, kinds)]
        done += parallel.map_chunks(lambda part: self._write_part(part, files, kinds), rest, _WORTH_A_PROCESS)
        refused: dict[int, str] = {}
        for rows, more in done:
            self.last.rows.extend(rows)
            refused |= more
        return {files[at]: why for at, why in refused.items()}

    def _write_part(
        self, places: Sequence[int], files: Sequence[File], kinds: dict[str, _Kinds]
    ) -> tuple[list[last_site.Row], dict[int, str]]:
        """Stamp the pages at these places; their rows, and those that are refused, and why."""
        refused: dict[int, str] = {}
        with self.last.apart() as rows:
            for at in places:
                file = files[at]
                made_of = self._made_of(file)
                try:
                    self.last.write(file.dest_uri, made_of, _as_bytes(self._stamped(file, kinds)))
                except _Refused as error:
                    refused[at] = str(error)
        return rows, refused

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


def _as_bytes(page: str) -> bytes:
    """As MkDocs writes pages."""
    return page.encode("utf-8", errors="xmlcharrefreplace")


def _place(file: File) -> tuple[str, int]:
    """Where a page is, as far as one shell may fit it: below which folder at the top, and how deep."""
    top, _, _ = file.url.rpartition("/")[0].partition("/")
    depth = file.url.count("/")
    return (top if depth > 1 else ""), depth
