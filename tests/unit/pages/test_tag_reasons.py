from __future__ import annotations

import pytest

from generator.pages.tag_reasons import in_words
from generator.text.wording import words_of
from generator.vocabulary import Context, Mentions, NoteAdds, PartAssigned


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (Mentions(("MCTS", "tree search")), "“MCTS” and “tree search” in the title"),
        (
            Mentions(("a",), (("b", 2), ("c", 1), ("d", 3), ("e", 1))),
            "“a” in the title; “d” 3 times, “b” twice in the abstract",
        ),
        (
            Mentions(("LRM",), (), (Context("LRM", "reasoning", ("reward", "loss")),)),
            "“LRM” in the title; “LRM” counts beside “reasoning”; “LRM” would not count beside “reward”, …",
        ),
        (
            Mentions(("LLM", "LLMs"), (), tuple(Context(name, "", ("a", "b", "c", "d")) for name in ("LLM", "LLMs"))),
            "“LLM” and “LLMs” in the title; “LLM”, “LLMs” would not count beside “a”, …",
        ),
        (
            Mentions(
                ("Tree Search", "MCTS", "tree search"), (("tree search", 2), ("Beam", 1), ("beam", 1), ("MCTSs", 1))
            ),
            "“Tree Search” in title and abstract; “MCTS” in the title; “beam” twice, “MCTSs” once in the abstract",
        ),
        (
            Mentions((), (("a", 1),), tuple(Context(name, "image") for name in ("A", "a", "VLM"))),
            "“a” once in the abstract; “a”, “VLM” count beside “image”",
        ),
        (PartAssigned("Search"), "“Search” is a part of it"),
        (NoteAdds("Ada"), "a note by Ada adds it"),
    ],
)
def test_reasons_are_written_in_words(reason: Mentions | PartAssigned | NoteAdds, expected: str) -> None:
    assert in_words(reason, words_of("en")) == expected
