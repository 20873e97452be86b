from __future__ import annotations

import datetime as dt

import pytest

from generator.edits import import_plan, undo
from generator.edits.archive_state import ArchiveState, read_state
from generator.edits.change import Refused, applied, texts_of
from generator.edits.undo import Done
from generator.model import Digest, Entry, SourceFile
from generator.sources.digest_writer import write_digest
from generator.sources.digests import ParsedDigest
from generator.sources.source_files import Sources

ONE = SourceFile(
    "content/digests/2026-04-01-desk.yml", write_digest(Digest(dt.date(2026, 4, 1), "desk", (Entry("A"),)))
)
BEFORE = Sources(None, None, None, "a titled:a\n", (ONE,), (), ())


def imported() -> tuple[ArchiveState, Done]:
    """An archive after an import of a paper that it has and one that it has not."""
    new = Digest(dt.date(2026, 4, 1), "desk", (Entry("A", abstract="Words."), Entry("B")))
    plan = import_plan.plan({ONE.path: ONE}, read_state(BEFORE).digests, BEFORE.permalinks, [("x", ParsedDigest(new))])
    done = undo.done("import x", texts_of(BEFORE), plan.texts)
    return read_state(applied(BEFORE, plan.texts)), undo.read_journal(undo.journal([done]))[0]


def test_an_import_is_undone_whole() -> None:
    state, last = imported()
    change = undo.undo(state, last, set())
    assert applied(state.sources, change.files) == BEFORE
    assert change.receipt[0] == "`papershelf import x` is undone: 1 paper fewer"


def test_an_import_into_an_empty_archive_leaves_no_file() -> None:
    empty = Sources(None, None, None, "", (), (), ())
    files = {ONE.path: ONE.text, "content/permalinks.txt": "a titled:a\n"}
    change = undo.undo(read_state(applied(empty, files)), undo.done("import x", texts_of(empty), files), set())
    assert change.files == dict.fromkeys(files)


def test_a_file_that_changed_since_is_kept() -> None:
    state, last = imported()
    changed = applied(state.sources, {"content/permalinks.txt": "a titled:a\nb titled:b\nc titled:c\n"})
    with pytest.raises(Refused, match=r"^content/permalinks.txt: changed since `papershelf import x`"):
        undo.undo(read_state(changed), last, set())


def test_what_was_published_or_has_a_note_stays() -> None:
    state, last = imported()
    note = "---\npaper: b\nauthor: Ann\ndate: 2026-04-02\n---\n\nRead it.\n"
    state = read_state(applied(state.sources, {"content/notes/b.md": note}))
    with pytest.raises(Refused) as refused:
        undo.undo(state, last, {"a", "b"})
    published, noted = str(refused.value).splitlines()
    assert published == "papers/b/ has been published since. Use `papershelf remove b`"
    assert noted.startswith("content/notes/b.md: is about papers/b/")


@pytest.mark.parametrize(
    "text", ["", "[", "[1]", '[{"command": "x"}]', '[{"command": "x", "before": {"a": 1}, "after": {}}]']
)
def test_a_journal_of_something_else_has_no_commands(text: str) -> None:
    assert undo.read_journal(text) == []
