"""The page that lists the feeds of the archive, and the page that lists its data files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from generator.api_schema import SCHEMAS
from generator.exports.api import DUMP
from generator.exports.channels import Channel, Channels, Group
from generator.exports.citations import FORMATS, archive_file
from generator.outputs import Output
from generator.pages import listing
from generator.pages.layout import Layout
from generator.text import markdown_writer as writer
from generator.text.markdown_writer import Block, Inline
from generator.text.wording import Wording

_SHOWN = 24
"""Feeds of a group of tags that are listed: those with most papers. A page with a thousand is 25,000 pixels high on a
phone.
"""


def render(layout: Layout) -> Iterator[Output]:
    """Yield both pages."""
    settings, feeds, words = layout.archive.settings, layout.feeds, layout.words
    front = {
        "title": words.t("Feeds"),
        "description": words.t("All feeds of {site}, and how to follow them.", site=settings.site_name),
        "template": "listing.html",
        "list": "index",
        "filter": words.t("Filter"),
    }
    groups = [group for group in feeds.groups if group.channels not in (feeds.authors, feeds.organisations)]
    named = _named(feeds, settings.minimum_papers_per_author_feed, words)
    yield layout.page("feeds.md", front, partial(_feeds, words), groups, named)
    front = {
        "title": words.t("Data"),
        "description": words.t("All of {site} as data: JSON, JSON Lines, SQLite.", site=settings.site_name),
        "template": "listing.html",
    }
    yield layout.page("data.md", front, partial(_data, words), settings.site_url, bool(layout.archive.papers))


def _feeds(words: Wording, groups: Sequence[Group], named: str) -> Block:
    heading = writer.headings()
    everything = writer.link(writer.text("feeds.opml"), "feeds.opml")
    blocks = [
        listing.sentence(
            words.t(
                "To have new papers come to you, copy the address of a feed and paste it into a feed reader, such as "
                "NetNewsWire, Thunderbird, FreshRSS or Miniflux. Where there are several formats, they have the same "
                "papers. To follow everything on this page at once, import {file}."
            ),
            file=everything,
        )
    ]
    for group in groups:
        shown = _shown(group.channels)
        blocks += [
            heading(2, writer.text(group.label)),
            writer.bullets(_entry(channel, words) for channel in shown),
        ]
        if rest := len(group.channels) - len(shown):
            tags = writer.link(writer.text(words.t("all tags")), "tags/index.md")
            message = words.n(
                "{n} more is on the page of its tag: {tags}.",
                "{n} more are on the pages of their tags: {tags}.",
                rest,
                tags="{tags}",
            )
            blocks.append(listing.sentence(message, tags=tags))
    if named:
        pages = [
            writer.link(writer.text(words.t("Authors")), "authors/index.md"),
            writer.link(writer.text(words.t("Organisations")), "organisations/index.md"),
        ]
        blocks += [
            heading(2, writer.text(words.t("Authors and organisations"))),
            writer.paragraph(writer.text(named)),
            writer.bullets(pages),
        ]
    return writer.document(blocks)


def _shown(channels: Sequence[Channel]) -> Sequence[Channel]:
    """Return the channels of a group that are listed: all in their order, or those with most papers of many tags.

    Other channels are on no pages of tags.
    """
    if len(channels) <= _SHOWN or not all(channel.tags for channel in channels):
        return channels
    return sorted(channels, key=lambda channel: -len(channel.papers))[:_SHOWN]


def _named(feeds: Channels, minimum: int, words: Wording) -> str:
    if not feeds.authors and not feeds.organisations:
        return ""
    return words.n(
        "Authors of {n} paper or more and organisations with a page have a feed there: {authors} and {organisations} "
        "so far.",
        "Authors of {n} papers or more and organisations with a page have a feed there: {authors} and {organisations} "
        "so far.",
        minimum,
        authors=words.n("{n} author", "{n} authors", len(feeds.authors)),
        organisations=words.n("{n} organisation", "{n} organisations", len(feeds.organisations)),
    )


def _entry(channel: Channel, words: Wording) -> Inline:
    page = writer.link(writer.text(channel.label, in_label=True), _file(channel.page))
    number = writer.text(words.number(len(channel.papers)))
    return writer.joined([writer.joined([page, number], " "), listing.feed_links(channel, words)], " · ")


def _file(address: str) -> str:
    """Return the file of the page at an address: `tags/search/#x` is that of `tags/search.md`."""
    path = address.partition("#")[0].rstrip("/")
    return f"{path}/index.md" if path in ("digests", "tags") else f"{path}.md" if path else "index.md"


def _data(words: Wording, site_url: str, has_papers: bool) -> Block:
    heading = writer.headings()
    whole = [
        [
            writer.link(writer.text("archive.jsonl.gz"), DUMP),
            writer.filled(
                words.t(
                    "a paper per line, with every row that digests have of it. The same archive is made of it by "
                    "{command}"
                ),
                {"command": writer.code("papershelf import archive.jsonl.gz")},
            ),
        ],
        [
            writer.link(writer.text("archive.sqlite"), "api/v1/archive.sqlite"),
            writer.filled(
                words.t(
                    "the same as tables, with full-text search. Anything that speaks SQLite reads it, such as {command}"
                ),
                {"command": writer.code("datasette archive.sqlite")},
            ),
        ],
    ]
    if has_papers:
        whole += (
            [writer.link(writer.text(path := archive_file(each)), path), writer.text(each.label)] for each in FORMATS
        )
    files = [
        [writer.link(writer.text(name), f"api/v1/{name}"), writer.text(meaning)]
        for name, meaning in (
            ("index.json", words.t("where all the others are")),
            ("papers/index.json", words.t("the pages that list all papers, oldest first")),
            ("tags.json", words.t("all tags")),
            ("digests.json", words.t("all digests, with their papers")),
        )
    ]
    paper = [
        writer.code(f"{site_url}api/v1/papers/SLUG.json"),
        writer.text(words.t("a paper, whole; its slug is the last part of its page’s address")),
    ]
    schemas = (writer.link(writer.text(name), f"api/v1/schema/{name}.json") for name in SCHEMAS)
    return writer.document(
        [
            writer.paragraph(writer.text(words.t("Everything in this archive, to take away and to build on."))),
            heading(2, writer.text(words.t("The whole archive"))),
            writer.bullets(_explained(parts) for parts in whole),
            heading(2, writer.text("JSON")),
            writer.paragraph(
                writer.text(
                    words.t(
                        "Static files: no key, no limits, no server that could be down. Version 1 may gain keys; none "
                        "goes or changes its meaning."
                    )
                )
            ),
            writer.bullets(_explained(parts) for parts in [*files, paper]),
            listing.labelled(words.t("JSON Schemas of their keys:"), schemas),
        ]
    )


def _explained(parts: Sequence[Inline]) -> Inline:
    """Return a link or name, a colon, and an explanation."""
    first, *rest = parts
    return writer.joined([writer.joined([first, writer.text(":")]), writer.joined(rest, " ")], " ")
