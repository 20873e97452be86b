"""Faults of a whole site that MkDocs does not report: empty pages, and pages without a policy."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from generator.addresses import address_of
from generator.sources import page_files
from generator.system.files import State

_POLICY = re.compile(r"""http-equiv=["']?Content-Security-Policy""", re.I)

_SAMPLES = 20
"""Pages that are searched for a policy, each of another folder."""

_NAMED = 3


def faults(
    config: MkDocsConfig, generated: Collection[str], states: Mapping[str, State], path_of: Callable[[str], Path]
) -> Iterator[str]:
    """Yield a message for each fault of a site as a whole.

    `generated` are the paths of generated files below `build/docs`, `states` those of the site's files, and `path_of`
    returns where such a file is.
    """
    pages = {f"{address_of(path)[1:]}index.html": path for path in generated if path.endswith(".md")}
    empty = sorted(
        page for page, path in pages.items() if states.get(page, (0, 0))[0] == 0 and _is_wanted(config, path)
    )
    if empty:
        named = ", ".join(empty[:_NAMED])
        yield f"pages came out empty ({len(empty):,}), such as {named}: check your templates in site_config/overrides"
    if not config.theme.custom_dir:  # Material alone, or another theme, as the settings have it
        return
    samples: dict[str, str] = {}
    for page in sorted(pages, reverse=True):
        folder = page.rpartition("/")[0].partition("/")[0]
        if folder not in samples and _is_wanted(config, pages[page]):
            samples[folder] = page
    without = [
        page
        for page in sorted(samples.values())[:_SAMPLES]
        if page not in empty and not _POLICY.search(path_of(page).read_text("utf-8"))
    ]
    if without:
        named = ", ".join(without[:_NAMED])
        yield (
            f"pages have no Content-Security-Policy, such as {named}: a template in site_config/overrides, or "
            "another theme, has taken the place of the archive's main.html"
        )


def _is_wanted(config: MkDocsConfig, path: str) -> bool:
    """Return False if the settings keep a page from the site, or if a plugin may put it elsewhere, as a blog does."""
    specs = (config.exclude_docs, config.draft_docs)
    if any(spec is not None and spec.match_file(path) for spec in specs):
        return False
    return not (Path(config.config_file_path).parent / page_files.FOLDER / path).is_file()
