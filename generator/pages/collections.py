"""Collections: an index, and a page for each with its papers in order, sections, remarks and meetings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from urllib.parse import quote

from generator.archive import collections
from generator.exports.channels import Channel
from generator.model import CollectedPaper, Collection, Paper, ReadingStatus, SafeHtml
from generator.outputs import Output
from generator.pages import edit_links, listing
from generator.pages.layout import Layout, announced
from generator.pages.listing import Shown
from generator.pages.paper_notes import sanitised_element
from generator.text import markdown_writer as writer
from generator.text.languages import language_of
from generator.text.markdown_writer import Block, Inline
from generator.text.safe_html import plain_text
from generator.text.wording import Wording

INDEX = f"{collections.FOLDER}/index.md"


def render(layout: Layout) -> Iterator[Output]:
    """Yield the pages, none in an archive without collections."""
    archive, words = layout.archive, layout.words
    if not archive.collections:
        return
    front: dict[str, object] = {
        "title": words.t("Collections"),
        "description": words.t("Papers of {site} in an order to read them.", site=archive.settings.site_name),
        "template": "listing.html",
    }
    form = edit_links.collection_address(archive.settings)
    yield layout.page(INDEX, front, partial(_index, words, form), archive.collections)
    by_folder = {channel.folder: channel for channel in layout.feeds.collections}
    for collection in archive.collections:
        channel = by_folder[f"{collections.FOLDER}/{collection.slug}/"]
        front = {
            "title": collection.title,
            "description": words.n(
                "{n} paper in an order to read them, by {author}.",
                "{n} papers in an order to read them, by {author}.",
                len(collection.papers),
                author=collection.author,
            ),
            "template": "listing.html",
            "list": "collection",
            "styles": ["assets/collections.css"],
            "feeds": announced([channel]),
        }
        papers = {collected.slug: layout.papers[collected.slug] for collected in collection.papers}
        path = f"{collections.FOLDER}/{collection.slug}.md"
        yield listing.page(layout, path, front, partial(_body, layout), collection, papers, channel)


def _index(words: Wording, form: str, listed: tuple[Collection, ...]) -> Block:
    entries = writer.bullets(_entry(collection, words) for collection in listed)
    number = writer.text(words.n("{n} collection", "{n} collections", len(listed)))
    propose = writer.foreign_link(words.t("Propose a collection"), form) if form else writer.NOTHING
    return writer.document([listing.facts(number, propose), entries])


def _entry(collection: Collection, words: Wording) -> Inline:
    link = writer.link(writer.text(collection.title, in_label=True), f"{collections.FOLDER}/{collection.slug}.md")
    return writer.joined([link, writer.emphasis(writer.text(_facts(collection, words)))], " ")


def _facts(collection: Collection, words: Wording) -> str:
    number = words.n("{n} paper", "{n} papers", len(collection.papers))
    return " · ".join((number, collection.author, words.date(collection.date)))


def _body(layout: Layout, collection: Collection, papers: Mapping[str, Paper], channel: Channel) -> Shown:
    words, heading = layout.words, writer.headings()
    edit = edit_links.edit_address(layout.archive.settings)
    blocks = [
        listing.facts(
            writer.text(_facts(collection, words)),
            listing.feed_links(channel, words),
            writer.link(writer.text(words.t("all collections")), INDEX),
            writer.foreign_link(words.t("Edit this collection"), f"{edit}{quote(collection.path)}")
            if edit
            else writer.NOTHING,
        ),
        *listing.bibtex(channel.folder, [*papers.values()], words),
    ]
    if collection.introduction:
        blocks.append(_untrusted([], collection.introduction, words))
    for collected in collection.papers:
        if collected.section:
            blocks.append(heading(2, writer.text(collected.section)))
        blocks.append(layout.cards.brief(papers[collected.slug]))
        facts = [*_progress(collected, words)]
        if facts or collected.remark:
            blocks.append(_untrusted(facts, collected.remark, words))
    if collection.conclusion:
        blocks.append(_untrusted([], collection.conclusion, words))
    return Shown(writer.document(blocks), [*papers.values()])


def _progress(collected: CollectedPaper, words: Wording) -> Iterator[Inline]:
    """Yield how far a reading group is with a paper."""
    labels = {
        ReadingStatus.NEXT: words.t("Read next"),
        ReadingStatus.READING: words.t("Reading now"),
        ReadingStatus.READ: words.t("Read"),
    }
    if collected.status:
        yield writer.strong(writer.text(labels[collected.status]))
    if collected.meeting:
        yield writer.text(words.t("Meeting on {date}", date=words.date(collected.meeting)))


def _untrusted(facts: list[Inline], text: SafeHtml, words: Wording) -> Block:
    """Return sanitised HTML below a line of facts."""
    head = writer.paragraph(writer.joined(facts, " · ")).html if facts else ""
    return sanitised_element(f"{head}{text}", words.attributes_of(language_of(plain_text(text))))
