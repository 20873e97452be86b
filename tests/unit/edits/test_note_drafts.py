from __future__ import annotations

import datetime as dt

from generator.edits.note_drafts import drafts
from generator.model import Digest, Entry, SourceFile
from generator.sources.notes import read_note

DAY = dt.date(2026, 4, 20)


def test_a_remark_is_the_draft_of_a_note_that_is_not_shown_until_somebody_writes_it() -> None:
    new = Digest(DAY, "list", (Entry("On kites", remark="Read section 3: --- *it*"), Entry("On boats")))
    texts = drafts([], [new], "", (), "Ann Lee", DAY)
    assert list(texts) == ["content/notes/on-kites.md"]
    [(path, text)] = texts.items()
    assert text.endswith("\n\n> Read section 3: --- *it*\n")
    note, [problem] = read_note(SourceFile(path, text))
    assert (note, problem.message) == (None, "the note has no text yet and is left out")
    note, problems = read_note(SourceFile(path, text.replace("What a reader of “On kites” should know", "Mind")))
    assert note is not None
    assert ("section 3" in note.body, problems) == (True, [])


def test_a_paper_with_a_note_gets_no_draft() -> None:
    known = Digest(DAY, "desk", (Entry("On kites"),))
    new = Digest(DAY, "list", (Entry("On Kites", remark="Read it"), Entry("On kites", remark="Again")))
    assert list(drafts([known], [new], "", (), "Ann Lee", DAY)) == ["content/notes/on-kites.md"]
    assert drafts([known], [new], "", {"content/notes/on-kites.md"}, "Ann Lee", DAY) == {}
