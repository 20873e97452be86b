"""Feeds: RSS, Atom and JSON of every channel, and a list of them all, by their path below `build/docs`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from generator import channels
from generator.feeds import json_feed, opml, rss_atom
from generator.feeds.items import item, published
from generator.model import Archive

OPML = "feeds.opml"

_BEFORE_ALL = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def render(archive: Archive) -> Iterator[tuple[str, str]]:
    """Every feed, as path and text, with the newest papers first."""
    settings = archive.settings
    labels = {tag.slug: tag.label for tag in archive.tags}
    times = published(archive.papers)
    newest = sorted(archive.papers, key=lambda paper: times[paper.slug], reverse=True)
    place = {paper.slug: number for number, paper in enumerate(newest)}
    items = [item(archive, paper, times[paper.slug], labels) for paper in newest]
    as_xml = list(rss_atom.entries(items, settings))
    as_json = [json_feed.entry(each) for each in items]
    found = channels.find(archive)
    for channel in found:
        places = sorted(place[paper.slug] for paper in channel.papers)[: settings.feed_entries]
        # The newest entry's date, not the clock's: a feed without news does not change.
        updated = items[places[0]].published if places else _BEFORE_ALL
        yield channel.rss, rss_atom.rss(channel, settings, updated, (as_xml[at][0] for at in places))
        yield channel.atom, rss_atom.atom(channel, settings, updated, (as_xml[at][1] for at in places))
        yield channel.json, json_feed.feed(channel, settings, (as_json[at] for at in places))
    yield OPML, opml.render(found.groups, settings, items[0].published if items else _BEFORE_ALL)
