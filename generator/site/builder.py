"""Builds the site with MkDocs from `build/docs`, beside the last one, and changes that only when the new one is whole.

The site, or what differs from the last one (`replacement`), is built in a folder beside it, whose name is always the
same. If a build is killed, the next one restores or completes the site from there, or deletes the rest. The caller
holds the lock of `transactions.build_lock`.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import logging
import os
import shutil
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError
from mkdocs.commands import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException
from mkdocs.plugins import PluginCollection
from mkdocs.utils import CountHandler

from generator.model import Problem, SourceFile
from generator.site import (
    completeness,
    extra,
    markdown_files,
    mkdocs_config,
    pages,
    plugin_support,
    replacement,
    sitemaps,
    theme,
)
from generator.site.manifest import Manifest, Row, unchanged
from generator.site.tree import SiteTree
from generator.sources import source_files, trusted_yaml
from generator.system import boundary, files
from generator.system.cache import Cache
from generator.system.files import State
from generator.text.messages import as_text

log = logging.getLogger("mkdocs.papershelf")


class SiteError(Exception):
    """MkDocs could not build the site. The message says why, unless MkDocs has logged it."""


class Site(NamedTuple):
    """A site: its folder, the states of its files by path, and whether a build of the same files would build the same.

    That is so if no plugin or hook of others took part, and there was no warning to repeat.
    """

    folder: Path
    states: Mapping[str, State]
    is_repeatable: bool


def build(root: Path, site_dir: Path | None, *, strict: bool, plain: bool = False) -> Site:
    """Build the site of the archive at `root`, whose `build/docs` is up to date.

    With `plain`, MkDocs builds everything itself.

    Raises:
        SiteError: when MkDocs fails, or, with `strict`, warns. The last site is kept.
        OSError: when there is no room or no permission. The last site is kept.
    """
    try:
        with own_code(root):
            config = load_config(str(root / "mkdocs.yml"), strict=strict or None)
    except MkDocsException as error:
        raise SiteError(_config_error(root, error)) from error
    theme.add_to(config)
    target = site_dir or Path(config.site_dir)
    if refused := _refused(root, target):
        raise SiteError("\n".join(map(as_text, refused)))
    if message := boundary.why_not_replace(target):
        raise SiteError(message)
    with (
        _naming(target),
        _scratch(root, target) as new,
        _counting_warnings() as warnings,
        contextlib.closing(Cache(root / files.CACHE)) as cache,
    ):
        last = files.plain_states_below(target) or {}
        if not last and (refused := boundary.refused_site(root, target)):
            raise SiteError("\n".join(map(as_text, refused)))
        manifest, tree_name = Manifest(cache), f"site {os.path.relpath(target, root)}"
        is_ours = not plain and pages.may_link(config)
        config.site_dir = str(new)
        config.extra[extra.GENERATED] = True
        same = unchanged(manifest.rows(tree_name), last) if is_ours else {}
        tree = SiteTree(new, same, _docs_to_link(config, is_own=site_dir is None and is_ours))
        if not plain:
            _leave_pages_to_us(config, tree, root)
        _run(root, config)
        markdown_files.publish(config, tree)
        sitemaps.complete(config)
        built = files.states_below(new)
        states = {path: row.state for path, row in tree.kept.items()} | built
        faults = completeness.faults(
            config, files.recorded_outputs(root), states, lambda path: (new if path in built else target) / path
        )
        for fault in faults:
            if config.strict:
                raise SiteError(fault)
            log.warning(fault)
        rows = {path: tree.rows.get(path) or Row("", *state) for path, state in states.items()}
        manifest.keep(tree_name, rows)
        if same:
            replacement.commit(new, target, last.keys() - states.keys())
        else:
            _exchange(new, target)
    return Site(target, states, is_ours and not sum(warnings.counts.values()))


def _run(root: Path, config: MkDocsConfig) -> None:
    """Run MkDocs' build, with every event of plugins.

    Raises:
        SiteError: when something fails that is not ours.
    """
    plugin_support.place_caches(config)
    config.plugins.on_startup(command="build", dirty=False)
    try:
        with own_code(root, config):
            mkdocs_build.build(config)
    except (MkDocsException, Abort) as error:
        raise SiteError(str(error) or "MkDocs gave up") from error
    except TemplateError as error:
        raise SiteError(_template_error(root.absolute(), error)) from error
    finally:
        config.plugins.on_shutdown()


@contextlib.contextmanager
def own_code(root: Path, config: MkDocsConfig | None = None) -> Iterator[None]:
    """Report errors of the archive's own code, such as hooks and macros, with their place, and those of plugins.

    Raises:
        SiteError: in place of such an error.
    """
    try:
        yield
    except (MkDocsException, Abort, TemplateError):
        raise
    except Exception as error:
        if problem := mkdocs_config.failed_hook(root.absolute(), error):
            raise SiteError(as_text(problem)) from error
        is_of_disk = isinstance(error, OSError) and error.errno is not None
        if (plugin := _failed_plugin(config, error) if config else "") and not is_of_disk:
            reason = " ".join(f"{type(error).__name__}: {error}".split())
            hint = "see its documentation, or remove it from mkdocs.yml; `mkdocs build --verbose` shows more"
            raise SiteError(f"the plugin '{plugin}' fails: {reason} ({hint})") from error
        raise


def _failed_plugin(config: MkDocsConfig, error: BaseException) -> str:
    """Return the name of the plugin, not ours, in an event of which an error was raised, "" without one."""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        if frame.f_code is PluginCollection.run_event.__code__:
            name = config.plugins._event_origins.get(frame.f_locals["method"], "")
            return "" if name.startswith("papershelf") else name
    return ""


def _template_error(root: Path, error: TemplateError) -> str:
    if isinstance(error, TemplateSyntaxError):
        return f"{error.filename or error.name}:{error.lineno}: {error.message}"
    if isinstance(error, TemplateNotFound):
        return f"the theme has no template '{error.name}', which a template or a page asks for"
    places = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".html")]
    if not places:
        return f"a template of the theme fails: {error}"
    path = places[-1].filename
    own = root / theme.OVERRIDES / os.path.relpath(path, root / files.THEME)
    return f"{os.path.relpath(own if own.is_file() else path, root)}:{places[-1].lineno}: {error}"


def _config_error(root: Path, error: MkDocsException) -> str:
    """Return MkDocs' errors in `mkdocs.yml`, with their lines."""
    document = source_files.read_sources(root)[0].mkdocs_document()
    problems = mkdocs_config.problems(root, document) if document else []
    return "\n".join(map(as_text, problems)) or f"mkdocs.yml: {error}"


def _docs_to_link(config: MkDocsConfig, *, is_own: bool) -> Path | None:
    """Return `build/docs` if files of the site may be links to it.

    A site elsewhere shares no files with `build/docs`, since a person may write into one of them.
    """
    docs = Path(config.docs_dir)
    return docs if is_own and docs == Path(config.config_file_path).parent / files.DOCS else None


def _leave_pages_to_us(config: MkDocsConfig, tree: SiteTree, root: Path) -> None:
    if reason := pages.why_mkdocs_must_build(config):
        log.info(f"MkDocs builds all pages itself, which takes longer: {reason}")
    else:
        config.plugins["papershelf"] = pages.GeneratedPages(root, tree)


def put_back(root: Path, site_dir: Path | None) -> Path | None:
    """Restore the last site if a build was killed after it had moved it away. Return its folder, or None.

    This is done before anything that may fail for another reason. Problems in `mkdocs.yml` are reported later.
    """
    target = site_dir
    if target is None:
        try:
            document = trusted_yaml.parse(
                SourceFile("mkdocs.yml", (root / "mkdocs.yml").read_text("utf-8")), os.environ
            )
            named = document.mapping.get("site_dir") or "site"
            target = Path(os.path.normpath(root / str(named)))
        except (OSError, UnicodeDecodeError, AttributeError, TypeError):
            return None
        if document.problems:
            return None
    scratch = _scratch_of(root, target)
    if not scratch.exists() or _refused(root, target):
        return None
    return target if _put_back(scratch, target) else None


def _refused(root: Path, target: Path) -> list[Problem]:
    """Return an error for each link on the path to a site or its scratch folder, also outside of the archive.

    In the site itself, links are looked for here if there may be something to put back.
    """
    scratch = _scratch_of(root, target)
    return [
        *boundary.refused_site(root, target, below=scratch.exists()),
        *boundary.refused_site(scratch.parent, scratch),
    ]


def _scratch_of(root: Path, target: Path) -> Path:
    """Return the folder beside `target` in which the archive builds its site. Each archive has a folder of its own."""
    archive = "" if target.is_relative_to(root) else f"-{hashlib.sha256(str(root).encode()).hexdigest()[:8]}"
    return target.with_name(f"{files.TEMPORARY}{target.name}{archive}")


@contextlib.contextmanager
def _scratch(root: Path, target: Path) -> Iterator[Path]:
    """Yield a path at which to build a site. Afterwards its folder is deleted, and either site is at `target`."""
    folder = _scratch_of(root, target)
    _put_back(folder, target)
    _sweep(folder)
    folder.mkdir(parents=True)
    try:
        yield folder / "new"
    finally:
        _put_back(folder, target)
        _sweep(folder)


@contextlib.contextmanager
def _naming(target: Path) -> Iterator[None]:
    """Name the site in errors of a full disk, in which MkDocs names a file that it copied, or nothing."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise OSError(error.errno, error.strerror, str(target)) from error
        raise


@contextlib.contextmanager
def _counting_warnings() -> Iterator[CountHandler]:
    """Count MkDocs' warnings during the block."""
    counting = CountHandler()
    counting.setLevel(logging.WARNING)
    logger = logging.getLogger("mkdocs")
    logger.addHandler(counting)
    try:
        yield counting
    finally:
        logger.removeHandler(counting)


def _exchange(new: Path, target: Path) -> None:
    """Replace the site. Python cannot exchange folders in one step, so there is no site between the two renames."""
    if target.exists():
        target.rename(new.with_name("old"))
    new.rename(target)


def _put_back(scratch: Path, target: Path) -> bool:
    """Undo an exchange that was interrupted between its two renames; return whether there was one. Complete a change
    of the site's files that was interrupted.
    """
    old, new = scratch / "old", scratch / "new"
    replacement.complete(new, target)
    if target.exists() or not (old.is_dir() and new.is_dir()):
        return False
    old.rename(target)
    return True


def _sweep(scratch: Path) -> None:
    """Delete the scratch folder, first the new site: without it, a half deleted old site is not restored."""
    for folder in (scratch / "new", scratch):
        if folder.exists():
            shutil.rmtree(folder)


def log_to_terminal() -> None:
    """Print MkDocs' log as its own command line does."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(levelname)-7s -  %(message)s"))
    logger = logging.getLogger("mkdocs")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
