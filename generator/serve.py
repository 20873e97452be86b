"""Serves an archive while somebody edits it: changed notes and new digests are shown at once, all else after a build.

The server keeps the archive of the last build. When notes change, it reads them, rebuilds only the pages of their
papers, and reloads browsers; with a new digest, the pages of its papers, of its day, and the home page. Lists, the
search and the map follow with a whole build in another folder, which then replaces the served one. Until then pages
show a notice, which is inserted when they are served, at the placeholder of `partials/problems.html`.
"""

from __future__ import annotations

import errno
import logging
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import TemplateNotFound
from mkdocs.commands import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException
from mkdocs.livereload import LiveReloadServer, _serve_url, _timestamp

from generator import assemble, mkdocs_hook, preview
from generator.archive import references
from generator.model import Note, Paper, Problem, SourceFile
from generator.outputs import Output, PageText
from generator.pages import digest, home
from generator.pages.layout import Layout, layout_of
from generator.pages.paper import PaperPages
from generator.site import extra, pages, plugin_support, theme
from generator.site.builder import SiteError, own_code
from generator.site.manifest import unchanged
from generator.site.pages import GeneratedPages
from generator.site.tree import SiteTree
from generator.sources import notes, permalinks, source_files
from generator.system import files
from generator.system.endings import WorkerDied
from generator.text.messages import as_text

log = logging.getLogger("mkdocs.papershelf")

BEHIND = "Lists, the search and the map are being brought up to date."
PLACEHOLDER = b"<!-- papershelf: what is wrong -->"
"""The theme's placeholder for problems."""

_MAXIMUM_PAGES = 20
"""Pages that are rebuilt at once. More would keep a person waiting; a whole build follows anyway."""

_MAXIMUM_NEW_PAGES = 100
"""Pages of new papers that are built at once."""

_SWITCH_INTERVAL = 0.001
"""Seconds after which the thread that builds lets others run. With Python's 0.005, a note waits as long for each file
that it reads or writes.
"""

_POLLING_INTERVAL, _SETTLING = 0.1, 0.05
"""Seconds between checks for changed files, and without a change before they are read."""


@dataclass(frozen=True, slots=True)
class Built:
    """A served site and the values it was built from. If only the pages of an earlier build exist, these are None.

    `digests` has the paths of the digests whose papers it has.
    """

    folder: Path
    config: MkDocsConfig
    pages: GeneratedPages | None
    tree: SiteTree
    assembled: assemble.Assembled | None
    layout: Layout | None
    paper_pages: PaperPages | None
    digests: frozenset[str]
    problems: tuple[Problem, ...]
    verdict: str


def serve(root: Path, address: str | None) -> None:
    """Serve the archive at `root` with live reload until interrupted.

    Raises:
        SiteError: when MkDocs cannot start.
    """
    try:
        with own_code(root):
            _serve(root, address)
    except OverflowError:
        raise SiteError(f"--dev-addr {address}: has no port between 0 and 65535") from None
    except (MkDocsException, Abort, OSError, WorkerDied) as error:
        if isinstance(error, OSError) and error.errno in (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL):
            hint = "stop what serves there, or choose another with --dev-addr, such as 127.0.0.1:8001"
            raise SiteError(f"{address or 'the address of dev_addr'}: {error.strerror}; {hint}") from error
        raise SiteError(str(error) or "MkDocs gave up") from error


def _serve(root: Path, address: str | None) -> None:
    """Serve the archive at `root` until interrupted.

    Raises:
        MkDocsException, Abort, OSError: when the first site cannot be built or the address is not available.
    """
    folder = Path(tempfile.mkdtemp(prefix="papershelf-"))
    sys.setswitchinterval(_SWITCH_INTERVAL)
    try:
        _Served(root, address, folder).run()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Served:
    """Builds the sites of an archive, each in a folder of its own, and serves the newest."""

    def __init__(self, root: Path, address: str | None, folder: Path) -> None:
        self._root, self._folder = root, folder
        self._options: dict[str, Any] = {"dev_addr": address} if address else {}
        self._read = NoteReader()
        self._number = 0
        self._lock = threading.Lock()  # held while the served site is changed
        self._is_stale = threading.Event()  # set when a whole build is needed
        self._built = self._build(None)

    def run(self) -> None:
        config = self._built.config
        host, port = config.dev_addr
        mount = urlsplit(config.site_url or "/").path
        server = ReloadingServer(
            self._note_changes, host, port, str(self._built.folder), mount, polling_interval=_POLLING_INTERVAL
        )
        self._server = server
        server.build_delay = _SETTLING
        server.error_handler = self._error_page
        server.banner = self._banner(self._built)
        watched = [config.docs_dir, *filter(None, [config.config_file_path]), *config.watch]
        for path in watched:
            server.watch(path)
        config.plugins.on_serve(server, config=config, builder=self._note_changes)
        threading.Thread(target=self._follow, args=(watched,), daemon=True).start()
        try:
            server.serve()  # type: ignore[no-untyped-call]
        except KeyboardInterrupt:
            log.info("Shutting down...")
        finally:
            server.shutdown()
            config.plugins.on_shutdown()

    def _error_page(self, code: int) -> bytes | None:
        page = self._built.folder / f"{code}.html"
        return page.read_bytes() if page.is_file() else None

    def _note_changes(self) -> None:
        """Show changed notes and new digests at once, and request a whole build, whatever has changed."""
        with self._lock:
            self._built = self._with_notes(self._with_digests(self._built))
            self._is_stale.set()
            self._server.banner = self._banner(self._built, BEHIND)

    def _watch_again(self, watched: Sequence[str], gone: set[str]) -> None:
        """Watch paths that are back after they were `gone`, such as a moved folder: watching ended with them."""
        for path in watched:
            is_there = Path(path).exists()
            if not is_there and path not in gone:
                gone.add(path)
                self._is_stale.set()  # so that the build reports the missing path
            elif is_there and path in gone:
                gone.remove(path)
                self._server.unwatch(path)
                self._server.watch(path)
                self._note_changes()

    def _follow(self, watched: Sequence[str]) -> None:
        """Build the whole site whenever something has changed."""
        gone: set[str] = set()
        while True:
            if not self._is_stale.wait(_POLLING_INTERVAL):
                self._watch_again(watched, gone)
                continue
            self._is_stale.clear()
            before = self._built
            try:
                new = self._build(before)
            except Exception as error:  # of any kind: the person who is editing may fix it
                log.error(
                    "The site cannot be built: %s",
                    error,
                    exc_info=not isinstance(error, MkDocsException | Abort | OSError | SiteError),
                )
                continue
            with self._lock:
                # A note or digest may have been saved since the archive was read.
                self._built = self._with_notes(self._with_digests(new))
                self._server.show(new.folder, self._banner(self._built, BEHIND if self._is_stale.is_set() else ""))
            if new.folder != before.folder:
                shutil.rmtree(before.folder, ignore_errors=True)

    def _build(self, before: Built | None) -> Built:
        """Build the whole site in a new folder; unchanged files are links to the site `before`."""
        self._number += 1
        folder = self._folder / str(self._number)
        config, digests = self._configured(folder), source_files.digest_paths(self._root)
        assembled: list[assemble.Assembled] = []
        if before is None:
            config.plugins.on_startup(command="serve", dirty=False)
        generated = mkdocs_hook.generate(config, is_served=True, on_archive=assembled.append)
        if before and not generated.is_new:
            return replace(before, problems=generated.problems, verdict=generated.verdict)
        tree = SiteTree(folder, {}, None)
        if before and pages.may_link(config):
            last = unchanged(before.tree.rows, files.plain_states_below(before.folder) or {})
            tree = SiteTree(folder, last, self._root / files.DOCS)
        generated_pages = None
        if not pages.why_mkdocs_must_build(config):
            config.plugins["papershelf"] = generated_pages = GeneratedPages(self._root, tree)
        mkdocs_build.build(config, serve_url=config.site_url)
        if before:
            tree.complete(before.folder)
        known = assembled[0] if assembled else None
        layout = layout_of(known.archive, known.relations) if known else None
        paper_pages = PaperPages(layout) if layout else None
        made = (generated_pages, tree, known, layout, paper_pages, digests)
        return Built(folder, config, *made, generated.problems, generated.verdict)

    def _configured(self, folder: Path) -> MkDocsConfig:
        document = source_files.read_sources(self._root)[0].mkdocs_document()
        if document and document.problems:  # MkDocs would run or unfold what we refuse
            raise SiteError("\n".join(map(as_text, document.problems)))
        config = load_config(str(self._root / "mkdocs.yml"), site_dir=str(folder), **self._options)
        plugin_support.place_caches(config)
        theme.add_to(config)
        host, port = config.dev_addr
        config.site_url = _serve_url(host, port, urlsplit(config.site_url or "/").path)
        config.extra |= {extra.GENERATED: True, extra.LIVE: True}
        return config

    def _with_digests(self, built: Built) -> Built:
        """Return the site with the papers of digests that are new on disk: their pages, their days and the home page.

        A digest with an error waits for the build, which reports it.
        """
        new = sorted(source_files.digest_paths(self._root) - built.digests)
        if not new or built.assembled is None or built.pages is None:
            return built
        texts = [file for path in new if (file := files.read_text(self._root, path, []))]
        record = files.read_text(self._root, permalinks.PATH, [])
        shown = preview.with_digests(built.assembled, texts, record)
        if shown is None:
            return built
        layout = layout_of(shown.assembled.archive, shown.assembled.relations)
        paper_pages = PaperPages(layout)
        own = [paper_pages.page_of(layout, slug) for slug in shown.slugs]
        paths = {f"digests/{day.date}.md" for day in shown.days}
        listed = [page for page in digest.render(layout) if page.path in paths]
        self._show(built, [*own[:_MAXIMUM_NEW_PAGES], *listed, *home.render(layout)])
        return replace(
            built,
            assembled=shown.assembled,
            layout=layout,
            paper_pages=paper_pages,
            digests=built.digests | set(new),
        )

    def _show(self, built: Built, outputs: Iterable[Output]) -> None:
        """Write pages of the served site anew."""
        contents = ((page.path, page.content()) for page in outputs)
        pages_of = [(path, content) for path, content in contents if isinstance(content, PageText)]
        if built.pages:
            built.pages.build_some(pages_of, built.config)

    def _with_notes(self, built: Built) -> Built:
        """Return the site with the notes that are on disk now, after rebuilding the pages of their papers.

        If a note has an error, it is only reported.
        """
        if built.assembled is None or built.layout is None or built.paper_pages is None or built.pages is None:
            return built
        papers, problems = self._read.attached(self._root, built.assembled)
        others = [problem for problem in built.problems if not problem.path.startswith("content/notes/")]
        if any(problem.is_error for problem in problems):
            return replace(built, problems=tuple(sorted([*others, *problems])), verdict=mkdocs_hook.STALE)
        archive = replace(built.assembled.archive, papers=papers)
        changed = [new for old, new in zip(built.assembled.archive.papers, papers, strict=True) if old is not new]
        layout = built.layout.with_notes(archive)
        changed_pages = [built.paper_pages.page_of(layout, each.slug) for each in changed[:_MAXIMUM_PAGES]]
        self._show(built, changed_pages)
        return replace(
            built,
            assembled=replace(built.assembled, archive=archive),
            layout=layout,
            problems=tuple(sorted([*others, *problems])),
            verdict=built.verdict if any(problem.is_error for problem in others) else mkdocs_hook.WARNINGS,
        )

    def _banner(self, built: Built, behind: str = "") -> bytes:
        """Return the notice that pages show until the next change, as HTML."""
        values = {
            extra.PROBLEMS: mkdocs_hook.shown(built.problems),
            extra.VERDICT: built.verdict,
            extra.BEHIND: behind,
        }
        try:
            template = built.config.theme.get_env().get_template("partials/problems.html")
        except TemplateNotFound:
            return b""
        return template.render(config={"extra": values}).encode()


class NoteReader:
    """Reads notes, each text only once, and finds their papers; the names of papers are read once for each build."""

    def __init__(self) -> None:
        self._known: dict[SourceFile, tuple[Note | None, list[Problem]]] = {}
        self._arrivals: tuple[str, ...] | None = None
        self._by_reference: dict[str, Paper] = {}
        self._recorded: frozenset[str] = frozenset()

    def attached(self, root: Path, assembled: assemble.Assembled) -> tuple[tuple[Paper, ...], list[Problem]]:
        """Return the archive's papers with the notes on disk. Papers with unchanged notes are the same objects."""
        problems: list[Problem] = []
        sources = source_files.read_notes(root, problems)
        self._known = {file: self._known.get(file) or notes.read_note(file) for file in sources}
        written = []
        for note, more in self._known.values():
            problems += more
            written += [note] if note else []
        papers = assembled.archive.papers
        if self._arrivals is not assembled.archive.arrivals:
            self._arrivals = assembled.archive.arrivals
            self._by_reference = references.references(papers, assembled.record)
            self._recorded = references.names_of(assembled.record)
        notes_of, more = references.by_paper(written, self._by_reference, self._recorded)
        changed = {
            paper.slug: references.with_notes(paper, notes_of.get(paper.slug, ()))
            for paper in papers
            if paper.slug in notes_of or paper.notes or paper.tag_notes
        }
        same = (
            new if new and (new.notes, new.tag_notes) != (old.notes, old.tag_notes) else old
            for old in papers
            for new in [changed.get(old.slug)]
        )
        return tuple(same), problems + more


class ReloadingServer(LiveReloadServer):
    """MkDocs' server, extended: it can change the folder that it serves, and inserts a notice into pages."""

    banner = b""

    def show(self, folder: Path, banner: bytes) -> None:
        """Serve another folder and reload browsers."""
        with self._epoch_cond:
            self.root, self.banner = str(folder), banner
            self._wanted_epoch = self._visible_epoch = max(_timestamp(), self._visible_epoch + 1)
            self._epoch_cond.notify_all()

    def _inject_js_into_html(self, content: bytes, epoch: int) -> bytes:
        page: bytes = super()._inject_js_into_html(content.replace(PLACEHOLDER, self.banner), epoch)  # type: ignore[no-untyped-call]
        return page
