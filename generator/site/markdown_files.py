"""The Markdown of papers: `papers/<slug>.md`, the file of `build/docs`, is published beside each paper's page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from generator.site.tree import SiteTree

_FOLDER = "papers"


def publish(config: MkDocsConfig, tree: SiteTree) -> None:
    """Add the files to the site that `tree` builds."""
    for path, source in _files(config):
        key = tree.key_of(source)
        if not tree.link(path, key):
            tree.take(path, key, source)


def copy(config: MkDocsConfig) -> None:
    """Copy the files into the site that MkDocs has built."""
    for path, source in _files(config):
        shutil.copyfile(source, Path(config.site_dir) / path)


def _files(config: MkDocsConfig) -> Iterator[tuple[str, str]]:
    """Yield the path of each file in the site, and in `build/docs`."""
    folder = Path(config.docs_dir) / _FOLDER
    for source in sorted(folder.glob("*.md")):
        yield f"{_FOLDER}/{source.name}", str(source)
