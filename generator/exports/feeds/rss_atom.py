"""RSS 2.0 and Atom 1.0, by feedgen, except for the items of RSS.

A paper is in many feeds of RSS: the archive's and those of its source, tags and authors. Its item is written here as
feedgen writes it, but for indentation, 4 % of a feed, in a tenth of its time. RSS is assembled from these items.
"""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Iterable, Sequence
from email.utils import format_datetime

from feedgen import feed as feedgen  # before its extensions, which cannot be imported alone
from feedgen.ext.dc import DcEntryExtension, DcExtension

from generator.exports.channels import Channel
from generator.exports.feeds.items import Item
from generator.model import Settings
from generator.text.wording import words_of

_NO_TAGS = str.maketrans({"<": "‹", ">": "›"})

_STYLE = "assets/feed.css"


def rss_item(item: Item, settings: Settings) -> str:
    """Return an item as the `<item>` of RSS that feedgen writes, without indentation."""
    tags = f'<category domain="{_attribute(settings.site_url)}tags/">'
    lines = [
        f"<title>{_text(item.title)}</title>",
        f"<link>{_text(item.address)}</link>",
        # The description of RSS is HTML.
        f"<description>{_text(_text(item.summary))}</description>",
        f"<content:encoded>{_text(item.content)}</content:encoded>",
        f'<guid isPermaLink="true">{_text(item.address)}</guid>',
        *(f"{tags}{_text(label)}</category>" for label in item.tags.values()),
        *(f"<category>{_text(keyword)}</category>" for keyword in item.keywords),
        f"<pubDate>{format_datetime(item.published)}</pubDate>",
        *([f"<dc:creator>{_text(creator(item.authors))}</dc:creator>"] if item.authors else []),
    ]
    return "".join(("<item>\n", *(f"{line}\n" for line in lines), "</item>\n"))


def rss(channel: Channel, settings: Settings, updated: dt.datetime, items: Iterable[str]) -> str:
    """Return the channel as RSS, with `items` from `rss_item`."""
    feed = _feed(channel, settings, updated, channel.rss, "application/rss+xml")
    return _filled(feed.rss_str(pretty=True).decode(), "  </channel>\n", items, channel)


def atom(channel: Channel, settings: Settings, updated: dt.datetime, items: Iterable[Item]) -> str:
    """Return the channel as Atom."""
    feed = _feed(channel, settings, updated, channel.atom, "application/atom+xml")
    for item in items:
        _add(feed, item, settings)
    return _filled(feed.atom_str(pretty=True).decode(), "</feed>\n", (), channel)


def _with_dublin_core() -> feedgen.FeedGenerator:
    """Return an empty feed whose RSS may name creators.

    The extension is passed as classes: if it were named, feedgen would search the disk for it each time.
    """
    feed = feedgen.FeedGenerator()
    feed.register_extension("dc", DcExtension, DcEntryExtension, atom=False)
    return feed


def _feed(
    channel: Channel, settings: Settings, updated: dt.datetime, path: str, media_type: str
) -> feedgen.FeedGenerator:
    """Return the channel without items; `path` is the feed's own."""
    feed = _with_dublin_core()
    feed.id(settings.site_url + path)
    feed.title(channel.title)
    # Some readers show it as HTML, and a label comes from a digest: it must not be an element there.
    feed.description(channel.description.translate(_NO_TAGS))
    # feedgen takes the channel's address from the last link, so the feed's own link comes first.
    feed.link(href=settings.site_url + path, rel="self", type=media_type)
    feed.link(href=settings.site_url + channel.page, rel="alternate", type="text/html")
    feed.language(words_of(settings.language).language)
    feed.generator("Papershelf")
    # Atom requires an author for every entry, and many papers have none.
    feed.author({"name": settings.site_name})
    feed.updated(updated)
    return feed


def _add(feed: feedgen.FeedGenerator, item: Item, settings: Settings) -> None:
    entry = feed.add_entry(order="append")
    entry.title(item.title)
    entry.link(href=item.address)
    entry.guid(item.address, permalink=True)
    # The description of RSS is HTML, the summary of Atom plain text. In this order feedgen keeps them apart.
    entry.description(html.escape(item.summary, quote=False))
    entry.summary(item.summary)
    entry.content(item.content, type="xhtml")
    entry.pubDate(item.published)
    entry.updated(item.published)
    tags = f"{settings.site_url}tags/"
    entry.category([{"term": slug, "label": label, "scheme": tags} for slug, label in item.tags.items()])
    entry.category([{"term": keyword, "label": keyword} for keyword in item.keywords])
    entry.author([{"name": author} for author in item.authors])
    entry.dc.dc_creator([creator(item.authors)] if item.authors else [])


def creator(authors: Sequence[str]) -> str:
    """Return all authors as one text for RSS, of whose creators many readers show one.

    >>> creator(["Ann Lee", "Bo Ray"]), creator(["Ann Lee", "Sample, Inc."])
    ('Ann Lee, Bo Ray', 'Ann Lee; Sample, Inc.')
    """
    return ("; " if any("," in author for author in authors) else ", ").join(authors)


def _text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _attribute(text: str) -> str:
    return _text(text).replace('"', "&quot;")


def _filled(empty: str, end: str, items: Iterable[str], channel: Channel) -> str:
    """Insert items into an empty feed, and a style sheet for people who open it in a browser.

    The style sheet is CSS, because browsers are about to drop XSLT.
    """
    root = "../" * channel.folder.count("/")
    head, _, tail = empty.rpartition(end)
    head = head.replace("?>\n", f'?>\n<?xml-stylesheet type="text/css" href="{root}{_STYLE}"?>\n', 1)
    return "".join((head, *items, end, tail))
