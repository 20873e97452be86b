"""What a built site still needs that neither the generator's text nor MkDocs can give: SQLite, and short sitemaps."""

from __future__ import annotations

import gzip
from pathlib import Path

from generator import api, database, files, sitemap
from generator.records import PaperRecord, TagsRecord


def finish(site: Path, site_url: str) -> None:
    """Complete the site that MkDocs has built in the folder `site`, from what is in it."""
    for path, data in complete(
        dump=(site / api.DUMP).read_text("utf-8"),
        tags=(site / api.TAGS).read_text("utf-8"),
        pages=(site / sitemap.PATH).read_text("utf-8"),
        site_url=site_url,
    ).items():
        files.write_bytes(site / path, data)


def complete(dump: str, tags: str, pages: str, site_url: str) -> dict[str, bytes]:
    """The files to add to a site, or to put in place of MkDocs', by path. `pages` is its sitemap."""
    papers = (PaperRecord.model_validate_json(line) for line in dump.split("\n") if line)
    added = {api.DATABASE: database.as_sqlite(papers, TagsRecord.model_validate_json(tags).tags)}
    shorter = sitemap.split(pages, site_url)
    added |= {path: text.encode() for path, text in shorter.items()}
    if shorter:
        added[f"{sitemap.PATH}.gz"] = gzip.compress(shorter[sitemap.PATH].encode(), mtime=0)
    return added
