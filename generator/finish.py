"""What a built site still needs that neither the generator's text nor MkDocs can give: SQLite, pictures, sitemaps."""

from __future__ import annotations

import base64
import gzip
from contextlib import closing
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from generator import api, cache, database, files, run, sitemap, social_cards
from generator.cache import Cache
from generator.records import PaperRecord, TagsRecord


def finish(config: MkDocsConfig) -> None:
    """Complete the site that MkDocs has built as `config` says, from what is in it."""
    site = Path(config.site_dir)
    dump = (site / api.DUMP).read_text("utf-8")
    tags = TagsRecord.model_validate_json((site / api.TAGS).read_text("utf-8"))
    pages = (site / sitemap.PATH).read_text("utf-8")
    for path, data in complete(dump, tags, pages, (config.site_url or "").rstrip("/") + "/").items():
        files.write_bytes(site / path, data)
    labels = {tag.slug: tag.label for tag in tags.tags}
    cards = social_cards.wanted(dump, labels, config.site_name, config.site_description or "")
    results = Cache(Path(config.config_file_path).parent / files.CACHE)
    for path, data in draw(cards, results).items():
        files.write_bytes(site / path, data)


def complete(dump: str, tags: TagsRecord, pages: str, site_url: str) -> dict[str, bytes]:
    """The files to add to a site, or to put in place of MkDocs', by path. `pages` is its sitemap."""
    papers = (PaperRecord.model_validate_json(line) for line in dump.split("\n") if line)
    added = {api.DATABASE: database.as_sqlite(papers, tags.tags)}
    shorter = sitemap.split(pages, site_url)
    added |= {path: text.encode() for path, text in shorter.items()}
    if shorter:
        added[f"{sitemap.PATH}.gz"] = gzip.compress(shorter[sitemap.PATH].encode(), mtime=0)
    return added


def draw(cards: dict[str, social_cards.Card], results: Cache) -> dict[str, bytes]:
    """The pictures of the cards, by path: from the cache, which is closed afterwards, or drawn on every core."""
    with closing(results), run.pool() as workers:
        drawn = cache.compute(
            social_cards.draw_json,
            base64.b64decode,
            social_cards.version(),
            [card.as_json() for card in cards.values()],
            results,
            workers,
            started=lambda _: None,
            advanced=lambda: None,
        )
    return {path: drawn[card.as_json()] for path, card in cards.items()}
