from __future__ import annotations

from collections.abc import Mapping, Sequence

from plain_paper import plain_paper

from generator.model import SafeHtml, Tag, Text
from generator.pages.subjects import by_subject
from generator.vocabulary import Assignment, Mentions

TAGS = {
    tag.slug: tag
    for tag in (
        Tag("learning", "Learning", ()),
        Tag("search", "Search", (), children=("tree-search",)),
        Tag("tree-search", "Tree search", (), parent="search"),
        Tag("kites", "Kites", ()),
        Tag("rare", "Rare", ()),
    )
}


def grouped(tags: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """The subjects of papers with these tags: each label with the slugs of its papers."""
    papers = [plain_paper(slug) for slug in tags]
    assignments = {slug: [Assignment(tag, Mentions()) for tag in of_paper] for slug, of_paper in tags.items()}
    return [
        (tag.label if tag else "", " ".join(paper.slug for paper in of_tag))
        for tag, of_tag in by_subject(papers, assignments, TAGS)
    ]


def test_a_paper_is_under_the_subject_that_most_of_the_others_share() -> None:
    assert grouped({"a": ["kites"], "b": ["kites", "rare"], "c": ["kites"], "d": ["rare"], "e": [], "f": []}) == [
        ("Kites", "a b c"),
        ("", "d e f"),
    ]


def test_a_paper_with_few_tags_is_under_a_common_tag_that_it_mentions() -> None:
    common = {**TAGS, "kites": Tag("kites", "Kites", tuple(plain_paper(f"k{number}") for number in range(10)))}
    title = Text("How a kite flies", SafeHtml("How a kite flies"))
    papers = [plain_paper("a"), plain_paper("b", title=title), plain_paper("c"), plain_paper("d")]
    assignments = {"a": [Assignment("kites", Mentions())], "b": [], "c": [], "d": []}

    [(tag, of_kites), _] = by_subject(papers, assignments, common)
    assert (tag, [paper.slug for paper in of_kites]) == (common["kites"], ["a", "b"])
    assert by_subject(papers, assignments, TAGS) == [(None, papers)]


def test_parts_count_for_the_whole() -> None:
    assert grouped({"a": ["search"], "b": ["tree-search"], "c": ["kites"], "d": ["kites"]})[1] == ("Search", "a b")


def test_what_more_than_half_of_the_papers_have_is_no_subject() -> None:
    tags = {"a": ["learning", "kites"], "b": ["learning", "kites"], "c": ["learning"], "d": ["learning"]}

    assert grouped(tags) == [("Kites", "a b"), ("", "c d")]


def test_a_tag_of_one_paper_is_no_subject() -> None:
    assert grouped({"a": ["rare"], "b": ["kites"], "c": []}) == [("", "a b c")]
