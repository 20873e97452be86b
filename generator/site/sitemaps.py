"""Completes the sitemap that MkDocs wrote: the dates of its pages, and parts if it is too long for the protocol."""

from __future__ import annotations

import gzip
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.utils import get_build_date

from generator.exports import sitemap
from generator.exports.api import DIGESTS
from generator.system import files


def complete(config: MkDocsConfig) -> None:
    """Replace the built site's sitemap by one with the pages' own dates, or by an index and its parts."""
    site = Path(config.site_dir)
    if not (site / sitemap.PATH).exists():  # a theme without one
        return
    site_url = (config.site_url or "").rstrip("/") + "/"
    digests = Path(config.docs_dir) / DIGESTS
    dates = sitemap.dates(digests.read_text("utf-8")) if digests.exists() else {}
    text = sitemap.dated((site / sitemap.PATH).read_text("utf-8"), site_url, dates, get_build_date())
    parts = sitemap.split(text, site_url) or {sitemap.PATH: text}
    for path, part in parts.items():
        files.write_bytes(site / path, part.encode())
    files.write_bytes(site / f"{sitemap.PATH}.gz", gzip.compress(parts[sitemap.PATH].encode(), mtime=0))
