"""MkDocs' hook: runs the generator when MkDocs builds or serves an archive. `site_config/hook.py` imports it."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import jinja2
from mkdocs.config.config_options import PathSpec
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import Files

from generator import assemble, build
from generator.model import Problem
from generator.site import compact, completeness, extra, markdown_files, plugin_support, policy, sitemaps, theme
from generator.site.pagefind import SearchIndexError
from generator.system import boundary, files, transactions
from generator.system.endings import WorkerDied
from generator.system.progress import progress_on
from generator.text.messages import as_text

_PROBLEMS_SHOWN = 50

_BUILD_TIMEOUT = 600.0
"""Seconds to wait for another build, which uses `build/docs`."""

WARNINGS = "Warnings"
STALE = "The pages are those of the last good build. Fix the problems and save to update them."

log = logging.getLogger("mkdocs.plugins.papershelf")


def on_config(config: MkDocsConfig) -> None:
    """Bring `build/docs` up to date. When served, the last good one is kept as long as there are errors.

    Raises:
        PluginError: when there are errors and pages are not served; MkDocs then stops.
    """
    plugin_support.add_plugins(config, Path(config.config_file_path).parent)
    theme.add_to(config)
    publishes_well_known = PathSpec().validate(f"!/{files.WELL_KNOWN}/")
    excluded = config.exclude_docs
    config.exclude_docs = publishes_well_known + excluded if excluded else publishes_well_known
    if config.extra.get(extra.GENERATED):
        return
    is_served = _is_served(config)
    if not is_served:
        _protect_other_folders(config)
    generated = generate(config, is_served=is_served)
    if is_served:
        config.extra |= {extra.PROBLEMS: shown(generated.problems), extra.VERDICT: generated.verdict}


def _protect_other_folders(config: MkDocsConfig) -> None:
    """Check the site's folder before MkDocs deletes everything in it.

    Raises:
        PluginError: when it is not a site of Papershelf, or reached through a symbolic link.
    """
    site = Path(config.site_dir)
    refused = boundary.refused_site(Path(config.config_file_path).parent, site)
    if message := "\n".join(map(as_text, refused)) or boundary.why_not_replace(site):
        raise PluginError(message)


@dataclass(frozen=True, slots=True)
class Generated:
    """The result of a build: the archive's problems, their consequence for its pages, and whether these are new."""

    problems: tuple[Problem, ...] = ()
    verdict: str = WARNINGS
    is_new: bool = True


def generate(
    config: MkDocsConfig, *, is_served: bool, on_archive: Callable[[assemble.Assembled], object] | None = None
) -> Generated:
    """Bring `build/docs` up to date. When served, errors are only reported. `on_archive` receives the archive.

    Raises:
        PluginError: when nothing can be built, and no earlier build can be served.
    """
    root = Path(config.config_file_path).parent
    _stop_at(boundary.refused_inputs(root))
    try:
        with transactions.build_lock(root, _BUILD_TIMEOUT):
            _stop_at(boundary.refused_links(root))
            outcome = build.build_docs(root, progress_on(sys.stderr), on_archive=on_archive)
    except transactions.Busy as error:
        message = f"another build has been running for {_BUILD_TIMEOUT:.0f} s; wait until it ends, then try again"
        raise PluginError(message) from error
    except OSError as error:
        where = error.filename or "the disk"
        raise PluginError(f"{where}: {error.strerror}; check free space and permissions, then build again") from error
    except WorkerDied as error:
        raise PluginError(str(error)) from error
    except SearchIndexError as error:
        if not is_served:
            raise PluginError(f"the search cannot be made: {error}") from error
        log.error("the search is still that of the last good build: %s", error)
        return Generated()
    for problem in outcome.problems:
        log.log(logging.ERROR if problem.is_error else logging.WARNING, as_text(problem))
    if outcome.written is None and not (is_served and outcome.has_last_good):
        raise PluginError(f"{len(outcome.problems)} problems; nothing was built. Fix them, then build again.")
    if outcome.written is None:
        log.error(STALE)
        return Generated(outcome.problems, STALE, is_new=False)
    return Generated(outcome.problems)


def _stop_at(refused: Sequence[Problem]) -> None:
    if refused:
        raise PluginError("\n".join(map(as_text, refused)))


def shown(problems: Sequence[Problem]) -> list[str]:
    """Return the first problems as text, and a line with the number of others."""
    more = len(problems) - _PROBLEMS_SHOWN
    shown = [as_text(problem) for problem in problems[:_PROBLEMS_SHOWN]]
    return [*shown, f"… and {more:,} more: see the terminal"] if more > 0 else shown


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Leave out files of Material that no page loads."""
    theme.leave_out_unused(files, config)


def on_env(env: jinja2.Environment, config: MkDocsConfig, files: Files) -> None:
    """Add the filter that computes pages' policies, and templates that other themes lack."""
    policy.add_filter(env, config)
    theme.frame_own_templates(env, config)
    theme.add_missing_templates(env)
    env.add_extension(compact.Compact)


def on_post_build(config: MkDocsConfig) -> None:
    """Complete the site of `mkdocs build`. `papershelf build` does that itself, and served pages do not need it."""
    if not (config.extra.get(extra.GENERATED) or _is_served(config)):
        markdown_files.copy(config)
        sitemaps.complete(config)
        made, site = files.recorded_outputs(Path(config.config_file_path).parent), Path(config.site_dir)
        for fault in completeness.faults(config, made, files.states_below(site), site.joinpath):
            log.warning(fault)


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: object) -> LiveReloadServer:
    """Watch the files that people write (`watch` in mkdocs.yml) and not those that the generator writes.

    The policy of each page is extended by the script that MkDocs inserts.
    """
    server.unwatch(config.docs_dir)
    inject = server._inject_js_into_html

    def injected(content: bytes, epoch: int) -> bytes:
        return policy.allow_last_script(inject(content, epoch))  # type: ignore[no-untyped-call]

    server._inject_js_into_html = injected  # type: ignore[method-assign]
    return server


def _is_served(config: MkDocsConfig) -> bool:
    """Return whether this is `mkdocs serve`, which replaces the site's address by its own."""
    host, port = config.dev_addr
    return (config.site_url or "").startswith(f"http://{host}:{port}/")
