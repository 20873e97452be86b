"""What a built site still needs that neither the generator's text nor MkDocs can give: SQLite, pictures, sitemaps."""

from __future__ import annotations

import base64
import functools
import gzip
import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import chain
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from generator import api_schema, run
from generator.api_schema import PaperRecord, TagsRecord
from generator.exports import api, sitemap, social_cards, sqlite
from generator.site.last_site import LastSite, version
from generator.system import cache, files
from generator.system.cache import Cache
from generator.system.progress import Silent


def finish(config: MkDocsConfig, last: LastSite) -> None:
    """Complete the site that MkDocs has built as `config` says, from what is in it and what the last site has."""
    site = Path(config.site_dir)
    listed = (site / api.TAGS).read_text("utf-8")
    tags = TagsRecord.model_validate_json(listed).tags
    code = [sqlite3.sqlite_version, *(version(module.__file__) for module in (sqlite, api_schema) if module.__file__)]
    made_of = _hash(chain([*code, listed], _lines(site / api.DUMP)))
    if not last.link(api.DATABASE, made_of):
        papers = map(PaperRecord.model_validate_json, _lines(site / api.DUMP))
        last.write(api.DATABASE, made_of, sqlite.as_sqlite(papers, tags))
    pages = (site / sitemap.PATH).read_text("utf-8")
    for path, data in _sitemaps(pages, (config.site_url or "").rstrip("/") + "/").items():
        files.write_bytes(site / path, data)
    labels = {tag.slug: tag.label for tag in tags}
    cards = social_cards.wanted(_lines(site / api.DUMP), labels, config.site_name, config.site_description or "")
    made = {path: _hash([social_cards.version(), card.as_json()]) for path, card in cards.items()}
    new = {path: card for path, card in cards.items() if not last.link(path, made[path])}
    if new:
        results = Cache(Path(config.config_file_path).parent / files.CACHE)
        for path, data in draw(new, results).items():
            last.write(path, made[path], data)


def _hash(texts: Iterable[str]) -> str:
    of_all = hashlib.sha256()
    for text in texts:
        of_all.update(f"{text}\0".encode())
    return of_all.hexdigest()


def _lines(dump: Path) -> Iterator[str]:
    """The records of an archive, one at a time: there may be hundreds of megabytes of them."""
    with dump.open(encoding="utf-8", newline="\n") as file:
        yield from file


def _sitemaps(pages: str, site_url: str) -> dict[str, bytes]:
    """Files to put in the place of a sitemap that is too long, by path."""
    shorter = sitemap.split(pages, site_url)
    added = {path: text.encode() for path, text in shorter.items()}
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
            functools.partial(Silent().task, ""),
        )
    return {path: drawn[card.as_json()] for path, card in cards.items()}
