"""Feeds: RSS (`rss_atom`), Atom and JSON Feed (`json_feed`) of every channel, and a list of all feeds (`opml`).

`items` has the content of an entry in every format, `moved` the last file of a feed that was given up.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial

from generator.exports import channels
from generator.exports.channels import Channel
from generator.exports.feeds import json_feed, moved, opml, rss_atom
from generator.exports.feeds.items import Item, item, published
from generator.model import Archive, Paper
from generator.outputs import Output, output

OPML = "feeds.opml"

_BEFORE_ALL = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)

_RECENT = dt.timedelta(days=14)
"""Papers are recent if they came at most this long before the newest paper of the archive. A feed has all of them."""

_MAXIMUM_RECENT = 1_000
"""Recent papers in a feed, 2 MB. A first import may bring thousands, and readers give up on a feed of so many."""

_KEPT = 20_000
"""Papers whose items of RSS are kept in memory, about 60 MB."""


def render(archive: Archive) -> Iterator[Output]:
    """Yield every feed, with the newest papers first, and the list of feeds."""
    settings = archive.settings
    times = published(archive.papers, archive.rows)
    entries = _Entries(archive, times)
    since = max(times.values(), default=_BEFORE_ALL).date() - _RECENT
    feeds = channels.find(archive)
    for channel in feeds:
        newest = _newest(channel.papers, settings.feed_entries, times, since)
        inputs = (replace(channel, papers=()), tuple(newest), tuple(times[paper.slug] for paper in newest))
        yield Output(channel.rss, entries.rss, inputs)
        if channel.atom:
            yield Output(channel.atom, entries.atom, inputs)
        if channel.json:
            yield Output(channel.json, entries.json, inputs)
    updated = max(times.values(), default=_BEFORE_ALL)
    groups = tuple(
        replace(group, channels=tuple(replace(channel, papers=()) for channel in group.channels))
        for group in feeds.groups
    )
    yield output(OPML, partial(opml.render, settings), groups, updated)
    yield from moved.render(archive, feeds)


def _newest(papers: Sequence[Paper], entries: int, times: Mapping[str, dt.datetime], since: dt.date) -> list[Paper]:
    """Return the papers of a feed, newest first: the newest `entries`, and all that came on `since` or later.

    So readers that fetch it every few days miss nothing, however much is imported at once.
    """
    recent = sum(times[paper.slug].date() >= since for paper in papers)
    return heapq.nlargest(max(entries, min(recent, _MAXIMUM_RECENT)), papers, key=lambda paper: times[paper.slug])


def _updated(times: Sequence[dt.datetime]) -> dt.datetime:
    """Return the newest entry's time. A feed without new papers does not change."""
    return times[0] if times else _BEFORE_ALL


class _Entries:
    """Writes feeds. A paper is in many feeds of RSS, so its item is made once and kept; few have other formats."""

    def __init__(self, archive: Archive, times: Mapping[str, dt.datetime]) -> None:
        self.archive, self._times = archive, times
        self._labels = {tag.slug: tag.label for tag in archive.tags}
        papers = {paper.slug: paper for paper in archive.papers}
        self._in_rss = lru_cache(_KEPT)(
            lambda slug, is_brief: rss_atom.rss_item(self._item(papers[slug], is_brief), archive.settings)
        )

    def rss(self, channel: Channel, papers: Sequence[Paper], times: Sequence[dt.datetime]) -> str:
        items = (self._in_rss(paper.slug, channel.is_brief) for paper in papers)
        return rss_atom.rss(channel, self.archive.settings, _updated(times), items)

    def atom(self, channel: Channel, papers: Sequence[Paper], times: Sequence[dt.datetime]) -> str:
        items = (self._item(paper, channel.is_brief) for paper in papers)
        return rss_atom.atom(channel, self.archive.settings, _updated(times), items)

    def json(self, channel: Channel, papers: Sequence[Paper], _times: Sequence[dt.datetime]) -> str:
        items = (json_feed.entry(self._item(paper, channel.is_brief)) for paper in papers)
        return json_feed.feed(channel, self.archive.settings, items)

    def _item(self, paper: Paper, is_brief: bool) -> Item:
        return item(self.archive, paper, self._times[paper.slug], self._labels, is_brief=is_brief)
