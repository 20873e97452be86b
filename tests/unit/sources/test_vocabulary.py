from __future__ import annotations

from generator.model import SourceFile
from generator.sources.vocabulary import PATH, read_vocabulary
from generator.vocabulary import Match, Vocabulary


def read(text: str) -> tuple[Vocabulary, list[tuple[int, str]]]:
    vocabulary, problems = read_vocabulary(SourceFile(PATH, text))
    return vocabulary, [(problem.line, problem.message) for problem in problems]


def test_no_file_is_an_empty_vocabulary() -> None:
    assert read_vocabulary(None) == (Vocabulary(), [])


def test_a_tag_has_all_its_parts() -> None:
    vocabulary, problems = read(
        "tags:\n"
        "  search: {label: Search}\n"
        "  tree-search:\n"
        "    label: Tree search\n"
        "    aliases: [MCTS]\n"
        "    hidden: [search over trees]\n"
        "    match: title\n"
        "    where: {mcts: never}\n"
        "    context: {MCTS: [tree]}\n"
        "    not: {MCTS: [music]}\n"
        "    parent: search\n"
        "    description: Looking ahead.\n"
        "  trees: {label: Trees, shared: [tree search]}\n"
        "blocked: [good idea]\n"
        "redirects: {mcts-search: tree-search}\n"
    )
    assert problems == []
    tag = vocabulary.tags[1]
    assert (tag.slug, tag.aliases, tag.hidden, tag.match, tag.parent) == (
        "tree-search", ("MCTS",), ("search over trees",), Match.TITLE, "search",
    )  # fmt: skip
    assert (tag.where, tag.context, tag.excluded) == (
        {"mcts": Match.NEVER}, {"MCTS": ("tree",)}, {"MCTS": ("music",)},
    )  # fmt: skip
    assert vocabulary.tags[2].shared == ("tree search",)
    assert vocabulary.blocked == ("good idea",)
    assert vocabulary.redirects == {"mcts-search": "tree-search"}


def test_every_mistake_is_reported_with_its_line() -> None:
    _, problems = read(
        "tags:\n"
        "  one:\n"
        "    label: One\n"
        "    aliases: [uno]\n"
        "    parent: two\n"
        "  two:\n"
        "    label: Two\n"
        "    aliases: [Unos]\n"
        "    parent: one\n"
        "  three:\n"
        "    label: Three\n"
        "    parent: thre\n"
        "blocked: [two]\n"
        "redirects:\n"
        "  one: two\n"
        "  old: nowhere\n"
    )
    assert problems == [
        (5, "the parents of 'one' form a circle"),
        (8, "'Unos' is a spelling of the tag 'one' already"),
        (9, "the parents of 'two' form a circle"),
        (12, "the parent 'thre' is not a tag"),
        (13, "'two' is blocked, but it is a spelling of the tag 'two'"),
        (15, "'one' is a tag and cannot be a redirect"),
        (16, "redirects to 'nowhere', which is not a tag"),
    ]


def test_a_rule_for_a_spelling_that_the_tag_lacks_is_reported() -> None:
    _, problems = read(
        "tags:\n"
        "  one:\n"
        "    label: One\n"
        "    shared: [two, three]\n"
        "    where: {One: title, Uno: title}\n"
        "    context:\n"
        "      two: [a]\n"
        "      ones: [b]\n"
        "    not: {Won: [c]}\n"
        "  two: {label: Two}\n"
    )
    assert problems == [
        (4, "'three' is no spelling of another tag"),
        (5, "'Uno' is no spelling of the tag 'one'"),
        (9, "'Won' is no spelling of the tag 'one'"),
    ]
