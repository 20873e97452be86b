"""RSS 2.0 feeds: one for the archive and one per tag, by their path below `build/docs`."""

from __future__ import annotations

import datetime as dt
import hashlib
import html
from collections.abc import Iterator, Sequence

from feedgen.feed import FeedGenerator

from generator.model import Archive, Paper

_DAY = 24 * 60 * 60


def render(archive: Archive) -> Iterator[tuple[str, str]]:
    """Every feed, as path and text, with the newest papers first."""
    settings = archive.settings
    description = settings.site_description or f"New papers in {settings.site_name}."
    yield "feed.xml", _rss(archive, "", settings.site_name, description, archive.papers)
    for tag in archive.tags:
        title = f"{settings.site_name}: {tag.label}"
        description = tag.description or f"New papers on {tag.label} in {settings.site_name}."
        yield f"tags/{tag.slug}/feed.xml", _rss(archive, f"tags/{tag.slug}/", title, description, tag.papers)


def _rss(archive: Archive, page: str, title: str, description: str, papers: Sequence[Paper]) -> str:
    """The feed of the page at `page`, a path relative to the site."""
    site = archive.settings.site_url
    feed = FeedGenerator()
    feed.load_extension("dc")
    feed.title(title)
    feed.description(description)
    # feedgen takes the channel's address from the last link it was given, so the feed's own comes first.
    feed.link(href=f"{site}{page}feed.xml", rel="self", type="application/rss+xml")
    feed.link(href=f"{site}{page}", rel="alternate")
    feed.language("en")
    feed.generator("Papershelf")
    labels = {tag.slug: tag.label for tag in archive.tags}
    newest = sorted(papers, key=published_at, reverse=True)[: archive.settings.feed_entries]
    # The newest entry's date, not the clock's: a feed without news does not change.
    feed.lastBuildDate(published_at(newest[0]) if newest else dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
    for paper in newest:
        entry = feed.add_entry(order="append")
        entry.title(paper.title.plain)
        entry.link(href=f"{site}papers/{paper.slug}/")
        entry.guid(f"{site}papers/{paper.slug}/", permalink=True)
        entry.description("".join(f"<p>{html.escape(part.plain)}</p>" for part in paper.abstract))
        entry.pubDate(published_at(paper))
        entry.category([{"term": labels[assignment.tag]} for assignment in archive.assignments[paper.slug]])
        if paper.authors:
            entry.dc.dc_creator(", ".join(paper.authors))
    text: str = feed.rss_str(pretty=True).decode()
    return text


def published_at(paper: Paper) -> dt.datetime:
    """When the archive first had the paper: its first day, and a time of that day taken from its address.

    Feed readers sort by date, and the papers of a day share one; a time from the slug keeps them apart, and is the
    same in every build.
    """
    first = min(appearance.date for appearance in paper.appearances)
    seconds = int.from_bytes(hashlib.sha256(paper.slug.encode()).digest()[:4]) % _DAY
    return dt.datetime.combine(first, dt.time(), dt.UTC) + dt.timedelta(seconds=seconds)
