from __future__ import annotations

import datetime as dt

import pytest

from generator.archive import references
from generator.edits import tag_edits
from generator.edits.archive_state import ArchiveState, read_state
from generator.edits.change import Change, Refused, applied
from generator.edits.tag_edits import Signature
from generator.model import Digest, Entry, Paper, SourceFile, Tag
from generator.sources import notes
from generator.sources.digest_writer import write_digest
from generator.sources.source_files import Sources
from generator.sources.vocabulary import PATH, read_vocabulary
from generator.topics import tags
from generator.topics.tags import Tagging

TAGS = """\
# Ours.
tags:
  search:
    label: Search   # a broad one
    aliases: [finding]
  tree-search:
    label: Tree search
    parent: search
    hidden: [MCTS]

  # Not a part of anything.
  code:
    label: Code
blocked: [points]
redirects: {trees: tree-search}
"""
DIGEST = write_digest(
    Digest(dt.date(2026, 4, 1), "desk", (Entry("Tree search of code"), Entry("Finding words"), Entry("Something")))
)
ANN = Signature("Ann", dt.date(2026, 4, 20))


def state(text: str = TAGS, **of_paper: str) -> ArchiveState:
    written = tuple(
        SourceFile(
            f"content/notes/{slug}.md", f"---\npaper: {slug}\nauthor: Bo\ndate: 2026-04-02\n{front}---\n\nRead it.\n"
        )
        for slug, front in of_paper.items()
    )
    digest = SourceFile("content/digests/2026-04-01-desk.yml", DIGEST)
    return read_state(Sources(None, None, SourceFile(PATH, text), "", (digest,), written, ()))


def after(archive: ArchiveState, change: Change) -> ArchiveState:
    return read_state(applied(archive.sources, change.files))


def tagging(archive: ArchiveState, minimum: int = 1) -> Tagging:
    curated, problems = read_vocabulary(archive.sources.vocabulary)
    assert problems == []
    read = [notes.read_note(file) for file in archive.sources.notes]
    papers, unknown = references.attach(archive.papers, [note for note, _ in read if note])
    assert [*unknown, *(problem for _, problems in read for problem in problems)] == []
    return tags.assign(papers, {paper.slug: () for paper in papers}, curated, minimum)


def assigned(archive: ArchiveState) -> dict[str, list[str]]:
    result = tagging(archive)
    assert result.problems == ()
    return {slug: sorted(one.tag for one in of_paper) for slug, of_paper in result.assignments.items()}


def paper(archive: ArchiveState, slug: str) -> Paper:
    return next(one for one in archive.papers if one.slug == slug)


def vocabulary_text(change: Change) -> str:
    return change.files[PATH] or ""


def test_a_renamed_tag_keeps_its_papers_and_every_other_line() -> None:
    archive = state()
    change = tag_edits.rename(archive, "Tree search", "Planning by trees")
    assert vocabulary_text(change) == TAGS.replace(
        "label: Tree search\n", "label: Planning by trees\n    spellings:\n      - Tree search\n"
    )
    assert assigned(after(archive, change)) == assigned(archive)


def test_the_label_of_a_renamed_tag_is_a_name_alone() -> None:
    archive = state()
    once = after(archive, tag_edits.rename(archive, "code", "Something"))
    twice = after(once, tag_edits.rename(once, "code", "Finding words"))
    assert assigned(twice) == assigned(archive)


@pytest.mark.parametrize(
    ("name", "label", "message"),
    [
        ("serch", "x", "no curated tag 'serch': did you mean 'search'"),
        ("code", "Code", "nothing would change"),
        ("code", "MCTS", "`papershelf tags drop code --to tree-search`"),
    ],
)
def test_a_tag_that_cannot_be_renamed_says_why(name: str, label: str, message: str) -> None:
    with pytest.raises(Refused, match=message):
        tag_edits.rename(state(), name, label)


def test_a_tag_in_braces_is_refused_at_its_line() -> None:
    with pytest.raises(Refused, match=r"^site_config/tags.yml:1: the tag 'code' cannot be changed without other lines"):
        tag_edits.rename(state("tags: {code: {label: Code}}\n"), "code", "Programs")


def test_an_adopted_tag_keeps_its_address_and_a_blocked_phrase_never_becomes_one() -> None:
    archive = state()
    adopted = after(archive, tag_edits.adopt(archive, Tag("word", "Finding word", ()), "search"))
    assert assigned(adopted)["finding-words"] == ["search", "word"]
    change = tag_edits.block(archive, "good idea")
    assert "blocked: [points, good idea]" in vocabulary_text(change)
    with pytest.raises(Refused, match="'MCTS' is a name of the curated tag 'tree-search': run `papershelf tags drop"):
        tag_edits.block(archive, "MCTS")


def test_a_dropped_tag_is_blocked_and_leaves_no_name_behind() -> None:
    archive = state(something="tags: [finding, code]\nremove_tags: [Search]\n")
    change = tag_edits.drop(archive, "search")
    left = after(archive, change)
    assert "blocked: [points, Search, finding]" in vocabulary_text(change)
    assert "parent:" not in vocabulary_text(change)
    assert assigned(left)["something"] == ["code"]
    assert "# Not a part of anything." in vocabulary_text(change)


def test_the_papers_of_a_dropped_tag_can_get_another() -> None:
    archive = state(something="tags: [tree search]\n")
    left = after(archive, tag_edits.drop(archive, "tree-search", "code"))
    curated = read_vocabulary(left.sources.vocabulary)[0]
    assert curated.redirects == {"trees": "code", "tree-search": "code"}
    assert assigned(left)["something"] == ["code"]
    assert assigned(left)["tree-search-of-code"] == ["code"]


SHARING = """\
tags:
  roots:
    label: Roots
    hidden: [tree hunt, digging]
  trees:
    label: Trees
    shared: [tree hunt]
  woods:
    label: Woods
    hidden: [forests]
    shared: [Tree hunts]
"""


@pytest.mark.parametrize(
    ("successor", "hidden", "shared", "blocked"),
    [
        ("", [("tree hunt",), ("forests",)], [(), ("Tree hunts",)], ("Roots", "digging")),
        ("woods", [(), ("forests", "Roots", "tree hunt", "digging")], [("tree hunt",), ()], ()),
    ],
)
def test_tags_that_share_a_spelling_of_a_dropped_one_keep_it(
    successor: str, hidden: list[tuple[str, ...]], shared: list[tuple[str, ...]], blocked: tuple[str, ...]
) -> None:
    archive = state(SHARING)
    curated, problems = read_vocabulary(after(archive, tag_edits.drop(archive, "roots", successor)).sources.vocabulary)
    assert problems == []
    assert [tag.hidden for tag in curated.tags] == hidden
    assert [tag.shared for tag in curated.tags] == shared
    assert curated.blocked == blocked


def test_a_paper_gets_and_loses_tags_in_one_note_without_text() -> None:
    archive = state()
    given = after(archive, tag_edits.assign(archive, paper(archive, "something"), "Code", ANN))
    more = after(given, tag_edits.assign(given, paper(given, "something"), "search", ANN))
    assert assigned(more)["something"] == ["code", "search"]
    assert len(more.sources.notes) == 1
    less = after(more, tag_edits.assign(more, paper(more, "something"), "code", ANN, action="remove"))
    assert assigned(less)["something"] == ["search"]
    none = after(less, tag_edits.assign(less, paper(less, "something"), "search", ANN, action="remove"))
    assert none.sources.notes == ()
    with pytest.raises(Refused, match="nothing would change"):
        tag_edits.assign(given, paper(given, "something"), "code", ANN)


def test_a_tag_that_matches_is_taken_from_a_paper() -> None:
    archive = state()
    change = tag_edits.assign(archive, paper(archive, "finding-words"), "search", ANN, action="remove")
    assert assigned(after(archive, change))["finding-words"] == []


def test_a_new_tag_is_created_when_asked_for() -> None:
    archive = state("tags: {}\n")
    with pytest.raises(Refused, match="--create adds it"):
        tag_edits.assign(archive, paper(archive, "something"), "New words", ANN)
    change = tag_edits.assign(archive, paper(archive, "something"), "New words", ANN, creates=True)
    assert assigned(after(archive, change))["something"] == ["new-words"]


def test_a_tag_given_by_hand_waits_for_its_page_and_says_how_many_papers_it_needs() -> None:
    archive = state()
    given = after(archive, tag_edits.assign(archive, paper(archive, "something"), "code", ANN))
    [waiting] = tagging(given, minimum=3).pending["something"]
    assert (waiting.label, waiting.papers, waiting.minimum) == ("Code", 2, 3)
    assert "something" not in tagging(given, minimum=2).pending
    assert "something" not in tagging(archive, minimum=3).pending
