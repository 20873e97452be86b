from __future__ import annotations

import datetime as dt

from generator.model import Digest, Entry, Permalink, SourceFile
from generator.sources import moved_digests
from generator.sources.digest_writer import write_digest

TRACES, OTHER = Entry("On Traces", arxiv="2604.00001"), Entry("Other")
DAY = dt.date(2026, 4, 20)
RECORD = [Permalink("on-traces", frozenset({"arxiv:2604.00001"})), Permalink("other", frozenset({"title:other"}))]


def digest(*entries: Entry) -> Digest:
    return Digest(DAY, "desk", entries)


def file(path: str, *entries: Entry) -> SourceFile:
    return SourceFile(path, write_digest(digest(*entries)))


def test_a_digest_that_was_moved_is_named_with_the_command_that_brings_it_back() -> None:
    moved = file("content/digests/a.yml.bak", TRACES, OTHER, Entry("Never Seen"))
    [problem] = moved_digests.problems([moved], RECORD, [])
    assert problem.is_error
    assert problem.message == "has 2 papers of this archive, but is not where digests are read"
    assert problem.hint == "move it back: git mv content/digests/a.yml.bak content/digests/a.yml"


def test_the_command_is_safe_to_run_whatever_the_file_is_called() -> None:
    [problem] = moved_digests.problems([file("content/a;rm b.yml", TRACES)], RECORD, [])
    assert problem.hint == "move it back: git mv 'content/a;rm b.yml' 'content/digests/a;rm b.yml'"


def test_a_copy_and_another_text_are_no_loss() -> None:
    copy, text = file("content/copy.yml", TRACES), SourceFile("content/todo.txt", "read it")
    assert list(moved_digests.problems([copy, text], RECORD, [digest(TRACES)])) == []
