"""Channels: the feeds of an archive, of its sources, its tags, pairs of tags, its authors and organisations.

Each is a folder with three files of the same papers: `feed.xml` (RSS), `atom.xml` and `feed.json`. A feed without
papers is not written, except the archive's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from generator.archive import people
from generator.model import Archive, Credit, Paper, Tag
from generator.text.wording import Words, words_of

LEAST_PAPERS_OF_PAIR = 5
"""Two tags that share fewer papers get no feed together. Neither do two of which one is on all papers of the other: it
would be the other's own feed. A published feed stays while the two share a paper.
"""

MOST_PAIRS = 5
"""Each tag gets feeds with this many others, those that it shares most papers with. Without a limit, feeds would grow
with the square of the vocabulary: among 10,000 generated papers with 300 tags, 5,489 pairs share five papers, and this
leaves 1,446. A tag may be in more pairs, chosen by other tags.
"""


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed in its three formats.

    `folder` has its files, and `page` shows the same papers to people; both are relative to the site, "" for its root.
    `tags` are the slugs of its tags, () for a feed of anything else.
    """

    folder: str
    page: str
    label: str
    title: str
    description: str
    papers: Sequence[Paper]
    tags: tuple[str, ...] = ()

    @property
    def rss(self) -> str:
        return f"{self.folder}feed.xml"

    @property
    def atom(self) -> str:
        return f"{self.folder}atom.xml"

    @property
    def json(self) -> str:
        return f"{self.folder}feed.json"


@dataclass(frozen=True, slots=True)
class Group:
    """Channels that are listed under one label."""

    label: str
    channels: tuple[Channel, ...]


@dataclass(frozen=True, slots=True)
class Channels:
    """All feeds. `subjects` are those of tags: a group for each tree of tags, parents first."""

    words: Words
    archive: Channel
    sources: tuple[Channel, ...]
    subjects: tuple[Group, ...]
    pairs: tuple[Channel, ...]
    authors: tuple[Channel, ...]
    organisations: tuple[Channel, ...]

    @property
    def groups(self) -> list[Group]:
        """All channels, each once, in the groups and order in which pages list them."""
        words = self.words
        groups = [
            Group(words.t("Everything"), (self.archive, *self.sources)),
            *self.subjects,
            Group(words.t("Two tags together"), self.pairs),
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
    name, words = archive.settings.site_name, words_of(archive.settings.language)
    description = archive.settings.site_description or words.t("New papers in {site}.", site=name)
    by, from_ = words.t("New papers by {name} in {site}."), words.t("New papers from {name} in {site}.")
    return Channels(
        words=words,
        archive=Channel("", "", words.t("All papers"), name, description, archive.papers),
        sources=tuple(_sources(archive, words)),
        subjects=tuple(_subjects(archive, words)),
        pairs=tuple(_pairs(archive, words)),
        authors=tuple(_credited(archive, people.AUTHORS, by, archive.authors)),
        organisations=tuple(_credited(archive, people.ORGANISATIONS, from_, archive.organisations)),
    )


def _sources(archive: Archive, words: Words) -> Iterator[Channel]:
    name = archive.settings.site_name
    papers_of: dict[str, list[Paper]] = defaultdict(list)
    for paper in archive.papers:
        for source in {appearance.source for appearance in paper.appearances}:
            papers_of[source].append(paper)
    for source, papers in sorted(papers_of.items()):
        description = words.t("New papers from {name} in {site}.", name=source, site=name)
        yield Channel(f"sources/{source}/", "digests/", source, f"{name}: {source}", description, papers)


def _subjects(archive: Archive, words: Words) -> Iterator[Group]:
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


def _tag_channels(archive: Archive, tags: Iterable[Tag], words: Words) -> Iterator[Channel]:
    name = archive.settings.site_name
    for tag in tags:
        if tag.papers:
            folder = f"tags/{tag.slug}/"
            description = tag.description or words.t("New papers on {tag} in {site}.", tag=tag.label, site=name)
            yield Channel(folder, folder, tag.label, f"{name}: {tag.label}", description, tag.papers, (tag.slug,))


def _pairs(archive: Archive, words: Words) -> Iterator[Channel]:
    name = archive.settings.site_name
    tags = {tag.slug: tag for tag in archive.tags}
    shared: dict[tuple[str, str], list[Paper]] = defaultdict(list)
    for paper in archive.papers:
        for one, other in combinations(sorted(assigned.tag for assigned in archive.assignments[paper.slug]), 2):
            shared[one, other].append(paper)
    for one, other in sorted(_closest(shared, tags) | (archive.kept_pairs & shared.keys())):
        labels = {"one": tags[one].label, "other": tags[other].label}
        label = words.t("{one} and {other}", **labels)
        folder, page = f"tags/{one}/with/{other}/", f"tags/{one}/"
        description = words.t("New papers that are both on {one} and on {other} in {site}.", site=name, **labels)
        yield Channel(folder, page, label, f"{name}: {label}", description, shared[one, other], (one, other))


def _closest(shared: Mapping[tuple[str, str], Sequence[Paper]], tags: Mapping[str, Tag]) -> set[tuple[str, str]]:
    """Return the pairs of tags that get a feed: for each tag, the others that it shares most papers with."""
    of_tag: dict[str, list[tuple[int, tuple[str, str]]]] = defaultdict(list)
    for pair, papers in shared.items():
        if LEAST_PAPERS_OF_PAIR <= len(papers) < min(len(tags[slug].papers) for slug in pair):
            for slug in pair:
                of_tag[slug].append((-len(papers), pair))
    return {pair for pairs in of_tag.values() for _, pair in sorted(pairs)[:MOST_PAIRS]}


def _credited(archive: Archive, root: str, description: str, credited: Iterable[Credit]) -> Iterator[Channel]:
    """Yield the feeds of names that have a page, which is in the same folder; `description` is a message."""
    name = archive.settings.site_name
    for credit in credited:
        if credit.has_page:
            folder = f"{root}/{credit.slug}/"
            text = description.format(name=credit.name, site=name)
            yield Channel(folder, folder, credit.name, f"{name}: {credit.name}", text, credit.papers)
