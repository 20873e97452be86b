from __future__ import annotations

import pytest
from plain_paper import plain_paper

from generator.edits.vocabulary_edits import apply
from generator.model import Archive, Keyword, Settings, SourceFile, Tag
from generator.sources.vocabulary import read_vocabulary
from generator.topics.tag_suggestions import Doubt, NewAlias, NewTag, Suggestions, changed_tags, suggest
from generator.vocabulary import Assignment, Vocabulary, VocabularyTag


def suggestions(
    tags: tuple[NewTag, ...] = (), aliases: tuple[NewAlias, ...] = (), blocks: tuple[Doubt, ...] = ()
) -> Suggestions:
    return Suggestions(tags, aliases, (), blocks, ())


ALIAS = suggestions(aliases=(NewAlias("search", "beam: search", 3, ""),))
TAG = suggestions(tags=(NewTag("tree-search", "Tree search", 3, ()),))
BLOCK = suggestions(blocks=(Doubt("good-idea", "Good idea", 3, ""),))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "tags:\n  search:\n    label: Search # keep\n    aliases: [a,\n      b]   # and this\n",
            'tags:\n  search:\n    label: Search # keep\n    aliases: [a,\n      b, "beam: search"]   # and this\n',
        ),
        (
            "tags:\n  search:\n    aliases:\n      - a  # one\n    label: Search\n",
            'tags:\n  search:\n    aliases:\n      - a  # one\n      - "beam: search"\n    label: Search\n',
        ),
        (
            "tags:\n  search:\n    label: Search\n    parent: x\n",
            'tags:\n  search:\n    label: Search\n    aliases: ["beam: search"]\n    parent: x\n',
        ),
        (
            "tags:\n  search: {label: Search, aliases: []}\n",
            'tags:\n  search: {label: Search, aliases: ["beam: search"]}\n',
        ),
    ],
)
def test_an_alias_goes_where_the_file_has_aliases_and_nothing_else_changes(before: str, after: str) -> None:
    assert apply(before, ALIAS) == (after, ())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "tags:\n  tree-search:\n    label: Tree search\n    spellings: [Tree search]\n"),
        ("# mine\ntags: {}\n", "# mine\ntags:\n  tree-search:\n    label: Tree search\n    spellings: [Tree search]\n"),
        (
            "tags:\n  a:\n    label: A\n\n# about blocks\nblocked: [x]\n",
            (
                "tags:\n  a:\n    label: A\n"
                "  tree-search:\n    label: Tree search\n    spellings: [Tree search]\n\n# about blocks\nblocked: [x]\n"
            ),
        ),
        (
            "tags:\n    a:\n        label: A\n",
            (
                "tags:\n    a:\n        label: A\n"
                "    tree-search:\n        label: Tree search\n        spellings: [Tree search]\n"
            ),
        ),
        (
            "tags:\n  a:\n    label: A",
            "tags:\n  a:\n    label: A\n  tree-search:\n    label: Tree search\n    spellings: [Tree search]\n",
        ),
    ],
)
def test_a_tag_goes_to_the_end_of_the_tags(before: str, after: str) -> None:
    assert apply(before, TAG) == (after, ())


@pytest.mark.parametrize(
    "before",
    [
        "tags:\n  search: {label: Search}\n",
        "tags: {search: {label: Search}}\n",
        "tags:\n  search:\n    label: >-\n      Tree\n      search\n",
        'tags:\n  search:\n    label: "Tree\n      search"\n',
        "tags:\n  search:\n    label: Search\n    aliases:\n    match: normal\n",
        "tags:\n  search:\n    label: Search\n    aliases:\n      - a\n        b\n",
        "tags:\n  search:\n    label: Search\n    aliases: [\n      a, # x\n    ]\n",
        "tags:\n  search:\n    label: Search\n    aliases:\n    -   a\n",
    ],
)
def test_an_addition_that_would_change_anything_else_is_skipped(before: str) -> None:
    text, left = apply(before, ALIAS)
    assert (text, left) == (before, ALIAS.new_aliases)


def test_other_additions_are_made_when_one_is_skipped() -> None:
    both = suggestions(TAG.new_tags, ALIAS.new_aliases)
    text, left = apply("tags:\n  search: {label: Search}\n", both)
    assert (
        text
        == "tags:\n  search: {label: Search}\n  tree-search:\n    label: Tree search\n    spellings: [Tree search]\n"
    )
    assert left == ALIAS.new_aliases


def test_a_block_is_left_to_the_curator() -> None:
    assert apply("blocked: [x]\n", BLOCK) == ("blocked: [x]\n", ())


def test_the_changed_file_is_a_valid_vocabulary() -> None:
    text, _ = apply(apply("tags:\n  search:\n    label: Search\n", ALIAS)[0], TAG)
    vocabulary, problems = read_vocabulary(SourceFile("tags.yml", text))
    assert problems == []
    assert [tag.slug for tag in vocabulary.tags] == ["search", "tree-search"]


def test_a_broken_file_is_left_alone() -> None:
    assert apply("tags: [\n", TAG) == ("tags: [\n", TAG.new_tags)


def test_changed_tags_are_listed_as_gained_and_lost() -> None:
    after = {"one": [Assignment("a", ""), Assignment("b", "")], "two": [Assignment("a", "")], "new": []}
    assert changed_tags({"one": ["a", "c"], "two": ["a"], "gone": ["a"]}, after) == {"one": (["b"], ["c"])}


def test_acronyms_of_curated_spellings_are_suggested_unless_the_vocabulary_has_them() -> None:
    vocabulary = Vocabulary(
        (
            VocabularyTag("tree-search", "Tree search", aliases=("TS",)),
            VocabularyTag("graph-network", "Graph network"),
        )
    )
    long_forms = {"TS": "tree search", "GN": "graph network", "XYZ": "no tag", "GNW": "graph networks"}
    found = suggest(archive_with(), vocabulary, {}, 3 * [tuple(long_forms.items())])
    assert found.new_aliases == (NewAlias("graph-network", "GNW", 3, "3 papers define it as “Graph network”"),)


def test_tags_with_nearly_the_same_name_are_found() -> None:
    labels = ("Math reasoning", "Mathematical reasoning", "Reward modeling", "Reward models", "Visual search")
    tags = (Tag(label.lower().replace(" ", "-"), label, ()) for label in labels)
    found = suggest(archive_with(*tags), Vocabulary(), {}, ())
    assert found.near_duplicates == (
        ("Math reasoning", "Mathematical reasoning"), ("Reward modeling", "Reward models"),
    )  # fmt: skip


def test_what_papers_with_too_few_tags_share_is_named() -> None:
    shared = Keyword("kite flying", ("kite flying",), 1, True, 2)
    found = suggest(archive_with(), Vocabulary(), {"paper-0": [shared], "paper-2": [shared]}, {})
    assert [(one.phrase, one.papers) for one in found.shared] == [("kite flying", 2)]


def test_an_automatic_tag_in_other_words_is_an_alias_and_the_others_are_new_tags_or_doubts() -> None:
    shelf = tuple(plain_paper(f"paper-{number}") for number in range(3))
    tags = (
        Tag("search", "Search", shelf, is_curated=True),
        Tag("tree-search", "Tree search", shelf[:2], is_curated=True),
        Tag("search-tree", "Search tree", shelf[:1]),
        Tag("beam-search", "Beam search", shelf[:2]),
        Tag("kite", "Kite", shelf[:1]),
        Tag("vague", "Vague", shelf[:1]),
    )
    keywords = {"paper-0": [Keyword(word, (word,), 1, word != "vague", 1) for word in ("kite", "vague")]}
    vocabulary = Vocabulary((VocabularyTag("search", "Search"), VocabularyTag("tree-search", "Tree search")))
    found = suggest(archive_with(*tags), vocabulary, keywords, {})
    assert found.new_aliases == (
        NewAlias("search", "Beam search", 2, "2 of its 2 papers also have “search”", is_weak=True),
        NewAlias("tree-search", "Search tree", 1, "the same words"),
    )
    assert [tag.slug for tag in found.new_tags] == ["kite"]
    assert Doubt("vague", "Vague", 1, "in no title") in found.to_block
    assert found.to_split[0] == Doubt("search", "Search", 3, "on 100% of all papers")


def archive_with(*tags: Tag) -> Archive:
    """An archive with these tags on three papers; the first of its papers has most tags."""
    papers = tuple(plain_paper(f"paper-{number}") for number in range(3))
    assignments = {
        paper.slug: tuple(Assignment(tag.slug, "") for tag in tags if paper.slug in [one.slug for one in tag.papers])
        for paper in papers
    }
    return Archive(Settings("Shelf", "https://example.org/"), papers, (), tags, assignments, ())
