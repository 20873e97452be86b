"""Tags: their index, pages with a chart, redirects from former addresses, and the tags of each paper as JSON."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby

from generator.exports import citations
from generator.exports.channels import Channel
from generator.model import Archive, Paper, Tag
from generator.outputs import Output, output
from generator.pages import edit_links, listing, survey
from generator.pages.cards import tag_link
from generator.pages.charts import Spans
from generator.pages.layout import Layout, announced, tag_kind
from generator.pages.listing import ListPage, Shown
from generator.text import markdown_writer as writer
from generator.text.markdown_writer import Block, Inline
from generator.text.wording import Wording

ASSIGNMENTS = "tags/assignments.json"


def render(layout: Layout) -> Iterator[Output]:
    """Yield the index, every tag's pages and redirects, and the assignments."""
    archive = layout.archive
    spans, longest = Spans.covering(archive.papers, layout.words), citations.longest_list(archive.tags)
    yield _index(layout)
    yield output(ASSIGNMENTS, partial(_assignments, archive), archive.papers)
    pairs = _pairs_of(layout)
    for tag in archive.tags:
        yield from _pages(tag, pairs.get(tag.slug, {}), spans, longest, layout)
        for slug in tag.former_slugs:
            yield layout.redirect(f"tags/{slug}/index.html", f"tags/{tag.slug}/")
    for pair in layout.feeds.pairs:
        yield from _pair_pages(pair, spans, layout)


def _assignments(archive: Archive, papers: Sequence[Paper]) -> str:
    """Return the tags of every paper as JSON. The next build reads them, to see which have changed."""
    tags_of = {paper.slug: [one.tag for one in archive.assignments[paper.slug]] for paper in papers}
    return json.dumps(tags_of, sort_keys=True, indent=0) + "\n"


def _index(layout: Layout) -> Output:
    archive, words = layout.archive, layout.words
    front = {
        "title": words.t("Tags"),
        "description": words.t("All tags of {site}.", site=archive.settings.site_name),
        "template": "listing.html",
        "list": "index",
        "filter": words.t("Filter") if archive.tags else "",
        "other_names": {tag.label: ", ".join(tag.aliases) for tag in archive.tags if tag.aliases},
    }
    return layout.page("tags/index.md", front, partial(_index_body, layout), archive.tags)


def _index_body(layout: Layout, tags: Sequence[Tag]) -> Block:
    """Return the tree of tags, those without a subject at its end, and the list of all tags by letter."""
    heading, words = writer.headings(), layout.words
    if not tags:
        return writer.paragraph(writer.text(words.t("No tags yet. A keyword that enough papers share becomes a tag.")))
    blocks = []
    roots = [tag for tag in tags if tag.children and not tag.parent]
    if roots:
        blocks += [heading(2, writer.text(words.t("By subject"))), writer.tree(_node(layout, tag) for tag in roots)]
        if others := [tag for tag in tags if not tag.children and not tag.parent]:
            blocks += [
                heading(3, writer.text(words.t("Other tags"))),
                writer.bullets(_entry(tag, words) for tag in others),
            ]
    blocks.append(heading(2, writer.text(words.t("By letter"))))
    for letter, of_letter in groupby(tags, key=lambda tag: _letter(tag.label)):
        blocks += [heading(3, writer.text(letter)), writer.bullets(_entry(tag, words) for tag in of_letter)]
    return writer.document(blocks)


def _node(layout: Layout, tag: Tag) -> writer.Node:
    children = sorted((layout.tags[slug] for slug in tag.children), key=lambda child: child.label.casefold())
    return writer.Node(_entry(tag, layout.words), [_node(layout, child) for child in children])


def _entry(tag: Tag, words: Wording) -> Inline:
    """Return an entry of the index: a tag with the number of its papers, and whether it is automatic."""
    parts = [tag_link(tag), writer.text(words.number(len(tag.papers)))]
    return writer.joined([*parts, *([] if tag.is_curated else [writer.text(f"({words.t('automatic')})")])], " ")


def _letter(label: str) -> str:
    first = label[0].upper()
    return first if first.isalpha() else "#"


def _pages(tag: Tag, pairs: Mapping[str, str], spans: Spans, longest: int, layout: Layout) -> Iterator[Output]:
    channel, words = layout.feeds.by_tag.get(tag.slug), layout.words
    address = f"tags/{tag.slug}/"
    front = {
        "title": tag.label,
        "description": tag.description
        or words.n("{n} paper on {tag}.", "{n} papers on {tag}.", len(tag.papers), tag=tag.label),
        "template": "listing.html",
        "about": tag.description,
        "aliases": list(tag.aliases),
        "feeds": announced([channel] if channel else []),
        "chart": spans.chart(address, tag.papers),
    }
    body = partial(_body, layout)
    at_most = min(longest, len(tag.papers))
    yield from listing.render_growing(layout, address, front, tag.papers, body, tag, channel, pairs, at_most)


def _body(
    layout: Layout,
    part: ListPage[Paper],
    tag: Tag,
    channel: Channel | None,
    pairs: Mapping[str, str],
    at_most: int,
) -> Shown:
    """Return the first page of a tag: facts, links and files, what to read first, then its newest papers."""
    shown = listing.papers_by_month(layout, part)
    head = _head(layout, tag, channel, pairs, at_most)
    blocks = [*head, *survey.sections(layout, tag.papers), shown.body]
    if not tag.papers:
        blocks[-1] = writer.paragraph(writer.text(layout.words.t("No paper has this tag itself; see its parts.")))
    return Shown(writer.document(blocks), shown.cited, shown.listed)


def _head(layout: Layout, tag: Tag, channel: Channel | None, pairs: Mapping[str, str], at_most: int) -> Iterator[Block]:
    words = layout.words
    kinds = {
        "broad": words.t("a broad tag: so many papers have it that their narrower tags say more"),
        "automatic": words.t("an automatic tag"),
    }
    yield listing.facts(
        writer.text(words.n("{n} paper", "{n} papers", len(tag.papers))),
        listing.feed_links(channel, words) if channel else writer.NOTHING,
        writer.text(kinds.get(tag_kind(tag), "")),
    )
    if not tag.is_curated:
        yield listing.labelled(words.t("For the curator"), _ways_of_curator(tag, layout))
    for label, slugs in (
        (words.t("Part of"), [tag.parent] if tag.parent else []),
        (words.t("Parts"), tag.children),
    ):
        if slugs:
            yield listing.labelled(label, (tag_link(layout.tags[slug]) for slug in slugs))
    if tag.aliases:
        yield listing.labelled(words.t("Also called"), map(writer.text, tag.aliases))
    if tag.related:
        often = sorted(tag.related, key=lambda pair: pair[1], reverse=True)
        links = (
            writer.joined([tag_link(layout.tags[slug]), _shared(tag.slug, slug, shared, pairs)], " ")
            for slug, shared in often
        )
        yield listing.labelled(words.t("Often with"), links)
    if pairs:
        links = (
            writer.link(writer.text(layout.tags[slug].label, in_label=True), page)
            for slug, page in sorted(pairs.items())
        )
        yield listing.labelled(words.t("Papers that have another tag, too:"), links)
    yield from survey.authors(layout, tag.papers)
    yield from survey.organisations(layout, tag.papers)
    yield from listing.bibtex(f"tags/{tag.slug}/", tag.papers, words, at_most)


def _ways_of_curator(tag: Tag, layout: Layout) -> Iterator[Inline]:
    """Yield how the curator adopts or blocks an automatic tag."""
    words = layout.words
    for verb, act in ((words.t("adopt"), "adopt"), (words.t("block"), "block")):
        command = writer.code(f"papershelf tags {act} {tag.slug if act == 'adopt' else json.dumps(tag.label)}")
        yield writer.joined([writer.text(f"{verb}:"), command], " ")
    if edit := edit_links.edit_address(layout.archive.settings):
        yield writer.foreign_link(words.t("edit the vocabulary"), f"{edit}site_config/tags.yml")


def _shared(slug: str, other: str, papers: int, pairs: Mapping[str, str]) -> Inline:
    """Return the number of papers that two tags share, a link to their page or, without one, to a search for both."""
    search = f"search.md?tag={slug}&tag={other}"
    return writer.link(writer.text(f"({papers})", in_label=True), pairs.get(other, search))


def _pair_pages(pair: Channel, spans: Spans, layout: Layout) -> Iterator[Output]:
    """Yield the pages of the papers that two tags share."""
    front = {
        "title": pair.label,
        "description": pair.description,
        "template": "listing.html",
        "feeds": announced([pair]),
        "chart": spans.chart(pair.folder, pair.papers),
    }
    yield from listing.render_growing(layout, pair.folder, front, pair.papers, partial(_pair_body, layout), pair)


def _pair_body(layout: Layout, part: ListPage[Paper], pair: Channel) -> Shown:
    """Return the first page of two tags: facts and files, then their newest papers."""
    words = layout.words
    shown = listing.papers_by_month(layout, part)
    blocks = [
        listing.facts(
            writer.text(words.n("{n} paper", "{n} papers", len(pair.papers))),
            listing.feed_links(pair, words),
            *(tag_link(layout.tags[slug]) for slug in pair.tags),
        ),
        *survey.authors(layout, pair.papers),
        *listing.bibtex(pair.folder, pair.papers, words),
        *survey.sections(layout, pair.papers),
        shown.body,
    ]
    return Shown(writer.document(blocks), shown.cited, shown.listed)


def _pairs_of(layout: Layout) -> dict[str, dict[str, str]]:
    """Return by tag the tags that it has a page with, by slug, and the page's file."""
    pages: dict[str, dict[str, str]] = defaultdict(dict)
    for pair in layout.feeds.pairs:
        one, other = pair.tags
        pages[one][other] = pages[other][one] = f"{pair.folder.rstrip('/')}.md"
    return pages
