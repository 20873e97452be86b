from __future__ import annotations

import datetime as dt

from plain_paper import plain_paper

from generator.archive import people
from generator.exports import channels
from generator.exports.channels import Channels
from generator.model import Appearance, Archive, Paper, Settings, Tag
from generator.vocabulary import Assignment


def paper(
    slug: str, authors: tuple[str, ...] = (), sources: tuple[str, ...] = ("desk",), organisation: str = ""
) -> Paper:
    return plain_paper(
        slug,
        authors=authors,
        organisation=organisation,
        appearances=tuple(Appearance(dt.date(2026, 4, 20), source) for source in sources),
    )


def find(
    papers: list[Paper],
    tags: tuple[Tag, ...] = (),
    description: str = "",
    pairs: tuple[tuple[str, str], ...] = (),
    formats: tuple[str, ...] = (),
) -> Channels:
    assigned = {
        paper.slug: tuple(Assignment(tag.slug, "why") for tag in tags if paper in tag.papers) for paper in papers
    }
    settings = Settings("Shelf", "https://a.org/b/", description, feed_formats=formats, feeds_of_tag_pairs=pairs)
    credited = {"authors": people.authors(papers, 3), "organisations": people.organisations(papers, 3)}
    return channels.find(Archive(settings, tuple(papers), (), tags, assigned, (), **credited))


def folders(found: Channels) -> list[str]:
    return [channel.folder for channel in found]


def numbered(count: int, authors: tuple[str, ...] = ()) -> list[Paper]:
    return [paper(f"p{number}", authors) for number in range(count)]


def test_an_empty_archive_has_its_own_feed_and_no_other() -> None:
    assert folders(find([])) == [""]


def test_each_source_has_a_feed_of_all_its_papers() -> None:
    found = find([paper("a", sources=("desk", "wire")), paper("b", sources=("wire", "wire"))])

    assert [(source.folder, [paper.slug for paper in source.papers]) for source in found.sources] == [
        ("sources/desk/", ["a"]),
        ("sources/wire/", ["a", "b"]),
    ]


def test_a_single_source_has_the_feed_of_the_archive() -> None:
    assert find([paper("a"), paper("b")]).sources == ()


def test_a_tag_without_papers_has_no_feed() -> None:
    papers = numbered(1)
    tags = (Tag("empty", "Empty", ()), Tag("full", "Full", tuple(papers)))

    assert folders(find(papers, tags)) == ["", "tags/full/"]


def test_tags_are_grouped_by_the_root_of_their_tree() -> None:
    papers = tuple(numbered(1))
    tags = (
        Tag("agents", "Agents", papers),
        Tag("beam", "Beam search", papers, parent="tree"),
        Tag("search", "Search", papers, children=("tree", "walk")),
        Tag("tree", "Tree search", papers, parent="search", children=("beam",)),
        Tag("walk", "Random walks", (), parent="search"),
    )

    found = find(list(papers), tags)

    assert [(group.label, [channel.label for channel in group.channels]) for group in found.groups] == [
        ("Everything", ["All papers"]),
        ("Search", ["Search", "Tree search", "Beam search"]),
        ("Other tags", ["Agents"]),
    ]


def test_without_a_tree_all_tags_are_one_group() -> None:
    papers = tuple(numbered(1))

    found = find(list(papers), (Tag("a", "A", papers), Tag("b", "B", papers)))

    assert [(group.label, len(group.channels)) for group in found.subjects] == [("Tags", 2)]


def test_only_listed_pairs_of_tags_have_a_feed() -> None:
    papers = numbered(3)
    tags = (Tag("search", "Search", tuple(papers[:2])), Tag("agents", "Agents", tuple(papers[1:])))

    assert find(papers, tags).pairs == ()

    [pair] = find(papers, tags, pairs=(("search", "agents"), ("agents", "search"), ("agents", "gone"))).pairs
    assert (pair.folder, pair.title, pair.page) == (
        "tags/agents/with/search/",
        "Shelf: Agents and Search",
        "tags/agents/with/search/",
    )
    assert pair.papers == papers[1:2]


def test_a_listed_pair_without_a_common_paper_has_no_feed() -> None:
    papers = numbered(2)
    tags = (Tag("search", "Search", tuple(papers[:1])), Tag("agents", "Agents", tuple(papers[1:])))

    assert find(papers, tags, pairs=(("agents", "search"), ("agents", "agents"))).pairs == ()


def test_the_archive_has_all_formats_and_the_others_those_of_the_settings() -> None:
    papers = numbered(1)
    found = find(papers, (Tag("a", "A", tuple(papers)),))
    [tag] = found.subjects[0].channels

    assert (found.archive.rss, found.archive.atom, found.archive.json) == ("feed.xml", "atom.xml", "feed.json")
    assert (tag.rss, tag.atom, tag.json) == ("tags/a/feed.xml", "", "")

    [tag] = find(papers, (Tag("a", "A", tuple(papers)),), formats=("atom",)).subjects[0].channels
    assert (tag.rss, tag.atom, tag.json) == ("tags/a/feed.xml", "tags/a/atom.xml", "")


def test_an_author_of_five_papers_has_a_feed_and_one_of_four_has_none() -> None:
    papers = [*numbered(4, ("Ann Lee", "Bo Ek")), paper("more", ("Ann Lee", "Ann Lee"))]

    [ann] = find(papers).authors

    assert (ann.folder, ann.title, ann.page) == ("authors/ann-lee/", "Shelf: Ann Lee", "authors/ann-lee/")
    assert [paper.slug for paper in ann.papers] == ["p0", "p1", "p2", "p3", "more"]


def test_spellings_that_differ_in_accents_are_one_author() -> None:
    papers = [*numbered(3, ("José Prates",)), paper("a", ("Jose Prates",)), paper("b", ("JOSE PRATES",))]

    [author] = find(papers).authors

    assert (author.label, author.folder) == ("José Prates", "authors/jose-prates/")


def test_an_organisation_of_three_papers_has_a_feed() -> None:
    papers = [paper("a", organisation="Oppo"), paper("b", organisation="OPPO"), paper("c", organisation="OPPO")]

    [oppo] = find([*papers, paper("d", organisation="Other")]).organisations

    assert (oppo.folder, oppo.page, oppo.title) == ("organisations/oppo/", "organisations/oppo/", "Shelf: OPPO")
    assert oppo.description == "New papers from OPPO in Shelf."


def test_titles_and_descriptions_name_the_archive() -> None:
    papers = [*numbered(5, ("Ann Lee",)), paper("x", sources=("wire",))]
    tags = (Tag("a", "A", tuple(papers), description="About A."), Tag("b", "B", tuple(papers)))

    found = find(papers, tags)

    assert {channel.title: channel.description for channel in found} == {
        "Shelf": "New papers in Shelf.",
        "Shelf: desk": "New papers from desk in Shelf.",
        "Shelf: wire": "New papers from wire in Shelf.",
        "Shelf: A": "About A.",
        "Shelf: B": "New papers on B in Shelf.",
        "Shelf: Ann Lee": "New papers by Ann Lee in Shelf.",
    }
    assert find([], description="Mine.").archive.description == "Mine."
