from __future__ import annotations

from generator.model import SourceFile
from generator.sources.tag_reviews import HEADER, PATH, read_reviews, with_decision, without_tag


def test_decisions_are_notes_that_add_or_remove_a_tag() -> None:
    text = with_decision(with_decision("", "on-traces", "search", "yes", "Ann\nLee"), "on-trees", "code", "no", "Bo")
    notes, problems = read_reviews(SourceFile(PATH, text))
    assert problems == []
    assert [(note.paper, note.tags, note.remove_tags, note.author) for note in notes] == [
        ("on-traces", ("search",), (), "Ann Lee"),
        ("on-trees", (), ("code",), "Bo"),
    ]
    assert without_tag(text, "search") == f"{HEADER}on-trees code no Bo\n"


def test_any_other_line_is_reported() -> None:
    notes, problems = read_reviews(SourceFile(PATH, "# A comment.\non-traces search perhaps\n\non-trees code yes\n"))
    assert [(problem.line, problem.message) for problem in problems] == [(2, "is not a decision on a tag")]
    assert [note.problem(("tags", 0), "m", "h").column for note in notes] == [10]
