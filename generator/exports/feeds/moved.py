"""Feeds that were published and are given up: each keeps a last file, whose one entry links the feed that replaces it.

Feed readers do not follow pages that redirect, and a static host sends no other redirects.
"""

from __future__ import annotations

import datetime as dt
import html
import posixpath
from collections.abc import Iterator
from dataclasses import replace

from generator.addresses import FEED_FILES
from generator.exports.channels import ALL_FORMATS, Channel, Channels
from generator.exports.feeds import json_feed, rss_atom
from generator.exports.feeds.items import Item
from generator.model import Archive, Settings
from generator.outputs import Output, output
from generator.text.wording import words_of

_SINCE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
"""The time of the entry, which must never change: the year in which feeds were first given up."""


def render(archive: Archive, channels: Channels) -> Iterator[Output]:
    """Yield the last file of each recorded feed that is no longer written and whose page is still there."""
    by_folder = {channel.folder: channel for channel in channels}
    written = {path for channel in channels for path in (channel.rss, channel.atom, channel.json)}
    pages = {f"authors/{credit.slug}/" for credit in archive.authors if credit.has_page}
    pages |= {f"sources/{seen.source}/" for paper in archive.papers for seen in paper.appearances}
    former = {f"tags/{slug}/": f"tags/{tag.slug}/" for tag in archive.tags for slug in tag.former_slugs}
    recorded = (path for path in archive.recorded_files - written if posixpath.basename(path) in FEED_FILES)
    for path in sorted(recorded):
        folder = f"{posixpath.dirname(path)}/"
        first_tag = folder.partition("with/")[0]
        successor = by_folder.get(folder) or by_folder.get(former.get(first_tag, first_tag))
        if successor is None and folder in pages:
            successor = channels.archive
        if successor is not None:
            heads = replace(successor, papers=())
            yield output(path, _last_file, path, heads, archive.settings)


def _last_file(path: str, successor: Channel, settings: Settings) -> str:
    """Return the feed at `path` in its format, with one entry that leads to `successor`."""
    words = words_of(settings.language)
    folder, name = posixpath.split(path)
    address = settings.site_url + successor.rss
    text = words.t("This feed has moved. Subscribe to {address} instead.", address=address)
    item = Item(
        address=address,
        title=words.t("This feed has moved: {title}", title=successor.title),
        summary=text,
        content=f'<p>{html.escape(text)} <a href="{html.escape(address)}">{html.escape(successor.title)}</a></p>',
        published=_SINCE,
        authors=(),
        tags={},
        keywords=(),
        external="",
    )
    channel = replace(successor, folder=f"{folder}/", formats=ALL_FORMATS)
    if name == "feed.json":
        return json_feed.feed(channel, settings, [json_feed.entry(item)])
    if name == "atom.xml":
        return rss_atom.atom(channel, settings, _SINCE, [item])
    return rss_atom.rss(channel, settings, _SINCE, [rss_atom.rss_item(item, settings)])
