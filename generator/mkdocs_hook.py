"""Runs the generator when MkDocs builds or serves an archive; `site_config/hook.py` hands it to MkDocs."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import Files

from generator import assemble, build
from generator.model import Problem
from generator.site import extra, markdown_files, plugin_support, policy, sitemaps, theme
from generator.site.pagefind import SearchIndexError
from generator.system import boundary, parallel, transactions
from generator.system.progress import progress_on
from generator.text.messages import as_text

_PROBLEMS_SHOWN = 50

_PATIENCE = 600.0
"""Seconds to wait for `papershelf build` to be done, which may be using `build/docs`."""

WARNINGS = "Warnings"
STALE = "The pages are still those of the last good build; save a mended file to go on."

log = logging.getLogger("mkdocs.plugins.papershelf")


def on_config(config: MkDocsConfig) -> None:
    """Bring `build/docs` up to date, or, when served, keep the last good one while something is wrong.

    Raises:
        PluginError: when there are errors and nobody is watching, which ends MkDocs' build.
    """
    plugin_support.add_plugins(config, Path(config.config_file_path).parent)
    theme.add_to(config)
    if config.extra.get(extra.GENERATED):
        return
    is_served = _is_served(config)
    if not is_served:
        _refuse_to_empty_others(config)
    generated = generate(config, is_served=is_served)
    if is_served:
        config.extra |= {extra.PROBLEMS: shown(generated.problems), extra.VERDICT: generated.verdict}


def _refuse_to_empty_others(config: MkDocsConfig) -> None:
    """MkDocs empties the folder of the site next, whatever is in it.

    Raises:
        PluginError: when that is no site, or reached through a link.
    """
    site = Path(config.site_dir)
    refused = boundary.refused_site(Path(config.config_file_path).parent, site)
    if message := "\n".join(map(as_text, refused)) or boundary.why_not_replace(site):
        raise PluginError(message)


@dataclass(frozen=True, slots=True)
class Generated:
    """What is wrong with the archive, and what that means for its pages; whether these are of now."""

    problems: tuple[Problem, ...] = ()
    verdict: str = WARNINGS
    is_new: bool = True


def generate(
    config: MkDocsConfig, *, is_served: bool, on_archive: Callable[[assemble.Assembled], object] | None = None
) -> Generated:
    """Bring `build/docs` up to date. When served, errors are told and no more; `on_archive` gets the archive.

    Raises:
        PluginError: when nothing can be built, nor served of an earlier build.
    """
    root = Path(config.config_file_path).parent
    if refused := boundary.refused_links(root):
        raise PluginError("\n".join(map(as_text, refused)))
    try:
        with transactions.only_one_build(root, _PATIENCE):
            outcome = build.build_docs(root, progress_on(sys.stderr), on_archive=on_archive)
    except transactions.Busy as error:
        raise PluginError(f"another build has been at work for {_PATIENCE:.0f} s; wait until it is done") from error
    except OSError as error:
        where = error.filename or "the disk"
        raise PluginError(f"{where}: {error.strerror}; make room or see to permissions, then build again") from error
    except parallel.WorkerDied as error:
        raise PluginError(str(error)) from error
    except SearchIndexError as error:
        if not is_served:
            raise PluginError(f"the search cannot be made: {error}") from error
        log.error("the search is still that of the last good build: %s", error)
        return Generated()
    for problem in outcome.problems:
        log.log(logging.ERROR if problem.is_error else logging.WARNING, as_text(problem))
    if outcome.written is None and not (is_served and outcome.has_last_good):
        raise PluginError(f"{len(outcome.problems)} problems; nothing was built. Mend them, then build again.")
    if outcome.written is None:
        log.error(STALE)
        return Generated(outcome.problems, STALE, is_new=False)
    return Generated(outcome.problems)


def shown(problems: Sequence[Problem]) -> list[str]:
    """The first problems as text, and how many more there are."""
    more = len(problems) - _PROBLEMS_SHOWN
    shown = [as_text(problem) for problem in problems[:_PROBLEMS_SHOWN]]
    return [*shown, f"… and {more:,} more: see the terminal"] if more > 0 else shown


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Leave out the files of Material that no page loads."""
    theme.leave_out_unused(files, config)


def on_env(env: jinja2.Environment, config: MkDocsConfig, files: Files) -> None:
    """Complete the theme: with what computes the policies of pages, and with the templates that another theme lacks."""
    policy.add_filter(env, config)
    theme.frame_own_templates(env, config)
    theme.add_missing_templates(env)
    # Material indents its tags, and each leaves its indent on the page: 1.3 KB of blanks.
    env.lstrip_blocks = True


def on_post_build(config: MkDocsConfig) -> None:
    """Complete the site as `papershelf build` does, unless that is at work. While pages are written nobody needs it."""
    if not (config.extra.get(extra.GENERATED) or _is_served(config)):
        markdown_files.copy(config)
        sitemaps.split(config)


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: object) -> LiveReloadServer:
    """Watch what people write (`watch` in mkdocs.yml names it), not what the generator makes of it.

    The script that MkDocs puts into pages is allowed in each.
    """
    server.unwatch(config.docs_dir)
    inject = server._inject_js_into_html

    def injected(content: bytes, epoch: int) -> bytes:
        return policy.allow_last_script(inject(content, epoch))  # type: ignore[no-untyped-call]

    server._inject_js_into_html = injected  # type: ignore[method-assign]
    return server


def _is_served(config: MkDocsConfig) -> bool:
    """`mkdocs serve` puts its own address in the place of the site's."""
    host, port = config.dev_addr
    return (config.site_url or "").startswith(f"http://{host}:{port}/")
