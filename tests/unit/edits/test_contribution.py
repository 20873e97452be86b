from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import pytest

from generator import assemble
from generator.archive.papers import merge
from generator.edits.change import Refused
from generator.edits.contribution import pull_request_of
from generator.model import Digest, Entry, SourceFile
from generator.sources import permalinks
from generator.sources.collections import read_collection
from generator.sources.digest_writer import write_digest
from generator.sources.digests import read_digest
from generator.sources.issue_forms import FORMS, Submission
from generator.sources.notes import read_note
from generator.sources.source_files import Sources

TRACES = Entry("On Traces", arxiv="2401.10000", abstract="Old words.", code="https://a.org/code")
OTHER = Entry("Other", abstract="x")
DIGEST = Digest(dt.date(2026, 4, 1), "desk", (TRACES, OTHER))
PATH = "content/digests/2026-04-01-desk.yml"
RECORD = "on-traces arxiv:2401.10000 title:ontraces\nother title:other\n"


def sources(text: str = write_digest(DIGEST)) -> Sources:
    return Sources(None, None, None, RECORD, (SourceFile(PATH, text),), (), ())


class Written:
    """A pull request, all of whose files have texts."""

    def __init__(self, title: str, files: Mapping[str, str | None]) -> None:
        self.title, self.files = title, {path: text for path, text in files.items() if text is not None}
        assert self.files.keys() == files.keys()


def submit(form: str, archive: Sources | None = None, **answers: str) -> Written:
    filled = {name: answers.get(name, "") for name in FORMS[form]}
    pull_request = pull_request_of(Submission(form, filled, 7, "ann", dt.date(2026, 4, 20)), archive or sources())
    return Written(pull_request.title, pull_request.files)


def test_a_note_becomes_a_file_that_is_valid() -> None:
    change = submit("note", paper="arXiv:2401.10000v3", links="https://a.org https://b.org", text="Read *this*.")
    assert change.title == "A note on “On Traces”"
    [(path, text)] = change.files.items()
    note, problems = read_note(SourceFile(path, text))
    assert (path, problems) == ("content/notes/on-traces.md", [])
    assert note is not None
    assert (note.paper, note.author, str(note.date)) == ("on-traces", "ann", "2026-04-20")
    assert note.links == ("https://a.org", "https://b.org")


def test_suggested_tags_become_a_note() -> None:
    change = submit(
        "tags", paper="on-traces", author="Ann", add="search, tree search", remove="code", text="It searches."
    )
    [(path, text)] = change.files.items()
    note, _ = read_note(SourceFile(path, text))
    assert note is not None
    assert (note.tags, note.remove_tags) == (("search", "tree search"), ("code",))


@pytest.mark.parametrize("name", ['A "B": C', "- Eve\n---\nx: y", "#", "!!python/object:os.x", "*a", "{a: b}", "no"])
def test_no_answer_escapes_from_the_front_matter(name: str) -> None:
    [(path, text)] = submit("note", paper="on-traces", author=name, text="T").files.items()
    note, problems = read_note(SourceFile(path, text))
    assert problems == []
    assert note is not None
    assert (note.author, note.paper) == (" ".join(name.split()), "on-traces")


@pytest.mark.parametrize(
    "paper", ["../../.github/workflows/x", "/etc/passwd", "..", "", "on-traces/../../x", "a\x00b", "content/notes/x.md"]
)
def test_a_reference_to_no_paper_is_refused(paper: str) -> None:
    with pytest.raises(Refused, match="is no paper of this archive"):
        submit("note", paper=paper, text="T")


def test_a_misspelt_paper_is_refused_with_the_one_that_was_meant() -> None:
    with pytest.raises(Refused, match="did you mean 'on-traces'"):
        submit("note", paper="on-trces", text="T")


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"text": ""}, "has no text yet"),
        ({"text": "x" * 20_001}, "is longer than 20,000 characters"),
        ({"text": "T", "links": "javascript:alert(1)"}, "is not an address"),
        ({"text": "T", "author": "x" * 1001}, "is longer than 1000 characters"),
    ],
)
def test_a_note_that_would_be_wrong_is_refused_with_reasons(answers: dict[str, str], told: str) -> None:
    with pytest.raises(Refused, match=told):
        submit("note", paper="on-traces", **answers)


def test_a_submitted_paper_becomes_a_digest_and_gets_an_address() -> None:
    change = submit("paper", name="New: a Paper", arxiv="2604.00001", authors="Ada Lovelace; Bo", text="It is new.")
    assert change.title == "The paper “New: a Paper”"
    path = "content/digests/2026-04-20-readers.yml"
    written = read_digest(SourceFile(path, change.files[path]))
    assert written.digest == Digest(
        dt.date(2026, 4, 20),
        "readers",
        (Entry("New: a Paper", arxiv="2604.00001", authors=("Ada Lovelace", "Bo"), abstract="It is new."),),
    )
    assert change.files[permalinks.PATH] == RECORD + "new-a-paper arxiv:2604.00001 titled:newapaper\n"


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"name": "on traces!"}, "the archive has this paper already, at papers/on-traces/"),
        ({"name": "A", "arxiv": "2401.10000"}, "already"),
        ({"name": "A", "arxiv": "x"}, "is not an arXiv id"),
        ({"name": "A", "published": "soon"}, "YYYY-MM-DD"),
        ({"name": "A", "url": "javascript:x"}, "is not an address"),
        ({"name": ""}, "title' is missing"),
    ],
)
def test_a_paper_that_is_known_or_wrong_is_refused(answers: dict[str, str], told: str) -> None:
    with pytest.raises(Refused, match=told):
        submit("paper", **answers)


def test_a_fix_changes_the_digest_and_nothing_else_in_it() -> None:
    change = submit("fix", paper="on-traces", field="Summary", text="New words,\n\nin two paragraphs.")
    fixed = read_digest(SourceFile(PATH, change.files[PATH])).digest
    assert fixed is not None
    assert fixed.entries[0].abstract == "New words,\n\nin two paragraphs."
    assert fixed.entries[1] == OTHER


def test_a_fix_leaves_another_work_of_that_title_alone() -> None:
    """A row without an id belongs to the first of two works with one title: a fix of the second does not touch it."""
    first, second = Entry("Twins", arxiv="2401.10001", abstract="A."), Entry("Twins", arxiv="2401.10002", abstract="B.")
    rows = [first, Entry("Twins", abstract="A, without its id."), second]
    known = [Digest(dt.date(2026, 4, day), "desk", (row,)) for day, row in enumerate(rows, 1)]
    files = tuple(SourceFile(f"content/digests/{each.date}-desk.yml", write_digest(each)) for each in known)
    record = "twins arxiv:2401.10001 title:twins\ntwins-2 arxiv:2401.10002 title:twins\n"
    archive = Sources(None, None, None, record, files, (), ())
    change = submit("fix", archive, paper="twins-2", field="Summary", text="New.")
    assert [path for path in change.files if path != permalinks.PATH] == [files[2].path]


def test_a_corrected_title_keeps_the_paper_s_address() -> None:
    change = submit("fix", paper="other", field="Title", text="Another")
    files = (SourceFile(PATH, change.files[PATH]),)
    record, _ = permalinks.parse_record(change.files[permalinks.PATH])
    merged = merge(assemble.read_digests(files, []), record)
    assert {paper.slug: paper.title.plain for paper in merged.papers} == {"on-traces": "On Traces", "other": "Another"}
    assert merged.problems == ()


def test_a_fix_leaves_the_rest_of_an_edited_digest_as_it_is() -> None:
    text = "# mine\n" + write_digest(DIGEST)
    change = submit("fix", sources(text), paper="other", field="Title", text="Another")
    assert change.files[PATH] == text.replace("title: Other", "title: Another")


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        ("arXiv id", "x", "is not an arXiv id"),
        ("Title", "", "is empty"),
        ("Slug", "x", "is none of Title"),
        ("Summary", "Old words.", "nothing would change: papers/on-traces/ has abstract 'Old words.' already"),
        ("Link to the code", "file:///etc/passwd", "is not an address"),
    ],
)
def test_a_fix_that_would_be_wrong_is_refused(field: str, text: str, told: str) -> None:
    with pytest.raises(Refused, match=told):
        submit("fix", paper="on-traces", field=field, text=text)


def test_a_collection_becomes_a_file_that_is_valid() -> None:
    text = "# First\n- arXiv:2401.10000 | Read *this*: it is short.\n\nOther\n"
    taken = SourceFile("content/collections/kites-strings.md", "")
    change = submit(
        "collection", replace(sources(), collections=(taken,)), name="Kites & strings", about="For all.", text=text
    )
    [(path, written)] = change.files.items()
    collection, problems = read_collection(SourceFile(path, written))
    assert (path, problems) == ("content/collections/kites-strings-2.md", [])
    assert collection
    assert (collection.title, collection.author) == ("Kites & strings", "ann")
    assert collection.introduction == "<p>For all.</p>"
    assert [(paper.paper, paper.section) for paper in collection.papers] == [("on-traces", "First"), ("other", "")]
    assert collection.papers[0].remark == "<p>Read <em>this</em>: it is short.</p>"


def test_a_collection_of_unknown_papers_is_refused() -> None:
    with pytest.raises(Refused, match="'On Tracs' is no paper of this archive: did you mean 'on-traces'"):
        submit("collection", name="A", text="On Tracs | x")
    with pytest.raises(Refused, match="'papers' is empty"):
        submit("collection", name="A", text="# Nothing")
