"""MkDocs: from `build/docs` to the site, built beside the last one and put in its place only when it is whole."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path
from typing import Any

from mkdocs.commands import build as mkdocs_build
from mkdocs.commands import serve as mkdocs_serve
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException

from generator import stamped_site
from generator.finish import finish
from generator.mkdocs_hook import ALREADY_GENERATED

log = logging.getLogger("mkdocs.papershelf")


class SiteError(Exception):
    """MkDocs could not build the site; its own messages, which it logged, say why."""


def build(root: Path, site_dir: Path | None, *, strict: bool, plain: bool = False) -> Path:
    """Build the site of the archive at `root`, whose `build/docs` is up to date, and return where it is.

    Raises:
        SiteError: when MkDocs refuses, or, with `strict`, warns. The site is then as it was.
    """
    try:
        config = load_config(str(root / "mkdocs.yml"), strict=strict)
    except MkDocsException as error:
        raise SiteError(f"mkdocs.yml: {error}") from error
    target = site_dir or Path(config.site_dir)
    if target.exists() and not _may_be_replaced(target):
        raise SiteError(f"{target}: holds something else than a site; name an empty folder with --site-dir")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".papershelf-", dir=target.parent) as scratch:
        config.site_dir = str(Path(scratch, "new"))
        config.extra[ALREADY_GENERATED] = True
        if not plain:
            _stamp_pages(config)
        try:
            mkdocs_build.build(config)
        except (MkDocsException, Abort) as error:
            raise SiteError(str(error) or "MkDocs gave up") from error
        finish(config)
        if target.exists():
            target.rename(Path(scratch, "old"))
        Path(scratch, "new").rename(target)
    return target


def _stamp_pages(config: MkDocsConfig) -> None:
    """Have MkDocs leave pages to `stamped_site`, unless something would be lost by it."""
    if reason := stamped_site.hindrance(config):
        log.info(f"MkDocs builds all pages itself, which takes longer: {reason}")
    else:
        config.plugins["papershelf"] = stamped_site.StampedPages(stamped_site.LEAST)


def _may_be_replaced(target: Path) -> bool:
    """Whether a folder holds an earlier site, or nothing: replacing anything else would destroy somebody's files."""
    return target.is_dir() and ((target / "sitemap.xml").exists() or not any(target.iterdir()))


def serve(root: Path, address: str | None) -> None:
    """Serve the archive at `root` with live reload until interrupted. MkDocs runs the generator through its hook.

    Raises:
        SiteError: when MkDocs refuses to begin.
    """
    options: dict[str, Any] = {"dev_addr": address} if address else {}
    try:
        mkdocs_serve.serve(str(root / "mkdocs.yml"), **options)
    except (MkDocsException, Abort, OSError) as error:
        raise SiteError(str(error) or "MkDocs gave up") from error


def log_to_terminal() -> None:
    """Show what MkDocs logs, as its own command line does."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(levelname)-7s -  %(message)s"))
    logger = logging.getLogger("mkdocs")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
