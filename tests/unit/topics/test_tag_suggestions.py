from __future__ import annotations

import pytest

from generator.edits.vocabulary_edits import apply
from generator.model import Assignment, SourceFile
from generator.sources.vocabulary import read_vocabulary
from generator.topics.tag_suggestions import Doubt, NewAlias, NewTag, Suggestions, moved


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
        ("", "tags:\n  tree-search:\n    label: Tree search\n"),
        ("# mine\ntags: {}\n", "# mine\ntags:\n  tree-search:\n    label: Tree search\n"),
        (
            "tags:\n  a:\n    label: A\n\n# about blocks\nblocked: [x]\n",
            "tags:\n  a:\n    label: A\n  tree-search:\n    label: Tree search\n\n# about blocks\nblocked: [x]\n",
        ),
        (
            "tags:\n    a:\n        label: A\n",
            "tags:\n    a:\n        label: A\n    tree-search:\n        label: Tree search\n",
        ),
        ("tags:\n  a:\n    label: A", "tags:\n  a:\n    label: A\n  tree-search:\n    label: Tree search\n"),
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
def test_what_would_make_a_file_say_something_else_is_left_out(before: str) -> None:
    text, left = apply(before, ALIAS)
    assert (text, left) == (before, ALIAS.new_aliases)


def test_what_can_be_added_is_added_beside_what_cannot() -> None:
    both = suggestions(TAG.new_tags, ALIAS.new_aliases)
    text, left = apply("tags:\n  search: {label: Search}\n", both)
    assert text == "tags:\n  search: {label: Search}\n  tree-search:\n    label: Tree search\n"
    assert left == ALIAS.new_aliases


def test_a_block_is_left_to_the_curator() -> None:
    assert apply("blocked: [x]\n", BLOCK) == ("blocked: [x]\n", ())


def test_what_was_applied_is_a_valid_vocabulary() -> None:
    text, _ = apply(apply("tags:\n  search:\n    label: Search\n", ALIAS)[0], TAG)
    vocabulary, problems = read_vocabulary(SourceFile("tags.yml", text))
    assert problems == []
    assert [tag.slug for tag in vocabulary.tags] == ["search", "tree-search"]


def test_a_broken_file_is_left_alone() -> None:
    assert apply("tags: [\n", TAG) == ("tags: [\n", TAG.new_tags)


def test_moved_papers_are_told_with_what_they_gain_and_lose() -> None:
    after = {"one": [Assignment("a", ""), Assignment("b", "")], "two": [Assignment("a", "")], "new": []}
    assert moved({"one": ["a", "c"], "two": ["a"], "gone": ["a"]}, after) == {"one": (["b"], ["c"])}
