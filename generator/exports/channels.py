"""Channels: the feeds of an archive, of its trending papers, its sources, its tags, listed pairs of tags, its authors
and organisations.

Each is a folder with a file for each format of the same papers: `feed.xml` (RSS), which every channel has, `atom.xml`
and `feed.json`. A feed without papers is not written, except the archive's. What is published by default is lean: see
docs/decisions/0063-lean-by-default.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.archive import collections, people, trending
from generator.model import Archive, Credit, Paper, Tag
from generator.text.wording import Wording, words_of

_RSS, _ATOM, _JSON = "rss", "atom", "json"
ALL_FORMATS = (_RSS, _ATOM, _JSON)

_LEADING = 10
"""Trending papers in their feed: a reader gets each when it is first among so many."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed in its formats, of which RSS is always one.

    `folder` has its files, and `page` shows the same papers to people; both are relative to the site, "" for its root.
    `tags` are the slugs of its tags, () for a feed of anything else. A brief feed has the lead of each paper, not its
    abstract: an archive has more names than tags, and each paper is in the feeds of several.
    """

    folder: str
    page: str
    label: str
    title: str
    description: str
    papers: Sequence[Paper]
    formats: tuple[str, ...] = ALL_FORMATS
    tags: tuple[str, ...] = ()
    is_brief: bool = False

    @property
    def rss(self) -> str:
        """The path of the RSS file."""
        return f"{self.folder}feed.xml"

    @property
    def atom(self) -> str:
        """The path of the Atom file, "" if there is none."""
        return f"{self.folder}atom.xml" if _ATOM in self.formats else ""

    @property
    def json(self) -> str:
        """The path of the JSON Feed, "" if there is none."""
        return f"{self.folder}feed.json" if _JSON in self.formats else ""


@dataclass(frozen=True, slots=True)
class Group:
    """Channels that are listed under one label."""

    label: str
    channels: tuple[Channel, ...]


@dataclass(frozen=True, slots=True)
class Channels:
    """All feeds. `subjects` are those of tags: a group for each tree of tags, parents first."""

    words: Wording
    archive: Channel
    trending: tuple[Channel, ...]
    sources: tuple[Channel, ...]
    subjects: tuple[Group, ...]
    pairs: tuple[Channel, ...]
    authors: tuple[Channel, ...]
    organisations: tuple[Channel, ...]
    collections: tuple[Channel, ...] = ()

    @property
    def groups(self) -> list[Group]:
        """All channels, each once, in the groups and order in which pages list them."""
        words = self.words
        groups = [
            Group(words.t("Everything"), (self.archive, *self.trending, *self.sources)),
            *self.subjects,
            Group(words.t("Two tags together"), self.pairs),
            Group(words.t("Collections"), self.collections),
            Group(words.t("Authors"), self.authors),
            Group(words.t("Organisations"), self.organisations),
        ]
        return [group for group in groups if group.channels]

    @property
    def by_tag(self) -> dict[str, Channel]:
        return {channel.tags[0]: channel for group in self.subjects for channel in group.channels}

    def __iter__(self) -> Iterator[Channel]:
        return (channel for group in self.groups for channel in group.channels)


def find(archive: Archive) -> Channels:
    """Return the feeds of an archive."""
    settings, words = archive.settings, words_of(archive.settings.language)
    name, minimum = settings.site_name, settings.minimum_papers_per_author_feed
    description = archive.settings.site_description or words.t("New papers in {site}.", site=name)
    by, from_ = words.t("New papers by {name} in {site}."), words.t("New papers from {name} in {site}.")
    return Channels(
        words=words,
        archive=Channel("", "", words.t("All papers"), name, description, archive.papers),
        trending=tuple(_trending(archive, words)),
        sources=tuple(_sources(archive, words)),
        subjects=tuple(_subjects(archive, words)),
        pairs=tuple(pairs_of(archive, words)),
        authors=tuple(_credited(archive, people.AUTHORS, by, archive.authors, minimum)),
        organisations=tuple(_credited(archive, people.ORGANISATIONS, from_, archive.organisations)),
        collections=tuple(_collections(archive, words)),
    )


def _formats(archive: Archive) -> tuple[str, ...]:
    return tuple(name for name in ALL_FORMATS if name == _RSS or name in archive.settings.feed_formats)


def _trending(archive: Archive, words: Wording) -> Iterator[Channel]:
    """Yield the feed of the papers that lead the page of trending papers, or of those seen again where nobody votes."""
    name = archive.settings.site_name
    if trending.has_votes(archive.papers):
        label, leading = words.t("Trending"), [trend.paper for trend in trending.rank(archive.papers)[:_LEADING]]
        description = words.t("The papers of {site} that move readers.", site=name)
    else:
        label, leading = words.t("Seen again"), trending.seen_again(archive.papers)[:_LEADING]
        description = words.t("The papers of {site} that came again.", site=name)
    if leading:
        yield Channel("trending/", "trending/", label, f"{name}: {label}", description, leading, _formats(archive))


def _sources(archive: Archive, words: Wording) -> Iterator[Channel]:
    """Yield the feeds of sources, if there are several."""
    name = archive.settings.site_name
    papers_of: dict[str, list[Paper]] = defaultdict(list)
    for paper in archive.papers:
        for source in {appearance.source for appearance in paper.appearances}:
            papers_of[source].append(paper)
    if len(papers_of) == 1:  # its feed would be that of the archive
        return
    for source, papers in sorted(papers_of.items()):
        description = words.t("New papers from {name} in {site}.", name=source, site=name)
        title = f"{name}: {source}"
        yield Channel(f"sources/{source}/", "digests/", source, title, description, papers, _formats(archive))


def _subjects(archive: Archive, words: Wording) -> Iterator[Group]:
    by_slug = {tag.slug: tag for tag in archive.tags}
    alone = []
    for tag in archive.tags:
        if tag.parent in by_slug:
            continue
        if not tag.children:
            alone.append(tag)
        elif channels := tuple(_tag_channels(archive, _tree(tag, by_slug), words)):
            yield Group(tag.label, channels)
    if channels := tuple(_tag_channels(archive, alone, words)):
        yield Group(words.t("Other tags") if len(alone) < len(archive.tags) else words.t("Tags"), channels)


def _tree(tag: Tag, by_slug: Mapping[str, Tag]) -> Iterator[Tag]:
    yield tag
    for child in tag.children:
        yield from _tree(by_slug[child], by_slug)


def _tag_channels(archive: Archive, tags: Iterable[Tag], words: Wording) -> Iterator[Channel]:
    name = archive.settings.site_name
    for tag in tags:
        if tag.papers:
            folder = f"tags/{tag.slug}/"
            description = tag.description or words.t("New papers on {tag} in {site}.", tag=tag.label, site=name)
            title, formats = f"{name}: {tag.label}", _formats(archive)
            yield Channel(folder, folder, tag.label, title, description, tag.papers, formats, (tag.slug,))


def pairs_of(archive: Archive, words: Wording) -> Iterator[Channel]:
    """Yield the feeds of the pairs of tags that the curator listed, as far as both are tags of some paper."""
    name = archive.settings.site_name
    tags = {tag.slug: tag for tag in archive.tags}
    for one, other in sorted({(min(pair), max(pair)) for pair in archive.settings.feeds_of_tag_pairs}):
        if one == other or not (one in tags and other in tags):
            continue
        of_other = {paper.slug for paper in tags[other].papers}
        if papers := [paper for paper in tags[one].papers if paper.slug in of_other]:
            labels = {"one": tags[one].label, "other": tags[other].label}
            label = words.t("{one} and {other}", **labels)
            folder = f"tags/{one}/with/{other}/"
            description = words.t("New papers that are both on {one} and on {other} in {site}.", site=name, **labels)
            title, formats = f"{name}: {label}", _formats(archive)
            yield Channel(folder, folder, label, title, description, papers, formats, (one, other))


def _collections(archive: Archive, words: Wording) -> Iterator[Channel]:
    papers = {paper.slug: paper for paper in archive.papers}
    for collection in archive.collections:
        folder, name = f"{collections.FOLDER}/{collection.slug}/", archive.settings.site_name
        description = words.t("The papers of “{title}” in {site}.", title=collection.title, site=name)
        listed = [papers[collected.slug] for collected in collection.papers]
        title = f"{name}: {collection.title}"
        yield Channel(folder, folder, collection.title, title, description, listed, _formats(archive))


def _credited(
    archive: Archive, root: str, description: str, credited: Iterable[Credit], minimum: int = 1
) -> Iterator[Channel]:
    """Yield the feeds of names that have a page, which is in the same folder, and at least `minimum` papers.

    `description` is a message.
    """
    name = archive.settings.site_name
    for credit in credited:
        if credit.has_page and len(credit.papers) >= minimum:
            folder = f"{root}/{credit.slug}/"
            text, title = description.format(name=credit.name, site=name), f"{name}: {credit.name}"
            formats = _formats(archive)
            yield Channel(folder, folder, credit.name, title, text, credit.papers, formats, is_brief=True)
