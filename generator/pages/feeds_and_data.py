"""How the archive is taken away: the page of its feeds, and the page of its data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.api_schema import SCHEMAS
from generator.exports.channels import Channel, Channels, Group
from generator.outputs import Output
from generator.pages import listing
from generator.pages.layout import Layout
from generator.text import markdown_writer as writer
from generator.text.markdown_writer import Block, Inline
from generator.text.wording import counted


def render(layout: Layout) -> Iterator[Output]:
    """Both pages."""
    settings, feeds = layout.archive.settings, layout.feeds
    front = {
        "title": "Feeds",
        "description": f"All feeds of {settings.site_name}, and how to follow them.",
        "template": "listing.html",
        "list": "index",
        "filter": "Filter",
    }
    groups = [group for group in feeds.groups if group.channels not in (feeds.authors, feeds.organisations)]
    named = _named(feeds, settings.minimum_papers_per_author)
    yield layout.page("feeds.md", front, _feeds, groups, named)
    front = {
        "title": "Data",
        "description": f"All of {settings.site_name} as data: JSON, JSON Lines, SQLite.",
        "template": "listing.html",
    }
    yield layout.page("data.md", front, _data, settings.site_url)


def _feeds(groups: Sequence[Group], named: str) -> Block:
    heading = writer.headings()
    everything = writer.link(writer.text("feeds.opml"), "feeds.opml")
    blocks = [
        listing.sentence(
            "To have new papers come to you, copy the address of a feed and paste it into a feed reader, such as "
            "NetNewsWire, Thunderbird, FreshRSS or Miniflux. RSS, Atom and JSON have the same papers: any one will do. "
            "To follow everything on this page at once, import",
            everything,
        )
    ]
    for group in groups:
        blocks += [heading(2, writer.text(group.label)), writer.bullets(map(_entry, group.channels))]
    if named:
        pages = [writer.link(writer.text(title), f"{title.lower()}/index.md") for title in ("Authors", "Organisations")]
        blocks += [
            heading(2, writer.text("Authors and organisations")),
            writer.paragraph(writer.text(named)),
            writer.bullets(pages),
        ]
    return writer.document(blocks)


def _named(feeds: Channels, minimum: int) -> str:
    if not feeds.authors and not feeds.organisations:
        return ""
    authors, organisations = counted(len(feeds.authors), "author"), counted(len(feeds.organisations), "organisation")
    papers = counted(minimum, "paper")
    return f"Each with {papers} or more has feeds, on its own page; {authors} and {organisations} so far."


def _entry(channel: Channel) -> Inline:
    page = writer.link(writer.text(channel.label, in_label=True), _file(channel.page))
    number = writer.text(f"{len(channel.papers):,}")
    return writer.joined([writer.joined([page, number], " "), listing.feed_links(channel)], " · ")


def _file(address: str) -> str:
    """The file of the page at an address: `tags/search/#x` is that of `tags/search.md`."""
    path = address.partition("#")[0].rstrip("/")
    return f"{path}/index.md" if path in ("digests", "tags") else f"{path}.md" if path else "index.md"


def _data(site_url: str) -> Block:
    heading = writer.headings()
    whole = [
        [
            writer.link(writer.text("archive.jsonl"), "api/v1/archive.jsonl"),
            writer.text("a paper per line, with every row that digests have of it. The same archive is made of it by"),
            writer.code("papershelf import archive.jsonl"),
        ],
        [
            writer.link(writer.text("archive.sqlite"), "api/v1/archive.sqlite"),
            writer.text("the same as tables, with full-text search. Anything that speaks SQLite reads it, such as"),
            writer.code("datasette archive.sqlite"),
        ],
    ]
    files = [
        [writer.link(writer.text(name), f"api/v1/{name}"), writer.text(meaning)]
        for name, meaning in (
            ("index.json", "where all the others are"),
            ("papers/index.json", "the pages that list all papers, oldest first"),
            ("tags.json", "all tags"),
            ("digests.json", "all digests, with their papers"),
        )
    ]
    paper = [
        writer.code(f"{site_url}api/v1/papers/SLUG.json"),
        writer.text("a paper, whole; its slug is the last part of its page’s address"),
    ]
    schemas = (writer.link(writer.text(name), f"api/v1/schema/{name}.json") for name in SCHEMAS)
    return writer.document(
        [
            writer.paragraph(writer.text("Everything in this archive, to take away and to build on.")),
            heading(2, writer.text("The whole archive")),
            writer.bullets(_explained(parts) for parts in whole),
            heading(2, writer.text("JSON")),
            writer.paragraph(
                writer.text(
                    "Static files: no key, no limits, no server that could be down. Version 1 may gain keys; none goes "
                    "or changes its meaning."
                )
            ),
            writer.bullets(_explained(parts) for parts in [*files, paper]),
            listing.labelled("JSON Schemas of their keys:", schemas),
        ]
    )


def _explained(parts: Sequence[Inline]) -> Inline:
    """A link or name, a colon, and what it is."""
    first, *rest = parts
    return writer.joined([writer.joined([first, writer.text(":")]), writer.joined(rest, " ")], " ")
