"""Feeds: RSS, Atom and JSON of every channel, and a list of them all, by their path below `build/docs`."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from generator.exports import channels
from generator.exports.channels import Channel
from generator.exports.feeds import json_feed, opml, rss_atom
from generator.exports.feeds.items import item, published
from generator.model import Archive, Paper
from generator.outputs import Output, output

OPML = "feeds.opml"

_BEFORE_ALL = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)

_ENTRIES_KEPT = 20_000
"""Papers in memory as entries, some 150 MB."""


def render(archive: Archive) -> Iterator[Output]:
    """Every feed, with the newest papers first."""
    settings = archive.settings
    times = published(archive.papers)
    entries = _Entries(archive, times)
    found = channels.find(archive)
    for channel in found:
        newest = heapq.nlargest(settings.feed_entries, channel.papers, key=lambda paper: times[paper.slug])
        feed = _Feed(channel, newest, [times[paper.slug] for paper in newest], entries)
        made_of = (replace(channel, papers=()), feed.papers, feed.times)
        yield output(channel.rss, made_of, feed.rss)
        yield output(channel.atom, made_of, feed.atom)
        yield output(channel.json, made_of, feed.json)
    updated = max(times.values(), default=_BEFORE_ALL)
    listed = [(group.label, [replace(channel, papers=()) for channel in group.channels]) for group in found.groups]
    yield output(OPML, (listed, updated), lambda: opml.render(found.groups, settings, updated))


@dataclass(frozen=True, slots=True)
class _Feed:
    """A channel with the papers that its feed has, and the time of each."""

    channel: Channel
    papers: Sequence[Paper]
    times: Sequence[dt.datetime]
    entries: _Entries

    @property
    def updated(self) -> dt.datetime:
        """The newest entry's time, not the clock's: a feed without news does not change."""
        return self.times[0] if self.times else _BEFORE_ALL

    def rss(self) -> str:
        entries = (entry.rss for entry in self.entries.of(self.papers))
        return rss_atom.rss(self.channel, self.entries.archive.settings, self.updated, entries)

    def atom(self) -> str:
        entries = (entry.atom for entry in self.entries.of(self.papers))
        return rss_atom.atom(self.channel, self.entries.archive.settings, self.updated, entries)

    def json(self) -> str:
        entries = (entry.json for entry in self.entries.of(self.papers))
        return json_feed.feed(self.channel, self.entries.archive.settings, entries)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A paper in each format."""

    rss: str
    atom: str
    json: str


class _Entries:
    """Papers as entries: each is in many feeds, so it is written once, together with others, and kept for a while."""

    def __init__(self, archive: Archive, times: Mapping[str, dt.datetime]) -> None:
        self.archive, self._times = archive, times
        self._labels = {tag.slug: tag.label for tag in archive.tags}
        self._kept: dict[str, _Entry] = {}

    def of(self, papers: Sequence[Paper]) -> list[_Entry]:
        missing = [paper for paper in papers if paper.slug not in self._kept]
        items = [item(self.archive, paper, self._times[paper.slug], self._labels) for paper in missing]
        as_xml = rss_atom.entries(items, self.archive.settings)
        for paper, each, (rss, atom) in zip(missing, items, as_xml, strict=True):
            self._kept[paper.slug] = _Entry(rss, atom, json_feed.entry(each))
        found = [self._kept[paper.slug] for paper in papers]
        while len(self._kept) > _ENTRIES_KEPT:
            del self._kept[next(iter(self._kept))]
        return found
