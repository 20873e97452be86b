"""Splits the sitemap that MkDocs wrote if it is too long for the protocol."""

from __future__ import annotations

import gzip
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from generator.exports import sitemap
from generator.system import files


def split(config: MkDocsConfig) -> None:
    """Replace the built site's sitemap by an index and its parts if it has too many pages."""
    site = Path(config.site_dir)
    site_url = (config.site_url or "").rstrip("/") + "/"
    parts = sitemap.split((site / sitemap.PATH).read_text("utf-8"), site_url)
    for path, text in parts.items():
        files.write_bytes(site / path, text.encode())
    if parts:
        files.write_bytes(site / f"{sitemap.PATH}.gz", gzip.compress(parts[sitemap.PATH].encode(), mtime=0))
